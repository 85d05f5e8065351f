"""How long the search index takes to follow a full import."""

from __future__ import annotations

from typing import Any

from bench.measure import MB, Figure, Options, child, cost, setup

LIMITS = "follows 1,020,000 entities within 90 s"


def run(options: Options) -> list[Figure]:
    spent = child("index:follow", options.home)
    return [
        Figure("index, wall", spent["wall"], "s", 90 * options.entities / 1_020_000),
        Figure("index, CPU", spent["cpu"], "s"),
        Figure("index, peak memory", spent["memory"], "MB"),
        Figure("index, size", spent["size"], "MB"),
        Figure("fragments", spent["fragments"]),
    ]


def follow() -> dict[str, Any]:
    """From nothing to the end of the ledger."""
    setup()
    from pathlib import Path

    from django.conf import settings

    from sarhad.entities import index

    index.drop()
    taken: list[int] = []
    spent = cost(lambda: taken.append(index.NameIndex().catch_up()))
    files = [path for path in (Path(settings.HOME) / "index").rglob("*") if path.is_file()]
    return {**spent, "fragments": taken[0], "size": sum(path.stat().st_size for path in files) / MB}
