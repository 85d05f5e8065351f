"""Signing in by hand, as officers do: an invitation with an app, a security key, and a session that locks."""

from __future__ import annotations

import time

import pytest

from sarhad.access import factors, invitations
from sarhad.access.middleware import ACTIVE
from sarhad.access.models import Officer
from tests.cast import PASSWORD, Cast
from tests.e2e.test_pages import axe, shoot

Page = pytest.importorskip("playwright.sync_api", reason="needs Playwright").Page

pytestmark = pytest.mark.browser
NEW = "violet tractors over Osh"


@pytest.fixture
def cast(transactional_db, settings) -> Cast:
    settings.SECOND_FACTOR_OPTIONAL = False
    settings.IDLE = 900
    return Cast()


@pytest.fixture
def opened(browser):
    """`opened(language, width)`: a page of its own; what its console said is a fault."""
    said: list[str] = []
    pages = []

    def new(language: str, width: int) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=language)
        page = context.new_page()
        page.on(
            "console",
            lambda message: said.append(f"{message.text} {message.location}") if message.type == "error" else None,
        )
        page.on("pageerror", lambda error: said.append(str(error)))
        pages.append(page)
        return page

    yield new
    for page in pages:
        page.context.close()
    assert [text for text in said if "403" not in text] == []  # the page that keeps a form answers with it


def looked(page: Page, name: str) -> None:
    shoot(page, name)
    assert axe(page, name) == []
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"), name


def code_of(secret: str, steps: int = 0) -> str:
    return format(factors.hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + steps), "06d")


@pytest.mark.parametrize(("language", "width"), [("ru", 360), ("en", 1280)])
def test_an_invitation(cast, opened, live_server, language, width):
    reader = cast.reader("owner")
    about = {"username": "rahimova", "name": "N. Rahimova", "language": language}
    _seat, text = invitations.invite(reader, **about, office="TJ-DCA", roles=["analyst"])
    page = opened(language, width)
    page.goto(f"{live_server.url}/invitation/{text}/")
    looked(page, f"invitation-{language}-{width}")
    page.fill("#id_password", NEW)
    page.fill("#id_again", NEW)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/")
    looked(page, f"second-factor-{language}-{width}")
    page.locator('a[href^="/second-factor/app/"]').click()
    looked(page, f"app-{language}-{width}")
    box = page.locator("#app-code, svg.segno, main svg").last.bounding_box()
    assert box["width"] >= 150, "a camera needs it large"
    page.fill("#id_code", code_of(page.locator("code").inner_text()))
    page.keyboard.press("Enter")
    page.locator("ol li").nth(9).wait_for()
    looked(page, f"codes-{language}-{width}")
    page.locator("main a.main").click()
    page.goto(f"{live_server.url}/search/")
    page.fill("#id_purpose", "case 7")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/")
    for name in ("second-factor", "sessions"):
        page.goto(f"{live_server.url}/{name}/")
        looked(page, f"{name}-own-{language}-{width}")


def test_a_security_key(cast, opened, live_server):
    page = opened("en", 1280)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**key, "automaticPresenceSimulation": True}})
    password(page, live_server.url, "owner")
    page.locator('a[href^="/second-factor/key/"]').click()
    page.fill("#id_name", "blue key")
    looked(page, "key-en-1280")
    page.locator("#add-key").click()
    page.locator("ol li").nth(9).wait_for()
    page.goto(f"{live_server.url}/sign-out/")
    page.locator("main button.main").click()
    password(page, live_server.url, "owner")
    looked(page, "key-asked-en-1280")
    page.locator("#use-key").click()
    page.wait_for_url("**/seat/**")
    page.goto(f"{live_server.url}/second-factor/")
    assert "blue key" in page.inner_text("main")
    looked(page, "key-own-en-1280")


def password(page: Page, base: str, username: str) -> None:
    page.goto(f"{base}/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/second-factor/**")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ru", 360)])
def test_a_locked_session_loses_nothing(cast, opened, live_server, settings, language, width):
    settings.SECOND_FACTOR_OPTIONAL = True
    Officer.objects.update(language=language)
    client, page = cast.client("owner"), opened(language, width)
    page.context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])
    for name, path in looked_at(cast).items():
        page.goto(live_server.url + path)
        looked(page, f"{name}-{language}-{width}")
    page.goto(f"{live_server.url}/groups/new/")
    page.fill("#id_name", "typed")
    page.fill("#id_name_en", "What was typed at length")
    page.locator('input[value="KZ-MIA"]').check()
    session = client.session
    session[ACTIVE] -= 900
    session.save()
    page.locator("main form button.main").click()
    looked(page, f"unlock-{language}-{width}")
    page.fill("#id_secret", "wrong wrong wrong")
    page.keyboard.press("Enter")
    page.fill("#id_secret", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("TJ-DCA/typed").first.wait_for()


def looked_at(cast: Cast) -> dict[str, str]:
    seat = cast.seat("colleague").pk
    return {
        "officer": f"/officers/{seat}/",
        "officer-back": f"/officers/{seat}/back/",
        "seat-end": f"/officers/{seat}/end/",
        "officer-new": "/officers/new/",
        "resting": "/unlock/?next=/search/",
    }
