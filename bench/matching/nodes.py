"""Nodes with lists on them, and asking them who somebody may be."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bench.matching import OUT
from bench.measure import OFFICE, Options, child, cost, setup
from sarhad.kernel.keys import entity_id

Properties = dict[str, list[str]]


class Found(NamedTuple):
    """One match."""

    entity: str
    verdict: str
    score: float
    what: str  # its names and birth dates, and the reasons, for the lists of errors


def node(home: Path, *lists: tuple[str, str, Path]) -> Path:
    """A node that holds these lists (mapping, source, file), made unless one of these versions is there."""
    made = home / "made-of"
    digest = hashlib.sha256(b"".join(path.read_bytes() for _, _, path in lists)).hexdigest()
    if not made.exists() or made.read_text() != digest or not usable(home):
        shutil.rmtree(home, ignore_errors=True)
        given = [[mapping, source, str(path)] for mapping, source, path in lists]
        spent = child("matching.nodes:make", home, json.dumps(given))
        if spent["refused"]:
            raise SystemExit(f"{spent['refused']} records were refused")
        made.write_text(digest)
    return home


def usable(home: Path) -> bool:
    """Whether today's code still reads it."""
    return child("matching.nodes:check", home)["usable"]


def check() -> dict[str, Any]:
    from django.core.exceptions import ImproperlyConfigured

    setup()
    from sarhad import home

    try:
        home.must_be_ready()
    except ImproperlyConfigured:
        return {"usable": False}
    return {"usable": True}


def make(lists: str) -> dict[str, Any]:
    setup()
    from bench.import_ import node, reader
    from sarhad.collect import mapping
    from sarhad.collect.actions import import_
    from sarhad.collect.records import Source
    from sarhad.kernel.claim import Grade, Handling, Scope

    node()
    scope, grade, refused = Scope(read=("CENTRE/members",), handling=Handling(1)), Grade("4x4", "B2"), 0
    for name, source, path in json.loads(lists):
        report = import_(reader(), Source(source, Path(path)), mapping.load(name), scope, grade=grade)
        refused += len(report.refused)
    return {"refused": refused, "index": cost(follow)}


def follow() -> None:
    """Let everything that searches and matches ask catch up; hits are another matter."""
    from sarhad.worker import FOLLOWERS

    for follower in FOLLOWERS:
        if follower.name != "hits":
            follower.catch_up()


def ids(home: Path, source: str) -> Callable[[str], str]:
    """From a list's own keys to the entities that the node made of them."""
    key = bytes.fromhex(child("matching.nodes:id_key", home)["key"])
    return cache(lambda text: entity_id(key, source, text))


def id_key() -> dict[str, Any]:
    setup()
    from sarhad.ledger.node import keystore

    return {"key": keystore().id_key(OFFICE).hex()}


# Asking


def asked(home: Path, name: str, probes: Sequence[Properties], limit: int = 10) -> tuple[list[list[Found]], dict]:
    """What one officer gets for each probe, and the times: p50 and p95 in ms, probes a second."""
    given, answers = OUT / f"{name}-asked.json", OUT / f"{name}-found.json"
    given.write_text(json.dumps(probes, ensure_ascii=False))
    spent = child("matching.nodes:ask", home, given, answers, limit)
    return [[Found(*each) for each in row] for row in json.loads(answers.read_text())], spent


def ask(given: str, answers: str, limit: str) -> dict[str, Any]:
    setup()
    from bench.import_ import reader
    from sarhad.kernel import model
    from sarhad.matching.queries import match
    from sarhad.matching.records import Subject

    follow()
    who, found, times = reader(), [], []
    for values in json.loads(Path(given).read_text()):
        start = time.perf_counter()
        properties, _raw = model.clean("Person", values)
        matches = match(who, Subject("Person", properties), int(limit))
        times.append((time.perf_counter() - start) * 1000)
        found.append([[each.entities[0], each.verdict, each.score, what(each)] for each in matches])
    Path(answers).write_text(json.dumps(found))
    times.sort()
    return {
        "p50": times[len(times) // 2],
        "p95": times[int(len(times) * 0.95)],
        "rate": 1000 * len(times) / sum(times),
    }


def what(match: Any) -> str:
    held = match.properties
    names = "; ".join(value for name in ("name", "alias", "weakAlias") for value in held.get(name, [])[:3])
    reasons = "; ".join(f"{each.feature} {each.finding} {each.weight:+.1f}" for each in match.scored.reasons)
    return f"{names} | {', '.join(held.get('birthDate', []))} | {reasons}"


def small(options: Options, name: str) -> Path:
    return options.home.parent / f"node-{name}"
