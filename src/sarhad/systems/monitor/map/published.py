"""Published numbers on the map: cultivation as shaded regions, prices as symbols."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sarhad.access.reader import Reader
from sarhad.links.maps.base import base
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.map import classes, drawing, queries, words
from sarhad.systems.monitor.map.drawing import Told
from sarhad.systems.monitor.map.ground import shows
from sarhad.systems.monitor.map.records import Field, Look, Price
from sarhad.systems.monitor.map.scene import Cell, Line, Scene, shaded, stage, stage_of
from sarhad.systems.monitor.map.words import amount, between, place
from sarhad.systems.monitor.pages import substance
from sarhad.systems.monitor.series.words import FLAGS
from sarhad.systems.monitor.store.records import Where
from sarhad.web.words import lang


def years(reader: Reader, look: Look) -> list[str]:
    """The years that a layer has numbers of."""
    found = (
        queries.fields(reader, look.where)
        if look.show == "cultivation"
        else queries.prices(reader, look.where, look.market)
    )
    return [f"{year:04d}" for year in sorted({each.year for each in found})]


def cultivation(reader: Reader, look: Look) -> Scene:
    """Of one year; without a choice of the last one."""
    every = queries.fields(reader, look.where)
    year = _year(look, every)
    found = [each for each in every if each.year == year]
    least = classes.limits([each.value for each in every], whole=False)
    shades = {each.code: -1 if _is_none(each) else shaded(each.value, least) for each in found}
    told = {each.code: Told(f"{place(each.code)}: {_hectares(each)}", _source(each)) for each in found}
    asked = {each.country for each in every}
    floor = stage_of(look, asked)
    hatched = [each.id for each in base().regions if each.id[:2].lower() in asked]
    ordered = sorted(found, key=lambda each: (-(each.value or 0), each.code))
    return Scene(
        title=_largest(ordered, year),
        subject=f"{substance(found[0].crop)}, {_('hectares')}" if found else _("hectares"),
        period=str(year or ""),
        picture=drawing.picture(floor, lang(), patches=drawing.patches(floor, shades, hatched, told)),
        first=_("Region"),
        columns=[_("Hectares"), _("Between"), _("As printed")],
        lines=[_field_line(each, shades[each.code]) for each in ordered],
        legend=list(enumerate(words.classes(least, whole=False), 1)) if any(shades.values()) else [],
        hatched=_("no number"),
        zero=_("none") if -1 in shades.values() else "",
        notes=_without_number(found),
    )


def _is_none(each: Field) -> bool:
    """Said to have none, which is another thing than no number."""
    return each.value == 0 or each.flag == "poppy-free"


def _year(look: Look, every: Sequence[Field | Price]) -> int:
    known = sorted({each.year for each in every})
    asked = int(look.at[:4]) if look.at else 0
    return asked if asked in known else known[-1] if known else 0


def _largest(ordered: Sequence[Field], year: int) -> str:
    numbers = [each.value for each in ordered if each.value]
    if not numbers:
        return _("No published number of cultivation that you may see matches")
    return _("Largest area in %(year)s: %(place)s, %(n)s of %(whole)s hectares") % {
        "year": year, "place": place(ordered[0].code), "n": amount(numbers[0]), "whole": amount(sum(numbers)),
    }  # fmt: skip


def _hectares(each: Field) -> str:
    if each.value is None:
        return (
            _("no number")
            if each.low is None
            else _("between %(low)s and %(high)s hectares") % {"low": amount(each.low), "high": amount(each.high)}
        )
    return _("%(n)s hectares") % {"n": amount(each.value)}


def _without_number(found: Sequence[Field]) -> list[str]:
    n = sum(each.value is None for each in found)
    text = ngettext("Of %(n)s region no number is printed.", "Of %(n)s regions no number is printed.", n)
    return [text % {"n": n}] if n else []


def _field_line(each: Field, shade: int) -> Line:
    said = [Cell(amount(each.value)), Cell(between(each.low, each.high)), Cell(each.text, _flag(each))]
    return Line(place(each.code), place(each.country), _source(each), said, shade)


def _flag(each: Field) -> str:
    if each.flag == "sum":
        return _("sum of districts")
    return str(FLAGS.get(each.flag, ""))


def _source(each: Field) -> str:
    return pages.link(Where(country=(each.country,), region=(each.code,)), "monitor-cultivation")


# Prices


def prices(reader: Reader, look: Look) -> Scene:
    """Of one substance, the one that most countries tell of if none is asked for, in each country's last year."""
    every = queries.prices(reader, look.where, look.market)
    chosen, unit = _most_told(every)
    told = _last([each for each in every if (each.substance, each.unit) == (chosen, unit)], look)
    floor = stage(look)
    found = [each for each in told if look.countries or shows(floor, each.country)]
    least = classes.limits([each.value for each in found], whole=False)
    ordered = sorted(found, key=lambda each: (-(each.value or 0), each.country))
    said = [
        (each.country, shaded(each.value, least), f"${amount(each.value)}", Told(_price(each), _href(each)))
        for each in ordered
    ]
    title = _("No published price that you may see matches")
    if ordered:
        title = _("%(drug)s, %(market)s: from $%(low)s to $%(high)s for one %(unit)s") % {
            "drug": substance(chosen), "market": str(words.MARKETS[look.market]).lower(), "unit": words.unit(unit),
            "low": amount(ordered[-1].value), "high": amount(ordered[0].value),
        }  # fmt: skip
    signs = drawing.signs(floor, said)
    return Scene(
        title=title,
        subject=_("US dollars for one %(unit)s") % {"unit": words.unit(unit)} if unit else _("US dollars"),
        picture=drawing.picture(
            floor, lang(), [(s.x - 30, s.y - 13, s.x + 30, s.y + 30) for s in signs], signs=signs
        ),
        first=_("Country"),
        columns=[_("Year"), pgettext("price", "Median, $"), _("Between"), pgettext("count", "Prices")],
        lines=[
            Line(
                place(each.country),
                substance(each.substance),
                _href(each),
                _price_cells(each),
                shaded(each.value, least),
            )
            for each in ordered
        ],
        legend=list(enumerate(words.classes(least, whole=False), 1)) if ordered else [],
        notes=[*_beyond(len(told) - len(found)), *_other_drugs(every, chosen)],
    )


