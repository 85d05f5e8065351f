"""Finds every flipped bit, dropped, swapped or forked entry, and names it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sarhad.kernel import envelope, keys
from sarhad.kernel.claim import Kind
from sarhad.kernel.envelope import BadEntry
from sarhad.ledger import actions, checks, store
from sarhad.ledger.bodies import body_at
from sarhad.ledger.derive import Rows, derive
from sarhad.ledger.followers import head
from sarhad.ledger.models import (
    ITEMS_PER_ENTRY,
    AttachmentUse,
    Blob,
    Body,
    EffectiveScope,
    Entry,
    Feed,
    Fragment,
    Party,
    Ref,
    ScopeParty,
    Term,
)
from sarhad.ledger.parties import described
from sarhad.ledger.revocation import last_good
from sarhad.ledger.scopes import rule_from
from sarhad.ledger.settle import outcomes
from sarhad.ledger.succession import Successions


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where. `seq` is -1 for the feed as a whole."""

    feed: str  # OFFICE/device (id)
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.feed}: {self.what}" if self.seq < 0 else f"{self.feed} entry {self.seq}: {self.what}"


UNREADABLE = (ValueError, LookupError, TypeError)  # BadEntry is one of the first
REMEDY = "run `sarhad rebuild`"
Progress = Callable[[int, int], None]


def verify(*, derived: bool = False, progress: Progress = lambda done, total: None) -> Iterator[Fault]:
    """Check every feed from its first entry on; with `derived`, also every row that readers see."""
    total, done = Entry.objects.count(), 0
    for feed in Feed.objects.order_by("office", "device"):
        yield from _feed(feed)
        done += Entry.objects.filter(feed=feed).count()
        progress(done, total)
    yield from _strays()
    yield from _blobs()
    if derived:
        yield from _derived()


def _feed(feed: Feed) -> Iterator[Fault]:
    name = f"{feed.office}/{feed.device} ({feed.id})"
    seq, previous = -1, envelope.GENESIS.hex()
    for entry in Entry.objects.filter(feed=feed).order_by("seq").iterator(chunk_size=500):
        if entry.seq > seq + 1:
            yield Fault(name, seq + 1, f"is missing{_and_more(seq + 1, entry.seq - 1)}")
        try:
            _entry(feed, entry, previous if entry.seq == seq + 1 else None)
        except UNREADABLE as error:
            yield Fault(name, entry.seq, str(error))
        seq, previous = entry.seq, entry.hash
    if feed.head_seq > seq:
        yield Fault(name, seq + 1, f"is missing at the end{_and_more(seq + 1, feed.head_seq)}")
    if seq > feed.head_seq or (seq == feed.head_seq and previous != feed.head_hash):
        yield Fault(name, -1, "its head does not agree with its last entry")
    if feed.revoked_after != last_good(feed.id, feed.office):
        yield Fault(name, -1, "it ends elsewhere than its office's revocations say")


def _and_more(first: int, last: int) -> str:
    """One line however many are missing: a number that was changed may be any number."""
    return f", and all up to {last}" if last > first else ""


def _entry(feed: Feed, entry: Entry, previous: str | None) -> None:
    header, signed, signature = envelope.open_stub(bytes(entry.stub))
    if envelope.feed_id(bytes.fromhex(feed.public_key)) != feed.id:
        raise BadEntry("the feed's key is not the one it is named after")
    envelope.check_signature(bytes.fromhex(feed.public_key), signed, signature)
    if (header.feed, header.seq, header.id) != (feed.id, entry.seq, entry.id):
        raise BadEntry("it stands in another place than it was signed for")
    if envelope.entry_hash(bytes(entry.stub)).hex() != entry.hash:
        raise BadEntry("its hash is not that of its stub")
    if previous is not None and header.prev.hex() != previous:
        raise BadEntry("it does not follow the entry before it: the feed has forked or an entry was replaced")
    body = _body(entry, header)
    if body is not None and header.seq == 0:
        _certificate(feed, body)
    if body is not None and header.seq > 0:
        checks.foreign(feed, header, body)


def _body(entry: Entry, header: envelope.Header) -> envelope.Body | None:
    row = Body.objects.filter(pos=entry.pos).first()
    if row is None or row.salt is None or row.data is None:
        if row is None or not _purged(entry):
            raise BadEntry("its body is gone and no purge names it")
        return None
    text = envelope.decompress(bytes(row.data))
    if envelope.commit(bytes(row.salt), text) != header.commitment:
        raise BadEntry("its body is not the one that was signed")
    return envelope.decode_body(text)


def _purged(entry: Entry) -> bool:
    """Whether a purge names it, be it one that has become void since: what it took does not come back."""
    return Ref.objects.filter(contribution=entry.id, kind=Kind.PURGE).exists() or entry.id in _named_by_void()


def _named_by_void() -> set[str]:
    named: set[str] = set()
    for feed in Feed.objects.exclude(revoked_after=None):
        for entry in Entry.objects.filter(feed=feed, seq__gt=feed.revoked_after):
            body = body_at(entry.pos)
            if body and body.kind == Kind.PURGE:
                named.update(ref.contribution for item in body.items for ref in item.refs)
    return named


