"""Published numbers as tables that can be taken away: each number with its mark and source, as printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.systems.monitor import pages
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.series import words
from sarhad.systems.monitor.series.claims import Conflict, Doubt
from sarhad.systems.monitor.series.pricing import Price
from sarhad.systems.monitor.store.records import Observation
from sarhad.systems.programme.published import Published


def _countries(codes: Iterable[str]) -> Column:
    return Column("country", _("Country"), "code", codes={code: pages.country(code) for code in sorted({*codes})})


def _coded(name: str, label: str, table: Mapping[str, object]) -> Column:
    return Column(name, label, "code", codes={code: str(text) for code, text in table.items() if code})


def of_prices(own: Sequence[Price], substance: str, names: Mapping[str, str]) -> Sheet:
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
    rows = [_price(each, names) for each in own]
    title = _("Prices: %(substance)s") % {"substance": pages.substance(substance).lower()}
    return _sheet(f"prices-{substance}", title, columns, rows, "monitor-prices")


def _price(each: Price, names: Mapping[str, str]) -> tuple[object, ...]:
    said = each.said
    return (
        said.country or None, said.region or said.area, said.year, said.period, said.drug, said.market or None,
        said.value, said.low, said.high, said.currency, said.unit, said.purity, each.dollars, each.base, each.pure,
        said.flag or None, said.note, names.get(said.source, said.source),
    )  # fmt: skip


def of_cultivation(rows: Sequence[Observation], crop: str, names: Mapping[str, str], name: str = "") -> Sheet:
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
    return _sheet(f"cultivation{name}", title, columns, told, "monitor-cultivation")


def of_people(name: str, title: str, rows: Sequence[Observation], names: Mapping[str, str]) -> Sheet:
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
    return _sheet(name, title, columns, told, f"monitor-{name}")


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
    told: list[tuple[str, Sequence[Published]]] = [(each.code, each.printed) for each in conflicts]
    told += [(each.code, (each.printed, each.against)) for each in doubts]
    rows = [
        (n, code, about[it.id, str(it.by.ref)], float(it.value), it.bound, it.unit or _unit(it), it.what.since,
         it.what.until, it.text, f"{it.publication} {it.page}".strip())
        for n, (code, printed) in enumerate(told, 1)
        for it in printed
    ]  # fmt: skip
    return _sheet("contradictions", _("Contradictions in what was printed"), columns, rows, "monitor-claims")


def _unit(it: Published) -> str:
    return "kg" if it.what.figure == "kg" else ""


def _sheet(
    name: str, title: str, columns: Sequence[Column], rows: Sequence[tuple[object, ...]], page: str
) -> Sheet:
    """What it rests on stands in its last column."""
    sources = sorted({str(row[-1]) for row in rows if row[-1]})
    return Sheet(name, title, columns, rows, sources, link=reverse(page))
