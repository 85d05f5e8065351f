"""Reads a file of single seizures into the monitor's columns: each distinct text once, then one join.

The file stays as it came; what this makes is derived and made again whenever a rule changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from followthemoney.types import registry

from sarhad.kernel import substances, units
from sarhad.systems.monitor.store.engine import connection
from sarhad.systems.monitor.store.records import SEIZURES

FIELDS = (
    "country", "region", "place", "date", "substance", "amount", "unit", "concealment", "premises", "transport",
    "direction", "cause", "found", "origin", "departure", "transit", "destination", "office",
)  # fmt: skip
"""What a column of a file of seizures may say."""
COUNTRIES = ("origin", "departure", "transit", "destination")
NUMBERS = frozenset({"value", "factor", "low", "high", "lat", "lon"})
CODED = ("transport", "concealment", "premises", "direction", "cause", "found")


def write(path: Path, columns: Mapping[str, Any], out: Path, source: str) -> int:
    """Write the rows of a CSV file as Parquet with the columns `store.records.SEIZURES`; returns how many.

    Args:
        columns: `places` (a name of FIELDS -> column from 0), `delimiter`, `header_row`, `order` of dates,
            `decimal` sign, and `country` and `unit` of a file that names none.
        source: id of the table.
    """
    con = connection()
    _load(con, path, columns)
    _join(con, columns)
    con.execute(
        f"COPY (SELECT {_selected()} FROM {_joined()} ORDER BY r.row) TO '{out}'"  # noqa: S608 - our own path
        " (FORMAT parquet, COMPRESSION zstd)",
        [source],
    )
    return int(con.execute("SELECT COUNT(*) FROM given").fetchall()[0][0])


def _load(con: duckdb.DuckDBPyConnection, path: Path, columns: Mapping[str, Any]) -> None:
    """Table `given`: the row's number and a text for each field, "" where the file has none."""
    places = columns["places"]
    con.execute(
        "CREATE TABLE file AS SELECT row_number() OVER () + ? AS row, * FROM read_csv(?, delim = ?, header = false,"
        " skip = ?, all_varchar = true, quote = '\"', escape = '\"', null_padding = true, parallel = false,"
        " strict_mode = false)",
        [columns.get("header_row", 1), str(path), columns.get("delimiter", ","), columns.get("header_row", 1)],
    )
    names = [row[0] for row in con.execute("DESCRIBE file").fetchall()][1:]
    said = [f"COALESCE(trim(\"{names[places[f]]}\"), '') AS {f}" if f in places else f"'' AS {f}" for f in FIELDS]
    con.execute(f"CREATE TABLE given AS SELECT row, {', '.join(said)} FROM file")  # noqa: S608
    con.execute("DROP TABLE file")
    for field in ("country", "unit"):
        if columns.get(field):
            con.execute(f"UPDATE given SET {field} = ? WHERE {field} = ''", [columns[field]])  # noqa: S608


def _join(con: duckdb.DuckDBPyConnection, columns: Mapping[str, Any]) -> None:
    """Tables of what each distinct text means: `in_FIELD`."""
    for field in ("country", *COUNTRIES):
        _means(con, field, (field,), ("code",), lambda text: (_country(text),))
    order, decimal = columns.get("order", "ymd"), columns.get("decimal")
    _means(con, "date", ("date",), ("day", "last"), lambda text: _days(text, order))
    _means(con, "substance", ("substance",), ("code", "family"), _substance)
    _means(con, "unit", ("unit",), ("code",), _unit)
    _means(con, "amount", ("amount",), ("value",), lambda text: (_number(text, decimal),))
    _means(con, "weight", ("unit",), ("factor", "low", "high", "rule"), _factor)
    for field in CODED:
        _means(con, field, (field,), ("code",), lambda text: (text.lower() if text != "Unknown" else "",))
    _means(con, "place", ("country", "region", "place"), ("code", "lat", "lon", "exactness"), _place)


