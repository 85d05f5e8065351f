"""Lost devices: entries after the last good one no longer count, whenever they arrived.

They are kept as evidence, and so that the set of entries is the same on every node. Only what a root key
signed (certificates, revocations) counts even there: whoever stole the device could not have signed it.
"""

from __future__ import annotations

import orjson

from sarhad.kernel.envelope import KEY_KINDS, Body, open_stub
from sarhad.ledger.models import Entry, Feed, Fragment, Term
from sarhad.ledger.settle import forget
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
    rows = Fragment.objects.filter(id__in=terms, scope__owner=office)
    seqs = [int(orjson.loads(data)["properties"]["lastSeq"][0]) for data in rows.values_list("data", flat=True)]
    return min(seqs, default=None)


def _void(feed: Feed, last: int, successions: Successions) -> None:
    Feed.objects.filter(id=feed.id).update(revoked_after=last)
    for entry in Entry.objects.filter(feed=feed, seq__gt=last).order_by("pos"):
        if open_stub(bytes(entry.stub))[0].kind in KEY_KINDS:
            continue
        forget(entry.pos, successions)
