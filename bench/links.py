"""Who is linked to whom, for one reader: expansion and paths over a million things and four million links.

People, phones and links are put straight into the tables, as deriving would put them; 25,000 scopes are dealt out
over both, of which one office sees 300 (30%), another 20,000 (70%), and the owner all. Half of the links go
anywhere, the other half to few: the largest hub has some hundred thousand. Beside it, without anybody's scope:
networkx, igraph (if it can be installed) and recursive SQL.
"""

from __future__ import annotations

import http.client
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bench.matching import Skipped
from bench.matching.peers import python
from bench.measure import (
    FOLDER,
    MB,
    NARROW,
    OFFICE,
    ROOT,
    WIDE,
    Figure,
    Options,
    child,
    cost,
    percentiles,
    serving,
    setup,
)
from bench.read import FEW, MANY, SCOPES

LIMITS = "build ≤ 10 s, open ≤ 1, ≤ 300 MB; two hops p95 ≤ 5 ms, path ≤ 20, three paths ≤ 200; HTTP p95 ≤ 100 ms"
PORT = 8127
PER_LINK = 4  # ends that one statement links with one
FIRST_POS, FIRST_SCOPE = 10_000, 1000
ASKED, PEERS_ASKED, SQL_ASKED, SQL_STEPS = 1000, 100, 10, 3
READERS = {NARROW: "30%", WIDE: "70%", OFFICE: "all"}


def run(options: Options) -> list[Figure]:
    home = FOLDER / f"node-links-{options.entities}"
    share = max(1.0, options.entities / 1_020_000)
    if not (home / "filled").exists():
        child("links:fill", home, options.entities)
    built = child("links:build", home)
    opened = child("links:opening", home)
    figures = [
        Figure("nodes", built["nodes"]),
        Figure("links", built["links"]),
        Figure("build from arrays and save, wall", built["arrays"], "s", 10 * share),
        Figure("read the tables, build and save, wall", built["wall"], "s", 10 * share),
        Figure("build, peak memory", built["memory"], "MB"),
        Figure("files", built["size"], "MB", 300 * share),
        Figure("open, wall", opened["wall"], "s", 1),
        Figure("open and first path, more memory of one process", opened["memory"], "MB"),
        Figure("1,000 links more: taken in by a process, wall", opened["more"], "s"),
    ]
    for office, seen in READERS.items():
        found = child("links:ask", home, office)
        figures += [
            Figure(f"two hops, search p50, reader of {seen}", found["reach"][0], "ms"),
            Figure(f"two hops, search p95, reader of {seen}", found["reach"][1], "ms", 5),
            Figure(f"two hops, search p95, CPU, reader of {seen}", found["reach CPU"][1], "ms"),
            Figure(f"two hops, all told p95, reader of {seen}", found["expand"][1], "ms"),
            Figure(f"shortest path, search p50, reader of {seen}", found["way"][0], "ms"),
            Figure(f"shortest path, search p95, reader of {seen}", found["way"][1], "ms", 20),
            Figure(f"shortest path, search p95, CPU, reader of {seen}", found["way CPU"][1], "ms"),
            Figure(f"shortest path, all told p95, reader of {seen}", found["path"][1], "ms"),
            Figure(f"three paths, search p95, reader of {seen}", found["ways"][1], "ms", 200),
            Figure(f"paths found, of pairs, reader of {seen}", found["share"]),
            Figure(f"mean steps, reader of {seen}", found["steps"]),
        ]
    figures += served(home)
    return figures + beside(home)


def served(home: Path) -> list[Figure]:
    asked = child("links:requests", home, WIDE)
    figures = []
    with serving(home, PORT, "--workers", "2") as address:
        for kind, bodies in asked["bodies"].items():
            p50, p95 = posts(address, asked["token"], bodies, f"/{kind}")
            figures += [Figure(f"HTTP {kind} p50", p50, "ms"), Figure(f"HTTP {kind} p95", p95, "ms", 100)]
    return figures


# The node


