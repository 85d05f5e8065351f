"""The event chart: what happened when to whom. A lane for each thing of a chart, dated things on the lanes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, together
from sarhad.kernel import model
from sarhad.kernel import names as ordering
from sarhad.kernel.claim import EntityId, Grade, Handling
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.words import title_of
from sarhad.links.graph.records import best
from sarhad.links.pictures.gathering import around, dates_of, entities_of, is_event

MOST_LANES, MOST_EVENTS = 40, 400


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, as those say who give it the same time."""

    entity: EntityId
    schema: str
    title: str
    start: str  # ISO 8601 at its own precision
    stop: str
    lanes: tuple[str, ...]  # nodes of the chart that it concerns
    owners: tuple[str, ...]
    grade: Grade | None
    handling: Handling
    by: Statement


@dataclass(frozen=True, slots=True)
class Lane:
    id: str
    title: str
    schema: str


@dataclass(frozen=True, slots=True)
class Events:
    lanes: tuple[Lane, ...]
    events: tuple[Event, ...]  # by time
    first: str  # of all, whatever period was asked for
    last: str
    more: int  # events of the period beyond those that are drawn
    unread: bool  # there is more around the chart than was looked through
    handling: Handling | None


def events(reader: Reader, seen: Picture, since: str = "", until: str = "") -> Events:
    """What is dated about a chart's things and one step around them, in a period (ISO 8601, ends included)."""
    sight = Sight(reader)
    found = around(sight, entities_of((node.id, node.members) for node in seen.nodes))
    own = {member: node.id for node in seen.nodes for member in node.members}
    laned = {node.id for node in seen.nodes if not is_event(node.schema)}
    made = [
        event
        for entity, said in found.said.items()
        for event in _events(sight, entity, said, (found.named[entity] & laned) or {own.get(entity, "")} - {""})
    ]
    made.sort(key=lambda each: (each.start, each.stop, each.title, each.entity))
    dated = [each for each in made if within(each, since, until)]
    shown = dated[:MOST_EVENTS]
    return Events(
        lanes=_lanes(seen, shown),
        events=tuple(shown),
        first=made[0].start if made else "",
        last=max((each.stop or each.start for each in made), default=""),
        more=len(dated) - len(shown),
        unread=found.more,
        handling=strictest((seen.handling, *(each.handling for each in shown))) if shown else seen.handling,
    )


def within(event: Event, since: str, until: str) -> bool:
    """Whether it touches the period; a month or year that it is given by counts as a whole."""
    last = event.stop or event.start
    return not (since and last < since[: len(last)]) and not (until and event.start[: len(until)] > until)


def _events(sight: Sight, entity: EntityId, said: Sequence[Statement], lanes: set[str]) -> list[Event]:
    """One for each time that anybody gives it."""
    grouped: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for each in said:
        start, stop = dates_of(each)
        if start and lanes and is_event(each.schema):
            grouped[start, stop].append(each)
    return [_event(sight, entity, dates, by, lanes) for dates, by in grouped.items()]


def _event(
    sight: Sight, entity: EntityId, dates: tuple[str, str], said: Sequence[Statement], lanes: set[str]
) -> Event:
    by = min(said, key=lambda each: (not each.held, each.ref))
    return Event(
        entity=entity,
        schema=by.schema,
        title=sight.caption(by.schema, together(said)),
        start=dates[0],
        stop=dates[1],
        lanes=tuple(sorted(lanes)),
        owners=tuple(sorted({each.owner for each in said})),
        grade=best(each.grade for each in said),
        handling=strictest(each.handling for each in said),
        by=by,
    )


def _lanes(seen: Picture, shown: Sequence[Event]) -> tuple[Lane, ...]:
    """Of those things to which anything happened; by the first event, then by name."""
    first: dict[str, int] = {}
    for place, event in enumerate(shown):
        for id in event.lanes:
            first.setdefault(id, place)
    nodes = sorted(
        (node for node in seen.nodes if node.id in first),
        key=lambda node: (first[node.id], ordering.display_key(title_of(node)), node.id),
    )
    return tuple(Lane(node.id, title_of(node), node.schema) for node in nodes[:MOST_LANES])


def kind(event: Event, lang: str) -> str:
    spec = model.schema(event.schema)
    return spec.label(lang) if spec else event.schema
