"""A chart as a drawing or a picture, marked as the table is."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
from django.utils.html import escape

from sarhad.collect.export_forms import mark
from sarhad.collect.exports import Stamp
from sarhad.kernel import papers
from sarhad.systems.monitor.out.records import Sheet

PAPER = Path(__file__).with_name("picture.typ")
TOKEN = re.compile(r"var\(--([a-z0-9-]+)\)")
PPI = 192


def svg(sheet: Sheet, stamp: Stamp | None) -> bytes:
    """The drawing with colours of paper, so that it looks the same without our style sheet."""
    return _alone(sheet, stamp).encode()


def png(sheet: Sheet, stamp: Stamp | None) -> bytes:
    data = {"title": sheet.title, "about": list(sheet.about), "marking": _marking(sheet, stamp)}
    return papers.png(PAPER, data, {"picture.svg": _alone(sheet, stamp).encode()}, ppi=PPI)


def vega(sheet: Sheet, stamp: Stamp | None) -> bytes:
    return orjson.dumps(sheet.vega)


def _marking(sheet: Sheet, stamp: Stamp | None) -> str:
    return mark(sheet.handling) if stamp else ""


def _alone(sheet: Sheet, stamp: Stamp | None) -> str:
    from sarhad.systems.monitor.out.colours import colours

    drawn = TOKEN.sub(lambda found: colours().get(found[1], "#111"), sheet.picture)
    said = escape(" · ".join([sheet.title, *sheet.about, _marking(sheet, stamp)]))
    if "xmlns=" not in drawn[:300]:
        drawn = drawn.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg" font-family="sans-serif"', 1)
    at = drawn.index(">", drawn.index("<svg")) + 1
    return f"{drawn[:at]}<metadata>{said}</metadata>{drawn[at:]}"