def _means(
    con: duckdb.DuckDBPyConnection, name: str, of: Sequence[str], columns: Sequence[str], read: Callable[..., Any]
) -> None:
    keys = con.execute(f"SELECT DISTINCT {', '.join(of)} FROM given ORDER BY ALL").fetchall()  # noqa: S608
    values = [read(*key) for key in keys]
    told = {f"k{n}": _texts(key[n] for key in keys) for n in range(len(of))}
    said = [f"k{n}" for n in range(len(of))]
    for n, column in enumerate(columns):
        values_of = [value[n] for value in values]
        told[column] = _numbers(values_of) if column in NUMBERS else _texts(values_of)
        said.append(
            f"CASE WHEN isnan({column}) THEN NULL ELSE {column} END AS {column}" if column in NUMBERS else column
        )
    con.register("told", told)
    con.execute(f"CREATE TABLE in_{name} AS SELECT {', '.join(said)} FROM told")  # noqa: S608
    con.unregister("told")


def _texts(values: Iterable[Any]) -> np.ndarray[Any, Any]:
    return np.array([each or "" for each in values], dtype=object)


def _numbers(values: Iterable[float | None]) -> np.ndarray[Any, Any]:
    return np.array([np.nan if each is None else each for each in values], dtype=float)


# What texts mean


def _country(text: str) -> str:
    return str(registry.country.clean(text) or "") if text else ""


def _days(text: str, order: str) -> tuple[str, str]:
    return ("", "") if len(text) != 10 else (text, text)


def _substance(text: str) -> tuple[str, str]:
    known = substances.substance(text)
    return (known.code, known.group.code) if known else ("", "unknown")


def _unit(text: str) -> tuple[str]:
    known = units.unit(text)
    return (known.code if known else "",)


def _number(text: str, decimal: Any) -> float | None:
    try:
        return float(units.parse_number(text, decimal))
    except units.BadQuantity:
        return None


def _factor(text: str) -> tuple[float | None, float | None, float | None, str]:
    known = units.unit(text)
    weight = known.to_kilograms("1") if known else None
    if weight is None:
        return None, None, None, ""
    one, part = float(weight.amount), float(weight.uncertainty)
    return one, one * (1 - part), one * (1 + part), known.code if known else ""


def _place(country: str, region: str, place: str) -> tuple[str, float | None, float | None, str]:
    return "", None, None, ""


# The rows


def _joined() -> str:
    on = [
        f"JOIN in_{f} ON in_{f}.k0 = r.{f}"
        for f in ("country", *COUNTRIES, "date", "substance", "unit", "amount", *CODED)
    ]
    on.append("JOIN in_weight ON in_weight.k0 = r.unit")
    on.append("JOIN in_place ON in_place.k0 = r.country AND in_place.k1 = r.region AND in_place.k2 = r.place")
    return " ".join(["given r", *on])


TWINS = ", ".join(f"r.{field}" for field in FIELDS)


def _selected() -> str:
    kg = lambda column: f"in_amount.value * in_weight.{column}"
    alone = f"COUNT(*) OVER (PARTITION BY {TWINS}) = 1"
    said = {
        "source": "?::VARCHAR", "row": "r.row", "case": "''",
        "day": "TRY_CAST(in_date.day AS DATE)", "last": "TRY_CAST(in_date.last AS DATE)",
        "month": "COALESCE(year(TRY_CAST(in_date.day AS DATE)) * 12 + month(TRY_CAST(in_date.day AS DATE)) - 1, 0)",
        "year": "COALESCE(year(TRY_CAST(in_date.day AS DATE)), 0)",
        "country": "in_country.code", "region": "in_place.code",
        "place": "concat_ws(' | ', nullif(r.region, ''), nullif(r.place, ''))",
        "lat": "in_place.lat", "lon": "in_place.lon", "exactness": "in_place.exactness",
        "drug": "r.substance", "substance": "in_substance.code", "family": "in_substance.family",
        "amount": "in_amount.value", "unit": "in_unit.code",
        "kg": kg("factor"), "kg_low": kg("low"), "kg_high": kg("high"), "rule": "in_weight.rule",
        **{field: f"in_{field}.code" for field in (*CODED, *COUNTRIES)},
        "office": "r.office",
        "twin": f"CASE WHEN {alone} THEN 0 ELSE (hash({TWINS}) >> 1)::BIGINT END",
        "nth": f"row_number() OVER (PARTITION BY {TWINS} ORDER BY r.row) - 1",
        "n": "1",
    }  # fmt: skip
    return ", ".join(f'CAST({said[name]} AS {kind}) AS "{name}"' for name, kind in SEIZURES.items())
