"""What stored bodies say."""

from __future__ import annotations

from collections.abc import Iterator

from sarhad.kernel import envelope
from sarhad.ledger import store
from sarhad.ledger.derive import Rows, derive
from sarhad.ledger.models import Body, Entry, Feed


def bodies() -> Iterator[tuple[Entry, Feed, envelope.Body]]:
    """Every entry that still has a body, in order of arrival."""
    feeds = {feed.id: feed for feed in Feed.objects.all()}
    last = 0
    while batch := list(Entry.objects.filter(pos__gt=last).order_by("pos")[:100]):
        last = batch[-1].pos
        stored = {row.pos: row for row in Body.objects.filter(pos__in=[entry.pos for entry in batch])}
        for entry in batch:
            body = read(stored.get(entry.pos))
            if body is not None:
                yield entry, feeds[entry.feed_id], body


def read(row: Body | None) -> envelope.Body | None:
    """What a stored body says; None once it was purged. Raises `BadEntry` when it is damaged."""
    if row is None or row.data is None:
        return None
    return envelope.decode_body(envelope.decompress(bytes(row.data)))


def body_at(pos: int) -> envelope.Body | None:
    """What the entry at `pos` says; None once it was purged. Raises `BadEntry` when it is damaged."""
    return read(Body.objects.filter(pos=pos).first())


def rows_of(pos: int) -> Rows:
    """What the entry at `pos` has given rise to. Where its body is gone or damaged, the terms that are there."""
    try:
        body = body_at(pos)
    except envelope.BadEntry:
        body = None
    if body is None:
        return Rows(terms=store.terms_at(pos))
    return derive(pos, Entry.objects.select_related("feed").get(pos=pos).feed.office, body)
