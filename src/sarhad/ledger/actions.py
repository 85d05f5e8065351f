"""The one way in. Everything that becomes a fact passes `append` or, from elsewhere, `ingest`."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.kernel import envelope, keys, model
from sarhad.kernel.claim import PUBLIC, Act, Claim, Kind, Scope
from sarhad.kernel.envelope import BadEntry, Body, Header
from sarhad.ledger import checks, store
from sarhad.ledger.derive import derive
from sarhad.ledger.followers import head
from sarhad.ledger.models import Body as BodyRow
from sarhad.ledger.models import Entry, Feed, Party
from sarhad.ledger.node import keystore, writer
from sarhad.ledger.revocation import revoke
from sarhad.ledger.settle import settle_entry
from sarhad.ledger.succession import Successions

OFFICE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
DEVICE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def append(
    feed: Feed,
    *,
    kind: Kind,
    items: Sequence[Claim],
    scope: Scope = Scope(),
    officer: str,
    why: str = "",
    approver: str = "",
) -> Entry:
    """Sign what an office states and add it to the office's feed, in one transaction with all that follows.

    Args:
        items: 1 to 1,000 claims or acts; cleaned already (`kernel.model.clean`).
        scope: of every item that has none of its own.
        why: a reason in words, for acts that need one.
        approver: the second officer of a purge.

    Raises:
        ValidationError: an item breaks a rule, the office is closed or the device revoked.
    """
    checks.items(items)
    body = Body(kind, model.VERSION, officer, list(items), scope, why, approver)
    text = envelope.encode_body(body)
    with writer():
        feed = Feed.objects.get(id=feed.id)
        checks.may_sign(feed)
        salt = envelope.new_salt()
        header = Header(
            feed=feed.id,
            seq=feed.head_seq + 1,
            prev=bytes.fromhex(feed.head_hash),
            made_at=int(time.time()),
            commitment=envelope.commit(salt, text),
            kind=kind if kind in envelope.KEY_KINDS else None,
        )
        signature = keystore().sign(feed.office, feed.device, envelope.to_be_signed(header))
        return _write(feed, header, envelope.stub_of(header, signature), salt, text, body)


def ingest(stub: bytes, salt: bytes | None, text: bytes | None) -> Entry:
    """Take over an entry that was signed elsewhere; the same entry twice is no change.

    Args:
        salt, text: of the body, or None for both when the body was purged where it comes from.

    Raises:
        BadEntry: the signature, the chain, the commitment or the form is wrong. Nothing is written.
    """
    header, signed, signature = envelope.open_stub(stub)
    body = None
    if salt is not None and text is not None:
        if envelope.commit(salt, text) != header.commitment:
            raise BadEntry("body does not match its commitment")
        body = envelope.decode_body(text)
    with writer():
        known = Entry.objects.filter(hash=envelope.entry_hash(stub).hex()).first()
        if known:
            return known
        feed = Feed.objects.filter(id=header.feed).first() or checks.genesis(header, body)
        envelope.check_signature(bytes.fromhex(feed.public_key), signed, signature)
        checks.follows(feed, header)
        if body:
            checks.foreign(feed, header, body)
        return _write(feed, header, stub, salt, text, body)


def _write(
    feed: Feed, header: Header, stub: bytes, salt: bytes | None, text: bytes | None, body: Body | None
) -> Entry:
    pos = head() + 1
    hash = envelope.entry_hash(stub).hex()
    feed.head_seq, feed.head_hash = header.seq, hash
    feed.save()
    entry = Entry(
        pos=pos, id=header.id, feed=feed, seq=header.seq, hash=hash, stub=stub, received_at=timezone.now()
    )
    entry.save(force_insert=True)
    BodyRow.objects.create(pos=pos, salt=salt, data=envelope.compress(text) if text is not None else None)
    if body:
        apply(entry, feed, body, Successions.load())
    return entry


def apply(entry: Entry, feed: Feed, body: Body, successions: Successions) -> Successions:
    """Derive one entry's rows and settle what they touch. `rebuild` replays through here too."""
    if void(feed, entry.seq, body.kind):
        return successions
    rows = derive(entry.pos, feed.office, body)
    store.insert(feed.office, rows, successions)
    successions = settle_entry(entry.id, rows, successions)
    if body.kind == Kind.REVOKE:
        revoke(feed.office, body, successions)
    return successions


def void(feed: Feed, seq: int, kind: Kind) -> bool:
    """Whether an entry came after its device's last good one. What a root signed counts all the same."""
    return feed.revoked_after is not None and seq > feed.revoked_after and kind not in envelope.KEY_KINDS


# Offices and their keys


