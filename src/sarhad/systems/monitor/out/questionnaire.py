"""The seizure table of the United Nations annual report questionnaire (part four), for one state and year.

Its own words: a row for each type of drug with the number of seizure cases and the total quantity in the units in
which it was reported; what is not known says so, and is never zero. Check it against the form of your year: UNODC
changes it now and then.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.kernel import substances, units
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where
from sarhad.web.templatetags.look import lang

WEIGHT, VOLUME = "mass", "volume"


def table(reader: Reader, country: str, year: int) -> Sheet:
    """What this reader sees of the state and year."""
    where = Where(since=f"{year:04d}-01", until=f"{year:04d}-12", country=(country,))
    found = queries.sums(reader, where, ("family", "substance", "unit"), ("n", "kg", "amount"))
    rows = [_row(*key, said) for key, said in sorted(_by_drug(found.rows).items(), key=_order)]
    return Sheet(
        name=f"questionnaire-{country}-{year}",
        title=_("Annual report questionnaire: seizures, %(year)d") % {"year": year},
        columns=(
            Column("group", _("Group")),
            Column("drug", _("Drug type")),
            Column("cases", _("Number of seizure cases"), "number"),
            Column("kg", _("Total quantity"), "text", "kg"),
            Column("litres", _("Total quantity"), "text", _("litres")),
            Column("units", _("Total quantity"), "text", _("units, with their name")),
        ),
        rows=rows,
        about=[_("Quantities as reported, not converted.")],
        link=f"?country={country}&year={year}",
    )  # fmt: skip


def _by_drug(rows: list[tuple[Any, ...]]) -> dict[tuple[str, str], list[tuple[str, int, float | None]]]:
    found = defaultdict(list)
    for family, substance, unit, n, _kg, amount in rows:
        found[family, substance].append((unit, n, amount))
    return found


def _order(item: tuple[tuple[str, str], Any]) -> tuple[int, str]:
    (family, substance), _said = item
    groups = list(substances.groups())
    return (groups.index(family) if family in groups else len(groups), substance)


def _row(family: str, substance: str, said: list[tuple[str, int, float | None]]) -> tuple[Any, ...]:
    sums: dict[str, float] = defaultdict(float)
    other: dict[str, float] = defaultdict(float)
    for unit, _n, amount in said:
        known = units.all_units().get(unit)
        base = known.to_base(repr(amount)) if known and amount is not None else None
        if base and known and known.dimension in (WEIGHT, VOLUME):
            sums[known.dimension] += float(base.amount)
        elif amount is not None:
            other[known.label(lang()) if known else _("unit not known")] += amount
    group, drug = substances.groups().get(family), substances.all_substances().get(substance)
    return (
        group.label(lang()) if group else _("not known"),
        drug.label(lang()) if drug else _("not known"),
        sum(n for _unit, n, _amount in said),
        *(_plain(sums[each]) if each in sums else _("not known") for each in (WEIGHT, VOLUME)),
        "; ".join(f"{_plain(amount)} {name}" for name, amount in sorted(other.items())) or _("not known"),
    )


def _plain(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")
