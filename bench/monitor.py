"""The drugs monitor: UNODC's single seizures from the command until the map shows them, each question of its pages,
the same over 10,000,000 rows, cases of the ledger beside tables, and what others need for the same.
"""

from __future__ import annotations

import gzip
import http.client
import json
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.measure import (
    FOLDER,
    PASSPHRASE,
    PASSWORD,
    ROOT,
    Figure,
    Options,
    child,
    environment,
    percentiles,
    serving,
    setup,
)
from bench.read import pages

LIMITS = (
    "311,038 rows on the map 120 s after the command; a question of a page p95 100 ms, over 10,000,000 rows 500 ms;"
    " the public map page 400 KB"
)
ARCHIVE = ROOT.parent / "shared/data/unodc_ids/drug-trafficking-unodc.zip"
INSIDE, ROWS, MANY = "drug-trafficking-unodc.csv", 311_038, 10_000_000
ABSENT = "  UNODC's file is not here: INVENTED rows of the same number stand in its place, and no peer is measured"
TIMES = 30
PORT = 8129
PARTS = ("import", "large", "cases", "peers")
KB = 1024


def run(options: Options) -> list[Figure]:
    wanted, figures = options.only or PARTS, list[Figure]()
    if not ARCHIVE.exists():
        print(ABSENT, file=sys.stderr)
    for part in wanted:
        figures += {"import": _import, "large": _large, "cases": _cases, "peers": _peers}[part]()
    return figures


# From the command to the map


def _import() -> list[Figure]:
    home = FOLDER / "node-monitor"
    shutil.rmtree(home, ignore_errors=True)
    child("monitor:prepare", home)
    file = _table()
    with serving(home, PORT) as address:
        start = time.perf_counter()
        _sarhad(
            home, "import-table", file, "--kind", "seizures", "--name", "Individual drug seizures", "--scope",
            "public", "--handling", 0, "--lacks", "cannabis", "--as", "director@CENTRE", "--purpose", "benchmark",
        )  # fmt: skip
        signed = time.perf_counter() - start
        while not _counted(address):
            time.sleep(0.2)
        shown = time.perf_counter() - start
        asked = child("monitor:ask", home, TIMES)
        paths = [
            "/monitor/",
            "/monitor/map/",
            "/monitor/map/?show=clusters",
            "/monitor/trends/",
            "/monitor/records/",
        ]
        opened = {path: pages(address, "", [path] * TIMES) for path in paths}
        weight, library = _weights(address)
    rows = asked["rows"]
    return [
        Figure("rows", rows, "", ROWS, least=True),
        Figure("read and signed", signed, "s"),
        Figure("from the command until the map shows them", shown, "s", 120),
        *(Figure(f"{name}, p95", p95, "ms", 100) for name, p95 in asked["p95"].items()),
        *(Figure(f"page {path}, p95", p95, "ms") for path, (_p50, p95) in opened.items()),
        Figure("the public map page, compressed, without base map", weight, "KB", 400),
        Figure("what the moving map loads when asked for", library, "KB"),
    ]


def _table() -> Path:
    if ARCHIVE.exists():
        return ARCHIVE
    out = FOLDER / "seizures.csv"
    child("monitor:invent", FOLDER / "node-monitor", out, ROWS, "csv")
    return out


