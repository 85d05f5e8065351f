"""What the page of one file of calls shows: the counts of what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sarhad.kernel import phones
from sarhad.links.calls import cells, counting, drawing
from sarhad.links.calls.cells import EPOCH
from sarhad.links.calls.records import Calls, Columns, Gap, Partner


@dataclass(frozen=True, slots=True)
class Asked:
    since: int | None = None
    until: int | None = None
    number: str = ""
    event: int | None = None


@dataclass(frozen=True, slots=True)
class Analysis:
    focus: str  # the number whose calls these are; "" where the file is about several
    calls: Calls  # of what was asked for
    partners: list[Partner]  # whatever number was asked for
    heat: drawing.Heat
    hours: list[list[int]]
    bars: drawing.Bars
    gaps: list[Gap]
    appeared: list[Partner]
    silent: list[Partner]
    cells: list[tuple[str, int]]
    devices: list[tuple[str, int]]
    asked: Asked

    @property
    def seconds(self) -> int:
        return int(self.calls.seconds[self.calls.seconds > 0].sum())

    @property
    def longest(self) -> int:
        return int(self.calls.seconds.max(initial=0))

    @property
    def messages(self) -> int:
        return int((self.calls.means == counting.MESSAGE).sum())

    @property
    def days(self) -> tuple[date, date] | None:
        if not len(self.calls):
            return None
        first, last = (
            date.fromordinal(int(edge) // cells.DAY + EPOCH) for edge in (self.calls.at.min(), self.calls.at.max())
        )
        return first, last


def analyse(calls: Calls, asked: Asked) -> Analysis:
    """Everything that the page shows."""
    focus = counting.subject(calls)
    dated = counting.between(calls, asked.since, asked.until)
    chosen = counting.about(dated, asked.number) if asked.number else dated
    partners = counting.partners(dated, focus)
    whole = counting.partners(calls, focus)  # new is what the whole file does not know before
    hours = counting.hours(chosen)
    return Analysis(
        focus=focus,
        calls=chosen,
        partners=partners,
        heat=drawing.heat(hours),
        hours=hours,
        bars=drawing.bars(counting.by_day(chosen), asked.event),
        gaps=counting.silent(chosen),
        appeared=counting.appeared(whole, asked.event) if asked.event is not None else [],
        silent=counting.fell_silent(whole, asked.event) if asked.event is not None else [],
        cells=counting.most_used(chosen.cell, chosen.cells),
        devices=counting.most_used(chosen.device, chosen.devices),
        asked=asked,
    )


def asked_number(calls: Calls, text: str, columns: Columns) -> str:
    """A number of the file as somebody typed it; "" where it does not stand there."""
    found = cells.number(text, phones.dialling_region(columns.country)) if text else ""
    return found if found in calls.numbers else ""


def common(files: Sequence[tuple[Any, Calls]]) -> tuple[list[str], list[tuple[str, tuple[Partner | None, ...]]]]:
    """(the number of each file, numbers that two or more of these files share with what each says)."""
    owners = [counting.subject(calls) for _file, calls in files]
    found: list[Mapping[str, Partner]] = [
        {each.number: each for each in counting.partners(calls, owner)}
        for (_file, calls), owner in zip(files, owners, strict=True)
    ]
    return owners, list(counting.common(found))
