"""All records of the region: are the right ones among the 75 that are looked at, and how long does the index take?

Measured with names and birth dates alone, as misspelled as offices misspell them; documents would make it easy.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench.matching import OUT
from bench.matching.nodes import ids, node
from bench.measure import FOLDER, MB, Figure, Options, child, cost, setup
from bench.people import Population, Query, write_records

MOST, QUERIES = 75, 2000


def run(options: Options) -> list[Figure]:
    home = populated(options)
    built = child("matching.million:index", home)
    queries = list(Population().queries(people(options), min(QUERIES, options.entities // 10)))
    entity = ids(home, "bench")
    ranks, spent = _ranks(home, queries, [[entity(id) for id in query.records] for query in queries])
    missed = [n for n, row in enumerate(ranks) if 0 in row]
    _write(queries, ranks, missed, people(options))
    return [
        Figure("index, wall", built["wall"], "s", 90 * options.entities / 1_020_000),
        Figure("index, CPU", built["cpu"], "s"),
        Figure("index, peak memory", built["memory"], "MB"),
        Figure("index, size", built["size"], "MB"),
        Figure(f"candidates, recall@{MOST}", _share(ranks, MOST), "", 0.97, least=True),
        *(Figure(f"  recall@{most}", _share(ranks, most)) for most in (1, 10, 25)),
        Figure("  candidates, p50", spent["p50"], "ms"),
        Figure("  candidates, p95", spent["p95"], "ms"),
    ]


def people(options: Options) -> Path:
    path = FOLDER / f"people-{options.entities}.json"
    write_records(path, options.entities)
    return path


def populated(options: Options) -> Path:
    """The node that holds all of them; made unless it is there."""
    return node(FOLDER / f"node-people-{options.entities}", ("ftm", "bench", people(options)))


def index() -> dict[str, Any]:
    """From nothing to the end of the ledger."""
    setup()
    from django.conf import settings

    from bench.matching.nodes import follow
    from sarhad.entities import index as names

    names.drop()
    spent = cost(follow)
    files = [path for path in (Path(settings.HOME) / "index").rglob("*") if path.is_file()]
    return {**spent, "size": sum(path.stat().st_size for path in files) / MB}


def _ranks(
    home: Path, queries: Sequence[Query], right: Sequence[Sequence[str]]
) -> tuple[list[list[int]], dict[str, float]]:
    """Of each query, the places of the person's own records among the candidates, from 1; 0 if beyond the last."""
    given, answers = OUT / "recall-asked.json", OUT / "recall-found.json"
    given.write_text(json.dumps([query.properties for query in queries], ensure_ascii=False))
    spent = child("matching.million:look", home, given, answers)
    found = [{entity: place for place, entity in enumerate(row, 1)} for row in json.loads(answers.read_text())]
    return [[row.get(each, 0) for each in own] for row, own in zip(found, right, strict=True)], spent


def look(given: str, answers: str) -> dict[str, Any]:
    setup()
    import time

    from bench.matching.nodes import follow
    from sarhad.entities import index as names
    from sarhad.kernel import model
    from sarhad.ledger.models import Fragment
    from sarhad.matching.candidates import candidates
    from sarhad.matching.records import Subject

    follow()
    reading, found, times = names.reading(), [], []
    for values in json.loads(Path(given).read_text()):
        start = time.perf_counter()
        properties, _raw = model.clean("Person", values)
        ranked = list(islice(candidates(reading, Subject("Person", properties)), MOST))
        times.append((time.perf_counter() - start) * 1000)
        entities = dict(Fragment.objects.filter(id__in=ranked).values_list("id", "entity"))
        found.append(
            [entities[id].hex() if isinstance(entities[id], bytes) else str(entities[id]) for id in ranked]
        )
    Path(answers).write_text(json.dumps(found))
    times.sort()
    return {"p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)]}


def _share(ranks: Sequence[Sequence[int]], most: int) -> float:
    places = [place for row in ranks for place in row]
    return sum(1 <= place <= most for place in places) / len(places)


# What is missed


def _write(queries: Sequence[Query], ranks: Sequence[Sequence[int]], missed: Sequence[int], records: Path) -> None:
    wanted = {id for n in missed for id, place in zip(queries[n].records, ranks[n], strict=True) if not place}
    held = _records(records, wanted)
    path, kinds = OUT / "recall.csv", Counter[str]()
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["why", "asked", "born", "record", "born there"])
        for n in missed:
            for id in wanted.intersection(queries[n].records):
                asked, there = queries[n].properties, held[id]
                why = difference(asked, there)
                kinds[why] += 1
                table.writerow([why, asked["name"], asked.get("birthDate"), there["name"], there.get("birthDate")])
    print(f"    not among the first {MOST}: {path}")
    for why, number in kinds.most_common(12):
        print(f"    {number:>6}  {why}")


def _records(path: Path, wanted: set[str]) -> dict[str, Any]:
    with path.open(encoding="utf-8") as file:
        return {
            f"record-{n}": json.loads(line)["properties"] for n, line in enumerate(file) if f"record-{n}" in wanted
        }


def difference(asked: dict[str, list[str]], there: dict[str, list[str]]) -> str:
    """What sets the two apart, in words: scripts, numbers of words, birth dates."""
    one, other = asked["name"][0], there["name"][0]
    scripts = " / ".join(sorted({_script(one), _script(other)}))
    words = "as many words" if len(one.split()) == len(other.split()) else "more or fewer words"
    dates = asked.get("birthDate", [""])[0], there.get("birthDate", [""])[0]
    date = "same date" if dates[0] == dates[1] else "no date" if "" in dates else "other date"
    return f"{scripts}, {words}, {date}"


def _script(text: str) -> str:
    first = next((char for char in text if char.isalpha()), "a")
    return "Latin" if first < "\u0370" else "Cyrillic" if first < "\u0590" else "Arabic"
