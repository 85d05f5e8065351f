"""Tables of calls as CSV: text that a spreadsheet opens without running it, marked with handling on every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from sarhad.collect.export_forms import csv_line, mark
from sarhad.collect.exports import Stamp
from sarhad.collect.safe import cell
from sarhad.kernel.claim import Handling
from sarhad.links.calls.analysis import Analysis
from sarhad.links.calls.cells import EPOCH
from sarhad.links.calls.records import MEANS, Partner
from sarhad.links.calls.words import FAULTS, WEEKDAYS

BOM = b"\xef\xbb\xbf"  # so that Excel takes it for UTF-8
Lines = Iterator[Sequence[object]]


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S")


def csv(lines: Lines, handling: Handling, stamp: Stamp) -> bytes:
    """The first line is the header."""
    said = [mark(handling), handling.text, *stamp]
    head = [_("Handling"), _("Conditions"), _("Office"), _("Officer"), _("Date"), _("Purpose")]
    rows = ([*line, *(said if n else head)] for n, line in enumerate(lines))
    return BOM + b"".join(csv_line([cell(str(text)) for text in row]) for row in rows)


def partners(found: Sequence[Partner]) -> Lines:
    yield (
        _("Number"), _("Calls to it"), _("Calls from it"), _("Of these messages"), _("Seconds"), _("Days"),
        _("First"), _("Last"),
    )  # fmt: skip
    for each in found:
        yield (
            each.number, each.made, each.received, each.messages, each.seconds, each.days, moment(each.first),
            moment(each.last),
        )  # fmt: skip


def days(found: Analysis) -> Lines:
    yield _("First day"), _("Last day"), _("Calls")
    for bar in found.bars.bars:
        yield bar.first, bar.last, bar.times


def hours(found: Analysis) -> Lines:
    yield "", *(f"{hour:02d}:00" for hour in range(24))
    for name, row in zip(WEEKDAYS, found.hours, strict=True):
        yield str(name), *row


def changed(found: Analysis) -> Lines:
    header, *rows = partners([*found.appeared, *found.silent])
    what = [_("new")] * len(found.appeared) + [_("silent")] * len(found.silent)
    yield _("What"), *header
    yield from ((word, *row) for word, row in zip(what, rows, strict=True))


def gaps(found: Analysis) -> Lines:
    yield _("First day"), _("Last day"), _("Days without any call")
    for gap in found.gaps:
        yield date.fromordinal(gap.first + EPOCH), date.fromordinal(gap.last + EPOCH), gap.days


def bad(found: Analysis) -> Lines:
    yield _("Row"), _("What is wrong"), _("What to do"), _("As given"), _("Counted")
    for each in found.calls.bad:
        wrong, remedy = FAULTS[each.code]
        yield each.row, wrong, remedy, each.value, _("yes") if each.counts else _("no")


def calls(found: Analysis) -> Lines:
    yield _("From"), _("To"), _("Time"), _("Seconds"), _("Kind"), _("Cell"), "IMEI"
    at = found.calls
    columns = (at.caller, at.called, at.at, at.seconds, at.means, at.cell, at.device)
    for caller, called, when, long, means, place, device in zip(*(each.tolist() for each in columns), strict=True):
        yield (
            at.numbers[caller], at.numbers[called], moment(when), long if long >= 0 else "", MEANS[means],
            at.cells[place] if place >= 0 else "", at.devices[device] if device >= 0 else "",
        )  # fmt: skip


TABLES = {
    "partners": lambda found: partners(found.partners),
    "days": days,
    "hours": hours,
    "changed": changed,
    "gaps": gaps,
    "bad": bad,
    "calls": calls,
}
