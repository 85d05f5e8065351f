"""`sarhad screen` of a list of travellers, as users run it: against 50,000 records, and against all.

One traveller in twenty is in the records. The command's start is measured beside it, with a list of one.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from bench.matching import OUT
from bench.matching.million import people, populated
from bench.matching.nodes import Properties
from bench.matching.post import strangers, traveller
from bench.measure import OFFICE, ROOT, Figure, Options, child, environment
from bench.people import Population

TRAVELLERS, KNOWN, LISTS = 2000, 100, 50_000
COLUMNS = {"name": "name", "birthDate": "birth date", "passportNumber": "passport", "nationality": "nationality"}


def run(options: Options) -> list[Figure]:
    sizes = {min(LISTS, options.entities): 300, options.entities: 150 if options.entities > LISTS else 300}
    return [figure for size, least in sizes.items() for figure in _screened(replace(options, entities=size), least)]


def _screened(options: Options, least: float) -> list[Figure]:
    home = populated(options)
    child("matching.files:catch_up", home)
    everyone = travellers(options)
    start, start_cpu, _ = _command(home, everyone[:1], "one")
    wall, cpu, verdicts = _command(home, everyone, f"{options.entities}")
    against = f"against {options.entities:,}"
    return [
        Figure(f"file {against}", len(everyone) / (wall - start), "names/s", least, least=True),
        Figure("  with the start of the command", len(everyone) / wall, "names/s"),
        Figure("  start of the command", start, "s"),
        Figure("  CPU of a name", 1000 * (cpu - start_cpu) / len(everyone), "ms"),
        Figure("  second looks", verdicts.count("check")),
    ]


def catch_up() -> dict[str, bool]:
    from bench.matching.nodes import follow
    from bench.measure import setup

    setup()
    follow()
    return {}


def travellers(options: Options) -> list[Properties]:
    """Strangers, and among them some whose records are there."""
    known = [query.properties | query.document for query in Population().queries(people(options), KNOWN, seed=3)]
    found = [traveller(who) for who, _ in zip(strangers(), range(TRAVELLERS - KNOWN), strict=False)] + known
    Random(1).shuffle(found)
    return found


def _command(home: Path, some: Sequence[Properties], name: str) -> tuple[float, float, list[str]]:
    """Seconds by the clock and of CPU, and the verdicts that it wrote."""
    given, out = OUT / f"file-{name}.csv", OUT / f"file-{name}-out.csv"
    for path in (out, out.with_name(out.name + ".part")):
        path.unlink(missing_ok=True)
    with given.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS.values())
        table.writerows([each.get(column, [""])[0] for column in COLUMNS] for each in some)
    command = [sys.executable, "-c", "from sarhad.cli import main; main()", "screen", str(given), str(out)]
    who = ["--as", f"head-{OFFICE.lower()}@{OFFICE}", "--purpose", "benchmark"]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*command, *who], cwd=ROOT, env=environment(home), check=True, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    with out.open(encoding="utf-8", newline="") as file:
        verdicts = [row["verdict"] for row in csv.DictReader(file)]
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, verdicts
