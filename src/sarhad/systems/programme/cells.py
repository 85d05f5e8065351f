"""Tables of rounded cells, for whoever may only count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from sarhad.figures.records import Cell
from sarhad.kernel import substances
from sarhad.systems.programme import words
from sarhad.web.templatetags.look import country


class Line(NamedTuple):
    """A state in the table of one group of substances: a text for each period."""

    label: str
    pairs: list[tuple[str, str]]  # seizures, kilograms


class Table(NamedTuple):
    label: str
    colour: str
    periods: list[str]
    lines: list[Line]


def tables(cells: Iterable[Cell]) -> tuple[list[Table], list[str]]:
    """One table for each group of substances, in the order of the charts; and the groups with few everywhere."""
    every = {(each.group, each.country, each.period): each for each in cells}
    order = [*substances.groups(), ""]
    groups = sorted(
        {group for group, _country, _period in every},
        key=lambda code: (order.index(code) if code in order else len(order), code),
    )
    many = {group for (group, _country, _period), cell in every.items() if cell.n}
    few = [words.substance(group) for group in groups if group not in many]
    return [_table(every, group) for group in groups if group in many], few


def _table(every: dict[tuple[str, str, str], Cell], group: str) -> Table:
    here = [key for key in every if key[0] == group]
    periods = sorted({period for _group, _country, period in here})
    states = sorted({state for _group, state, _period in here}, key=lambda code: country(code) or code)
    rows = [
        Line(
            country(state) or state or words.not_stated(),
            [(count(cell), weight(cell)) for each in periods for cell in [every.get((group, state, each))]],
        )
        for state in states
    ]
    return Table(words.substance(group), words.colour(group), [words.period(each) for each in periods], rows)


def count(cell: Cell | None) -> str:
    """The number of seizures; few and none are told alike."""
    return words.amount(cell.n) if cell and cell.n else _("fewer than 5")


def weight(cell: Cell | None) -> str:
    return words.amount(cell.kg) if cell and cell.kg is not None else "–"
