"""What stands behind a figure, as pages show it: one `Counted` for each thing, with every claim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sarhad.access.handling import strictest
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, together
from sarhad.figures.claims import RESULT, Said, kilograms, number, rank
from sarhad.figures.counting import Decided, Item
from sarhad.figures.lives import Life
from sarhad.figures.operations import Deed, Number
from sarhad.figures.records import Claim, Counted, Step, Weighed
from sarhad.figures.summing import Filter
from sarhad.kernel.claim import Grade

ONE, NONE = Decimal(1), Decimal(0)


# Seizures


def of_seizure(sight: Sight, seizure: Decided, code: str, wanted: Filter) -> Counted:
    """A seizure with its claims; `value` is what it adds to the figure."""
    said = [each for id in seizure.members for each in sight.statements(id)]
    value, low, high = _values(seizure, code, wanted)
    return Counted(
        id=seizure.members[0],
        members=seizure.members,
        schema="Seizure",
        caption=sight.caption("Seizure", together(said)),
        value=value,
        low=low,
        high=high,
        date=seizure.seizures[0].values.date,
        office=seizure.office,
        offices=seizure.offices,
        country=seizure.country,
        cause=seizure.cause,
        operation=seizure.operation,
        items=tuple(_weighed(each) for each in seizure.items),
        detained=_persons(seizure),
        refs=tuple(sorted(_refs(seizure))),
        why=_why(seizure, code, wanted),
        handling=strictest(each.handling for each in said),
    )


def value_of(seizure: Decided, code: str, wanted: Filter) -> Decimal:
    """What it adds to a figure."""
    return _values(seizure, code, wanted)[0]


def _values(seizure: Decided, code: str, wanted: Filter) -> tuple[Decimal, Decimal, Decimal]:
    if code == "kg":
        items = [each for each in wanted.items(seizure) if each.ug is not None]
        ug, low, high = (sum(getattr(each, name) or 0 for each in items) for name in ("ug", "low", "high"))
        return kilograms(ug), kilograms(low), kilograms(high)
    if code == "detained":
        persons = wanted.persons(seizure)
        if persons is None:
            return NONE, NONE, NONE
        low, high = (seizure.detained_low or 0) * seizure.n, (seizure.detained_high or 0) * seizure.n
        return Decimal(persons), Decimal(low), Decimal(high)
    return Decimal(seizure.n), Decimal(seizure.n), Decimal(seizure.n)


def _why(seizure: Decided, code: str, wanted: Filter) -> str:
    """What made it count as it does: a code of `words.HOW`."""
    if code == "detained" and any(map(wanted.replaced, seizure.operations)):
        return "by-operation"
    if code == "kg":
        hows = {each.how for each in seizure.items}
        return next((how for how in ("laboratory", "grade", "newest", "ref") if how in hows), "only")
    if len(seizure.members) > 1:
        return "judged-same"
    return "one-id" if len(seizure.offices) > 1 else "only"


def _refs(seizure: Decided) -> Iterable[str]:
    yield from (each.ref for each in seizure.seizures)
    yield from (each.ref for item in seizure.items for each in (*item.taken, *item.others))


def _weighed(item: Item) -> Weighed:
    none = [each for each in item.taken if each.values.ug is None and number(each.values.amount) is not None]
    return Weighed(
        value=_kg(item.ug),
        low=_kg(item.low),
        high=_kg(item.high),
        taken=tuple(claim(each) for each in item.taken),
        others=tuple(claim(each, _against(each, item.taken[0])) for each in item.others),
        substance=item.substance,
        group=item.group,
        unit=none[0].values.unit if none else "",
        amount=number(none[0].values.amount) if none else None,
        how=item.how,
    )


def _kg(ug: int | None) -> Decimal | None:
    return None if ug is None else kilograms(ug)


def claim(said: Said, why: str = "") -> Claim:
    """One office's word for a weight."""
    values = said.values
    return Claim(
        ref=said.ref,
        entity=said.entity,
        office=said.owner,
        stated=said.stated,
        grade=_grade(said.grade),
        kind="laboratory" if said.schema == RESULT else "reported",
        value=_kg(values.ug * said.count) if values.ug is not None else None,
        amount=values.amount,
        unit=values.unit,
        substance=values.substance.removeprefix("~"),
        why=why,
    )


