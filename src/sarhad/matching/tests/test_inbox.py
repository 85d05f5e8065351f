"""Who is told of a hit, who gets a pointer, and who nothing."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.access import actions as access
from sarhad.access import sharing
from sarhad.access.actions import Heir
from sarhad.access.models import AuditEntry
from sarhad.entities import actions as entities
from sarhad.entities.actions import Draft
from sarhad.entities.index import NameIndex
from sarhad.entities.queries import profile
from sarhad.kernel.claim import Claim, FragmentRef, Scope
from sarhad.matching import actions, hit_views, inbox, pointers
from sarhad.matching.hits import Hits
from sarhad.matching.models import Hit, Pointer
from tests.cast import MEMBERS, OWNER_ALONE, person

OURS, THEIRS = "aa" * 16, "bb" * 16
BORN = {"birthDate": "1983-04-14"}
TO_OWNER, TO_MEMBERS, TO_ALL = (Scope(read=(party,)) for party in ("TJ-DCA", MEMBERS, "public"))
POINT_OWNER, POINT_MEMBERS = Scope(point=("TJ-DCA",)), Scope(point=(MEMBERS,))


def catch_up() -> None:
    NameIndex().catch_up()
    Hits().catch_up()


@pytest.fixture
def known(cast):
    """TJ-DCA and KZ-MIA each hold something on one person; gives the name of the latter's."""

    def made(theirs: Scope = OWNER_ALONE, ours: Scope = OWNER_ALONE) -> FragmentRef:
        cast.contribute("TJ-DCA", [person("Каримов Фарҳод", OURS, **BORN)], ours)
        (ref,) = cast.contribute("KZ-MIA", [person("Karimov Farhod", THEIRS, **BORN)], theirs)
        catch_up()
        return ref

    return made


def told(cast, who: str) -> str:
    """hit, pointer, both or nothing."""
    found = inbox.inbox(cast.reader(who))
    assert len(found.pairs) <= 1
    words = ["hit"] * len(found.pairs) + ["pointer"] * len(found.pointers)
    assert sum(found.counts.values()) == len(words)
    return " and ".join(words) or "nothing"


EVERYBODY = ["owner", "colleague", "border", "partner", "third", "centre", "liaison", "outsider", "anonymous"]


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        (OWNER_ALONE, OWNER_ALONE, {}),
        (TO_OWNER, OWNER_ALONE, {"owner": "hit", "colleague": "hit", "border": "hit"}),
        (TO_MEMBERS, OWNER_ALONE, {"owner": "hit", "colleague": "hit", "border": "hit"}),
        (TO_ALL, OWNER_ALONE, {"owner": "hit", "colleague": "hit", "border": "hit"}),
        (POINT_OWNER, OWNER_ALONE, {"owner": "pointer", "colleague": "pointer", "border": "pointer"}),
        (POINT_MEMBERS, OWNER_ALONE, {"owner": "pointer", "colleague": "pointer", "border": "pointer"}),
        (OWNER_ALONE, TO_MEMBERS, {"partner": "hit"}),
        (Scope(point=("OUTSIDE",)), TO_ALL, {"partner": "hit"}),  # who holds neither is told nothing
        (
            POINT_OWNER,
            Scope(point=("KZ-MIA",)),
            {"owner": "pointer", "colleague": "pointer", "border": "pointer", "partner": "pointer"},
        ),
        (
            TO_ALL,
            TO_ALL,
            {"owner": "hit", "colleague": "hit", "border": "hit", "partner": "hit"},
        ),
    ],
)
def test_who_is_told_what(cast, known, theirs, ours, expected):
    known(theirs, ours)
    assert {who: told(cast, who) for who in EVERYBODY if told(cast, who) != "nothing"} == expected


def test_a_hit_says_both_sides_and_why(cast, known):
    known(TO_OWNER)
    reader = cast.reader("owner")
    (view,) = hit_views.told(reader, inbox.inbox(reader).pairs)
    assert view.names == ("Каримов Фарҳод", "Karimov Farhod")
    assert (view.yours.held, view.theirs.owner) == (True, "KZ-MIA")
    assert view.scored.verdict == view.pair.verdict == "strong"
    assert any(reason.feature == "birthDate" for reason in view.scored.reasons)


def test_a_pointer_says_the_office_and_nothing_else(cast, known):
    known(POINT_OWNER)
    (hit,) = inbox.inbox(cast.reader("owner")).pointers
    assert (hit.own.id, hit.holder, hit.handled) == (OURS, "KZ-MIA", None)
    assert len(hit.token) == 32
    assert not {"score", "reasons", "verdict", "stated"} & set(type(hit).__slots__)


