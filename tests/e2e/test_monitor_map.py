"""The monitor's map in a real browser: time runs, it moves when asked to, is light, and works without a script."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from playwright.sync_api import expect

from sarhad.links.maps.views import LIBRARY
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import Cast
from tests.e2e.test_pages import axe, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]
ALL, BASE, PAGE, DATA = 150 * 1024, 250 * 1024, 30 * 1024, 30 * 1024  # bytes, gzipped
LOOKS = [("ru", 360, "dark"), pytest.param("en", 1280, "light", marks=pytest.mark.soak)]
SIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def cast(transactional_db, settings) -> Cast:
    settings.SIMULATED = True
    table((cast := Cast()).reader("owner"))
    return cast


def opened(browser, cast, live_server, language, width, scheme, address):
    page = signed_in(browser, SimpleNamespace(cast=cast), "owner", live_server.url, language, width)
    page.emulate_media(color_scheme=scheme)
    page.said, page.got = [], {}
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("response", lambda answer: page.got.setdefault(answer.url, answer))
    page.goto(live_server.url + address)
    return page


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_time_runs_and_the_picture_is_one_click_from_its_records(
    browser, cast, live_server, language, width, scheme
):
    page = opened(browser, cast, live_server, language, width, scheme, "/monitor/map/?show=routes")
    assert not page.evaluate(SIDE)
    shoot(page, f"monitor-map-routes-{language}-{width}")
    page.goto(f"{live_server.url}/monitor/map/?near=world")
    shoot(page, f"monitor-map-{language}-{width}")
    assert not page.evaluate(SIDE)
    assert not axe(page, "monitor-map")

    # The keyboard moves time, and with it the title, the table and the address.
    title = page.locator("h1").inner_text()
    expect(page.locator("#map-steps")).to_be_hidden()
    page.locator("#map-time input").focus()
    page.keyboard.press("End")
    page.wait_for_url("**at=2016-11**")
    expect(page.locator("h1")).not_to_have_text(title)
    assert page.locator("#table tbody tr").count() == 1
    assert page.locator("#table tbody a").get_attribute("href").endswith("since=2016-11&until=2016-11&country=uz")
    page.locator("[data-do=play]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**at=2014-01**")
    page.keyboard.press("Enter")
    assert not page.said

    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("#map-bar")).to_be_hidden()
    expect(page.locator(".map-still svg")).to_be_visible()
    shoot(page, f"monitor-map-print-{language}-{width}")


@pytest.mark.skipif(not LIBRARY.exists(), reason="needs MapLibre, which the build fetches from npm's registry")
@pytest.mark.parametrize("show", [pytest.param("areas", marks=pytest.mark.soak), "clusters"])
def test_it_moves_when_asked_and_is_light(browser, cast, live_server, show):
    page = opened(browser, cast, live_server, "en", 1280, "light", f"/monitor/map/?show={show}")
    page.wait_for_load_state("networkidle")
    assert not [url for url in page.got if "maplibre" in url or "base-map" in url]  # nobody has asked for it yet
    assert weight(page.got.values()) <= ALL
    page.locator("[data-do=live]").click()
    expect(page.locator("#map-live[data-drawn]")).to_be_visible(timeout=30_000)
    assert not page.said
    assert {url.split("/")[2] for url in page.got} == {live_server.url.split("/")[2]}
    data = [answer for url, answer in page.got.items() if "/map/data/" in url]
    assert data
    assert all(weight([each]) <= DATA for each in data)
    base = [answer for url, answer in page.got.items() if "base-map" in url]
    assert weight(base) <= BASE
    assert weight(page.got.values()) - weight(base) <= 400 * 1024
    shoot(page, f"monitor-map-live-{show}")
    page.locator("[data-do=in]").click()
    page.locator("[data-do=live]").click()
    expect(page.locator(".map-still svg")).to_be_visible()
    expect(page.locator("#map-live")).to_be_hidden()


def weight(answers) -> int:
    return sum(len(gzip.compress(each.body())) for each in answers)


def test_without_a_script_time_is_a_row_of_links(browser, cast, live_server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    answer = page.goto(f"{live_server.url}/monitor/map/?near=world")
    assert len(gzip.compress(answer.body())) <= PAGE
    expect(page.locator("#map-bar")).to_be_hidden()
    page.locator("#map-steps a", has_text="11.2016").click()
    expect(page.locator("h1")).to_contain_text("Uzbekistan")
    page.locator("summary", has_text="All substances").click()
    page.get_by_label("Opioids").or_(page.locator("input[name=substance]").first).first.check()
    page.locator("form.asks button").click()
    assert "substance=" in page.url
    context.close()
