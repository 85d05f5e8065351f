"""Figures for one reader, and the records behind each. Whoever calls them records the read in the audit."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.figures.records import Ask, Cell, Counted, Figures
from sarhad.kernel.claim import EntityId

PAGE = 50


def figures(reader: Reader, ask: Ask) -> Figures:
    """Every figure of a page, in one go."""


def records(
    reader: Reader, ask: Ask, code: str, after: str = "", size: int = PAGE, **row: str
) -> tuple[list[Counted], str]:
    """What is behind one figure, by day and id, newest first, and the key of the next page ("" where none is).

    Args:
        after: the key that an earlier answer gave.
        row: one of cause, country, office, month, group: only what stands in that line of a table.
    """


def seizure(reader: Reader, id: EntityId) -> Counted | None:
    """How one seizure is counted, by the id of any member. None: absent or invisible, alike."""


def cells(reader: Reader, year: int) -> list[Cell]:
    """Rounded counts for whoever may only count; see decision 0022."""
