"""Lost devices: entries after the last good one no longer count, whenever they arrived."""

from __future__ import annotations

import orjson

from sarhad.kernel.claim import FragmentRef
from sarhad.kernel.envelope import Body
from sarhad.ledger import store
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Feed, Fragment, Ref, State, Term
from sarhad.ledger.settle import resolve, settle
from sarhad.ledger.succession import Successions


def revoke(office: str, body: Body, successions: Successions) -> None:
    """Carry out the revocations of one entry."""
    for item in body.items:
        for feed in item.properties.get("feed", []):
            for row in Feed.objects.filter(id=feed, office=office):
                last = last_good(feed, office)
                if last is not None:
                    _void(row, last, successions)


def last_good(feed: str, office: str) -> int | None:
    """The last number of a feed that counts, by all standing revocations of its office."""
    terms = Term.objects.filter(kind="revokes", value=feed).values("fragment_id")
    rows = Fragment.objects.filter(id__in=terms, scope__owner=office, state=State.CURRENT)
    seqs = [int(orjson.loads(data)["properties"]["lastSeq"][0]) for data in rows.values_list("data", flat=True)]
    return min(seqs, default=None)


def _void(feed: Feed, last: int, successions: Successions) -> None:
    Feed.objects.filter(id=feed.id).update(revoked_after=last)
    for pos in Entry.objects.filter(feed=feed, seq__gt=last).order_by("pos").values_list("pos", flat=True):
        first = pos * ITEMS_PER_ENTRY
        named = Ref.objects.filter(item__gte=first, item__lt=first + ITEMS_PER_ENTRY)
        targets = [FragmentRef(ref.contribution, ref.index) for ref in named]
        store.erase(pos)
        settle(resolve(targets), successions)
