"""What a request or an answer can begin with: from the record, hit or pointer on which an officer pressed “Ask”."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.desk import giving
from sarhad.desk.records import Leg, Request
from sarhad.entities.profiles import profile
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.entities.signing import offices_of
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.matching.inbox import matches_of
from sarhad.matching.models import Pointer
from sarhad.matching.pointers import resolve_pointer

MOST = 20  # statements to choose from
FACTS = frozenset({"Request", "Answer", "Letter", "RequestStep", "LetterReceipt", "Report"})


@dataclass(slots=True)
class About:
    """What a new request is about, as far as the address of the page says."""

    subjects: tuple[EntityId, ...] = ()
    statements: list[Statement] = field(default_factory=list)  # that may go with the question
    pointer: str = ""
    record: str = ""
    initial: dict[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        return bool(self.subjects)


def about(reader: Reader, given: Mapping[str, str]) -> About | None:
    """None: it names something that this reader does not see, or that is not there."""
    sight, found = Sight(reader), About(initial={"level": 1, "centre_reads": True})
    if token := given.get("pointer", ""):
        row = Pointer.objects.filter(token=token, office__in=own_offices(reader)).first() if is_id(token) else None
        if row is None:
            return None
        found.pointer, found.subjects = token, (row.entity,)
        found.initial["to"] = offices_of(row.holder)
    elif record := given.get("record", ""):
        said = giving.statement(reader, record)
        if said is None or said.held:
            return None
        found.record, found.subjects = record, (said.entity,)
        found.initial |= {"to": offices_of(said.owner), "kind": "release"}
    else:
        found.subjects = tuple(_ids(given))
        found.initial["to"] = _holders(reader, sight, given.get("hit", ""))
    if not all(is_id(each) and sight.statements(each) for each in found.subjects):
        return None
    found.statements = _to_show(sight, found.subjects)
    if case := next((each for each in found.subjects if sight.schema(each) == "CriminalCase"), ""):
        found.initial["case"] = case
    return found


def _ids(given: Mapping[str, str]) -> Iterable[EntityId]:
    texts = [*given.get("hit", "").split("~"), given.get("e", "").strip("/").rpartition("/")[2]]
    return dict.fromkeys(each.lower() for each in texts if each)


def _holders(reader: Reader, sight: Sight, hit: str) -> list[str]:
    """Of a hit: whose records the other side is made of."""
    other = hit.partition("~")[2]
    if not is_id(other):
        return []
    owners = {each.owner for each in sight.statements(other) if not each.held}
    return sorted({office for owner in owners for office in offices_of(owner)} - {reader.office})


def _to_show(sight: Sight, subjects: Iterable[EntityId]) -> list[Statement]:
    found = [each for id in subjects for each in sight.statements(id) if giving.may_give(each)]
    return found[:MOST]


# Answers


def for_answer(reader: Reader, leg: Leg, request: Request) -> list[Statement]:
    """Own records that an answer may give: what the pointer stands for, then what the office holds on the subjects
    that it sees, and on records that may be the same."""
    resolved = resolve_pointer(reader, leg.pointer) if leg.pointer else None
    quoted = giving.statements(reader, resolved.records) if resolved else []
    sight = Sight(reader)
    near = list(request.subjects)
    for subject in request.subjects[:5]:
        seen = profile(reader, subject)
        if seen:
            near += [*seen.members, *(pair.other for pair in matches_of(reader, seen).pairs[:10])]
    own = held(reader, [*near, *(each.entity for each in quoted)], sight)
    return list({each.ref: each for each in [*quoted, *own]}.values())[:MOST]


def held(reader: Reader, entities: Iterable[EntityId], sight: Sight | None = None) -> list[Statement]:
    """What the own office states of these."""
    sight = sight or Sight(reader)
    ids = list(dict.fromkeys(entities))
    sight.see(ids)
    return [each for id in ids for each in sight.statements(id) if each.held and each.schema not in FACTS]
