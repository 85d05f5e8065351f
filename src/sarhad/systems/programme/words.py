"""What the figures of results are called, what each counts, and how it was counted."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from sarhad.kernel import model, substances, units
from sarhad.web.templatetags.look import lang

FIGURES: dict[str, str | Promise] = {
    "seizures": gettext_lazy("Seizures"),
    "kg": gettext_lazy("Weight of what was seized, kg"),
    "detained": gettext_lazy("Persons detained"),
    "groups-dismantled": gettext_lazy("Organised groups dismantled"),
    "channels-dismantled": gettext_lazy("Trafficking channels dismantled"),
    "cases-opened": gettext_lazy("Criminal cases opened"),
    "cases-to-court": gettext_lazy("Cases sent to court"),
    "convicted": gettext_lazy("Persons convicted"),
    "operations": pgettext_lazy("figure", "Operations"),
    "deliveries": gettext_lazy("Controlled deliveries"),
    "requests-sent": gettext_lazy("Requests sent"),
    "requests-answered": gettext_lazy("Requests answered"),
    "crimes": gettext_lazy("Crimes detected"),
    "officers": gettext_lazy("Officers deployed"),
    "dogs": gettext_lazy("Dogs deployed"),
    "vehicles": gettext_lazy("Vehicles deployed"),
}
"""By the code of the figure."""

HOW: dict[str, str | Promise] = {
    "seizures": gettext_lazy(
        "What several offices state of one seizure, or what was judged to be the same, counts once, on the day "
        "and in the state of the claim that counts. Pairs that only look alike are counted twice until somebody "
        "judges them."
    ),
    "kg": gettext_lazy(
        "Of each seizure one claim of each substance counts: the laboratory's net weight, else the best grade, "
        "else the newest. Units of mass and volume become kilograms; what cannot be converted is counted apart. "
        "A missing amount is not zero: it is left out and named."
    ),
    "detained": gettext_lazy(
        "The numbers of the seizures; of an operation, what its offices reported for each phase stands instead."
    ),
    "groups-dismantled": gettext_lazy(
        "Groups whose dismantling is dated in the period, each once, whoever else states it."
    ),
    "channels-dismantled": gettext_lazy(
        "Channels whose dismantling is dated in the period, each once, whoever else states it."
    ),
    "cases-opened": gettext_lazy("Cases opened in the period, each once."),
    "cases-to-court": gettext_lazy("Cases sent to court in the period, each once."),
    "convicted": gettext_lazy("Persons in the judgments of the period, by one claim of each case."),
    "operations": gettext_lazy("Operations that began, ended or ran in the period, without controlled deliveries."),
    "deliveries": gettext_lazy("Controlled deliveries that began, ended or ran in the period."),
    "requests-sent": gettext_lazy("Requests that your office sent in the period, each to one office."),
    "requests-answered": gettext_lazy("Of the requests sent in the period, those that have been answered."),
    "crimes": gettext_lazy("What the offices of operations reported, the newest report of each office and phase."),
    "officers": gettext_lazy(
        "What the offices of operations reported, the newest report of each office and phase."
    ),
    "dogs": gettext_lazy("What the offices of operations reported, the newest report of each office and phase."),
    "vehicles": gettext_lazy(
        "What the offices of operations reported, the newest report of each office and phase."
    ),
}
"""By the code of the figure: a sentence or two for whoever must answer for the number."""


def not_stated() -> str:
    return _("Not stated")


def region() -> str:
    return _("The region")


def all_offices() -> str:
    return _("all offices")


def month(key: str) -> str:
    """`2026-03`, or `2026`."""
    if len(key) < 7:
        return key
    return date_format(date(int(key[:4]), int(key[5:7]), 1), "F Y")


def month_short(key: str) -> str:
    """The same under a column: the month alone, or the year."""
    return date_format(date(int(key[:4]), int(key[5:7]), 1), "M") if len(key) >= 7 else key


def period(code: str) -> str:
    """`2026`, or `2026-Q1`."""
    year, _dash, quarter = code.partition("-Q")
    numeral = {"1": "I", "2": "II", "3": "III", "4": "IV"}.get(quarter, quarter)
    return _("%(quarter)s quarter") % {"quarter": numeral} if quarter else year


def unit(code: str) -> str:
    known = units.unit(code)
    return known.label(lang()) if known else code


def figure(code: str) -> str:
    return str(FIGURES.get(code, code))


def how(code: str) -> str:
    return str(HOW.get(code, ""))


def cause(code: str) -> str:
    """What led to a seizure; "" where nobody says."""
    return option("Seizure.cause", code) if code else not_stated()


def option(prop: str, code: str) -> str:
    """A code of a property (schema.name) in the language of the page."""
    spec, _dot, name = prop.partition(".")
    return model.schema(spec).properties[name].show(code, lang()) or code


def substance(code: str) -> str:
    """A group of substances, or one substance, by its code or any name."""
    group = substances.groups().get(code)
    if group:
        return group.label(lang())
    known = substances.substance(code) if code else None
    return known.label(lang()) if known else code or not_stated()


def colour(code: str) -> str:
    """The chart token of a group of substances."""
    group = substances.groups().get(code)
    return group.colour if group else "c0"


def amount(value: Decimal | int | None) -> str:
    """A number as people of the language write it: whole, or to the gram of a kilogram; below that as it is."""
    if value is None:
        return "–"
    number = Decimal(value)
    places = Decimal("0.001") if abs(number) >= Decimal("0.001") else Decimal("0.000001")
    plain = number.quantize(places, ROUND_HALF_UP).normalize()
    places_left = max(0, -int(plain.as_tuple().exponent))
    return number_format(plain, places_left, force_grouping=abs(plain) >= 10_000)


def kilograms(value: Decimal | None) -> str:
    """The same with its unit."""
    return _("%(amount)s kg") % {"amount": amount(value)} if value is not None else "–"
