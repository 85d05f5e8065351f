"""The UN Security Council's list, asked with misspelled names of those on it and with 25,000 who are not."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence

from bench.matching import OUT, OWN, SHARED, Skipped
from bench.matching.nodes import Found, Properties, asked, ids, node, small
from bench.measure import Figure, Options

LIST = SHARED / "watchlists" / "UN_consolidated.xml"
QUERIES, NEGATIVES = SHARED / "names" / "un_noisy_queries.csv", SHARED / "names" / "negatives_global.csv.gz"
KEY = OWN / "un_noisy_key.csv"


def run(options: Options) -> list[Figure]:
    for path in (LIST, QUERIES, NEGATIVES, KEY):
        if not path.exists():
            raise Skipped(f"{path.name} is not there")
    home = node(small(options, "un"), ("un-list", "un-sc", LIST))
    return [*_positives(options, home), *_negatives(options, home)]


def _positives(options: Options, home) -> list[Figure]:
    with QUERIES.open(encoding="utf-8") as file, KEY.open(encoding="utf-8") as key:
        probes = [probe(row) for row in csv.DictReader(file)]
        answers = {int(row["query"]): row for row in csv.DictReader(key)}
    found, spent = asked(home, "un", probes)
    entity, ranks = ids(home, "un-sc"), {}
    for number, answer in answers.items():
        if answer["status"] == "sure":
            right = {entity(id) for id in answer["dataid"].split()}
            ranks[number] = rank(found[number], right)
    _write(ranks, probes, found, answers)
    absent = [n for n, answer in answers.items() if answer["status"] == "absent"]
    first, third = (sum(1 <= place <= most for place in ranks.values()) / len(ranks) for most in (1, 3))
    return [
        Figure("UN list, noisy queries with an answer", len(ranks)),
        Figure("UN list, queries whose answer stays open", len(answers) - len(ranks) - len(absent)),
        Figure("UN list, found at rank 1", first, "", 0.95, least=True),
        Figure("UN list, found at rank 3 or better", third, "", 0.98, least=True),
        Figure("  strong for those no longer listed", sum(bool(_strong(found[n])) for n in absent)),
        Figure("  p95 of a query", spent["p95"], "ms"),
    ]


def probe(row: dict[str, str]) -> Properties:
    """Name and birth date, as a traveller's paper gives them."""
    values = {"name": row["full_name"], "birthDate": row["date_of_birth"]}
    return {name: [value] for name, value in values.items() if value}


def rank(found: Sequence[Found], right: set[str]) -> int:
    """Place of the right one among the matches, from 1; 0 if it is not there."""
    return next((place for place, each in enumerate(found, 1) if each.entity in right), 0)


def _strong(found: Sequence[Found]) -> list[Found]:
    return [each for each in found if each.verdict == "strong"]


def _negatives(options: Options, home) -> list[Figure]:
    with gzip.open(NEGATIVES) as file:
        probes = [probe(row) for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))]
    found, spent = asked(home, "un-negatives", probes)
    strong = [n for n, each in enumerate(found) if _strong(each)]
    with (OUT / "un-negatives.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        for n in strong:
            table.writerow([*probes[n].values(), *_strong(found[n])[0]])
    possible = sum(bool(each) for each in found) - len(strong)
    return [
        Figure("UN list, strong for those not on it", 100 * len(strong) / len(probes), "%", 0.1),
        Figure("  possible for those not on it", 100 * possible / len(probes), "%"),
        Figure("  names a second, one process", spent["rate"], "1/s"),
    ]


def _write(
    ranks: dict[int, int], probes: Sequence[Properties], found: Sequence[Sequence[Found]], answers: dict
) -> None:
    path = OUT / "un.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["query", "rank", "dataid", "name", "birthDate", "first"])
        for number, place in ranks.items():
            if place != 1:
                given = probes[number]
                first = found[number][0] if found[number] else ""
                table.writerow(
                    [number, place, answers[number]["dataid"], given["name"], given.get("birthDate"), first]
                )
    print(f"    not at rank 1: {path}")
