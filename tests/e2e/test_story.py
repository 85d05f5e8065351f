"""The first half of the chain, in a real browser, in English and in Russian: from a report at a post to what the
other state knows, under its conditions, and back when it is recalled. All offices and people are simulated.

With SARHAD_SCREENSHOTS=1 the pictures of docs/tour.md are taken again.
"""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from django.utils import timezone
from playwright.sync_api import Page

from sarhad.access import actions as access
from sarhad.demo.region import POSTS, open_offices, password
from sarhad.demo.story import Story, fact
from sarhad.entities import actions
from sarhad.entities.queries import profile
from sarhad.kernel.claim import Handling, Scope
from sarhad.ledger import stamp
from sarhad.matching.inbox import inbox
from tests.e2e.scene import catch_up
from tests.e2e.telling import LANGUAGES, Told, answer, later, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

WORDS = {
    "en": {
        "summary": "The driver could not explain his load; a page of the passport was changed.",
        "reason": "The document is not valid.",
        "follow": "Find out who he is and whom he calls.",
        "question": "What is known of Rustamov Jamshed, born 11.02.1987: links, phones, vehicles?",
        "purpose": "Criminal case KG 000-26 (simulated)",
        "part": "Two statements are released to you. Journeys were not recorded.",
        "nothing": "Not on record here.",
        "conditions": "For case KG 000-26 only; not as evidence without our consent.",
        "shredded": "Printed once, shredded.",
    },
    "ru": {
        "summary": "Водитель не смог объяснить груз; страница паспорта заменена.",
        "reason": "Документ недействителен.",
        "follow": "Установить личность и связи.",
        "question": "Что известно о Рустамове Джамшеде, 11.02.1987 г. р.: связи, телефоны, машины?",
        "purpose": "Уголовное дело КГ 000-26 (учебное)",
        "part": "Вам переданы две записи. Поездки не зафиксированы.",
        "nothing": "По учётам не проходит.",
        "conditions": "Только по делу КГ 000-26; не использовать как доказательство без нашего согласия.",
        "shredded": "Распечатано один раз, уничтожено.",
    },
}


@pytest.fixture
def story(transactional_db, settings) -> Story:
    """Dushanbe wrote a man down in summer, in Latin letters, and lets posts and members be pointed to it."""
    settings.SIMULATED, settings.ORGANISATION = True, "the demonstration"
    stamp.note()
    open_offices()
    told = Story()
    common = {"grade": "4x4 B2", "on": "2026-07-02", "h": 2, "point": [POSTS, "KG-MIA"]}
    man = told.new("rahimova", "rustamov")
    told.say(
        "rahimova",
        fact("Person", man, name="Rustamov Jamshed Karimzoda", birthDate="1987-02-11", **common),
        fact("Person", man, phone="+992 00 555 0190", **common),
    )  # fmt: skip
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_post_to_the_other_side(browser, live_server, client, story, language, monkeypatch):
    told = Told(browser, live_server.url, language, WORDS[language])
    report = reported(told, told.at(client, "usenov", "BLO-KM", width=360))
    man = known_too(told, told.at(client, "toktosunova", "KG-MIA"), report)
    catch_up()
    asked(told, told.at(client, "toktosunova", "KG-MIA"))
    request = signed(told, told.at(client, "asanov", "KG-MIA"))
    passed_on(told, told.at(client, "orlov", "CENTRE"), request)
    answered(told, told.at(client, "saidov", "TJ-DCA"), request)
    nothing_held(told, told.at(client, "ergashev", "UZ-SCC"), request)
    joined(told, told.at(client, "asanov", "KG-MIA"), request, story, man)
    recalled(story)
    removed(told, told.at(client, "asanov", "KG-MIA"))
    later(monkeypatch, 6)
    visible_as_late(told, told.at(client, "saidov", "TJ-DCA"))


