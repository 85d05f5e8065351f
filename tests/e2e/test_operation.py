"""The second half of the chain, in a real browser, in English and in Russian: an operation of two states, a load on
its way to a third, what is seized and weighed, and the figures that a director shows. All is simulated.

With SARHAD_SCREENSHOTS=1 the pictures of docs/tour.md are taken again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from django.utils import timezone
from playwright.sync_api import Page

from sarhad.access import actions as access
from sarhad.demo.chapters import chain, operation
from sarhad.demo.region import open_offices, password
from sarhad.demo.story import Story
from sarhad.entities.lists import pointing
from sarhad.entities.sight import Sight
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import Handling, Scope
from sarhad.ledger import stamp
from sarhad.systems.operations import actions
from tests.e2e.scene import catch_up
from tests.e2e.telling import LANGUAGES, Told, answer, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

WORDS = {
    "en": {
        "purpose": "Operation Pereval (simulated)",
        "aim": "Close the channel Rasht – Karamyk – Kordai and find the recipient.",
        "dushanbe": "Take the load under watch at Rasht and follow it to Karamyk; arrest nobody.",
        "centre": "Keep the staffs in touch and write the common log.",
        "situation": "Heroin travels in the double floor of a lorry.",
        "risk": "If the watch is noticed: fall back and report.",
        "radio": "Channel 4, every 30 minutes.",
        "rights": "Firearms only in danger of life; a doctor in Osh.",
        "stop": "Out of sight for 20 minutes",
        "reason": "Astana prolongs its permission; the letter is on its way.",
        "line": "Arrest at the border: the driver looks into the hiding place.",
        "why": "To go on is dangerous.",
        "summary": "30 packets in the double floor. Two detained.",
        "hidden": "double floor",
        "follow": "Weigh and examine.",
        "lesson": "Agree on one form of permission beforehand",
        "proof": "The form was sent by letter 14.",
        "signatory": "Director (simulated)",
        "title": "Results of operation Pereval",
    },
    "ru": {
        "purpose": "Операция «Перевал» (учебное)",
        "aim": "Перекрыть канал Рашт — Карамык — Кордай и установить получателя.",
        "dushanbe": "Принять груз под наблюдение в Раште, довести до Карамыка, никого не задерживать.",
        "centre": "Держать связь между штабами и вести общий журнал.",
        "situation": "Героин следует в двойном дне грузовика.",
        "risk": "Если наблюдение замечено — отойти и доложить.",
        "radio": "Канал 4, каждые 30 минут.",
        "rights": "Оружие — только при угрозе жизни; врач в Оше.",
        "stop": "Потеря из виду на 20 минут",
        "reason": "Астана продлевает разрешение, письмо в пути.",
        "line": "Задержать на границе: водитель проверяет тайник.",
        "why": "Вести дальше опасно.",
        "summary": "30 брикетов в двойном дне. Двое задержаны.",
        "hidden": "двойное дно",
        "follow": "Взвесить и исследовать.",
        "lesson": "Согласовать единый образец разрешения заранее",
        "proof": "Образец направлен письмом 14.",
        "signatory": "Директор (учебное)",
        "title": "Результаты операции «Перевал»",
    },
}
KINDS = ("legal", "human-rights", "risk", "sources", "evidence")
SIGN = "form button.main >> nth=-1"
SEEN = 12  # pictures of the tour that the first half takes


@pytest.fixture
def story(transactional_db, settings) -> Story:
    """Karamyk has turned Rustamov back, Bishkek seeks him and has opened a case."""
    settings.SIMULATED, settings.ORGANISATION = True, "the demonstration"
    stamp.note()
    open_offices()
    told = Story()
    chain.dushanbe_knows(told)
    chain.reported(told)
    operation.sought(told)
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_operation_to_the_annual_report(browser, live_server, client, story, language):
    told = Told(browser, live_server.url, language, WORDS[language], SEEN + 1)
    bishkek = told.at(client, "asanov", "KG-MIA")
    pereval = opened(told, bishkek)
    planned(told, bishkek, pereval)
    told.open(told.at(client, "saidov", "TJ-DCA"), pereval)
    bishkek = approved(told, client, pereval)
    briefed(told, client, bishkek, pereval)
    load = permitted(told, client, story, pereval)
    followed(told, client, load)
    seizure = seized(told, client, load)
    report = published(told, client)
    weighed(told, client, seizure)
    told_to_the_centre(story, seizure)
    ended(told, client, story, pereval)
    shown(told, client, report)
    learned(told, client, pereval)


def day(ahead: int = 0) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).strftime("%d.%m.%Y")


def clock(hours: float, country: str) -> str:
    """So many hours from now, as it is typed in that state."""
    at = timezone.now().astimezone(zone(country)) + timedelta(hours=hours)
    return datetime.strftime(at, "%d.%m.%Y %H:%M")


# The plan


def opened(told: Told, page: Page) -> str:
    """Bishkek opens the operation; its offices become a group that nobody else knows of."""
    told.open(page, "/operations/new/")
    answer(page, {
        "name": "Pereval", "operationType": "joint", "startDate": day(), "endDate": day(20),
        "purpose": told.words["aim"], "offices": ["TJ-DCA", "CENTRE"],
    })  # fmt: skip
    press(page, SIGN)
    return page.url.removeprefix(told.address).replace("plan/", "")


def planned(told: Told, page: Page, pereval: str) -> None:
    """Levels of command, a phase, forces, and the questions that a plan must answer."""
    words = told.words
    posts = [("strategic", "Deputy minister"), ("operational", "M. Asanov"), ("tactical", "Watch 1")]
    for level, who in posts:
        told.open(page, f"{pereval}plan/add/?what=command")
        answer(page, {"level": level, "office": "KG-MIA", "commander": who, "contact": "+996 555 000 100"})
        press(page, SIGN)
    told.open(page, f"{pereval}plan/add/?what=phase")
    answer(page, {"name": "I", "startDate": day(), "endDate": day(3), "task": words["aim"]})
    press(page, SIGN)
    told.open(page, f"{pereval}plan/add/?what=forces&of=planned")
    answer(page, {"office": "TJ-DCA", "officers": "16", "dogs": "1", "vehiclesDeployed": "5"})
    press(page, SIGN)
    for kind in KINDS:
        told.open(page, f"{pereval}plan/checks/{kind}/")
        for each in page.locator("main select[name$='-answer']").all():
            each.select_option("met")
        for each in page.locator("main [type=radio][name$='-answer'][value=met]").all():
            each.check()
        press(page, SIGN)
    told.open(page, f"{pereval}plan/")
    told.picture(page, "plan")


def approved(told: Told, client, pereval: str) -> Page:
    """Dushanbe agrees; one officer lays the plan, another approves it with the password."""
    for who, office, step in (("saidov", "TJ-DCA", "agreed"), ("toktosunova", "KG-MIA", "planned")):
        page = told.at(client, who, office)
        told.open(page, f"{pereval}step/?step={step}")
        answer(page, {"step": step})
        press(page, SIGN)
    page = told.at(client, "asanov", "KG-MIA")
    told.open(page, f"{pereval}plan/decide/")
    page.locator("[name=password]").fill(password("asanov"))
    press(page, "button[name=approve]")
    return page


def briefed(told: Told, client, page: Page, pereval: str) -> None:
    """Each office is told its part and reads no other's."""
    words = told.words
    for office, method in (("TJ-DCA", words["dushanbe"]), ("CENTRE", words["centre"])):
        told.open(page, f"{pereval}briefing/{office}/write/")
        answer(page, {
            "information": words["situation"], "intention": words["aim"], "method": method, "risks": words["risk"],
            "communications": words["radio"], "humanRights": words["rights"],
        })  # fmt: skip
        press(page, SIGN)
    dushanbe = told.at(client, "saidov", "TJ-DCA")
    told.open(dushanbe, f"{pereval}briefing/")
    text = dushanbe.inner_text("main")
    assert words["dushanbe"] in text
    assert words["centre"] not in text
    told.picture(dushanbe, "briefing")
    answer(dushanbe, {"people": "16"})
    press(dushanbe, SIGN)
    page = told.at(client, "asanov", "KG-MIA")
    for step in ("briefed", "started"):
        told.open(page, f"{pereval}step/?step={step}")
        answer(page, {"step": step})
        press(page, SIGN)
    told.open(page, pereval)
    told.picture(page, "operation")


