"""What readers wait for: profiles, searches and pages, with few and with many scopes, on what `import` left.

The scopes of the imported records are dealt out anew, in a copy: 25,000 of them, of which one office sees 300
(30% of the records) and another 20,000 (70%). One record in a hundred is judged the same as another.
"""

from __future__ import annotations

import http.client
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlsplit

from bench.measure import FOLDER, NARROW, OFFICE, WIDE, Figure, Options, child, percentiles, serving, setup

LIMITS = "profile p50 ≤ 1 ms, p95 ≤ 5; identifier p95 ≤ 5; name p95 ≤ 30; page p95 ≤ 150"
SCOPES, FEW, MANY = 25_000, 300, 20_000
SAMPLE = 1000
PORT = 8123
SEES = {NARROW: FEW, WIDE: MANY}


def run(options: Options) -> list[Figure]:
    home = dealt(options)
    figures = []
    for office, scopes in SEES.items():
        spent = child("read:queries", home, office, options.records)
        figures += [
            Figure(f"profile p50, {scopes} scopes", spent["profile"][0], "ms", 1),
            Figure(f"profile p95, {scopes} scopes", spent["profile"][1], "ms", 5),
            Figure(f"identifier search p50, {scopes} scopes", spent["identifier"][0], "ms"),
            Figure(f"identifier search p95, {scopes} scopes", spent["identifier"][1], "ms", 5),
            Figure(f"name search p50, {scopes} scopes", spent["name"][0], "ms"),
            Figure(f"name search p95, {scopes} scopes", spent["name"][1], "ms", 30),
        ]
    asked = child("read:addresses", home, WIDE, options.records)
    with serving(home, PORT) as address:
        for kind, paths in asked["paths"].items():
            p50, p95 = pages(address, asked["cookies"][0], paths[:200])
            figures += [Figure(f"page {kind} p50", p50, "ms"), Figure(f"page {kind} p95", p95, "ms", 150)]
    return figures


def dealt(options: Options) -> Path:
    """The copy with its scopes; made once for each import."""
    home = FOLDER / f"node-read-{options.entities}"
    made = home / "dealt"
    if not made.exists() or made.stat().st_mtime < (options.home / "sarhad.sqlite3").stat().st_mtime:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(options.home, home)
        child("read:deal", home)
        made.touch()
    return home


def deal() -> dict[str, Any]:
    setup()
    from django.db import connection, transaction

    from sarhad.entities.index import NameIndex
    from sarhad.kernel.claim import Handling, Scope
    from sarhad.ledger.models import EffectiveScope, Level, ScopeParty
    from sarhad.ledger.scopes import Rule

    rules = [Rule(OFFICE, Scope(read=readers(n), handling=Handling(1, f"case {n}"))) for n in range(SCOPES)]
    with transaction.atomic(), connection.cursor() as cursor:
        first = 1000
        EffectiveScope.objects.bulk_create(
            EffectiveScope(id=first + n, digest=rule.digest(), owner=rule.owner, rule=rule.json().decode())
            for n, rule in enumerate(rules)
        )
        ScopeParty.objects.bulk_create(
            ScopeParty(party=party, level=level, scope_id=first + n)
            for n, rule in enumerate(rules)
            for party, level in sorted(rule.parties())
            if level != Level.POINT
        )
        mixed = "(id * 2654435761 % 4294967296)"
        cursor.execute(
            f"UPDATE ledger_fragment SET scope_id = {first} + CASE WHEN {mixed} % 10 < 3 THEN {mixed} / 16 % {FEW}"
            f" WHEN {mixed} % 10 < 7 THEN {FEW} + {mixed} / 16 % {MANY - FEW}"
            f" ELSE {MANY} + {mixed} / 16 % {SCOPES - MANY} END"
        )
        cursor.execute("ANALYZE")
    NameIndex().catch_up()
    judge_some()
    return {}


def readers(n: int) -> tuple[str, ...]:
    return (NARROW, WIDE) if n < FEW else (WIDE,) if n < MANY else ()


