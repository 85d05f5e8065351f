"""What an entry must satisfy before it is written, whether signed here or elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.kernel import envelope, keys
from sarhad.kernel.claim import Act, Claim, Kind
from sarhad.kernel.envelope import BadEntry, Body, Header
from sarhad.ledger.models import Feed, Fragment, Party, Term
from sarhad.ledger.revocation import last_good

MAX_REFS = 1000


def items(claims: Sequence[Claim]) -> None:
    """Of an entry that is made here: size and text. Values were cleaned before."""
    if not 1 <= len(claims) <= envelope.MAX_ITEMS:
        raise ValidationError(_("An entry holds 1 to %(most)d items.") % {"most": envelope.MAX_ITEMS})
    for claim in claims:
        if max(len(claim.refs), len(claim.basis)) > MAX_REFS:
            raise ValidationError(_("An item names at most %(most)d records.") % {"most": MAX_REFS})
        _no_nul(claim.properties)
        if claim.raw:
            _no_nul(claim.raw)


def _no_nul(properties: dict[str, list[str]]) -> None:
    for values in properties.values():
        for value in values:
            if "\x00" in value:
                raise ValidationError(_("A value holds a NUL character: “%(value)s”.") % {"value": value[:40]})


def may_sign(feed: Feed) -> None:
    if feed.revoked_after is not None:
        raise ValidationError(_("The device %(device)s has been revoked.") % {"device": feed.device})
    if Party.objects.filter(id=feed.office).exclude(closed="").exists():
        raise ValidationError(_("%(office)s is closed; its heirs act for it.") % {"office": feed.office})


def follows(feed: Feed, header: Header) -> None:
    """The chain: next number, previous hash."""
    if header.seq != feed.head_seq + 1:
        raise BadEntry(f"feed {feed.id}: entry {header.seq} does not follow {feed.head_seq}")
    if header.prev.hex() != feed.head_hash:
        raise BadEntry(f"feed {feed.id}: entry {header.seq} names another predecessor; the feed has forked")


def genesis(header: Header, body: Body | None) -> Feed:
    """The feed that a first entry opens, once the office's root is found to have certified it."""
    if header.seq != 0 or header.prev != envelope.GENESIS or body is None or body.kind != Kind.KEY:
        raise BadEntry(f"feed {header.feed} is not known here and this is not its first entry")
    item = certificate_of(body)
    office, device = item["office"], item["device"]
    public_key, root = bytes.fromhex(item["publicKey"]), bytes.fromhex(item["rootKey"])
    if envelope.feed_id(public_key) != header.feed:
        raise BadEntry("the certificate names another key than the feed's")
    known = roots(office)
    if known and root.hex() not in known:
        raise BadEntry(f"another root key speaks for {office} already")
    message = keys.certificate(office, device, public_key, root)
    envelope.check_signature(root, message, bytes.fromhex(item["signature"]))
    return Feed(
        id=header.feed,
        office=office,
        device=device,
        public_key=public_key.hex(),
        head_seq=-1,
        head_hash=envelope.GENESIS.hex(),
        revoked_after=last_good(header.feed, office),
    )


def foreign(feed: Feed, header: Header, body: Body) -> None:
    """An entry signed elsewhere: its kind agrees with the stub, and key acts are signed by a root."""
    in_clear = body.kind if body.kind in envelope.KEY_KINDS else None
    if in_clear != header.kind:
        raise BadEntry("the stub names another kind than the body")
    if body.kind == Kind.KEY and header.seq > 0:
        item = certificate_of(body)
        old, new = bytes.fromhex(item["signedBy"]), bytes.fromhex(item["rootKey"])
        if item["office"] != feed.office or old.hex() not in roots(feed.office):
            raise BadEntry("a root key may only be replaced by its own office")
        message = keys.rotation(feed.office, old, new)
        envelope.check_signature(old, message, bytes.fromhex(item["signature"]))
    if body.kind == Kind.REVOKE:
        item = {name: values[0] for name, values in body.items[0].properties.items()}
        check_revocation(feed.office, item)


def check_revocation(office: str, item: dict[str, str]) -> None:
    try:
        message = keys.revocation(item["feed"], int(item["lastSeq"]), item["lastGood"])
        signature = bytes.fromhex(item["signature"])
    except (KeyError, ValueError) as error:
        raise BadEntry(f"revocation field missing or wrong: {error}") from error
    for root in roots(office):
        try:
            return envelope.check_signature(bytes.fromhex(root), message, signature)
        except BadEntry:
            continue
    raise BadEntry("the revocation is not signed by a root key of the office")


def certificate_of(body: Body) -> dict[str, str]:
    item = body.items[0] if body.items else None
    if item is None or item.schema != Act.CERTIFICATE:
        raise BadEntry("a key entry holds one certificate")
    found = {name: values[0] for name, values in item.properties.items() if values}
    needed = {"office", "rootKey", "signature"}
    needed |= {"signedBy"} if "signedBy" in found else {"device", "publicKey"}
    if not needed <= set(found):
        raise BadEntry(f"certificate lacks {', '.join(sorted(needed - set(found)))}")
    return found


def roots(office: str) -> set[str]:
    """Every root key that has spoken for an office, hexadecimal."""
    terms = Term.objects.filter(kind="office", value=office).values("fragment_id")
    rows = Fragment.objects.filter(id__in=terms).values_list("data", flat=True)
    return {root for data in rows for root in _properties(data).get("rootKey", [])}


def _properties(data: str) -> dict[str, list[str]]:
    properties: dict[str, list[str]] = orjson.loads(data)["properties"]
    return properties
