"""Permissions of states for a load to cross them: a fold over what offices state of each paper.

What is contradictory is never read to the side of “permitted”.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sarhad.kernel.calendars import zone
from sarhad.kernel.claim import EntityId, FragmentRef


class Word(NamedTuple):
    """What one office states of a paper."""

    status: str  # a code of DeliveryPermission's `permissionStatus`
    since: datetime | None
    until: datetime | None  # None: without end
    at: datetime | None  # when it was given, refused or revoked
    office: str
    ref: FragmentRef


@dataclass(frozen=True, slots=True)
class Paper:
    """One permission of one state, with what offices state of it."""

    id: EntityId
    country: str
    words: tuple[Word, ...]
    authority: str = ""
    number: str = ""
    conditions: str = ""
    request: EntityId = ""

    @property
    def zone(self) -> str:
        """Of that state."""
        return zone(self.country).key

    @property
    def statuses(self) -> frozenset[str]:
        return frozenset(word.status for word in self.words)

    @property
    def status(self) -> str:
        """The last stage that anybody states."""
        known = [each for each in ("revoked", "refused", "granted", "requested") if each in self.statuses]
        return known[0] if known else ""

    @property
    def disputed(self) -> bool:
        return {"granted", "refused"} <= self.statuses

    @property
    def valid(self) -> tuple[datetime | None, datetime | None] | None:
        """From when to when it permits (None: without limit); None: not at all.

        Where offices name different times, only what all of them name; once refused or revoked, nothing more.
        """
        given = [word for word in self.words if word.status == "granted"]
        if not given or "refused" in self.statuses:
            return None
        revoked = [word.at for word in self.words if word.status == "revoked"]
        if None in revoked:
            return None  # nobody says since when
        since = max((word.since for word in given if word.since), default=None)
        until = min([*(word.until for word in given if word.until), *filter(None, revoked)], default=None)
        return None if since and until and until <= since else (since, until)

    def permits(self, since: datetime, until: datetime) -> bool:
        """All the time between."""
        if self.valid is None:
            return False
        start, end = self.valid
        return (start is None or start <= since) and (end is None or until <= end)
