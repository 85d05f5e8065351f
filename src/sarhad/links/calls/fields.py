"""Guesses which column of an operator's file says what: from its header, in English and Russian, else from content.

A guess is shown beside the first rows and can be changed before anything is signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.kernel.dates import Order
from sarhad.links.calls import cells
from sarhad.links.calls.cells import Cell
from sarhad.links.calls.records import MINUTES, SECONDS

FIELDS: dict[str, str | Promise] = {
    "caller": _("Who calls (A)"),
    "called": _("Who is called (B)"),
    "subject": _("The subscriber's number"),
    "other": _("The other number"),
    "direction": _("Direction: in or out"),
    "when": _("Date and time"),
    "date": _("Date"),
    "time": _("Time of day"),
    "duration": _("Duration"),
    "kind": _("Kind: call, message, data"),
    "cell": _("Cell or base station"),
    "imei": _("IMEI of the device"),
}
"""What a column can be. Either caller and called, or subscriber and other with the direction."""

HEADERS: dict[str, str] = {
    "imei": r"imei|имеи|серийн\w* номер (аппарат|терминал)|device|аппарат",
    "cell": (
        r"\bcell|\blac\b|\bcid\b|base ?station|\bbts\b|\bтс?бс\b|\bбс\b|базов\w+ станц|сот[аыо]|\bсектор|"
        r"location area|cgi"
    ),
    "duration": r"durat|длит|продолж|\bсек\b|seconds|\bsec\b|billsec|length|объ[её]м",
    "direction": r"direct|направл|in/out|вх\w*/исх|\bвх\.? ?/ ?исх",
    "kind": r"type|тип|\bвид\b|service|услуг|event|событ|\bkind\b|means",
    "when": (
        r"date.{0,5}time|дата.{0,5}врем|time ?stamp|начал\w+ (соединен|вызов|разговор)|start( ?(time|date))?$|"
        r"when|call ?time"
    ),
    "date": r"\bdate|\bдата|\bday\b|\bдень\b|\bсана",
    "time": r"\btime|\bврем|\bчас\b|\bвақт|\bвакт",
    "called": (
        r"called|callee|receiver|recipient|\bb[ _-]?(number|party|num|msisdn|subscriber)|dest|dialled|"
        r"dialed|вызываем|принимающ|получател|абонент[ _-]?[бb]\b|номер[ _-]?[бb]\b|\bкому\b|^to$|"
        r"набранн|target"
    ),
    "caller": (
        r"calling|caller|\ba[ _-]?(number|party|num|msisdn|subscriber)|origin|вызывающ|звонящ|отправител|"
        r"абонент[ _-]?[аa]\b|номер[ _-]?[аa]\b|\bот кого\b|^from$|source|sender"
    ),
    "subject": r"subscriber|msisdn|абонент(ск\w+ номер)?$|номер абонент|own number|наш номер|subject|target number",
    "other": (
        r"other|contact|partner|counterpart|собеседник|контакт|correspond|корресп|второй|партн[её]р|"
        r"opposite|phone ?number|номер телефон"
    ),
}  # fmt: skip
"""In this order: what is said more precisely first."""
_HEADERS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in HEADERS.items()}
LOOKED_AT = 200  # rows
MOST = 0.6  # share of cells that must look like something


def known(text: str) -> bool:
    """Whether a cell looks like the name of one of these columns."""
    return bool(named(text))


def named(text: str) -> str:
    """What a header says that its column is; "" if it says nothing."""
    plain = re.sub(r"[\s_]+", " ", text).strip()
    if not plain or len(plain) > 80 or not any(char.isalpha() for char in plain):
        return ""
    return next((name for name, pattern in _HEADERS.items() if pattern.search(plain)), "")


def guess(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """A name of FIELDS -> column. Each name stands once; a header's word goes before what cells look like."""
    found: dict[str, int] = {}
    for place, text in enumerate(header):
        name = named(text)
        if name and name not in found:
            found[name] = place
    look = _Look(rows, len(header))
    _times(found, look)
    directed = _directed(found, look)
    _sides(found, directed)
    wanted = ("subject", "other") if directed and not found.keys() & {"caller", "called"} else ("caller", "called")
    for name in wanted:
        free = look.like(cells.looks_like_number, found)
        if name not in found and free:
            found[name] = free[0]
    return found


class _Look:
    """What the cells of each column look like."""

    def __init__(self, rows: Sequence[Sequence[Cell]], width: int) -> None:
        self.rows, self.width = rows[:LOOKED_AT], width

    def share(self, place: int, like: Callable[[Cell], object]) -> float:
        cells = [row[place] for row in self.rows if place < len(row) and row[place] != ""]
        return sum(bool(like(cell)) for cell in cells) / len(cells) if cells else 0.0

    def like(self, like: Callable[[Cell], object], found: dict[str, int]) -> list[int]:
        """Columns without a meaning yet, most of whose cells look like that."""
        free = (place for place in range(self.width) if place not in found.values())
        return [place for place in free if self.share(place, like) > MOST]


def _times(found: dict[str, int], look: _Look) -> None:
    """A column headed “date” that holds the time too says both; so does one of moments without a header."""
    whole = lambda name: name in found and look.share(found[name], cells.looks_like_moment) > MOST
    if "when" not in found and "time" not in found and whole("date"):
        found["when"] = found.pop("date")
    if "when" in found and "time" in found and not whole("when"):
        found["date"] = found.pop("when")  # “Start” beside a column of times of day
    free = look.like(cells.looks_like_moment, found)
    if not found.keys() & {"when", "date"} and free:
        found["when"] = free[0]
    if "when" in found:
        for name in ("date", "time"):
            found.pop(name, None)


def _directed(found: dict[str, int], look: _Look) -> bool:
    """Whether some column says which way each call went."""
    if "direction" in found or {"caller", "called"} <= found.keys():
        return "direction" in found
    if "kind" in found and look.share(found["kind"], cells.direction) > MOST:
        return True
    if free := look.like(cells.direction, found):
        found["direction"] = free[0]
    return bool(free)


def _sides(found: dict[str, int], directed: bool) -> None:
    """Words that fit only together: a subscriber with another number, or who calls with who is called."""
    for one, two in (("caller", "subject"), ("called", "other")):
        plain, own = (two, one) if directed else (one, two)
        if own in found and plain not in found and not (directed and {"caller", "called"} <= found.keys()):
            found[plain] = found.pop(own)


def order_of(cells_: Sequence[Cell]) -> Order:
    """How dates in figures are written, by the first that says so; day first where none does."""
    for cell in cells_:
        if isinstance(cell, str) and (found := cells.order_shown(cell)):
            return found
    return "dmy"


def unit_of(header: str) -> str:
    """Seconds, unless the header names minutes alone."""
    plain = header.casefold()
    minutes = re.search(r"\bмин|\bmin", plain) and not re.search(r"сек|sec|\bss\b|:", plain)
    return MINUTES if minutes else SECONDS
