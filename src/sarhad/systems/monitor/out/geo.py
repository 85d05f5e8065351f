"""Layers for maps: GeoJSON (RFC 7946) and GeoPackage (OGC 12-128r18), which QGIS and ArcGIS open."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from sarhad.collect.export_forms import mark
from sarhad.collect.exports import Stamp
from sarhad.systems.monitor.out.records import Column, Sheet

WGS84 = 4326
PACKAGE, VERSION = 0x47504B47, 10300  # "GPKG", 1.3
KINDS = {"Point": 1, "LineString": 2, "Polygon": 3, "MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6}
SYSTEMS = (
    ("Undefined cartesian SRS", -1, "NONE", -1, "undefined", ""),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", ""),
    (
        "WGS 84", WGS84, "EPSG", WGS84,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],'
        'UNIT["degree",0.0174532925199433]]', "longitude, latitude",
    ),
)  # fmt: skip
TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name));
"""


def geojson(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """A feature for each row that has a shape, with all columns as properties."""
    codes = [each.code for each in sheet.columns]
    said: dict[str, Any] = {
        "type": "FeatureCollection", "name": sheet.name, "title": sheet.title, "about": list(sheet.about),
        "features": [
            {"type": "Feature", "geometry": shape, "properties": dict(zip(codes, row, strict=True))}
            for row, shape in shaped(sheet)
        ],
    }  # fmt: skip
    if stamp:
        said |= {"handling": mark(sheet.handling), "exported": stamp._asdict()}
    return orjson.dumps(said, default=str)


def shaped(sheet: Sheet) -> list[tuple[Sequence[Any], Mapping[str, Any]]]:
    return [(row, shape) for row, shape in zip(sheet.rows, sheet.shapes, strict=True) if shape]


def geopackage(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """One layer, named as the file; what it says of itself stands in its description."""
    about = [sheet.title, *sheet.about]
    if stamp:
        about += [mark(sheet.handling), sheet.handling.text, *stamp]
    with tempfile.TemporaryDirectory(prefix="sarhad-") as folder:
        path = Path(folder) / "layer.gpkg"
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA application_id = {PACKAGE}")
        db.execute(f"PRAGMA user_version = {VERSION}")
        db.executescript(TABLES)
        db.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", SYSTEMS)
        _layer(db, sheet, "\n".join(about))
        db.commit()
        db.close()
        return path.read_bytes()


def _layer(db: sqlite3.Connection, sheet: Sheet, about: str) -> None:
    layer, rows = sheet.name.replace("-", "_"), shaped(sheet)
    kinds = {shape["type"] for _row, shape in rows}
    kind = kinds.pop().upper() if len(kinds) == 1 else "GEOMETRY"
    columns = ", ".join(f'"{each.code}" {_type(each)}' for each in sheet.columns)
    db.execute(f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY AUTOINCREMENT, geom {kind}, {columns})')
    marks = ", ".join("?" * (len(sheet.columns) + 1))
    names = ", ".join(f'"{each.code}"' for each in sheet.columns)
    db.executemany(
        f'INSERT INTO "{layer}" (geom, {names}) VALUES ({marks})',  # noqa: S608 - names are ours
        ([_blob(shape), *row] for row, shape in rows),
    )
    box = _box(shape for _row, shape in rows)
    db.execute(
        "INSERT INTO gpkg_contents"
        " VALUES (?, 'features', ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?, ?, ?, ?, ?)",
        [layer, layer, about, *box, WGS84],
    )
    db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", [layer, kind, WGS84])


def _type(column: Column) -> str:
    return {"number": "DOUBLE", "year": "INTEGER", "day": "DATE"}.get(column.kind, "TEXT")


def _blob(shape: Mapping[str, Any]) -> bytes:
    """GeoPackage's header (little endian, no envelope) and well-known binary."""
    return b"GP\x00\x01" + struct.pack("<i", WGS84) + wkb(shape)


def wkb(shape: Mapping[str, Any]) -> bytes:
    """Well-known binary, little endian."""
    kind, given = shape["type"], shape["coordinates"]
    head = struct.pack("<BI", 1, KINDS[kind])
    if kind == "Point":
        return head + struct.pack("<2d", *given)
    if kind == "LineString":
        return head + _points(given)
    if kind == "Polygon":
        return head + struct.pack("<I", len(given)) + b"".join(map(_points, given))
    single = kind.removeprefix("Multi")
    parts = (wkb({"type": single, "coordinates": each}) for each in given)
    return head + struct.pack("<I", len(given)) + b"".join(parts)


def _points(points: Sequence[Sequence[float]]) -> bytes:
    flat = [value for point in points for value in point[:2]]
    return struct.pack(f"<I{len(flat)}d", len(points), *flat)


def _box(shapes: Iterable[Mapping[str, Any]]) -> list[float | None]:
    points = [point for shape in shapes for point in _all(shape["coordinates"])]
    if not points:
        return [None] * 4
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return [min(xs), min(ys), max(xs), max(ys)]


def _all(given: Any) -> Iterator[Sequence[float]]:
    if given and isinstance(given[0], (int, float)):
        yield given
    else:
        for each in given:
            yield from _all(each)
