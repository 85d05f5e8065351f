"""All figures of a year over 100,000 records of several offices, and the page with them, beside a plain sum."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from bench.measure import FOLDER, PASSPHRASE, PASSWORD, Figure, Options, child, percentiles, serving, setup
from bench.read import PORT, pages

LIMITS = "all figures of a year over 100,000 records, and the page, p95 300 ms"
RECORDS, YEAR = 100_000, 2026
STATES = ("tj", "kg", "kz", "uz", "tm", "az", "ru")
SERVICES = ("DCA", "MIA", "SCC")  # drugs, police, customs of each state; and the centre
DRUGS = {"heroin": 30, "hashish": 25, "opium": 15, "marijuana": 20, "methamphetamine": 7, "mephedrone": 3}
CAUSES = ("chance", "routine-control", "own-intelligence", "shared", "request", "operation", "")
SECOND, SEVERAL, SAME_ID, MEASURED = 0.2, 0.08, 0.4, 0.06
"""Shares: seizures with a second drug; reported by several offices, and of these under one id; measured items."""


def run(options: Options) -> list[Figure]:
    home = FOLDER / "node-results"
    shutil.rmtree(home, ignore_errors=True)
    made = child("results:prepare", home)
    seen = child("results:ask", home)
    with serving(home, PORT) as address:
        page = pages(address, made["cookie"], [f"/results/?since={YEAR}-01-01&until={YEAR}-12-31"] * 30)
    return [
        Figure("records", made["records"], "", RECORDS, least=True),
        Figure("seizures; reported by several", made["seizures"]),
        Figure("the follower, from nothing", made["follower"], "s"),
        Figure("a plain sum in SQL, p50", seen["bare"], "ms"),
        Figure("figures of the year, p50", seen["p50"], "ms"),
        Figure("figures of the year, p95", seen["p95"], "ms", 300),
        Figure("ratio to the plain sum, p50 to p50", seen["p50"] / seen["bare"], ""),
        Figure("figures of the year, CPU, p50", seen["cpu"], "ms"),
        Figure("cells of the year, CPU, p50", seen["cells"], "ms"),
        Figure("records behind a figure, p95", seen["records"], "ms", 300),
        Figure("page of results, p50", page[0], "ms"),
        Figure("page of results, p95", page[1], "ms", 300),
    ]


def prepare() -> dict[str, Any]:
    """A node with records of 22 offices, of which one sees all."""
    setup()
    from sarhad import home
    from sarhad.access import actions
    from sarhad.access.reader import operator
    from sarhad.figures.follower import FigureLines

    home.make()
    offices = [(f"{state.upper()}-{service}", state) for state in STATES for service in SERVICES]
    for id, state in [("CENTRE", "kz"), *offices]:
        actions.create_office(
            operator(), id=id, names={"en": id}, country=state, sort="agency", parent="", passphrase=PASSPHRASE
        )
    actions.enrol_officer(
        operator(),
        username="director",
        name="D",
        language="en",
        password=PASSWORD,
        office="CENTRE",
        roles=["director"],
    )
    made = _write(Random(10))
    start = time.perf_counter()
    FigureLines().catch_up()
    return {**made, "follower": time.perf_counter() - start, "cookie": _cookie()}


def _cookie() -> str:
    from django.test import Client

    from sarhad.access.middleware import PURPOSE, SEAT
    from sarhad.access.models import Seat

    seat, client = Seat.objects.get(office="CENTRE"), Client()
    client.force_login(seat.officer)
    session = client.session
    session[SEAT], session[PURPOSE] = seat.pk, "benchmark"
    session.save()
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _write(rng: Random) -> dict[str, Any]:
    """In entries of up to 1,000 items, as the offices would import their registers."""
    from sarhad.kernel.claim import Kind, Scope
    from sarhad.ledger.actions import act, append, feed_of

    waiting: dict[str, list[Any]] = {}
    scope, records, seizures = Scope(read=("CENTRE",)), 0, 0
    judged = []
    while records < RECORDS:
        claims, same = _seizure(rng)
        judged += same
        seizures += 1
        for office, made in claims.items():
            records += len(made)
            waiting.setdefault(office, []).extend(made)
            if len(waiting[office]) > 980:
                append(feed_of(office), kind=Kind.CONTRIBUTE, items=waiting.pop(office), scope=scope, officer="b")
    for office, made in waiting.items():
        append(feed_of(office), kind=Kind.CONTRIBUTE, items=made, scope=scope, officer="b")
    verdicts = [act("Judgement", {"a": a, "b": b, "verdict": "same"}) for a, b in judged]
    for n in range(0, len(verdicts), 1000):
        append(feed_of("CENTRE"), kind=Kind.JUDGE, items=verdicts[n : n + 1000], scope=scope, officer="b")
    return {"records": records, "seizures": seizures}


def _seizure(rng: Random) -> tuple[dict[str, list[Any]], list[tuple[str, str]]]:
    """What each office says of one seizure, and which of its ids are judged the same."""
    state = rng.choice(STATES)
    several = rng.random() < SEVERAL
    offices = rng.sample(SERVICES, rng.choice((2, 3)) if several else 1)
    day = date(YEAR, 1, 1) + timedelta(days=rng.randrange(365))
    cause, detained = rng.choice(CAUSES), rng.choice((0, 1, 1, 2, 3))
    drugs = rng.choices(list(DRUGS), DRUGS.values(), k=2 if rng.random() < SECOND else 1)
    weights = {drug: round(rng.lognormvariate(5, 2), 1) for drug in drugs}
    ids = [_id(rng)] * len(offices) if several and rng.random() < SAME_ID else [_id(rng) for _ in offices]
    found: dict[str, list[Any]] = {}
    for n, (service, id) in enumerate(zip(offices, ids, strict=True)):
        stated = (day + timedelta(days=n)).isoformat()
        seen = {"date": [day.isoformat()], "country": [state], "detained": [str(detained)]}
        if cause:
            seen["cause"] = [cause]
        items = [
            _claim(
                rng,
                "SeizedItem",
                stated,
                seizure=id,
                substance=drug,
                reportedUnit="g",
                reportedAmount=str(round(w * (1 + n / 50), 1)),
            )
            for drug, w in weights.items()
        ]
        made = [_claim(rng, "Seizure", stated, id, **seen), *items]
        if rng.random() < MEASURED:
            made += _measured(rng, items[0], stated)
        found[f"{state.upper()}-{service}"] = made
    return found, [(a, b) for a, b in itertools.pairwise(ids) if a != b]


def _measured(rng: Random, item: Any, stated: str) -> list[Any]:
    sample = _claim(rng, "Sample", stated, item=item.entity, sampleNumber="1")
    weight = str(round(float(item.properties["reportedAmount"][0]) * 0.93, 2))
    result = _claim(
        rng, "LabResult", stated, sample=sample.entity, date=stated, netWeight=weight, netUnit="g",
        substance=item.properties["substance"][0],
    )  # fmt: skip
    return [sample, result]


def _id(rng: Random) -> str:
    return UUID(int=rng.getrandbits(128)).hex


def _claim(rng: Random, schema: str, stated: str, id: str = "", **values: str | list[str]) -> Any:
    from sarhad.kernel.claim import Claim

    given = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return Claim(id or _id(rng), schema, given, stated=stated)


def ask() -> dict[str, Any]:
    """All figures of the year, as one who sees every record; and the same weights added up without a question."""
    setup()
    from django.conf import settings

    from sarhad.access.models import Seat
    from sarhad.access.reader import reader_for
    from sarhad.access.roles import Role
    from sarhad.figures.queries import cells, figures, records
    from sarhad.figures.records import Ask

    reader = reader_for(Seat.objects.get(office="CENTRE"), "benchmark")
    wanted = Ask(f"{YEAR}-01-01", f"{YEAR}-12-31")
    bare = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    sums = (
        "SELECT country, family, COUNT(*), SUM(ug) FROM figures_line WHERE first >= ? AND last <= ? GROUP BY 1, 2"
    )
    plain = percentiles(lambda _: bare.execute(sums, (wanted.since, wanted.until)).fetchall(), range(20))
    figures(reader, wanted)
    p50, p95 = percentiles(lambda _: figures(reader, wanted), range(20))
    cpu = cpu_ms(lambda: figures(reader, wanted))
    counting = replace(reader, roles=frozenset({Role.RESEARCHER}))
    cells(counting, YEAR)
    of_cells = cpu_ms(lambda: cells(counting, YEAR))
    records(reader, wanted, "seizures")  # the first question of a process loads what later ones have
    behind = percentiles(lambda code: records(reader, wanted, code), ["seizures", "kg", "detained"] * 5)
    return {"bare": plain[0], "p50": p50, "p95": p95, "cpu": cpu, "records": behind[1], "cells": of_cells}


def cpu_ms(work: Callable[[], Any]) -> float:
    """Median of the CPU that a piece of work takes: others on the machine do not lengthen it."""
    times = []
    for _ in range(10):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return sorted(times)[5]