def test_released_recalled_corrected_withdrawn(cast, known):
    ref = known()
    owner, partner = cast.reader("owner"), cast.reader("partner")
    assert told(cast, "owner") == "nothing"
    entry = sharing.grant(partner, refs=[ref], scope=Scope(point=("TJ-DCA",)))
    assert told(cast, "owner") == "pointer"
    release = sharing.grant(partner, refs=[ref], scope=TO_OWNER)
    assert told(cast, "owner") == "hit"
    sharing.recall(partner, grant=FragmentRef(release.id, 0))
    assert told(cast, "owner") == "pointer"
    sharing.recall(partner, grant=FragmentRef(entry.id, 0))
    assert told(cast, "owner") == "nothing"
    sharing.grant(partner, refs=[ref], scope=TO_OWNER)
    corrected = entities.correct(partner, ref, Draft("Person", {"name": ["Karimov Farkhod"], **lists(BORN)}))
    assert told(cast, "owner") == "nothing"  # the follower has not seen it yet
    catch_up()
    assert told(cast, "owner") == "hit"
    entities.correct(partner, FragmentRef(corrected.id, 0), Draft("Person", {"name": ["Somebody Else"]}))
    catch_up()
    assert told(cast, "owner") == "nothing"
    assert Hit.objects.count() == 2
    assert owner.office == "TJ-DCA"


def lists(values: dict[str, str]) -> dict[str, list[str]]:
    return {name: [value] for name, value in values.items()}


def test_withdrawn_by_either_side_it_vanishes(cast, known):
    ref = known(TO_OWNER, TO_MEMBERS)
    assert (told(cast, "owner"), told(cast, "partner")) == ("hit", "hit")
    entities.retract(cast.reader("partner"), [ref])
    assert (told(cast, "owner"), told(cast, "partner")) == ("nothing", "nothing")


def test_an_offer_under_conditions_points_until_it_is_accepted(cast, known):
    ref = known()
    offer = sharing.grant(cast.reader("partner"), refs=[ref], scope=TO_OWNER, on_accept=True, conditions="x")
    assert told(cast, "owner") == "pointer"
    sharing.accept(cast.reader("owner"), grant=FragmentRef(offer.id, 0))
    assert told(cast, "owner") == "hit"


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_the_office_has_judged_leaves_the_list_until_it_is_undone(cast, known, verdict):
    known(TO_OWNER, TO_MEMBERS)
    entry = entities.judge(cast.reader("owner"), OURS, THEIRS, verdict)
    assert told(cast, "colleague") == "nothing"
    assert told(cast, "partner") == "hit"  # another office's verdict settles nothing for this one
    (done,) = inbox.inbox(cast.reader("colleague"), "done").pairs
    assert {done.own, done.other} == {OURS, THEIRS}
    entities.undo(cast.reader("owner"), FragmentRef(entry.id, 0))
    assert told(cast, "colleague") == "hit"
    assert inbox.inbox(cast.reader("colleague"), "done").pairs == []


def test_others_verdicts_stand_beside_a_hit_and_a_dispute_is_said(cast, known):
    known(TO_MEMBERS, TO_MEMBERS)
    reader = cast.reader("owner")
    entities.judge(cast.reader("partner"), OURS, THEIRS, "same")
    (view,) = hit_views.told(reader, inbox.inbox(reader).pairs)
    assert [(each.office, each.verdict) for each in view.judgements] == [("KZ-MIA", "same")]
    assert not view.disputed
    entities.judge(cast.reader("third"), OURS, THEIRS, "different")
    (view,) = hit_views.told(reader, inbox.inbox(reader).pairs)
    assert view.disputed


def test_judged_the_same_as_one_that_is_judged_the_same(cast, known):
    known(TO_OWNER)
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "cc" * 16, **BORN)])
    catch_up()
    reader = cast.reader("owner")
    assert len(inbox.inbox(reader).pairs) == 3
    entities.judge(reader, OURS, "cc" * 16, "same")
    assert len(inbox.inbox(reader).pairs) == 2
    entities.judge(reader, OURS, THEIRS, "different")
    assert inbox.inbox(reader).pairs == []


