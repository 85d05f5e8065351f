"""Screening in a real browser, on a phone: typed, scanned, wanted, perhaps, nobody; no JavaScript anywhere."""

from __future__ import annotations

import gzip

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from django.conf import settings
from playwright.sync_api import Browser, Page

from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Scope
from sarhad.kernel.tests.test_mrz import passport
from sarhad.systems.wanted.tests.people import seek
from tests.cast import MEMBERS, OWNER_ALONE, Cast, person
from tests.e2e.test_pages import HTML, axe, shoot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

LINES = passport("SIM447120", "TJK", "830414", "M", "301231", "", "KARIMOV<<FARKHOD")


@pytest.fixture
def cast(transactional_db, settings) -> Cast:
    settings.SIMULATED = True
    cast = Cast()
    _notice, who = seek(
        cast, colour="blue", noticeNumber="W-0093", contactPhone="+992005550100", name="Karimov Farhod",
        dangers="armed",
    )  # fmt: skip
    claim = person("Каримов Фарҳод", who, birthDate="1983-04-14", passportNumber="SIM447120", nationality="tj")
    cast.contribute("TJ-DCA", [claim], Scope(read=(MEMBERS,)))
    cast.contribute("TJ-DCA", [person("Nazarova Zebo", birthDate="1990")], OWNER_ALONE)
    NameIndex().catch_up()
    return cast


def phone(
    browser: Browser, cast: Cast, base: str, language: str, dark: bool, width: int = 360, script: bool = False
) -> Page:
    client = cast.client("border")
    context = browser.new_context(
        viewport={"width": width, "height": 740}, java_script_enabled=script, locale=language,
        color_scheme="dark" if dark else "light",
    )  # fmt: skip
    cookies = [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": base}]
    context.add_cookies([*cookies, {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": base}])
    cast.seat("border").officer.__class__.objects.filter(username="border").update(language=language)
    page = context.new_page()
    page.goto(f"{base}/screening/")
    return page


@pytest.mark.parametrize(
    ("language", "dark", "width"), [("en", False, 360), ("en", True, 360), ("ru", False, 360), ("en", False, 1280)]
)
def test_a_shift(browser, cast, live_server, language, dark, width):
    page = phone(browser, cast, live_server.url, language, dark, width)
    name = f"screening-%s-{language}-{width}{'-dark' if dark else ''}"
    shoot(page, name % "empty")
    faults: list[str] = []
    for label, keys in {
        "stop": lambda: scan(page),
        "check": lambda: page.locator("[name=name]").fill("Каримов Фарход"),
        "nothing": lambda: page.locator("[name=name]").fill("Smith John"),
        "error": lambda: page.locator("[name=mrz]").fill(LINES.replace("SIM447120", "SIM447121")),
    }.items():
        with page.expect_navigation():
            keys()
            if label != "stop":
                page.locator("button.main.big").click()
        shoot(page, name % label)
        faults += look(page, label)
    assert not faults


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_fault_in_an_answer(browser, cast, live_server, dark):
    page = phone(browser, cast, live_server.url, "en", dark, script=True)
    faults = axe(page, "empty")
    with page.expect_navigation():
        scan(page)
    page.locator("details summary").last.click()
    assert page.locator(".verdict.stop").count()
    assert faults + axe(page, "stop") == []


def scan(page: Page) -> None:
    """As a scanner types: the lines, with Enter between them, where the cursor is; Tab and Enter last."""
    page.keyboard.type(LINES)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def look(page: Page, label: str) -> list[str]:
    body = page.content().encode()
    expected = {"stop": ".verdict.stop", "check": ".verdict.check", "nothing": ".verdict", "error": ".errors"}[
        label
    ]
    found = [f"{label}: no {expected}"] if not page.locator(expected).count() else []
    found += [f"{label}: weighs too much"] if len(gzip.compress(body)) > HTML else []
    wide = page.locator("body").bounding_box()["width"] > page.viewport_size["width"]
    return [*found, *([f"{label}: scrolls sideways"] if wide else [])]
