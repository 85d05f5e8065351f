"""An operator's file of 100,000 calls: read and counted, as CSV and as XLSX, beside pandas."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.matching import Skipped
from bench.matching.peers import python
from bench.measure import FOLDER, Figure, Options

LIMITS = "a file of 100,000 calls read and analysed in 3 s"
ROWS, PARTNERS = 100_000, 5_000
OWN = "992935001122"
HEADER = ("Абонент А", "Абонент Б", "Дата", "Время", "Длительность, сек", "Тип", "IMEI", "Базовая станция")


def run(options: Options) -> list[Figure]:
    FOLDER.mkdir(exist_ok=True)
    rows = list(_rows(Random(1)))
    table, book = FOLDER / "calls.csv", FOLDER / "calls.xlsx"
    with table.open("w", encoding="cp1251", newline="") as out:
        csv.writer(out, delimiter=";").writerows([HEADER, *rows])
    _workbook(book, rows)
    figures = [*_ours("CSV", table, 3), *_ours("XLSX", book, None)]
    try:
        return [*figures, *_pandas(table)]
    except Skipped as why:
        print(f"  pandas: {why}", file=sys.stderr)
        return figures


def _rows(random: Random) -> Iterator[tuple[str, ...]]:
    partners = [f"9929{random.randrange(10**8):08d}" for _ in range(PARTNERS)]
    weights = [1 / (n + 1) for n in range(PARTNERS)]
    at = datetime(2026, 1, 1)
    for other in random.choices(partners, weights, k=ROWS):
        at += timedelta(seconds=random.randrange(1, 300))
        ends = (OWN, other) if random.random() < 0.6 else (other, OWN)
        kind, place = random.choice(["Звонок", "SMS"]), f"Душанбе-{random.randrange(40)}"
        yield (
            *ends, f"{at:%d.%m.%Y}", f"{at:%H:%M:%S}", str(random.randrange(600)), kind,
            f"35693803564380{random.randrange(3)}", place,
        )  # fmt: skip


def _workbook(path: Path, rows: list[tuple[str, ...]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()  # as Excel writes it: with its size, which openpyxl else looks for in all of it
    sheet = book.active
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(path)


def _ours(name: str, path: Path, limit: float | None) -> list[Figure]:
    from sarhad.links.calls import reading
    from sarhad.links.calls.analysis import Asked, analyse

    _found, _first, columns = reading.looked_at(path, "tj")
    read, calls = _timed(lambda: reading.read(path, columns))
    counted, found = _timed(lambda: analyse(calls, Asked(event=20_500)))
    if len(calls) != ROWS or len(found.partners) > PARTNERS:
        raise SystemExit("not every row was counted")
    return [
        Figure(f"{name}, 100,000 calls: read", read, "s"),
        Figure(f"{name}, 100,000 calls: counted", counted, "s"),
        Figure(f"{name}, 100,000 calls: both", read + counted, "s", limit),
    ]


def _pandas(table: Path) -> list[Figure]:
    command = [python("pandas"), Path(__file__).parent / "matching" / "peer_pandas.py", table]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    took: dict[str, Any] = json.loads(done.stdout)
    return [
        Figure(f"pandas, CSV, the same without phone numbers in E.164: {part}", took[part], "s") for part in took
    ]


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found
