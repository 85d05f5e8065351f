"""Charts as SVG for pages: no scripts, no styles of their own, colours by the tokens of the style sheet.

`draw` makes lines (with bands and gaps) or bars, `spark` a line as high as a line of text, `share` a bar for a cell
of a table. What they give needs no style sheet but for its colours. Text is 12 units high; `monitor.css` keeps it
readable on phones, where the names at the ends of lines give way to the list of `key`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple
from zlib import crc32

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from sarhad.systems.monitor.trends.charts import Chart, Line, Values, number, short
from sarhad.systems.monitor.trends.files import HATCH

DASHES = {"c1": "7 3", "c2": "", "c3": "2 3", "c4": "5 2 1 2", "c5": "12 4", "c6": "9 3 2 3", "c0": "1 4"}
MORE = ("14 3 2 3", "3 6", "6 2 2 2 2 2", "1 2", "10 6")
"""For a second line of the same colour."""
APART = 28  # between two labels at the ends of lines
NO_REPORT = "url(#no-report)"
"""Hatched, as `monitor/_hatch.html` has it."""


class Frame(NamedTuple):
    """Where a chart's values stand, in units of the picture."""

    wide: int
    high: int
    left: int
    right: int
    top: int
    bottom: int

    def x(self, n: int, of: int) -> float:
        """Of the n-th of so many points."""
        return round(self.left + (self.right - self.left) * (n / (of - 1) if of > 1 else 0.5), 1)

    def y(self, value: float, most: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * (value / most), 1)


FULL = Frame(520, 320, 52, 362, 16, 290)
BARS = Frame(520, 300, 52, 512, 16, 270)
SMALL = Frame(230, 140, 40, 222, 10, 116)
"""Their left side gives way to the words of the axis."""


def draw(chart: Chart) -> SafeString:
    """The picture; an empty text where there is nothing to draw."""
    if not chart.ticks or not chart.lines:
        return SafeString("")
    steps = axis(chart.top, 3 if chart.small else 5, whole=_whole(chart))
    frame = SMALL if chart.small else BARS if chart.bars else FULL
    frame = frame._replace(left=14 + 8 * max(len(short(step)) for step in steps))
    parts = [*_grid(frame, steps), *_ticks(frame, chart)]
    parts += _bars(frame, chart, steps[-1]) if chart.bars else _lines(frame, chart, steps[-1])
    parts += _columns(frame, chart)
    return _svg(frame, chart, "".join(parts))


def axis(top: float, most: int, *, whole: bool = False) -> list[float]:
    """Values from 0 to at least `top`, at most so many steps; `whole` numbers for counts."""
    rough = max((top or 1) / most, 1 if whole else 0)
    power = 10 ** math.floor(math.log10(rough))
    steps = (step * power for step in (1, 2, 2.5, 5, 10))
    step = next(step for step in steps if step >= rough * 0.9999 and not (whole and step % 1))
    return [n * step for n in range(math.ceil((top or 1) / step - 1e-9) + 1)]


def dashes(lines: Sequence[Line]) -> list[str]:
    """A dash for each line, no two alike while there are enough of them."""
    found: list[str] = []
    for line in lines:
        own = (DASHES.get(line.colour, ""), *MORE)
        found.append(next((dash for dash in own if dash not in found), own[0]))
    return found


def key(lines: Sequence[Line]) -> SafeString:
    """The lines by name and last value, for where the picture has no room for them."""
    return format_html_join(
        "",
        '<li><svg viewBox="0 0 28 8" aria-hidden="true"><path d="M0 4H28" stroke="var(--{})" stroke-width="2.5"'
        ' stroke-dasharray="{}"/></svg> {} <b>{}</b></li>',
        (
            (line.colour, dash, line.label, number(_last(line.values)[1]))
            for line, dash in zip(lines, dashes(lines), strict=True)
        ),
    )


def spark(values: Values, title: str, colour: str = "c2") -> SafeString:
    """A line beside a number; its table must say the values."""
    most = max((value for value in values if value is not None), default=0) or 1
    frame = Frame(96, 20, 2, 94, 2, 18)
    path = "".join(_stretches(frame, values, most))
    return format_html(
        '<svg class="spark" viewBox="0 0 96 20" role="img"><title>{}</title><path d="{}" fill="none"'
        ' stroke="var(--{})" stroke-width="2" stroke-linejoin="round"/></svg>',
        title, path, colour,
    )  # fmt: skip