def judge_some() -> None:
    from sarhad.kernel.claim import Act, Kind, Scope
    from sarhad.ledger.actions import act, append, feed_of
    from sarhad.ledger.models import Fragment

    people = Fragment.objects.filter(schema="Person").values_list("entity", flat=True)[:20_000]
    pairs = list(zip(people[::2], people[1::2], strict=False))[: len(people) // 2]
    items = [act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": "same"}) for a, b in pairs]
    for start in range(0, len(items), 1000):
        append(
            feed_of(OFFICE), kind=Kind.JUDGE, items=items[start : start + 1000], scope=Scope(read=(NARROW, WIDE)),
            officer="bench",
        )  # fmt: skip


def samples(records: str) -> dict[str, list[str]]:
    """Identifiers and names from all over the file: full names, two words of three, one letter wrong."""
    import orjson

    rng, found = Random(7), {"identifier": [], "name": []}
    with open(records, "rb") as file:
        people = [line for number, line in enumerate(file) if number % 97 == 0 and b'"Person"' in line]
    for line in rng.sample(people, min(len(people), 4 * SAMPLE)):
        properties = orjson.loads(line)["properties"]
        found["identifier"] += properties.get("passportNumber", []) + properties.get("phone", [])
        words = properties["name"][0].split()
        wrong = words[0][:3] + words[0][4:]
        found["name"].append(" ".join(rng.choice([words, words[:2], [wrong, *words[1:2]]])))
    return {kind: texts[:SAMPLE] for kind, texts in found.items()}


def entities_seen(who: Any) -> list[str]:
    """Entities, four of five of which this reader sees."""
    from sarhad.access.queries import visible
    from sarhad.ledger.models import Fragment

    step = max(1, Fragment.objects.count() // (12 * SAMPLE))
    ids = list(
        Fragment.objects.filter(schema__in=["Person", "Vehicle", "Company"]).values_list("id", flat=True)[::step]
    )
    seen = visible(who).filter(id__in=ids).values_list("entity", flat=True)[: SAMPLE * 4 // 5]
    others = Fragment.objects.filter(id__in=ids).values_list("entity", flat=True)[: SAMPLE // 5]
    found = [*seen, *others]
    Random(7).shuffle(found)
    return found


def queries(office: str, records: str) -> dict[str, Any]:
    setup()
    from bench.import_ import reader
    from sarhad.entities.queries import profile, search
    from sarhad.entities.records import Query

    who, asked = reader(office), samples(records)
    work: dict[str, tuple[Callable[[Any], Any], Sequence[str]]] = {
        "profile": (lambda entity: profile(who, entity), entities_seen(who)),
        "identifier": (lambda text: search(who, Query(text), 25), asked["identifier"]),
        "name": (lambda text: search(who, Query(text), 25), asked["name"]),
    }
    for function, arguments in work.values():
        percentiles(function, arguments[:50])  # as on a node that has been up for a while
    return {kind: percentiles(function, arguments) for kind, (function, arguments) in work.items()}


def addresses(office: str, records: str, sessions: str = "1") -> dict[str, Any]:
    """Paths of pages that this office's head may open, and cookies of sessions in which it has signed in."""
    setup()
    from django.test import Client

    from bench.import_ import reader
    from sarhad.access.middleware import PURPOSE, SEAT
    from sarhad.access.models import Seat
    from sarhad.entities.queries import profile

    who, asked = reader(office), samples(records)
    seat, cookies = Seat.objects.get(office=office), []
    for _ in range(int(sessions)):
        client = Client()
        client.force_login(seat.officer)
        session = client.session
        session[SEAT], session[PURPOSE] = seat.pk, "benchmark"
        session.save()
        cookies.append("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
    seen = [it for entity in entities_seen(who)[:400] if (it := profile(who, entity))]
    return {
        "cookies": cookies,
        "paths": {
            "profile": [f"/e/{it.id}/" for it in seen],
            "relations": [f"/e/{it.id}/relations/" for it in seen],
            "identifier search": [f"/search/?q={quote(text)}" for text in asked["identifier"]],
            "name search": [f"/search/?q={quote(text)}" for text in asked["name"]],
            "home": ["/"] * 200,
        },
    }


def pages(address: str, cookie: str, paths: Sequence[str]) -> tuple[float, float]:
    """One browser that opens one page after the other. Any answer but a page ends the benchmark."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def open_page(path: str) -> None:
        connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")

    for path in paths[:10]:
        open_page(path)
    time.sleep(0.1)
    return percentiles(open_page, paths)
