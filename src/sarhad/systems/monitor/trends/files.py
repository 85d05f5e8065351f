"""A chart's picture as a file of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from django.utils.html import escape

LIGHT = {
    "c0": "#646b70", "c1": "#632419", "c2": "#2151b0", "c3": "#3c9f53", "c4": "#133f45", "c5": "#ca6aa2",
    "c6": "#895719", "q1": "#d3e7e9", "q2": "#a2ccd0", "q3": "#62a5ad", "q4": "#2c7e89", "q5": "#0d4a55",
    "ink": "#13252b", "soft": "#4c5f66", "line": "#d5dedf", "edge": "#74878d", "well": "#e8edee",
    "sheet": "#ffffff",
}  # fmt: skip
"""The tokens of the style sheet in their light form, for pictures that leave it."""
HATCH = (
    '<defs><pattern id="no-report" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" fill="var(--well)"/>'
    '<path d="M0 0v6" stroke="var(--edge)" stroke-width="1.4"/></pattern></defs>'
)
_TOKEN = re.compile(r"var\(--(\w+)\)")
TITLE, NOTE = 15, 11  # heights of letters, a little over half of which they are wide


def standalone(svg: str, title: str = "", notes: Sequence[str] = ()) -> str:
    """The same picture as a file: colours and letters in it, the title above, notes (source, coverage) below."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    wide, high = (float(found[1]), float(found[2])) if found else (520.0, 320.0)
    above = wrap(title, max(12, int((wide - 24) / (TITLE * 0.58))))
    below = [line for note in notes for line in wrap(note, max(12, int((wide - 24) / (NOTE * 0.53))))]
    head, foot = 20 * len(above) + 14 * bool(above), 16 * len(below) + 8 * bool(below)
    inside = svg[svg.find(">") + 1 : svg.rfind("</svg>")]
    bold = f'font-size="{TITLE}" font-weight="600" fill="var(--ink)"'
    said = "".join(f'<text x="12" y="{22 + 20 * n}" {bold}>{escape(line)}</text>' for n, line in enumerate(above))
    said += "".join(
        f'<text x="12" y="{head + high + 16 * (n + 1):g}" font-size="{NOTE}">{escape(line)}</text>'
        for n, line in enumerate(below)
    )
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:g} {head + high + foot:g}"'
        f' width="{wide * 2:g}" font-family="Noto Sans, Segoe UI, sans-serif" font-size="12" fill="var(--soft)">'
        f'{HATCH if "url(#no-report)" in inside else ""}<rect width="100%" height="100%" fill="var(--sheet)"/>'
        f'<g transform="translate(0 {head})">{inside}</g>{said}</svg>'
    )
    return _TOKEN.sub(lambda token: LIGHT.get(token[1], "#000000"), whole)