def share(value: float | None, most: float, colour: str = "q4") -> SafeString:
    """A bar for a cell of a table, as long as the value is of `most`; hatched where nothing was reported."""
    wide = 100.0 if value is None else round(100 * value / most, 1) if most else 0
    fill = NO_REPORT if value is None else f"var(--{colour})"
    return format_html(
        '<svg class="bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="14" fill="{}"/></svg>',
        f"{wide:g}", fill,
    )  # fmt: skip


# Parts


def _svg(frame: Frame, chart: Chart, inside: str) -> SafeString:
    about = f"<desc>{escape(chart.about)}</desc>" if chart.about else ""
    if NO_REPORT in inside:  # of its own, so that the picture can leave the page
        own = f"no-report-{crc32((chart.title + inside).encode()):x}"
        about += HATCH.replace("no-report", own)
        inside = inside.replace(NO_REPORT, f"url(#{own})")
    kind = "mini" if chart.small else "column" if chart.bars else "curve"
    return mark_safe(  # noqa: S308 - every text in it was escaped
        f'<svg class="plot {kind}" viewBox="0 0 {frame.wide} {frame.high}" role="img" font-size="12"'
        f' fill="var(--soft)"><title>{escape(chart.title)}</title>{about}{inside}</svg>'
    )


def _whole(chart: Chart) -> bool:
    every = (chart.most, *(v for line in chart.lines for v in (*line.values, *line.high)))
    return all(float(value).is_integer() for value in every if value is not None)


def _grid(frame: Frame, steps: Sequence[float]) -> Iterator[str]:
    for step in steps:
        y = frame.y(step, steps[-1])
        yield f'<path d="M{frame.left} {y:g}H{frame.right}" stroke="var(--line)"/>'
        yield f'<text x="{frame.left - 6}" y="{y + 4:g}" text-anchor="end">{escape(short(step))}</text>'


def _ticks(frame: Frame, chart: Chart) -> Iterator[str]:
    """As many as have room, the last one always."""
    count = len(chart.ticks)
    room = max(len(tick) for tick in chart.ticks) * 8 + 12
    step = max(1, math.ceil(room * count / (frame.right - frame.left + room)))
    for n in range(count - 1, -1, -step):
        edge = n == count - 1 and not chart.bars and count > 1
        x, anchor = (frame.right + 3, "end") if edge else (_middle(frame, chart, n), "middle")
        yield (f'<text x="{x:g}" y="{frame.bottom + 18}" text-anchor="{anchor}">{escape(chart.ticks[n])}</text>')


def _middle(frame: Frame, chart: Chart, n: int) -> float:
    count = len(chart.ticks)
    if chart.bars:
        return round(frame.left + (frame.right - frame.left) * (n + 0.5) / count, 1)
    return frame.x(n, count)


def _lines(frame: Frame, chart: Chart, most: float) -> Iterator[str]:
    """Bands below, lines above them, names at their ends."""
    for line in chart.lines:
        if line.low and line.high:
            yield from _band(frame, line, most)
    for line, dash in zip(chart.lines, dashes(chart.lines), strict=True):
        yield (
            f'<path d="{"".join(_stretches(frame, line.values, most))}" fill="none" stroke="var(--{line.colour})"'
            f' stroke-width="2.5" stroke-linejoin="round" stroke-dasharray="{dash}"/>'
        )
        for n in _alone(line.values):
            y = frame.y(line.values[n] or 0, most)
            yield f'<circle cx="{frame.x(n, len(line.values)):g}" cy="{y:g}" r="3" fill="var(--{line.colour})"/>'
    if not chart.small:
        yield from _ends(frame, chart.lines, most)


def _stretches(frame: Frame, values: Values, most: float) -> Iterator[str]:
    """A path for each run of values; gaps stay open."""
    for told, run in groupby(range(len(values)), key=lambda n: values[n] is not None):
        if told:
            points = [f"{frame.x(n, len(values)):g} {frame.y(values[n] or 0, most):g}" for n in run]
            yield f"M{'L'.join(points)}"


def _alone(values: Values) -> Iterator[int]:
    """Values with nothing on either side, which no line would show."""
    around = [None, *values, None]
    for n, value in enumerate(values):
        if value is not None and around[n] is None and around[n + 2] is None:
            yield n


