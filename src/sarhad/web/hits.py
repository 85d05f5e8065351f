"""Hits and pointers as pages list them: one page of an inbox in full, once the audits of both sides have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.entities.sight import Sight
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
) -> tuple[list[Line], list[PointerHit]]:
    """These in full. Audited here: what is shown stands in the own office's audit before it is shown."""
    pairs = [item for item in items if isinstance(item, Pair)]
    pointed = [item for item in items if isinstance(item, PointerHit)]
    names = [f"{pair.own}~{pair.other}" for pair in pairs] + [f"{hit.own.id}>{hit.holder}" for hit in pointed]
    audit.record(reader, act, " ".join(names))
    note(reader, pointed)
    return [_line(view) for view in told(reader, pairs)], pointed


def _line(view: HitView) -> Line:
    verdict = view.pair.verdict
    whys = [
        (say(reason), reason.finding == "agrees" and reason.feature != "name")
        for reason in view.scored.reasons[:WHYS]
    ]
    return Line(view, VERDICTS[verdict], PROOF[verdict], whys)


def crowds(reader: Reader, found: Inbox) -> list[Crowd]:
    """The own records that match most."""
    most = sorted(found.crowded.items(), key=lambda each: (-each[1], each[0]))[:CROWDS]
    sight = Sight(reader)
    named = ((entity, sight.summary([entity]), count) for entity, count in most)
    return [Crowd(entity, summary.caption, count) for entity, summary, count in named if summary]
