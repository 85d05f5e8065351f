"""Reads a file of single seizures into the monitor's columns: each distinct text once, then one join.

The file stays as it came; what this makes is derived and made again whenever a rule changes. Nothing is dropped:
a cell that cannot be read leaves its row in with the value unknown, and a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np

from sarhad.collect.errors import BadFile
from sarhad.systems.monitor.store.engine import connection
from sarhad.systems.monitor.store.records import SEIZURES
from sarhad.systems.monitor.tables import fields, given, meaning
from sarhad.systems.monitor.tables.columns import CODED, COUNTRIES, FIELDS, Columns, columns_of
from sarhad.systems.monitor.tables.given import Given, Opened, Progress

SORTED = "country, region, lat, lon, day, row"
"""Places together: a question by place then needs half the time, and one of a country reads its part only."""
FIRST = 200  # rows that a guess looks at


class Looked(NamedTuple):
    """A file before anybody has said what its columns are."""

    opened: Opened
    first: list[tuple[int, Sequence[Any]]]  # (row, cells)
    columns: Columns  # as guessed


def looked_at(path: Path) -> Looked:
    """The header, the first rows and what is guessed of them. Raises BadFile."""
    found = given.opened(path, {}, fields.known)
    first = given.first_rows(found, FIRST)
    if not first:
        raise BadFile("no-rows")
    cells = [[str(cell) for cell in row] for _number, row in first]
    return Looked(found, first, fields.guess(found.header, cells, found.layout))


def write(
    path: Path, columns: Mapping[str, Any], out: Path, source: str, progress: Progress | None = None,
    settled: meaning.Settled | None = None,
) -> int:  # fmt: skip
    """Write the rows of a file as Parquet; returns how many. Raises BadFile.

    Its columns are `store.records.SEIZURES`, then `faults` (“date:unreadable substance:unknown”, "" for none) and
    `c0`, `c1` … with the cells as they came.

    Args:
        columns: as `Columns.json` has them.
        source: id of the table.
        progress: told the number of rows read so far.
        settled: what people decided about spellings of places.
    """
    said = columns_of(columns)
    if said is None:
        raise BadFile("table-columns")
    found = given.read(given.opened(path, said.layout, fields.known), progress)
    if any(at >= len(found.header) for at in said.places.values()):
        raise BadFile("table-columns")
    con = connection(path.parent, out.parent)
    try:
        _load(con, found, said)
        _tell(con, found, said, settled or {})
        target = str(out).replace("'", "''")
        con.execute(
            f"COPY (SELECT * FROM (SELECT {_selected(found, said)} FROM {_joined(found)}) ORDER BY {SORTED})"  # noqa: S608
            f" TO '{target}' (FORMAT parquet, COMPRESSION zstd)",
            [source],
        )
    finally:
        con.close()
    return len(found.row)


# Into DuckDB


def _load(con: duckdb.DuckDBPyConnection, found: Given, columns: Columns) -> None:
    """Table `r`: the row's number and, for each column of the file and each field, the place of its text."""
    nothing = np.zeros(len(found.row), dtype=np.int32)
    made = {"row": found.row}
    made |= {f"c{n}": at for n, at in enumerate(found.at)}
    made |= {name: found.at[columns.places[name]] if name in columns.places else nothing for name in FIELDS}
    torn = np.zeros(len(found.row), dtype=bool)
    torn[np.isin(found.row, [row for row, whole in found.torn.items()])] = True
    _table(con, "r", {**made, "torn": torn})
    for n, texts in enumerate(found.texts):
        _told(con, f"t{n}", {"said": texts})


def _tell(con: duckdb.DuckDBPyConnection, found: Given, columns: Columns, settled: meaning.Settled) -> None:
    """Tables of what each distinct text means, `m_FIELD`; of region and place together, `m_where`; of a weight."""
    texts = {name: found.texts[at] for name, at in columns.places.items()}
    texts = {name: texts.get(name, [""]) for name in FIELDS}
    for name in ("country", "unit"):
        if fixed := getattr(columns, name):
            texts[name] = [text if text.strip() else fixed for text in texts[name]]
    means = {name: [meaning.country(text) for text in texts[name]] for name in ("country", *COUNTRIES)}
    means["country"] = [(code, fault or ("" if code else meaning.MISSING)) for code, fault in means["country"]]
    means |= {name: [meaning.coded(name, text) for text in texts[name]] for name in CODED}
    means["unit"] = [meaning.unit(text) for text in texts["unit"]]
    for name, said in means.items():
        _told(con, f"m_{name}", {"code": [each[0] for each in said], "fault": [each[1] for each in said]})
    _told(con, "m_office", {"code": [meaning.tidy(text) for text in texts["office"]]})
    told = [meaning.days(text, columns.order) for text in texts["date"]]
    days = {name: [each[n] for each in told] for n, name in enumerate(("day", "last", "fault"))}
    _told(con, "m_date", days)
    kinds = [meaning.substance(text) for text in texts["substance"]]
    _told(
        con,
        "m_substance",
        {name: [each[n] for each in kinds] for n, name in enumerate(("code", "family", "fault"))},
    )
    numbers = [meaning.amount(text, columns.decimal) for text in texts["amount"]]
    _told(con, "m_amount", {"value": _numbers(each[0] for each in numbers), "fault": [each[1] for each in numbers]})
    _weights(con, [code for code, _fault in means["unit"]], [each[0] for each in kinds], days["day"])
    _wheres(con, [code for code, _fault in means["country"]], (texts["region"], texts["place"]), settled)


