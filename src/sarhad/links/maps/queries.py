"""What one reader sees on a map of some things: they themselves, and dated things and places linked to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sarhad.access.handling import strictest
from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.clusters import clusters
from sarhad.entities.records import Statement
from sarhad.entities.sight import BATCH, Sight, common_schema, hex_of, marks, pointed_to, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.links.maps.records import Lost, Mark, Scene, Stop, Thing, Way
from sarhad.links.maps.siting import Properties, placed, stop_of, vague, way_of

MOST = 500  # marks and ways of one map: the newest stay
LINKS = 5000  # in each direction, counted among what the reader sees
FURTHER = ("DeliveryLeg", "Operation", "WantedNotice")  # what happens to these lies one link further


def scene(reader: Reader, ids: Iterable[EntityId], *, since: str = "", until: str = "") -> Scene:
    """A map of these entities and of what is linked to them. Invisible and absent ones are left out alike.

    Args:
        since: first day of the period, ISO 8601 at any precision; "" for no limit. `until` is the last.
    """
    sight = Sight(reader)
    asked = clusters(sight, [id for id in dict.fromkeys(ids) if is_id(id)])
    members = sorted({member for cluster in asked.values() for member in cluster.members})
    near = _placed(sight, around(sight, members), members)
    further = [id for id in near if sight.schema(id) in FURTHER]
    near += _placed(sight, around(sight, further), [*members, *near])
    every = {min(cluster.members): cluster.members for cluster in clusters(sight, [*members, *near]).values()}
    said = _Said(sight, (member for group in every.values() for member in group))
    made = [_Site(sight, group, said) for _id, group in sorted(every.items())]
    return _scene(made, since, until)


def around(sight: Sight, ids: Sequence[EntityId]) -> list[EntityId]:
    """What is linked to these in either direction, each once, where the reader sees the link and both ends."""
    through, params = door("o", sight.reader)
    found: dict[EntityId, None] = {}
    for here, there in (("source", "target"), ("target", "source")):
        seen = f"EXISTS (SELECT 1 FROM ledger_fragment o WHERE o.entity = l.{there} AND {through})"  # noqa: S608
        for start in range(0, len(ids), BATCH):
            part = [bytes.fromhex(id) for id in ids[start : start + BATCH]]
            where = f"l.{here} IN ({marks(part)}) AND f.id = l.fragment_id AND {seen}"
            tables = "ledger_edge l CROSS JOIN ledger_fragment f"
            rows = sight.through_door(f"l.{there}", tables, where, [*part, *params], tail=f" LIMIT {LINKS}")
            found.update((hex_of(other), None) for (other,) in rows)
    return sorted(found)


def _placed(sight: Sight, ids: Iterable[EntityId], known: Iterable[EntityId]) -> list[EntityId]:
    """Those of a kind that happens or lies somewhere, or leads to what does."""
    new = sorted(set(ids) - set(known))
    sight.see(new)
    return [id for id in new if placed(sight.schema(id)) or sight.schema(id) in FURTHER]


class _Said:
    """What the reader sees said of many things and of what they point to, loaded in few queries."""

    def __init__(self, sight: Sight, ids: Iterable[EntityId]) -> None:
        self.sight = sight
        self.known: dict[EntityId, list[Statement]] = {}
        self.load(ids)
        self.load(id for statements in list(self.known.values()) for each in statements for id in pointed_to(each))

    def load(self, ids: Iterable[EntityId]) -> None:
        new = sorted({id for id in ids if is_id(id)} - self.known.keys())
        self.sight.see(new)
        self.known.update((id, []) for id in new)
        for statement in self.sight.shown(each for id in new for each in self.sight.statements(id)):
            self.known[statement.entity].append(statement)

    def about(self, id: EntityId) -> tuple[str, Properties]:
        found = self.known.get(id, [])
        return (common_schema(found), together(found)) if found else ("", {})


class _Site:
    """One thing with what the reader sees said of it."""

    def __init__(self, sight: Sight, members: Sequence[EntityId], known: _Said) -> None:
        by = [statement for member in members for statement in known.known[member]]
        self.schema = common_schema(by)
        self.said = together(by)
        caption = _caption(sight, known, self.schema, self.said)
        self.thing = _thing(members, self.schema, self.said, by, caption)
        self.at: Stop | str = stop_of(self.schema, self.said, known.about)
        self.stops, self.missed = way_of(self.schema, self.said, self.at, known.about)
        self.subjects = [id for id in self.said.get("subject", ()) if self.schema == "Sighting"]

    def mark(self) -> Mark | None:
        return Mark(self.thing, self.at) if isinstance(self.at, Stop) else None

    def lost(self) -> Iterator[Lost]:
        texts = [*self.missed, *([self.at] if isinstance(self.at, str) and self.at else [])]
        yield from (Lost(self.thing, text) for text in dict.fromkeys(texts))


def _thing(
    members: Sequence[EntityId], schema: str, said: Properties, by: Sequence[Statement], caption: str
) -> Thing:
    spec = model.schema(schema)
    ends = [value for name in (spec.temporal[1] if spec else ()) for value in said.get(name, ())]
    happens = spec is not None and (spec.is_a("Interval") or spec.is_a("Event"))  # a birthday is no date of a place
    return Thing(
        id=min(members),
        schema=schema,
        caption=caption,
        start=(model.event_date(schema, said) or "") if happens else "",
        stop=max(ends, default="") if happens else "",
        owners=tuple(sorted({statement.owner for statement in by})),
        grades=tuple(sorted({statement.grade for statement in by if statement.grade})),
        handling=strictest(statement.handling for statement in by),
    )


LED = ("subject", "operation", "leg", "notice")


def _caption(sight: Sight, known: _Said, schema: str, said: Properties, deep: int = 2) -> str:
    """What a sighting, a leg or a step is about, where it has no name: a place or a date is beside it anyway."""
    if deep and schema != "Seizure" and not said.get("name"):
        for kind, there in (known.about(id) for name in LED for id in sorted(said.get(name, ()))):
            if kind:
                return _caption(sight, known, kind, there, deep - 1)
    return sight.caption(schema, said)


def _scene(sites: Sequence[_Site], since: str, until: str) -> Scene:
    chosen = sorted((site for site in sites if site.thing.within(since, until)), key=_by_date)
    found = [mark for site in chosen if (mark := site.mark())]
    ways = [Way(site.thing, tuple(site.stops)) for site in chosen if site.stops] + list(_seen_on(chosen))
    lost = [each for site in chosen for each in site.lost()]
    told = sorted(ways, key=lambda way: _date(way.thing))
    return Scene(found[-MOST:], told[-MOST:], lost[-MOST:], max(0, len(found) - MOST))


def _by_date(site: _Site) -> tuple[str, str]:
    return _date(site.thing)


def _date(thing: Thing) -> tuple[str, str]:
    return thing.start or thing.stop or "~", thing.id


def _seen_on(sites: Iterable[_Site]) -> Iterator[Way]:
    """From sighting to sighting of one thing: the order of dates, not a road that anybody followed."""
    seen: dict[EntityId, list[_Site]] = defaultdict(list)
    for site in sites:
        for subject in site.subjects:
            seen[subject].append(site)
    for subject in sorted(seen):
        dated = [each for each in seen[subject] if each.thing.start and isinstance(each.at, Stop)]
        for before, after in pairwise(dated):
            stops = (before.at, after.at)
            exact = all(isinstance(stop, Stop) and not vague(stop.spot) for stop in stops)
            if exact and before.at.spot[:2] != after.at.spot[:2]:
                span = after.thing._replace(start=before.thing.start, stop=after.thing.start)
                yield Way(span, stops, told=False)
