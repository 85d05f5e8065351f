"""The format: test vectors that another language can check itself against, and what must be refused."""

import json
from pathlib import Path

import cbor2
import pytest

from sarhad.kernel import envelope, keys
from sarhad.kernel.claim import Act, Attachment, Claim, FragmentRef, Grade, Handling, Kind, Scope
from sarhad.kernel.envelope import BadEntry, Body, Header

VECTORS = Path(__file__).parents[4] / "docs" / "format-vectors.json"
MODEL = "ftm-4.11.2+sarhad-1"
PRIVATE, SALT = b"\x01" * 32, b"\x02" * 32
FEED = envelope.feed_id(keys.public_bytes(PRIVATE))
OTHER = FragmentRef("aa" * 16, 3)

PERSON = Claim(
    entity="11" * 16,
    schema="Person",
    properties={"name": ["Каримов Фарҳод"], "birthDate": ["1983-04-14"]},
    raw={"birthDate": ["14.04.83"]},
    grade=Grade("4x4", "A2"),
    source="hand",
    stated="2026-11-19",
    count=2,
    scope=Scope(("CENTRE/members",), ("KZ-MIA",), ("public",), Handling(2, "ask first", "ДСП", "amber")),
    attachments=(Attachment("bb" * 32, "image/png", 3, "photo.png"),),
    refs=(OTHER,),
    was=(FragmentRef("cc" * 16, 0),),
)
GRANT = Claim("22" * 16, Act.GRANT, {"onAccept": ["true"]}, refs=(OTHER,), gives=Scope(("UZ-SCC",)))
CONCLUSION = Claim("44" * 16, "Person", {"name": ["Karimov"]}, basis=(OTHER, FragmentRef("aa" * 16, 4)))
BODIES = {
    "a conclusion with its basis": Body(Kind.CONTRIBUTE, MODEL, "rahimova", [CONCLUSION], Scope()),
    "a correction with every field": Body(Kind.CORRECT, MODEL, "rahimova", [PERSON], Scope(), "typo"),
    "a grant": Body(Kind.GRANT, MODEL, "rahimova", [GRANT], Scope(("UZ-SCC",))),
    "a purge with its second person": Body(
        Kind.PURGE,
        MODEL,
        "a",
        [Claim("33" * 16, Act.WITHDRAWAL, {}, refs=(OTHER,))],
        Scope(),
        "",
        "b",
    ),
}


def vector(body: Body) -> dict[str, str]:
    text = envelope.encode_body(body)
    header = Header(FEED, 1, b"\x03" * 32, 1_763_712_000, envelope.commit(SALT, text))
    stub = envelope.stub_of(header, keys.sign(PRIVATE, envelope.to_be_signed(header)))
    return {
        "private_key": PRIVATE.hex(),
        "public_key": keys.public_bytes(PRIVATE).hex(),
        "feed": FEED,
        "body": text.hex(),
        "salt": SALT.hex(),
        "commitment": header.commitment.hex(),
        "to_be_signed": envelope.to_be_signed(header).hex(),
        "stub": stub.hex(),
        "entry_hash": envelope.entry_hash(stub).hex(),
    }


@pytest.mark.parametrize("name", BODIES)
def test_published_vectors_hold(name):
    assert json.loads(VECTORS.read_text())[name] == vector(BODIES[name])


@pytest.mark.parametrize("name", BODIES)
def test_a_body_survives_the_way(name):
    body = BODIES[name]
    assert envelope.decode_body(envelope.decompress(envelope.compress(envelope.encode_body(body)))) == body


def test_a_stub_says_what_was_put_in():
    header = Header(FEED, 7, b"\x03" * 32, 5, b"\x04" * 32, Kind.KEY)
    found, signed, signature = envelope.open_stub(envelope.stub_of(header, b"\x05" * 64))
    assert found == header
    assert signed == envelope.to_be_signed(header)
    assert signature == b"\x05" * 64


def stub(**changes):
    payload = {0: 1, 1: b"\1" * 16, 2: 0, 3: bytes(32), 4: 0, 5: bytes(32)}
    protected = changes.pop("protected", envelope.PROTECTED)
    tag = changes.pop("tag", 18)
    unprotected = changes.pop("unprotected", {})
    payload.update({int(key[1:]): value for key, value in changes.items()})
    packed = cbor2.dumps({k: v for k, v in payload.items() if v is not None}, canonical=True)
    return cbor2.dumps(cbor2.CBORTag(tag, [protected, unprotected, packed, bytes(64)]), canonical=True)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not CBOR"),
        (b"\xff", "not CBOR"),
        (b"\x81" * 400, "not CBOR"),
        (b"\x00" * 600, "at most"),
        (cbor2.dumps([1, 2, 3]), "not a COSE_Sign1"),
        (stub(tag=17), "not a COSE_Sign1"),
        (stub(protected=cbor2.dumps({1: -7})), "not Ed25519"),
        (stub(unprotected={4: b"kid"}), "does not hold"),
        (stub(_0=2), "version"),
        (stub(_9=1), "field unknown"),
        (stub(_1=b"short"), "16 bytes"),
        (stub(_1="text" * 4), "16 bytes"),
        (stub(_2=-1), "whole number"),
        (stub(_2=2**60), "whole number"),
        (stub(_2=True), "whole number"),
        (stub(_3=None), "missing"),
        (stub(_5=b""), "32 bytes"),
        (stub(_6=0), "only key entries"),
        (stub(_6=99), "missing or wrong"),
    ],
)
def test_bad_stubs_are_refused(data, why):
    with pytest.raises(BadEntry, match=why):
        envelope.open_stub(data)


