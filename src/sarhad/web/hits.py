"""Hits and pointers as pages list them: one page of an inbox in full, once the audits of both sides have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.desk.queries import about
from sarhad.desk.records import Leg, Request
from sarhad.entities.sight import Sight
from sarhad.entities.signing import offices_of
from sarhad.kernel.claim import EntityId
from sarhad.matching.hit_views import HitView, told
from sarhad.matching.inbox import Inbox, Pair
from sarhad.matching.pointers import PointerHit, note
from sarhad.matching.records import POSSIBLE, STRONG
from sarhad.matching.words import say

WHYS = 5  # reasons of one hit on a page
CROWDS = 5  # own records that match too much, named on a page
VERDICTS: dict[str, str | Promise] = {
    STRONG: pgettext_lazy("hit", "strong"),
    POSSIBLE: pgettext_lazy("hit", "possible"),
}
PROOF = {STRONG: "bad", POSSIBLE: "warn"}


class Line(NamedTuple):
    """A hit as drawn."""

    hit: HitView
    verdict: str | Promise
    shade: str  # of its tag
    whys: list[tuple[str, bool]]  # reason, and whether it tells more than the names above it
    asked: list[tuple[EntityId, Leg]]  # what the own office has asked about it: request and letter


class Pointed(NamedTuple):
    """A pointer as drawn."""

    hit: PointerHit
    asked: list[tuple[EntityId, Leg]]


class Crowd(NamedTuple):
    """An own record that matches more than is listed."""

    entity: EntityId
    caption: str
    records: int


def items_of(found: Inbox) -> list[Pair | PointerHit]:
    """Hits first, likeliest first; then pointers, by the own records alone."""
    return [*found.pairs, *found.pointers]


def shown(
    reader: Reader, items: Sequence[Pair | PointerHit], act: str = "read-hits"
) -> tuple[list[Line], list[Pointed]]:
    """These in full. Audited here: what is shown stands in the own office's audit before it is shown."""
    pairs = [item for item in items if isinstance(item, Pair)]
    pointed = [item for item in items if isinstance(item, PointerHit)]
    names = [f"{pair.own}~{pair.other}" for pair in pairs] + [f"{hit.own.id}>{hit.holder}" for hit in pointed]
    audit.record(reader, act, " ".join(names))
    note(reader, pointed)
    asked = _asked(reader, [*(id for pair in pairs for id in pair[:2]), *(hit.own.id for hit in pointed)])
    lines = [_line(view, _of_pair(asked, view)) for view in told(reader, pairs)]
    return lines, [Pointed(hit, _of_pointer(asked, hit)) for hit in pointed]


def _asked(reader: Reader, entities: Sequence[EntityId]) -> dict[EntityId, list[Request]]:
    """What the own office has asked about these."""
    found: dict[EntityId, list[Request]] = defaultdict(list)
    for request in about(reader, entities):
        for subject in request.subjects:
            found[subject].append(request)
    return found


Asked = Mapping[EntityId, Sequence[Request]]


def _of_pair(asked: Asked, view: HitView) -> list[tuple[EntityId, Leg]]:
    """The letters about either side to those who hold one."""
    found = {each.id: each for id in view.pair[:2] for each in asked.get(id, ())}
    owners = {office for each in (view.yours, view.theirs) for office in offices_of(each.owner)} if found else set()
    return [(each.id, leg) for each in found.values() for leg in each.legs if leg.to in owners]


def _of_pointer(asked: Asked, hit: PointerHit) -> list[tuple[EntityId, Leg]]:
    """The letters that quote it."""
    return [(each.id, leg) for each in asked.get(hit.own.id, ()) for leg in each.legs if leg.pointer == hit.token]


def _line(view: HitView, asked: list[tuple[EntityId, Leg]]) -> Line:
    verdict = view.pair.verdict
    whys = [
        (say(reason), reason.finding == "agrees" and reason.feature != "name")
        for reason in view.scored.reasons[:WHYS]
    ]
    return Line(view, VERDICTS[verdict], PROOF[verdict], whys, asked)


def crowds(reader: Reader, found: Inbox) -> list[Crowd]:
    """The own records that match most."""
    most = sorted(found.crowded.items(), key=lambda each: (-each[1], each[0]))[:CROWDS]
    sight = Sight(reader)
    named = ((entity, sight.summary([entity]), count) for entity, count in most)
    return [Crowd(entity, summary.caption, count) for entity, summary, count in named if summary]
