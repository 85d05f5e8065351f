"""How often early warnings are false where nothing changes, and how often a change is found: simulated series.

    python bench/warning.py [worlds] [--write]

`--write` puts the figures where the page reads them. Seeded: the same worlds give the same figures.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sarhad.systems.monitor import warning
from sarhad.systems.monitor.warning.simulated import METHODS, POWER, measure, power

WORLDS = 2000
PATH = Path(warning.__file__).with_name("measured.json")


def figures(worlds: int) -> dict[str, object]:
    found = {}
    for method in METHODS:
        months, a_year = measure(method, worlds)
        found[method] = {
            "months": round(months, 4),
            "a_year": round(a_year, 2),
            "power": {words: round(power(method, change, worlds // 2), 3) for words, change in POWER[method]},
        }
        print(method, found[method], flush=True)
    return {"worlds": worlds, "methods": found}


def main() -> None:
    given = [int(each) for each in sys.argv[1:] if each.isdecimal()]
    found = figures(given[0] if given else WORLDS)
    if "--write" in sys.argv:
        PATH.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
