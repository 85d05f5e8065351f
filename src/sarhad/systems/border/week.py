"""What happened at a post in a period, as far as a reader sees it: for the digest and the post's page."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sarhad.access.handling import strictest
from sarhad.access.queries import known_parties, own_offices
from sarhad.access.reader import Reader
from sarhad.collect.models import State, Submission
from sarhad.collect.submissions import offices as taken_over
from sarhad.desk.plans import queries as plans
from sarhad.desk.plans.records import Item
from sarhad.desk.queries import due as requests_due
from sarhad.desk.records import Request
from sarhad.entities.lists import newest_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel.claim import EntityId
from sarhad.systems.border.records import Report, feedback_of, report_of

FAR = 4000  # statements of each kind that are looked at, the last ones


def offices_of(reader: Reader) -> list[str]:
    """The reader's office, those that it took over from, and those below it: each as far as it is released."""
    below = known_parties(reader).filter(kind="office", parent=reader.office).values_list("id", flat=True)
    return sorted(own_offices(reader) | set(below))


@dataclass(slots=True)
class Week:
    """Counts are of what this reader sees."""

    since: str  # first and last day, ISO 8601
    until: str
    reports: list[Report]
    kinds: Counter[str]  # codes of Report's `reportType`
    offices: Counter[str]
    feedback: Counter[str]  # codes of Feedback's `usefulness`
    traffic: dict[tuple[str, str], int]  # (direction, people/vehicles/trains/refused) -> sum
    seized: list[tuple[Report, list[str]]] = field(default_factory=list)  # with what was seized, in words

    @property
    def urgent(self) -> list[Report]:
        return [each for each in self.reports if each.urgent]

    @property
    def complete(self) -> int | None:
        """Average completeness in per cent; None: no report says."""
        scores = [each.percent for each in self.reports if each.percent is not None]
        return round(sum(scores) / len(scores)) if scores else None


@dataclass(frozen=True, slots=True)
class Open:
    """What waits to be done."""

    quarantined: int  # filled-in forms that fail a rule
    requests: list[Request]
    recommendations: list[Item]

    @property
    def count(self) -> int:
        return self.quarantined + len(self.requests) + len(self.recommendations)


def week(reader: Reader, since: date, until: date) -> Week:
    """Of all days from the first to the last, both included."""
    sight, offices, span = Sight(reader), set(offices_of(reader)), (since.isoformat(), until.isoformat())
    own = [each for _id, each in newest_listed(sight, "Report", FAR) if each.owner in offices]
    reports = _latest(own)
    reports = [each for each in reports if span[0] <= each.date[:10] <= span[1]]
    said = pointing(sight, "Feedback.report", [each.id for each in reports])
    feedback = Counter(one.usefulness for each in reports for one in feedback_of(said.get(each.id, [])))
    found = Week(
        *span, reports, Counter(each.kind for each in reports), Counter(each.office for each in reports), feedback,
        _traffic(counts(sight, offices, *span)),
    )  # fmt: skip
    seizures = [each for each in reports if each.kind == "seizure"]
    found.seized = [(each, _seized(sight, each)) for each in seizures]
    return found


def _latest(said: Sequence[Statement]) -> list[Report]:
    """Each as its office states it, newest day first, under the strictest handling of all that it states."""
    grouped: dict[tuple[EntityId, str], list[Statement]] = defaultdict(list)
    for each in reversed(said):
        grouped[each.entity, each.owner].append(each)
    found = [
        replace(report_of(group), handling=strictest(each.handling for each in group)) for group in grouped.values()
    ]
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


def counts(sight: Sight, offices: Iterable[str], since: str, until: str) -> list[Statement]:
    """Traffic counts of these offices for these days, by day."""
    held = set(offices)
    said = [each for _id, each in newest_listed(sight, "TrafficCount", FAR) if each.owner in held]
    return sorted(
        (each for each in said if since <= day_of(each) <= until), key=lambda each: (day_of(each), each.ref)
    )


def day_of(said: Statement) -> str:
    return first(said.properties, "date")[:10]


def number(said: Statement, name: str) -> int:
    try:
        return min(int(float(next(iter(said.properties.get(name, ())), "0"))), MOST)
    except (ValueError, OverflowError):
        return 0


MOST = 10_000_000  # more than passes anywhere in a day
COUNTED = ("people", "vehicles", "trains", "refused")


def _traffic(said: Sequence[Statement]) -> dict[tuple[str, str], int]:
    found: Counter[tuple[str, str]] = Counter()
    for each in said:
        direction = next(iter(each.properties.get("direction", ())), "")
        found.update({(direction, name): number(each, name) for name in COUNTED if name in each.properties})
    return dict(sorted(found.items()))


def _seized(sight: Sight, report: Report) -> list[str]:
    """“heroin 12.4 kg”, of every item of the seizures that it speaks of."""
    items = pointing(sight, "SeizedItem.seizure", report.subjects)
    values = [together([each]) for said in items.values() for each in said]
    parts = (
        [v for name in ("substance", "goods", "reportedAmount", "reportedUnit") for v in held.get(name, ())[:1]]
        for held in values
    )
    return sorted({" ".join(each) for each in parts if each})


def still_open(reader: Reader) -> Open:
    states = [State.QUARANTINED, State.INCOMPLETE]
    waiting = Submission.objects.filter(office__in=taken_over(reader), state__in=states).count()
    return Open(waiting, requests_due(reader), plans.due(reader))