def _band(frame: Frame, line: Line, most: float) -> Iterator[str]:
    count = len(line.values)
    both = [n for n in range(count) if line.low[n] is not None and line.high[n] is not None]
    for _, run in groupby(enumerate(both), key=lambda pair: pair[1] - pair[0]):
        ns = [n for _, n in run]
        there = [f"{frame.x(n, count):g} {frame.y(line.high[n] or 0, most):g}" for n in ns]
        back = [f"{frame.x(n, count):g} {frame.y(line.low[n] or 0, most):g}" for n in reversed(ns)]
        yield f'<path d="M{"L".join((*there, *back))}Z" fill="var(--{line.colour})" opacity=".16"/>'


def _last(values: Values) -> tuple[int, float | None]:
    return next(((n, values[n]) for n in range(len(values) - 1, -1, -1) if values[n] is not None), (0, None))


def _ends(frame: Frame, lines: Sequence[Line], most: float) -> Iterator[str]:
    """Names at the lines' ends, moved apart where they would lie on each other."""
    told = [(line, *_last(line.values)) for line in lines]
    placed = sorted(
        ((frame.y(value, most), n, line, value) for line, n, value in told if value is not None),
        key=lambda each: each[0],
    )
    for (y, n, line, value), at in zip(placed, _apart(frame, [each[0] for each in placed]), strict=True):
        x = frame.x(n, len(line.values))
        yield f'<circle cx="{x:g}" cy="{y:g}" r="3.5" fill="var(--{line.colour})"/>'
        if abs(at - y) > 6 or x < frame.right - 1:
            yield f'<path d="M{x:g} {y:g}L{frame.right + 8} {at:g}" stroke="var(--edge)" stroke-width=".8"/>'
        yield (
            f'<text x="{frame.right + 10}" y="{at + 4:g}" fill="var(--ink)" font-weight="600">{escape(line.label)}'
            f'<tspan x="{frame.right + 10}" dy="1.15em" font-weight="400">{escape(number(value))}</tspan></text>'
        )


def _apart(frame: Frame, wanted: Sequence[float]) -> list[float]:
    """The wanted heights, in order, at least APART from each other and inside the frame."""
    gap = min(APART, (frame.bottom - 16 - frame.top) / max(len(wanted) - 1, 1))
    found: list[float] = []
    for y in wanted:
        found.append(max(y, found[-1] + gap) if found else y)
    limit = float(frame.bottom - 16)
    for n in range(len(found) - 1, -1, -1):
        found[n] = min(found[n], limit)
        limit = found[n] - gap
    return found


def _bars(frame: Frame, chart: Chart, most: float) -> Iterator[str]:
    """Bars of the first line; its band, if it has one, says what would be expected."""
    line, step = chart.lines[0], (frame.right - frame.left) / len(chart.ticks)
    wide = round(step * 0.7, 1)
    for n, value in enumerate(line.values):
        x = round(_middle(frame, chart, n) - wide / 2, 1)
        y = frame.top if value is None else frame.y(value, most)
        fill = NO_REPORT if value is None else f"var(--{line.colour})"
        yield f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{frame.bottom - y:g}" fill="{fill}"/>'
    for n in range(len(line.values)):
        low, high = (line.low[n], line.high[n]) if line.low and line.high else (None, None)
        if low is not None and high is not None:
            x, below, above = _middle(frame, chart, n), frame.y(low, most), frame.y(high, most)
            yield (
                f'<path d="M{x - 5:g} {above:g}h10M{x - 5:g} {below:g}h10M{x:g} {above:g}V{below:g}"'
                ' stroke="var(--ink)" stroke-width="1.5" fill="none"/>'
            )


def _columns(frame: Frame, chart: Chart) -> Iterator[str]:
    """What a pointer that rests on a tick is told."""
    count = len(chart.ticks)
    step = (frame.right - frame.left) / (count if chart.bars else max(count - 1, 1))
    for n, tick in enumerate(chart.ticks):
        said = "; ".join(f"{line.label} {number(line.values[n])}" for line in chart.lines)
        x = max(_middle(frame, chart, n) - step / 2, 0)
        yield (
            f'<rect x="{x:g}" y="{frame.top}" width="{step:g}" height="{frame.bottom - frame.top}" opacity="0">'
            f"<title>{escape(tick)}: {escape(said)}</title></rect>"
        )
