"""Cells of a filled-in template as answers."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.utils.translation import gettext as _

from sarhad.collect.answers.quality import LANGUAGES
from sarhad.collect.forms import Question
from sarhad.collect.readers.table import Cell
from sarhad.kernel import dates

YES = {"yes", "да", "ok", "true", "1", "x", "+"}
CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")


class BadCell(ValueError):
    """Why a cell cannot be an answer, in words."""


def answer(question: Question, given: Cell) -> str:
    """The answer as a form program would write it. Raises BadCell for what is not in a list."""
    if isinstance(given, date):
        return _of_date(question.kind, given)
    text = given.strip()
    if not text:
        return ""
    match question.kind:
        case "select":
            return _chosen(question, text)
        case "select-multiple" | "rank":
            return " ".join(_chosen(question, part.strip()) for part in re.split(r"[;\n]", text) if part.strip())
        case "integer" | "decimal" | "range":
            return re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d)", "", text).replace(",", ".")
        case "date":
            return _day(text)
        case "time":
            return _clock(text)
        case "geopoint":
            return _position(text.replace("°", ""))
        case "acknowledge":
            return "OK" if text.casefold() in YES else ""
    return text


def _of_date(kind: str, given: date) -> str:
    moment = given if isinstance(given, datetime) else None
    match kind:
        case "date":
            return (moment.date() if moment else given).isoformat()
        case "datetime":
            return given.isoformat() if moment else f"{given.isoformat()}T00:00:00"
        case "time":
            return moment.strftime("%H:%M:%S") if moment else "00:00:00"
    return given.strftime("%d.%m.%Y %H:%M" if moment else "%d.%m.%Y")


def _day(text: str) -> str:
    try:
        return dates.parse(text, "dmy").iso
    except ValueError:
        return text  # the form says what is wrong with it


def _clock(text: str) -> str:
    found = CLOCK.fullmatch(text) or CLOCK.match(text)
    return f"{int(found[1]):02}:{found[2]}:00" if found else text


def _position(text: str) -> str:
    """Latitude and longitude; without a point, a comma inside a number is its decimal sign."""
    if "." not in text:
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return " ".join(re.split(r"[;,\s]+", text.strip()))


def _chosen(question: Question, text: str) -> str:
    wanted = " ".join(text.casefold().split())
    for choice in question.choices:
        labels = (choice.name, *(choice.label(lang) for lang in LANGUAGES))
        if wanted in {" ".join(label.casefold().split()) for label in labels}:
            return choice.name
    if not question.choices:
        return text
    raise BadCell(_("“%(text)s” is not in the list. Choose one of its entries.") % {"text": text[:100]})
