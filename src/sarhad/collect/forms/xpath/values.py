"""The values of XPath 1.0 as Python's: list of nodes, str, float, bool; and dates, which OpenRosa adds."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import moments

Value = Any  # list[Element] | str | float | bool | date
NAN = math.nan

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")


def string(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].string() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return moments.written(value)
    return digits(value)


def digits(number: float) -> str:
    """A number without exponent, without a fraction where it has none."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return format(Decimal(repr(float(number))), "f").removesuffix(".0")


def number(value: Value) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, list):
        return text_number(value[0].string()) if value else NAN
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, date):
        return moments.days(value)
    return text_number(value) if isinstance(value, str) else float(value)


def text_number(text: str) -> float:
    """The number that a text holds; dates and times count as days."""
    text = text.strip()
    if not text:
        return NAN
    if len(text) <= 400 and _NUMBER.fullmatch(text):
        return float(text)
    if text[0].isdigit() and len(text) < 40:
        moment = moments.read_date(text)
        if moment:
            return moments.days(moment)
        clock = moments.read_time(text)
        if clock:
            return moments.fraction(clock)
    return NAN


def boolean(value: Value) -> bool:
    """A single node is true if it holds something (if it is a number: other than 0), as OpenRosa has it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        if len(value) != 1:
            return bool(value)
        node = value[0]
        if node.type == "boolean":
            return node.text.strip() in ("true", "1")
        return truth(number(value)) if node.type else bool(node.children or node.text)
    if isinstance(value, float):
        return truth(value)
    return bool(value)


def truth(value: float) -> bool:
    return value != 0 and not math.isnan(value)


def whole(value: Value) -> int:
    """For counts and positions: the number without its fraction; 0 if there is none."""
    found = number(value)
    return int(found) if math.isfinite(found) else 0


def moment(value: Value) -> date | None:
    """The date or time that a value means: a date, days since 1970, or ISO 8601."""
    if isinstance(value, date):
        return value
    if isinstance(value, (bool, float)):
        found = moments.from_days(float(value)) if math.isfinite(value) else None
        return found.date() if found and float(value).is_integer() else found
    text = string(value).strip()
    found_date = moments.read_date(text)
    if found_date or not _NUMBER.fullmatch(text):
        return found_date
    return moment(float(text))


_Test = Callable[[Any, Any], bool]
ORDERS: dict[str, _Test] = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
EQUALS: dict[str, _Test] = {"=": operator.eq, "!=": operator.ne}


def compare(sign: str, left: Value, right: Value) -> bool:
    """XPath 1.0, 3.4: over node sets it is enough that one pair fits."""
    if sign in EQUALS:
        if isinstance(left, bool) or isinstance(right, bool):
            return EQUALS[sign](boolean(left), boolean(right))
        pairs = _pairs(left, right)
        return any(_equal(sign, one, other) for one, other in pairs)
    return any(ORDERS[sign](number(one), number(other)) for one, other in _pairs(left, right))


def _pairs(left: Value, right: Value) -> list[tuple[Value, Value]]:
    lefts = _atoms(left) if isinstance(left, list) else [left]
    rights = _atoms(right) if isinstance(right, list) else [right]
    return [(one, other) for one in lefts for other in rights]


def _atoms(nodes: list[Element]) -> list[Value]:
    return [_atom(node) for node in nodes] or [""]


def _atom(node: Element) -> Value:
    text = node.string()
    return text_number(text) if node.type and node.type != "boolean" and text else text


def _equal(sign: str, left: Value, right: Value) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return EQUALS[sign](number(left), number(right))
    if isinstance(left, datetime) or isinstance(right, datetime):
        return EQUALS[sign](number(left), number(right))
    return EQUALS[sign](string(left), string(right))
