"""The pages as officers and the public get them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sarhad.access.models import AuditEntry, Officer
from sarhad.entities.queries import profile
from sarhad.kernel.claim import Handling, Scope
from sarhad.kernel.papers import is_rtl
from sarhad.systems.wanted import actions, queries
from sarhad.systems.wanted import bulletin as bulletins
from sarhad.systems.wanted.bulletin import content
from sarhad.systems.wanted.tests.people import PARTNERS, PUBLICLY, TODAY, seek, step
from sarhad.systems.wanted.tests.test_actions import issued
from tests.cast import MEMBERS, Cast, person
from tests.e2e.scene import picture

pytestmark = pytest.mark.django_db(databases=["default", "audit"])
NAME = "Nozimov Daler"


@pytest.fixture
def cast() -> Cast:
    return Cast()


def address(name: str, notice) -> str:
    return reverse(f"wanted-{name}", args=[notice.id])


GETS = {  # page -> who gets it
    "notice": {"owner", "colleague", "partner"},
    "step": {"owner", "colleague", "partner"},
    "sighting": {"owner", "colleague", "partner"},
    "review": {"owner", "colleague"},
    "withdraw": {"owner", "colleague"},
    "bulletin": {"owner", "colleague", "partner"},
}


@pytest.mark.parametrize(("page", "allowed"), GETS.items())
def test_who_gets_which_page(cast, page, allowed):
    notice = issued(cast)
    for who in ("owner", "colleague", "partner", "outsider", "liaison", "auditor", "administrator"):
        answer = cast.client(who).get(address(page, notice))
        assert answer.status_code == (200 if who in allowed else 404), who


def test_nobody_gets_in_unasked(cast):
    notice, nobody = issued(cast, PUBLICLY), cast.client("anonymous")
    for name in ("wanted", "wanted-new", "wanted-lists", "wanted-export"):
        assert nobody.get(reverse(name)).url.startswith("/sign-in/"), name
    for page in GETS:
        assert nobody.get(address(page, notice)).url.startswith("/sign-in/"), page
        assert nobody.post(address(page, notice), {}).url.startswith("/sign-in/"), page
    assert nobody.get("/public/wanted/").status_code == 200


def test_the_list_and_its_filters(cast):
    seek(cast, noticeNumber="R-1", name="Оразбаев Темир")
    seek(cast, noticeNumber="B-1", colour="blue", wantedBy="kz", reviewDate="2026-01-01")
    client = cast.client("owner")
    for query, shown in [
        ("", {"R-1", "B-1"}),
        ("colour=red", {"R-1"}),
        ("country=kz", {"B-1"}),
        ("due=on", {"B-1"}),
        ("q=orazbaev", {"R-1"}),
        ("q=b-1", {"B-1"}),
        ("q=nobody", set()),
        ("ended=on", set()),
        ("state=arrested", set()),
        ("office=KZ-MIA", {"R-1", "B-1"}),  # not among the offices: counts as not given
        ("page=99&colour=nonsense", set()),
    ]:
        text = client.get(f"/wanted/?{query}").content.decode()
        assert {number for number in ("R-1", "B-1") if f"{number} ·" in text} == shown, query


def test_a_notice_is_issued_through_the_page(cast):
    client = cast.client("owner")
    answer = client.post(
        "/wanted/new/",
        {
            "s-name": "Nozimov Daler\nНозимов Далер", "s-birthDate": "14.04.1983", "p-colour": "red",
            "p-wantedBy": "tj", "p-offence": "Trafficking", "p-contactPhone": "+992 37 221 00 00",
            "p-reviewDate": "01.12.2027", "p-dangers": ["armed", "escape"], "level": "0", "scheme": "4x4",
            "read": [MEMBERS],
        },
    )  # fmt: skip
    assert answer.status_code == 302, re.findall(r'class="error"[^>]*>([^<]+)', answer.content.decode())
    text = cast.client("partner").get(answer["Location"]).content.decode()
    assert all(each in text for each in (NAME, "Нозимов Далер", "Armed; Escape risk", "tel:+992372210000"))


@pytest.mark.parametrize("missing", ["p-colour", "p-offence", "p-contactPhone", "s-name"])
def test_what_is_missing_is_named(cast, missing):
    answer = cast.client("owner").post("/wanted/new/", {"level": "0", "scheme": "4x4"})
    assert f'href="#id_{missing}"' in answer.content.decode()
    assert queries.all_notices(cast.reader("owner"), TODAY) == []


def test_a_sighting_through_the_page_stands_on_the_owner_s_notice(cast):
    notice = issued(cast)
    values = {"date": "20.11.2026 06:40", "location": "Lane 2", "direction": "exit", "companions": "0000 TS 03"}
    assert cast.client("partner").post(address("sighting", notice), values).status_code == 302
    assert "0000 TS 03" in cast.client("owner").get(address("notice", notice)).content.decode()
    assert "0000 TS 03" not in cast.client("third").get(address("notice", notice)).content.decode()


def test_a_withdrawn_notice_answers_that_it_is_no_more(cast):
    notice = issued(cast)
    assert cast.client("owner").post(address("withdraw", notice), {"why": "another man"}).status_code == 302
    for who, status in (("partner", 410), ("third", 410), ("outsider", 404)):
        client = cast.client(who)
        answer = client.get(address("notice", notice))
        assert answer.status_code == status, who
        assert b"Nozimov" not in answer.content
        for page in ("bulletin", "sighting", "step"):
            assert client.get(address(page, notice)).status_code == 404
        assert b"Nozimov" not in client.get("/wanted/").content


def test_the_public_list_shows_what_is_public_and_nothing_else(cast):
    issued(cast)
    seek(cast, scope=PUBLICLY, name="Публичный Иван", noticeNumber="P-1")
    gone, _ = seek(cast, scope=PUBLICLY, name="Gone Man", noticeNumber="G-1")
    step(cast, "TJ-DCA", gone, "extradited", PUBLICLY)
    for who in ("anonymous", "owner"):  # officers see here what the public sees
        text = cast.client(who).get("/public/wanted/").content.decode()
        assert "Публичный Иван" in text
        assert "1 notice" in text
        assert "last change" in text
        assert not any(each in text for each in ("Nozimov", "W-77", "Gone Man")), who


def test_photos_of_public_notices_are_public_and_no_others(cast):
    for scope, status in ((PUBLICLY, 200), (PARTNERS, 404)):
        notice = issued(cast, scope, files=(picture(status // 2),))
        digest = profile(cast.reader("owner"), notice.subjects[0]).pictures[0].attachment.digest
        answer = cast.client("anonymous").get(f"/public/wanted/photos/{digest}/")
        assert answer.status_code == status
        recorded = AuditEntry.objects.filter(act="open-file", what=digest).count()
        assert recorded == (status == 200)  # nobody fills the audit with what is not there
        assert status == 404 or "no-store" in answer["Cache-Control"]
    assert "no-store" in cast.client("anonymous").get("/public/wanted/")["Cache-Control"]


@pytest.mark.parametrize(("lang", "says"), [("en", "KZ-MIA says: Deceased"), ("ru", "KZ-MIA сообщает: ")])
def test_an_end_that_the_issuer_has_not_confirmed_is_shown_as_what_it_is(cast, lang, says):
    notice = issued(cast)
    Officer.objects.update(language=lang)
    step(cast, "KZ-MIA", notice.id, "deceased")
    for who, in_force in (("third", True), ("owner", True), ("partner", False)):
        if not in_force:
            step(cast, "TJ-DCA", notice.id, "extradited")
        text = cast.client(who).get(address("notice", notice)).content.decode()
        assert says in text, who
        with translation.override(lang):
            assert (_("The notice stays in force.") in text) == in_force, who
            assert (_("Do not act on it.") in text) == (not in_force), who


def test_exports_hold_the_notices_that_may_leave(cast):
    issued(cast)
    for who, holds in (("partner", True), ("outsider", False)):
        answer = cast.client(who).post("/wanted/export/", {"form": "csv"})
        text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
        assert (NAME in text and "W-77" in text) == holds, who
    assert cast.client("partner").post("/wanted/export/", {"form": "exe"}).status_code == 404


def test_official_lists_have_a_page(cast):
    cast.contribute("TJ-DCA", [person("Listed Man", topics=["sanction"])], PARTNERS)
    assert "Listed Man" in cast.client("partner").get("/wanted/lists/").content.decode()
    assert "Listed Man" not in cast.client("outsider").get("/wanted/lists/").content.decode()


# The bulletin


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ["Red notice", "Caution"]), ("ru", ["Красное уведомление", "Осторожно"])]
)
def test_the_bulletin_says_it_in_both_languages(cast, lang, words):
    notice, who = seek(cast, name="Nozimov Daler", caution="knife")
    cast.contribute("TJ-DCA", [_again(who)], PARTNERS)
    reader = cast.reader("partner")
    with translation.override(lang):
        said = content(reader, queries.notice(reader, notice), profile(reader, who), "https://node/w")
    names = {each["text"]: each["rtl"] for each in said["names"]}
    assert names == {"Nozimov Daler": False, "Нозимов Далер": False, "ناظم دلیر": True}
    assert [said["notice"], said["caution"]] == words
    assert "https://node/w" in said["small"]


def _again(who: str):
    return person("Нозимов Далер", who, alias=["ناظم دلیر"])


HUGE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (40_001).to_bytes(4) + (1_000).to_bytes(4) + bytes(9)


def test_the_bulletin_is_a_pdf_with_and_without_a_photo(cast):
    for files, drawn in (((picture(90),), True), ((b"\xff\xd8\xff not a picture at all",), False), ((), False)):
        notice = issued(cast, files=files)
        for lang in ("en", "ru", "xx"):
            answer = cast.client("partner").get(f"/wanted/{notice.id}/bulletin.pdf?lang={lang}")
            assert answer["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF-")
            assert (b"/Subtype/Image" in answer.content) == drawn


PHOTOS = [  # photo -> whether typst gets it, whether the sheet says that it was left out
    (None, False, False),
    (("image/png", picture(90)), True, False),
    (("image/png", HUGE), False, True),
    (("image/jpeg", b"\xff\xd8\xff not a picture at all"), False, True),
    (("image/svg+xml", b"<svg/>"), False, True),
]


@pytest.mark.parametrize(("photo", "drawn", "says"), PHOTOS)
def test_a_photo_that_cannot_be_printed_is_left_out_with_words(cast, monkeypatch, photo, drawn, says):
    given = []
    monkeypatch.setattr(
        bulletins, "pdf", lambda template, data, files=None: given.append((data, files or {})) or b""
    )
    notice, who = seek(cast)
    reader = cast.reader("partner")
    bulletins.bulletin(reader, queries.notice(reader, notice), profile(reader, who), photo, "ru", "")
    ((data, files),) = given
    assert (bool(files), bool(data["photo"])) == (drawn, drawn)
    assert data["unprinted"] == ("Фото не удалось напечатать." if says else "")


def test_what_may_not_be_printed_is_left_out_and_said(cast):
    notice, who = seek(cast)
    closed = Scope(read=(MEMBERS,), handling=Handling(2))
    cast.contribute("KZ-MIA", [person("Secret Spelling", who, passportNumber="SIM 77")], closed)
    for officer, says in (("owner", False), ("partner", True)):
        reader = cast.reader(officer)
        said = content(reader, queries.notice(reader, notice), profile(reader, who), "")
        assert ("Secret Spelling" in str(said)) == ("SIM 77" in str(said)) == says
    closed_notice, _ = seek(cast, scope=closed)
    for officer, status in (("owner", 200), ("partner", 302)):
        assert cast.client(officer).get(f"/wanted/{closed_notice}/bulletin.pdf").status_code == status


RTL = [
    ("کریمی", True),
    ("Karimov", False),
    ("«کریمی»", True),
    ("123", False),
    ("", False),
    ("Каримов کریمی", False),
]


@pytest.mark.parametrize(("text", "expected"), RTL)
def test_which_texts_run_from_right_to_left(text, expected):
    assert is_rtl(text) == expected


def test_markup_in_a_name_is_a_text(cast):
    notice, _ = seek(cast, name='#panic("x") $y$ *bold* #read("/etc/passwd")', offence="#panic()")
    answer = cast.client("partner").get(f"/wanted/{notice}/bulletin.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_steps_are_taken_through_the_page(cast):
    notice = issued(cast)
    client = cast.client("owner")
    assert client.post(address("step", notice), {"step": "arrested", "date": "20.11.2026"}).status_code == 302
    assert client.post(address("step", notice), {"step": "arrested", "date": "31.31.2026"}).status_code == 200
    assert queries.notice(cast.reader("partner"), notice.id).state[:2] == ("arrested", "2026-11-20")
    assert client.post(address("review", notice), {"review": "01.01.2020"}).status_code == 200
    assert client.post(address("review", notice), {"review": "01.01.2099"}).status_code == 302
    assert actions.may_take(cast.reader("auditor"), notice) == []
