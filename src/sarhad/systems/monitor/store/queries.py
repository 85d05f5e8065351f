"""Questions about seizures for one reader. Whoever calls them records the read in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sarhad.access.reader import Reader
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, first
from sarhad.kernel import substances
from sarhad.systems.monitor.store.engine import ask
from sarhad.systems.monitor.store.follower import TABLE, path_of
from sarhad.systems.monitor.store.records import FILTERS, SEIZURES, Source, Table, Where, number_of

MEASURES = {
    "n": "COALESCE(SUM(n), 0)::BIGINT",
    "items": "COUNT(*)",
    "kg": "COALESCE(SUM(kg), 0)",
    "kg_low": "COALESCE(SUM(kg_low), 0)",
    "kg_high": "COALESCE(SUM(kg_high), 0)",
    "amount": "SUM(amount)",
    "median_kg": "median(kg)",
    "unconverted": "COUNT(*) - COUNT(kg)",
    "unknown_place": "COUNT(*) FILTER (region = '')",
}
"""What can be added up. Weights are kilograms; `median_kg` is null where nothing has a weight."""
BY = {name: f'"{name}"' for name in SEIZURES} | {"quarter": "month // 3", "moon": "month % 12"}
"""By what. `quarter` is 4 times the year and the quarter from 0, `moon` the month of the year from 0."""


def sources(reader: Reader) -> list[Source]:
    """The published tables that the reader sees, by name."""
    sight = Sight(reader)
    listed = dict(ids_listed(sight, TABLE))
    sight.see(listed)
    found = []
    for entity, fragment in listed.items():
        said = next((each for each in sight.statements(entity) if each.schema == TABLE), None)
        if said is not None:
            own = said.properties
            found.append(
                Source(
                    entity, first(own, "name"), first(own, "tableType"), fragment, first(own, "publisher"),
                    first(own, "missing"), tuple(own.get("lacks", ())), first(own, "startDate"),
                    first(own, "endDate"), int(first(own, "rowsRead") or 0), first(own, "licence"),
                    first(own, "sourceUrl"), first(own, "publishedOn"),
                )
            )  # fmt: skip
    return sorted(found, key=lambda each: (each.name, each.id))


def sums(
    reader: Reader, where: Where, by: Sequence[str] = (), measures: Sequence[str] = ("n", "kg"), limit: int = 0
) -> Table:
    """Seizures added up, in the order of what they are added up by. Names are those of BY and MEASURES."""
    columns = (*by, *measures)
    tables, params = seen(reader, where)
    if not tables:
        return Table(columns, [])
    said = [f"{BY[name]} AS g{n}" for n, name in enumerate(by)] + [MEASURES[name] for name in measures]
    group = f" GROUP BY {', '.join(f'g{n}' for n in range(len(by)))} ORDER BY ALL" if by else ""
    tail = f" LIMIT {limit:d}" if limit else ""
    return Table(columns, ask(f"SELECT {', '.join(said)} FROM {tables}{group}{tail}", params))  # noqa: S608


def rows(reader: Reader, where: Where, after: int = 0, size: int = 50) -> Table:
    """The single records, the newest first; `after` is how many were shown before."""
    tables, params = seen(reader, where)
    if not tables:
        return Table(tuple(SEIZURES), [])
    what = ", ".join(BY[name] for name in SEIZURES)
    tail = f'ORDER BY day DESC NULLS LAST, source, row, "case", substance LIMIT {size:d} OFFSET {after:d}'
    return Table(tuple(SEIZURES), ask(f"SELECT {what} FROM {tables} {tail}", params))  # noqa: S608


def seen(reader: Reader, where: Where) -> tuple[str, list[Any]]:
    """What stands behind FROM, and its parameters; "" where the reader sees nothing of it."""
    wanted = [
        each
        for each in sources(reader)
        if (each.kind == "seizures" and where.source in ((), None)) or each.id in where.source
    ]
    files = [str(path_of(each.fragment)) for each in wanted if path_of(each.fragment).exists()]
    if not files:
        return "", []
    conditions, params = _conditions(where)
    return f"read_parquet(?) WHERE {' AND '.join(conditions)}", [files, *params]


def _conditions(where: Where) -> tuple[list[str], list[Any]]:
    parts, params = ["true"], list[Any]()
    if where.since:
        parts.append("month >= ?")
        params.append(number_of(where.since))
    if where.until:
        parts.append("month > 0 AND month <= ?")
        params.append(number_of(where.until))
    for name in FILTERS:
        values = list(getattr(where, name))
        if not values or name == "source":
            continue
        if name == "substance":
            values = sorted(set().union(*(substances.within(each) for each in values)))
        parts.append(f'"{name}" IN (SELECT unnest(?))')
        params.append(values)
    if where.once == "all":
        parts.append("nth = 0")
    return parts, params
