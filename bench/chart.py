"""A chart of 2,000 things in Chromium: from the click to the picture and to the first drag; pictures a second then.

On the real page of a real node. Larger charts than a page allows are the same page with made-up data.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from random import Random
from typing import Any

from bench.line import signed_in
from bench.measure import FOLDER, Figure, Options, child, serving, setup
from bench.read import PORT

LIMITS = (
    "2,000 things: drawn and dragged within 2 s of the click; 30 pictures a second while one pans, at 30,000 too"
)
THINGS, EACH = 2_000, 2
SIZES = (2_000, 5_000, 10_000, 30_000)
HOME = FOLDER / "node-chart"
Edges = list[tuple[int, int]]

TAKE = """(data) => {
  const { chart } = document.querySelector("[data-board]");
  chart.take(data);
  chart.fit();
}"""

DRAG = """async () => {
  const chart = document.querySelector("[data-board]").chart, node = chart.foremost();
  const frame = () => new Promise(requestAnimationFrame);
  const box = chart.place.getBoundingClientRect();
  const say = (name, dx) => chart.place.dispatchEvent(new PointerEvent(name, {
    bubbles: true, pointerId: 1, clientX: box.left + node.sx + dx, clientY: box.top + node.sy }));
  chart.place.setPointerCapture = () => {};
  say("pointerdown", 0); say("pointermove", 9); say("pointermove", 30);
  await frame(); await frame();
  return performance.now() / 1000;
}"""
"""Seconds from the click until a dragged thing is seen in its new place."""

PAN = """async (seconds) => {
  const { place } = document.querySelector("[data-board]").chart, box = place.getBoundingClientRect();
  const say = (name, x, y) => place.dispatchEvent(new PointerEvent(name, {
    bubbles: true, pointerId: 1, clientX: box.left + 4 + x, clientY: box.top + 4 + y }));
  place.setPointerCapture = () => {};
  const times = [], end = performance.now() + 1000 * seconds;
  say("pointerdown", 0, 0);
  for (let last = performance.now(), n = 0; last < end; n++) {
    say("pointermove", 90 * Math.sin(n / 15), 60 * Math.sin(n / 11));
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  say("pointerup", 0, 0);
  times.sort((one, other) => one - other);
  return { rate: times.length / seconds, p95: times[Math.floor(times.length * 0.95)] };
}"""
"""Pictures a second while a hand moves the chart about, and the 95th percentile of the milliseconds between two."""

AGAIN = """() => {
  const { chart } = document.querySelector("[data-board]"), times = [];
  for (let n = 0; n < 5; n++) {
    const start = performance.now();
    chart.draw();
    chart.painter.context.getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
  }
  return times.sort((one, other) => one - other)[2];
}"""
"""Milliseconds of one picture in all its details."""


def run(options: Options) -> list[Figure]:
    shutil.rmtree(HOME, ignore_errors=True)
    given = child("chart:prepare", HOME)
    figures: list[Figure] = []
    with serving(HOME, PORT) as address, signed_in(address, given["cookie"], 1280) as page:
        if page is None:
            print("   no Chromium here: the chart was not measured")
            return [Figure("chart of 2,000 things (not measured)", float("inf"), "s", 2)]
        chart = address + given["path"]
        page.goto(address + "/charts/")  # style and script are there, as on every day but the first
        figures += _begun(page, chart)
        for things in SIZES:
            figures += _moved(page, chart, things)
    return figures


def _begun(page: Any, chart: str) -> list[Figure]:
    """Three visits; the worst of them."""
    drawn, dragged = [], []
    for _ in range(3):
        page.goto(chart, wait_until="commit")
        page.wait_for_selector("[data-board][data-ready]")
        dragged.append(page.evaluate(DRAG))
        drawn.append(page.evaluate("performance.getEntriesByName('chart')[0].startTime / 1000"))
    return [
        Figure(f"{THINGS:,} things, until they are drawn", max(drawn), "s", 2),
        Figure(f"{THINGS:,} things, until one is dragged", max(dragged), "s", 2),
    ]


def _moved(page: Any, chart: str, things: int) -> list[Figure]:
    page.goto(chart)
    page.wait_for_selector("[data-board][data-ready]")
    page.evaluate(TAKE, _data(things))
    page.wait_for_timeout(500)
    whole, pan = page.evaluate(AGAIN), page.evaluate(PAN, 3)
    return [
        Figure(f"{things:,} things, pictures while panning", pan["rate"], "1/s", 30, least=True),
        Figure(f"{things:,} things, between two, p95", pan["p95"], "ms"),
        Figure(f"{things:,} things, one whole picture", whole, "ms"),
    ]


def _edges(things: int) -> Edges:
    import networkx

    return sorted(networkx.barabasi_albert_graph(things, EACH, seed=1).edges)


def _data(things: int) -> dict[str, Any]:
    """As `links.charts.marks.data` gives it."""
    rng, far = Random(5), 40 * things**0.5
    nodes = [
        {"id": f"{n:032x}", "label": f"Person {n}", "icon": "person", "sub": "Person", "tone": 0, "size": 0,
         "x": round(rng.gauss(0, far)), "y": round(rng.gauss(0, far * 0.7)), "group": "", "note": "", "pin": False}
        for n in range(things)
    ]  # fmt: skip
    links = [
        {"s": nodes[a]["id"], "t": nodes[b]["id"], "label": "calls", "times": 1 + a % 7, "directed": a % 2 == 0,
         "dash": b % 9 == 0, "width": 1 + a % 3}
        for a, b in _edges(things)
    ]  # fmt: skip
    return {"nodes": nodes, "links": links, "groups": [], "notes": [], "legend": [], "undo": False, "redo": False}


def prepare() -> dict[str, Any]:
    """A node with 2,000 people and what links them, all on one chart; its address, and a session."""
    setup()
    from django.test import Client
    from django.urls import reverse

    from bench.import_ import import_file, node, reader
    from sarhad.access.middleware import PURPOSE, SEAT
    from sarhad.access.models import Seat
    from sarhad.access.queries import visible
    from sarhad.links.charts import starting
    from sarhad.links.charts.placing import named

    node()
    who, records = reader(), HOME / "records.json"
    records.write_text("".join(json.dumps(each) + "\n" for each in _records()))
    assert import_file(who, str(records)) == 0
    ids = visible(who).filter(schema="Person").values_list("entity", flat=True)
    number = starting.begin(who, "", named(who, list(ids)))
    seat, client = Seat.objects.get(office=who.office), Client()
    client.force_login(seat.officer)
    session = client.session
    session[SEAT], session[PURPOSE] = seat.pk, "benchmark"
    session.save()
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    return {"path": reverse("chart", args=[number]), "cookie": cookie}


def _records() -> Iterator[dict[str, Any]]:
    """FollowTheMoney's records of the same network."""
    for n in range(THINGS):
        yield {"id": f"p{n}", "schema": "Person", "properties": {"name": [f"Person {n}"]}}
    for n, (a, b) in enumerate(_edges(THINGS)):
        ends = {"subject": [f"p{a}"], "object": [f"p{b}"], "role": ["associate"]}
        yield {"id": f"l{n}", "schema": "UnknownLink", "properties": ends}
