"""Functions on dates and times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import moments
from sarhad.collect.forms.xpath.environment import Environment
from sarhad.collect.forms.xpath.values import NAN, Value, moment, number, string


def _date(value: Value) -> Value:
    found = moment(value)
    if isinstance(found, datetime):
        return moments.wall(found).date()
    return "" if found is None else found


def _date_time(value: Value) -> Value:
    found = moment(value)
    if found is None:
        return ""
    return found if isinstance(found, datetime) else datetime.combine(found, time())


def _decimal_date_time(value: Value) -> float:
    """Days since 1970 in UTC; a plain date begins here at local midnight."""
    found = moment(value)
    return NAN if found is None else moments.utc_days(found)


def _decimal_time(value: Value) -> float:
    text = string(value)
    clock = moments.read_time(text)
    if clock:
        return moments.fraction(clock)
    found = number(value)
    return found % 1 if found == found else NAN


def formatted(env: Environment, node: Element, value: Value, pattern: Value) -> str:
    found = moment(value)
    return "" if found is None else moments.shown(found, string(pattern), env.lang)


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "date": (_date, 1, 1),
    "date-time": (_date_time, 1, 1),
    "decimal-date-time": (_decimal_date_time, 1, 1),
    "decimal-time": (_decimal_time, 1, 1),
    "now": (moments.now, 0, 0),
    "today": (moments.today, 0, 0),
}