# The load


def permitted(told: Told, client, story: Story, pereval: str) -> str:
    """Two states on the way to a third; the last permission ends before the road does, and is prolonged."""
    words, page = told.words, told.at(client, "asanov", "KG-MIA")
    told.open(page, f"/operations/new/?part={pereval.split('/')[2]}")
    answer(page, {
        "name": "Pereval-1", "startDate": day(), "purpose": words["aim"], "loadType": "real",
        "substance": "heroin", "loadAmount": "15", "loadUnit": "kg", "stopCriteria": words["stop"],
        "offices": ["TJ-DCA", "KZ-MIA", "BLO-KD"],
    })  # fmt: skip
    press(page, SIGN)
    load = page.url.removeprefix(told.address).replace("plan/", "")
    legs = [
        ("kg", "Karamyk", "Ak-Zhol", -6, 1, "KG-MIA", "BLO-KD"),
        ("kz", "Kordai", "Almaty", 1, 9, "BLO-KD", "KZ-MIA"),
    ]  # fmt: skip
    for country, since, until, first, last, hands, takes in legs:
        told.open(page, f"{load}delivery/legs/new/")
        answer(page, {
            "country": country, "from_place": since, "to_place": until, "since": clock(first, country),
            "until": clock(last, country), "hands_over": hands, "takes_over": takes,
        })  # fmt: skip
        press(page, SIGN)
    permission(told, page, load, "kg", "KG-000-4", -8, 24)
    permission(told, told.at(client, "zhumabaev", "KZ-MIA"), load, "kz", "KZ-000-9", -1, 6)
    ready(story, load)
    page = told.at(client, "asanov", "KG-MIA")
    told.open(page, f"{load}step/?step=started")
    press(page, SIGN)  # refused: nobody said why it starts with a gap ahead
    answer(page, {"step": "started", "note": words["reason"]})
    press(page, SIGN)
    told.open(page, f"{load}delivery/")
    assert page.locator("main .gap, main svg").count()
    told.picture(page, "delivery")
    permission(told, told.at(client, "zhumabaev", "KZ-MIA"), load, "kz", "KZ-000-10", -1, 12)
    return load


