"""Who is told what about a person that stands before them, and what a list holds."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sarhad.access import actions as access
from sarhad.access.actions import Heir
from sarhad.collect import mapping
from sarhad.collect.actions import import_
from sarhad.collect.records import Source
from sarhad.kernel.claim import Claim, Scope
from sarhad.systems.wanted import queries
from sarhad.systems.wanted.tests.people import PARTNERS, PUBLICLY, TODAY, seek, step
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db(databases=["default", "audit"])

SEES = [  # reader, of the partners' notice, of the public one
    ("owner", True, True),
    ("colleague", True, True),
    ("partner", True, True),
    ("liaison", False, True),  # a post of TJ-DCA: parents pass nothing down
    ("outsider", False, True),
    ("anonymous", False, True),
    ("auditor", False, False),
    ("researcher", False, False),
    ("administrator", False, False),
]


@pytest.fixture
def cast() -> Cast:
    return Cast()


def numbers(found) -> set[str]:
    return {each.number for each in found}


def test_who_sees_which_notice(cast):
    seek(cast, noticeNumber="to partners")
    seek(cast, scope=PUBLICLY, noticeNumber="to all")
    for who, partners, everyone in SEES:
        wanted = ({"to partners"} if partners else set()) | ({"to all"} if everyone else set())
        assert numbers(queries.all_notices(cast.reader(who), TODAY)) == wanted, who


def test_what_is_known_about_a_person(cast):
    _, who = seek(cast, contactPhone="+992000000001", dangers="armed", validUntil="2027-05-23")
    found = queries.notices_about(cast.reader("partner"), [who], TODAY)
    assert [(each.colour, each.phone, each.dangers, each.office, each.held) for each in found] == [
        ("red", "+992000000001", ("armed",), "TJ-DCA", False)
    ]
    assert queries.notices_about(cast.reader("outsider"), [who], TODAY) == []
    assert queries.notices_about(cast.reader("partner"), [uuid4().hex, "nonsense"], TODAY) == []


def test_what_has_run_out_or_ended_is_not_acted_upon(cast):
    _, old = seek(cast, validUntil="2026-11-20")
    _, last_day = seek(cast, validUntil="2026-11-21")
    notice, gone = seek(cast)
    step(cast, "TJ-DCA", notice, "extradited")
    found = queries.notices_about(cast.reader("owner"), [old, last_day, gone], TODAY)
    assert [each.subjects for each in found] == [(last_day,)]
    assert len(queries.all_notices(cast.reader("owner"), TODAY, ended=True)) == 2


def test_nobody_withdraws_the_notice_of_another_office(cast):
    notice, who = seek(cast)
    step(cast, "KZ-MIA", notice, "withdrawn")
    assert len(queries.notices_about(cast.reader("owner"), [who], TODAY)) == 1
    step(cast, "KZ-MIA", notice, "arrested")
    assert queries.notice(cast.reader("owner"), notice).state.step == "arrested"
    step(cast, "TJ-DCA", notice, "withdrawn")
    assert queries.notices_about(cast.reader("owner"), [who], TODAY) == []


ENDED_BY = [  # office, step -> in force, disputed
    ("TJ-DCA", "deceased", False, False),
    ("KZ-MIA", "deceased", True, True),
    ("KZ-MIA", "extradited", True, True),
    ("KZ-MIA", "arrested", True, False),
]


@pytest.mark.parametrize(("office", "name", "in_force", "disputed"), ENDED_BY)
def test_only_the_issuing_office_takes_its_notice_out_of_force(cast, office, name, in_force, disputed):
    notice, who = seek(cast, scope=PUBLICLY)
    step(cast, office, notice, name, PUBLICLY)
    for reader in map(cast.reader, ("owner", "partner", "third", "liaison", "outsider", "anonymous")):
        found = queries.notices_about(reader, [who], TODAY)
        assert [each.state.disputed for each in found] == ([disputed] if in_force else [])
        assert len(queries.all_notices(reader, TODAY)) == len(queries.public_notices(TODAY)) == in_force
        unconfirmed = queries.notice(reader, notice).unconfirmed
        assert [(each.office, each.step) for each in unconfirmed] == ([(office, name)] if disputed else [])


def test_what_the_issuing_office_confirms_ends_it(cast):
    notice, who = seek(cast)
    step(cast, "KZ-MIA", notice, "deceased")
    step(cast, "TJ-DCA", notice, "deceased")
    assert queries.notices_about(cast.reader("third"), [who], TODAY) == []
    assert queries.notice(cast.reader("third"), notice).state[2:] == (False, True)


def test_the_heir_of_the_issuing_office_ends_and_withdraws_it(cast):
    (notice, who), (other, _) = seek(cast), seek(cast)
    access.close_office(cast.reader("owner"), office="TJ-DCA", heirs=[Heir("KZ-MIA")])
    step(cast, "UZ-NIAC", notice, "deceased")
    assert len(queries.notices_about(cast.reader("third"), [who], TODAY)) == 1
    step(cast, "KZ-MIA", notice, "deceased")
    assert queries.notices_about(cast.reader("third"), [who], TODAY) == []
    step(cast, "KZ-MIA", other, "withdrawn")
    assert queries.withdrawn_on(cast.reader("third"), other).office == "KZ-MIA"


def test_a_notice_that_an_office_never_issued_was_not_withdrawn_by_it(cast):
    notice, _ = seek(cast, scope=Scope())
    step(cast, "KZ-MIA", notice, "withdrawn", PUBLICLY)
    step(cast, "KZ-MIA", never := uuid4().hex, "withdrawn", PUBLICLY)
    for reader in map(cast.reader, ("partner", "third", "outsider", "anonymous")):
        assert queries.withdrawn_on(reader, notice) is queries.withdrawn_on(reader, never) is None
    step(cast, "TJ-DCA", notice, "withdrawn", PUBLICLY)
    for reader in map(cast.reader, ("owner", "partner", "outsider", "anonymous")):
        assert queries.withdrawn_on(reader, notice).office == "TJ-DCA"


def test_a_step_that_the_reader_does_not_see_changes_nothing_for_it(cast):
    notice, _ = seek(cast)
    before = queries.notice(cast.reader("partner"), notice)
    step(cast, "TJ-DCA", notice, "located", Scope())
    assert queries.notice(cast.reader("partner"), notice) == before
    assert queries.notice(cast.reader("owner"), notice).state.step == "located"


def test_another_office_cannot_change_what_a_notice_says(cast):
    notice, who = seek(cast, contactPhone="+992000000001")
    claim = Claim(notice, "WantedNotice", {"subject": [who], "contactPhone": ["+7000"]}, stated="2026-06-01")
    cast.contribute("KZ-MIA", [claim], PARTNERS)
    assert queries.notice(cast.reader("third"), notice).phone == "+992000000001"


def test_due_for_review(cast):
    for number, day in (("late", "2026-11-01"), ("soon", "2026-11-30"), ("later", "2027-03-01"), ("none", "")):
        seek(cast, noticeNumber=number, **({"reviewDate": day} if day else {}))
    assert [each.number for each in queries.due_for_review(cast.reader("owner"), 30, TODAY)] == ["late", "soon"]
    assert queries.due_for_review(cast.reader("partner"), 30, TODAY) == []


LISTS = [  # topics, authority, list -> colour
    (["sanction"], "United Nations", "un-sc", "un"),
    (["wanted"], "INTERPOL", "interpol_red_notices", "red"),
    (["sanction"], "OFAC", "us_ofac_sdn", "other"),
]


@pytest.mark.parametrize(("topics", "authority", "source", "colour"), LISTS)
def test_official_lists_answer_like_notices(cast, topics, authority, source, colour):
    who = person("Listed Man", topics=topics)
    who.source = source
    measure = Claim(uuid4().hex, "Sanction", {"entity": [who.entity], "authority": [authority]}, source=source)
    cast.contribute("TJ-DCA", [who, measure], PARTNERS)
    found = queries.notices_about(cast.reader("partner"), [who.entity], TODAY)
    assert [(each.colour, each.listed, each.agency, each.id) for each in found] == [
        (colour, source, authority, who.entity)
    ]
    assert queries.notices_about(cast.reader("outsider"), [who.entity], TODAY) == []


def test_a_measure_that_is_over_is_no_notice(cast):
    who = person("Once Listed", topics=["sanction"])
    measure = Claim(uuid4().hex, "Sanction", {"entity": [who.entity], "endDate": ["2020-01-01"]})
    cast.contribute("TJ-DCA", [who, measure])
    assert queries.notices_about(cast.reader("owner"), [who.entity], TODAY) == []


@pytest.mark.shared
def test_the_un_list_answers_like_notices(cast, shared_data):
    path = shared_data / "watchlists" / "UN_consolidated.xml"
    import_(cast.reader("owner"), Source("un-sc", path), mapping.load("un-list"), PARTNERS)
    reader, found, page = cast.reader("partner"), [], 0
    more = True
    while more:
        page += 1
        entries, more = queries.official(reader, page)
        found += entries
    assert len(found) == len({each.id for each in found}) == 1003
    assert {each.colour for each in found} == {"un"}
    assert all(each.number and each.issued for each in found)
    one = queries.notices_about(reader, [found[500].id], TODAY)
    assert [(each.colour, each.listed, each.office) for each in one] == [("un", "un-sc", "TJ-DCA")]
    assert queries.official(cast.reader("outsider")) == ([], False)


def test_what_two_offices_list_fills_no_page_twice(cast):
    ids = [uuid4().hex for _ in range(6)]
    for office in ("TJ-DCA", "UZ-NIAC"):
        for each in ids:
            cast.contribute(office, [person("Listed One", each, topics="sanction")], PARTNERS)
    pages = [queries.official(cast.reader("partner"), page, 2) for page in (1, 2, 3)]
    assert [more for _, more in pages] == [True, True, False]
    assert {each.id for found, _ in pages for each in found} == set(ids)
