"""Notices are issued, renewed, ended and withdrawn; sightings reach the office that seeks."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sarhad.entities import queries as records
from sarhad.entities.actions import Draft, correct
from sarhad.entities.drafts import File
from sarhad.entities.records import Query
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Claim, Handling, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.wanted import actions, queries
from sarhad.systems.wanted.actions import Issue
from sarhad.systems.wanted.tests.people import PARTNERS, PUBLICLY, TODAY, seek
from tests.cast import MEMBERS, Cast, person

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

PHOTO = File("face.jpg", b"\xff\xd8\xff a face")
EVERYONE = Scope(read=("public", MEMBERS))
PARTNERS_OF = ["owner", "partner", "third", "centre"]
EVERYBODY = ["owner", "partner", "third", "centre", "outsider", "anonymous", "liaison"]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def issued(cast: Cast, scope=PARTNERS, officer: str = "owner", files=(PHOTO.data,), **more):
    given = Issue(
        notice={"colour": ["red"], "wantedBy": ["tj"], "noticeNumber": ["W-77"], "reviewDate": ["2026-12-01"]},
        about={"name": ["Nozimov Daler", "Нозимов Далер"], "birthDate": ["14.04.1983"]},
        files=tuple(File("face.jpg", data) for data in files),
        **more,
    )
    id = actions.issue(cast.reader(officer), given, scope)
    return queries.notice(cast.reader(officer), id)


def test_a_notice_is_issued_for_somebody_new_with_a_photo(cast):
    notice = issued(cast)
    assert (notice.state.step, notice.office, notice.held, notice.number) == ("issued", "TJ-DCA", True, "W-77")
    seen = queries.notice(cast.reader("partner"), notice.id)
    profile = records.profile(cast.reader("partner"), seen.subjects[0])
    assert [name.text for name in profile.names] == ["Nozimov Daler", "Нозимов Далер"]
    assert profile.pictures[0].attachment.name == "face.jpg"
    assert records.profile(cast.reader("outsider"), seen.subjects[0]) is None


def test_for_somebody_known_nothing_need_be_added(cast):
    first = issued(cast)
    again = Issue(notice={"colour": ["blue"], "wantedBy": ["kz"]}, subject=first.subjects[0])
    id = actions.issue(cast.reader("partner"), again, PARTNERS)
    assert queries.notice(cast.reader("third"), id).office == "KZ-MIA"
    assert len(queries.notices_about(cast.reader("third"), first.subjects, TODAY)) == 2
    with pytest.raises(ValidationError):
        actions.issue(cast.reader("outsider"), again, PUBLICLY)


def test_who_may_not_contribute_issues_nothing(cast):
    before = Entry.objects.count()
    with pytest.raises(PermissionDenied):
        issued(cast, officer="researcher")
    assert Entry.objects.count() == before


def test_a_step_of_the_issuer_reaches_whom_the_notice_reaches(cast):
    notice = issued(cast, EVERYONE)
    actions.take_step(cast.reader("owner"), notice, "extradited", "20.11.2026", place="Astana")
    for who in EVERYBODY:
        seen = queries.notice(cast.reader(who), notice.id)
        assert seen.state == ("extradited", "2026-11-20", False, True), who
        assert [each.step for each in seen.steps] == ["issued", "extradited"], who
        assert seen.steps[-1].place == ("Astana" if who in PARTNERS_OF else ""), who


@pytest.mark.parametrize("told", [False, True])
def test_the_public_hears_of_a_step_that_is_no_end_only_if_the_office_says_so(cast, told):
    notice = issued(cast, EVERYONE)
    assert actions.is_public(cast.reader("owner"), notice)
    actions.take_step(cast.reader("owner"), notice, "located", "20.11.2026", note="by night", told=told)
    assert queries.notice(cast.reader("partner"), notice.id).steps[-1].note == "by night"
    assert queries.notice(cast.reader("anonymous"), notice.id).state.step == ("located" if told else "issued")
    assert "by night" not in str(queries.notice(cast.reader("anonymous"), notice.id).steps)


def test_a_step_may_be_kept_back_but_an_end_may_not(cast):
    owner, notice = cast.reader("owner"), issued(cast)
    actions.take_step(owner, notice, "located", "2026-11-20", kept=True)
    assert queries.notice(cast.reader("partner"), notice.id).state.step == "issued"
    assert queries.notice(owner, notice.id).state.step == "located"
    for end in ("deceased", "arrested"):
        with pytest.raises(ValidationError):
            actions.take_step(owner, notice, end, "2026-11-20", kept=True)


def test_the_issuers_word_of_an_arrest_takes_a_public_notice_down(cast):
    owner, notice = cast.reader("owner"), issued(cast, EVERYONE)
    assert [each.id for each in queries.public_notices()] == [notice.id]
    actions.take_step(owner, notice, "arrested", "2026-11-20", place="Korday")
    assert queries.public_notices() == []
    assert queries.notices_about(cast.reader("partner"), notice.subjects) == []


def test_a_step_of_a_partner_reaches_the_issuer_and_their_common_groups(cast):
    notice = issued(cast)
    actions.take_step(
        cast.reader("partner"), queries.notice(cast.reader("partner"), notice.id), "arrested", "2026-11-20"
    )
    assert queries.notice(cast.reader("owner"), notice.id).state.step == "arrested"
    assert queries.notice(cast.reader("third"), notice.id).state.step == "arrested"


def test_a_step_about_a_public_notice_does_not_become_public(cast):
    notice = issued(cast, PUBLICLY)
    actions.take_step(
        cast.reader("outsider"), queries.notice(cast.reader("outsider"), notice.id), "located", "2026-11-20"
    )
    assert queries.notice(cast.reader("owner"), notice.id).state.step == "located"
    assert queries.notice(cast.reader("anonymous"), notice.id).state.step == "issued"


@pytest.mark.parametrize("step", ["issued", "confirmed", "withdrawn", "flown"])
def test_steps_with_acts_of_their_own_are_refused(cast, step):
    notice = issued(cast)
    with pytest.raises(ValidationError):
        actions.take_step(
            cast.reader("partner"), queries.notice(cast.reader("partner"), notice.id), step, "2026-11-20"
        )


def test_a_review_moves_the_date_and_is_told(cast):
    owner, notice = cast.reader("owner"), issued(cast)
    assert [each.id for each in queries.due_for_review(owner, 30, TODAY)] == [notice.id]
    actions.renew(owner, notice, "2027-11-01", "2027-12-01")
    seen = queries.notice(cast.reader("partner"), notice.id)
    assert (seen.review, seen.valid_until, seen.state.step) == ("2027-11-01", "2027-12-01", "confirmed")
    assert queries.due_for_review(owner, 30, TODAY) == []
    with pytest.raises(ValidationError):
        actions.renew(cast.reader("partner"), seen, "2028-01-01")


def test_a_withdrawn_notice_is_gone_for_everybody(cast):
    notice = issued(cast, PUBLICLY)
    entries = [each.ref.contribution for each in notice.statements]
    actions.renew(cast.reader("owner"), notice, "2027-11-01")  # an earlier version must go too
    notice = queries.notice(cast.reader("owner"), notice.id)
    actions.withdraw(cast.reader("owner"), notice, "another man")
    for who in EVERYBODY:
        reader = cast.reader(who)
        assert queries.notice(reader, notice.id) is None, who
        assert queries.all_notices(reader, TODAY) == queries.all_notices(reader, TODAY, ended=True) == [], who
        assert queries.notices_about(reader, notice.subjects, TODAY) == [], who
        if who == "owner":
            continue
        for text in ("Nozimov", "Нозимов Далер", "W-77"):
            assert records.search(reader, Query(text)).total == 0, (who, text)
        assert records.profile(reader, notice.subjects[0]) is None, who
        assert not any(_says(records.contribution(reader, each)) for each in entries), who
        assert records.open_attachment(reader, notice_photo(cast, notice)) is None, who


def _says(contribution) -> bool:
    return contribution is not None and any(
        "W-77" in str(s) or "Nozimov" in str(s) for s in contribution.statements
    )


def notice_photo(cast: Cast, notice) -> str:
    return records.profile(cast.reader("owner"), notice.subjects[0]).pictures[0].attachment.digest


def test_what_remains_of_it_is_a_step_without_a_name_and_the_office_s_own_knowledge(cast):
    notice = issued(cast)
    actions.withdraw(cast.reader("owner"), notice, "another man")
    for who, sees in (("owner", True), ("partner", True), ("outsider", False)):
        found = queries.withdrawn_on(cast.reader(who), notice.id)
        assert bool(found) == sees, who
    profile = records.profile(cast.reader("colleague"), notice.subjects[0])
    assert profile.names[0].text == "Nozimov Daler"
    assert profile.pictures


def test_nobody_else_withdraws_it(cast):
    notice = issued(cast)
    for who in ("partner", "liaison"):
        with pytest.raises(ValidationError):
            actions.withdraw(cast.reader(who), queries.notice(cast.reader("partner"), notice.id), "x")


def test_a_sighting_reaches_the_office_that_seeks_and_nobody_else(cast):
    notice = issued(cast, PUBLICLY)
    seen = queries.notice(cast.reader("liaison"), notice.id)
    values = {"date": ["2026-11-20"], "location": ["Nizhny Panj, lane 2"], "direction": ["exit"]}
    entry = actions.report(cast.reader("liaison"), seen, values, files=(PHOTO,))
    for who in ("owner", "colleague"):
        assert [each.place for each in queries.sightings(cast.reader(who), [notice.id])] == ["Nizhny Panj, lane 2"]
    for who in ("partner", "centre", "outsider", "anonymous"):
        assert queries.sightings(cast.reader(who), [notice.id]) == [], who
        assert records.contribution(cast.reader(who), entry.id) is None, who
    assert [each.by.owner for each in queries.reported(cast.reader("owner"))] == ["BLO-NP"]
    assert queries.reported(cast.reader("partner")) == []


def test_statements_in_the_search_index_follow_a_withdrawal(cast):
    notice = issued(cast)
    actions.withdraw(cast.reader("owner"), notice, "x")
    assert Sight(cast.reader("partner")).statements(notice.id) == []


def test_corrections_of_the_subject_go_with_the_notice(cast):
    notice, owner = issued(cast, PUBLICLY), cast.reader("owner")
    for place in ("Kulob", "Khujand"):
        (said,) = Sight(owner).statements(notice.subjects[0])
        draft = Draft("Person", {**said.properties, "birthPlace": [place]})
        correct(owner, said.ref, draft, "better known")
    assert records.profile(cast.reader("anonymous"), notice.subjects[0])
    actions.withdraw(owner, queries.notice(owner, notice.id), "another man")
    for who in EVERYBODY:
        assert bool(records.profile(cast.reader(who), notice.subjects[0])) == (who == "owner"), who
    (kept,) = Sight(owner).statements(notice.subjects[0])
    assert kept.properties["birthPlace"] == ["Khujand"]


def test_a_sighting_names_no_subject_that_its_office_does_not_see(cast):
    who, notice = uuid4().hex, uuid4().hex
    cast.contribute("TJ-DCA", [person("Hidden One", who)])
    values = {"subject": [who], "colour": ["red"], "wantedBy": ["tj"]}
    cast.contribute("TJ-DCA", [Claim(notice, "WantedNotice", values)], PARTNERS)
    partner = cast.reader("partner")
    seen = {"date": ["2026-11-20"], "location": ["lane 2"]}
    entry = actions.report(partner, queries.notice(partner, notice), seen)
    assert who not in str(records.contribution(partner, entry.id).statements)
    assert [each.place for each in queries.sightings(cast.reader("owner"), [notice])] == ["lane 2"]


def test_nobody_takes_a_notice_over_by_an_earlier_date(cast):
    notice, who = seek(cast)
    values = {"subject": [who], "colour": ["green"], "wantedBy": ["kz"], "contactPhone": ["+77000000000"]}
    cast.contribute("KZ-MIA", [Claim(notice, "WantedNotice", values, stated="1900-01-01")], PARTNERS)
    found = queries.notices_about(cast.reader("third"), [who], TODAY)
    assert [(each.office, each.colour, each.phone) for each in found] == [
        ("TJ-DCA", "red", ""),
        ("KZ-MIA", "green", "+77000000000"),
    ]
    owner = cast.reader("owner")
    actions.withdraw(owner, queries.notice(owner, notice), "another man")  # its own, still
    assert [each.office for each in queries.notices_about(owner, [who], TODAY)] == ["KZ-MIA"]


def test_the_strictest_handling_of_all_that_a_notice_says_binds(cast):
    notice, who = seek(cast)
    more = Claim(notice, "WantedNotice", {"subject": [who], "caution": ["armed"]}, stated="2026-01-01")
    cast.contribute("TJ-DCA", [more], Scope(read=(MEMBERS,), handling=Handling(level=3)))
    assert queries.notice(cast.reader("partner"), notice).handling.level == 3
    answer = cast.client("partner").get(f"/wanted/{notice}/bulletin.pdf")
    assert answer.status_code == 302  # not on paper without asking
