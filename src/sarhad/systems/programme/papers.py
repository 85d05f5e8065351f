"""A page of results on paper: the same figures with how each was counted, the tables and the bars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access.reader import Reader
from sarhad.desk.clocks import today
from sarhad.entities.sight import Sight
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask, Figures
from sarhad.systems.programme import asking, blocks, findings, lines, words
from sarhad.systems.programme.basis import Basis
from sarhad.systems.programme.blocks import Block
from sarhad.systems.programme.frames import frame
from sarhad.systems.programme.lines import Told

COLOURS = {
    "c0": "#646b70", "c1": "#632419", "c2": "#2151b0", "c3": "#3c9f53", "c4": "#133f45", "c5": "#ca6aa2",
    "c6": "#895719",
}  # fmt: skip
"""The chart tokens of the style sheet, on white."""
MOST = 12  # bars of one picture


def paper(
    reader: Reader, found: Figures, before: Figures, behind: Basis, *, name: str = "", number: str = "",
    edition: str = "", signatory: str = "", text: str = "",
) -> Block:  # fmt: skip
    """The whole paper in the active language."""
    said = [blocks.paragraph(text)] if text else []
    title = name or _("Results")
    return frame(
        reader, title=title, period=about(reader, found.ask), handling=behind.handling,
        blocks=[*said, *results(found, before, today(reader)), *to_ask(behind)],
        number=number, edition=edition, signatory=signatory, small=small(),
    )  # fmt: skip


def small() -> str:
    """What stands at the foot of a paper with figures."""
    return _("What is not released to the office, was withdrawn or recalled is not in the figures.")


def a_year_before(reader: Reader, found: Figures) -> Figures:
    return figures(reader, asking.year_before(found.ask, today(reader)))


def about(reader: Reader, ask: Ask) -> str:
    """The period and what narrows it, in words."""
    summary = Sight(reader).summary([ask.operation]) if ask.operation else None
    narrowed = asking.filters(ask, summary.caption if summary else "")
    return " · ".join([str(asking.period_of(ask)), *narrowed])


def to_ask(behind: Basis) -> list[Block]:
    """Who must be asked before the paper goes on."""
    if not behind.ask_first:
        return []
    owners = ", ".join(f"{office} ({n})" for office, n in sorted(behind.ask_first.items()))
    text = _("Before this paper leaves the office, ask the owners of what is counted in it: %(owners)s.")
    return [blocks.note(text % {"owners": owners})]


def results(found: Figures, before: Figures, now: date) -> list[Block]:
    """All parts of a page of results."""
    made = [blocks.finding(sentence) for sentence in sentences(found, before)]
    made += [summary(found, before), *led_to(found, before), *substances(found, before), *over_time(found, before)]
    made += told(_("By state"), pgettext("country", "State"), lines.by_country(found, before), before)
    made += told(_("By office"), _("Office"), lines.by_office(found, before), before)
    return made + leaves_out(found, now) + counted(found, before)


def sentences(found: Figures, before: Figures) -> list[str]:
    """What led to the seizures, this time and the year before."""
    texts = {
        "cooperation": _("%(part)s of %(whole)s kg (%(percent)s) through cooperation between agencies."),
        "information": _("%(part)s of %(whole)s kg (%(percent)s) on intelligence that another office shared."),
    }
    made = []
    for each in findings.what_led(found, before):
        now, was = (
            {"part": s.part.text, "whole": s.whole.text, "percent": s.percent} for s in (each.now, each.before)
        )
        told = texts[each.code] % now if each.now.percent else _("Nothing was weighed.")
        year = _("The year before %(part)s of %(whole)s kg (%(percent)s).") % was
        made.append(f"{told} {year if each.before.percent else _('The year before nothing was weighed.')}")
    return made


def summary(found: Figures, before: Figures) -> Block:
    """The headline figures beside those of the year before."""
    head = [
        _("Figure"),
        str(asking.period_of(found.ask)),
        str(asking.period_of(before.ask)),
        pgettext("of a number", "Change"),
    ]
    rows = [
        [
            f"{line.label} ({line.spread})" if line.spread else line.label,
            line.now.text,
            line.before.text,
            line.change,
        ]
        for part in lines.parts(found, before)
        for line in part.lines
    ]
    return blocks.table(_("Figures"), head, rows)


def led_to(found: Figures, before: Figures) -> list[Block]:
    rows = lines.by_cause(found, before)
    return [*told(_("What led to it"), _("Cause"), rows, before), *drawn(_("Kilograms by what led to it"), rows)]


def substances(found: Figures, before: Figures) -> list[Block]:
    rows = lines.by_substance(found, before)
    named = [row._replace(label=_with(row.label, row.spread, row.other)) for row in rows]
    made = told(_("By substance"), _("Substance"), named, before, detained=False)
    return [*made, *drawn(_("Kilograms by substance"), rows, lambda row: COLOURS.get(row.colour, blocks.ACT))]


def _with(label: str, *more: str) -> str:
    extra = "; ".join(each for each in more if each)
    return f"{label} ({extra})" if extra else label


def told(title: str, head: str, rows: Sequence[Told], before: Figures, detained: bool = True) -> list[Block]:
    """One table; nothing where there are no lines."""
    year = str(asking.period_of(before.ask))
    heads = [
        head,
        _("Seizures"),
        _("kg"),
        *([_("Detained")] if detained else []),
        _("kg, %(before)s") % {"before": year},
    ]
    cells = [
        [row.label, row.n.text, row.kg.text, *([row.detained.text] if detained else []), row.kg_before.text]
        for row in rows
    ]
    return [blocks.table(title, heads, cells)] if cells else []


def drawn(title: str, rows: Sequence[Told], colour: Callable[[Told], str] = lambda row: blocks.ACT) -> list[Block]:
    """The heaviest as bars; nothing where nothing was weighed."""
    shown = [row for row in rows if row.bar.length][:MOST]
    if not shown:
        return []
    values = [(row.label, row.bar.length, _("%(amount)s kg") % {"amount": row.kg.text}) for row in shown]
    return [blocks.bars(title, values, [colour(row) for row in shown])]


def over_time(found: Figures, before: Figures) -> list[Block]:
    """Every month, as a table and as bars."""
    times = lines.by_month(found, before)
    year = str(asking.period_of(before.ask))
    head = [_("Month"), _("Seizures"), _("kg"), _("Detained"), _("kg, %(before)s") % {"before": year}]
    rows = [[m.label, m.n.text, m.kg.text, m.detained.text, m.kg_before.text] for m in times.months]
    if len(rows) < 2:
        return []
    heights = [column.height for column in times.weights.columns]
    values = [
        (month.label, height, _("%(amount)s kg") % {"amount": month.kg.text})
        for month, height in zip(times.months, heights, strict=True)
    ]
    picture = [blocks.bars(_("Kilograms over time"), values)] if any(heights) else []
    return [blocks.table(_("Over time"), head, rows), *picture]


def leaves_out(found: Figures, now: date) -> list[Block]:
    """What the sums do not hold, and what may be one seizure twice."""
    told = findings.left_out(found)
    if found.suspected:
        kg = words.kilograms(sum((each.kg for each in found.suspected), start=found.kg_total * 0))
        text = _("%(n)d pairs of seizures look alike and nobody has judged them: both count. Up to %(kg)s less.")
        told.append(text % {"n": len(found.suspected), "kg": kg})
    if asking.period_of(found.ask).running(now):
        told.append(_("The period is not over."))
    return [blocks.heading(_("What the figures leave out")), *map(blocks.paragraph, told)] if told else []


def counted(found: Figures, before: Figures) -> list[Block]:
    """How each figure was counted, for whoever must answer for it."""
    every = [line for part in lines.parts(found, before) for line in part.lines if line.how]
    ways = dict[str, list[str]]()
    for line in every:
        ways.setdefault(line.how, []).append(line.label)
    notes = [blocks.note(f"{', '.join(labels)}: {how}") for how, labels in ways.items()]
    return [blocks.heading(_("How it was counted")), *notes] if notes else []