def _sarhad(home: Path, *words: object) -> None:
    command = [sys.executable, "-c", "from sarhad.cli import main; main()", *map(str, words)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{words[0]} failed: {done.stdout.decode()}")


def prepare() -> dict[str, Any]:
    """A node of one office, with who may sign for everyone."""
    setup()
    from sarhad import home
    from sarhad.access import actions
    from sarhad.access.reader import operator

    home.make()
    actions.create_office(
        operator(), id="CENTRE", names={"en": "C"}, country="kz", sort="centre", parent="", passphrase=PASSPHRASE
    )
    who = {"username": "director", "name": "D", "language": "en", "password": PASSWORD}
    actions.enrol_officer(operator(), office="CENTRE", roles=["director", "analyst"], **who)
    return {}


def _counted(address: str) -> bool:
    """Whether the map has something to draw."""
    found: dict[str, Any] = json.loads(_get(address, "/monitor/map/data/?show=clusters")[0])
    return bool(found["discs"])


def _get(address: str, path: str) -> tuple[bytes, int]:
    """The body, and how many bytes of it went over the line."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    packed = answer.getheader("Content-Encoding") == "gzip"
    return gzip.decompress(body) if packed else body, len(body)


def _weights(address: str) -> tuple[float, float]:
    """Kilobytes of the page with the sheets and scripts that it names; and of the library for the moving map."""
    page, size = _get(address, "/monitor/map/")
    linked = re.findall(rb'<link rel="(?:stylesheet|icon)" href="([^"]+)"|<script[^>]* src="([^"]+)"', page)
    size += sum(_get(address, (a or b).decode())[1] for a, b in dict.fromkeys(linked))
    library = re.search(rb'data-library="([^"]+)"', page)
    return size / KB, _get(address, library[1].decode())[1] / KB if library else 0


# Questions


def questions() -> dict[str, Callable[[Any], Any]]:
    """What pages ask, of a reader; each as its page does."""
    from sarhad.systems.monitor.store import queries as q
    from sarhad.systems.monitor.store.records import Where

    weighed = ("n", "items", "kg", "kg_low", "kg_high", "median_kg", "unconverted")
    near = Where(since="2013-01", until="2016-12", country=("tj", "uz", "kz", "kg"), substance=("heroin",))
    return {
        "trend by year and group": lambda who: q.sums(who, Where(), ("year", "family"), weighed[:5]),
        "trend by month, filtered": lambda who: q.sums(who, near, ("month", "country"), weighed[:5]),
        "map by region": lambda who: q.sums(who, Where(), ("country", "region"), weighed),
        "map by place": lambda who: q.sums(who, Where(), ("lat", "lon", "exactness", "country", "region"), weighed),
        "flows": lambda who: q.sums(
            who, Where(), ("origin", "departure", "country", "transit", "destination"), ("n", "items", "kg")
        ),
        "median by substance": lambda who: q.sums(who, Where(), ("substance", "year"), ("n", "median_kg")),
        "equal rows once": lambda who: q.sums(who, Where(once="all"), ("country", "year"), ("n", "kg")),
        "list of a filter": lambda who: q.values(who, Where(), "concealment"),
        "page of records": lambda who: q.rows(who, Where()),
        "last page of records": lambda who: q.rows(who, near, after=1000),
        "coverage": lambda who: q.coverage(who, near, ("kg", "kz", "tj", "tm", "uz")),
        "seasonality": lambda who: q.sums(who, Where(), ("moon", "family"), ("n",)),
    }


def ask(times: str = "30") -> dict[str, Any]:
    """Of each question to this node, for everyone: 95th percentile, and CPU. How many rows there are."""
    setup()
    from sarhad.access.reader import anonymous
    from sarhad.systems.monitor.store import queries
    from sarhad.systems.monitor.store.records import Where

    who, found, cpu = anonymous(), dict[str, float](), dict[str, float]()
    for name, question in questions().items():
        question(who)
        start = time.process_time()
        found[name] = percentiles(lambda _, question=question: question(who), range(int(times)))[1]
        cpu[name] = (time.process_time() - start) / int(times) * 1000
    return {"p95": found, "cpu": cpu, "rows": queries.sums(who, Where(), (), ("items",)).rows[0][0]}


# 10,000,000 rows


def _large() -> list[Figure]:
    home = FOLDER / "node-monitor-large"
    shutil.rmtree(home, ignore_errors=True)
    child("monitor:prepare", home)
    made = child("monitor:enlarge", home)
    asked = child("monitor:ask", home, TIMES // 3)
    return [
        Figure("invented rows", asked["rows"], "", MANY, least=True),
        Figure("their file", made["size"], "MB"),
        *(Figure(f"of {MANY // 10**6} million: {name}, p95", p95, "ms", 500) for name, p95 in asked["p95"].items()),
        *(
            Figure(f"of {MANY // 10**6} million: {name}, CPU of both cores", cpu, "ms")
            for name, cpu in asked["cpu"].items()
        ),
    ]


def enlarge() -> dict[str, float]:
    """A small table is signed; in the place of its rows are put invented ones."""
    setup()
    from sarhad.access.models import Seat
    from sarhad.access.reader import reader_for
    from sarhad.kernel.claim import PUBLIC, Scope
    from sarhad.systems.monitor.store import files
    from sarhad.systems.monitor.store.follower import Monitor
    from sarhad.systems.monitor.tests.tabling import table

    table(reader_for(Seat.objects.get(office="CENTRE"), "benchmark"), scope=Scope(read=(PUBLIC,)))
    Monitor().catch_up()
    [[path]] = files.standing(files.SEIZURES).values()
    path.unlink()
    invent(str(path), str(MANY))
    return {"size": path.stat().st_size / 2**20}


def invent(out: str, rows: str, form: str = "parquet") -> dict[str, float]:
    """As uneven as UNODC's: a few countries and substances have most rows, some rows are equal."""
    setup()
    from sarhad.systems.monitor.store.engine import connection
    from sarhad.systems.monitor.store.records import SEIZURES
    from sarhad.systems.monitor.tables.reading import SORTED

    con = connection(Path(out).parent)
    said = ", ".join(f'CAST({INVENTED[name]} AS {kind}) AS "{name}"' for name, kind in SEIZURES.items())
    select = f"SELECT {said} FROM (SELECT *, {DRAWN} FROM range({int(rows)}) AS t(i))"
    if form == "csv":
        names = "country, region, place, day AS date, drug AS substance, amount, unit, transport, departure"
        con.execute(f"COPY (SELECT {names}, destination FROM ({select})) TO '{out}' (FORMAT csv)")
    else:
        con.execute(f"COPY ({select} ORDER BY {SORTED}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")
    return {}


def _drawn(name: str, many: int, power: int = 3) -> str:
    """A number below `many`, small ones more often."""
    return f"CAST(floor(power((hash(i, '{name}') % 1000000) / 1000000.0, {power}) * {many}) AS INTEGER) AS {name}"


DRAWN = ", ".join([
    _drawn("land", 120), _drawn("part", 20, 2), _drawn("spot", 6, 1), _drawn("kind", 60), _drawn("since", 2192, 1),
    _drawn("way", 10), _drawn("hide", 20), _drawn("from_", 6), _drawn("to_", 6), _drawn("grams", 500_000, 6),
])  # fmt: skip
CODE = "chr((97 + {0} // 26)::INTEGER) || chr((97 + {0} % 26)::INTEGER)"
NAMES = "['heroin','cannabis-herb','cannabis-resin','opium','cocaine','methamphetamine','amphetamine','mdma']"
INVENTED = {
    "source": "'invented'", "row": "i + 2", "case": "''", "day": "DATE '2011-01-01' + since",
    "last": "DATE '2011-01-01' + since",
    "month": "year(DATE '2011-01-01' + since) * 12 + month(DATE '2011-01-01' + since) - 1",
    "year": "year(DATE '2011-01-01' + since)", "country": CODE.format("land"),
    "region": f"CASE WHEN part < 3 OR land > 9 THEN '' ELSE upper({CODE.format('land')}) || '-' || part END",
    "place": "'place ' || part || ' ' || spot", "lat": "(land * 7 + part) % 80 + spot / 100.0",
    "lon": "(land * 13 + part * 3) % 180 + spot / 100.0", "exactness": "'city'",
    "drug": f"{NAMES}[1 + kind % 8] || CASE WHEN kind > 8 THEN ' ' || kind ELSE '' END",
    "substance": f"{NAMES}[1 + kind % 8]", "family": f"{NAMES}[1 + kind % 4]", "amount": "grams + 1", "unit": "'g'",
    "kg": "CASE WHEN kind > 50 THEN NULL ELSE (grams + 1) / 1000.0 END",
    "kg_low": "CASE WHEN kind > 50 THEN NULL ELSE (grams + 1) / 1100.0 END",
    "kg_high": "CASE WHEN kind > 50 THEN NULL ELSE (grams + 1) / 900.0 END", "rule": "'mass'",
    "transport": "['road','rail','air','post','foot','','sea','other','river','drone'][1 + way]",
    "concealment": "'hide' || hide", "premises": "'premises' || hide % 7", "direction": "'entry'", "cause": "''",
    "found": "''", "origin": CODE.format("(land // 5)"), "departure": CODE.format("(land // 2 + from_)"),
    "transit": "''", "destination": CODE.format("(land + to_ * 7)"), "office": "''",
    "twin": "CASE WHEN i % 9 = 0 THEN i // 9 ELSE 0 END", "nth": "CASE WHEN i % 18 = 0 THEN 1 ELSE 0 END", "n": "1",
}  # fmt: skip


# Cases of the ledger


def _cases() -> list[Figure]:
    home = FOLDER / "node-results"
    if not home.exists():
        child("results:prepare", home)
    seen = child("monitor:count_cases", home)
    return [
        Figure("cases of the ledger, a reader of all", seen["n"]),
        Figure("their rows from nothing", seen["cold"], "s", 2),
        Figure("the same when others' records have come", seen["again"], "ms"),
        Figure("trend by year and group with cases, p95", seen["warm"], "ms", 100),
    ]


def count_cases() -> dict[str, float]:
    setup()
    import gc

    from sarhad.access.models import Seat
    from sarhad.access.reader import reader_for
    from sarhad.serving import GARBAGE
    from sarhad.systems.monitor.store import cases, queries
    from sarhad.systems.monitor.store.records import Where

    reader = reader_for(Seat.objects.get(office="CENTRE"), "benchmark")
    if found := cases.cases(reader).path:
        found.unlink()  # with its first question a process loads what all others have
    gc.freeze()
    gc.set_threshold(GARBAGE)  # as a server does
    start = time.perf_counter()
    cases.cases(reader)
    cold = time.perf_counter() - start
    ask = questions()["trend by year and group"]
    ask(reader)
    warm = percentiles(lambda _: ask(reader), range(TIMES))[1]
    again = percentiles(lambda _: (cases._names.clear(), cases.cases(reader)), range(10))[0]
    gc.unfreeze()
    return {"cold": cold, "warm": warm, "again": again, "n": queries.sums(reader, Where(), (), ("n",)).rows[0][0]}


# Others


def _peers() -> list[Figure]:
    if not ARCHIVE.exists():
        return []
    FOLDER.mkdir(exist_ok=True)
    table = FOLDER / INSIDE
    with zipfile.ZipFile(ARCHIVE) as archive:
        table.write_bytes(archive.read(INSIDE))
    found = child("monitor:others", FOLDER / "node-monitor", table)
    return [Figure(f"seizures by country and year: {name}", value, "ms") for name, value in found.items()]


def others(path: str) -> dict[str, float]:
    """Seizures by country and year: ours through the door, and the same counts by others from the CSV file."""
    setup()
    import duckdb

    from sarhad.access.reader import anonymous
    from sarhad.systems.monitor.store import queries
    from sarhad.systems.monitor.store.records import Where

    p50 = lambda work: percentiles(lambda _: work(), range(10))[0]
    ours = lambda: queries.sums(anonymous(), Where(), ("country", "year"), ("n",))
    counted = sum(row[2] for row in ours().rows)
    assert counted == ROWS, "run the part import first"
    found = {"ours, p50": p50(ours)}
    plain = "SELECT COUNTRY, year(SEIZURE_DATE::DATE), COUNT(*) FROM {} GROUP BY ALL"
    read = f"read_csv('{path}', delim = ';', header = true, all_varchar = true)"
    con = duckdb.connect(config={"threads": 2})
    found["DuckDB over the CSV, p50"] = p50(lambda: con.execute(plain.format(read)).fetchall())
    return {**found, **_sqlite(path), **_pandas(path)}


def _sqlite(path: str) -> dict[str, float]:
    import csv
    import sqlite3

    start = time.perf_counter()
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    con = sqlite3.connect(":memory:")
    con.execute(f"CREATE TABLE t ({', '.join(header)})")
    con.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(header))})", rows)
    loaded = (time.perf_counter() - start) * 1000
    sql = "SELECT COUNTRY, substr(SEIZURE_DATE, 1, 4), COUNT(*) FROM t GROUP BY 1, 2"
    return {
        "SQLite, loaded": loaded,
        "SQLite, p50": percentiles(lambda _: con.execute(sql).fetchall(), range(10))[0],
    }


def _pandas(path: str) -> dict[str, float]:
    try:
        import pandas
    except ImportError:
        print("  pandas is not installed", file=sys.stderr)
        return {}
    start = time.perf_counter()
    frame = pandas.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    loaded = (time.perf_counter() - start) * 1000
    ask = lambda: frame.groupby(["COUNTRY", frame.SEIZURE_DATE.str[:4]]).size()
    return {"pandas, loaded": loaded, "pandas, p50": percentiles(lambda _: ask(), range(10))[0]}