def _grade(text: str) -> Grade | None:
    scheme, _, code = text.partition(" ")
    return Grade(scheme, code) if code else None


def _against(said: Said, taken: Said) -> str:
    """Why a claim does not count beside the one that does."""
    if not said.values.amount:
        return "no-amount"
    if taken.schema == RESULT and said.schema != RESULT:
        return "laboratory"
    if rank(said.grade) != rank(taken.grade):
        return "lower-grade" if rank(said.grade) > rank(taken.grade) else "other-report"
    return "older" if said.stated < taken.stated else "later-ref" if said.stated == taken.stated else "other-report"


def _persons(seizure: Decided) -> Weighed | None:
    """The claims for persons detained, the one that counts first."""
    said = [each for each in seizure.seizures if each.values.detained is not None]
    if not said:
        return None
    claims = [
        claim(each)._replace(
            value=Decimal(each.values.detained or 0), why="" if n == 0 else _against_persons(each, said[0])
        )
        for n, each in enumerate(said)
    ]
    low, high = Decimal(seizure.detained_low or 0), Decimal(seizure.detained_high or 0)
    return Weighed(claims[0].value, low, high, tuple(claims[:1]), tuple(claims[1:]))


def _against_persons(said: Said, taken: Said) -> str:
    if rank(said.grade) > rank(taken.grade):
        return "lower-grade"
    return "older" if said.stated < taken.stated else "later-ref"


# Operations, groups, channels, cases


def of_deed(deed: Deed, numbers: Sequence[Number], value: Decimal) -> Counted:
    """An operation that counts as one, or with what offices report of it."""
    by = numbers[0].by if numbers else deed.statements[0]
    return Counted(
        id=deed.id,
        members=deed.members,
        schema="Operation",
        caption=deed.caption,
        value=value,
        low=value,
        high=value,
        date=min((each.date for each in numbers), default=deed.first),
        office=by.owner,
        offices=tuple(sorted(deed.offices)),
        country=min(deed.values.get("country", ()), default=""),
        operation=deed.id,
        taken=tuple(said_so(each.by, Decimal(each.value)) for each in numbers),
        refs=tuple(sorted(str(each.ref) for each in (*deed.statements, *(n.by for n in numbers)))),
        why="sum-of-offices" if numbers else "ran",
        handling=strictest(each.handling for each in (*deed.statements, *(n.by for n in numbers))),
    )


def said_so(by: Statement, value: Decimal, why: str = "") -> Claim:
    """An office's word for a number or a step."""
    return Claim(str(by.ref), by.entity, by.owner, by.stated, by.grade, "reported", value, why=why)


def of_life(life: Life, taken: Step, value: Decimal = ONE) -> Counted:
    """A group, channel or case with the step that makes it count, and the other words for that step."""
    others = [each for each in life.steps if each.step == taken.step and each != taken]
    numbers = [each.number if each.number is not None else value for each in (taken, *others)]
    bounds = numbers if taken.number is not None and value == taken.number else [value]
    return Counted(
        id=life.id,
        members=life.members,
        schema=life.schema,
        caption=life.caption,
        value=value,
        low=min(bounds),
        high=max(bounds),
        date=taken.date,
        office=taken.office,
        offices=life.offices,
        country=min(life.values.get("country", ()), default=""),
        operation=taken.operation,
        taken=(_by_step(taken, value),),
        others=tuple(_by_step(each, each.number or value, "older") for each in others),
        refs=tuple(sorted({each.ref for each in life.steps} | {str(each.ref) for each in life.statements})),
        why="judged-same" if len(life.members) > 1 else "only",
        handling=life.handling,
    )


def _by_step(step: Step, value: Decimal, why: str = "") -> Claim:
    return Claim(step.ref, step.entity, step.office, step.stated, step.grade, "reported", value, why=why)
