"""Hits in full: what the two sides say, why they may be one, who has judged them and who has dealt with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sarhad.access.reader import Reader
from sarhad.entities.clusters import DIFFERENT, SAME
from sarhad.entities.records import Judgement, Statement
from sarhad.entities.sight import COLUMNS, JOINED, TABLES, Sight, marks, without_links
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.matching.inbox import Pair
from sarhad.matching.models import HitState
from sarhad.matching.records import Scored, Subject
from sarhad.matching.scoring import score


@dataclass(frozen=True, slots=True)
class HitView:
    """One pair in full."""

    pair: Pair
    yours: Statement
    theirs: Statement
    names: tuple[str, str]  # what the two are called
    scored: Scored  # with the reasons, made from the two statements that the reader sees
    judgements: tuple[Judgement, ...]  # on the two entities, by whomever
    handled: tuple[str, datetime] | None  # by whom of the own office, and when

    @property
    def disputed(self) -> bool:
        """Whether the verdicts on the two contradict each other."""
        return {SAME, DIFFERENT} <= {judgement.verdict for judgement in self.judgements}

    @property
    def own_judgement(self) -> Judgement | None:
        return next((judgement for judgement in self.judgements if judgement.held), None)


def told(reader: Reader, pairs: Sequence[Pair]) -> list[HitView]:
    """These pairs with what the two sides say, and why they may be one. For a page: a few dozen at a time."""
    sight = Sight(reader)
    said = _statements(sight, {id for pair in pairs for id in (pair.mine, pair.theirs)})
    sight.weigh(entity for pair in pairs for entity in (pair.own, pair.other))
    states = _states(reader, pairs)
    return [
        _view(sight, pair, said[pair.mine], said[pair.theirs], states.get(_key(pair.own, pair.other)))
        for pair in pairs
        if pair.mine in said and pair.theirs in said
    ]


def _statements(sight: Sight, ids: set[int]) -> dict[int, Statement]:
    part = sorted(ids)
    if not part:
        return {}
    rows = sight.through_door(COLUMNS, TABLES, f"f.id IN ({marks(part)}) AND {JOINED}", part)
    return {row[0]: sight.statement(row) for row in rows}


def _view(
    sight: Sight, pair: Pair, yours: Statement, theirs: Statement, state: tuple[str, datetime] | None
) -> HitView:
    judgements = tuple(each for each in sight.judgements(pair.own) if each.b == pair.other)
    names = (name_of(sight, yours), name_of(sight, theirs))
    scored = score(_subject(yours), _subject(theirs))
    return HitView(pair, yours, theirs, names, scored, judgements, state)


def name_of(sight: Sight, statement: Statement) -> str:
    """What the statement itself calls it, or else what the reader knows it by."""
    own = model.caption(statement.schema, statement.properties)
    summary = None if own else sight.summary([statement.entity])
    return own or (summary.caption if summary else "")


def _subject(statement: Statement) -> Subject:
    return Subject(statement.schema, without_links(statement.schema, statement.properties))


def _states(reader: Reader, pairs: Iterable[Pair]) -> dict[tuple[EntityId, EntityId], tuple[str, datetime]]:
    wanted = {_key(pair.own, pair.other) for pair in pairs}
    rows = HitState.objects.filter(office=reader.office, handled=True, a__in={a for a, _b in wanted})
    return {(row.a, row.b): (row.officer, row.at) for row in rows if (row.a, row.b) in wanted}


def _key(one: EntityId, other: EntityId) -> tuple[EntityId, EntityId]:
    return (one, other) if one < other else (other, one)