def _most_told(every: Sequence[Price]) -> tuple[str, str]:
    told = Counter(
        (each.substance, each.unit) for each in {(p.substance, p.unit, p.country): p for p in every}.values()
    )
    return min(told, key=lambda each: (-told[each], each), default=("", ""))


def _last(found: Sequence[Price], look: Look) -> list[Price]:
    """Of each country the year asked for, or else its last one."""
    year = look.at[:4]
    kept = {
        each.country: each
        for each in sorted(found, key=lambda each: each.year)
        if not year or f"{each.year:04d}" == year
    }
    return list(kept.values())


def _beyond(n: int) -> list[str]:
    text = ngettext("%(n)s country lies beyond this picture.", "%(n)s countries lie beyond this picture.", n)
    return [text % {"n": n}] if n else []


def _other_drugs(every: Sequence[Price], chosen: str) -> list[str]:
    others = sorted({substance(each.substance) for each in every} - {substance(chosen)})
    return [_("Choose a substance to see another: %(names)s.") % {"names": ", ".join(others[:8])}] if others else []


def _href(each: Price) -> str:
    return pages.link(Where(country=(each.country,), substance=(each.substance,)), "monitor-prices")


def _price(each: Price) -> str:
    return f"{place(each.country)}, {each.year}: ${amount(each.value)}"


def _price_cells(each: Price) -> list[Cell]:
    return [
        Cell(str(each.year)),
        Cell(amount(each.value)),
        Cell(between(each.low, each.high)),
        Cell(amount(each.n)),
    ]