ANSWERS = {
    "place": "Karamyk, 2", "direction": "refused", "kind": "refusal", "found": "documents",
    "about": ["person", "phone"], "source_grade": "A", "information_grade": "2", "readers": ["KG-MIA"],
    "handling": "1", "urgency": "urgent", "last_name": "Рустамов", "first_name": "Джамшед",
    "middle_name": "Каримович", "birth_date": "11.02.1987", "nationality": "tj", "phone_number": "+992 00 555 0190",
}  # fmt: skip


def reported(told: Told, page: Page) -> str:
    """The shift at Karamyk fills in the common report on a phone, step by step; returns the report's address."""
    told.open(page, "/reports/new/intelligence/")
    told.picture(page, "report")
    words = told.words
    day = timezone.localdate().isoformat()
    answers = {**ANSWERS, "date": day, "time": "06:40", "summary": words["summary"]}
    answers |= {"refusal_reason": words["reason"], "follow_up": words["follow"]}
    for _ in range(12):
        if page.locator("main .read").count():
            break
        answer(page, answers)
        press(page, "button.main.big[value=next]")
        if page.locator("main .note button, main .note").count():  # answers opened more questions on the page
            answer(page, answers)
    told.picture(page, "check")
    press(page, "button.main.big")
    assert "/reports/" in page.url
    told.picture(page, "signed")
    return page.url


def known_too(told: Told, page: Page, report: str) -> str:
    """Bishkek reads the urgent report and adds what its own register says of the man."""
    told.open(page, "/")
    assert "Рустамов" in told.open(page, report.removeprefix(told.address)).inner_text("main")
    page.locator("main a[href^='/e/']", has_text="Рустамов").first.click()
    page.wait_for_url("**/e/*/")
    man = page.url.removeprefix(told.address)
    told.open(page, f"{man}add/")
    page.locator("[name=p-name]").fill("Рустамов Джамшед Каримович")
    page.locator("[name=p-birthDate]").fill("11.02.1987")
    page.locator("[name=p-passportNumber]").fill("SIM 5510442")
    press(page, "form.stack button.main, form button.main >> nth=-1")
    return man


def asked(told: Told, page: Page) -> None:
    """The pointer: Dushanbe holds something. One click asks it, and Tashkent with it, through the centre."""
    told.open(page, "/inbox/?show=pointers")
    assert "TJ-DCA" in page.inner_text("main")
    assert "Rustamov" not in page.inner_text("main")  # nothing more than that
    told.picture(page, "pointer")
    page.locator("main a[href*='/requests/new/']").first.click()
    page.wait_for_url("**/requests/new/**")
    assert page.locator("[name=to][value=TJ-DCA]").is_checked()
    page.locator("[name=to][value=UZ-SCC]").check()
    page.locator("[name=via]").select_option("CENTRE")
    page.locator("[name=question]").fill(told.words["question"])
    page.locator("[name=purpose]").fill(told.words["purpose"])
    told.picture(page, "question")
    press(page, "button.main")
    press(page, "button[name=send]")


def signed(told: Told, page: Page) -> str:
    """The head signs; each letter has a number of its own."""
    told.open(page, "/requests/approvals/")
    page.locator("main :is(td, th, li) a[href*='/requests/approvals/']").first.click()
    page.wait_for_url("**/approvals/*/")
    page.locator("[name=password]").first.fill(password("asanov"))
    press(page, "button[name=approve]")
    told.open(page, "/requests/?box=out")
    page.locator("main table a[href*='/requests/']").first.click()
    page.wait_for_url("**/requests/*/")
    text = page.inner_text("main")
    year = timezone.localdate().year
    assert all(f"KG-MIA/CENTRE/{office}/{year}/1" in text for office in ("TJ-DCA", "UZ-SCC"))
    told.picture(page, "numbered")
    return page.url.removeprefix(told.address)


