"""The lists of substances and of rules as tables that leave."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.kernel import conversions, substances
from sarhad.systems.monitor.kinds import words
from sarhad.systems.monitor.kinds.records import Branch
from sarhad.systems.monitor.out.records import Column, Sheet


def of_substances(branches: list[Branch]) -> Sheet:
    """One row for each substance of the list."""
    columns = [
        Column("code", _("Code")), Column("english", _("English")), Column("russian", _("Russian")),
        Column("group", _("Group"), "code", codes={each.group.code: each.name for each in branches}),
        Column("class", _("Class")), Column("schedules", _("Schedules")), Column("since", _("Since when")),
        Column("hs", _("HS code")), Column("cas", _("CAS number")), Column("names", _("Other names")),
    ]  # fmt: skip
    rows = []
    for branch in branches:
        for line in branch.lines:
            one, numbers = line.substance, substances.numbers(line.substance.code)
            said = substances.schedule(one.code)
            listed = "; ".join(f"{each.convention} {words.schedule(each)}: {words.since(each)}" for each in said)
            names = "; ".join(substances.other_names(one.code))
            row = [one.code, one.en, one.ru, one.group.code, one.parent or "", line.control, listed]
            rows.append([*row, numbers.hs, numbers.cas, names])
    about = [
        _("Schedules of the conventions of 1961, 1971 and 1988 as this system knows them; countries add others.")
    ]
    return Sheet("substances", _("Substances"), columns, rows, about)


def of_rules(language: str) -> Sheet:
    """One row for each rule; kilograms of one base unit."""
    columns = [
        Column("code", _("Code")), Column("rule", pgettext("of conversion", "Rule")), Column("units", _("Units")),
        Column("substances", _("Substances")), Column("kg", _("Value"), "number", "kg"),
        Column("low", _("Lowest"), "number", "kg"), Column("high", _("Highest"), "number", "kg"),
        Column("since", _("Since")), Column("until", _("Until")),
        Column("basis", _("Basis"), "code", codes={code: str(said[0]) for code, said in words.BASES.items()}),
        Column("source", _("Source")), Column("seen", _("What was seen there")), Column("note", _("Note")),
    ]  # fmt: skip
    rows = []
    for each in conversions.rules().values():
        sources = "; ".join(" ".join((one.title, one.where)).strip() for one in each.sources)
        seen = " ".join(one.says.strip() for one in each.sources)
        weighs = [float(each.kg), float(each.low), float(each.high), each.since, each.until, each.basis]
        of = [", ".join(sorted(each.units)), ", ".join(sorted(each.substances))]
        rows.append([each.code, each.label(language), *of, *weighs, sources, seen, each.note(language)])
    about = [_("Kilograms of one base unit: a tablet, a litre. Bulk weight, not adjusted for purity.")]
    return Sheet("conversion-rules", _("Rules of conversion"), columns, rows, about)
