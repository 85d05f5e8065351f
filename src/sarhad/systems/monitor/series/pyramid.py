"""People by sex and age, as a table and as the usual picture of two rows of bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sarhad.systems.monitor.series.words import SEXES
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends.charts import number

HIGH, MIDDLE, HALF = 26, 260, 150
"""Of one row of bars, where the ages stand, and how long the longest bar is."""
GAP = 34  # half of the room for the ages
TOP = 30


class Age(NamedTuple):
    """One group of ages. None: not reported, which is not 0."""

    age: str
    men: float | None
    women: float | None


def ages_of(rows: Iterable[Observation]) -> list[Age]:
    """From the youngest to the oldest."""
    found: dict[str, dict[str, float | None]] = {}
    for each in rows:
        if each.sex:
            found.setdefault(each.age, {})[each.sex] = each.value
    return [Age(age, found[age].get("m"), found[age].get("f")) for age in sorted(found, key=_from)]


def _from(age: str) -> tuple[int, str]:
    first = re.search(r"\d+", age)
    below = bool(re.match(r"<|до|under|below", age.casefold()))
    return (-1 if below else int(first[0]) if first else 999, age)


def pyramid(ages: Sequence[Age], title: str) -> SafeString:
    """Men on the left, women on the right, the oldest above; an empty text without numbers."""
    most = max((value for each in ages for value in (each.men, each.women) if value), default=0)
    if not most:
        return SafeString("")
    parts = [_head(MIDDLE - GAP, "end", "m"), _head(MIDDLE + GAP, "start", "f")]
    for n, each in enumerate(reversed(ages)):
        y = TOP + n * HIGH
        parts.append(f'<text x="{MIDDLE}" y="{y + 16}" text-anchor="middle">{escape(each.age)}</text>')
        parts += [_bar(each.men, most, y, left=True), _bar(each.women, most, y, left=False)]
    high = TOP + len(ages) * HIGH + 6
    return mark_safe(  # noqa: S308 - every text in it was escaped
        f'<svg class="plot column" viewBox="0 0 {2 * MIDDLE} {high}" role="img"><title>{escape(title)}</title>'
        f"{''.join(parts)}</svg>"
    )


def _head(x: int, anchor: str, sex: str) -> str:
    return f'<text x="{x}" y="16" text-anchor="{anchor}" font-weight="600">{escape(str(SEXES[sex]))}</text>'


def _bar(value: float | None, most: float, y: int, *, left: bool) -> str:
    edge = MIDDLE - GAP if left else MIDDLE + GAP
    side, anchor = (-1, "end") if left else (1, "start")
    if value is None:
        said = escape(_("no report"))
        return f'<text x="{edge + side * 4}" y="{y + 16}" text-anchor="{anchor}" fill="var(--soft)">{said}</text>'
    wide = round(HALF * value / most, 1)
    start = edge - wide if left else edge
    colour = "c2" if left else "c1"
    return (
        f'<rect x="{start:g}" y="{y + 2}" width="{wide:g}" height="{HIGH - 6}" fill="var(--{colour})"/>'
        f'<text x="{edge + side * (wide + 5):g}" y="{y + 16}" text-anchor="{anchor}">{escape(number(value))}</text>'
    )
