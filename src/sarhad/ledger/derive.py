"""What follows from one entry, as rows of the derived tables. Pure: append and rebuild both call it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from sarhad.kernel import model, names
from sarhad.kernel.claim import ACTS, Act, Claim, Kind, Scope
from sarhad.kernel.envelope import Body
from sarhad.ledger.models import ITEMS_PER_ENTRY
from sarhad.ledger.scopes import normal, scope_json

BUILT = "basis"
"""The list of all that was made from something else."""


@dataclass(slots=True)
class Rows:
    """Tuples in the order of each table's columns; ids as bytes, as the database stores them."""

    fragments: list[tuple[int, bytes, Scope, str, bytes, str]] = field(default_factory=list)
    terms: list[tuple[str, str, int]] = field(default_factory=list)
    edges: list[tuple[int, bytes, bytes, str, str, str]] = field(default_factory=list)
    judgements: list[tuple[bytes, bytes, int, str, str]] = field(default_factory=list)
    refs: list[tuple[bytes, int, int, int, str]] = field(default_factory=list)
    memberships: list[tuple[str, str, int]] = field(default_factory=list)
    inheritances: list[tuple[int, str, str, str, bool]] = field(default_factory=list)
    attachments: list[tuple[int, bytes, str, int, str]] = field(default_factory=list)


def derive(pos: int, office: str, body: Body) -> Rows:
    """Rows that the entry at `pos`, signed by `office`, gives rise to on its own.

    State and effective scope depend on other entries too and are settled afterwards (`settle`).
    """
    rows = Rows()
    own = _ready(body.scope)
    for index, item in enumerate(body.items):
        fragment = pos * ITEMS_PER_ENTRY + index
        scope, scope_text = _ready(item.scope) if item.scope else own
        data, digest = _data(item, scope_text)
        rows.fragments.append((fragment, bytes.fromhex(item.entity), scope, item.schema, digest, data))
        if item.refs or item.was or item.attachments:
            _pointers(rows, fragment, office, body.kind, item)
        if item.schema in ACTS:
            _act(rows, fragment, office, body.kind, item)
        else:
            _entity(rows, fragment, item)
    return rows


def _pointers(rows: Rows, fragment: int, office: str, kind: Kind, item: Claim) -> None:
    """What an item names: other fragments, its own earlier names, files."""
    for ref in dict.fromkeys(item.refs):
        rows.refs.append((bytes.fromhex(ref.contribution), ref.index, fragment, int(kind), office))
    rows.terms += [("was", str(ref), fragment) for ref in dict.fromkeys(item.was)]
    for a in item.attachments:
        rows.attachments.append((fragment, bytes.fromhex(a.digest), a.media_type, a.size, a.name))


def claim_digest(item: Claim, scope: Scope) -> bytes:
    """16 bytes over what is claimed: equal for the same statement made twice."""
    return _data(item, _ready(item.scope or scope)[1])[1]


@lru_cache(maxsize=256)
def _ready(scope: Scope) -> tuple[Scope, bytes]:
    """A scope in its normal form, and its part of the digest. Thousands of items share one."""
    scope, h = normal(scope), scope.handling
    return scope, orjson.dumps([scope.read, scope.point, scope.count, h.level, h.text, h.secrecy, h.tlp])


def _data(item: Claim, scope_text: bytes) -> tuple[str, bytes]:
    fields: dict[str, Any] = {"properties": item.properties}
    if item.raw:
        fields["raw"] = item.raw
    if item.grade:
        fields["grade"] = list(item.grade)
    if item.source:
        fields["source"] = item.source
    if item.stated:
        fields["stated"] = item.stated
    if item.count != 1:
        fields["count"] = item.count
    if item.attachments:
        fields["attachments"] = [list(attachment) for attachment in item.attachments]
    if item.refs:
        fields["refs"] = [str(ref) for ref in item.refs]
    if item.gives:
        fields["gives"] = scope_json(normal(item.gives))
    if item.was:
        fields["was"] = [str(ref) for ref in item.was]
    if item.basis:
        fields["basis"] = [str(ref) for ref in item.basis]
    data = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    head = b"%s\x00%s\x00" % (item.entity.encode(), item.schema.encode())
    return data.decode(), hashlib.sha256(head + scope_text + b"\x00" + data).digest()[:16]