def _certificate(feed: Feed, body: envelope.Body) -> None:
    item = checks.certificate_of(body)
    try:
        root = bytes.fromhex(item["rootKey"])
        message = keys.certificate(feed.office, feed.device, bytes.fromhex(feed.public_key), root)
        envelope.check_signature(root, message, bytes.fromhex(item["signature"]))
    except (KeyError, ValueError) as error:
        raise BadEntry(f"the certificate does not verify: {error}") from error


def _strays() -> Iterator[Fault]:
    """Entries of no feed, and gaps in the order of arrival."""
    for entry in Entry.objects.exclude(feed_id__in=Feed.objects.values("id")):
        yield Fault(str(entry.feed_id), entry.seq, "belongs to no feed that is known here")
    last = head()
    if last != Entry.objects.count():
        yield Fault("the node", -1, f"{last} entries arrived and {Entry.objects.count()} are here")


def _blobs() -> Iterator[Fault]:
    for blob in Blob.objects.iterator(chunk_size=20):
        if hashlib.sha256(bytes(blob.data)).hexdigest() != blob.digest:
            yield Fault("attachments", -1, f"{blob.digest[:16]}… is not what was signed")
    for digest in AttachmentUse.objects.exclude(digest__in=Blob.objects.values("digest")).values_list("digest"):
        yield Fault("attachments", -1, f"{digest[0][:16]}… is missing")


def _derived() -> Iterator[Fault]:
    """Every derived row against what its entry gives rise to, and every state against the set of entries."""
    try:
        successions = Successions.load()
    except UNREADABLE:
        yield Fault("the node", -1, f"table inheritance cannot be read; {REMEDY}")
        return
    terms, suspects = store.terms_of(), []
    for feed in Feed.objects.order_by("office", "device"):
        name = f"{feed.office}/{feed.device} ({feed.id})"
        for entry in Entry.objects.filter(feed=feed).order_by("seq").iterator(chunk_size=500):
            try:
                rows = _expected(feed, entry)
                if terms.pop(entry.pos, 0) != len(rows.terms):
                    suspects.append((name, feed.id, entry))
                for what in _differences(feed, entry, rows, successions):
                    yield Fault(name, entry.seq, f"{what}; {REMEDY}")
            except UNREADABLE as error:
                yield Fault(name, entry.seq, f"what was made of it cannot be read: {error}; {REMEDY}")
    again = store.terms_of() if suspects else {}  # the entry may have come or gone meanwhile
    for name, id, entry in suspects:
        if again.get(entry.pos, 0) != len(_expected(Feed.objects.get(id=id), entry).terms):
            yield Fault(name, entry.seq, f"table term does not say what was signed; {REMEDY}")
    if terms:
        yield Fault("the node", -1, f"table term speaks of entries that are not there; {REMEDY}")
    yield from _doors()
    yield from _parties()


def _expected(feed: Feed, entry: Entry) -> Rows:
    body = body_at(entry.pos)
    counts = body is not None and not actions.void(feed, entry.seq, body.kind)
    return derive(entry.pos, feed.office, body) if counts and body else Rows()


def _differences(feed: Feed, entry: Entry, rows: Rows, successions: Successions) -> Iterator[str]:
    expected = store.plain(rows)
    for table, found in store.stored(entry.pos, rows).items():
        if found != expected[table]:
            yield f"table {table} does not say what was signed"
    scopes = {id: scope for id, _, scope, *_ in rows.fragments}
    first = entry.pos * ITEMS_PER_ENTRY
    own = list(Fragment.objects.filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY).select_related("scope"))
    if len(own) != len(rows.fragments):  # the join has left it out
        yield "an item has a scope that is not there"
    for row, outcome in outcomes(own, successions):
        signed = (outcome.rule.owner, outcome.rule.own) == (feed.office, scopes.get(row.id))
        if not signed or outcome.purged or (row.state, row.scope.digest) != (outcome.state, outcome.rule.digest()):
            yield f"state or scope of item {row.id % ITEMS_PER_ENTRY} is not what the entries say"


def _doors() -> Iterator[Fault]:
    """The door's rows against the rules that they were made from."""
    for scope in EffectiveScope.objects.iterator(chunk_size=500):
        found = set(ScopeParty.objects.filter(scope=scope).values_list("party", "level"))
        if found != _let_in(scope):
            yield Fault("the node", -1, f"scope {scope.digest} lets in others than its rule; {REMEDY}")


def _let_in(scope: EffectiveScope) -> set[tuple[str, int]] | None:
    """Whom a scope's rule lets in; None when the rule is not the one that it was made for."""
    try:
        rule = rule_from(scope.rule)
    except UNREADABLE:
        return None
    if (rule.digest(), rule.owner) != (scope.digest, scope.owner):
        return None
    return {(party, int(level)) for party, level in rule.parties()}


def _parties() -> Iterator[Fault]:
    """Offices and groups against the acts that describe them: names, root keys, when they were closed."""
    rows = {row["id"]: row for row in Party.objects.values()}
    named = Term.objects.filter(kind__in=("office", "group")).values_list("value", flat=True)
    for party in sorted({*rows, *named}):
        try:
            expected = described(party)
        except UNREADABLE:
            continue  # its entry says so already
        if rows.get(party) != (expected and {"id": party, **expected}):
            yield Fault("the node", -1, f"{party} is not what signed entries say of it; {REMEDY}")
