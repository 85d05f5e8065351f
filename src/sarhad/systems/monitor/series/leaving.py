"""Published numbers as tables that can be taken away: each number with its mark and source, as printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.reader import Reader
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Handling
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.series import words
from sarhad.systems.monitor.series.claims import Conflict, Doubt
from sarhad.systems.monitor.series.pricing import Price
from sarhad.systems.monitor.series.queries import OBSERVED
from sarhad.systems.monitor.store.follower import TABLE
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.monitor.trends import vega
from sarhad.systems.monitor.trends.charts import Chart
from sarhad.systems.monitor.trends.drawing import draw
from sarhad.systems.programme.published import Published

SOURCES = (TABLE, OBSERVED)


class Kept(NamedTuple):
    """What may leave the office, of the numbers of these sources."""

    sources: frozenset[str]
    handling: Handling  # the strictest of them
    whole: bool = True  # whether that is all of them: pictures show everything or nothing

    def rows(self, rows: Sequence[Observation]) -> list[Observation]:
        return [each for each in rows if each.source in self.sources]


NOTHING = Kept(frozenset(), Handling())


def kept(reader: Reader, sources: Iterable[str]) -> Kept:
    """Of tables, and of prices that officers stated: those whose handling lets them be exported."""
    ids = sorted({*sources})
    sight = Sight(reader)
    sight.see(ids)
    told = {id: [each for each in sight.statements(id) if each.schema in SOURCES] for id in ids}
    return _kept({id: statements for id, statements in told.items() if statements})


def _kept(told: Mapping[str, Sequence[Statement]]) -> Kept:
    free = {id: own for id, own in told.items() if all(_leaves(each) for each in own)}
    handling = [each.handling for own in free.values() for each in own]
    return Kept(frozenset(free), strictest(handling) if handling else Handling(), len(free) == len(told))


def _leaves(said: Statement) -> bool:
    return may(Use.EXPORT, said.handling, said.held) in (Answer.YES, Answer.MARKED)


def taken(sheet: Sheet, request: HttpRequest, chart: Chart | None = None, picture: str = "") -> Sheet:
    """With the page's chart, and the address that gives the same again."""
    query = pages.query(request)
    link = f"{request.path}?{query}" if query else request.path
    if chart is not None and len(chart.ticks) > 1 and chart.lines:
        return replace(sheet, link=link, picture=draw(chart), vega=vega.specification(chart))
    return replace(sheet, link=link, picture=picture)


def _countries(codes: Iterable[str]) -> Column:
    return Column("country", _("Country"), "code", codes={code: pages.country(code) for code in sorted({*codes})})


def _coded(name: str, label: str, table: Mapping[str, object]) -> Column:
    return Column(name, label, "code", codes={code: str(text) for code, text in table.items() if code})


def of_prices(own: Sequence[Price], substance: str, names: Mapping[str, str], free: Kept = NOTHING) -> Sheet:
    columns = [
        _countries(each.said.country for each in own),
        Column("region", _("Region")), Column("year", _("Year"), "year"), Column("period", _("Period")),
        Column("substance", _("Substance")), _coded("market", _("Market"), words.MARKETS),
        Column("price", pgettext("measure", "Price"), "number"), Column("low", _("Lowest"), "number"),
        Column("high", _("Highest"), "number"), Column("currency", _("Currency")), Column("unit", _("Unit")),
        Column("purity", _("Purity"), "number", "%"),
        Column("dollars", _("Price for one base unit"), "number", "USD"), Column("base", _("Base unit")),
        Column("pure", _("Price for a gram of the pure substance"), "number", "USD"),
        _coded("flag", pgettext("on a number", "Mark"), words.FLAGS), Column("note", _("Note")),
        Column("source", _("Source")),
    ]  # fmt: skip
    rows = [_price(each, names) for each in own if each.said.source in free.sources]
    title = _("Prices: %(substance)s") % {"substance": pages.substance(substance).lower()}
    return _sheet(f"prices-{substance}", title, columns, rows, free.handling, len(own) - len(rows))


def _price(each: Price, names: Mapping[str, str]) -> tuple[object, ...]:
    said = each.said
    return (
        said.country or None, said.region or said.area, said.year, said.period, said.drug, said.market or None,
        said.value, said.low, said.high, said.currency, said.unit, said.purity, each.dollars, each.base, each.pure,
        said.flag or None, said.note, names.get(said.source, said.source),
    )  # fmt: skip