def _entity(rows: Rows, fragment: int, item: Claim) -> None:
    schema, properties = item.schema, item.properties
    words = names.word_set(model.names(schema, properties))
    rows.terms += [("name", word, fragment) for word in words]
    rows.terms += [(kind, key, fragment) for kind, key in model.identifiers(schema, properties)]
    rows.terms += [(kind, key, fragment) for kind, key in model.addresses(schema, properties)]
    rows.terms += [("list", each, fragment) for each in dict.fromkeys(model.lists(schema, properties))]
    if item.basis:
        rows.terms.append(("list", BUILT, fragment))
    if edges := _edges(fragment, item):
        rows.edges += set(edges)


def _edges(fragment: int, item: Claim) -> list[tuple[int, bytes, bytes, str, str, str]]:
    """An edge entity links its two ends; any other entity-typed value links its holder to it."""
    spec = model.schema(item.schema)
    if spec is None:
        return []
    get = item.properties.get
    if spec.edge:
        ends = [(s, t) for s in get(spec.edge[0], ()) for t in get(spec.edge[1], ())]
        kind, (start, end) = item.schema, period(item.properties)
        return [
            (fragment, bytes.fromhex(s), bytes.fromhex(t), kind, start, end)
            for s, t in ends
            if is_id(s) and is_id(t)
        ]
    links = model.links(item.schema, item.properties)
    here = bytes.fromhex(item.entity) if links else b""
    return [
        (fragment, here, bytes.fromhex(target), f"{item.schema}.{name}", "", "")
        for name, target in links
        if is_id(target)
    ]


def period(properties: model.Properties) -> tuple[str, str]:
    """From when until when a link held, as far as it is said; what bears a single date began and ended then."""
    start, end, day = (min(properties.get(name, ()), default="") for name in ("startDate", "endDate", "date"))
    return (start, end) if start or end else (day, day)


def is_id(value: str) -> bool:
    """Whether a value names an entity of ours; other texts in entity-typed properties are kept as given."""
    if len(value) != 32 or value != value.lower():
        return False
    try:
        return len(bytes.fromhex(value)) == 16
    except ValueError:
        return False


def _act(rows: Rows, fragment: int, office: str, kind: Kind, item: Claim) -> None:
    """Acts count only in entries of their own kind: nobody judges inside a contribution."""
    first = {name: values[0] for name, values in item.properties.items() if values}
    rows.terms.append(("act", item.schema, fragment))  # so that acts are found among a million facts
    match kind, item.schema:
        case Kind.JUDGE, Act.JUDGEMENT if is_id(first.get("a", "")) and is_id(first.get("b", "")):
            a, b = bytes.fromhex(first["a"]), bytes.fromhex(first["b"])
            pairs = {(a, b), (b, a)}
            rows.judgements += [(x, y, fragment, office, first.get("verdict", "unsure")) for x, y in sorted(pairs)]
        case Kind.GROUP, Act.MEMBERSHIP if first.get("group", "").count("/") == 1:
            rows.terms.append(("group", first["group"], fragment))
            members = dict.fromkeys(item.properties.get("member", []))
            rows.memberships += [(first["group"], member, fragment) for member in members]
        case Kind.SUCCESSION, Act.HEIR if first.get("office") == office and first.get("heir", office) != office:
            schemata = orjson.dumps(sorted(item.properties.get("schemata", []))).decode()
            received = first.get("received") == "true"
            rows.terms.append(("closes", office, fragment))
            rows.inheritances.append((fragment, office, first["heir"], schemata, received))
        case Kind.KEY, Act.CERTIFICATE if first.get("office") == office:
            rows.terms.append(("office", office, fragment))
        case Kind.REVOKE, Act.REVOCATION if "feed" in first:
            rows.terms.append(("revokes", first["feed"], fragment))
