"""Findings in words, built so that names of substances stand in the nominative in every language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.systems.monitor.pages import country, reported, substance
from sarhad.systems.monitor.trends.asking import MEASURES, PERIODS
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.monitor.trends.findings import Finding, Years
from sarhad.systems.monitor.trends.reports import Part
from sarhad.web.words import lang


def title(found: Finding | None, years: Years, most: str = "") -> str:
    """The finding as a title. None: nothing could be compared, and only what is seized most often is said."""
    if found is None:
        return _most(most)
    if found.kind == "little":
        return _("Seizures changed little from %(first)s to %(last)s") % _of(years)
    said = {"code": small(found.code), "other": small(found.other), **_of(years)}
    if found.kind == "overtaken":
        return first_up(_("seizures of %(code)s have overtaken those of %(other)s") % said)
    if found.kind == "rose":
        return first_up(_("%(code)s: more seizures in %(last)s than in %(first)s") % said)
    return first_up(_("%(code)s: fewer seizures in %(last)s than in %(first)s") % said)


def _most(code: str) -> str:
    if not code:
        return _("No seizures are published here yet")
    return first_up(_("%(code)s: the most frequent seizures") % {"code": small(code)})


def evidence(found: Finding | None, years: Years) -> str:
    """The numbers behind a title, and where they hold."""
    if found is None or found.kind == "little":
        return ""
    said = [_numbers(found.code, found.of, years)]
    if found.kind == "overtaken":
        said.append(_numbers(found.other, found.of_other, years))
    if found.among > 1:
        holds = _("It holds in %(n)s of %(of)s countries.") % {"n": found.agree, "of": found.among}
        return f"{first_up('; '.join(said))}. {holds}"
    return f"{first_up('; '.join(said))}."


def _numbers(code: str, counts: Years, years: Years) -> str:
    values = {"code": small(code), "from": number(counts[0]), "to": number(counts[1]), **_of(years)}
    return _("%(code)s: %(from)s in %(first)s, %(to)s in %(last)s") % values


def compared(countries: Sequence[str], years: Years) -> str:
    """Whose reports the trend is made of."""
    period = "{}–{}".format(*years) if years[0] != years[1] else str(years[0])
    if not countries:
        return _("No country reported whole years from %(first)s to %(last)s: years cannot be compared.") % _of(
            years
        )
    if len(countries) > 6:
        said = ngettext(
            "Seizures in %(n)d country that reported every year, %(period)s.",
            "Seizures in %(n)d countries that reported every year, %(period)s.",
            len(countries),
        )
        return said % {"n": len(countries), "period": period}
    names = ", ".join(map(country, countries))
    return _("Seizures in the countries that reported every year, %(period)s: %(who)s.") % {
        "period": period, "who": names,
    }  # fmt: skip


def small(code: str) -> str:
    """A substance's name inside a sentence: without a capital, unless it is an abbreviation."""
    name = substance(code)
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of(years: Years) -> dict[str, str]:
    return {"first": str(years[0]), "last": str(years[1])}


def month_name(month: int, width: str = "wide") -> str:
    """Of a month from 0, as it stands alone: `March`, `март`; `abbreviated` as under a bar."""
    from babel.dates import get_month_names

    return str(get_month_names(width, context="stand-alone", locale=lang())[month + 1]).rstrip(".")  # type: ignore[arg-type]


def coverage_of(part: Part | None) -> str:
    """`reported`, `January–June`, or that nothing came."""
    if part is None:
        return _("not reported")
    if part.whole:
        return _("reported")
    first, last = month_name(part.first), month_name(part.last)
    if part.first == part.last:
        return _("%(month)s only") % {"month": first}
    return _("%(first)s–%(last)s, in part") % {"first": first, "last": last}


# The page of trends


def trend(measure: str, period: str, who: Sequence[str]) -> str:
    """What the page shows, as its title."""
    said = f"{MEASURES[measure]}, {PERIODS[period]}"
    if 0 < len(who) <= 3:
        said = f"{', '.join(map(country, who))}: {said}"
    return first_up(said)


def measured(measure: str) -> str:
    """How the measure is to be read."""
    if measure == "kg":
        return _(
            "Reported amounts converted by dated rules; the band is the range that the conversions leave open."
            " Amounts that no rule converts are counted apart, in the last column. One large seizure can make"
            " a year."
        )
    if measure == "median":
        return _(
            "Half of the seizures are smaller than the median. The band holds the true median in 95 of 100 cases,"
            " by ranks of the weights, without assuming how they are spread; below six weights there is no band."
        )
    if measure == "unconverted":
        return _("Amounts in units that no rule turns into kilograms. They are in the counts, not in the weights.")
    return _("Counts follow the market better than kilograms: one large seizure does not make a year.")


def reporting(last: int, there: Sequence[str]) -> str:
    return f"{last}: {reported(there)}"