def body(**changes):
    fields = {
        0: 1,
        1: 0,
        2: "m",
        3: "o",
        4: [{0: [], 1: [], 2: [], 3: [0, "", "", ""]}],
        5: [{0: b"1" * 16, 1: "P", 2: {}}],
    }
    fields.update({int(key[1:]): value for key, value in changes.items()})
    return cbor2.dumps(fields)


ITEM = {0: b"1" * 16, 1: "Person", 2: {}}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        cbor2.dumps("text"),
        body(_0=2),
        body(_1=77),
        body(_1="0"),
        body(_2=5),
        body(_3=None),
        body(_4=[]),
        body(_4={}),
        body(_4=[{0: "TJ"}]),
        body(_4=[{0: [1], 1: [], 2: [], 3: [0, "", "", ""]}]),
        body(_4=[{0: [], 1: [], 2: [], 3: [-1, "", "", ""]}]),
        body(_4=[{0: [], 1: [], 2: [], 3: [0, ""]}]),
        body(_5={}),
        body(_5=[ITEM] * 1001),
        body(_5=[{**ITEM, 0: b"x"}]),
        body(_5=[{**ITEM, 1: "a\x00b"}]),
        body(_5=[{**ITEM, 2: []}]),
        body(_5=[{**ITEM, 2: {"name": "not a list"}}]),
        body(_5=[{**ITEM, 2: {"name": [1]}}]),
        body(_5=[{**ITEM, 2: {"name": ["nul\x00"]}}]),
        body(_5=[{**ITEM, 2: {1: ["x"]}}]),
        body(_5=[{**ITEM, 4: ["4x4"]}]),
        body(_5=[{**ITEM, 7: -1}]),
        body(_5=[{**ITEM, 8: 5}]),
        body(_5=[{**ITEM, 9: [["zz"]]}]),
        body(_5=[{**ITEM, 10: [[b"short", 0]]}]),
        body(_5=[{**ITEM, 10: [[b"1" * 16, "0"]]}]),
        body(_5=[{**ITEM, 12: 3}]),
        body(_6=3),
    ],
)
def test_bad_bodies_are_refused(data):
    with pytest.raises(BadEntry):
        envelope.decode_body(data)


def test_a_bomb_is_refused_before_it_fills_memory():
    with pytest.raises(BadEntry, match="larger than"):
        envelope.decompress(envelope.compress(bytes(envelope.MAX_BODY + 1)))


def test_keys_at_rest(tmp_path):
    store = keys.Keystore(tmp_path / "keys", "the system's secret", n=2**10)
    root = store.new_root("TJ-DCA", "passphrase")
    device = store.new_device("TJ-DCA", "node")
    store.new_id_key("TJ-DCA")
    signature = store.sign("TJ-DCA", "node", b"message")
    envelope.check_signature(device, b"message", signature)
    assert store.root_public("TJ-DCA", "passphrase") == root
    for path in (tmp_path / "keys").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(keys.KeyFault, match="does not open"):
        store.root_sign("TJ-DCA", "wrong", b"")
    with pytest.raises(keys.KeyFault, match="does not open"):
        keys.Keystore(tmp_path / "keys", "another secret", n=2**10).sign("TJ-DCA", "node", b"")
    with pytest.raises(keys.KeyFault, match="never overwritten"):
        store.new_root("TJ-DCA", "passphrase")
    with pytest.raises(keys.KeyFault, match="cannot name"):
        store.new_root("../TJ", "passphrase")


@pytest.mark.parametrize(
    ("one", "other"), [(("a", "bc"), ("ab", "c")), (("", "a"), ("a", "")), (("a", "b"), ("a", "B"))]
)
def test_entity_ids_do_not_run_together(one, other):
    key = b"k" * 32
    assert keys.entity_id(key, *one) != keys.entity_id(key, *other)
    assert keys.entity_id(key, *one) != keys.entity_id(b"x" * 32, *one)
    assert keys.entity_id(key, *one) == keys.entity_id(key, *one)
