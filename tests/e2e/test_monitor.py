"""The drugs monitor in a real browser, for whoever is not signed in: the finding, the map, the records behind a
number, prices, a profile, warnings; what is taken away; and what an officer sees more.

With SARHAD_SCREENSHOTS=1 the pictures of docs/tour.md are taken again. All is simulated.
"""

from __future__ import annotations

import csv
import io

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import Page

from sarhad.demo.chapters import monitor
from sarhad.demo.region import open_offices
from sarhad.demo.story import Story
from sarhad.ledger import stamp
from tests.e2e.scene import catch_up
from tests.e2e.telling import LANGUAGES, Told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

WORDS = {"en": {"purpose": "Prices (simulated)"}, "ru": {"purpose": "Цены (учебное)"}}
FINDING = {"en": "overtaken", "ru": "амфетамины, а не героин"}
SEEN = 32  # pictures of the tour that come before


@pytest.fixture
def story(transactional_db, settings) -> Story:
    settings.SIMULATED, settings.ORGANISATION = True, "the demonstration"
    stamp.note()
    open_offices()
    told = Story()
    monitor.tell(told)
    catch_up()
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_everyone_may_see(browser, live_server, client, story, language):
    told = Told(browser, live_server.url, language, WORDS[language], SEEN + 1)
    page = told.public()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith(live_server.url) else None)
    overview(told, page)
    mapped(told, page)
    told_of(told, page)
    profiled(told, page)
    assert not said
    priced(told, told.at(client, "asanov", "KG-MIA"))


def overview(told: Told, page: Page) -> None:
    """The finding as title; a cell of the table leads to the records that it counts."""
    told.open(page, "/monitor/")
    assert FINDING[told.language] in page.inner_text("h1")
    told.picture(page, "monitor")
    cell = page.locator("main table.data tbody td a").first
    n = int(cell.inner_text())
    cell.click()
    page.wait_for_load_state("networkidle")
    assert f"{n}" in page.inner_text("main")
    assert page.locator("main tbody tr").count() == min(n, 50)
    told.open(page, "/monitor/trends/")
    assert page.locator("main figure svg, main .plot svg").count()
    told.picture(page, "trends")


def mapped(told: Told, page: Page) -> None:
    """Seizures by region; routes."""
    told.open(page, "/monitor/map/")
    assert page.locator("main svg path").count() > 100
    told.picture(page, "monitor-map")
    told.open(page, "/monitor/map/?show=routes")
    assert page.locator("main tbody tr").count()


def told_of(told: Told, page: Page) -> None:
    """News and warnings."""
    told.open(page, "/monitor/news/")
    assert "12.4" in page.inner_text("main")
    told.open(page, "/monitor/warnings/?month=2025-12")
    assert page.locator('main a[href*="/monitor/records/"]').count() >= 2
    told.picture(page, "warnings")
    feed = page.request.get(f"{told.address}/monitor/news/feed.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")


def profiled(told: Told, page: Page) -> None:
    """A country on one page, as a paper, and as it was issued; the table behind its trend as a file."""
    told.open(page, "/monitor/countries/tj/")
    assert page.locator("main svg").count()
    told.picture(page, "country")
    paper = page.request.get(f"{told.address}/monitor/countries/tj/paper/")
    assert paper.body()[:5] == b"%PDF-"
    page.locator('a[href*="/monitor/profiles/"]').first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator('a[href*="paper=ru"]').count() == 1
    taken = page.request.get(f"{told.address}/monitor/countries/?form=csv").text().removeprefix("\ufeff")
    assert {"tj", "uz", "kg"} <= {row["country"] for row in csv.DictReader(io.StringIO(taken))}


def priced(told: Told, page: Page) -> None:
    """Prices along the route: an officer of a member also sees what another saw and released to members."""
    told.open(page, "/monitor/prices/?substance=heroin")
    assert page.locator("main table").count()
    told.picture(page, "prices")
