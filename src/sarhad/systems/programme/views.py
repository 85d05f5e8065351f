"""Results: the figures of a period, and for whoever may only count, cells. Every read is recorded."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does, Role
from sarhad.desk.clocks import today
from sarhad.entities.sight import Sight
from sarhad.figures import queries
from sarhad.figures.records import Ask
from sarhad.systems.programme import asking, cells, findings, lines, printed
from sarhad.systems.programme.forms import ResultsForm, shown
from sarhad.systems.programme.periods import FIRST_YEAR, part_of
from sarhad.web.gate import page

PAIRS = 10  # that may be the same, shown on the page
PERIOD = {"year", "since", "until"}  # what of an address says when


@page(Does.READ, Does.COUNT)
def results(request: HttpRequest) -> HttpResponse:
    """What was done in a period, by everything that can be asked, compared with the year before."""
    reader = request.reader
    if not reader.may(Does.READ):
        return redirect("cells")
    now = today(reader)
    form = ResultsForm(request.GET, today=now)
    if not form.is_valid():
        return render(request, "programme/results.html", {"form": form, "today": now})
    ask = form.ask()
    if ask.operation and not PERIOD & {name for name, value in request.GET.items() if value}:
        ask = asking.while_it_ran(Sight(reader), ask, now)
    audit.record(reader, "read-results", asking.recorded(ask))
    context = context_of(reader, ask, now, count_printed=bool(request.GET.get("count")))
    return render(request, "programme/results.html", context | {"form": shown(ask, now)})


def context_of(reader: Reader, ask: Ask, now: date, *, count_printed: bool = False) -> dict[str, Any]:
    """Everything that a page or paper of results shows.

    Args:
        count_printed: count whatever was printed elsewhere, where the page does not hold it; takes longer.
    """
    sight, earlier = Sight(reader), asking.year_before(ask, now)
    found, before = queries.figures(reader, ask), queries.figures(reader, earlier)
    count = (lambda other: queries.figures(reader, other)) if count_printed else None
    beside = printed.beside_ours(sight, found, count)
    period, made = asking.period_of(ask), lines.parts(found, before)
    return {
        "ask": ask, "period": period, "before": asking.period_of(earlier), "running": period.running(now),
        "before_query": asking.query(earlier), "today": now,
        "filters": asking.filters(ask, operation_name(sight, ask.operation)), "query": asking.query(ask),
        "found": found, "left": made[:2], "right": made[2:],
        "finding": findings.what_led(found, before),
        "causes": lines.by_cause(found, before), "substances": lines.by_substance(found, before),
        "times": lines.by_month(found, before), "countries": lines.by_country(found, before),
        "offices": lines.by_office(found, before), "left_out": findings.left_out(found),
        "alike": found.suspected[:PAIRS], "alike_more": len(found.suspected) - PAIRS,
        "alike_kg": sum(each.kg for each in found.suspected), "printed": beside,
        "countable": any(each.ours is None for each in beside),
        "empty": not any(each.n for each in found.by_code.values()),
    }  # fmt: skip


def operation_name(sight: Sight, operation: str) -> str:
    """What the operation asked for is called; "" where there is none for this reader."""
    summary = sight.summary([operation]) if operation else None
    return summary.caption if summary else ""


YEAR = re.compile("[0-9]{4}")


@page(Does.COUNT)
def cells_page(request: HttpRequest) -> HttpResponse:
    """Fixed cells of a year, each rounded on its own: no record can be told from them."""
    now = timezone.localdate()
    text = request.GET.get("year", "")
    year = int(text) if YEAR.fullmatch(text) and FIRST_YEAR <= int(text) <= now.year else now.year
    audit.record(request.reader, "read-cells", str(year))
    tables, few = cells.tables(queries.cells(request.reader, year))
    context = {
        "year": year, "years": range(now.year, FIRST_YEAR - 1, -1), "today": now,
        "tables": tables, "few": few,
    }  # fmt: skip
    return render(request, "programme/results_cells.html", context)


def home_card(reader: Reader) -> dict[str, Any]:
    """This year so far, on the home page of a director."""
    if Role.DIRECTOR not in reader.roles:
        return {}
    now = today(reader)
    year = part_of(now.year, "year")
    found = queries.figures(reader, Ask(since=year.since.isoformat(), until=year.until.isoformat()))
    return {"year_so_far": lines.headlines(found), "year": now.year}
