"""A profile in words: blocks that the page and the paper draw, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.kernel import substances, units
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.places.queries import region_name
from sarhad.systems.monitor.profiles.composing import Said
from sarhad.systems.monitor.series import words as published
from sarhad.systems.monitor.trends.charts import Chart, Line, number
from sarhad.systems.monitor.trends.drawing import draw, key
from sarhad.web.words import lang

LINES = 6  # of a chart


class Block(NamedTuple):
    """One part: a heading with a table, a picture, sentences. All may be empty but the heading."""

    title: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    picture: SafeString = SafeString("")
    keys: SafeString = SafeString("")
    lines: Sequence[str] = ()
    empty: str = ""  # what to say where there is nothing


def finding(said: Said) -> str:
    """One sentence that says what matters most."""
    country = pages.country(said["country"])
    groups = {family: values for family, values in said.get("seizures", {}).items() if sum(n or 0 for n in values)}
    if not groups:
        return _("%(country)s: no seizure has been reported to this node") % {"country": country}
    newest = {family: values[-1] or 0 for family, values in groups.items()}
    most = max(newest, key=lambda family: (newest[family], family))
    n, share = sum(newest.values()), newest[most]
    return _("%(country)s: %(share)d of %(n)d seizures in %(year)d were of %(what)s") % {
        "country": country, "share": share, "n": n, "year": said["last"], "what": pages.substance(most).lower(),
    }  # fmt: skip


def blocks(said: Said) -> list[Block]:
    """Every part of a profile, in order."""
    return [*_seized(said), *_travelled(said), *_published(said), _laws(said), _sources(said)]


# Seizures


def _seized(said: Said) -> Iterator[Block]:
    title = _("What is seized")
    if not said["last"]:
        yield Block(title, empty=_("No table or report of seizures names this country yet."))
        return
    years, groups = said["years"], _ordered(said["seizures"])
    lines = [Line(pages.substance(f), said["seizures"][f], colour=pages.colour(f)) for f in groups[:LINES]]
    chart = Chart(_("Seizures by year and substance"), [str(year) for year in years], lines, _("seizures"))
    head = [_("Substance"), *map(str, years[-5:])]
    rows = [[pages.substance(f), *(number(n) for n in said["seizures"][f][-5:])] for f in groups]
    yield Block(title, head, rows, draw(chart), key(lines))
    head = [
        _("Substance"),
        _("Seizures"),
        _("Weight, kg"),
        _("Between, kg"),
        _("Median, kg"),
        _("Without a weight"),
    ]
    rows = [
        [
            pages.substance(f),
            number(n),
            number(kg),
            f"{number(low)}–{number(high)}",
            number(median),
            number(without),
        ]
        for f, n, kg, low, high, median, without in said["weights"]
    ]
    yield Block(_("How much, in %(year)d") % {"year": said["last"]}, head, rows)


def _ordered(groups: dict[str, Any]) -> list[str]:
    order = {code: n for n, code in enumerate(substances.groups())}
    return sorted(groups, key=lambda code: (order.get(code, len(order)), code))


def _travelled(said: Said) -> Iterator[Block]:
    if not said["last"]:
        return
    rows = [[_place(code), number(n)] for code, n in said["regions"]]
    yield Block(_("Where, in %(year)d") % {"year": said["last"]}, [_("Region"), _("Seizures")], rows)
    lines = [f"{pages.LABELS[way]}: {_listed(way, counted)}." for way, counted in said["ways"].items() if counted]
    yield Block(_("How it travels"), lines=lines)


def _place(code: str) -> str:
    return region_name(code, lang()) if code else _("place not given or not known")


def _listed(way: str, counted: Sequence[Sequence[Any]]) -> str:
    said = ((pages.label_of(way, code) if code else _("not given")) for code, _n in counted)
    return ", ".join(
        f"{label.lower() if way not in pages.PLACES else label} {number(row[1])}"
        for label, row in zip(said, counted, strict=True)
    )


# Published numbers


def _published(said: Said) -> Iterator[Block]:
    titles = {
        "prices": _("Prices"), "cultivation": _("Cultivation"), "users": _("People who use drugs"),
        "crimes": _("Crime"),
    }  # fmt: skip
    for kind, title in titles.items():
        rows = [[_what(each), _value(each), str(each.get("year", "")), _name(said, each)] for each in said[kind]]
        head = [_("What"), pgettext("of a number", "Number"), _("Year"), _("Source")]
        yield Block(title, head, rows, empty="" if rows else _("No published table that you may read has any."))


def _what(each: Said) -> str:
    parts = [
        pages.substance(each["substance"]) if each.get("substance") else each.get("drug", ""),
        str(published.MEASURES.get(each.get("measure", ""), "")),
        str(published.MARKETS[each["market"]]) if each.get("market") in published.MARKETS else "",
        str(published.SEXES[each["sex"]]) if each.get("sex") in published.SEXES else "",
        each.get("age", ""),
    ]
    return " · ".join(part for part in parts if part)


def _value(each: Said) -> str:
    text = number(each.get("value")) if "value" in each else str(published.FLAGS.get(each.get("flag", ""), "–"))
    if "low" in each and "high" in each:
        text += f" ({number(each['low'])}–{number(each['high'])})"
    measure = units.all_units().get(each.get("unit", ""))
    told = measure.label(lang()) if measure else each.get("unit", "")
    unit = " / ".join(part for part in (each.get("currency", ""), told) if part)
    return f"{text} {unit}".strip()


def _name(said: Said, each: Said) -> str:
    return next((source["name"] for source in said["sources"] if source["id"] == each.get("source")), "")


# Laws, sources


def _laws(said: Said) -> Block:
    lines = [*said.get("laws", ()), *said.get("contacts", ())]
    return Block(
        _("Laws and contacts"), lines=lines,
        empty="" if lines else _("Nobody has written them down yet: issue a profile with them."),
    )  # fmt: skip


def _sources(said: Said) -> Block:
    rows = [
        [each["name"], each["publisher"], "–".join(filter(None, (each["start"], each["stop"]))), each["missing"]]
        for each in said["sources"]
    ]
    head = [_("Table"), _("Publisher"), _("Period"), _("What is missing")]
    return Block(
        _("Sources"),
        head,
        rows,
        lines=[_("Seizures show police work as well as traffic. What is not reported is not zero.")],
    )
