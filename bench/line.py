"""Search and profile on a line of 64 kbit/s, in a browser that has been there before."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.matching.nodes import usable
from bench.measure import OFFICE, Figure, Options, child, serving
from bench.read import PORT

LIMITS = "search and profile usable within 3 s at 64 kbit/s, 300 ms there and back"
LINE, DELAY = 64_000 / 8, 300  # bytes a second, ms there and back
TIMES = 5


def run(options: Options) -> list[Figure]:
    if not usable(options.home):
        raise SystemExit(f"{options.home} is of another version: run the import benchmark first.")
    given = child("read:addresses", options.home, OFFICE, options.records)
    profiles, searches = (given["paths"][kind][: TIMES + 1] for kind in ("profile", "name search"))
    with serving(options.home, PORT) as address, slow_browser(address, given["cookies"][0], profiles[0]) as page:
        if page is None:
            print("   no Chromium here: the slow line was not measured")
            return [Figure("pages at 64 kbit/s (not measured)", float("inf"), "s", 3)]
        asked = {"search": searches[1:], "profile": profiles[1:]}
        worst = {name: max(opened(page, address + path, "main h1") for path in asked[name]) for name in asked}
    return [Figure(f"{name} at 64 kbit/s, worst of {TIMES}", value, "s", 3) for name, value in worst.items()]


@contextmanager
def slow_browser(address: str, cookie: str, first: str) -> Iterator[Any]:
    """A page in Chromium, signed in, that has style and icons from before the line became slow; None without it."""
    with signed_in(address, cookie, 360) as page:
        if page is not None:
            page.goto(address + first)
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            speed = {"offline": False, "latency": DELAY, "downloadThroughput": LINE, "uploadThroughput": LINE}
            session.send("Network.emulateNetworkConditions", speed)
        yield page


@contextmanager
def signed_in(address: str, cookie: str, width: int) -> Iterator[Any]:
    """A page in Chromium with this session; None without it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": width, "height": 740 if width < 800 else 900})
        for each in cookie.split("; "):
            name, _, value = each.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": address}])
        yield context.new_page()
        browser.close()


def opened(page: Any, address: str, usable_when: str) -> float:
    """Seconds from the click until all is there and one can read and click."""
    start = time.perf_counter()
    page.goto(address, wait_until="load")
    page.locator(usable_when).first.wait_for(state="visible")
    return time.perf_counter() - start
