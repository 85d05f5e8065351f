"""The chart as a script paints it: what hands and keys do is remembered, the page stays sound and light.

With SARHAD_SCREENS=1 pictures of it go to `test-results/screens/`.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs Playwright")

from types import SimpleNamespace

from django.urls import reverse
from playwright.sync_api import Page, expect

from sarhad.kernel.claim import Claim
from sarhad.links.charts import drafts, starting
from tests.cast import Cast, person
from tests.e2e.test_pages import axe, shoot, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "audit"])]

STATIC = Path(__file__).resolve().parents[2] / "src/sarhad/links/static/links"
SCRIPTS = [
    "board",
    "chart",
    "glpaint",
    "hands",
    "labels",
    "paint",
    "scene",
    "shapes",
    "stamps",
    "talk",
    "view",
    "words",
]
WEIGHT = 30 * 1024  # bytes of all scripts of the chart, gzipped
NAMES = ["Karimov Farkhod", "Назарова Зухра", "Турсунов Бахтиёр", "Rakhimov Jamshed"]
FAMILY = [("associate", 0, 1, "2026-03"), ("relative", 1, 2, "2019"), ("associate", 2, 3, "")]


@pytest.fixture
def told(transactional_db, settings) -> SimpleNamespace:
    """A chart of three people; a fourth is linked to one of them and not on it."""
    settings.SIMULATED = True
    cast = Cast()
    people = [person(name) for name in NAMES]
    links = [
        Claim(f"{n:032x}", "UnknownLink", {
            "subject": [people[a].entity], "object": [people[b].entity], "role": [role], "startDate": [when],
        })
        for n, (role, a, b, when) in enumerate(FAMILY, 1)
    ]  # fmt: skip
    cast.contribute("TJ-DCA", [*people, *links])
    reader = cast.reader("owner")
    ids = [each.entity for each in people]
    number = starting.begin(reader, "Fuel-tank route", starting.wanted(reader, ids[:3]))
    return SimpleNamespace(cast=cast, ids=ids, number=number, reader=reader)


def state(told: SimpleNamespace):
    draft = drafts.draft(told.reader, told.number)
    assert draft
    return draft.state


def opened(browser, told, base: str, language: str = "en", width: int = 1280) -> tuple[Page, list[str]]:
    """The page, once the script has taken over; and what goes wrong on it from now on."""
    page, faults = signed_in(browser, told, "owner", base, language, width), []
    page.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda asked: faults.append(asked.url) if not asked.url.startswith(base) else None)
    page.goto(base + reverse("chart", args=[told.number]))
    page.wait_for_selector("[data-board][data-ready]")
    return page, faults


def test_working_on_a_chart(browser, told, live_server):
    page, faults = opened(browser, told, live_server.url)
    board, said = page.locator("[data-board]"), page.locator("#status")
    first = told.ids[0]
    expect(page.locator("#stage")).to_be_hidden()
    # to a record by the keyboard, and its words beside it
    page.locator("[data-find]").fill("karimov")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#aside h2").first).to_contain_text("Karimov Farkhod")
    expect(said).to_contain_text("Karimov Farkhod")
    # dragged, and there after a reload
    before, place = state(told).nodes[first], board.bounding_box()
    x, y = page.evaluate(
        "[...document.querySelector('[data-board]').chart.state.selected].flatMap(n => [n.sx, n.sy])"
    )
    page.mouse.move(place["x"] + x, place["y"] + y)
    page.mouse.down()
    page.mouse.move(place["x"] + x + 60, place["y"] + y - 40, steps=4)
    with page.expect_response("**/change/"):
        page.mouse.up()
    after = state(told).nodes[first]
    assert (after.x, after.y) != (before.x, before.y)
    page.reload()
    page.wait_for_selector("[data-board][data-ready]")
    expect(said).to_contain_text("Karimov Farkhod")  # the address has kept what was selected
    assert state(told).nodes[first] == after
    board.focus()
    # pin, hide, undo, expand, note and group, all by keys
    pressed(page, "p")
    assert state(told).nodes[first].pin
    expect(page.get_by_role("button", name="Unpin")).to_be_visible()
    pressed(page, "h")
    assert state(told).nodes[first].hide
    pressed(page, "Control+z")
    assert not state(told).nodes[first].hide
    page.keyboard.press("Control+a")
    expect(said).to_have_text("Selected: 3")
    pressed(page, "e")
    assert len(state(told).nodes) == 4
    expect(page.locator("#things .count")).to_have_text("4")
    pressed(page, "g")
    assert {placed.group for placed in state(told).nodes.values()} >= {"g1"}
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#note-text")).to_be_attached()
    page.keyboard.press("n")
    page.keyboard.type("was seen in May")
    with page.expect_response("**/change/"):
        page.get_by_role("button", name="Keep the note").click()
    assert "was seen in May" in {placed.note for placed in state(told).nodes.values()}
    # from the table to the picture
    page.locator("#things a", has_text="Назарова").click()
    expect(page.locator("#aside h2").first).to_contain_text("Назарова")
    expect(board).to_be_focused()
    shoot(page, "canvas-en-1280")
    faults += axe(page, "chart")
    assert not faults, "\n".join(faults)


def pressed(page: Page, key: str) -> None:
    with page.expect_response("**/change/") as answer:
        page.keyboard.press(key)
    assert answer.value.ok
    page.wait_for_timeout(50)  # until the script has taken the answer


def test_a_narrow_screen_in_the_dark(browser, told, live_server):
    page, faults = opened(browser, told, live_server.url, "ru", 360)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    shoot(page, "canvas-ru-360")
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    faults += axe(page, "chart")
    assert not faults, "\n".join(faults)


def test_the_page_stays_where_the_script_fails(browser, told, live_server):
    page = signed_in(browser, told, "owner", live_server.url, "en", 1280)
    page.route("**/paint*.js", lambda route: route.abort())
    page.goto(live_server.url + reverse("chart", args=[told.number]))
    page.locator("#stage a", has_text="Karimov Farkhod").click()
    expect(page.locator("#stage svg")).to_be_visible()
    expect(page.locator("#aside h2").first).to_contain_text("Karimov Farkhod")
    page.get_by_role("button", name="Pin", exact=True).click()
    assert state(told).nodes[told.ids[0]].pin


def test_a_graphics_card_draws_the_same_places(browser, told, live_server):
    """Discs of the painter for very large charts, by a program that does a card's work."""
    page, faults = opened(browser, told, live_server.url)
    seen = page.evaluate("""async () => {
      const { chart } = document.querySelector("[data-board]"), { GlPainter } = await import(
        [...document.querySelectorAll("link")].find((each) => each.href.includes("glpaint")).href);
      const canvas = document.createElement("canvas"), painter = new GlPainter(canvas, true), { gl } = painter;
      painter.resize(chart.view.width, chart.view.height, 1);
      painter.load(chart.scene, chart.painter);
      painter.paint(chart.view, chart.seen);
      const pixel = new Uint8Array(4);
      return chart.scene.nodes.map(({ sx, sy }) => {
        gl.readPixels(sx, canvas.height - sy, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
        return pixel[3];
      });
    }""")
    assert seen == [255, 255, 255]
    assert not faults, "\n".join(faults)


def test_the_scripts_are_light():
    assert sum(len(gzip.compress((STATIC / f"{name}.js").read_bytes())) for name in SCRIPTS) <= WEIGHT
