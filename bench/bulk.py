"""Bulk linking: precision, recall, time and memory on invented people with a known truth, and FEBRL 4."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import combinations, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sarhad.matching.bulk.engine import Duck
from sarhad.matching.bulk.parts import Record, write

SIZE = 20_000


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
    every = records(path)
    parts = iter(lambda: list(islice(every, SIZE)), [])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_write, folder, f"{n:04}", part) for n, part in enumerate(parts)]
        for one in waiting:
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