def test_handled_is_for_the_whole_office_and_no_other_and_can_be_undone(cast, known):
    ref = known(TO_OWNER, TO_MEMBERS)
    actions.handle(cast.reader("owner"), THEIRS, OURS)
    assert (told(cast, "colleague"), told(cast, "partner")) == ("nothing", "hit")
    (done,) = inbox.inbox(cast.reader("colleague"), "done").pairs
    (view,) = hit_views.told(cast.reader("colleague"), [done])
    assert view.handled[0] == "owner"
    entities.correct(cast.reader("partner"), ref, Draft("Person", {"name": ["Karimov F"], **lists(BORN)}))
    catch_up()
    assert told(cast, "colleague") == "nothing"  # a correction does not show it again
    actions.handle(cast.reader("colleague"), OURS, THEIRS, handled=False)
    acts = [row.act for row in AuditEntry.objects.filter(office="TJ-DCA", act__endswith="hit").order_by("n")]
    assert acts == ["handle-hit", "reopen-hit"]


@pytest.mark.parametrize("who", ["third", "outsider"])
def test_nobody_handles_what_is_not_in_the_own_inbox(cast, known, who):
    known(TO_MEMBERS, TO_MEMBERS)
    with pytest.raises(ValidationError):
        actions.handle(cast.reader(who), OURS, THEIRS)


def test_who_does_not_judge_does_not_handle(cast, known):
    known(TO_OWNER)
    with pytest.raises(PermissionDenied):
        actions.handle(cast.reader("border"), OURS, THEIRS)


def test_another_person_with_the_same_values_is_another_hit(cast, known):
    known(TO_OWNER)
    actions.handle(cast.reader("owner"), OURS, THEIRS)
    cast.contribute("KZ-MIA", [person("Karimov Farhod", "cc" * 16, **BORN)], TO_OWNER)
    catch_up()
    assert told(cast, "owner") == "hit"


def test_what_matches_too_much_says_so(cast, monkeypatch):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", OURS)])
    cast.contribute("KZ-MIA", [person("Karimov Farhod") for _ in range(30)], TO_OWNER)
    cast.contribute("KZ-MIA", [person("Karimov Farhod") for _ in range(30)])  # of these the reader knows nothing
    catch_up()
    found = inbox.inbox(cast.reader("owner"))
    assert len(found.pairs) == inbox.CROWD
    assert found.crowded == {OURS: 30}
    assert not found.capped
    monkeypatch.setattr(inbox, "MOST", 20)
    assert inbox.inbox(cast.reader("owner")).capped


def test_a_profile_says_what_it_may_be_the_same_as_whoever_holds_it(cast, known):
    known(TO_MEMBERS, TO_MEMBERS)
    for who, count in {"owner": 1, "partner": 1, "third": 1}.items():
        reader = cast.reader(who)
        found = inbox.matches_of(reader, profile(reader, OURS))
        assert [pair.other for pair in found.pairs] == [THEIRS] * count
    assert profile(cast.reader("outsider"), OURS) is None


# Pointers


def shown(cast, who: str) -> list[str]:
    """The inbox as a page shows it: what it holds is noted."""
    reader = cast.reader(who)
    found = pointers.pointers(reader)
    pointers.note(reader, found)
    return [hit.token for hit in found]


def test_however_much_stands_behind_it_a_pointer_is_one_line(cast, known):
    known(POINT_OWNER)
    before = shown(cast, "owner")
    cast.contribute("KZ-MIA", [person("Karimov Farhod", **BORN) for _ in range(3)], POINT_OWNER)
    cast.contribute("TJ-DCA", [person("Karimov Farhod", OURS, **BORN)])
    catch_up()
    assert shown(cast, "owner") == before == shown(cast, "colleague")
    assert Pointer.objects.count() == 1


def test_a_pointer_is_about_the_own_entity_not_about_the_statement_that_hit(cast, known):
    known(POINT_OWNER)
    cast.contribute("TJ-DCA", [person("Unlike Anybody", OURS)])
    (hit,) = pointers.pointers(cast.reader("owner"))
    cast.contribute("KZ-MIA", [person("Unlike Anybody")], POINT_OWNER)
    catch_up()
    assert pointers.pointers(cast.reader("owner")) == [hit]


def test_only_the_holder_resolves_a_token_and_only_one_that_was_shown(cast, known):
    ref = known(POINT_OWNER)
    (hit,) = pointers.pointers(cast.reader("owner"))
    assert pointers.resolve_pointer(cast.reader("partner"), hit.token) is None  # never shown
    (token,) = shown(cast, "owner")
    assert pointers.resolve_pointer(cast.reader("partner"), token) == ("TJ-DCA", (ref,))
    for who in ["owner", "third", "centre", "outsider", "anonymous"]:
        assert pointers.resolve_pointer(cast.reader(who), token) is None
    for nonsense in ["", "x" * 32, "ab" * 16, "\0"]:
        assert pointers.resolve_pointer(cast.reader("partner"), nonsense) is None
    entities.retract(cast.reader("partner"), [ref])
    assert pointers.resolve_pointer(cast.reader("partner"), token) is None


