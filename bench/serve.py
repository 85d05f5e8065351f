"""`sarhad serve` with 50 readers at once: pages a second, and that none of them fails."""

from __future__ import annotations

import http.client
import threading
import time
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bench.measure import WIDE, Figure, Options, child, serving
from bench.read import PORT, dealt

LIMITS = "50 readers at once, no error"
READERS, SECONDS = 50, 30


def run(options: Options) -> list[Figure]:
    home = dealt(options)
    asked = child("read:addresses", home, WIDE, options.records, READERS)
    with serving(home, PORT) as address:
        spent = load(address, asked)
    times = sorted(spent["times"])
    return [
        Figure("requests a second", len(times) / spent["wall"], "1/s"),
        Figure("page p50, 50 readers", times[len(times) // 2], "ms"),
        Figure("page p95, 50 readers", times[int(len(times) * 0.95)], "ms"),
        Figure("errors", spent["errors"], "", 0),
    ]


def load(address: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Readers who wait for a page and open the next one at once: the mix of a search, a profile and its links."""
    times: list[float] = []
    errors: list[str] = []
    paths = [path for some in asked["paths"].values() for path in some]
    start, end = time.perf_counter(), time.perf_counter() + SECONDS

    def read(cookie: str, rng: Random) -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        while time.perf_counter() < end:
            path, asked_at = rng.choice(paths), time.perf_counter()
            try:
                connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                errors.append(f"{path}: {error!r}")
                connection.close()
                continue
            if answer.status != 200:
                errors.append(f"{path}: {answer.status}")
            times.append((time.perf_counter() - asked_at) * 1000)

    threads = [
        threading.Thread(target=read, args=(cookie, Random(number)))
        for number, cookie in enumerate(asked["cookies"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors[:5]:
        print("  ", error)
    return {"times": times, "errors": len(errors), "wall": time.perf_counter() - start}
