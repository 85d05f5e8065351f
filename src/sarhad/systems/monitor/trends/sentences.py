"""Findings in words. Russian names of groups are the same in the accusative, so the sentences need no other forms."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.kernel import substances
from sarhad.systems.monitor.pages import country, substance
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.monitor.trends.findings import Finding, Years
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
        return f"{'; '.join(said)}. {holds}"
    return f"{'; '.join(said)}."


def _numbers(code: str, counts: Years, years: Years) -> str:
    values = {"code": small(code), "from": number(counts[0]), "to": number(counts[1]), **_of(years)}
    return first_up(_("%(code)s: %(from)s in %(first)s, %(to)s in %(last)s") % values)


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


def is_group(code: str) -> bool:
    return code in substances.groups()


def _of(years: Years) -> dict[str, str]:
    return {"first": str(years[0]), "last": str(years[1])}


def month_name(month: int) -> str:
    """Of a month from 0, as it stands alone: `March`, `март`."""
    from babel.dates import get_month_names

    return str(get_month_names("wide", context="stand-alone", locale=lang())[month + 1])