def open_office(
    *,
    id: str,
    names: Mapping[str, str],
    country: str,
    sort: str,
    parent: str = "",
    device: str = "node",
    passphrase: str,
) -> Feed:
    """Make an office: root, device and id keys, and the feed whose first entry certifies the device.

    Args:
        id: capitals, digits and hyphens, such as TJ-DCA.
        names: by language, "en" at least.
        sort: agency, post, unit, team, centre or observer.
    """
    if not OFFICE_ID.fullmatch(id):
        raise ValidationError(_("“%(id)s” cannot name an office: use capitals, digits and hyphens.") % {"id": id})
    if Party.objects.filter(id=id).exists():
        raise ValidationError(_("There is an office %(id)s already.") % {"id": id})
    details = {"nameEn": names["en"], "nameRu": names.get("ru", ""), "country": country, "sort": sort}
    details["parent"] = parent
    keystore().new_root(id, passphrase)
    keystore().new_id_key(id)
    try:
        return certify_device(office=id, device=device, passphrase=passphrase, details=details)
    except BaseException:
        keystore().forget(id)  # all of them are new: keys are never overwritten
        raise


def certify_device(*, office: str, device: str, passphrase: str, details: Mapping[str, str] | None = None) -> Feed:
    """Start a feed for a new device of an office, certified by its root key."""
    if not DEVICE_ID.fullmatch(device):
        raise ValidationError(_("“%(id)s” cannot name a device: use a–z, digits and hyphens.") % {"id": device})
    keys_here = keystore()
    root = keys_here.root_public(office, passphrase)
    public_key = keys_here.new_device(office, device)
    signature = keys_here.root_sign(office, passphrase, keys.certificate(office, device, public_key, root))
    properties = {
        "office": office,
        "device": device,
        "publicKey": public_key.hex(),
        "rootKey": root.hex(),
        "signature": signature.hex(),
        **(details or {}),
    }
    feed = Feed(
        id=envelope.feed_id(public_key),
        office=office,
        device=device,
        public_key=public_key.hex(),
        head_seq=-1,
        head_hash=envelope.GENESIS.hex(),
    )
    with writer():
        feed.save(force_insert=True)
        append(feed, kind=Kind.KEY, items=[act(Act.CERTIFICATE, properties)], scope=OPEN, officer="")
        return Feed.objects.get(id=feed.id)


def rotate_root(*, office: str, passphrase: str, new_passphrase: str) -> Entry:
    """Hand an office over to a new root key, signed by the old one."""
    keys_here = keystore()
    old = keys_here.root_public(office, passphrase)
    new, signature = keys_here.replace_root(office, passphrase, new_passphrase)
    properties = {"office": office, "rootKey": new.hex(), "signedBy": old.hex(), "signature": signature.hex()}
    return append(feed_of(office), kind=Kind.KEY, items=[act(Act.CERTIFICATE, properties)], scope=OPEN, officer="")


def revoke_device(*, office: str, device: str, passphrase: str, last_seq: int, officer: str) -> Entry:
    """End a lost or stolen device: its entries after `last_seq` no longer count. Signed on another device."""
    lost = feed_of(office, device)
    last = Entry.objects.get(feed=lost, seq=last_seq)
    message = keys.revocation(lost.id, last_seq, last.hash)
    signature = keystore().root_sign(office, passphrase, message)
    properties = {
        "feed": lost.id,
        "lastSeq": str(last_seq),
        "lastGood": last.hash,
        "signature": signature.hex(),
    }
    other = Feed.objects.filter(office=office, revoked_after=None).exclude(id=lost.id).first()
    if other is None:
        raise ValidationError(_("Certify another device of %(office)s first.") % {"office": office})
    return append(other, kind=Kind.REVOKE, items=[act(Act.REVOCATION, properties)], scope=OPEN, officer=officer)


OPEN = Scope(read=(PUBLIC,))


def act(schema: str, properties: Mapping[str, str | list[str]], **fields: object) -> Claim:
    """An act as an item: empty values left out, stated now."""
    values = {k: [v] if isinstance(v, str) else list(v) for k, v in properties.items() if v}
    now = timezone.now().isoformat(timespec="microseconds")
    return Claim(entity=uuid4().hex, schema=schema, properties=values, stated=now, **fields)  # type: ignore[arg-type]


def feed_of(office: str, device: str | None = None) -> Feed:
    """The feed on which this node signs for an office: the named device's, or the first that still counts."""
    feeds = Feed.objects.filter(office=office)
    feeds = feeds.filter(device=device) if device else feeds.filter(revoked_after=None).order_by("device")
    known = set(keystore().devices(office))
    for feed in feeds:
        if feed.device in known:
            return feed
    raise ValidationError(_("This node holds no key of %(office)s.") % {"office": office})