def _weights(con: duckdb.DuckDBPyConnection, units: list[str], kinds: list[str], days: list[str]) -> None:
    """By unit, substance and day together, since rules are of a substance and have dates."""
    keys = con.execute("SELECT DISTINCT unit, substance, date FROM r ORDER BY ALL").fetchall()
    found = [meaning.factor(units[unit], kinds[kind], days[day]) for unit, kind, day in keys]
    columns = {name: _numbers(getattr(each, name) for each in found) for name in ("kg", "low", "high")}
    _table(con, "m_weight", {**_keys(keys, "unit", "substance", "date"), **columns,
                             "rule": _texts(each.rule for each in found)})  # fmt: skip


def _wheres(
    con: duckdb.DuckDBPyConnection,
    countries: list[str],
    texts: tuple[list[str], list[str]],
    settled: meaning.Settled,
) -> None:
    keys = con.execute("SELECT DISTINCT country, region, place FROM r ORDER BY ALL").fetchall()
    asked = [(countries[a], meaning.tidy(texts[0][b]), meaning.tidy(texts[1][c])) for a, b, c in keys]
    found = [meaning.place(*each, settled) for each in asked]
    _table(con, "m_where", {
        **_keys(keys, "country", "region", "place"),
        "written": _texts(" | ".join(filter(None, each[1:])) for each in asked),
        "code": _texts(each[0] for each in found), "lat": _numbers(each[1] for each in found),
        "lon": _numbers(each[2] for each in found), "exactness": _texts(each[3] for each in found),
    })  # fmt: skip


def _told(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Any]) -> None:
    """A table with a row for each text of a column, by its place `k`."""
    arrays = {key: each if isinstance(each, np.ndarray) else _texts(each) for key, each in columns.items()}
    size = len(next(iter(arrays.values())))
    _table(con, name, {"k": np.arange(size, dtype=np.int32), **arrays})


def _table(con: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, Any]) -> None:
    con.register("told", dict(columns))
    con.execute(f"CREATE TABLE {name} AS SELECT * FROM told")  # noqa: S608 - our own names
    con.unregister("told")


def _texts(values: Iterable[str]) -> np.ndarray[Any, Any]:
    return np.array([*values], dtype=object)


def _numbers(values: Iterable[float | None]) -> np.ndarray[Any, Any]:
    """NaN for what is unknown; `_number` turns it into null."""
    return np.array([np.nan if each is None else each for each in values], dtype=float)


def _keys(keys: Sequence[tuple[int, ...]], *names: str) -> dict[str, Any]:
    return {name: np.array([key[n] for key in keys], dtype=np.int32) for n, name in enumerate(names)}


# The rows

PLAIN = ("country", *COUNTRIES, *CODED, "unit", "office", "date", "substance", "amount")
FAULTY = ("country", "date", "substance", "amount", "unit", *COUNTRIES, *CODED)


def _joined(found: Given) -> str:
    parts = ["r", *(f"JOIN t{n} ON t{n}.k = r.c{n}" for n in range(len(found.header)))]
    parts += [f"JOIN m_{name} ON m_{name}.k = r.{name}" for name in PLAIN]
    for name, of in (("weight", ("unit", "substance", "date")), ("where", ("country", "region", "place"))):
        parts.append(f"JOIN m_{name} ON " + " AND ".join(f"m_{name}.{each} = r.{each}" for each in of))
    return " ".join(parts)


def _number(column: str) -> str:
    return f"nullif({column}, 'NaN'::DOUBLE)"


def _selected(found: Given, columns: Columns) -> str:
    read = sorted(set(columns.places.values()))
    alike = ", ".join(f"r.c{n}" for n in read) or "r.row"
    texts = ", ".join(f"t{n}.said" for n in read) or "r.row"
    amount = _number("m_amount.value")
    day = "TRY_CAST(nullif(m_date.day, '') AS DATE)"
    said = {
        "source": "?::VARCHAR", "row": "r.row", "case": "''", "day": day,
        "last": "TRY_CAST(nullif(m_date.last, '') AS DATE)",
        "month": f"COALESCE(year({day}) * 12 + month({day}) - 1, 0)", "year": f"COALESCE(year({day}), 0)",
        "country": "m_country.code", "region": "m_where.code", "place": "m_where.written",
        "lat": _number("m_where.lat"), "lon": _number("m_where.lon"), "exactness": "m_where.exactness",
        "drug": f"t{columns.places['substance']}.said" if "substance" in columns.places else "''",
        "substance": "m_substance.code", "family": "m_substance.family", "amount": amount, "unit": "m_unit.code",
        **{f"kg{end}": f"{amount} * {_number(f'm_weight.{name}')}"
           for end, name in (("", "kg"), ("_low", "low"), ("_high", "high"))},
        "rule": f"CASE WHEN {amount} IS NULL THEN '' ELSE m_weight.rule END",
        **{name: f"m_{name}.code" for name in (*CODED, *COUNTRIES)}, "office": "m_office.code",
        "twin": f"CASE WHEN COUNT(*) OVER (PARTITION BY {alike}) = 1 THEN 0"
                f" ELSE ('0x' || substr(md5(concat_ws(chr(31), {texts})), 1, 15))::BIGINT END",
        "nth": f"row_number() OVER (PARTITION BY {alike} ORDER BY r.row) - 1", "n": "1",
    }  # fmt: skip
    rows = [f'CAST({said[name]} AS {kind}) AS "{name}"' for name, kind in SEIZURES.items()]
    rows.append(f"{_faults()} AS faults")
    return ", ".join([*rows, *(f"t{n}.said AS c{n}" for n in range(len(found.header)))])


def _faults() -> str:
    said = [f"CASE WHEN m_{name}.fault <> '' THEN '{name}:' || m_{name}.fault END" for name in FAULTY]
    return f"concat_ws(' ', CASE WHEN r.torn THEN 'row:torn' END, {', '.join(said)})"
