"""Who may change what, and what each change does to what others see."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from sarhad.access import actions
from sarhad.access.actions import Heir
from sarhad.access.models import AuditEntry, Officer, Seat, Token
from sarhad.access.queries import explain, known_parties, visible
from sarhad.access.reader import operator
from sarhad.access.tokens import reader_of_token
from sarhad.kernel.claim import Act, FragmentRef, Handling, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.models import Entry, Fragment, Level, Party, ScopeParty
from tests.cast import MEMBERS, PASSWORD, PEOPLE, person

EVERYBODY = [who for who, _office, _role in PEOPLE] + ["anonymous"]
OFFICER = {"username": "new", "name": "New", "language": "ru", "password": PASSWORD}
OFFICE = {"names": {"en": "New"}, "country": "kg", "sort": "agency", "passphrase": PASSWORD}
GROUP_FOUNDER = {"owner", "colleague", "border", "auditor"}
OWNER_ALONE = Scope()
TO_PARTNER = Scope(read=("KZ-MIA",))


def new_record(cast, office="TJ-DCA", scope=OWNER_ALONE):
    return cast.contribute(office, [person("Karim Karimov")], scope)[0]


def reads(cast, who, ref, level=Level.READ):
    return visible(cast.reader(who), level).filter(id=cast.fragment(ref).id).exists()


@contextmanager
def rolled_back():
    with transaction.atomic(), transaction.atomic(using="audit"):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="audit")


def only(entry, index=0):
    return FragmentRef(entry.id, index)


# What each act needs: a function of cast and reader, and who may.
ALLOWED = {
    "create_office": (lambda c, r: actions.create_office(r, id="KG-X", **OFFICE), {"administrator"}),
    "enrol in TJ-DCA": (
        lambda c, r: actions.enrol_officer(r, **OFFICER, office="TJ-DCA", roles=["analyst"]),
        {"owner", "administrator"},
    ),
    "enrol an auditor": (
        lambda c, r: actions.enrol_officer(r, **OFFICER, office="TJ-DCA", roles=["auditor"]),
        {"administrator"},
    ),
    "add a seat": (
        lambda c, r: actions.add_seat(
            r, officer=Officer.objects.get(username="liaison"), office="TJ-DCA", roles=["analyst"]
        ),
        {"administrator"},
    ),
    "change roles": (
        lambda c, r: actions.change_roles(r, seat=c.seat("colleague"), roles=["head"]),
        {"owner", "administrator"},
    ),
    "make an auditor": (
        lambda c, r: actions.change_roles(r, seat=c.seat("colleague"), roles=["auditor"]),
        {"administrator"},
    ),
    "unmake the auditor": (
        lambda c, r: actions.change_roles(r, seat=c.seat("auditor"), roles=["analyst"]),
        {"administrator"},
    ),
    "change the head's roles": (
        lambda c, r: actions.change_roles(r, seat=c.seat("owner"), roles=["analyst"]),
        {"administrator"},
    ),
    "change the administrator's": (
        lambda c, r: actions.change_roles(r, seat=c.seat("administrator"), roles=["director"]),
        set(),
    ),
    "end a seat": (lambda c, r: actions.end_seat(r, seat=c.seat("border")), {"owner", "administrator"}),
    "end the auditor's": (lambda c, r: actions.end_seat(r, seat=c.seat("auditor")), {"administrator"}),
    "reset a password": (
        lambda c, r: actions.reset_password(r, officer=c.seat("border").officer, password="another long one"),
        {"owner", "administrator"},
    ),
    "found a group": (
        lambda c, r: actions.found_group(r, name="ops", names={"en": "Ops"}, members=["TJ-DCA"]),
        {"owner", "partner", "third", "centre", "administrator", "outsider"},
    ),
    "join": (lambda c, r: actions.join(r, group=MEMBERS, members=["OUTSIDE"]), {"centre", "administrator"}),
    "leave": (lambda c, r: actions.leave(r, group=MEMBERS, member="KZ-MIA"), {"centre", "administrator"}),
    "release": (lambda c, r: actions.grant(r, refs=[new_record(c)], scope=TO_PARTNER), {"owner"}),
    "release a received record": (
        lambda c, r: actions.grant(r, refs=[new_record(c, scope=TO_PARTNER)], scope=Scope(read=("OUTSIDE",))),
        {"owner"},
    ),
    "recall": (lambda c, r: actions.recall(r, grant=granted(c)), {"owner"}),
    "accept": (lambda c, r: actions.accept(r, grant=granted(c, on_accept=True)), {"partner"}),
    "close TJ-DCA": (
        lambda c, r: actions.close_office(r, office="TJ-DCA", heirs=[Heir("KZ-MIA")]),
        {"owner", "administrator"},
    ),
}


def granted(cast, **options):
    entry = actions.grant(cast.reader("owner"), refs=[new_record(cast)], scope=TO_PARTNER, **options)
    return only(entry)


def rows():
    return [model.objects.count() for model in (Seat, Officer, Party)]


@pytest.mark.parametrize("deed", ALLOWED)
def test_who_may(cast, deed):
    do, who_may = ALLOWED[deed]
    before = rows()
    for who in EVERYBODY:
        with rolled_back():
            if who in who_may:
                do(cast, cast.reader(who))
                assert AuditEntry.objects.order_by("id").last().officer == who
            else:
                with pytest.raises((PermissionDenied, ValidationError)):
                    do(cast, cast.reader(who))
                assert rows() == before


@pytest.mark.parametrize(
    ("deed", "changes"),
    [
        (actions.enrol_officer, {"username": "owner"}),
        (actions.enrol_officer, {"username": " OWNER "}),
        (actions.enrol_officer, {"username": "with space"}),
        (actions.enrol_officer, {"username": ""}),
        (actions.enrol_officer, {"name": " "}),
        (actions.enrol_officer, {"language": "xx"}),
        (actions.enrol_officer, {"password": "short"}),
        (actions.enrol_officer, {"office": "NOBODY"}),
        (actions.enrol_officer, {"office": MEMBERS}),
        (actions.enrol_officer, {"roles": []}),
        (actions.enrol_officer, {"roles": ["king"]}),
        (actions.create_office, {"id": "TJ-DCA"}),
        (actions.create_office, {"id": "kz mia"}),
        (actions.create_office, {"id": "public"}),
        (actions.create_office, {"id": "A/B"}),
        (actions.create_office, {"id": "../X"}),
    ],
)
def test_refused_arguments(cast, deed, changes):
    usual = {**OFFICER, "office": "TJ-DCA", "roles": ["analyst"]} if deed is actions.enrol_officer else OFFICE
    with pytest.raises(ValidationError):
        deed(operator(), **{**usual, **changes})


@pytest.mark.parametrize(
    "arguments",
    [
        {"refs": []},
        {"scope": Scope()},
        {"scope": Scope(read=("NOBODY",))},
        {"scope": Scope(read=("CENTRE/unknown",))},
        {"scope": Scope(read=(MEMBERS,)), "on_accept": True},
        {"scope": Scope(read=("public",)), "on_accept": True},
    ],
)
def test_refused_releases(cast, arguments):
    usual = {"refs": [new_record(cast)], "scope": TO_PARTNER}
    with pytest.raises(ValidationError):
        actions.grant(cast.reader("owner"), **{**usual, **arguments})


def test_an_act_is_not_released(cast):
    with pytest.raises(ValidationError):
        actions.grant(cast.reader("owner"), refs=[granted(cast)], scope=Scope(read=("OUTSIDE",)))


def test_release_and_recall(cast):
    ref = new_record(cast)
    scope = Scope(read=("KZ-MIA", "OUTSIDE"), handling=Handling(1))
    entry = actions.grant(cast.reader("owner"), refs=[ref], scope=scope)
    assert reads(cast, "partner", ref)
    assert reads(cast, "outsider", ref)
    actions.recall(cast.reader("owner"), grant=only(entry, 0))
    assert not reads(cast, "partner", ref)
    assert reads(cast, "outsider", ref)
    assert reads(cast, "owner", ref)


def test_recipients_do_not_learn_of_each_other(cast):
    scope = Scope(read=("KZ-MIA", "OUTSIDE"), point=("UZ-NIAC",), count=("CENTRE",))
    actions.grant(cast.reader("owner"), refs=[new_record(cast)], scope=scope)
    seen = {
        who: " ".join(visible(cast.reader(who)).filter(schema=Act.GRANT).values_list("data", flat=True))
        for who in ("partner", "outsider", "third", "centre", "anonymous")
    }
    assert "OUTSIDE" not in seen["partner"]
    assert "KZ-MIA" in seen["partner"]
    assert "KZ-MIA" not in seen["outsider"]
    assert seen["third"] == seen["centre"] == seen["anonymous"] == ""


def test_a_release_that_waits_for_acceptance(cast):
    ref = new_record(cast)
    scope = Scope(read=("KZ-MIA", "UZ-NIAC"))
    conditions = {"on_accept": True, "conditions": "Only for case 12"}
    entry = actions.grant(cast.reader("owner"), refs=[ref], scope=scope, **conditions)
    assert not reads(cast, "partner", ref)
    assert reads(cast, "partner", ref, Level.POINT)
    actions.accept(cast.reader("partner"), grant=only(entry, 0))
    assert reads(cast, "partner", ref)
    assert not reads(cast, "third", ref)
    assert explain(cast.reader("partner"), cast.fragment(ref))[0].kind == "accepted"
    actions.recall(cast.reader("owner"), grant=only(entry, 0))
    assert not reads(cast, "partner", ref)
    assert not reads(cast, "partner", ref, Level.POINT)


def test_an_acceptance_by_another_office_opens_nothing(cast):
    """Signed past our checks, as a hostile node could."""
    ref = new_record(cast)
    entry = actions.grant(cast.reader("owner"), refs=[ref], scope=TO_PARTNER, on_accept=True)
    forged = act(Act.ACCEPTANCE, {}, refs=(only(entry),))
    append(feed_of("OUTSIDE"), kind=Kind.ACCEPT, items=[forged], scope=Scope(), officer="outsider")
    assert not reads(cast, "outsider", ref)
    assert not reads(cast, "partner", ref)


@pytest.mark.parametrize(
    ("kind", "item"),
    [
        (Kind.GRANT, lambda ref: act(Act.GRANT, {}, refs=(ref,), gives=Scope(read=("OUTSIDE",)))),
        (Kind.GRANT, lambda ref: act(Act.GRANT, {}, refs=(ref,), gives=Scope(read=("public",)))),
        (Kind.RETRACT, lambda ref: act(Act.WITHDRAWAL, {}, refs=(ref,))),
        (Kind.PURGE, lambda ref: act(Act.WITHDRAWAL, {}, refs=(ref,))),
        (
            Kind.GROUP,
            lambda ref: act(Act.MEMBERSHIP, {"group": MEMBERS, "member": "OUTSIDE", "nameEn": "Hijacked"}),
        ),
        (Kind.SUCCESSION, lambda ref: act(Act.HEIR, {"office": "TJ-DCA", "heir": "OUTSIDE", "received": "true"})),
        (Kind.CONTRIBUTE, lambda ref: act(Act.HEIR, {"office": "OUTSIDE", "heir": "KZ-MIA"})),
        (Kind.CORRECT, lambda ref: person("Nobody")),
    ],
)
def test_what_another_office_signs_about_ours_has_no_effect(cast, kind, item):
    ref = new_record(cast, scope=Scope(read=(MEMBERS,)))
    before = Fragment.objects.values("state", "scope_id").get(id=cast.fragment(ref).id)
    claim = item(ref)
    claim.refs = (ref,)
    append(feed_of("OUTSIDE"), kind=kind, items=[claim], scope=Scope(), officer="outsider")
    assert Fragment.objects.values("state", "scope_id").get(id=cast.fragment(ref).id) == before
    assert not reads(cast, "outsider", ref)
    assert reads(cast, "partner", ref)
    assert Party.objects.get(id=MEMBERS).name_en == "Members"


def test_joining_and_leaving_a_group(cast):
    before = new_record(cast, scope=Scope(read=(MEMBERS,)))
    assert not reads(cast, "outsider", before)
    actions.join(cast.reader("centre"), group=MEMBERS, members=["OUTSIDE"])
    after = new_record(cast, scope=Scope(read=(MEMBERS,)))
    assert reads(cast, "outsider", before)
    assert reads(cast, "outsider", after)
    actions.leave(cast.reader("centre"), group=MEMBERS, member="OUTSIDE")
    assert not reads(cast, "outsider", before)
    assert not reads(cast, "outsider", after)
    assert reads(cast, "partner", after)
    assert Party.objects.get(id=MEMBERS).name_en == "Members"


@pytest.mark.parametrize(
    ("known_to", "who_knows"),
    [
        ((), GROUP_FOUNDER | {"partner", "partner-analyst"}),
        (("UZ-NIAC",), GROUP_FOUNDER | {"partner", "partner-analyst", "third"}),
        ((MEMBERS,), GROUP_FOUNDER | {"partner", "partner-analyst", "third", "centre"}),
        (("public",), set(EVERYBODY) - {"administrator", "auditor", "researcher"} | GROUP_FOUNDER),
    ],
)
def test_a_group_is_known_to_its_members_and_to_whom_its_founder_says(cast, known_to, who_knows):
    owner = cast.reader("owner")
    group = actions.found_group(owner, name="op", names={"en": "Op"}, members=["KZ-MIA"], known_to=known_to)
    assert {who for who in EVERYBODY if known_parties(cast.reader(who)).filter(id=group)} == who_knows
    actions.join(owner, group=group, members=["OUTSIDE"])
    who_knows |= {"outsider"}
    assert {who for who in EVERYBODY if known_parties(cast.reader(who)).filter(id=group)} == who_knows
    actions.leave(owner, group=group, member="KZ-MIA")
    assert known_parties(cast.reader("third")).filter(id=group).exists() == ("third" in who_knows)


def test_a_group_that_one_does_not_know_of_is_no_group(cast):
    actions.found_group(cast.reader("owner"), name="op", names={"en": "Op"}, members=["KZ-MIA"])
    ref, refused = new_record(cast, "OUTSIDE"), []
    for group in ("TJ-DCA/op", "TJ-DCA/no"):
        with pytest.raises(ValidationError) as info:
            actions.grant(cast.reader("outsider"), refs=[ref], scope=Scope(read=(group,)))
        refused.append(info.value.messages[0].replace(group, ""))
    assert refused[0] == refused[1]


def test_each_office_finds_in_its_audit_what_was_done_to_it(cast):
    """The administrator sits in the centre."""
    actions.reset_password(
        cast.reader("administrator"), officer=cast.seat("owner").officer, password=PASSWORD + " 2"
    )
    seen = AuditEntry.objects.filter(act="reset-password").values_list("officer", "office", "what")
    assert set(seen) == {
        ("administrator", "TJ-DCA", "owner"),
        ("administrator", "CENTRE", "owner in TJ-DCA"),
    }


@pytest.mark.parametrize(
    ("deed", "arguments"),
    [
        (actions.found_group, {"name": "members", "names": {"en": "Again"}, "members": ["CENTRE"]}),
        (actions.found_group, {"name": "Big Name", "names": {"en": "x"}, "members": ["CENTRE"]}),
        (actions.found_group, {"name": "none", "names": {"en": "x"}, "members": []}),
        (actions.found_group, {"name": "none", "names": {"en": "x"}, "members": ["NOBODY"]}),
        (actions.join, {"group": "TJ-DCA/ops", "members": ["KZ-MIA"]}),
        (actions.join, {"group": MEMBERS, "members": ["NOBODY"]}),
        (actions.leave, {"group": MEMBERS, "member": "OUTSIDE"}),
    ],
)
def test_refused_groups(cast, deed, arguments):
    with pytest.raises(ValidationError):
        deed(cast.reader("centre"), **arguments)


def test_an_abolished_service_passes_to_two_ministries(cast):
    """Records of seizures go to one, all others to the other, which also takes over what was received."""
    seizure = person("Seizure 1")
    seizure.schema = "CourtCase"
    case = cast.contribute("TJ-DCA", [seizure])[0]
    karim = new_record(cast)
    received = new_record(cast, "CENTRE", Scope(read=("TJ-DCA",)))
    shared = new_record(cast, "OUTSIDE", Scope(read=(MEMBERS,)))
    actions.leave(cast.reader("centre"), group=MEMBERS, member="UZ-NIAC")
    assert not reads(cast, "third", shared)
    heirs = [Heir("KZ-MIA", schemata=("CourtCase",), received=False), Heir("UZ-NIAC")]
    actions.close_office(cast.reader("owner"), heirs=heirs)
    seen = {
        who: [reads(cast, who, ref) for ref in (case, karim, received)] for who in ("partner", "third", "outsider")
    }
    assert seen == {
        "partner": [True, False, False],
        "third": [False, True, True],
        "outsider": [False, False, False],
    }
    assert reads(cast, "third", shared)  # by the closed office's membership
    assert explain(cast.reader("partner"), cast.fragment(case))[0].kind == "heir"
    assert explain(cast.reader("third"), cast.fragment(received))[0].kind == "received"
    assert not Seat.objects.current().filter(office="TJ-DCA").exists()
    assert Party.objects.get(id="TJ-DCA").closed
    actions.grant(cast.reader("third"), refs=[karim], scope=Scope(read=("OUTSIDE",)))
    assert reads(cast, "outsider", karim)
    with pytest.raises(ValidationError):
        actions.grant(cast.reader("third"), refs=[case], scope=Scope(read=("OUTSIDE",)))


def test_a_seat_in_a_closed_office_reads_nothing(cast):
    seat = cast.seat("owner")
    actions.close_office(operator(), office="TJ-DCA", heirs=[Heir("KZ-MIA")])
    Seat.objects.filter(pk=seat.pk).update(until=None)
    with pytest.raises(PermissionDenied):
        cast.reader("owner")


@pytest.mark.parametrize("heirs", [[], [Heir("TJ-DCA")], [Heir("NOBODY")], [Heir(MEMBERS)]])
def test_refused_heirs(cast, heirs):
    with pytest.raises(ValidationError):
        actions.close_office(cast.reader("owner"), heirs=heirs)


def test_a_failed_act_leaves_nothing(cast, monkeypatch):
    def broken(*args):
        raise OSError("audit is full")

    ref = new_record(cast)
    before = Entry.objects.count(), ScopeParty.objects.count(), Seat.objects.count()
    monkeypatch.setattr("sarhad.access.audit.record", broken)
    with pytest.raises(OSError, match="full"):
        actions.grant(cast.reader("owner"), refs=[ref], scope=TO_PARTNER)
    with pytest.raises(OSError, match="full"):
        actions.enrol_officer(operator(), **OFFICER, office="TJ-DCA", roles=["analyst"])
    assert (Entry.objects.count(), ScopeParty.objects.count(), Seat.objects.count()) == before
    assert not reads(cast, "partner", ref)


# Tokens


def new_token(cast, who="colleague", days=30):
    until = timezone.now() + timedelta(days=days)
    return actions.issue_token(cast.reader(who), purpose="nightly check", expires=until)


def test_a_token_reads_as_its_officer_does_for_its_purpose(cast):
    token, text = new_token(cast)
    reader = reader_of_token(text)
    assert (reader.officer, reader.office, reader.purpose) == ("colleague", "TJ-DCA", "nightly check")
    assert reader.groups == (MEMBERS,)
    assert text not in str(Token.objects.values_list().get(pk=token.pk))
    assert Token.objects.get(pk=token.pk).last_used


@pytest.mark.parametrize(
    "ended",
    [
        lambda cast, token: actions.revoke_token(cast.reader("colleague"), token=token),
        lambda cast, token: actions.revoke_token(cast.reader("owner"), token=token),
        lambda cast, token: actions.end_seat(cast.reader("owner"), seat=token.seat),
        lambda cast, token: actions.close_office(operator(), office="TJ-DCA", heirs=[Heir("KZ-MIA")]),
        lambda cast, token: Officer.objects.filter(username="colleague").update(is_active=False),
        lambda cast, token: Token.objects.update(expires=timezone.now()),
    ],
)
def test_a_token_ends(cast, ended):
    token, text = new_token(cast)
    ended(cast, token)
    assert reader_of_token(text) is None


@pytest.mark.parametrize("text", ["", "x", "\0", "\ud800", "ж" * 1000])
def test_unknown_tokens(cast, text):
    assert reader_of_token(text) is None


@pytest.mark.parametrize(("purpose", "days"), [("", 30), (" ", 30), ("x", 0), ("x", -1), ("x", 400)])
def test_refused_tokens(cast, purpose, days):
    until = timezone.now() + timedelta(days=days)
    with pytest.raises(ValidationError):
        actions.issue_token(cast.reader("colleague"), purpose=purpose, expires=until)


@pytest.mark.parametrize("who", ["partner", "border", "auditor", "anonymous"])
def test_others_do_not_revoke_a_token(cast, who):
    token, text = new_token(cast)
    with pytest.raises(PermissionDenied):
        actions.revoke_token(cast.reader(who), token=token)
    assert reader_of_token(text)
