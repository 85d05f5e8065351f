"""Every page in a real browser: nothing sticks out at 360 pixels, axe finds no fault, no page weighs too much.

With SARHAD_SCREENS=1 a picture of each goes to `test-results/screens/`. Those of the README are taken by
`test_first_minutes.py`.
"""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.cast import PASSWORD, Cast
from tests.e2e.scene import Scene, build, pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "test-results" / "screens"
HTML = 15 * 1024  # bytes of an ordinary page, gzipped: 2 s at 64 kbit/s
HEAVY = 30 * 1024  # of a map, which is drawn in the page
CSS = 8 * 1024
LOOKS = [  # language, width, axe, whole; long words and narrow screens come together: every page is looked at so,
    # and by turns with axe or in English on a wide one; all of them and the other pairs at leisure
    ("en", 1280, False, False),
    ("ru", 360, True, False),
    pytest.param("ru", 360, True, True, marks=pytest.mark.soak),
    pytest.param("en", 1280, True, True, marks=pytest.mark.soak),
    pytest.param("ru", 1280, False, True, marks=pytest.mark.soak),
    pytest.param("en", 360, False, True, marks=pytest.mark.soak),
]
ISLANDS = ("chart-work", "chart-saved", "monitor-map")
"""Pages that a script makes quicker; every other one has none, and these work without it too."""
PARTS = 2  # of the pages, for two workers
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def scene(transactional_db, settings) -> Scene:
    settings.SIMULATED = True
    return build(Cast())


def signed_in(browser: Browser, scene: Scene, who: str, base: str, language: str, width: int) -> Page:
    client = scene.cast.client(who)
    context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
    cookies = [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": base}]
    context.add_cookies([*cookies, {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base}])
    scene.cast.seat(who).officer.__class__.objects.filter(username=who).update(language=language)
    return context.new_page()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("language", "width", "with_axe", "whole"), LOOKS)
def test_every_page(browser, scene, live_server, language, width, with_axe, whole, part):
    faults = []
    for who, wanted in pages(scene).items():
        page = signed_in(browser, scene, who, live_server.url, language, width)
        for n, (name, address) in enumerate(wanted[part::PARTS]):
            if with_axe or whole or n % 2:
                faults += look(page, live_server.url + address, f"{name}-{language}-{width}")
            if with_axe and (whole or n % 2 == 0):
                faults += axe(page, name)
        page.context.close()
    assert not faults, "\n".join(faults)


def look(page: Page, address: str, name: str) -> list[str]:
    """Open a page, keep its picture, and say what is wrong with it."""
    said: list[str] = []
    note = lambda message: said.append(message.text) if message.type == "error" else None
    page.on("console", note)
    body = page.goto(address).body()
    page.remove_listener("console", note)
    shoot(page, name)
    faults = [f"{name}: console says {text[:200]}" for text in said if "404" not in text]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        faults.append(f"{name}: scrolls sideways")
    if b"style=" in body or (b"<script" in body and not name.startswith(ISLANDS)):
        faults.append(f"{name}: style attribute or script")
    if (size := len(gzip.compress(body))) > (HEAVY if name.startswith("monitor-map") else HTML):
        faults.append(f"{name}: {size} bytes gzipped")
    return faults


def axe(page: Page, name: str) -> list[str]:
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}  # not all that is well
    found = Axe().run(page, options=options).response["violations"]
    return [f"{name}: {each['id']} at {each['nodes'][0]['html'][:160]}" for each in found]


def shoot(page: Page, name: str) -> None:
    if os.environ.get("SARHAD_SCREENS") != "1":
        return
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def test_sign_in_by_hand(browser, scene, live_server):
    """From the sign-in page to a profile with the keyboard alone."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en").new_page()
    page.goto(live_server.url)
    shoot(page, "sign-in-en-1280")
    page.keyboard.type("owner")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Purpose of your work now").fill("case 2026-114")
    shoot(page, "seat-first-en-1280")
    page.keyboard.press("Enter")
    page.locator("#q").fill("каримов")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Karimov Farkhod Salimovich").first.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Karimov Farkhod Salimovich"
    assert "case 2026-114" in page.inner_text("body")


def test_the_style_sheet_is_light():
    css = (ROOT / "src/sarhad/web/static/web/sarhad.css").read_bytes()
    assert len(gzip.compress(css)) <= CSS
