"""Reports as phones send them, pages of posts and desks, and filling in a report on a line of 64 kbit/s."""

from __future__ import annotations

import hashlib
import http.client
import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bench.line import opened, slow_browser
from bench.matching.nodes import usable
from bench.measure import FOLDER, OFFICE, Figure, Options, child, serving, setup
from bench.read import PORT, pages

LIMITS = "30 submissions/s accepted and matched, page p95 150 ms, report page 3 s at 64 kbit/s (200,000 entities)"
MANY, CLIENTS = 1000, 4
PATIENCE = 300  # seconds
TYPE = "multipart/form-data; boundary=b"


def run(options: Options) -> list[Figure]:
    if not usable(options.home):
        raise SystemExit(f"{options.home} is of another version: run the import benchmark first.")
    home = FOLDER / f"node-border-{options.entities}"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(options.home, home)
    given = child("border:prepare", home, options.records, MANY)
    figures: list[Figure] = []
    with serving(home, PORT) as address:
        _caught_up(home)
        for name, part in PARTS.items():
            if not options.only or name in options.only:
                figures += part(address, home, given)
    return figures


# Submissions


def prepare(records: str, many: str) -> dict[str, Any]:
    """An officer with an app password, reports on people some of whom are known, and something on every page."""
    setup()
    from django.test import Client

    from bench.import_ import reader
    from sarhad.access.app_passwords import issue_app_password
    from sarhad.access.middleware import PURPOSE, SEAT
    from sarhad.access.models import Seat

    who = reader(OFFICE)
    seat = Seat.objects.get(office=OFFICE)
    _row, password = issue_app_password(who, "benchmark")
    client = Client()
    client.force_login(seat.officer)
    session = client.session
    session[SEAT], session[PURPOSE] = seat.pk, "benchmark"
    session.save()
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    folder = Path(records).with_suffix(".reports")
    folder.mkdir(exist_ok=True)
    for n, xml in enumerate(_reports(records, int(many))):
        (folder / f"{n}.xml").write_bytes(xml)
    return {"username": seat.officer.username, "password": password, "cookie": cookie, "reports": str(folder)}


def _reports(records: str, many: int) -> list[bytes]:
    """The common report on one person each: half of them people of the records, half unknown."""
    from sarhad.collect.answers.filling import fill
    from sarhad.collect.forms import form_of

    form, rng = form_of("intelligence"), Random(9)
    assert form is not None
    people = [json.loads(line) for line in Path(records).read_bytes().splitlines() if b'"Person"' in line]
    made = []
    for n in range(many):
        known = rng.choice(people)["properties"]
        name = known["name"][0] if n % 2 else f"Bench{n} Person{n}"
        first, _, last = name.partition(" ")
        born = known.get("birthDate", ["1980"])
        answers = {
            "date": "2026-11-20", "time": "06:40", "time_zone": "+06:00", "place": "lane 2", "kind": "observation",
            "summary": "Crossed on foot and was met by a car on the other side.", "found": "patrol",
            "about": "person vehicle", "source_grade": "A", "information_grade": "2", "handling": "1",
            "urgency": "routine",
            "person": [{"last_name": last or first, "first_name": first, "birth_date": born[0]}],
            "vehicle": [{"plate": f"0{n:03d} BB 01", "make": "KamAZ"}],
        }  # fmt: skip
        made.append(fill(form, answers).xml())
    return made


