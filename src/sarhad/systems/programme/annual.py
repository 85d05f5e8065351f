"""What the annual progress report says: each part counted for one office and year, in one language at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.access.handling import Answer, Use, may
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.desk import queries as desk
from sarhad.desk.clocks import today
from sarhad.figures import queries
from sarhad.figures.records import Ask, Counted, Figures
from sarhad.systems.programme import blocks, lines, papers, words
from sarhad.systems.programme.blocks import Block
from sarhad.systems.programme.council import council
from sarhad.systems.programme.council_views import decided
from sarhad.systems.wanted import queries as wanted
from sarhad.systems.wanted.words import colour_name
from sarhad.web.templatetags.look import day, word

Parts = dict[str, list[Block]]
LISTED = 40  # operations with figures of their own


class Year:
    """One year as one reader sees it; what several parts need is counted once."""

    def __init__(self, reader: Reader, year: int) -> None:
        self.reader, self.year = reader, year
        self.ask = Ask(f"{year}-01-01", f"{year}-12-31")

    @cached_property
    def found(self) -> Figures:
        return queries.figures(self.reader, self.ask)

    @cached_property
    def before(self) -> Figures:
        return papers.a_year_before(self.reader, self.found)

    @cached_property
    def operations(self) -> list[tuple[Counted, Figures | None]]:
        """Operations and deliveries, the first of them with the figures of their own."""
        every = [*self.behind("operations"), *self.behind("deliveries")]
        asks = [replace(self.ask, operation=each.id) for each in every[:LISTED]]
        counted = [queries.figures(self.reader, ask) for ask in asks]
        return [(each, counted[n] if n < len(counted) else None) for n, each in enumerate(every)]

    def behind(self, code: str) -> list[Counted]:
        """What a figure was counted from; few things, not seizures."""
        found, _more = queries.records(self.reader, self.ask, code, size=10_000)
        return sorted(found, key=lambda each: (each.date, each.id))

    def may_name(self, each: Counted) -> bool:
        """Whether its handling lets the reader put its name on paper."""
        own = set(each.offices) <= set(own_offices(self.reader))
        return may(Use.EXPORT, each.handling, own) in (Answer.YES, Answer.MARKED)


# Parts


def of_figures(year: Year) -> Parts:
    found, before = year.found, year.before
    return {
        "finding": [blocks.finding(each) for each in papers.sentences(found, before)],
        "figures": [papers.summary(found, before)],
        "causes": papers.led_to(found, before),
        "substances": papers.substances(found, before),
        "months": papers.over_time(found, before),
        "states": papers.told("", pgettext("country", "State"), lines.by_country(found, before), before),
        "offices": papers.told("", _("Office"), lines.by_office(found, before), before),
        "left-out": papers.leaves_out(found, today(year.reader))[1:],
        "counted": papers.counted(found, before)[1:],
    }


def of_operations(year: Year) -> Parts:
    head = [_("Operation"), _("Date"), _("Offices"), _("Seizures"), _("kg"), _("Detained")]
    named = [(each, of) for each, of in year.operations if year.may_name(each)]
    rows = [[each.caption, day(each.date), ", ".join(each.offices), *_results(of)] for each, of in named]
    made = [blocks.table("", head, rows, "lllrrr")] if rows else []
    return {"operations": made + _unnamed(len(year.operations) - len(named))}


def _results(found: Figures | None) -> list[str]:
    if found is None:
        return ["–"] * 3
    return [words.amount(found[code].value) for code in ("seizures", "kg", "detained")]


def _unnamed(n: int) -> list[Block]:
    text = _("Counted but not named, because the owner must be asked first: %(n)d.")
    return [blocks.note(text % {"n": n})] if n else []


def of_groups(year: Year) -> Parts:
    """What was dismantled, by name; cases as numbers beside those of the year before."""
    made: list[Block] = []
    for code in ("groups-dismantled", "channels-dismantled"):
        every = year.behind(code)
        named = [each for each in every if year.may_name(each)]
        rows = [[each.caption, day(each.date), each.office] for each in named]
        made += [blocks.table(words.figure(code), [_("Name"), _("Date"), _("Office")], rows, "lll")] if rows else []
        made += _unnamed(len(every) - len(named))
    codes = ("groups-dismantled", "channels-dismantled", "cases-opened", "cases-to-court", "convicted")
    told = [(words.figure(code), year.found[code].value, year.before[code].value) for code in codes]
    rows = [[label, words.amount(now), words.amount(was)] for label, now, was in told]
    head = [_("Figure"), str(year.year), str(year.year - 1)]
    return {"groups": [*made, blocks.table("", head, rows)] if any(now or was for _l, now, was in told) else made}


def of_requests(year: Year) -> Parts:
    """How the office's requests were answered, by office; it counts only what it sent or got."""
    found = desk.balance(year.reader, year.ask.since, year.ask.until)
    rows = [
        [
            each.office, _n(each.asked), _n(*each.got.values()), _n(each.late), _time(each.hours),
            _n(each.was_asked), _n(*each.gave.values()), _time(each.our_hours),
        ]
        for each in found
    ]  # fmt: skip
    head = [
        _("Office"),
        _("Asked"),
        _("Answered"),
        _("Late"),
        _("Median"),
        _("Asked us"),
        _("We answered"),
        _("Median"),
    ]
    why = _("Median: from the letter to the first answer that is not interim, by the clock.")
    return {"requests": [blocks.table(_("Requests"), head, rows, why=why)] if rows else []}


def _n(*letters: list[str]) -> str:
    return str(sum(map(len, letters)))


def _time(hours: float | None) -> str:
    return "–" if hours is None else lines.days(hours / 24)


def of_wanted(year: Year) -> Parts:
    """How many notices there are, were issued, and why others ended."""
    now = timezone.localdate()
    every = [*wanted.all_notices(year.reader, now), *wanted.all_notices(year.reader, now, ended=True)]
    in_year = lambda text: text[:4] == str(year.year)
    issued = _by(colour_name(each.colour) for each in every if in_year(each.issued))
    ended = _by(word(each.state.step, "NoticeStep.step") for each in every if _ended(each, year.year))
    rows = [[pgettext("wanted notices", "Issued"), label, str(n)] for label, n in issued] + [
        [pgettext("wanted notices", "Ended"), label, str(n)] for label, n in ended
    ]
    head = [_("Wanted list"), _("Kind"), _("Notices")]
    return {"wanted": [blocks.table(_("Wanted list"), head, rows, "llr")] if rows else []}


def _ended(each: wanted.Notice, year: int) -> bool:
    return each.state.ended and each.state.date[:4] == str(year)


def _by(labels: Iterable[str]) -> list[tuple[str, int]]:
    counted: dict[str, int] = {}
    for label in labels:
        counted[label] = counted.get(label, 0) + 1
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def of_council(year: Year) -> Parts:
    """Decisions made, open or ended in the year, with how far they are today."""
    found = council(year.reader).between(year.ask.since, year.ask.until).decisions
    return {"council": decided(found, timezone.localdate()) if found else []}


PARTS: tuple[tuple[str, Callable[[Year], Parts]], ...] = (
    ("figures", of_figures),
    ("operations", of_operations),
    ("groups", of_groups),
    ("requests", of_requests),
    ("wanted", of_wanted),
    ("council", of_council),
)
"""In the order in which they are made; each is kept as soon as it is there."""