def permission(told: Told, page: Page, load: str, country: str, number: str, since: float, until: float) -> None:
    told.open(page, f"{load}delivery/permissions/new/")
    answer(page, {
        "country": country, "status": "granted", "authority": "Prosecutor general (simulated)", "number": number,
        "since": clock(since, country), "until": clock(until, country),
    })  # fmt: skip
    press(page, SIGN)


def ready(story: Story, load: str) -> None:
    """Its checks are answered and its plan approved, as before."""
    story.groups_changed()
    story.entities["load"] = load.split("/")[2]
    operation.checks(story, "asanov", "load")
    for who, step in (("toktosunova", "planned"), ("asanov", "approved")):
        reader = story.at(who, "KG-MIA")
        actions.take_step(reader, operation.operation(story, "asanov", "load"), step)


def followed(told: Told, client, load: str) -> None:
    """What happens on the way is one tap; the log shows it in the time of the reader, of the place and UTC."""
    words = told.words
    for who, office, step in (
        ("asanov", "KG-MIA", "departed"), ("asanov", "KG-MIA", "handed-over"), ("sadykova", "BLO-KD", "taken-over"),
    ):  # fmt: skip
        page = told.at(client, who, office, width=360 if office == "BLO-KD" else 1280)
        told.open(page, f"{load}delivery/")
        press(page, f"button[name=step][value={step}]")
    page = told.at(client, "asanov", "KG-MIA")
    told.open(page, f"{load}log/")
    answer(page, {"kind": "decision", "text": words["line"], "why": words["why"]})
    press(page, "form button.main >> nth=0")
    told.open(page, f"{load}log/")
    assert words["line"] in page.inner_text("main")
    told.picture(page, "log")


