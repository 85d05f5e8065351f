"""Pairs of names in a table, each with a score: `sarhad score-names`. Needs no node and no database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.collect.errors import BadFile
from sarhad.collect.readers.table import Cell
from sarhad.collect.widened import Given, column, opened, rows, written
from sarhad.kernel import model
from sarhad.matching import names
from sarhad.matching.words import say

NEEDED, ADDED = ("name1", "name2"), ("score", "verdict", "reasons")
LONGEST = 1000  # characters of a name
STEP = 500  # rows between two signs of progress


class Counted(NamedTuple):
    pairs: int
    same: int
    unread: int


def score_names(
    source: Path, target: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> Counted:
    """Compare `name1` with `name2` of each row, as names of the schema in its column `schema` (else Person), and
    write the table with `score` (0 to 1), `verdict` (same, possible, different) and `reasons` added.

    What cannot be compared has no verdict and says why under `reasons`.

    Raises:
        BadFile: it is no table, or has not both columns.
    """
    table = opened(source, lambda name: column([name], (*NEEDED, "schema")) is not None, NEEDED)
    places = [column(table.header, [name]) for name in (*NEEDED, "schema")]
    if None in places[:2]:
        raise BadFile("no-header", source.name, expected=", ".join(NEEDED))
    pairs = same = unread = 0
    with written(target, table.header, ADDED, table) as add:
        for row in rows(table):
            result = _compared(row, places)
            add(row.cells, result)
            pairs, same, unread = pairs + 1, same + (result[1] == names.SAME), unread + (not result[1])
            if not pairs % STEP:
                progress(pairs, 0)
    return Counted(pairs, same, unread)


def _compared(row: Given, places: Sequence[int | None]) -> tuple[str, str, str]:
    """(score, verdict, reasons)"""
    if row.fault:
        return "", "", row.fault.said
    one, other, schema = (_text(row.cells, place) for place in places)
    if fault := _fault(one, other, schema):
        return "", "", fault
    found = names.compare(one, other, _schema(schema))
    return f"{found.score:.4f}", found.verdict, "; ".join(map(say, found.reasons))


def _text(cells: Sequence[Cell], place: int | None) -> str:
    return "" if place is None else str(cells[place]).strip()


def _fault(one: str, other: str, schema: str) -> str:
    for name, text in zip(NEEDED, (one, other), strict=True):
        if not any(char.isalnum() for char in text):
            return _("%(column)s holds no name. Write one in any script.") % {"column": name}
        if len(text) > LONGEST:
            return _("%(column)s is longer than %(most)s characters. Shorten it.") % {
                "column": name,
                "most": LONGEST,
            }
    if schema and not _schema(schema):
        return _("schema: “%(text)s” is not known. Write Person, Company, Organization or Vessel.") % {
            "text": schema[:50]
        }
    return ""


def _schema(text: str) -> str:
    """As the model writes it."""
    spec = model.schema(text or "Person") or model.schema(text[:1].upper() + text[1:].lower())
    return spec.name if spec else ""
