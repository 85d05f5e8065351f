"""The analyst's workplace in a real browser, in Russian and English: a chart begun from a profile, what the network
says, the other pictures of the case, a path, an operator's calls; and the same chart as another office sees it.

With SARHAD_SCREENSHOTS=1 the pictures of docs/tour.md are taken again. All is simulated.
"""

from __future__ import annotations

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import Page, expect

from sarhad.demo.chapters import chashma, workplace
from sarhad.demo.region import open_offices
from sarhad.demo.story import Story
from sarhad.ledger import stamp
from tests.e2e.scene import catch_up
from tests.e2e.telling import LANGUAGES, Told, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

WORDS = {"en": {"purpose": "Operation Chashma (simulated)"}, "ru": {"purpose": "Операция «Чашма» (учебное)"}}
SEEN = 24  # pictures of the tour that come before
SECRET = "Ака"  # whom Dushanbe alone knows


@pytest.fixture
def story(transactional_db, settings) -> Story:
    settings.SIMULATED, settings.ORGANISATION = True, "the demonstration"
    stamp.note()
    open_offices()
    told = Story()
    chashma.tell(told)
    workplace.tell(told)
    catch_up()
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_seen_at_once(browser, live_server, client, story, language):
    told = Told(browser, live_server.url, language, WORDS[language], SEEN + 1)
    page = told.at(client, "rahimova", "TJ-DCA")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith(live_server.url) else None)
    chart = begun(told, page, story)
    looked_into(told, page, chart)
    connected(told, page, story)
    heard(told, page, story)
    assert not said
    shared(told, client, story)


def begun(told: Told, page: Page, story: Story) -> str:
    """From the profile; then one of the phones on it is expanded by its calls, and it is undone and done again."""
    told.open(page, f"/e/{story.entity('karimov')}/")
    press(page, 'a[href*="/charts/start/"]')
    press(page, "button.main")
    chart = page.url.removeprefix(told.address)
    told.open(page, f"{chart}?e={story.entity('phone 0142')}")
    before = page.locator("main tbody tr").count()
    page.locator('#expand button[value="expand"]').click()
    page.wait_for_load_state("networkidle")
    told.open(page, chart)
    assert SECRET in page.inner_text("main")
    assert page.locator("main tbody tr").count() > before
    expect(page.locator("[data-board][data-ready]")).to_be_attached()
    told.picture(page, "chart")
    return chart


def looked_into(told: Told, page: Page, chart: str) -> None:
    """The tabs of a chart: what the network says, without one man, the matrix, events, flows, the map."""
    told.open(page, f"{chart}measures/")
    assert "%" in page.inner_text("main")
    told.picture(page, "network")
    told.open(page, f"{chart}events/")
    assert page.locator("main svg[role=img], main figure svg").count()
    told.picture(page, "events")
    told.open(page, f"{chart}flows/")
    assert "12" in page.inner_text("main")
    told.picture(page, "flows")
    told.open(page, f"{chart}map/")
    assert page.locator("main tbody tr").count() > 5
    told.picture(page, "case-map")
    told.open(page, f"{chart}matrix/")
    assert page.locator("main table").count()


def connected(told: Told, page: Page, story: Story) -> None:
    """How the company and a woman hang together: through the man."""
    ends = "&".join(f"e={story.entity(name)}" for name in ("Sim Trans", "nazarova"))
    told.open(page, f"/paths/?{ends}")
    assert "Karimov" in page.inner_text("main")
    told.picture(page, "path")


def heard(told: Told, page: Page, story: Story) -> None:
    """What an operator's file says, and who is new since the day of the seizure."""
    told.open(page, f"/calls/{story.entity('calls 0142')}/?event=09.11.2026")
    assert "+7 700 555 0111" in page.inner_text("main").replace("\xa0", " ")
    told.picture(page, "calls")


def shared(told: Told, client, story: Story) -> None:
    """The saved chart as Bishkek sees it: the same picture without what Dushanbe kept for itself."""
    for username, office, knows in (("rahimova", "TJ-DCA", True), ("toktosunova", "KG-MIA", False)):
        page = told.at(client, username, office)
        told.open(page, f"/charts/saved/{story.entity('chart')}/")
        assert (SECRET in page.inner_text("main")) is knows
    told.picture(page, "chart-in-bishkek")
