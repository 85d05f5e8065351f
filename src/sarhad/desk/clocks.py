"""How long there is for an answer: the term of each urgency, when the head is told, what is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from django.utils import timezone

from sarhad.access.reader import Reader
from sarhad.kernel.calendars import Term, deadline, last_day, zone
from sarhad.ledger.models import Party

FILE = Path(__file__).parent / "data" / "terms.yml"


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def term(urgency: str) -> Term:
    """Of `flash`, `urgent` or `routine`; anything else is routine."""
    terms = _table()["terms"]
    return Term(**terms.get(urgency, terms["routine"]))


def answer_by(sent: datetime, urgency: str, office: str) -> str:
    """The last day for an answer of this office, or the instant, as records state it."""
    return last_day(sent, term(urgency), country_of(office))


def country_of(office: str) -> str:
    return Party.objects.filter(id=office).values_list("country", flat=True).first() or ""


def today(reader: Reader) -> date:
    """The day that it is where the reader's office is: on a night shift hours before or after that of UTC."""
    return timezone.now().astimezone(zone(country_of(reader.office))).date()


class Clock(NamedTuple):
    """Where a term stands at one moment. All instants are aware."""

    due: datetime
    escalate: datetime  # from here on it waits for the head of the office
    now: datetime
    stopped: bool = False  # it was answered, closed or withdrawn; `now` is when
    hours: bool = False  # counted in hours, so that people are shown a time

    @property
    def late(self) -> bool:
        return self.now > self.due

    @property
    def near(self) -> bool:
        """Not late yet, but the head should know."""
        return not self.stopped and self.escalate <= self.now <= self.due

    @property
    def remaining(self) -> timedelta:
        """Negative when late."""
        return self.due - self.now

    @property
    def days(self) -> int:
        """Whole days left, or over (negative), as the due day counts them."""
        return (self.due.date() - self.now.astimezone(self.due.tzinfo).date()).days


def clock(sent: str, due: str, country: str, now: datetime, stopped: str = "") -> Clock | None:
    """The clock of one letter. None: no day was set, or none that can be read.

    Args:
        sent, due, stopped: as records state them, ISO 8601; `stopped`: when it ended, "" while it runs.
        country: of the office that is asked.
    """
    try:
        end = deadline(due, country)
        end.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    began, at = instant(sent), instant(stopped) if stopped else now
    left = (end - began) * float(_table()["escalate"])
    return Clock(end, end - max(left, timedelta()), at, bool(stopped), len(due) > len("2026-11-21"))


def instant(text: str) -> datetime:
    """A recorded moment; of a day, month or year its beginning; of anything else, which others may state too, the
    beginning of time."""
    try:
        moment = datetime.fromisoformat(text if len(text) > len("2026-11") else f"{text}-01-01"[:10])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the last hours of the year 9999, west of Greenwich
        return datetime.min.replace(tzinfo=UTC)
