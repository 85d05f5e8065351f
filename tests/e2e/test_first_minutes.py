"""The first five minutes of the README, in a real browser: what it says to click is there and shows what it says.

With SARHAD_SCREENSHOTS=1 its pictures are taken again, from the region in its full size.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import Browser, Page

from sarhad.demo.build import build
from sarhad.demo.region import password
from sarhad.entities.index import NameIndex
from sarhad.matching.hits import Hits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TAKES = os.environ.get("SARHAD_SCREENSHOTS") == "1"


@pytest.fixture
def region(transactional_db, settings) -> None:
    settings.SIMULATED, settings.ORGANISATION = True, "the demonstration"
    build(share=1.0 if TAKES else 0.05)
    NameIndex().catch_up()
    Hits().catch_up()


PURPOSE = {"en": "operation Chashma", "ru": "операция «Чашма»"}


def sign_in(
    browser: Browser,
    address: str,
    who: str,
    *,
    language: str = "en",
    width: int = 1280,
    height: int = 860,
) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}, locale=language).new_page()
    page.goto(address)
    page.locator("#id_login").fill(who)
    page.locator("#id_password").fill(password(who))
    page.keyboard.press("Enter")
    page.locator("input[name=seat]").first.check()
    page.locator("input[name=purpose]").fill(PURPOSE[language])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")
    return page


def look_for(page: Page, text: str) -> None:
    page.locator("#q").fill(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?*")


def picture(page: Page, name: str) -> None:
    if TAKES:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=PICTURES / f"{name}.png")


def test_the_first_five_minutes(region, browser, live_server):
    """N. Rahimova finds one man in the records of three offices, and B. Usenov sees what he may at the border."""
    page = sign_in(browser, live_server.url, "rahimova")
    assert "Offers under conditions" in page.inner_text("main")
    picture(page, "home-en")
    look_for(page, "karimov farhod")
    page.get_by_role("link", name="Karimov Farhod Salimzoda").first.click()
    page.wait_for_url("**/e/*/")
    man = page.url
    told = page.inner_text("main")
    assert "values differ" in told
    assert "3 records form this profile." in told
    assert "Ака" in page.inner_text("#rel")
    picture(page, "profile-en")

    page = sign_in(browser, live_server.url, "toktosunova", language="ru", height=700)
    look_for(page, "каримов")
    picture(page, "search-ru")
    page.goto(man)
    assert "Sim Trans LLC" in page.inner_text("#rel")
    assert "Ака" not in page.inner_text("#rel")

    page = sign_in(browser, live_server.url, "usenov", language="ru", width=360, height=720)
    page.goto(man)
    assert page.get_by_role("heading", level=1).inner_text() == "Karimov Farkhod Salimovich"
    picture(page, "profile-ru-360")

    page.goto(f"{live_server.url}/screening/")
    page.locator("[name=name]").fill("КАРИМОВ ФАРХОД")
    page.locator("[name=birth]").fill("14.04.1983")
    with page.expect_navigation():
        page.locator("button.main.big").click()
    assert "Каримов" in page.inner_text("main") or "Karimov" in page.inner_text("main")
    picture(page, "screening-ru-360")

    page = sign_in(browser, live_server.url, "rahimova")
    page.goto(f"{live_server.url}/inbox/")
    assert page.locator(".hit").count() > 0
    picture(page, "inbox-en")
    page.goto(f"{live_server.url}/wanted/")
    assert "W-0093" in page.inner_text("main")
    picture(page, "wanted-en")

    page = sign_in(browser, live_server.url, "outsider")
    assert page.goto(man).status == 404
    look_for(page, "karimov farhod")
    assert page.locator("main a", has_text="Karimov").count() == 0

    page = sign_in(browser, live_server.url, "saidov", language="ru")
    page.get_by_role("button", name="Принять").first.click()
    look_for(page, "prokhorov")
    assert "Прохоров Вадим Сергеевич" in page.inner_text("main")
