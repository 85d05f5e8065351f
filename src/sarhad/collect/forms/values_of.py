"""Values as answers hold them: what a type demands of one, and how a computed value is written."""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from django.utils.translation import gettext

from sarhad.collect.forms.model import Question
from sarhad.collect.forms.xpath import geo, moments
from sarhad.collect.forms.xpath.values import Value, digits, moment, number, string

_INTEGER = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,2})?")
_UNSAFE = re.compile(r"[/\\\x00-\x1f]")
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Without the characters that XML cannot hold; line breaks as XML reads them back."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def written(type: str, value: Value) -> str:
    """A computed value as the node's type has it; nothing for what is no number or no date."""
    if type in ("int", "integer", "long", "short"):
        found = number(value)
        return digits(float(math.trunc(found))) if math.isfinite(found) else ""
    if type in ("date", "dateTime", "time") and not isinstance(value, list):
        return _moment(type, value)
    text = string(value)
    return "" if text == "NaN" else text


def _moment(type: str, value: Value) -> str:
    found = moment(value)
    if found is None:
        return string(value) if isinstance(value, str) else ""
    if type == "date":
        return (moments.wall(found).date() if isinstance(found, datetime) else found).isoformat()
    clock = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)
    text = moments.written(clock)
    return text if type == "dateTime" else text.partition("T")[2]


def misfit(question: Question, text: str) -> str:
    """What is wrong with an answer of the question's kind, in the active language; "" if nothing."""
    check = _CHECKS.get(question.kind)
    return check(question, text.strip()) if check else ""


def _integer(question: Question, text: str) -> str:
    return "" if _INTEGER.fullmatch(text) else gettext("Write a whole number, such as 12.")


def _decimal(question: Question, text: str) -> str:
    return "" if _DECIMAL.fullmatch(text) else gettext("Write a number, such as 12.5.")


def _date(question: Question, text: str) -> str:
    found = moments.read_date(text[:10]) if len(text) == 10 or re.fullmatch(r".{10}[TZ+-].*", text) else None
    fits = isinstance(found, date) and text[4] == "-"
    return "" if fits else gettext("Write a date as year-month-day, such as 2026-05-31.")


def _time(question: Question, text: str) -> str:
    return "" if moments.read_time(text) else gettext("Write a time of day, such as 14:30.")


def _datetime(question: Question, text: str) -> str:
    fits = isinstance(moments.read_date(text), datetime)
    return "" if fits else gettext("Write a date and time, such as 2026-05-31T14:30.")


def _point(question: Question, text: str) -> str:
    return "" if geo.point(text) else gettext("Write latitude and longitude in degrees, such as 38.56 68.79.")


def _line(question: Question, text: str) -> str:
    points = geo.line(text)
    fits = points is not None and len(points) >= (3 if question.kind == "geoshape" else 2)
    return "" if fits else gettext("Write points as latitude and longitude in degrees, separated by semicolons.")


def _file(question: Question, text: str) -> str:
    fits = len(text) <= 255 and not _UNSAFE.search(text) and text not in (".", "..")
    return "" if fits else gettext("This is not the name of a file.")


def _range(question: Question, text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        return gettext("Write a number, such as 12.5.")
    found = float(text)
    start, end, step = (number(one) for one in question.bounds)
    low, high = min(start, end), max(start, end)
    if found < low or found > high:
        return gettext("Choose a number from %(low)s to %(high)s.") % {"low": digits(low), "high": digits(high)}
    steps = (found - start) / step if step and math.isfinite(step) and math.isfinite(start) else 0.0
    if abs(steps - round(steps)) > 1e-6:
        return gettext("Choose a number in steps of %(step)s.") % {"step": digits(step)}
    return ""


_CHECKS = {
    **{"integer": _integer, "decimal": _decimal, "date": _date, "time": _time, "datetime": _datetime},
    **{"geopoint": _point, "geotrace": _line, "geoshape": _line, "range": _range},
    **dict.fromkeys(("file", "photo", "audio", "video"), _file),
}


def not_offered(question: Question, text: str, names: set[str]) -> str:
    """What is wrong with a choice, in the active language; "" if nothing."""
    given = [text.strip()] if question.kind == "select" else text.split()
    stray = [name for name in given if name not in names]
    if stray:
        return gettext("“%(value)s” is not one of the choices.") % {"value": stray[0][:100]}
    if len(given) != len(set(given)):
        return gettext("A choice is given twice.")
    if question.kind == "rank" and len(given) != len(names):
        return gettext("Put all the choices in order.")
    return ""
