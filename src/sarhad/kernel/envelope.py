"""The signed form of an entry: a clear stub (COSE_Sign1, RFC 9052) that commits to a body.

`docs/format.md` describes every byte, with test vectors. Stubs are verified as stored, never re-serialised.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cbor2
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sarhad.kernel import cbor
from sarhad.kernel.cbor import BadEntry as BadEntry
from sarhad.kernel.claim import Attachment, Claim, FragmentRef, Grade, Handling, Kind, Scope

VERSION = 1
ED25519 = -19  # RFC 9864: the fully specified algorithm, pinned
PROTECTED = cbor2.dumps({1: ED25519})
COSE_SIGN1 = 18
GENESIS = bytes(32)  # `prev` of a feed's first entry
KEY_KINDS = (Kind.KEY, Kind.REVOKE)  # the only kinds that stand in the clear

MAX_STUB = 512  # bytes
MAX_BODY = 32 * 2**20  # bytes, decompressed
MAX_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Header:
    """What the stub says in the clear. Times are seconds since 1970 UTC, and advisory."""

    feed: str
    seq: int
    prev: bytes
    made_at: int
    commitment: bytes
    kind: Kind | None = None

    @property
    def id(self) -> str:
        return self.commitment[:16].hex()


@dataclass(slots=True)
class Body:
    """What an entry says, under its commitment."""

    kind: Kind
    model: str  # version of the data model that cleaned the values
    officer: str
    items: list[Claim]
    scope: Scope  # of every item that has none of its own
    why: str = ""
    approver: str = ""  # the second person of a purge


def feed_id(public_key: bytes) -> str:
    return hashlib.sha256(public_key).digest()[:16].hex()


def commit(salt: bytes, body: bytes) -> bytes:
    """Binds the stub to one plaintext; the salt keeps a purged body from being guessed back."""
    return hashlib.sha256(b"\x02" + salt + body).digest()


def entry_hash(stub: bytes) -> bytes:
    """A leaf of RFC 9162."""
    return hashlib.sha256(b"\x00" + stub).digest()


def new_salt() -> bytes:
    return secrets.token_bytes(32)


# Stubs


def to_be_signed(header: Header) -> bytes:
    return _sig_structure(_payload(header))


def stub_of(header: Header, signature: bytes) -> bytes:
    parts = [PROTECTED, {}, _payload(header), signature]
    return cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, parts), canonical=True)


def open_stub(stub: bytes) -> tuple[Header, bytes, bytes]:
    """Header, what was signed, and the signature, each field type-checked; verifies nothing yet."""
    if len(stub) > MAX_STUB:
        raise BadEntry(f"stub of {len(stub)} bytes; at most {MAX_STUB}")
    tag = cbor.loads(stub)
    if not isinstance(tag, cbor2.CBORTag) or tag.tag != COSE_SIGN1:
        raise BadEntry("not a COSE_Sign1 structure")
    if cbor2.dumps(tag, canonical=True) != stub:
        raise BadEntry("stub is not in canonical form")
    match tag.value:
        case [bytes(protected), Mapping() as unprotected, bytes(payload), bytes(signature)] if not unprotected:
            if protected != PROTECTED:
                raise BadEntry("algorithm is not Ed25519")
            return _header(payload), _sig_structure(payload), signature
    raise BadEntry("COSE_Sign1 does not hold protected, {}, payload, signature")


def check_signature(public_key: bytes, signed: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except (InvalidSignature, ValueError) as error:
        raise BadEntry("signature does not verify") from error


def _payload(header: Header) -> bytes:
    fields: dict[int, Any] = {
        0: VERSION,
        1: bytes.fromhex(header.feed),
        2: header.seq,
        3: header.prev,
        4: header.made_at,
        5: header.commitment,
    }
    if header.kind is not None:
        fields[6] = int(header.kind)
    return cbor2.dumps(fields, canonical=True)


def _header(payload: bytes) -> Header:
    fields = cbor.loads(payload)
    if not isinstance(fields, dict) or cbor2.dumps(fields, canonical=True) != payload:
        raise BadEntry("payload is not a canonical map")
    if fields.get(0) != VERSION or not set(fields) <= {0, 1, 2, 3, 4, 5, 6}:
        raise BadEntry("format version or field unknown here")
    try:
        kind = Kind(fields[6]) if 6 in fields else None
        header = Header(
            feed=cbor.exactly(fields[1], 16).hex(),
            seq=cbor.whole(fields[2]),
            prev=cbor.exactly(fields[3], 32),
            made_at=cbor.whole(fields[4]),
            commitment=cbor.exactly(fields[5], 32),
            kind=kind,
        )
    except (KeyError, ValueError) as error:
        raise BadEntry(f"payload field missing or wrong: {error}") from error
    if kind is not None and kind not in KEY_KINDS:
        raise BadEntry("only key entries name their kind in the clear")
    return header


def _sig_structure(payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", PROTECTED, b"", payload], canonical=True)


# Bodies


def encode_body(body: Body) -> bytes:
    """CBOR with integer keys. It need not be canonical: the commitment is over these bytes."""
    scopes = [body.scope]
    items = [_encode_item(item, scopes) for item in body.items]
    fields: dict[int, Any] = {
        0: VERSION,
        1: int(body.kind),
        2: body.model,
        3: body.officer,
        4: [_encode_scope(scope) for scope in scopes],
        5: items,
    }
    if body.why:
        fields[6] = body.why
    if body.approver:
        fields[7] = body.approver
    return cbor2.dumps(fields)


def decode_body(data: bytes) -> Body:
    """The reverse of `encode_body`; every field is type-checked.

    Raises:
        BadEntry: says which field is wrong.
    """
    fields = cbor.loads(data)
    try:
        if cbor.typed(fields, dict)[0] != VERSION:
            raise BadEntry("body format unknown here")
        scopes = [_decode_scope(cbor.typed(scope, dict)) for scope in cbor.typed(fields[4], list)]
        items = cbor.typed(fields[5], list)
        if len(items) > MAX_ITEMS:
            raise BadEntry(f"{len(items)} items in one entry; at most {MAX_ITEMS}")
        return Body(
            kind=Kind(fields[1]),
            model=cbor.text(fields[2]),
            officer=cbor.text(fields[3]),
            scope=scopes[0],
            items=[_decode_item(cbor.typed(item, dict), scopes) for item in items],
            why=cbor.text(fields.get(6, "")),
            approver=cbor.text(fields.get(7, "")),
        )
    except BadEntry:
        raise
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadEntry(f"body field missing or wrong: {error!r}") from error


def compress(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(body)


def decompress(data: bytes) -> bytes:
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(BytesIO(data))
        body = reader.read(MAX_BODY + 1)
    except zstandard.ZstdError as error:
        raise BadEntry(f"body does not decompress: {error}") from error
    if len(body) > MAX_BODY:
        raise BadEntry(f"body larger than {MAX_BODY} bytes")
    return body


def _encode_item(item: Claim, scopes: list[Scope]) -> dict[int, Any]:
    fields: dict[int, Any] = {0: bytes.fromhex(item.entity), 1: item.schema, 2: item.properties}
    if item.raw:
        fields[3] = item.raw
    if item.grade:
        fields[4] = list(item.grade)
    if item.source:
        fields[5] = item.source
    if item.stated:
        fields[6] = item.stated
    if item.count != 1:
        fields[7] = item.count
    if item.scope and (index := _scope_index(item.scope, scopes)):
        fields[8] = index
    if item.attachments:
        fields[9] = [[bytes.fromhex(a.digest), a.media_type, a.size, a.name] for a in item.attachments]
    if item.refs:
        fields[10] = [_encode_ref(ref) for ref in item.refs]
    if item.gives:
        fields[11] = _scope_index(item.gives, scopes)
    for key, named in ((12, item.was), (13, item.basis)):
        if named:
            fields[key] = [_encode_ref(ref) for ref in named]
    return fields


def _decode_item(fields: dict[int, Any], scopes: list[Scope]) -> Claim:
    grade = fields.get(4)
    return Claim(
        entity=cbor.exactly(fields[0], 16).hex(),
        schema=cbor.text(fields[1]),
        properties=cbor.texts(fields[2]),
        raw=cbor.texts(fields.get(3, {})),
        grade=Grade(cbor.text(grade[0]), cbor.text(grade[1])) if grade else None,
        source=cbor.text(fields.get(5, "")),
        stated=cbor.text(fields.get(6, "")),
        count=cbor.whole(fields.get(7, 1)),
        scope=scopes[cbor.whole(fields[8])] if 8 in fields else None,
        attachments=tuple(_decode_attachment(part) for part in cbor.typed(fields.get(9, []), list)),
        refs=_decode_refs(fields.get(10, [])),
        gives=scopes[cbor.whole(fields[11])] if 11 in fields else None,
        was=_decode_refs(fields.get(12, [])),
        basis=_decode_refs(fields.get(13, [])),
    )


def _scope_index(scope: Scope, scopes: list[Scope]) -> int:
    """Where the scope stands in the body's list; 0 is the entry's own and need not be named."""
    if scope not in scopes:
        scopes.append(scope)
    return scopes.index(scope)


def _encode_scope(scope: Scope) -> dict[int, Any]:
    handling = scope.handling
    return {
        0: sorted(scope.read),
        1: sorted(scope.point),
        2: sorted(scope.count),
        3: [handling.level, handling.text, handling.secrecy, handling.tlp],
    }


def _decode_scope(fields: dict[int, Any]) -> Scope:
    level, text, secrecy, tlp = fields[3]
    return Scope(
        read=tuple(cbor.text(party) for party in cbor.typed(fields[0], list)),
        point=tuple(cbor.text(party) for party in cbor.typed(fields[1], list)),
        count=tuple(cbor.text(party) for party in cbor.typed(fields[2], list)),
        handling=Handling(cbor.whole(level), cbor.text(text), cbor.text(secrecy), cbor.text(tlp)),
    )


def _encode_ref(ref: FragmentRef) -> list[Any]:
    return [bytes.fromhex(ref.contribution), ref.index]


def _decode_refs(value: Any) -> tuple[FragmentRef, ...]:
    pairs = cbor.typed(value, list)
    return tuple(FragmentRef(cbor.exactly(name, 16).hex(), cbor.whole(index)) for name, index in pairs)


def _decode_attachment(value: Any) -> Attachment:
    digest, media_type, size, name = value
    return Attachment(cbor.exactly(digest, 32).hex(), cbor.text(media_type), cbor.whole(size), cbor.text(name))
