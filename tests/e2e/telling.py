"""Telling a story in a real browser: who is at which desk, in which language; pictures of the tour."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from sarhad.access.middleware import PURPOSE, SEAT
from sarhad.access.models import Officer, Seat
from tests.cast import just_given

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TAKES = os.environ.get("SARHAD_SCREENSHOTS") == "1"
LANGUAGES = ["ru", pytest.param("en", marks=[] if TAKES else pytest.mark.soak)]
"""Most of our users speak Russian; every page is looked at in both (`test_pages.py`)."""


class Told:
    """One telling: who is at which desk, in which language."""

    def __init__(
        self, browser: Browser, address: str, language: str, words: dict[str, str], first: int = 1
    ) -> None:
        self.browser, self.address, self.language, self.words = browser, address, language, words
        self.taken = first - 1  # pictures of the tour

    def at(self, client, username: str, office: str, *, width: int = 1280) -> Page:
        """The officer's browser, signed in, seat taken and purpose stated."""
        officer = Officer.objects.get(username=username)
        officer.language = self.language
        officer.save(update_fields=["language"])
        client.logout()
        client.force_login(officer)
        session = client.session
        session[SEAT] = Seat.objects.current().get(officer=officer, office=office).pk
        session[PURPOSE] = self.words["purpose"]
        session.update(just_given(officer))
        session.save()
        context = self.browser.new_context(viewport={"width": width, "height": 860}, locale=self.language)
        context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": self.address}])
        context.set_default_timeout(15_000)
        return context.new_page()

    def public(self, *, width: int = 1280) -> Page:
        """The browser of somebody who is not signed in."""
        context = self.browser.new_context(viewport={"width": width, "height": 860}, locale=self.language)
        context.set_default_timeout(15_000)
        return context.new_page()

    def open(self, page: Page, path: str) -> Page:
        answer = page.goto(self.address + path)
        assert answer.status == 200, path
        return page

    def picture(self, page: Page, name: str) -> None:
        self.taken += 1
        if TAKES:
            page.wait_for_load_state("networkidle")
            page.screenshot(path=PICTURES / f"tour-{self.taken}-{name}-{self.language}.png", full_page=True)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(f"main {button}").first.click()


def answer(page: Page, answers: dict[str, str | list[str]]) -> None:
    """Every question of this page that we have an answer to."""
    for name, value in answers.items():
        fields = page.locator(f'main [name="{name}"], main [name$="/{name}"]')
        if not fields.count():
            continue
        kind = fields.first.get_attribute("type") or fields.first.evaluate("node => node.tagName")
        if kind in ("radio", "checkbox"):
            for each in [value] if isinstance(value, str) else value:
                page.locator(
                    f'main [name="{name}"][value="{each}"], main [name$="/{name}"][value="{each}"]'
                ).check()
        elif kind == "SELECT":
            fields.first.select_option(value)
        else:
            fields.first.fill(value if isinstance(value, str) else " ".join(value))


def later(monkeypatch, days: int) -> None:
    then = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: then)
