"""Everything against everything: `sarhad xref` on a region's records, and FEBRL 4 with the same settings."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.matching import OUT, SHARED, Skipped
from bench.matching.million import people, populated
from bench.matching.nodes import ids
from bench.measure import ROOT, Figure, Options, child, environment, setup
from bench.people import truth

FULL = 1_020_000
FEBRL = SHARED / "record_linkage"


def bulk(options: Options) -> list[Figure]:
    """Every hit counts as found."""
    home = populated(options)
    child("bulk:forget", home)
    wall, memory, said = _run(home)
    print(said, flush=True)
    true = _true_pairs(home, people(options))
    keys = OUT / "bulk-true.json"
    keys.write_text(json.dumps(true))
    strong = child("bulk:judged", home, keys, "strong")
    every = child("bulk:judged", home, keys, "possible")
    return [
        Figure("bulk link, precision", every["precision"], "", 0.99, least=True),
        Figure("bulk link, recall", every["recall"], "", 0.85, least=True),
        Figure("  strong hits alone, precision", strong["precision"]),
        Figure("  strong hits alone, recall", strong["recall"]),
        Figure("bulk link, wall", wall, "s", 300 * max(options.entities / FULL, 0.1)),
        Figure("bulk link, peak memory of all processes", memory, "MB", 4096),
    ]


def _run(home: Path) -> tuple[float, float, str]:
    """Wall seconds, peak memory in MB of the command and its children, and what it printed."""
    command = [sys.executable, "-c", "from sarhad.cli import main; main()", "xref"]
    start, peak = time.perf_counter(), 0.0
    with subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(_memory, _family(process.pid))))
            time.sleep(0.5)
        said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise SystemExit("sarhad xref failed")
    return time.perf_counter() - start, peak, said


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for child_pid in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family(int(child_pid))
    except OSError:
        pass


def _memory(pid: int) -> float:
    """MB, what is shared by several processes counted in parts."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _true_pairs(home: Path, path: Path) -> list[tuple[str, str]]:
    """Entities that are one person, in both columns the smaller id first."""
    entity, held = ids(home, "bench"), {}
    with truth(path).open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            held.setdefault(row["person"], []).append(entity(row["record"]))
    return [pair for own in held.values() for pair in combinations(sorted(own), 2)]


def forget() -> dict[str, Any]:
    """Hits of an earlier run."""
    setup()
    from sarhad.matching.models import Hit

    return {"hits": Hit.objects.all().delete()[0]}


def judged(keys: str, verdict: str) -> dict[str, Any]:
    setup()
    from sarhad.ledger.models import Fragment
    from sarhad.matching.models import Hit

    verdicts = ["strong"] if verdict == "strong" else ["strong", "possible"]
    entity = dict(Fragment.objects.values_list("id", "entity"))
    pairs = Hit.objects.filter(verdict__in=verdicts).values_list("left", "right")
    found = {tuple(sorted((str(entity[one]), str(entity[other])))) for one, other in pairs}
    true = {(one, other) for one, other in json.loads(Path(keys).read_text())}
    right = len(found & true)
    return {"precision": right / max(len(found), 1), "recall": right / max(len(true), 1)}


# FEBRL


def febrl() -> list[Figure]:
    """Splink's links between the two files, by the shipped weights and their threshold."""
    if not (FEBRL / "dataset4a.csv").exists():
        raise Skipped(f"no {FEBRL}")
    with TemporaryDirectory() as name:
        names, links = _febrl_links(Path(name))
    right = sum(names[one] == names[other] for one, other in links)
    precision, recall = right / len(links), right / (len(names) / 2)
    return [
        Figure("FEBRL 4, F1", 2 * precision * recall / (precision + recall), "", 0.99, least=True),
        Figure("  precision", precision),
        Figure("  recall", recall),
    ]


def _febrl_links(folder: Path) -> tuple[dict[int, str], list[tuple[int, int]]]:
    """The number of the person of each row, and the pairs of rows of the two files that are linked."""
    import pyarrow.parquet as pq

    from sarhad.matching.bulk import linking, parts
    from sarhad.matching.bulk.engine import Duck
    from sarhad.matching.bulk.rows import PERSON, rows

    known, made = {}, []
    for file, name in enumerate(("dataset4a.csv", "dataset4b.csv")):
        for number, (person, properties) in enumerate(_febrl(FEBRL / name)):
            id = 2 * number + file + 2  # the first file's are even
            known[id] = person
            made += rows(id, f"{id:015x}", "Person", properties)
    parts.write_rows(made, folder / "person-0.parquet")
    engine = Duck(folder)
    linking.chunks(engine, PERSON, folder / "person-*.parquet")
    linking.block(engine, PERSON, folder / "blocks.parquet")
    linking.pairs(engine, folder / "blocks.parquet", 0, 1, folder / "pairs.parquet")
    linking.link(engine, PERSON, folder / "links.parquet")
    engine.close()
    found = pq.read_table(folder / "links.parquet")
    pairs = zip(found["one"].to_pylist(), found["other"].to_pylist(), strict=True)
    return known, [(one, other) for one, other in pairs if one % 2 != other % 2]


def _febrl(path: Path) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """(number of the person, cleaned properties) of each row."""
    from sarhad.kernel import model

    with path.open(encoding="utf-8") as file:
        for given in csv.DictReader(file, skipinitialspace=True):
            row = {key.strip(): (value or "").strip() for key, value in given.items()}
            date = row["date_of_birth"]
            lines = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")
            properties = {
                "firstName": row["given_name"],
                "lastName": row["surname"],
                "birthDate": f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else "",
                "address": ", ".join(row[line] for line in lines if row[line]),
                "idNumber": row["soc_sec_id"],
            }
            told = {name: [value] for name, value in properties.items() if value}
            yield row["rec_id"].split("-")[1], model.clean("Person", told).properties
