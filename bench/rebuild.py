"""Making the derived tables again, against the import that made them first."""

from __future__ import annotations

from typing import Any

from bench.measure import Figure, Options, child, cost, results, setup

LIMITS = "not slower than the import"


def run(options: Options) -> list[Figure]:
    made = results().get("import", {})
    if made.get("entities") != options.entities:
        raise SystemExit("Run `python -m bench import` with the same --entities first.")
    imported = {figure["name"]: figure["value"] for figure in made["figures"]}
    spent = child("rebuild:again", options.home)
    return [
        Figure("rebuild, CPU", spent["cpu"], "s"),
        Figure("rebuild, wall", spent["wall"], "s"),
        Figure("ratio to import, CPU", spent["cpu"] / imported["import, CPU"], "", 1),
        Figure("ratio to import, wall", spent["wall"] / imported["import, wall"], "", 1),
        Figure("rebuild, peak memory", spent["memory"], "MB", 1024),
    ]


def again() -> dict[str, Any]:
    setup()
    from sarhad.kernel import model
    from sarhad.ledger.rebuild import rebuild

    model.ftm()
    return cost(rebuild)
