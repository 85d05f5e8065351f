"""igraph's measures of a network that comes as JSON. Runs in an environment of its own: igraph is GPL."""

import json
import sys
import time

import igraph

given = json.load(sys.stdin)
n = given["things"]
graph = igraph.Graph(n=n, edges=given["links"])
began = time.perf_counter()
between = graph.betweenness()
took = time.perf_counter() - began
pairs = (n - 1) * (n - 2) / 2
json.dump(
    {
        "took": took,
        "between": [each / pairs for each in between],
        "modularity": graph.community_multilevel().modularity,
    },
    sys.stdout,
)
