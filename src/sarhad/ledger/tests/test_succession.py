"""Offices that are closed, split or merged, and devices that are lost.

The national drug service of a member state was abolished on 1 December 2016 and passed to two ministries:
interior took over its cases and what partners had released to it, health what concerned treatment.
"""

import pytest

from sarhad.kernel.claim import Act, Claim, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act, append, certify_device, feed_of, open_office, revoke_device, rotate_root
from sarhad.ledger.models import Fragment, Party, ScopeParty, State
from sarhad.ledger.queries import groups_of, heirs, members_of, predecessors
from sarhad.ledger.rebuild import digests, rebuild
from sarhad.ledger.verify import verify

pytestmark = pytest.mark.django_db

OFFICES = ["KG-DCS", "KG-MIA", "KG-MOH", "KG-OTHER", "TJ-DCA", "CENTRE"]


@pytest.fixture
def region():
    for office in OFFICES:
        open_office(id=office, names={"en": f"Office {office}"}, country="kg", sort="agency", passphrase="p")
    membership = act(Act.MEMBERSHIP, {"group": "CENTRE/members", "member": ["KG-DCS", "TJ-DCA"]})
    append(feed_of("CENTRE"), kind=Kind.GROUP, items=[membership], officer="x")


def state(office: str, schema: str, scope: Scope = Scope()) -> FragmentRef:
    claim = Claim(f"{len(office + schema):032x}", schema, {"name": [f"{schema} of {office}"]})
    return FragmentRef(append(feed_of(office), kind=Kind.CONTRIBUTE, items=[claim], scope=scope, officer="x").id, 0)


def abolish() -> None:
    rest = act(Act.HEIR, {"office": "KG-DCS", "heir": "KG-MIA", "received": "true"})
    health = act(Act.HEIR, {"office": "KG-DCS", "heir": "KG-MOH", "schemata": ["Organization"]})
    append(feed_of("KG-DCS"), kind=Kind.SUCCESSION, items=[rest, health], scope=Scope(("public",)), officer="x")


def readers(ref: FragmentRef) -> set[str]:
    scope = row(ref).scope_id
    return set(ScopeParty.objects.filter(scope=scope, level=0).values_list("party", flat=True))


def row(ref: FragmentRef) -> Fragment:
    from sarhad.ledger.naming import resolve

    return Fragment.objects.get(id=resolve([ref])[0])


def test_an_abolished_service_passes_to_two_ministries(region):
    case, clinic = state("KG-DCS", "Person"), state("KG-DCS", "Organization", Scope(("TJ-DCA",)))
    received = state("TJ-DCA", "Vehicle", Scope(("KG-DCS",)))
    elsewhere = state("TJ-DCA", "Company")
    abolish()
    assert readers(case) == {"KG-DCS", "KG-MIA"}
    assert readers(clinic) == {"KG-DCS", "KG-MOH", "TJ-DCA"}
    assert readers(received) == {"TJ-DCA", "KG-DCS", "KG-MIA"}
    assert readers(elsewhere) == {"TJ-DCA"}
    assert heirs("KG-DCS") == {"KG-MIA", "KG-MOH"}
    assert predecessors("KG-MIA") == {"KG-DCS"}
    assert groups_of("KG-MIA") == ("CENTRE/members",)
    assert groups_of("KG-MOH") == ()
    assert members_of("CENTRE/members") == ("KG-DCS", "TJ-DCA")
    party = Party.objects.get(id="KG-DCS")
    assert (party.name_en, bool(party.closed)) == ("Office KG-DCS", True)


@pytest.mark.parametrize(
    ("schema", "by", "counts"),
    [
        ("Person", "KG-MIA", True),
        ("Person", "KG-MOH", False),
        ("Organization", "KG-MOH", True),
        ("Organization", "KG-MIA", False),
        ("Person", "KG-OTHER", False),
        ("Person", "TJ-DCA", False),
    ],
)
def test_only_the_right_heir_acts_for_it(region, schema, by, counts):
    ref = state("KG-DCS", schema, Scope(("TJ-DCA",)))
    abolish()
    append(feed_of(by), kind=Kind.RETRACT, items=[act(Act.WITHDRAWAL, {}, refs=(ref,))], officer="x")
    assert row(ref).state == (State.RETRACTED if counts else State.CURRENT)


def test_what_an_heir_said_before_the_succession_counts_after_it(region):
    ref = state("KG-DCS", "Person")
    append(feed_of("KG-MIA"), kind=Kind.RETRACT, items=[act(Act.WITHDRAWAL, {}, refs=(ref,))], officer="x")
    assert row(ref).state == State.CURRENT
    abolish()
    assert row(ref).state == State.RETRACTED


def test_a_merger_of_an_heir_passes_on(region):
    ref = state("KG-DCS", "Person")
    abolish()
    merged = act(Act.HEIR, {"office": "KG-MIA", "heir": "KG-OTHER", "received": "true"})
    append(feed_of("KG-MIA"), kind=Kind.SUCCESSION, items=[merged], officer="x")
    assert readers(ref) == {"KG-DCS", "KG-MIA", "KG-OTHER"}
    before = digests()
    rebuild()
    assert digests() == before


@pytest.mark.parametrize("by", ["TJ-DCA", "KG-MIA"])
def test_nobody_else_can_close_an_office(region, by):
    ref = state("KG-DCS", "Person")
    append(feed_of(by), kind=Kind.SUCCESSION, items=[act(Act.HEIR, {"office": "KG-DCS", "heir": by})], officer="x")
    assert readers(ref) == {"KG-DCS"}
    assert Party.objects.get(id="KG-DCS").closed == ""


@pytest.mark.parametrize("by", ["TJ-DCA", "KG-OTHER"])
def test_nobody_else_can_let_members_in(region, by):
    item = act(Act.MEMBERSHIP, {"group": "CENTRE/members", "member": [by]})
    append(feed_of(by), kind=Kind.GROUP, items=[item], officer="x")
    assert groups_of(by) == (("CENTRE/members",) if by == "TJ-DCA" else ())


def test_a_stolen_device_ends_where_the_office_says(region):
    good, bad = state("TJ-DCA", "Person"), state("TJ-DCA", "Vehicle")
    opened = append(
        feed_of("TJ-DCA"),
        kind=Kind.GRANT,
        items=[act(Act.GRANT, {}, refs=(good,), gives=Scope(("KG-OTHER",)))],
        officer="thief",
    )
    assert readers(good) == {"TJ-DCA", "KG-OTHER"}
    certify_device(office="TJ-DCA", device="second", passphrase="p")
    revoke_device(office="TJ-DCA", device="node", passphrase="p", last_seq=1, officer="x")
    assert readers(good) == {"TJ-DCA"}
    assert not Fragment.objects.filter(id__gte=opened.pos * 1024, id__lt=(opened.pos + 1) * 1024).exists()
    with pytest.raises(Fragment.DoesNotExist):
        row(bad)
    assert feed_of("TJ-DCA").device == "second"
    assert not list(verify(derived=True))


def test_a_new_root_certifies_new_devices(region):
    rotate_root(office="TJ-DCA", passphrase="p", new_passphrase="new")
    certify_device(office="TJ-DCA", device="second", passphrase="new")
    assert not list(verify(derived=True))
    assert Party.objects.get(id="TJ-DCA").name_en == "Office TJ-DCA"