def test_a_pointer_that_is_handled_stays_so_whatever_comes(cast, known):
    known(POINT_OWNER)
    (token,) = shown(cast, "owner")
    actions.handle_pointer(cast.reader("owner"), token)
    assert told(cast, "owner") == "nothing"
    cast.contribute("KZ-MIA", [person("Karimov Farhod", **BORN)], POINT_OWNER)
    catch_up()
    assert told(cast, "owner") == "nothing"
    actions.handle_pointer(cast.reader("owner"), token, handled=False)
    assert told(cast, "owner") == "pointer"
    for who in ["partner", "third"]:
        with pytest.raises(ValidationError):
            actions.handle_pointer(cast.reader(who), token)


def lines(office: str) -> list[str]:
    return [row.what for row in AuditEntry.objects.filter(office=office, act="pointer-shown")]


@pytest.mark.parametrize(
    ("ours", "is_told"),
    [(OWNER_ALONE, False), (Scope(read=("UZ-NIAC",)), False), (Scope(point=("KZ-MIA",)), True), (TO_MEMBERS, True)],
)
def test_the_holder_hears_of_a_pointer_only_where_it_may_know_what_raised_it(cast, known, ours, is_told):
    ref = known(POINT_OWNER, ours)
    shown(cast, "owner")
    shown(cast, "owner")
    assert lines("KZ-MIA") == [f"TJ-DCA {ref}"] * is_told
    assert not AuditEntry.objects.filter(act="pointer-shown").exclude(officer="").exists()  # nobody is named


def test_once_it_may_know_the_holder_hears_of_it(cast, known):
    ref = known(POINT_OWNER)
    shown(cast, "owner")
    assert lines("KZ-MIA") == []
    own = cast.contribute("TJ-DCA", [person("Каримов Фарҳод", OURS, **BORN)], Scope(point=("KZ-MIA",)))
    catch_up()
    shown(cast, "owner")
    assert lines("KZ-MIA") == [f"TJ-DCA {ref}"]
    assert own


def test_an_heir_takes_over_hits_and_pointers(cast, known):
    """KZ-MIA took over TJ-DCA's persons, UZ-NIAC the rest: each has the inbox of what it holds."""
    cast.contribute("TJ-DCA", [vehicle("11" * 16)])
    cast.contribute("CENTRE", [vehicle("22" * 16)], TO_MEMBERS)
    cast.contribute("CENTRE", [person("Karimov Farhod", "33" * 16, **BORN)], POINT_MEMBERS)
    known()
    assert told_in_all(cast, "partner") == (0, 1)
    heirs = [Heir("KZ-MIA", ("Person",)), Heir("UZ-NIAC")]
    access.close_office(cast.reader("owner"), office="TJ-DCA", heirs=heirs)
    assert told_in_all(cast, "partner") == (1, 2)  # its own person beside the inherited one; both are pointed to
    assert told_in_all(cast, "third") == (1, 0)  # the vehicle
    token = next(hit.token for hit in pointers.pointers(cast.reader("partner")) if hit.own.id == OURS)
    pointers.note(cast.reader("partner"), pointers.pointers(cast.reader("partner")))
    assert pointers.resolve_pointer(cast.reader("centre"), token).office == "KZ-MIA"


def told_in_all(cast, who: str) -> tuple[int, int]:
    found = inbox.inbox(cast.reader(who))
    return len(found.pairs), len(found.pointers)


def vehicle(entity: str) -> Claim:
    return Claim(entity, "Vehicle", {"registrationNumber": ["0000TS03"], "color": ["white"], "make": ["KamAZ"]})


@pytest.mark.parametrize("hidden", [False, True])
def test_what_a_third_office_says_of_the_same_one_tells_the_holder_of_nobody_else(cast, hidden):
    cast.contribute("UZ-NIAC", [person("Karimov Farhod", OURS, **BORN)], Scope(read=("TJ-DCA", "KZ-MIA")))
    cast.contribute("KZ-MIA", [person("Каримов Фарҳод", THEIRS, **BORN)], POINT_OWNER)
    if hidden:  # nothing that KZ-MIA gets may change by this, its audit included
        cast.contribute("TJ-DCA", [person("Karimov Farhod", OURS, **BORN)], OWNER_ALONE)
    catch_up()
    found = inbox.inbox(cast.reader("owner")).pointers
    assert len(found) == hidden
    pointers.note(cast.reader("owner"), found)
    assert lines("KZ-MIA") == []
