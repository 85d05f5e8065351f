"""Another library over the same links, without a door: python peer_graph.py LIBRARY EDGES.npy PAIRS.npy

Run in an environment of its own; prints its figures as JSON.
"""

import json
import resource
import sys
import time
from contextlib import suppress
from typing import Any

import numpy as np


def main() -> None:
    library, edges, pairs = sys.argv[1], np.load(sys.argv[2]), np.load(sys.argv[3]).tolist()
    start = time.perf_counter()
    two_hops, path = {"networkx": networkx, "igraph": igraph}[library](edges)
    found = {"load": time.perf_counter() - start}
    for name, work in (("two hops", two_hops), ("path", path)):
        times = []
        for a, b in pairs:
            start = time.perf_counter()
            work(a, b)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        found |= {f"{name} p50": times[len(times) // 2], f"{name} p95": times[int(len(times) * 0.95)]}
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


def networkx(edges: Any) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(int(edges.max()) + 1))
    graph.add_edges_from(edges.tolist())

    def path(a: int, b: int) -> None:
        with suppress(nx.NetworkXNoPath):
            nx.bidirectional_shortest_path(graph, a, b)

    return lambda a, b: len(nx.single_source_shortest_path_length(graph, a, cutoff=2)), path


def igraph(edges: Any) -> Any:
    import igraph as ig

    graph = ig.Graph(n=int(edges.max()) + 1, edges=edges)
    return lambda a, b: graph.neighborhood(a, order=2), lambda a, b: graph.get_shortest_path(a, b)


if __name__ == "__main__":
    main()