def fill(entities: str) -> dict[str, Any]:
    setup()
    from django.conf import settings
    from django.db import connection

    from bench.import_ import node

    node()
    dealt()
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA synchronous=OFF; DROP INDEX edge_source; DROP INDEX edge_target; BEGIN")
    database.execute("DROP INDEX fragment_entity")
    count, links = int(entities), int(entities) * 4
    feed = database.execute("SELECT id FROM ledger_feed LIMIT 1").fetchone()[0]
    total = count + links // PER_LINK
    database.executemany(
        "INSERT INTO ledger_entry (pos, id, feed_id, seq, hash, stub, received_at)"
        " VALUES (?, ?, ?, ?, ?, ?, '2026-01-01')",
        (
            (pos, _id(f"e{pos}"), feed, pos, _id(f"h{pos}"), b"")
            for pos in range(FIRST_POS, FIRST_POS + total // 1024 + 1)
        ),
    )
    database.executemany(
        'INSERT INTO ledger_fragment (id, entity, scope_id, "schema", digest, state, data)'
        " VALUES (?, ?, ?, ?, ?, 0, ?)",
        _fragments(count, links),
    )
    database.executemany(
        "INSERT INTO ledger_term (value, kind, fragment_id) VALUES (?, 'phone', ?)",
        ((_phone(n), _fragment(n)) for n in range(0, count, 5)),
    )
    database.executemany(
        'INSERT INTO ledger_edge (fragment_id, source, target, kind, "start", "end")'
        " VALUES (?, ?, ?, 'UnknownLink', '', '')",
        _edges(count, links),
    )
    database.execute("COMMIT")
    database.executescript(
        "CREATE INDEX edge_source ON ledger_edge (source); CREATE INDEX edge_target ON ledger_edge (target);"
        "CREATE INDEX fragment_entity ON ledger_fragment (entity, scope_id); ANALYZE;"
        "PRAGMA wal_checkpoint(TRUNCATE)"
    )
    database.close()
    (Path(settings.HOME) / "filled").touch()
    return {}


def dealt() -> None:
    """Rows of 25,000 scopes, as in `read`."""
    from bench.read import readers
    from sarhad.kernel.claim import Handling, Scope
    from sarhad.ledger.models import EffectiveScope, Level, ScopeParty
    from sarhad.ledger.scopes import Rule

    rules = [Rule(OFFICE, Scope(read=readers(n), handling=Handling(1, f"case {n}"))) for n in range(SCOPES)]
    EffectiveScope.objects.bulk_create(
        EffectiveScope(id=FIRST_SCOPE + n, digest=rule.digest(), owner=rule.owner, rule=rule.json().decode())
        for n, rule in enumerate(rules)
    )
    ScopeParty.objects.bulk_create(
        ScopeParty(party=party, level=level, scope_id=FIRST_SCOPE + n)
        for n, rule in enumerate(rules)
        for party, level in sorted(rule.parties())
        if level != Level.POINT
    )


def _scope(n: int) -> int:
    mixed = n * 2654435761 % 2**32
    share, place = mixed // 7 % 10, mixed // 1024
    if share < 3:
        return FIRST_SCOPE + place % FEW
    return FIRST_SCOPE + (FEW + place % (MANY - FEW) if share < 7 else MANY + place % (SCOPES - MANY))


def _id(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=16).digest()


def _fragment(n: int) -> int:
    return FIRST_POS * 1024 + n


def _phone(n: int) -> str:
    """Every fifth has one; mostly two share it."""
    return f"+9929{n // 5 % 90_000:08d}"


def _ends(count: int, links: int) -> Iterator[tuple[int, list[int]]]:
    rng = Random(11)
    for _ in range(links // PER_LINK):
        near = [rng.randrange(count), rng.randrange(count)]
        yield rng.randrange(count), [*near, *(int(count * rng.random() ** 6) for _ in range(PER_LINK - 2))]


def _fragments(count: int, links: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        said = {"name": [f"Person {n}"]} | ({"phone": [_phone(n)]} if n % 5 == 0 else {})
        yield _row(n, _id(f"p{n}"), "Person", said)
    for n, (one, others) in enumerate(_ends(count, links), count):
        ends = {"subject": [_id(f"p{one}").hex()], "object": [_id(f"p{other}").hex() for other in others]}
        yield _row(n, _id(f"l{n}"), "UnknownLink", ends)


def _row(n: int, entity: bytes, schema: str, said: dict[str, list[str]]) -> tuple[Any, ...]:
    data = json.dumps({"properties": said, "grade": ["4x4", "B2"]}, separators=(",", ":"))
    return _fragment(n), entity, _scope(n), schema, entity, data


def _edges(count: int, links: int) -> Iterator[tuple[int, bytes, bytes]]:
    for n, (one, others) in enumerate(_ends(count, links), count):
        source = _id(f"p{one}")
        yield from ((_fragment(n), source, target) for target in {_id(f"p{other}") for other in others})


# Ours


def build() -> dict[str, Any]:
    setup()
    from sarhad.ledger import followers
    from sarhad.links.graph import arrays, building, follower

    given = []
    real = building.build
    building.build = lambda found: given.append(found) or real(found)
    spent = cost(lambda: follower.write(followers.head()))
    start = time.perf_counter()
    graph = arrays.build(given[0])
    folder = FOLDER / "graph-again"
    graph.save(folder)
    again = time.perf_counter() - start
    size = sum(path.stat().st_size for path in folder.iterdir())
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return {**spent, "arrays": again, "size": size / MB, "nodes": graph.size, "links": len(graph.links.fragment)}


def opening() -> dict[str, Any]:
    setup()
    from django.db import connection

    from bench.import_ import reader
    from sarhad.kernel import model
    from sarhad.kernel.claim import Claim, Kind, Scope
    from sarhad.ledger.actions import append, feed_of
    from sarhad.links.graph import follower
    from sarhad.links.graph.queries import paths

    model.schemata()  # FollowTheMoney's own start is no part of it
    connection.ensure_connection()
    before, start = _memory(), time.perf_counter()
    assert follower.now() is not None
    wall = time.perf_counter() - start
    paths(reader(OFFICE), [_id("p1001").hex(), _id("p2002").hex()])
    memory = _memory() - before
    rng = Random(5)
    some = [_id(f"p{rng.randrange(50_000)}").hex() for _ in range(2000)]
    ties = [
        Claim(blake2b(f"{time.time()}{n}".encode(), digest_size=16).hexdigest(), "UnknownLink", _between(a, b))
        for n, (a, b) in enumerate(zip(some[::2], some[1::2], strict=True))
    ]  # fmt: skip
    append(feed_of(OFFICE), kind=Kind.CONTRIBUTE, items=ties, scope=Scope(), officer="bench")
    start = time.perf_counter()
    assert follower.now() is not None
    return {"wall": wall, "memory": memory, "more": time.perf_counter() - start}


def _between(a: str, b: str) -> dict[str, list[str]]:
    return {"subject": [a], "object": [b]}


def _memory() -> float:
    """This process's own share, in MB: what it shares with others counts in part."""
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def ask(office: str) -> dict[str, Any]:
    setup()
    import numpy as np

    from bench.import_ import reader
    from sarhad.entities.sight import Sight
    from sarhad.links.graph import nets, queries
    from sarhad.links.graph.net import Wanted
    from sarhad.links.graph.paths import ways
    from sarhad.links.graph.view import View

    who = reader(office)
    pairs = _pairs(who)

    def view() -> View:
        sight, wanted = Sight(who), Wanted()
        return View(sight, nets.net(sight, wanted), wanted)

    def reach(pair: tuple[str, str]) -> None:
        here = view()
        queries._reach(here, np.array([*here.enter(pair[:1]).values()], np.int64), 2, 200, False)

    found = []

    def way(pair: tuple[str, str], most: int = 1) -> None:
        here = view()
        found.extend(ways(here, *here.enter(pair).values(), most, 8))

    for work in (reach, way):
        percentiles(work, pairs[:50])
    found.clear()
    spent = {"reach": percentiles(reach, pairs), "way": percentiles(way, pairs)}
    told = {"share": len(found) / len(pairs), "steps": sum(len(each) - 1 for each in found) / max(1, len(found))}
    return {
        **spent,
        **told,
        "reach CPU": _cpu(reach, pairs),
        "way CPU": _cpu(way, pairs),
        "ways": percentiles(lambda pair: way(pair, 3), pairs[:300]),
        "expand": percentiles(lambda pair: queries.expand(who, pair[:1], hops=2), pairs[:300]),
        "path": percentiles(lambda pair: queries.paths(who, pair, most=1), pairs[:300]),
    }


def _cpu(work: Any, arguments: list[Any]) -> tuple[float, float]:
    """As `percentiles`, of the processor's time: what else the machine does counts less."""
    times = []
    for argument in arguments:
        start = time.process_time()
        work(argument)
        times.append((time.process_time() - start) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def _pairs(who: Any) -> list[tuple[str, str]]:
    """Two people each whom this reader sees."""
    from sarhad.access.queries import visible

    rng = Random(3)
    last = FIRST_POS * 1024
    people = _people()
    wanted = [last + rng.randrange(people) for _ in range(9 * ASKED)]
    seen = list(visible(who).filter(id__in=wanted).order_by("id").values_list("entity", flat=True))
    rng.shuffle(seen)
    return list(zip(seen[:ASKED], seen[ASKED : 2 * ASKED], strict=False))


def _people() -> int:
    from sarhad.ledger.models import Term

    return Term.objects.filter(kind="phone").count() * 5 - 5


def requests(office: str) -> dict[str, Any]:
    setup()
    from datetime import timedelta

    from django.utils import timezone

    from bench.import_ import reader
    from sarhad.access.actions import issue_token

    who = reader(office)
    pairs = _pairs(who)[:300]
    _row, token = issue_token(who, purpose="benchmark", expires=timezone.now() + timedelta(days=1))
    return {
        "token": token,
        "bodies": {
            "api/links/expand": [{"ids": [a], "hops": 2} for a, _ in pairs],
            "api/links/paths": [{"ends": pair, "most": 1} for pair in pairs],
        },
    }


def posts(address: str, token: str, bodies: list[dict[str, Any]], path: str) -> tuple[float, float]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def ask_one(body: dict[str, Any]) -> None:
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")

    percentiles(ask_one, bodies[:30])
    return percentiles(ask_one, bodies)


# Others, who see everything


def beside(home: Path) -> list[Figure]:
    given = child("links:for_others", home)
    figures = []
    for peer in ("networkx", "igraph"):
        try:
            with_ = sys.executable if peer == "networkx" else python("igraph")
        except Skipped as reason:
            print(f"  {peer}: {reason}")
            continue
        command = [with_, ROOT / "bench" / "peer_graph.py", peer, given["edges"], given["pairs"]]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        figures += _figures(peer, json.loads(done.stdout.splitlines()[-1]))
    return figures + _figures("recursive SQL", child("links:recursive", home))


def _figures(peer: str, found: dict[str, float]) -> list[Figure]:
    units = {"load": "s", "memory": "MB"}
    return [Figure(f"{peer}, {name}", value, units.get(name, "ms")) for name, value in found.items()]


def for_others() -> dict[str, Any]:
    """The same links and pairs as files of node numbers."""
    setup()
    import numpy as np

    from bench.import_ import reader
    from sarhad.links.graph import follower
    from sarhad.links.graph.arrays import Finder

    now = follower.now()
    base = now.live.base
    origin = np.repeat(np.arange(base.size), np.diff(base.start))
    once = origin < base.near
    edges, pairs = FOLDER / "links-edges.npy", FOLDER / "links-pairs.npy"
    np.save(edges, np.stack([origin[once], base.near[once]], axis=1).astype(np.int32))
    ids = [bytes.fromhex(id) for pair in _pairs(reader(OFFICE))[:PEERS_ASKED] for id in pair]
    np.save(pairs, Finder(base.ids).places(np.array(ids, "S16")).reshape(-1, 2))
    return {"edges": str(edges), "pairs": str(pairs)}


TWO_HOPS = """
    WITH RECURSIVE around (id, hops) AS (
        SELECT %s, 0
        UNION SELECT CASE WHEN e.source = a.id THEN e.target ELSE e.source END, a.hops + 1
        FROM around a JOIN ledger_edge e ON e.source = a.id OR e.target = a.id WHERE a.hops < {hops}
    ) SELECT {what} FROM around {where} LIMIT 200
"""


def recursive() -> dict[str, float]:
    """The same tables, without a door. Paths of few steps only: longer ones take minutes."""
    setup()
    from bench.import_ import reader
    from sarhad.entities.sight import rows

    pairs = _pairs(reader(OFFICE))[:SQL_ASKED]

    def reach(pair: tuple[str, str]) -> None:
        rows(TWO_HOPS.format(hops=2, what="DISTINCT id", where=""), [bytes.fromhex(pair[0])])

    def way(pair: tuple[str, str]) -> None:
        sql = TWO_HOPS.format(hops=SQL_STEPS, what="MIN(hops)", where="WHERE id = %s")
        rows(sql, [bytes.fromhex(id) for id in pair])

    two, path = percentiles(reach, pairs), percentiles(way, pairs)
    return {
        "two hops p50": two[0], "two hops p95": two[1],
        f"path of at most {SQL_STEPS} steps p50": path[0], f"path of at most {SQL_STEPS} steps p95": path[1],
    }  # fmt: skip