def submissions(address: str, home: Path, given: dict[str, Any]) -> list[Figure]:
    """Posted by a few phones at once, each over one connection; then until the hits have caught up."""
    paths = [Path(given["reports"]) / f"{n}.xml" for n in range(MANY)]
    times: list[float] = []
    refused: list[str] = []
    start = time.perf_counter()

    def phone(own: Sequence[Path]) -> None:
        sender = Sender(address, given["username"], given["password"])
        for path in own:
            asked = time.perf_counter()
            status = sender.post(path.read_bytes())
            times.append((time.perf_counter() - asked) * 1000)
            if status not in (201, 202):
                refused.append(f"{path.name}: {status}")

    threads = [threading.Thread(target=phone, args=(paths[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = time.perf_counter() - start
    _caught_up(home)
    matched = time.perf_counter() - start
    for each in refused[:3]:
        print("  ", each)
    times.sort()
    return [
        Figure("submissions accepted a second", MANY / accepted, "1/s"),
        Figure("submissions accepted and matched a second", MANY / matched, "1/s", 30, least=True),
        Figure("one submission, p50", times[len(times) // 2], "ms"),
        Figure("one submission, p95", times[int(len(times) * 0.95)], "ms"),
        Figure("submissions not acknowledged", len(refused), "", 0),
    ]


class Sender:
    """What ODK Collect does: Digest, one nonce for many requests, one connection."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self.username, self.password = username, password
        self.challenge: dict[str, str] = {}
        self.count = 0

    def post(self, xml: bytes) -> int:
        body = (
            b'--b\r\nContent-Disposition: form-data; name="xml_submission_file"; filename="s.xml"\r\n'
            b"Content-Type: text/xml\r\n\r\n" + xml + b"\r\n--b--\r\n"
        )
        for _ in range(2):
            headers = {"Content-Type": TYPE, "X-OpenRosa-Version": "1.0"}
            if self.challenge:
                headers["Authorization"] = self._signed("POST", "/openrosa/submission")
            self.connection.request("POST", "/openrosa/submission", body, headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status != 401:
                return answer.status
            self._learn(answer.headers.get_all("WWW-Authenticate") or [])
        return 401

    def _learn(self, challenges: Sequence[str]) -> None:
        from urllib.request import parse_http_list, parse_keqv_list

        wanted = next(each for each in challenges if "MD5" in each)
        self.challenge, self.count = parse_keqv_list(parse_http_list(wanted.removeprefix("Digest "))), 0

    def _signed(self, method: str, uri: str) -> str:
        md5 = lambda text: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        self.count += 1
        c, nc = self.challenge, f"{self.count:08x}"
        secret, deed = md5(f"{self.username}:{c['realm']}:{self.password}"), md5(f"{method}:{uri}")
        proof = md5(f"{secret}:{c['nonce']}:{nc}:bench:auth:{deed}")
        return (
            f'Digest username="{self.username}", realm="{c["realm"]}", nonce="{c["nonce"]}", uri="{uri}",'
            f' algorithm=MD5, qop=auth, nc={nc}, cnonce="bench", response="{proof}", opaque="{c["opaque"]}"'
        )


def _caught_up(home: Path) -> None:
    """Wait until the worker has matched everything."""
    database = sqlite3.connect(f"file:{home / 'sarhad.sqlite3'}?mode=ro", uri=True)
    reached = "COALESCE((SELECT pos FROM ledger_follower WHERE name = 'hits'), 0)"
    sql = f"SELECT MAX(pos) - {reached} FROM ledger_entry"
    until = time.monotonic() + PATIENCE
    while database.execute(sql).fetchone()[0] > 0:
        if time.monotonic() > until:
            raise SystemExit("the worker does not catch up")
        time.sleep(0.05)
    database.close()


# Pages


PAGES = [
    "/", "/reports/", "/reports/new/", "/reports/new/intelligence/", "/reports/log/", "/requests/",
    "/requests/new/", "/journal/", "/balance/", "/line/", "/post/", "/weekly/", "/recommendations/", "/meetings/",
    "/plans/",
    "/recalls/", "/agreements/", "/partners/", "/releases/", "/inbox/",
]  # fmt: skip


def every_page(address: str, home: Path, given: dict[str, Any]) -> list[Figure]:
    """Each page of posts and desks thirty times, by one reader; a thousand reports are there."""
    found = {path: pages(address, given["cookie"], [path] * 30)[1] for path in PAGES}
    worst = max(found, key=lambda path: found[path])
    for path, value in sorted(found.items(), key=lambda each: -each[1])[:5]:
        print(f"   {path}: p95 {value:.0f} ms")
    return [Figure(f"worst page, p95 ({worst})", found[worst], "ms", 150)]


# A line of 64 kbit/s


def slow_line(address: str, home: Path, given: dict[str, Any]) -> list[Figure]:
    """From the click to the form that one can fill in, in a browser that has been there before."""
    with slow_browser(address, given["cookie"], "/reports/new/") as page:
        if page is None:
            print("   no Chromium here: the slow line was not measured")
            return [Figure("report page at 64 kbit/s (not measured)", float("inf"), "s", 3)]
        times = [opened(page, f"{address}/reports/new/intelligence/", "main button.main.big") for _ in range(5)]
    return [Figure("report page at 64 kbit/s, worst of five", max(times), "s", 3)]


PARTS = {"submissions": submissions, "pages": every_page, "line": slow_line}
