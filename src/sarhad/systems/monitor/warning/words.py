"""Warnings in words of the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.systems.monitor import words as codes
from sarhad.systems.monitor.places.queries import region_name
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.monitor.warning.records import Alarm
from sarhad.systems.programme import words
from sarhad.web.templatetags.look import country, lang

KINDS: dict[str, str | Promise] = {
    "count": gettext_lazy("More seizures than expected"),
    "substance": gettext_lazy("New substance"),
    "concealment": gettext_lazy("New way of concealment"),
    "size": gettext_lazy("Unusually large"),
    "price": gettext_lazy("Sudden change of price"),
    "route": gettext_lazy("Change of route"),
}
MARKETS: dict[str, str | Promise] = {
    "": "", "farm": gettext_lazy("at the farm"), "wholesale": gettext_lazy("wholesale"),
    "retail": gettext_lazy("retail"),
}  # fmt: skip
MANY = 1_000_000


def kind(code: str) -> str:
    return str(KINDS.get(code, code))


def month(value: int) -> str:
    """`November 2016`."""
    return date_format(date(value // 12, value % 12 + 1, 1), "F Y") if value >= 12 else ""


def place(alarm: Alarm) -> str:
    return ", ".join(filter(None, (region(alarm.region), country(alarm.country))))


def region(code: str) -> str:
    """Of ISO 3166-2, by name where it is known."""
    return region_name(code, lang()) if code else ""


def what(alarm: Alarm) -> str:
    """What it is about, by name."""
    of = words.substance(alarm.family) if alarm.family else ""
    match alarm.kind:
        case "substance" | "size":
            return ", ".join(words.substance(each) for each in alarm.code.split()) or of
        case "price":
            return ", ".join(filter(None, (words.substance(alarm.code), market(alarm.side))))
        case "concealment":
            ways = ", ".join(codes.label("concealment", each, lang()) for each in alarm.code.split())
            return f"{of}: {ways}"
        case "route":
            text = _("%(what)s from %(country)s") if alarm.side == "departure" else _("%(what)s for %(country)s")
            return text % {"what": of, "country": country(alarm.code)}
    return of


def title(alarm: Alarm) -> str:
    """“Heroin: 140 seizures, Pakistan”."""
    values = {
        "what": _upper(what(alarm)), "place": place(alarm), "n": number(alarm.observed),
        "now": share(alarm.observed), "before": share(alarm.expected),
    }  # fmt: skip
    match alarm.kind:
        case "count":
            return _("%(what)s: %(n)s seizures in a month, %(place)s") % values
        case "substance" | "concealment":
            return _("%(what)s: first in three years, %(place)s") % values
        case "size":
            return _("%(what)s: %(n)s kg at once, %(place)s") % values
        case "price":
            return _("%(what)s: the price is %(n)s times that of the year before, %(place)s") % values
    return _("%(what)s: %(now)s of seizures, before %(before)s, %(place)s") % values


def usual(alarm: Alarm) -> str:
    """What was to be expected."""
    values = {"expected": _short(alarm.expected), "high": _short(alarm.high), "low": _short(alarm.low)}
    match alarm.kind:
        case "count" if alarm.expected < 0.05:
            return _("None was to be expected: there were none in three years. Perhaps reporting began.")
        case "count":
            return _("Expected were %(expected)s; in 19 of 20 such months at most %(high)s.") % values
        case "substance" | "concealment":
            text = _("Nothing of it is among the records of the 36 months before.")
            several = _("Several at once: perhaps the way of recording has changed.")
            return f"{text} {several}" if len(alarm.code.split()) > 2 else text
        case "size":
            return _("99 of 100 such seizures there are below %(high)s kg.") % values
        case "price":
            return _("19 of 20 yearly changes lie between %(low)s and %(high)s times.") % values
    shares = {"low": share(alarm.low), "high": share(alarm.high)}
    return _("In 19 of 20 quarters the share lies between %(low)s and %(high)s.") % shares


def odds(alarm: Alarm) -> str:
    """How unusual it is if nothing has changed."""
    n = MANY if alarm.p <= 1 / MANY else 1 / alarm.p
    values = {"n": number_format(_round(n), 0, force_grouping=True)}
    if alarm.kind in ("substance", "concealment"):
        text = _("If nothing changes, something new appears there about once in %(n)s months.")
    elif n >= MANY:
        text = _("By chance alone: less than once in a million.")
    else:
        text = _("By chance alone: about once in %(n)s.")
    return text % values


def _short(value: float) -> str:
    """Two figures, or all that stand before the point."""
    return number(round(value) if value >= 10 else float(f"{value:.2g}"))


def _round(n: float) -> int:
    """Two figures: more are not known."""
    if n < 20:
        return max(2, round(n))
    power = 10 ** (len(str(int(n))) - 2)
    return round(n / power) * power


def share(value: float) -> str:
    return _("%(n)s %%") % {"n": number(round(100 * value, 1 if value < 0.1 else 0))}


def market(code: str) -> str:
    return str(MARKETS.get(code, code))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


METHODS: dict[str, str | Promise] = {
    "count": gettext_lazy("Counts by month"), "first": gettext_lazy("What is new"),
    "size": gettext_lazy("Weights"), "price": gettext_lazy("Prices"), "route": gettext_lazy("Routes"),
}  # fmt: skip
HOW: dict[str, str | Promise] = {
    "count": gettext_lazy(
        "Negative binomial bound after Farrington (1996) and Noufaily (2013), 36 months; Benjamini–Hochberg, 5 %"
    ),
    "first": gettext_lazy(
        "First in 36 months; the chance of anything new after Good and Turing (1953); at most 6 false alarms a year"
    ),
    "size": gettext_lazy("Tail of the logarithms after Hill and Weissman (1975, 1978); Benjamini–Hochberg, 5 %"),
    "price": gettext_lazy(
        "Change against the median absolute deviation of all changes, Student’s t; Benjamini–Hochberg, 5 %"
    ),
    "route": gettext_lazy("G-test of shares by quarter, divided by their usual variation; Benjamini–Hochberg, 5 %"),
}
CHANGES: dict[str, str | Promise] = {
    "10 a month become 20": gettext_lazy("10 a month become 20"),
    "10 a month become 30": gettext_lazy("10 a month become 30"),
    "40 a month become 80": gettext_lazy("40 a month become 80"),
    "3 a month become 15": gettext_lazy("3 a month become 15"),
    "one that was never seen, in one of 20 places": gettext_lazy("one that was never seen, in one of 20 places"),
    "ten times the 99th percentile": gettext_lazy("ten times what 99 of 100 stay below"),
    "a hundred times it": gettext_lazy("a hundred times that"),
    "a price doubles": gettext_lazy("a price doubles"),
    "it falls to a third": gettext_lazy("it falls to a third"),
    "from a fifth to a half": gettext_lazy("a share grows from a fifth to a half"),
    "from a fifth to two fifths": gettext_lazy("a share grows from a fifth to two fifths"),
}
"""What was changed on simulated series, see `simulated.POWER`."""


def change(code: str) -> str:
    return str(CHANGES.get(code, code))
