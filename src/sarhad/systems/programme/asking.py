"""Addresses of results: what is asked for as it stands behind the `?`, and the same in words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sarhad.entities.sight import Sight
from sarhad.figures.claims import span
from sarhad.figures.records import Ask
from sarhad.systems.programme import words
from sarhad.systems.programme.periods import AHEAD, FIRST_YEAR, Period
from sarhad.web.templatetags.look import country

FIELDS = tuple(field.name for field in fields(Ask))
BEGINS = ("startDate", "date")
ROWS = ("cause", "country", "office", "month", "group")
"""Lines of a table that a number may stand in, besides what is asked for."""


def period_of(ask: Ask) -> Period:
    return Period(date.fromisoformat(ask.since), date.fromisoformat(ask.until))


def year_before(ask: Ask, today: date) -> Ask:
    """The same, a year earlier; of a period that is not over, as far as today."""
    before = period_of(ask).before(today)
    return replace(ask, since=before.since.isoformat(), until=before.until.isoformat())


def while_it_ran(sight: Sight, ask: Ask, today: date) -> Ask:
    """The same for the days of its operation, as far as the reader sees when that was."""
    said, years = sight.statements(ask.operation), range(FIRST_YEAR, today.year + AHEAD + 1)
    dates = lambda name: (date for each in said for date in each.properties.get(name, ()))
    known = lambda days: sorted(day for day in days if day and int(day[:4]) in years)
    since = known(span(date)[0] for name in BEGINS for date in dates(name))
    until = known(span(date)[1] for date in dates("endDate"))
    if not since:
        return ask
    return replace(ask, since=since[0], until=max(since[0], until[-1] if until else today.isoformat()))


def query(ask: Ask, **more: str) -> str:
    """What stands behind the question mark. An empty filter stays away."""
    asked = {name: getattr(ask, name) for name in FIELDS} | more  # `asdict` copies, and a page has some 300 links
    return urlencode({name: value for name, value in asked.items() if value})


def recorded(ask: Ask, figure: str = "") -> str:
    """What the audit keeps of a question: days, codes and ids, nothing that a person typed."""
    return " ".join(value for name in FIELDS if (value := getattr(ask, name))) + (f" {figure}" if figure else "")


def results_address(ask: Ask, **narrowed: str) -> str:
    return f"{reverse('results')}?{query(replace(ask, **narrowed))}"


def records_address(ask: Ask, figure: str, row: str = "", key: str = "", **more: str) -> str:
    """The records behind a figure, or behind what stands of it in one line of a table."""
    line = {"row": row, "key": key} if row else {}
    return f"{reverse('results-records')}?{query(ask, figure=figure, **line, **more)}"


def row_asked(data: Any) -> dict[str, str]:
    """The line that an address asks for, as `figures.records` takes it."""
    row = data.get("row", "")
    return {row: data.get("key", "")[:200]} if row in ROWS else {}


def row_words(row: dict[str, str]) -> str:
    """What such a line is called."""
    named = {
        "cause": words.cause, "country": words.state, "month": words.month,
        "group": words.substance, "office": str,
    }  # fmt: skip
    return " · ".join(named[name](key) for name, key in row.items())


def filters(ask: Ask, operation: str = "") -> list[str]:
    """What narrows the figures besides the period, in words; `operation` is what that one is called."""
    told = [country(ask.country) or words.region(), ask.office or words.all_offices()]
    told += [words.substance(ask.substance)] if ask.substance else []
    told += [words.cause(ask.cause)] if ask.cause else []
    return told + ([operation] if operation else [])
