"""Runs the benchmarks. Without a name: what there is, and how it came out last time.

python -m bench [NAME | all] [--entities N] [--links SHARE] [--only PART,PART]
"""

from __future__ import annotations

import argparse
import importlib

from bench.measure import FOLDER, Figure, Options, keep, results, show

NAMES = [
    "import",
    "index",
    "read",
    "rebuild",
    "audit",
    "serve",
    "matching",
    "border",
    "results",
    "annual",
    "measures",
    "calls",
    "line",
    "links",
    "chart",
    "places",
    "monitor",
]  # in this order each finds what it needs


def benchmark(name: str):
    return importlib.import_module(f"bench.{'import_' if name == 'import' else name}")


def overview() -> None:
    last = results()
    for name in NAMES:
        print(f"{name:<10}{benchmark(name).LIMITS}")
        if name in last:
            print(f"  last: {last[name]['entities']:,} entities, {last[name]['at']}")
            show([Figure(**figure) for figure in last[name]["figures"]])


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*NAMES, "all"])
    parser.add_argument("--entities", type=int, default=50_000, help="1,020,000 are what the limits are for")
    parser.add_argument("--links", type=float, default=0.15, help="share of entities that link two others")
    parser.add_argument("--only", default="", help="parts of `matching` or `monitor`, such as names,un")
    given = parser.parse_args()
    if not given.name:
        return overview()
    FOLDER.mkdir(exist_ok=True)
    options = Options(given.entities, given.links, tuple(filter(None, given.only.split(","))))
    missed = False
    for name in NAMES if given.name == "all" else [given.name]:
        print(f"{name}, {options.entities:,} entities: {benchmark(name).LIMITS}", flush=True)
        figures = benchmark(name).run(options)
        show(figures)
        keep(name, options, figures)
        missed |= any(figure.verdict == "MISSES" for figure in figures)
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
