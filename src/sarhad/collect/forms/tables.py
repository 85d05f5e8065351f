"""Files beside a form (CSV, XML, GeoJSON) as trees of items."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.tree import BadXml, Element, parse

_NAME = re.compile(r"[^\w.\-]")
MOST_CELL = 1_000_000


def read_table(name: str, data: bytes) -> Element:
    """The document of a file: root/item/column for CSV and GeoJSON, the file's own root for XML."""
    try:
        if name.lower().endswith(".xml"):
            return parse(data)
        text = data.decode("utf-8-sig", "replace")
        rows = _features(text) if name.lower().endswith((".geojson", ".json")) else _rows(text)
    except (BadXml, ValueError, TypeError, LookupError, csv.Error, RecursionError) as error:
        raise refused("broken-media", file=name) from error
    document = Element("")
    root = document.append(Element("root"))
    for row in rows:
        item = root.append(Element("item"))
        for column, value in row.items():
            item.append(Element(column, value))
    return document


def _rows(text: str) -> list[dict[str, str]]:
    csv.field_size_limit(MOST_CELL)
    head, *rest = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))) or [[]]
    names = [_NAME.sub("_", name.strip()) for name in head]
    return [dict(zip(names, (cell.strip() for cell in row), strict=False)) for row in rest if any(row)]


def _separator(text: str) -> str:
    """What stands most often in the first line; a comma, if nothing does."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _features(text: str) -> list[dict[str, str]]:
    found = json.loads(text)
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise ValueError("no FeatureCollection")
    return [_feature(feature) for feature in features if isinstance(feature, dict)]


def _feature(feature: dict[str, Any]) -> dict[str, str]:
    properties = feature.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    row = {_NAME.sub("_", key): "" if value is None else str(value) for key, value in properties.items()}
    if "id" in feature:
        row["id"] = str(feature["id"])
    row["geometry"] = _geometry(feature.get("geometry"))
    return row


def _geometry(geometry: Any) -> str:
    """As answers have it: "latitude longitude 0 0", several separated by semicolons."""
    kind, points = (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", [])
    if kind == "Point":
        points = [points]
    elif kind == "Polygon" and points:
        points = points[0]
    elif kind != "LineString":
        return ""
    return ";".join(f"{point[1]} {point[0]} 0 0" for point in points)
