"""The door as tables: who sees what under which scope, and in which words it is explained."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from sarhad.access import actions
from sarhad.access.queries import door, explain, handling_of, history, owns, scopes, visible, who_can_see
from sarhad.kernel.claim import Act, Claim, FragmentRef, Handling, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.models import Fragment, Level, State, Term
from tests.cast import MEMBERS, PEOPLE, person

EVERYBODY = [who for who, _office, _role in PEOPLE] + ["anonymous"]
OWN = {"owner", "colleague", "border"}
PARTNER = {"partner", "partner-analyst"}
GROUP = OWN | PARTNER | {"third", "centre"}
ALL_WHO_READ = GROUP | {"liaison", "outsider", "anonymous"}

READERS = [  # under which scope, who reads what TJ-DCA contributed
    (Scope(), OWN),
    (Scope(read=("TJ-DCA",)), OWN),
    (Scope(read=("KZ-MIA",)), OWN | PARTNER),
    (Scope(read=("BLO-NP",)), OWN | {"liaison"}),
    (Scope(read=(MEMBERS,)), GROUP),
    (Scope(read=("CENTRE",)), OWN | {"centre"}),
    (Scope(read=("public",)), ALL_WHO_READ),
    (Scope(point=("KZ-MIA",)), OWN),
    (Scope(count=("KZ-MIA", "public")), OWN),
    (Scope(read=("NOBODY", "CENTRE/unknown", "kz-mia", "")), OWN),
]


def found(reader, ref, level=Level.READ, **conditions):
    ids = visible(reader, level).filter(schema="Person", **conditions).values_list("id", flat=True)
    return ref in set(ids)


@pytest.mark.parametrize(("scope", "who_reads"), READERS)
def test_who_reads(cast, scope, who_reads):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], scope)
    fragment = cast.fragment(ref)
    assert {who for who in EVERYBODY if found(cast.reader(who), fragment.id)} == who_reads
    assert {who for who in EVERYBODY if explain(cast.reader(who), fragment)} == who_reads
    assert {who for who in EVERYBODY if fragment.scope_id in scopes(cast.reader(who))} == who_reads
    assert {who for who in EVERYBODY if who_can_see(cast.reader(who), fragment) is not None} == OWN


@pytest.mark.parametrize(
    ("scope", "pointed_to", "who_counts"),
    [
        (Scope(), set(), OWN - {"border"}),
        (Scope(point=("KZ-MIA",)), PARTNER, OWN - {"border"}),
        (Scope(count=("CENTRE",)), set(), OWN - {"border"} | {"centre", "researcher"}),
        (Scope(count=("public",)), set(), set(EVERYBODY) - {"border", "administrator", "auditor"}),
        (Scope(read=("CENTRE",)), set(), OWN - {"border"} | {"centre", "researcher"}),
    ],
)
def test_who_is_pointed_to_and_who_counts(cast, scope, pointed_to, who_counts):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], scope)
    fragment = cast.fragment(ref)
    assert {who for who in EVERYBODY if found(cast.reader(who), fragment.id, Level.POINT)} == pointed_to
    assert {who for who in EVERYBODY if found(cast.reader(who), fragment.id, Level.COUNT)} == who_counts


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_door_in_sql_is_the_same(cast, who, level):
    for scope, _ in READERS:
        cast.contribute("TJ-DCA", [person("Karim Karimov")], scope)
    reader = cast.reader(who)
    condition, params = door("f", reader, level)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT f.id FROM ledger_fragment f WHERE {condition}", params)
        by_sql = {row[0] for row in cursor.fetchall()}
    assert by_sql == set(visible(reader, level).values_list("id", flat=True))


def test_the_door_follows_its_fragment_into_subqueries_and_joins(cast):
    (shown,) = cast.contribute("TJ-DCA", [person("Shown")], Scope(read=("KZ-MIA",)))
    (hidden,) = cast.contribute("TJ-DCA", [person("Shown too")], Scope())
    shown, hidden = cast.fragment(shown).id, cast.fragment(hidden).id
    mine = visible(cast.reader("partner")).filter(schema="Person")
    words = Term.objects.filter(kind="name", fragment__in=mine).values_list("fragment_id", flat=True)
    assert set(words) == {shown}
    nested = Fragment.objects.filter(entity__in=mine.values("entity")).values_list("id", flat=True)
    assert set(nested) == {shown}
    either = Fragment.objects.filter(id=hidden) & mine
    assert not either.exists()
    assert set((mine | mine).values_list("id", flat=True)) == {shown}
    assert mine.count() == len(mine) == 1


def entry_of(cast, kind, ref, claims):
    append(feed_of("TJ-DCA"), kind=kind, items=claims, scope=Scope(read=("KZ-MIA",)), officer="owner")
    return cast.fragment(ref)


@pytest.mark.parametrize(
    ("kind", "seen", "in_history"),
    [
        (None, OWN | PARTNER, OWN | PARTNER),
        (Kind.CORRECT, set(), OWN | PARTNER),
        (Kind.RETRACT, set(), OWN),
    ],
)
def test_state(cast, kind, seen, in_history):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], Scope(read=("KZ-MIA",)))
    fragment = cast.fragment(ref)
    if kind is Kind.CORRECT:
        entry_of(cast, kind, ref, [Claim(fragment.entity, "Person", {"name": ["Karim Karim"]}, refs=(ref,))])
    elif kind is Kind.RETRACT:
        entry_of(cast, kind, ref, [act(Act.WITHDRAWAL, {}, refs=(ref,))])
    readers = {who: cast.reader(who) for who in EVERYBODY}
    assert {who for who, reader in readers.items() if visible(reader).filter(id=fragment.id)} == seen
    assert {who for who, reader in readers.items() if history(reader).filter(id=fragment.id)} == in_history
    assert {who for who, reader in readers.items() if explain(reader, fragment)} == in_history


EXPLAINED = [  # scope, who, kinds of reasons
    (Scope(), "owner", ["owner"]),
    (Scope(read=(MEMBERS, "public")), "owner", ["owner"]),
    (Scope(read=("KZ-MIA",)), "partner", ["office"]),
    (Scope(read=(MEMBERS,)), "partner", ["group"]),
    (Scope(read=("public",)), "anonymous", ["public"]),
    (Scope(read=("public", "KZ-MIA", MEMBERS)), "partner", ["group", "office", "public"]),
]


@pytest.mark.parametrize(("scope", "who", "kinds"), EXPLAINED)
def test_explain(cast, scope, who, kinds):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], scope)
    reasons = explain(cast.reader(who), cast.fragment(ref))
    assert [reason.kind for reason in reasons] == kinds
    assert all("TJ-DCA" in reason.text for reason in reasons)


def test_a_later_release_explains_itself(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")])
    entry = actions.grant(cast.reader("owner"), refs=[ref], scope=Scope(read=("KZ-MIA",)))
    (reason,) = explain(cast.reader("partner"), cast.fragment(ref))
    assert (reason.kind, reason.grant) == ("office", f"{entry.id}.0")
    assert reason.text == "TJ-DCA released it to your office."


def test_what_is_not_there_and_what_is_not_shown_are_the_same(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")])
    hidden, absent = cast.fragment(ref), cast.fragment(ref)
    absent.pk = 999_999_999
    outsider = cast.reader("outsider")
    assert explain(outsider, hidden) is explain(outsider, absent) is None
    assert who_can_see(outsider, hidden) is who_can_see(outsider, absent) is None
    assert who_can_see(cast.reader("owner"), absent) is None
    shown = []
    for name in (str(ref), f"{'0' * 32}.0"):
        with pytest.raises(ValidationError) as refused:
            actions.recall(cast.reader("outsider"), grant=FragmentRef.parse(name))
        shown.append(refused.value.messages)
        with pytest.raises(ValidationError) as refused:
            actions.grant(cast.reader("outsider"), refs=[FragmentRef.parse(name)], scope=Scope(read=("KZ-MIA",)))
        shown.append(refused.value.messages)
    assert shown[:2] == shown[2:]


def test_who_can_see_lists_everybody_let_in(cast):
    scope = Scope(read=("KZ-MIA",), point=("UZ-NIAC",), count=("public",))
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], scope)
    entry = actions.grant(cast.reader("owner"), refs=[ref], scope=Scope(read=("BLO-NP",)))
    listed = who_can_see(cast.reader("owner"), cast.fragment(ref))
    assert [(each.party, each.level, each.grants) for each in listed] == [
        ("BLO-NP", Level.READ, (f"{entry.id}.0",)),
        ("KZ-MIA", Level.READ, ()),
        ("TJ-DCA", Level.READ, ()),
        ("UZ-NIAC", Level.POINT, ()),
        ("public", Level.COUNT, ()),
    ]


@pytest.mark.parametrize(
    ("who", "level"),
    [("owner", 0), ("partner", 2), ("third", 1), ("liaison", 3), ("centre", 1)],
)
def test_the_strictest_handling_that_reaches_a_reader_binds(cast, who, level):
    """Own scope H0 for KZ-MIA; released as H1 to the group, as H2 to KZ-MIA, as H3 to BLO-NP."""
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], Scope(read=("KZ-MIA",)))
    for party, given in [(MEMBERS, 1), ("KZ-MIA", 2), ("BLO-NP", 3)]:
        scope = Scope(read=(party,), handling=Handling(given))
        actions.grant(cast.reader("owner"), refs=[ref], scope=scope)
    assert handling_of(cast.fragment(ref).scope, cast.reader(who)).level == level


def test_handling_for_whom_nothing_reaches_is_the_strictest(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")])
    assert handling_of(cast.fragment(ref).scope, cast.reader("outsider")).level == 3
    assert not owns(cast.fragment(ref).scope, cast.reader("anonymous"))


def test_nobody_without_a_role_sees_even_what_is_public(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karim Karimov")], Scope(read=("public",)))
    assert cast.fragment(ref).state == State.CURRENT
    assert not visible(cast.reader("administrator")).exists()
    assert not visible(cast.reader("auditor"), Level.COUNT).exists()
    assert scopes(cast.reader("auditor")) == set()
