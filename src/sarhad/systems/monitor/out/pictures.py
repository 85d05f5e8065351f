"""A chart as a drawing or a picture, marked as the table is."""

from __future__ import annotations

from pathlib import Path

import orjson

from sarhad.collect.export_forms import mark
from sarhad.collect.exports import Stamp
from sarhad.kernel import papers
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.trends.files import standalone

PAPER = Path(__file__).with_name("picture.typ")
PPI = 192


def svg(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """The drawing with colours of paper, so that it looks the same without our style sheet."""
    return _alone(sheet, stamp).encode()


def png(sheet: Sheet, stamp: Stamp | None) -> bytes:
    data = {"marking": _marking(sheet, stamp)}
    return papers.png(PAPER, data, {"picture.svg": _alone(sheet, stamp).encode()}, ppi=PPI)


def vega(sheet: Sheet, stamp: Stamp | None) -> bytes:
    return orjson.dumps(sheet.vega)


def _marking(sheet: Sheet, stamp: Stamp | None) -> str:
    return mark(sheet.handling) if stamp else ""


def _alone(sheet: Sheet, stamp: Stamp | None) -> str:
    marking = _marking(sheet, stamp)
    return standalone(sheet.picture, sheet.title, [*sheet.about, *filter(None, [marking])])
