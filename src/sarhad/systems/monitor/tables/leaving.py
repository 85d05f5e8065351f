"""Rows of a table on their way out: as they came and as they were read, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from sarhad.access.handling import Answer, Use, may
from sarhad.systems.monitor import words as codes
from sarhad.systems.monitor.out.records import Column, Kind, Sheet
from sarhad.systems.monitor.tables.columns import CODED, COUNTRIES
from sarhad.systems.monitor.tables.queries import Published
from sarhad.systems.monitor.tables.rows import Row
from sarhad.systems.monitor.tables.words import FIELD_LABELS

MOST = 50_000  # rows of one file; the whole table is its own file
READ = (
    "day", "last", "country", "region", "substance", "amount", "unit", "kg", "kg_low", "kg_high", "rule",
    *CODED, *COUNTRIES, "office",
)  # fmt: skip
KINDS: dict[str, Kind] = {
    "day": "day",
    "last": "day",
    **dict.fromkeys(("amount", "kg", "kg_low", "kg_high"), "number"),
}


def allowed(found: Published) -> bool:
    """Whether handling lets its rows leave the office."""
    return may(Use.EXPORT, found.handling, found.by.held) in (Answer.YES, Answer.MARKED)


def of_rows(found: Published, listed: Sequence[Row], total: int, language: str) -> Sheet:
    """Each row with its number, what was read of it, what was not, and its cells."""
    columns = found.seizures
    header = columns.header if columns else ()
    labels = {"day": _("First day"), "last": _("Last day"), "kg": _("Kilograms"), "rule": _("Rule")}
    labels |= {"kg_low": _("Kilograms, lowest"), "kg_high": _("Kilograms, highest")}
    read = [
        Column(
            name, str(labels.get(name) or FIELD_LABELS[name]), KINDS.get(name, "text"), codes=_codes(name, language)
        )
        for name in READ
    ]
    given = [Column(f"given_{n + 1}", text or str(n + 1)) for n, text in enumerate(header)]
    rows = [_row(each, len(header)) for each in listed]
    own = found.source
    about = [own.name, *(text for text in (own.publisher, own.licence, own.link) if text)]
    if own.missing:
        about.append(f"{_('What is missing')}: {own.missing}")
    if total > len(listed):
        about.append(_("The first %(n)d of %(all)d rows.") % {"n": len(listed), "all": total})
    every = [Column("row", _("Row"), "number"), *read, Column("faults", _("Not read")), *given]
    return Sheet(f"table-{found.id[:8]}", own.name, every, rows, about, found.handling)


def _codes(name: str, language: str) -> dict[str, str]:
    return {code: codes.label(name, code, language) for code in codes.codes(name)} if name in CODED else {}


def _row(row: Row, width: int) -> list[Any]:
    read = (_value(row.values[name]) for name in READ)
    return [row.number, *read, " ".join(row.faults), *row.cells[:width], *[""] * (width - len(row.cells))]


def _value(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
