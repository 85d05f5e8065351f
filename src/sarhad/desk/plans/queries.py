"""Reading plans, recommendations and meetings. All start from a reader; whoever calls them records the read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache

from sarhad.access.handling import strictest
from sarhad.access.reader import Reader
from sarhad.desk import clocks
from sarhad.desk.plans.folding import fold, in_order
from sarhad.desk.plans.records import Gathering, Item, Plan, Step
from sarhad.entities.lists import by_office, ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.queries import family

# Recommendations


def item(reader: Reader, id: EntityId, by: str = "") -> Item | None:
    """One recommendation with its life, of the office `by` or of the first. None: absent or invisible, alike."""
    found = items_among(Sight(reader), [id]) if is_id(id) else []
    return next((each for each in found if each.maker == by), found[0] if found else None)


def items(reader: Reader, *, ended: bool = False) -> list[Item]:
    """What is still to be done (or with `ended` what is over) as far as the reader sees it, by term."""
    sight = Sight(reader)
    found = items_among(sight, (id for id, _ in ids_listed(sight, "Recommendation")))
    return by_term(each for each in found if each.state.ended == ended)


def items_from(reader: Reader, source: EntityId) -> list[Item]:
    """What was recommended or decided at a meeting, or stands in a plan."""
    sight = Sight(reader)
    said = [
        each
        for kind in ("Recommendation.source", "Recommendation.plan")
        for each in pointing(sight, kind, [source])[source]
    ]
    return by_term(items_among(sight, (each.entity for each in said)))


def due(reader: Reader, days: int = 30, today: date | None = None) -> list[Item]:
    """What the reader's office is in charge of and must do within so many days, the overdue first."""
    today = today or clocks.today(reader)
    last = (today + timedelta(days=days)).isoformat()
    return [
        each for each in items(reader) if each.ours and each.days_left(today) is not None and each.state.due <= last
    ]


def to_confirm(reader: Reader) -> list[Item]:
    """What others say is done and the reader's office, which made it, has not confirmed yet."""
    return [each for each in items(reader) if each.held and each.state.step == "done"]


def by_term(found: Iterable[Item]) -> list[Item]:
    return sorted(found, key=lambda each: (not each.state.due, each.state.due, each.made, each.id))


def items_among(sight: Sight, ids: Iterable[EntityId]) -> list[Item]:
    """The recommendations among these entities with their steps. What several offices state under one id is one of
    each: a date that somebody claims makes nobody its maker."""
    ids = list(dict.fromkeys(ids))
    sight.see(ids)
    steps = pointing(sight, "RecommendationStep.recommendation", ids)
    sides: Sides = cache(family)
    return [
        _item(sight.reader, sides, id, own, list(_steps(steps.get(id, ()))))
        for id in ids
        for own in by_office(sight.statements(id), "Recommendation")
    ]


def _one(offices: Sequence[list[Statement]], by: str) -> list[Statement]:
    """What one office states of it: `by`, else the first."""
    return next((own for own in offices if own[0].owner == by), offices[0] if offices else [])


Sides = Callable[[str], frozenset[str]]
"""An office with its heirs."""


def _item(reader: Reader, sides: Sides, id: EntityId, own: Sequence[Statement], steps: Sequence[Step]) -> Item:
    values = model.present("Recommendation", together(own))
    maker, office = own[0].owner, first(values, "office")
    makers = sides(maker)
    doers = sides(office) if office else makers
    made, term = first(values, "date") or own[0].stated[:10], first(values, "dueDate")
    return Item(
        id=id,
        name=first(values, "name"),
        state=fold(steps, makers, doers, made, term),
        maker=maker,
        held=own[0].held,
        office=office,
        ours=bool(reader.office) and reader.office in doers,
        kind=first(values, "recommendationType") or "recommendation",
        responsible=first(values, "responsible"),
        first_due=term,
        priority=first(values, "priority"),
        text=_joined(values, "description") or _joined(values, "summary"),
        made=made,
        source=first(values, "source"),
        plan=first(values, "plan"),
        handling=strictest(each.handling for each in own),
        ref=own[-1].ref,
        statements=tuple(own),
        steps=tuple(in_order(steps)),
    )


def _steps(said: Iterable[Statement]) -> Iterator[Step]:
    for each in said:
        values = each.properties
        if step := first(values, "step"):
            texts = (first(values, name) for name in ("dueDate", "evidence", "note"))
            yield Step(step, first(values, "date"), str(each.ref), each.owner, *texts, each.attachments)


def _joined(values: model.Properties, name: str) -> str:
    return "\n".join(values.get(name, ()))


# Plans


def plan(reader: Reader, id: EntityId, by: str = "") -> Plan | None:
    """One plan with its steps, of the office `by` or of the first. None: absent or invisible, alike."""
    sight = Sight(reader)
    own = _one(by_office(sight.statements(id), "Plan"), by) if is_id(id) else []
    return _plan(id, own, tuple(items_from(reader, id))) if own else None


def plans(reader: Reader) -> list[Plan]:
    """Every plan that the reader sees, the one that ends last first."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _ in ids_listed(sight, "Plan")))
    sight.see(ids)
    said = pointing(sight, "Recommendation.plan", ids)
    every = {each.id: each for each in items_among(sight, (each.entity for id in ids for each in said[id]))}
    named = {id: {each.entity for each in said[id]} for id in ids}
    within = {id: tuple(by_term(every[each] for each in named[id] if each in every)) for id in ids}
    found = [_plan(id, own, within[id]) for id in ids for own in by_office(sight.statements(id), "Plan")]
    return sorted(found, key=lambda each: (each.end, each.start, each.id), reverse=True)


def _plan(id: EntityId, own: Sequence[Statement], within: tuple[Item, ...]) -> Plan:
    values = model.present("Plan", together(own))
    texts = {field: first(values, name) for field, name in PLAN_TEXTS.items()}
    texts["office"] = texts["office"] or own[0].owner
    purpose = _joined(values, "purpose")
    return Plan(
        id=id, maker=own[0].owner, held=own[0].held, ref=own[-1].ref, items=within, purpose=purpose, **texts
    )


PLAN_TEXTS = {"name": "name", "office": "office", "start": "startDate", "end": "endDate"}


# Meetings


def gathering(reader: Reader, id: EntityId, by: str = "") -> Gathering | None:
    """One meeting, of the office `by` or of the first. None: absent or invisible, alike."""
    own = _one(by_office(Sight(reader).statements(id), "Meeting"), by) if is_id(id) else []
    return _gathering(id, own) if own else None


def gatherings(reader: Reader) -> list[Gathering]:
    """Every meeting that the reader sees, newest first."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _ in ids_listed(sight, "Meeting")))
    sight.see(ids)
    found = [_gathering(id, own) for id in ids for own in by_office(sight.statements(id), "Meeting")]
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


def _gathering(id: EntityId, own: Sequence[Statement]) -> Gathering:
    values = model.present("Meeting", together(own))
    return Gathering(
        id=id,
        name=first(values, "name"),
        kind=first(values, "meetingType") or "other",
        date=first(values, "date"),
        maker=own[0].owner,
        held=own[0].held,
        offices=tuple(values.get("office", ())),
        participants=first(values, "participants"),
        place=first(values, "location"),
        crossing=first(values, "crossing"),
        operation=first(values, "operation"),
        agenda=_joined(values, "agenda"),
        minutes=_joined(values, "minutes"),
        handling=strictest(each.handling for each in own),
        ref=own[-1].ref,
        attachments=tuple(dict.fromkeys(each for by in own for each in by.attachments)),
    )
