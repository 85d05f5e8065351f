"""Guesses which column of a table of seizures says what: from its header (English, Russian), else from content.

A guess is shown beside the first rows and can be changed before anything is signed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sarhad.kernel import substances, units
from sarhad.kernel.dates import Order
from sarhad.links.calls.cells import order_shown
from sarhad.systems.monitor import words
from sarhad.systems.monitor.tables import meaning
from sarhad.systems.monitor.tables.columns import CODED, COUNTRIES, FIELDS, MOST_COLUMNS, Columns

HEADERS: tuple[tuple[str, str], ...] = (
    ("reference", r"case ?(n|id|ref)|reference(?! (year|period|date))|\bref\b|номер (дела|протокол)|\bкусп\b"),
    ("unit", r"\bunits?\b|measure|\bед(иниц\w*)?\b\.? ?(изм\w*)?|drug unit|воҳид"),
    ("amount", r"amount|quantit|\bqty\b|weight|\bкол(ич\w*|-?во)\b|\bвес\b|масса|объ[её]м|миқдор|вазн"),
    ("concealment", r"conceal|hid(ing|den)|hide|сокрыт|тайник|спрятан|укрыт|упаковк"),
    ("premises", r"installation|premises|where found|помещени|место обнаружения|тип места"),
    ("transport", r"transport|vehicle|means of|conveyance|mode\b|транспорт|вид перевоз"),
    ("direction", r"rout(ing|e)|direction|направлен|маршрут"),
    ("cause", r"\bcause|reason|based on|повод|основани|причина"),
    ("found", r"how found|found by|detect|method of (search|detection)|(способ|как|чем) обнаруж"),
    ("origin", r"produc(ing|tion)|origin|manufactur|происхожд|изготовлен|производств"),
    ("departure", r"depart|provenance|\bfrom\b|отправлен|откуда|выезд|ввезен"),
    ("transit", r"transit|транзит"),
    ("destination", r"destin|\bto\b|назначен|куда|получател"),
    ("office", r"authority|agency|seiz\w+ by|department|service|\boffice|ведомств|орган\b|служб|кем изъят"),
    ("date", r"\bdate|\bday\b|\bwhen\b|\bдата|\bдень\b|\bсана\b|\byear\b|\bгод\b|время изъят"),
    ("substance", r"drug|substance|narcotic|наркот|вещество|вид нс|наименование|прекурсор|модда"),
    ("region", r"admin\w*[ _]?div|division|province|oblast|governor|област|провинци|вилоят|[vw]\w?layat|край\b"),
    ("country", r"(?<!sub)\bcountry|nation|\bстрана|государств|кишвар"),
    ("place", r"\bplace|location|\bcity|\btown|district|settlement|village|\bместо|населен|город|район|пункт|ҷой"),
    ("region", r"\bregion\b|\bрегион\b|\barea\b|территор"),
)  # fmt: skip
"""In this order: what is said more precisely first; the last `region` only if nothing better is there."""
_HEADERS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in HEADERS)
WORLD = {"africa", "americas", "asia", "europe", "oceania", "африка", "америка", "азия", "европа", "океания"}
MOST, LOOKED_AT = 0.6, 200
PART = re.compile(r"\d[.,]\d")  # amounts have decimals, running numbers have none
NUMBER = re.compile(r"\d[\d .,'’]*(e[+-]?\d+)?", re.IGNORECASE)


def known(text: str) -> bool:
    """Whether a cell looks like the name of one of these columns."""
    return bool(_named(text))


def _named(text: str) -> list[tuple[int, str]]:
    """(rank, name) of what a header may say, the best first."""
    plain = re.sub(r"[\s_]+", " ", text).strip()
    if not plain or len(plain) > 80 or not any(char.isalpha() for char in plain):
        return []
    return [(rank, name) for rank, (name, pattern) in enumerate(_HEADERS) if pattern.search(plain)]


def guess(header: Sequence[str], rows: Sequence[Sequence[str]], layout: Mapping[str, Any]) -> Columns:
    """Each name of FIELDS once at most; a header's word goes before what cells look like."""
    look = _Look(rows, len(header))
    places: dict[str, int] = {}
    said = [(rank, at, name) for at, text in enumerate(header) for rank, name in _named(text)[:1]]
    for _rank, at, name in sorted(said):
        if name not in places and not (name == "region" and look.share(at, _is_part_of_world) > MOST):
            places[name] = at
    for name, like in LOOKS.items():
        if name not in places and (free := look.like(like, places)):
            places[name] = max(free, key=lambda at: look.share(at, PART.search)) if name == "amount" else free[0]
    days = look.cells(places.get("date"))
    return Columns(
        places={name: places[name] for name in FIELDS if name in places},
        order=order_of(days),
        decimal=decimal_of(look.cells(places.get("amount"))),
        header=tuple(text[:200] for text in header[:MOST_COLUMNS]),
        **{name: layout.get(name) or ("" if name != "header_row" else 0) for name in
           ("encoding", "delimiter", "sheet", "header_row")},
    )  # fmt: skip


class _Look:
    """What the cells of each column look like."""

    def __init__(self, rows: Sequence[Sequence[str]], width: int) -> None:
        self.rows, self.width = rows[:LOOKED_AT], width

    def cells(self, at: int | None) -> list[str]:
        if at is None:
            return []
        return [text for row in self.rows if at < len(row) and (text := row[at].strip())]

    def share(self, at: int, like: Callable[[str], object]) -> float:
        cells = self.cells(at)
        return sum(bool(like(cell)) for cell in cells) / len(cells) if cells else 0.0

    def like(self, like: Callable[[str], object], found: Mapping[str, int]) -> list[int]:
        """Columns without a meaning yet, most of whose cells look like that."""
        free = (at for at in range(self.width) if at not in found.values())
        return [at for at in free if self.share(at, like) > MOST]


def _is_part_of_world(text: str) -> bool:
    return bool(WORLD & set(re.split(r"\W+", text.casefold())))


def _is_day(text: str) -> bool:
    return bool(order_shown(text)) or not meaning.days(text, "dmy")[2]


LOOKS: dict[str, Callable[[str], object]] = {
    "date": lambda text: len(text) > 7 and _is_day(text),
    "substance": lambda text: substances.substance(text),
    "unit": lambda text: units.unit(text),
    "country": lambda text: meaning.country(text)[0],
    "amount": lambda text: NUMBER.fullmatch(text),
    "transport": lambda text: words.known("transport", text) and words.code("transport", text),
}  # fmt: skip
"""What gives a column away whose header says nothing."""


def order_of(cells: Sequence[str]) -> Order:
    """How dates in figures are written, by the first that says so; day first where none does."""
    return next((found for cell in cells if (found := order_shown(cell))), "dmy")


def decimal_of(cells: Sequence[str]) -> str:
    """The sign for decimals where some number gives it away: what follows it is not just three digits."""
    for cell in cells:
        found = re.search(r"\d([.,])(\d+)$", cell)
        if found and (len(found[2]) != 3 or cell.startswith("0")):
            return found[1]
    return ""


assert {*CODED, *COUNTRIES} <= {name for name, _pattern in HEADERS}
