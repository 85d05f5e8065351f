"""SDMX-CSV 2.0 (SDMX 3.0, section 6), for statistics offices: one observation a line, numbers unpivoted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sarhad.collect.export_forms import csv_line
from sarhad.collect.exports import Stamp
from sarhad.systems.monitor.out.records import Column, Sheet

HEAD = ("STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ")
TAIL = ("INDICATOR", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS")
NAMES = {"country": "REF_AREA", "region": "REF_AREA_2", "family": "SUBSTANCE_GROUP", "sex": "SEX", "age": "AGE"}
TIMES = {"year": "A", "month": "M", "day": "D"}
TOTAL, MISSING = "_T", "M"  # of SDMX's cross-domain code lists: total; data cannot exist or is missing


def write(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """Each number of each row. A table without a time is refused by `fits`."""
    time = next(each for each in sheet.columns if each.kind in TIMES)
    dims = [each for each in sheet.columns if each.kind in ("code", "text")]
    head = [*HEAD, *(NAMES.get(each.code, each.code.upper()) for each in dims), *TAIL]
    flow = f"SARHAD:DF_{sheet.name.upper().replace('-', '_')}(1.0)"
    lines = _lines(sheet, dims, time)
    return csv_line(head) + b"".join(
        csv_line(["dataflow", flow, "R", TIMES[time.kind], *line]) for line in lines
    )  # fmt: skip


def fits(sheet: Sheet) -> bool:
    kinds = [each.kind for each in sheet.columns]
    return any(kind in TIMES for kind in kinds) and "number" in kinds


def _lines(sheet: Sheet, dims: list[Column], time: Column) -> Iterator[list[str]]:
    place = {each.code: n for n, each in enumerate(sheet.columns)}
    for row in sheet.rows:
        keys = [_key(each, row[place[each.code]]) for each in dims]
        for number in sheet.numbers():
            value = row[place[number.code]]
            said = "" if value is None else f"{value:.12g}"
            status = MISSING if value is None else "A"
            yield [*keys, number.code.upper(), str(row[place[time.code]]), said, number.unit, status]


def _key(column: Column, value: Any) -> str:
    """Codes of countries and regions as ISO writes them."""
    text = "" if value is None else str(value)
    if column.code in ("country", "region", "origin", "departure", "transit", "destination"):
        return text.upper() or TOTAL
    return text or "_U"
