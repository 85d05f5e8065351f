"""The map in a real browser: it moves, it asks no other host, it is light, and it stays where WebGL is not."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import expect

from sarhad.links.maps.views import LIBRARY
from sarhad.links.tests.journey import Journey
from tests.cast import Cast
from tests.e2e.test_pages import axe, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]
PAGE, SCRIPTS, DATA = 15 * 1024, 300 * 1024, 125 * 1024  # bytes, gzipped


@pytest.fixture
def journey(transactional_db, settings) -> Journey:
    settings.SIMULATED = True
    told = Journey(cast := Cast())
    told.cast = cast
    return told


def opened(browser, journey, live_server, language, width, **media):
    page = signed_in(browser, SimpleNamespace(cast=journey.cast), "owner", live_server.url, language, width)
    page.emulate_media(**media)
    page.said, page.got = [], {}
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("response", lambda answer: page.got.setdefault(answer.url, answer))
    page.goto(f"{live_server.url}/map/?e={journey.operation}&e={journey.truck}")
    return page


@pytest.mark.skipif(not LIBRARY.exists(), reason="needs MapLibre, which the build fetches from npm's registry")
@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ru", 360, "dark")])
def test_a_map_that_moves(browser, journey, live_server, language, width, scheme):
    page = opened(browser, journey, live_server, language, width, color_scheme=scheme)
    expect(page.locator("#map[data-drawn]")).to_be_visible(timeout=30_000)
    assert not page.said
    assert {url.split("/")[2] for url in page.got} == {live_server.url.split("/")[2]}
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    shoot(page, f"map-{language}-{width}-{scheme}")
    assert not axe(page, "map")
    weigh(page)

    # Pins say what stands there; the slider takes later things off; the still picture is one click away.
    expect(page.locator("canvas")).to_have_attribute("role", "region")
    page.locator("#map-time input").fill("1")
    assert page.locator("tr[data-pin]:visible").count() == 2  # of 2026, and of the first day
    page.locator("[data-do=swap]").click()
    expect(page.locator(".map-still svg")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator(".map-still svg")).to_be_visible()
    assert not page.said


def weigh(page):
    sizes = {url.split("?")[0].split("/")[-1]: len(gzip.compress(got.body())) for url, got in page.got.items()}
    assert sizes.pop("base-map.json") <= DATA
    assert sum(size for name, size in sizes.items() if "map" in name) <= SCRIPTS
    assert sizes[""] <= PAGE


def test_without_webgl_the_picture_stays(browser, journey, live_server):
    page = signed_in(browser, SimpleNamespace(cast=journey.cast), "owner", live_server.url, "en", 1280)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{live_server.url}/map/?e={journey.operation}")
    expect(page.locator(".map-still svg")).to_be_visible()
    expect(page.get_by_role("row", name="Seizure S-77").first).to_be_visible()
    shoot(page, "map-still-en-1280")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".map-still svg")).to_be_visible()
    expect(page.locator("#map")).to_be_hidden()


def test_without_a_script(browser, journey, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    client = journey.cast.client("owner")
    context.add_cookies([{"name": "sessionid", "value": client.session.session_key, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/map/?e={journey.operation}")
    expect(page.locator(".map-still svg")).to_be_visible()
    expect(page.locator("#map-tools")).to_be_hidden()
    context.close()