def passed_on(told: Told, page: Page, request: str) -> None:
    told.open(page, request)
    for _ in range(2):
        press(page, "form[action$='/register/'] button")
    told.picture(page, "centre")


def answered(told: Told, page: Page, request: str) -> None:
    """Dushanbe gives what it holds, to open when its conditions are accepted. It does not learn of Tashkent."""
    told.open(page, request)
    assert "UZ-SCC" not in page.inner_text("main")
    page.locator("main a[href$='/answer/']").click()
    page.wait_for_url("**/answer/")
    answer(page, {"outcome": "partial"})
    page.locator("[name=reply]").fill(told.words["part"])
    for each in page.locator("[name=records]").all():
        each.check()
    page.locator("[name=conditions]").fill(told.words["conditions"])
    page.locator("[name=password]").fill(password("saidov"))
    told.picture(page, "answer")
    press(page, "button.main")
    assert told.words["part"] in page.inner_text("main")


def nothing_held(told: Told, page: Page, request: str) -> None:
    told.open(page, request)
    assert "TJ-DCA" not in page.inner_text("main")
    page.locator("main a[href$='/answer/']").click()
    page.wait_for_url("**/answer/")
    answer(page, {"outcome": "nothing-held"})
    page.locator("[name=reply]").fill(told.words["nothing"])
    page.locator("[name=password]").fill(password("ergashev"))
    press(page, "button.main")


def joined(told: Told, page: Page, request: str, story: Story, man: str) -> None:
    """Both answers side by side; the conditions accepted, the halves form one profile."""
    told.open(page, request)
    text = page.inner_text("main")
    assert told.words["part"] in text
    assert told.words["nothing"] in text
    told.picture(page, "answers")
    theirs = story.entity("rustamov")
    assert page.goto(f"{told.address}/e/{theirs}/").status == 404
    told.open(page, request)
    press(page, "form[action$='/accept/'] button")
    told.open(page, f"{man}with/{theirs}/")
    answer(page, {"verdict": "same"})
    page.locator("[name=why]").fill("+992 00 555 0190")
    press(page, "form button.main")
    told.open(page, man)
    text = page.inner_text("main")
    assert "Rustamov Jamshed Karimzoda" in text
    assert "Рустамов" in text
    told.picture(page, "one-profile")


def recalled(story: Story) -> None:
    """The phone was another man's. Dushanbe had given it to Astana too, and takes it back from both."""
    phone = story.said("rustamov")[1]
    access.grant(story.at("saidov"), refs=[phone], scope=Scope(read=("KZ-MIA",), handling=Handling(2)))
    actions.retract(story.at("saidov"), [phone], "another subscriber")


def removed(told: Told, page: Page) -> None:
    """Bishkek is told, removes it and signs that it did."""
    told.open(page, "/recalls/")
    assert "TJ-DCA" in page.inner_text("main")
    told.picture(page, "recall")
    page.locator("main a[href$='/sign/']").first.click()
    page.wait_for_url("**/sign/")
    answer(page, {"outcome": "removed"})
    page.locator("[name=note]").fill(told.words["shredded"])
    press(page, "form button.main")


def visible_as_late(told: Told, page: Page) -> None:
    """Days later the owner sees who has signed, and who has not."""
    told.open(page, "/recalls/?show=ours")
    rows = {row.locator("th").inner_text().split()[0]: row for row in page.locator("main tbody tr").all()}
    assert told.words["shredded"] in rows["KG-MIA"].inner_text()
    assert rows["KZ-MIA"].locator(".tag.bad").count() == 1
    assert rows["KG-MIA"].locator(".tag.bad").count() == 0
    told.picture(page, "late")


def test_nobody_else_learns_of_it(story):
    """Before anything is released, Bishkek holds a pointer and no more."""
    bishkek = story.at("toktosunova", "KG-MIA")
    assert profile(bishkek, story.entity("rustamov")) is None
    assert inbox(bishkek).pairs == []
