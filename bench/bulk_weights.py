"""Estimates the weights of bulk linking on invented people, and prints them for `matching/bulk/weights.yml`.

python -m bench.bulk_weights RECORDS.json

RECORDS.json and the truth beside it come from `bench.people`, with another seed than the benchmark's. Pairs that
meet are compared at Splink's levels; a logistic regression over all levels at once gives each its bits. Fellegi and
Sunter's quotients would take the levels for independent, which those of twins, brothers and namesakes are not.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import combinations, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sarhad.matching.bulk import linking
from sarhad.matching.bulk.engine import Duck
from sarhad.matching.bulk.parts import Record, write
from sarhad.matching.bulk.rows import PERSON
from sarhad.matching.bulk.settings import COMPARISONS, DUCKDB, UNKNOWN

RIDGE = 2.0  # pulls a level that hardly occurs towards 0
ROUNDS = 25
SIZE = 20_000  # records that a process takes at a time
Pattern = tuple[tuple[int, ...], int, int]  # levels that hold, true pairs, false pairs


def records(path: Path) -> Iterator[Record]:
    """FollowTheMoney JSON lines, numbered from 1 and not cleaned yet."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            found = json.loads(line)
            yield Record(number, f"{number * 7919:015x}", found["schema"], json.dumps(found["properties"]))


def cleaned(record: Record) -> Record:
    from sarhad.kernel import model

    properties = model.clean(record.schema, json.loads(record.data)).properties
    return record._replace(data=json.dumps({"properties": properties}))


def _write(folder: Path, name: str, part: list[Record]) -> int:
    return write(folder, name, [cleaned(record) for record in part])


def rows_of(path: Path, folder: Path) -> None:
    """The rows of all records, as Parquet."""
    every = records(path)
    parts = iter(lambda: list(islice(every, SIZE)), [])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for one in [pool.submit(_write, folder, f"{n:04}", part) for n, part in enumerate(parts)]:
            one.result()


def true_pairs(path: Path) -> set[tuple[int, int]]:
    """Pairs of record numbers that are one person, the smaller first."""
    held: dict[str, list[int]] = {}
    with path.with_suffix(".csv").open(encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            held.setdefault(row["person"], []).append(number)
    return {pair for numbers in held.values() for pair in combinations(numbers, 2)}


@contextmanager
def prepared(path: Path) -> Iterator[Any]:
    """DuckDB with the views `person` and `truth` of a file of records."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with TemporaryDirectory() as name:
        folder = Path(name)
        rows_of(path, folder)
        one, other = zip(*sorted(true_pairs(path)), strict=True)
        pq.write_table(pa.table({"one": one, "other": other}), folder / "truth.parquet")
        engine = Duck(folder)
        engine.folder = folder
        engine.read("person", folder / "person-*.parquet")
        engine.read("truth", folder / "truth.parquet")
        yield engine
        engine.close()


def levels() -> list[tuple[str, str]]:
    return [(name, level) for name, of in COMPARISONS[PERSON].items() for level in of(DUCKDB) if level != UNKNOWN]


def patterns(path: Path) -> list[Pattern]:
    """How often the levels occur together, among true pairs and false ones."""
    known = {(name, level): number + 1 for number, (name, level) in enumerate(levels())}  # 0 is the constant
    with prepared(path) as engine:
        linking.block(engine, PERSON, engine.folder / "blocks.parquet")
        linking.pairs(engine, engine.folder / "blocks.parquet", 0, 1, engine.folder / "pairs.parquet")
        found = engine.scored(PERSON, PERSON, "pairs", None, details=True)
        gammas = [f"gamma_{name}" for name in COMPARISONS[PERSON]]
        rows = engine.connection.execute(
            f"""
            select {", ".join(gammas)}, count(truth.one), count(*) - count(truth.one) from {found} f
            left join truth on truth.one = f.unique_id_l and truth.other = f.unique_id_r group by all
            """
        ).fetchall()
    return [(tuple(_held(row, known)), row[-2], row[-1]) for row in rows]


def _held(row: tuple[int, ...], known: dict[tuple[str, str], int]) -> Iterable[int]:
    """The numbers of the levels that a pattern is at. Splink counts them from the last, unknown is -1."""
    yield 0
    for gamma, (name, of) in zip(row, COMPARISONS[PERSON].items(), strict=False):
        if gamma >= 0:
            yield known[name, list(of(DUCKDB))[-1 - gamma]]


def regression(found: list[Pattern], size: int) -> list[float]:
    """Newton's method on the penalised likelihood. Bits."""
    weights = [0.0] * size
    for _ in range(ROUNDS):
        gradient = [-RIDGE * w for w in weights]
        hessian = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        gradient[0] = 0.0
        hessian[0][0] = 1e-9
        for held, true, false in found:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(weights[n] for n in held)))))
            slope, curve = true - (true + false) * p, (true + false) * p * (1 - p)
            for n in held:
                gradient[n] += slope
                for other in held:
                    hessian[n][other] += curve
        step = solved(hessian, gradient)
        weights = [w + max(-2.0, min(2.0, s)) for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-4:
            break
    return [w / math.log(2) for w in weights]


def solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with pivots."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for n in range(size):
        pivot = max(range(n, size), key=lambda r: abs(rows[r][n]))
        rows[n], rows[pivot] = rows[pivot], rows[n]
        for r in range(n + 1, size):
            factor = rows[r][n] / rows[n][n]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[n], strict=True)]
    found = [0.0] * size
    for n in reversed(range(size)):
        found[n] = (rows[n][-1] - sum(rows[n][k] * found[k] for k in range(n + 1, size))) / rows[n][n]
    return found


def main(path: Path) -> None:
    names = levels()
    found = patterns(path)
    bits = regression(found, len(names) + 1)
    seen = [[sum(p[kind] for p in found if n in p[0]) for kind in (1, 2)] for n in range(len(names) + 1)]
    print(f"person:\n  prior: {bits[0]:.1f}")
    last = ""
    for number, (name, level) in enumerate(names, 1):
        if name != last:
            print(f"  {name}:")
            last = name
        print(f"    {level}: {bits[number]:.1f}  # {seen[number][0]:,} true pairs, {seen[number][1]:,} others")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