ANSWERS = {
    "place": "Kordai, 1", "direction": "entry", "cause": "shared", "cause_office": "TJ-DCA",
    "seizure_found": "scanner", "transport": "road", "departure": "tj", "destination": "ru", "detained": "2",
    "substance": "heroin", "amount": "14.73", "unit": "kg", "about": ["person"], "last_name": "Рустамов",
    "first_name": "Джамшед", "birth_date": "11.02.1987", "nationality": "tj", "part": "driver", "source_grade": "A",
    "information_grade": "1", "readers": ["KZ-MIA", "KG-MIA", "TJ-DCA", "CENTRE"], "handling": "1",
    "urgency": "flash",
}  # fmt: skip


def seized(told: Told, client, load: str) -> str:
    """The shift at Kordai writes the common report on a phone; Bishkek joins the seizure to the operation."""
    words, page = told.words, told.at(client, "sadykova", "BLO-KD", width=360)
    told.open(page, "/reports/new/seizure/")
    answers = {**ANSWERS, "date": timezone.localdate().isoformat(), "time": "00:15", "summary": words["summary"]}
    answers |= {"concealment": words["hidden"], "follow_up": words["follow"]}
    for _ in range(14):
        if page.locator("main .read").count():
            break
        answer(page, answers)
        press(page, "button.main.big[value=next]")
        answer(page, answers)  # answers open more questions on the page
    press(page, "button.main.big")
    assert "/reports/" in page.url
    catch_up()
    page = told.at(client, "asanov", "KG-MIA")
    told.open(page, f"{load}results/join/")
    page.locator("[name=chosen]").first.check()
    press(page, SIGN)
    page.locator("main a[href*='/results/seizure/']").first.click()
    page.wait_for_url("**/results/seizure/*/")
    return page.url.removeprefix(told.address)


# What came of it


def weighed(told: Told, client, seizure: str) -> None:
    """The laboratory weighs without wrapping: its figure counts, the post's stays beside it."""
    page = told.at(client, "serikbaeva", "KZ-MIA")
    told.open(page, f"/e/{seizure.split('/')[3]}/")
    page.locator("main a[href*='/lab/new/']").first.click()
    page.wait_for_url("**/lab/new/**")
    answer(page, {
        "sampleNumber": "KZ-L-000-31", "laboratory": "KZ-MIA", "netWeight": "14.218", "netUnit": "kg",
        "purity": "61.4", "method": "GC-MS",
    })  # fmt: skip
    press(page, SIGN)
    told.open(page, seizure)
    text = page.inner_text("main").replace(",", ".")
    assert "14.218" in text
    assert "14.73" in text


def ended(told: Told, client, story: Story, pereval: str) -> None:
    """Channel and group are no more, the notice ends with the arrest, the case goes to court."""
    page = told.at(client, "asanov", "KG-MIA")
    for name in ("group of Rustamov", "Rasht channel"):
        told.open(page, f"/groups-and-channels/{story.entity(name)}/step/")
        answer(page, {"step": "dismantled", "operation": pereval.split("/")[2]})
        press(page, SIGN)
    told.open(page, f"/wanted/{story.entity('notice')}/step/")
    answer(page, {"step": "arrested", "date": day(), "place": "Kordai"})
    press(page, SIGN)
    assert story.entity("notice") not in told.open(page, "/wanted/").content()
    told.open(page, f"/cases/{story.entity('case 000-26')}/step/")
    answer(page, {"step": "court", "court": "Osh (simulated)"})
    press(page, SIGN)
    told.open(page, f"/groups-and-channels/{story.entity('group of Rustamov')}/")
    told.picture(page, "dismantled")
    told.open(page, f"{pereval}plan/add/?what=result")
    answer(page, {"date": day(), "detained": "3", "crimesDetected": "2"})
    press(page, SIGN)


def published(told: Told, client) -> str:
    """The director publishes the results as they are now: the post's own figure."""
    words, page = told.words, told.at(client, "orlov", "CENTRE")
    told.open(page, "/results/")
    assert "14.73" in page.inner_text("main").replace(",", ".")
    told.open(page, "/results/reports/new/")
    answer(page, {
        "name": words["title"], "signatory": words["signatory"], "agreed": words["proof"],
        "password": password("orlov"),
    })  # fmt: skip
    press(page, SIGN)
    return page.url.removeprefix(told.address)


