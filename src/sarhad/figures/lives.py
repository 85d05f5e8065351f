"""The lives of organised groups, trafficking channels and criminal cases: folds over the steps that a reader sees.

Each step is its own office's word, and any office has one. A cluster of entities that people hold to be the same
is one thing with one life. What an entity itself says of its state stands as a step of the office that says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sarhad.access.handling import strictest
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, common_schema, together
from sarhad.figures.claims import number, rank
from sarhad.figures.counting import newest
from sarhad.figures.records import Step
from sarhad.figures.same import Members, once, once_of
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, Handling
from sarhad.ledger.derive import is_id

GROUP, CHANNEL, CASE = "OrganisedGroup", "TraffickingChannel", "CriminalCase"
DISMANTLED, REVIVED = "dismantled", "revived"
OPENED, COURT, JUDGED = "opened", "court", "judged"
POINTS = {GROUP: "DisruptionStep.subject", CHANNEL: "DisruptionStep.subject", CASE: "CaseStep.criminalCase"}


@dataclass(frozen=True, slots=True)
class State:
    """How far something has come. Offices whose last words contradict each other make it disputed."""

    step: str = ""
    date: str = ""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """One group, channel or case, as the reader sees it."""

    id: EntityId  # the least of its members
    members: Members
    schema: str
    caption: str
    state: State
    steps: tuple[Step, ...]  # by date
    offices: tuple[str, ...]  # that state it, or a step of it
    values: dict[str, list[str]]  # everything stated about it
    statements: tuple[Statement, ...] = field(repr=False, default=())
    handling: Handling = Handling()  # noqa: RUF009 - immutable

    @property
    def held(self) -> bool:
        return any(each.held for each in self.statements)


# Folding


def stages(schema: str) -> list[str]:
    """The steps of DisruptionStep or CaseStep in the order of the schema."""
    spec = model.schema(schema)
    return list(spec.properties["step"].options) if spec else []


def in_order(steps: Iterable[Step]) -> list[Step]:
    """As they happened: by date, then stage, then name. Undated ones come first."""
    order = {step: n for name in ("DisruptionStep", "CaseStep") for n, step in enumerate(stages(name))}
    return sorted(steps, key=lambda each: (each.date, order.get(each.step, -1), each.ref))


def fold(steps: Iterable[Step]) -> State:
    """The last step stands. Where one office ended it and another's later word is that it goes on, that is a
    dispute; `revived` is no dispute, since it says that there was an end."""
    known = in_order(steps)
    if not known:
        return State()
    words = {each.office: each for each in known}  # each office's last
    ends = [each.date for each in words.values() if each.step in ENDS]
    goes_on = [each for each in words.values() if each.step not in ENDS and each.step in CONTRADICTS]
    disputed = any(each.date >= end for each in goes_on for end in ends)
    return State(known[-1].step, known[-1].date, disputed)


ENDS = frozenset({DISMANTLED, "closed"})
CONTRADICTS = frozenset({"suspected", "active", "weakened", OPENED, "suspended", "prosecutor", COURT})


def taken(steps: Iterable[Step], step: str) -> Step | None:
    """Of several words for one step the one that counts: best grade, newest, name. Undated ones count nowhere."""
    said = [each for each in steps if each.step == step and each.date]
    return min(said, key=lambda e: (rank(_grade(e)), newest(e.stated or e.date), e.ref), default=None)


def dismantlings(steps: Iterable[Step]) -> list[Step]:
    """One step for each time that it was dismantled: again only after somebody said that it was active again."""
    found: list[Step] = []
    episode: list[Step] = []
    for each in in_order(steps):
        if each.step == REVIVED:
            found += filter(None, [taken(episode, DISMANTLED)])
            episode = []
        else:
            episode.append(each)
    return [*found, *filter(None, [taken(episode, DISMANTLED)])]


def convicted(steps: Iterable[Step]) -> Step | None:
    """The judgement whose number of persons convicted counts."""
    return taken((each for each in steps if each.number is not None), JUDGED)


def _grade(step: Step) -> str:
    return " ".join(step.grade) if step.grade else ""


# Loading


def lives(sight: Sight, schema: str, ids: Iterable[EntityId] | None = None) -> list[Life]:
    """Every group, channel or case that the reader sees (or these), each once, by caption."""
    wanted = [id for id, _ in ids_listed(sight, schema)] if ids is None else ids
    found = [_life(sight, members, said) for members, said in _steps(sight, schema, once(sight, wanted))]
    return sorted(found, key=lambda each: (each.caption.casefold(), each.id))


def life(sight: Sight, id: EntityId) -> Life | None:
    """One of them, by the id of any member. None: absent or invisible, alike, or something else."""
    members = once_of(sight, id) if is_id(id) else ()
    said = [each for member in members for each in sight.statements(member)]
    schema = common_schema(said) if said else ""
    if schema not in POINTS:
        return None
    return next((_life(sight, own, said) for own, said in _steps(sight, schema, [members])), None)


def _steps(sight: Sight, schema: str, groups: Sequence[Members]) -> Iterator[tuple[Members, list[Statement]]]:
    pointed = pointing(sight, POINTS[schema], (id for members in groups for id in members))
    for members in groups:
        yield members, [each for id in members for each in pointed.get(id, ())]


def _life(sight: Sight, members: Members, pointed: Sequence[Statement]) -> Life:
    said = [each for id in members for each in sight.statements(id) if each.schema in POINTS]
    values, schema = together(said), common_schema(said)
    steps = in_order([*steps_of(pointed), *(step for each in said for step in _implied(each))])
    return Life(
        id=members[0],
        members=members,
        schema=schema,
        caption=sight.caption(schema, values),
        state=fold(steps),
        steps=tuple(steps),
        offices=tuple(sorted({each.owner for each in said} | {each.office for each in steps})),
        values=values,
        statements=tuple(said),
        handling=strictest(each.handling for each in (*said, *pointed)),
    )


def steps_of(said: Iterable[Statement]) -> Iterator[Step]:
    """One for each step that an office states: an end that goes to all is stated again with what fewer may read."""
    fullest: dict[tuple[EntityId, str], Statement] = {}
    for each in sorted(said, key=lambda each: (len(each.properties), each.ref)):
        fullest[each.entity, each.owner] = each
    for each in fullest.values():
        step = _first(each, "step")
        if step:
            yield _step(
                each, step, _first(each, "date"), operation=_first(each, "operation"), note=_first(each, "note"),
                number=number(_first(each, "convicted")), acquitted=number(_first(each, "acquitted")),
            )  # fmt: skip


def _implied(said: Statement) -> Iterator[Step]:
    """What a group, channel or case says of itself."""
    state = _first(said, "groupStatus") or _first(said, "channelStatus")
    ended = _first(said, "dismantledDate") or (_first(said, "endDate") if state == DISMANTLED else "")
    if ended or state == DISMANTLED:
        yield _step(said, DISMANTLED, ended, operation=_first(said, "dismantledBy"))
    elif state:
        yield _step(said, state, said.stated[:10])
    if said.schema == CASE and _first(said, "fileDate"):
        yield _step(said, OPENED, _first(said, "fileDate"))


def _step(said: Statement, step: str, date: str, **more: object) -> Step:
    return Step(
        step=step, date=date, ref=str(said.ref), office=said.owner, entity=said.entity, stated=said.stated,
        grade=said.grade, statement=said, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _first(said: Statement, name: str) -> str:
    return min(model.present(said.schema, said.properties).get(name, ()), default="")
