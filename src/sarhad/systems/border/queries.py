"""Reading reports and what was said of them. All start from a reader; whoever calls them records the read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from sarhad.access.reader import Reader
from sarhad.collect.models import State, Submission
from sarhad.desk.clocks import country_of
from sarhad.entities.lists import by_office, last_listed, newest_listed, pointing
from sarhad.entities.records import Statement, Summary
from sarhad.entities.sight import Sight
from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.systems.border.records import Feedback, Report, feedback_of, in_order, report_of

MOST = 1280  # statements read at once
CHUNK = 80  # statements read at first; four times as many each time that too few of them fit
FAR = 4000  # read for one page at most; from there one goes on by hand


def report(reader: Reader, id: EntityId) -> Report | None:
    """One report with what was said of it. None: absent or invisible, alike."""
    sight = Sight(reader)
    return next(iter(_with_feedback(sight, _loaded(sight, [id] if is_id(id) else []))), None)


def _loaded(sight: Sight, ids: Iterable[EntityId], *, every: bool = False) -> list[Report]:
    """Those of these that the reader sees, in this order, each as one office states it; the own office's before
    others'. With `every` as each does: in a list nobody's word on a report takes the place of its author's."""
    ids = list(dict.fromkeys(ids))
    sight.see(ids)
    said = (by_office(sight.statements(each), "Report", in_order) for each in ids)
    groups = (group for each in said for n, group in enumerate(each) if n == 0 or (every and _reports(group)))
    found = [report_of(group) for group in groups]
    sight.see(each.crossing for each in found if is_id(each.crossing))
    return [_placed(sight, each) for each in found]


def _reports(group: Iterable[Statement]) -> bool:
    """Whether an office tells of it itself: a photo that it adds is no report of its own."""
    return any("date" in each.properties for each in group)


def _placed(sight: Sight, one: Report) -> Report:
    """With what its crossing is called before what it says itself of the place."""
    crossing = sight.summary([one.crossing]) if is_id(one.crossing) else None
    parts = (crossing.caption if crossing else "", one.place)
    return replace(one, place=", ".join(dict.fromkeys(part for part in parts if part)))


def _with_feedback(sight: Sight, reports: Sequence[Report]) -> list[Report]:
    about = pointing(sight, "Feedback.report", [each.id for each in reports])
    return [replace(each, feedback=tuple(feedback_of(about.get(each.id, [])))) for each in reports]


def reports(
    reader: Reader, fits: Callable[[Report], bool], size: int = 25, before: EntityId = ""
) -> tuple[list[Report], EntityId]:
    """The reports that came last and fit, newest first, and the one behind which to go on ("": there are no more).

    Args:
        before: the last one of the page before.
    """
    sight, read, chunk = Sight(reader), 0, CHUNK
    below = last_listed(sight, "Report", before) if before else 0
    found: dict[tuple[EntityId, str], Report] = {}
    last = ""
    while len(found) <= size and (read < FAR or not last):
        part = newest_listed(sight, "Report", chunk, below)
        sight.see(each.entity for _id, each in part)
        newest = [each.entity for _id, each in part if _is_newest(sight, each)]
        found |= {(each.id, each.office): each for each in _loaded(sight, newest, every=True) if fits(each)}
        last = newest[-1] if newest else last
        if len(part) < chunk:
            last = ""
            break
        read, below, chunk = read + len(part), part[-1][0], min(chunk * 4, MOST)
    rows = list(found.values())
    while 0 < size < len(rows) and rows[size].id == rows[size - 1].id:  # what offices say of one stays together
        size += 1
    return _with_feedback(sight, rows[:size]), rows[size - 1].id if len(rows) > size else last


def _is_newest(sight: Sight, said: Statement) -> bool:
    """Whether a report stands in the list by this statement: once, however many there are of it."""
    every = [each for each in sight.statements(said.entity) if each.schema == "Report"]
    return every[-1].ref == said.ref


def urgent(reader: Reader, today: date, days: int = 7) -> list[Report]:
    """Reports of the last days that somebody must act on soon, newest first."""
    sight, since = Sight(reader), (today - timedelta(days=days)).isoformat()
    recent = _loaded(sight, (each.entity for _id, each in newest_listed(sight, "Report", 100)), every=True)
    return [each for each in recent if each.urgent and each.date[:10] >= since]


def told(reader: Reader, most: int = 100) -> list[tuple[Feedback, Report]]:
    """What was said of the officer's own reports, newest first."""
    sight = Sight(reader)
    said = feedback_of([each for _id, each in newest_listed(sight, "Feedback", most)])
    own = {each.id: each for each in _loaded(sight, sorted(authored(reader, (each.report for each in said))))}
    return [(each, own[each.report]) for each in reversed(said) if each.report in own]


def authored(reader: Reader, reports: Iterable[EntityId]) -> set[EntityId]:
    """Those of these reports that the officer itself sent for this office."""
    return set(_sent(reader).filter(report__in=set(reports)).values_list("report", flat=True))


def sent(reader: Reader, since: date, most: int = 50) -> list[Report]:
    """What the officer itself has sent since that day, newest first, as far as the reader sees it now."""
    midnight = datetime.combine(since, time(), zone(country_of(reader.office)))
    rows = _sent(reader).filter(received__gte=midnight).order_by("-received")
    sight = Sight(reader)
    return _with_feedback(sight, _loaded(sight, rows.values_list("report", flat=True)[:most]))


def _sent(reader: Reader) -> QuerySet[Submission]:
    return Submission.objects.filter(office=reader.office, officer=reader.officer, state=State.ACCEPTED)


def subjects(reader: Reader, one: Report) -> list[Summary]:
    """Whom and what a report speaks of, as far as the reader sees them."""
    return Sight(reader).summaries(one.subjects)