def told_to_the_centre(story: Story, seizure: str) -> None:
    """Astana releases the laboratory's result to those who work the case."""
    reader = story.at("zhumabaev")
    item = pointing(Sight(reader), "SeizedItem.seizure", [seizure.split("/")[3]])
    sample = pointing(Sight(reader), "Sample.item", [each.entity for said in item.values() for each in said])
    taken = [each for said in sample.values() for each in said]
    found = pointing(Sight(reader), "LabResult.sample", [each.entity for each in taken])
    refs = [each.ref for each in (*taken, *(one for said in found.values() for one in said))]
    access.grant(reader, refs=refs, scope=Scope(read=("CENTRE", "KG-MIA", "TJ-DCA"), handling=Handling(1)))


def shown(told: Told, client, report: str) -> None:
    """The director's page has changed; each number opens its records, down to the report that the post typed. The
    published report stands as issued, with what has changed since; the annual report says what is known today."""
    words, page = told.words, told.at(client, "orlov", "CENTRE")
    told.open(page, "/results/")
    assert "14.218" in page.inner_text("main").replace(",", ".")
    told.picture(page, "results")
    page.locator("main a[href*='figure=kg']").first.click()
    page.wait_for_url("**/results/records/**")
    told.picture(page, "records")
    page.locator("main a[href*='/results/seizure/']").first.click()
    page.wait_for_url("**/results/seizure/*/")
    text = page.inner_text("main").replace(",", ".")
    assert "14.218" in text
    assert "14.73" in text
    assert "TJ-DCA" in text
    told.picture(page, "seizure")
    page.locator("main a[href*='/reports/']").first.click()
    page.wait_for_url("**/reports/*/")
    assert words["summary"] in page.inner_text("main")
    told.open(page, f"{report.partition('?')[0]}changes/")
    text = page.inner_text("main").replace(",", ".")
    assert "14.218" in text
    assert "14.73" in text
    told.picture(page, "changed")
    annual(told, page)


def annual(told: Told, page: Page) -> None:
    """Made in the background, with a progress bar that needs no script."""
    year = timezone.localdate().year
    told.open(page, f"/annual/{year}/")
    press(page, "form button[value=make]")
    ready_paper = "main a[href*='/paper/']"
    for _ in range(60):
        if page.locator(ready_paper).count():
            break
        page.wait_for_timeout(500)
        told.open(page, f"/annual/{year}/")
    told.picture(page, "annual")
    address = page.locator(ready_paper).first.get_attribute("href")
    paper = page.request.get(told.address + address)
    assert paper.status == 200
    assert paper.body()[:4] in (b"%PDF", b"PK\x03\x04")


def learned(told: Told, client, pereval: str) -> None:
    """What the debriefing recommends is followed to done, and confirmed by who asked for it."""
    words, page = told.words, told.at(client, "asanov", "KG-MIA")
    told.open(page, f"{pereval}step/?step=completed")
    answer(page, {"step": "completed"})
    press(page, SIGN)
    told.open(page, f"{pereval}debriefing/new/")
    answer(page, {"p0": words["aim"], "r0-name": words["lesson"], "r0-office": "TJ-DCA", "r0-dueDate": day(30)})
    press(page, SIGN)
    told.open(page, f"{pereval}debriefing/")
    assert words["lesson"] in page.inner_text("main")
    link = page.locator("main a[href*='/recommendations/']", has_text=words["lesson"]).first
    task = link.get_attribute("href").partition("?")[0]
    steps = [
        ("saidov", "TJ-DCA", "accepted", {}), ("saidov", "TJ-DCA", "done", {"evidence": words["proof"]}),
        ("asanov", "KG-MIA", "confirmed", {}),
    ]  # fmt: skip
    for who, office, step, more in steps:
        page = told.at(client, who, office)
        told.open(page, f"{task}step/")
        answer(page, {"step": step, **more})
        press(page, SIGN)
    told.open(page, f"{pereval}debriefing/")
    told.picture(page, "debriefing")
