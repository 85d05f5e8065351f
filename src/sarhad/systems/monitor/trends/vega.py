"""A chart as a Vega-Lite specification: the numbers stand in it, and it asks for nothing from anywhere."""

from __future__ import annotations

from typing import Any

from sarhad.systems.monitor.trends.charts import Chart
from sarhad.systems.monitor.trends.drawing import dashes
from sarhad.systems.monitor.trends.files import LIGHT

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""A name of the format, as its readers expect it; nothing is fetched to read the file."""


def specification(chart: Chart) -> dict[str, Any]:
    """What `vl.json` holds: lines with their bands, or bars; values that were not reported are null."""
    names = [line.label for line in chart.lines]
    colour = {"domain": names, "range": [LIGHT.get(line.colour, "#111") for line in chart.lines]}
    across = {"field": "tick", "type": "ordinal", "sort": None, "title": None}
    series = {"field": "series", "type": "nominal", "scale": colour, "title": None}
    up = {"field": "value", "type": "quantitative", "scale": {"zero": True}, "title": chart.unit or None}
    layers: list[dict[str, Any]] = []
    if any(line.low for line in chart.lines):
        band = {"y": {**up, "field": "low"}, "y2": {"field": "high"}}
        mark = {"type": "rule"} if chart.bars else {"type": "area", "opacity": 0.16}
        layers.append({"mark": mark, "encoding": band})
    told = {"y": up, "tooltip": [{"field": name} for name in ("series", "tick", "value")]}
    if chart.bars:
        layers.insert(0, {"mark": {"type": "bar"}, "encoding": told})
    else:
        dash = {
            "domain": names,
            "range": [[int(n) for n in each.split()] or [1, 0] for each in dashes(chart.lines)],
        }
        line = {"mark": {"type": "line", "point": True, "invalid": "break-paths-show-domains"}}
        layers.append({**line, "encoding": {**told, "strokeDash": {**series, "scale": dash}}})
    return {
        "$schema": SCHEMA,
        "title": chart.title,
        "description": chart.about or chart.title,
        "width": 520,
        "height": 320,
        "data": {"values": _values(chart)},
        "encoding": {"x": across, "color": series},
        "layer": layers,
    }


def _values(chart: Chart) -> list[dict[str, Any]]:
    found = []
    for line in chart.lines:
        for n, tick in enumerate(chart.ticks):
            row: dict[str, Any] = {"tick": tick, "series": line.label, "value": line.values[n]}
            if line.low and line.high:
                row |= {"low": line.low[n], "high": line.high[n]}
            found.append(row)
    return found