def of_cultivation(
    every: Sequence[Observation], crop: str, names: Mapping[str, str], free: Kept = NOTHING, name: str = ""
) -> Sheet:
    rows = free.rows(every)
    columns = [
        _countries(each.country for each in rows),
        Column("region", _("Region")), Column("area", _("District")), Column("year", _("Year"), "year"),
        Column("hectares", _("Hectares"), "number", "ha"), Column("low", _("Lower bound"), "number", "ha"),
        Column("high", _("Upper bound"), "number", "ha"), Column("printed", _("As printed")),
        _coded("flag", pgettext("on a number", "Mark"), words.FLAGS), Column("note", _("Note")),
        Column("source", _("Source")),
    ]  # fmt: skip
    told = [
        (each.country or None, each.region, each.area, each.year, each.value, each.low, each.high, each.text,
         each.flag or None, each.note, names.get(each.source, each.source))
        for each in rows
    ]  # fmt: skip
    title = _("Cultivation: %(crop)s") % {"crop": pages.substance(crop).lower()}
    return _sheet(f"cultivation{name}", title, columns, told, free.handling, len(every) - len(rows))


def of_people(
    name: str, title: str, every: Sequence[Observation], names: Mapping[str, str], free: Kept = NOTHING
) -> Sheet:
    rows = free.rows(every)
    columns = [
        _countries(each.country for each in rows), Column("year", _("Year"), "year"), Column("period", _("Period")),
        _coded("measure", _("What is counted"), words.MEASURES),
        Column("substance", pgettext("of a table", "Substance or kind")), _coded("sex", _("Sex"), words.SEXES),
        Column("age", _("Age")), Column("value", pgettext("of a number", "Number"), "number"),
        Column("low", _("Lower bound"), "number"), Column("high", _("Upper bound"), "number"),
        Column("printed", _("As printed")), _coded("flag", pgettext("on a number", "Mark"), words.FLAGS),
        Column("note", _("Note")), Column("source", _("Source")),
    ]  # fmt: skip
    told = [
        (each.country or None, each.year, each.period, each.measure, each.drug, each.sex or None, each.age,
         each.value, each.low, each.high, each.text, each.flag or None, each.note,
         names.get(each.source, each.source))
        for each in rows
    ]  # fmt: skip
    return _sheet(name, title, columns, told, free.handling, len(every) - len(rows))


def of_claims(
    conflicts: Sequence[Conflict], doubts: Sequence[Doubt], about: Mapping[tuple[str, str], str]
) -> Sheet:
    """Args:
    about: in words what each printed figure counts, by its id and reference.
    """
    columns = [
        Column("group", pgettext("of contradictions", "Contradiction"), "number"),
        _coded("rule", _("Rule"), {**words.CONFLICTS, **words.DOUBTS}), Column("about", _("About")),
        Column("value", pgettext("of a number", "Number"), "number"), Column("bound", _("Precision")),
        Column("unit", _("Unit")), Column("since", _("From")), Column("until", _("Until")),
        Column("printed", _("As printed")), Column("source", _("Publication")),
    ]  # fmt: skip
    free = _kept({it.id: [it.by] for each in conflicts for it in each.printed}
                 | {it.id: [it.by] for each in doubts for it in (each.printed, each.against)})  # fmt: skip
    told: list[tuple[str, Sequence[Published]]] = [(each.code, each.printed) for each in conflicts]
    told += [(each.code, (each.printed, each.against)) for each in doubts]
    rows = [
        (n, code, about[it.id, str(it.by.ref)], float(it.value), it.bound, it.unit or _unit(it), it.what.since,
         it.what.until, it.text, f"{it.publication} {it.page}".strip())
        for n, (code, printed) in enumerate(told, 1)
        for it in printed
        if it.id in free.sources
    ]  # fmt: skip
    left = sum(len(printed) for _code, printed in told) - len(rows)
    return _sheet("contradictions", _("Contradictions in what was printed"), columns, rows, free.handling, left)


def _unit(it: Published) -> str:
    return "kg" if it.what.figure == "kg" else ""


def _sheet(
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[object, ...]],
    handling: Handling,
    left: int,
) -> Sheet:
    """What it rests on stands in its last column; what may not leave the office is left out and said so."""
    about = sorted({str(row[-1]) for row in rows if row[-1]})
    if left:
        said = ngettext("%(n)d number is left out: ask its owner before it leaves the office.",
                        "%(n)d numbers are left out: ask their owners before they leave the office.",
                        left)  # fmt: skip
        about.append(said % {"n": left})
    return Sheet(name, title, columns, rows, about, handling)
