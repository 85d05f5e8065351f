"""Fixed cells: month by first-level region by group of substances, each rounded on its own; see decision 0032.

Always the same cells, whatever they hold, and no other question can be asked. They count what the owners of records
have opened to counting; what is open to reading too stands on the monitor's other pages as it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.sight import hex_of, rows
from sarhad.figures import follower, sources
from sarhad.figures.cells import Phase, about, phase
from sarhad.figures.claims import UNKNOWN, group_of
from sarhad.figures.counting import Decided
from sarhad.figures.plain import keys_of
from sarhad.figures.records import Ask
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import Level
from sarhad.systems.monitor.depths.records import Cell
from sarhad.systems.monitor.places.queries import regions
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.store.dims import dims_of

MONTHS = range(12)
Held = Mapping[tuple[str, str, int, str], int]  # country, region, month, group -> seizures


def groups() -> tuple[str, ...]:
    return (*substances.groups(), UNKNOWN)


def cells(counting: Reader, year: int, country: str, group: str) -> list[Cell]:
    """One page of the cells: every region of a country and every month, of one group. Regions in order of code."""
    follower.FigureLines().catch_up()
    return rounded(_held(counting, year), year, country, group)


def rounded(held: Held, year: int, country: str, group: str, phase: Phase = phase) -> list[Cell]:
    """The same of what is added up already. Pure."""
    return [
        Cell(country, region, month, group, about(n, f"{region or country} {year:04d}-{month:02d} {group}", phase))
        for region in (*(each.code for each in regions(country)), "")
        for month in MONTHS
        for n in [held.get((country, region, month, group), 0)]
    ]


def _held(counting: Reader, year: int) -> Held:
    ask = Ask(f"{year:04d}-01-01", f"{year:04d}-12-31")
    places = _places(counting)
    found: Counter[tuple[str, str, int, str]] = Counter()
    for each in sources.countable(counting, ask):
        month = _month(each.first, each.last, year)
        if month is not None:
            region = next((places[id] for id in each.members if places.get(id)), "")
            found.update({(each.country, region, month, g): each.n for g in _groups(each)})
    for country, case, month, group, n in _plain(counting, year):
        found[country, places.get(case, ""), month, group] += n
    return found


def _month(first: str, last: str, year: int) -> int | None:
    """From 0; None where the date tells no month, or none of this year."""
    return int(first[5:7]) - 1 if first[:7] == last[:7] and first[:4] == f"{year:04d}" else None


def _groups(seizure: Decided) -> Iterable[str]:
    return {each.group for each in seizure.items}


def _plain(counting: Reader, year: int) -> Iterator[tuple[str, EntityId, int, str, int]]:
    """(country, seizure, month, group, how many) of seizures that one office reports once."""
    item, params = door("f", counting, Level.COUNT)
    above, more = door("g", counting, Level.COUNT)
    sql = (
        "SELECT l.key, l.month, g.entity, MAX(a.count) FROM figures_line l CROSS JOIN ledger_fragment f"  # noqa: S608
        " CROSS JOIN ledger_fragment g CROSS JOIN figures_line a"
        " WHERE l.kind = 1 AND l.plain AND l.month >= %s AND l.month < %s"
        f" AND f.id = l.fragment AND {item} AND g.id = l.above AND {above} AND a.fragment = l.above"
        " GROUP BY 1, 2, 3"
    )
    found = rows(sql, [year * 12, year * 12 + 12, *params, *more])
    keys = keys_of({row[0] for row in found})
    once: dict[tuple[str, EntityId, int, str], int] = {}
    for id, month, entity, n in found:
        country, *_, substance = keys[id]
        if substance:
            once[country, hex_of(entity), month % 12, group_of(substance)] = n
    yield from ((*key, n) for key, n in once.items())


def _places(counting: Reader) -> dict[EntityId, str]:
    """The region of each seizure that may be counted, from statements that may: the first by id that tells one."""
    through, params = door("f", counting, Level.COUNT)
    sql = (
        "SELECT f.entity, f.data FROM figures_line l CROSS JOIN ledger_fragment f"  # noqa: S608
        f" WHERE l.kind = 0 AND f.id = l.fragment AND {through} ORDER BY f.id"
    )
    found: dict[EntityId, str] = defaultdict(str)
    known = settled()
    for entity, data in rows(sql, params):
        id = hex_of(entity)
        found[id] = found[id] or dims_of(data, {}, known).spot.region
    return found
