"""Measures of networks of 10,000 things and 30,000 links, and of 3,000 and 9,000, beside networkx and igraph.

igraph's exact betweenness is what ours is held against: the error that was stated, and the one that there was.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.matching import Skipped
from bench.matching.peers import python
from bench.measure import Figure, Options

LIMITS = "all measures of 10,000 things and 30,000 links 5 s, exact up to 3,000, sampled with a stated error above"
LARGE, SMALL, EACH = 10_000, 3_000, 3
Links = list[tuple[int, int]]


def run(options: Options) -> list[Figure]:
    figures = []
    for kind in ("scale-free", "random"):
        for things in (LARGE, SMALL):
            figures += _measured(f"{kind}, {things:,}", _network(kind, things), things)
    return figures


def _network(kind: str, things: int) -> Links:
    """Scale-free, as telephone networks are, with a few hubs; or random, where no node saves a search anything."""
    import networkx

    if kind == "scale-free":
        return sorted(networkx.barabasi_albert_graph(things, EACH, seed=1).edges)
    return sorted(networkx.gnm_random_graph(things, things * EACH, seed=1).edges)


def _measured(name: str, links: Links, things: int) -> list[Figure]:
    from sarhad.links.measures.measuring import measure
    from sarhad.links.measures.network import network

    began = time.process_time()
    took, found = _timed(lambda: measure(network(map(_id, range(things)), [(_id(a), _id(b), 1) for a, b in links])))
    figures = [
        Figure(f"{name}: all measures", took, "s", 5),
        Figure(f"{name}: all measures, CPU", time.process_time() - began, "s"),
        *_networkx(name, links, found.drawn),
    ]
    if found.drawn:
        figures.append(Figure(f"{name}: searches drawn", found.drawn))
    try:
        exact = _igraph(links, things)
    except Skipped as why:
        print(f"  igraph: {why}", file=sys.stderr)
        return figures
    shares = [one.between for one in found.of.values()]
    seen = [abs(one - other) * 100 for one, other in zip(shares, exact["between"], strict=True)]
    # Where ours is exact, six digits are kept.
    stated = found.off * 100 or 0.0001
    outside = sum(off > one.off * 100 + 0.0001 for off, one in zip(seen, found.of.values(), strict=True))
    return [
        *figures,
        Figure(f"{name}: igraph, betweenness alone, exact", exact["took"], "s"),
        Figure(f"{name}: error stated, at most", stated, "points"),
        Figure(f"{name}: error seen, at most", max(seen), "points", stated),
        Figure(f"{name}: things farther off than stated", outside, "", 0),
        Figure(f"{name}: of igraph's first ten in our first ten", len(_first(shares) & _first(exact["between"]))),
        Figure(f"{name}: modularity", found.modularity),
        Figure(f"{name}: igraph's, Louvain", exact["modularity"]),
    ]


def _networkx(name: str, links: Links, drawn: int) -> list[Figure]:
    """The same measures by networkx; betweenness from as many draws as ours, 200 where ours is exact."""
    import networkx

    graph = networkx.Graph(links)
    draws = drawn or 200
    parts: list[tuple[str, Callable[[], Any]]] = [
        (f"betweenness from {draws:,} draws", lambda: networkx.betweenness_centrality(graph, k=draws, seed=1)),
        ("communities", lambda: networkx.community.louvain_communities(graph, seed=1)),
        ("articulation points", lambda: list(networkx.articulation_points(graph))),
    ]
    if len(graph) <= SMALL:  # of 10,000 with hubs it takes minutes
        parts.append(("constraint", lambda: networkx.constraint(graph)))
    return [Figure(f"{name}: networkx, {part}", _timed(work)[0], "s") for part, work in parts]


def _igraph(links: Links, things: int) -> dict[str, Any]:
    command = [python("igraph"), Path(__file__).parent / "matching" / "peer_igraph.py"]
    given = json.dumps({"things": things, "links": links})
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _first(shares: list[float]) -> set[int]:
    return set(sorted(range(len(shares)), key=lambda at: -shares[at])[:10])


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def _id(number: int) -> str:
    return f"{number:032x}"
