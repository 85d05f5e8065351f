"""The picture of a layer as it leaves the page: what the style sheet says of it, said by itself."""

from __future__ import annotations

import re

from django.template.loader import render_to_string
from django.utils.html import escape

from sarhad.links.maps.view import HIGH, WIDE
from sarhad.systems.monitor.map.scene import Scene

ACT, LAND = "#0a606c", "#f6f8f8"
LOOKS = {
    "land": f'fill="{LAND}" stroke="var(--line)"',
    "near": 'fill="var(--sheet)"',
    "patches": 'stroke="var(--sheet)" stroke-width="0.6"',
    "frontier": 'fill="none" stroke="var(--edge)"',
    "names": 'fill="var(--ink)" stroke="var(--sheet)" stroke-width="3" paint-order="stroke" font-size="13" '
    'text-anchor="middle"',
    "towns": 'fill="var(--soft)" stroke="var(--sheet)" stroke-width="3" paint-order="stroke" font-size="11"',
    "flows": 'fill="none" stroke-opacity="0.8"',
    "told": 'stroke="var(--c1)" stroke-linecap="round"',
    "meant": 'stroke="var(--c2)" stroke-linecap="round"',
    "told few": 'stroke="var(--c1)" stroke-dasharray="7 5"',
    "meant few": 'stroke="var(--c2)" stroke-dasharray="7 5"',
    "discs": f'fill="{ACT}" fill-opacity="0.82" stroke="var(--sheet)"',
    "vague": f'fill="var(--sheet)" fill-opacity="0.35" stroke="{ACT}" stroke-dasharray="3 2"',
    "numbers": 'fill="#ffffff" font-size="11" font-weight="650" text-anchor="middle"',
    "number vague": 'fill="var(--ink)"',
    "signs": 'text-anchor="middle" font-weight="650" fill="var(--ink)"',
    "q0": 'fill="url(#no-report)"',
    "q-1": 'fill="var(--sheet)"',
    **{f"q{n}": f'fill="var(--q{n})"' for n in range(1, 6)},
}
"""By class, the same as `map.css` on white paper."""
_LINKS, _CLASS = re.compile(r"</?a\b[^>]*>|<title>[^<]*</title>"), re.compile(r'class="([^"]*)"')
_MOVED = re.compile(r"<a [^>]*(transform=\"[^\"]*\")>(.*?)</a>", re.DOTALL)


def plate(scene: Scene) -> str:
    """SVG whose colours are still tokens (`trends.files.standalone` puts in those of paper), with its legend."""
    said = render_to_string("monitor/map_picture.html", {"scene": scene})
    drawn = said[said.index("<svg") : said.rindex("</svg>")]
    drawn = _LINKS.sub("", _MOVED.sub(r"<g \1>\2</g>", drawn))
    drawn = _CLASS.sub(lambda found: LOOKS.get(found[1], ""), drawn)
    inside = drawn[drawn.index(">") + 1 :]
    size, box = f'width="{WIDE}" height="{HIGH}"', f'viewBox="0 0 {WIDE} {HIGH}"'
    sea = f'<rect {size} fill="var(--well)"/>'
    within = f'<svg {size} {box} overflow="hidden">{sea}{inside}{_legend(scene)}</svg>'  # cuts off what lies beyond
    return f"<svg {box}>{within}</svg>"


def _legend(scene: Scene) -> str:
    """Classes in the lower left corner."""
    lines = [*scene.legend, *([(0, scene.hatched)] if scene.hatched else [])]
    if not lines:
        return ""
    rows = "".join(
        f'<rect x="22" y="{8 + 18 * n}" width="18" height="12" {LOOKS[f"q{shade}"]}/>'
        f'<text x="46" y="{18 + 18 * n}">{escape(text)}</text>'
        for n, (shade, text) in enumerate(lines)
    )
    wide, high = 52 + 7 * max(len(text) for _shade, text in lines), 12 + 18 * len(lines)
    box = f'<rect x="12" width="{wide}" height="{high}" fill="var(--sheet)" fill-opacity="0.9"/>'
    return f'<g transform="translate(0 {HIGH - 12 - high})" font-size="12" fill="var(--ink)">{box}{rows}</g>'
