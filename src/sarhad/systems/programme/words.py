"""Results in the language of the page: figures, causes, substances, numbers, months."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.figures.claims import UNKNOWN
from sarhad.figures.words import COUNTED, FIGURES, HOW, WHY, group_label, substance_label
from sarhad.kernel import model, substances, units
from sarhad.web.templatetags.look import country, lang

TOGETHER: dict[str, str | Promise] = {
    "cooperation": gettext_lazy("Cooperation between agencies"),
    "information": gettext_lazy("Information shared by another office"),
}
"""Several causes together, as figures are published."""


def rule(code: str) -> str:
    """What decided which claim counts, or how a record counts."""
    return str(HOW.get(code, ""))


def why_not(code: str) -> str:
    """Why a claim does not count; "": it does."""
    return str(WHY.get(code, code))


def not_stated() -> str:
    return _("Not stated")


def state(code: str) -> str:
    return country(code) if code else not_stated()


def region() -> str:
    return _("The region")


def all_offices() -> str:
    return _("all offices")


def month(key: str) -> str:
    """`2026-03`, or `2026`."""
    if len(key) < 7:
        return key
    return date_format(date(int(key[:4]), int(key[5:7]), 1), "F Y")


def month_and_year(key: str) -> str:
    """The same, short enough for a narrow column."""
    return date_format(date(int(key[:4]), int(key[5:7]), 1), "M Y") if len(key) >= 7 else key


def month_short(key: str) -> str:
    """The same under a column: the month alone, or the year."""
    return date_format(date(int(key[:4]), int(key[5:7]), 1), "M") if len(key) >= 7 else key


def period(code: str) -> str:
    """`2026`, or `2026-Q1`."""
    year, _dash, quarter = code.partition("-Q")
    numeral = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(quarter, quarter)
    return _("%(quarter)s quarter") % {"quarter": numeral} if quarter else year


SHORT: dict[str, str | Promise] = {
    "kilogram": gettext_lazy("kg"), "gram": gettext_lazy("g"), "litre": gettext_lazy("l"),
}  # fmt: skip


def unit(code: str) -> str:
    """A unit as it stands behind a number."""
    if code in SHORT:
        return str(SHORT[code])
    known = units.unit(code)
    return known.label(lang()) if known else code


def figure(code: str) -> str:
    return str(FIGURES.get(code, code))


def how(code: str) -> str:
    return str(COUNTED.get(code, ""))


def cause(code: str) -> str:
    """What led to a seizure; "" where nobody says."""
    return str(TOGETHER[code]) if code in TOGETHER else option("Seizure.cause", code) if code else not_stated()


def option(prop: str, code: str) -> str:
    """A code of a property (schema.name) in the language of the page."""
    spec, _dot, name = prop.partition(".")
    return model.schema(spec).properties[name].show(code, lang()) or code


def substance(code: str) -> str:
    """A group of substances, or one substance, by its code; as it was written where nobody knows it."""
    if code in substances.groups() or code == UNKNOWN:
        return group_label(code, lang())
    return substance_label(code, lang()) if code else not_stated()


def colour(code: str) -> str:
    """The chart token of a group of substances."""
    group = substances.groups().get(code)
    return group.colour if group else "c0"


BEYOND = 10**15
"""Nobody has so much of anything: it stands as somebody wrote it."""


def amount(value: Decimal | int | None) -> str:
    """A number as people of the language write it: whole, or to the gram of a kilogram; below that as it is."""
    if value is None:
        return "–"
    number = Decimal(value)
    if not number.is_finite():
        return str(number)
    if number.copy_abs() >= BEYOND:
        return number_format(number)
    places = Decimal("0.001") if abs(number) >= Decimal("0.001") else Decimal("0.000001")
    plain = number.quantize(places, ROUND_HALF_UP).normalize()
    places_left = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, places_left, force_grouping=abs(plain) >= 10_000)


def given(text: str) -> str:
    """An amount as it was reported; as it stands where it is no number."""
    try:
        return amount(Decimal(text))
    except InvalidOperation:
        return text


def kilograms(value: Decimal | None) -> str:
    """The same with its unit."""
    return _("%(amount)s kg") % {"amount": amount(value)} if value is not None else "–"
