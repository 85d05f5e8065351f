"""Matching, screening and the wanted list, measured: names, lists, a day at a post, a million records.

    python -m bench matching --only names,regional --entities 1020000

A part whose data or code is missing says so and counts as missed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from bench.measure import FOLDER, ROOT, Figure, Options, show

LIMITS = "see bench/README.md; parts with --only: names, regional, un, post, recall, http, file, bulk, febrl"
SHARED = ROOT.parent / "shared" / "data"
OWN = ROOT / "bench" / "data"
OUT = FOLDER / "matching"  # errors, one file a part
PARTS = {
    "names": "pairs:names",
    "regional": "pairs:regional",
    "un": "un:run",
    "post": "post:run",
    "recall": "million:run",
    "http": "served:run",
    "file": "files:run",
    "bulk": "others:bulk",
    "febrl": "others:febrl",
}


class Skipped(Exception):
    """What a part needs is not there."""


def run(options: Options) -> list[Figure]:
    OUT.mkdir(parents=True, exist_ok=True)
    found: list[Figure] = []
    for part in options.only or PARTS:
        print(f"\n{part}", flush=True)
        try:
            figures = _part(part)(options)
        except Skipped as why:
            print(f"  SKIPPED: {why}", flush=True)
            figures = [Figure(f"{part}: not measured", 1, "", 0)]
        show(figures)
        found += figures
    print("\nall of it", flush=True)
    return found


def _part(name: str) -> Callable[[Options], list[Figure]]:
    if name not in PARTS:
        raise SystemExit(f"There is no part {name}; there are {', '.join(PARTS)}.")
    module, _, function = PARTS[name].partition(":")
    try:
        return getattr(importlib.import_module(f"bench.matching.{module}"), function)
    except ModuleNotFoundError as error:
        raise Skipped(f"{error.name} is not written yet") from error
