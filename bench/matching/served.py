"""`sarhad serve` as users run it: `/api/match` with one query and with a hundred, and the screening page.

Each answer has its line in the audit before it is given. The server runs with its defaults, and all that follows
the ledger has caught up. Its memory is that of all its processes (PSS: shared pages once), behind the batches.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from bench.matching.million import people, populated
from bench.measure import Figure, Options, child, percentiles, serving, setup
from bench.people import Population

PORT = 8124
WARM, SINGLE, PAGES = 80, 600, 200
CLIENTS, EACH = 4, 300  # who ask for one at a time, and how often
SENDERS, BATCHES, BATCH = 2, 8, 100  # who send batches, how many each, of how many queries
DOCUMENT = 3  # one in so many queries has the passport too
Examples = list[dict[str, Any]]


class Load(NamedTuple):
    times: list[float]  # ms
    wall: float  # s
    found: int  # queries to which there was a result
    errors: list[str]

    @property
    def rate(self) -> float:
        return len(self.times) / self.wall

    def at(self, share: float) -> float:
        return sorted(self.times)[int(len(self.times) * share)]


def run(options: Options) -> list[Figure]:
    home = populated(options)
    allowed, queries = child("matching.served:allow", home), examples(options)
    some = lambda size: list(islice(queries, size))
    with serving(home, PORT) as address:
        ask = lambda clients: _load(address, allowed["token"], clients)
        ask([[[each] for each in some(WARM // CLIENTS)] for _ in range(CLIENTS)])
        alone = ask([[[each] for each in some(SINGLE)]])
        several = ask([[[each] for each in some(EACH)] for _ in range(CLIENTS)])
        many = ask([[some(BATCH) for _ in range(BATCHES)] for _ in range(SENDERS)])
        memory = served_memory()
        page = _pages(address, allowed["cookie"], some(PAGES))
    errors = [*alone.errors, *several.errors, *many.errors]
    for error in errors[:5]:
        print("   ", error)
    return [
        Figure("match, one client, p50", alone.at(0.5), "ms", 15),
        Figure("match, one client, p95", alone.at(0.95), "ms", 35),
        Figure("  queries that found somebody", alone.found / SINGLE),
        Figure(f"match, {CLIENTS} clients", several.rate, "requests/s", 50, least=True),
        Figure(f"match, batches of {BATCH}", many.rate * BATCH, "names/s", 150, least=True),
        Figure("  a batch, p50", many.at(0.5), "ms"),
        Figure("errors", len(errors), "", 0),
        Figure("memory of all processes (PSS)", memory, "MB", 1024),
        Figure("screening page, p50", page[0], "ms"),
        Figure("screening page, p95", page[1], "ms"),
    ]


def examples(options: Options) -> Iterator[dict[str, Any]]:
    """Queries about people who are in the records, each of them once, as yente's clients send them."""
    number = WARM + SINGLE + CLIENTS * EACH + SENDERS * BATCHES * BATCH + PAGES
    for n, query in enumerate(Population().queries(people(options), number, seed=2)):
        document = query.document if n % DOCUMENT == 0 else {}
        kept = {name: query.properties[name] for name in ("name", "birthDate") if name in query.properties}
        yield {"schema": "Person", "properties": {**kept, **document}}


def allow() -> dict[str, Any]:
    """A token, and the cookie of a session that has taken its seat; the followers at the end of the ledger."""
    setup()
    from datetime import timedelta

    from django.test import Client
    from django.utils import timezone

    from bench.import_ import reader
    from sarhad.access.actions import issue_token
    from sarhad.access.middleware import PURPOSE, SEAT
    from sarhad.access.models import Seat
    from sarhad.worker import FOLLOWERS

    for follower in FOLLOWERS:
        follower.catch_up()
    who, client = reader(), Client()
    _, token = issue_token(who, purpose="benchmark", expires=timezone.now() + timedelta(days=1))
    seat = Seat.objects.get(office=who.office)
    client.force_login(seat.officer)
    session = client.session
    session[SEAT], session[PURPOSE] = seat.pk, "benchmark"
    session.save()
    return {"token": token, "cookie": "; ".join(f"{key}={each.value}" for key, each in client.cookies.items())}


# Asking


def _load(address: str, token: str, clients: Sequence[Sequence[Examples]]) -> Load:
    """Clients at once, each of which sends its next request when it has the answer to the one before."""
    load = Load([], 0.0, 0, [])
    found: list[int] = []
    threads = [threading.Thread(target=_client, args=(address, token, each, load, found)) for each in clients]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return load._replace(wall=time.perf_counter() - start, found=sum(found))


def _client(address: str, token: str, requests: Sequence[Examples], load: Load, found: list[int]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    bodies = [json.dumps({"queries": {str(n): each for n, each in enumerate(some)}}) for some in requests]
    for body in bodies:
        start = time.perf_counter()
        try:
            connection.request("POST", "/api/match/default", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            load.errors.append(repr(error))
            connection.close()
            continue
        load.times.append((time.perf_counter() - start) * 1000)
        if answer.status == 200:
            found.append(sum(bool(each["results"]) for each in json.loads(content)["responses"].values()))
        else:
            load.errors.append(f"{answer.status}: {content[:200].decode(errors='replace')}")


def _pages(address: str, cookie: str, asked: Examples) -> tuple[float, float]:
    """One officer who fills in the form again and again."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def page(body: str | None = None) -> str:
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip"} if body else {"Cookie": cookie}
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        connection.request("POST" if body else "GET", "/screening/", body, headers | kind)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise SystemExit(f"/screening/: {answer.status}")
        return answer.headers.get("Set-Cookie", "") + "\n" + ("" if body else content.decode())

    first = page()
    cookie += "; " + first.partition(";")[0]  # that of the form's token
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', first)
    hidden = {"csrfmiddlewaretoken": token[1]} if token else {}
    return percentiles(page, [urlencode(hidden | _form(each["properties"])) for each in asked])


def _form(properties: dict[str, list[str]]) -> dict[str, str]:
    fields = {"name": "name", "birthDate": "birth", "passportNumber": "number"}
    return {field: properties[name][0] for name, field in fields.items() if name in properties}


# Memory


def served_memory() -> float:
    """Of all processes that this one has started, and theirs, in MB."""
    return sum(map(_share, _below(os.getpid()))) / 1024


def _below(process: int) -> Iterator[int]:
    for one in [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]:
        if _parent(one) == process:
            yield one
            yield from _below(one)


def _parent(process: int) -> int:
    """0 where it has ended meanwhile."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _share(process: int) -> int:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
