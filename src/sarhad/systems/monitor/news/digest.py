"""What there is to tell one subscriber: in words what everyone may read; of all else, that there is something."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.access.reader import Reader, anonymous
from sarhad.access.roles import Does
from sarhad.kernel import substances
from sarhad.systems.monitor.models import Subscription
from sarhad.systems.monitor.news import queries
from sarhad.systems.monitor.news.records import News, Wanted
from sarhad.systems.monitor.warning.queries import warnings
from sarhad.systems.monitor.warning.records import Alarm, Watch

MONTHS = 2  # the last ones of which there are records


class Look(NamedTuple):
    """Everything that the subscription is about, told or not."""

    news: list[News]  # open to everyone
    warnings: list[Alarm]  # from what is open to everyone
    hidden: frozenset[str]  # keys of what only the officer sees; nothing of it goes into a mail


class Due(NamedTuple):
    """What has not been told yet."""

    news: list[News]
    warnings: list[Alarm]
    more: bool  # something that is not public, for a subscriber who wants to hear of that

    def __bool__(self) -> bool:
        return bool(self.news or self.warnings or self.more)


def look(row: Subscription, reader: Reader) -> Look:
    """Args:
    reader: the officer in its office; asked only if the subscriber wants to hear of what is not public.
    """
    wanted = Wanted(row.country, row.substance)
    found = queries.news(anonymous(), wanted) if row.news else []
    alarms = _alarms(anonymous(), row) if row.warnings else []
    hidden = frozenset[str]()
    if row.nudge and reader.may(Does.READ):
        own = {_news_key(each) for each in queries.news(reader, wanted)} if row.news else set()
        own |= {each.key for each in _alarms(reader, row)} if row.warnings else set()
        hidden = frozenset(own - {_news_key(each) for each in found} - {each.key for each in alarms})
    return Look(found, alarms, hidden)


def _alarms(reader: Reader, row: Subscription) -> list[Alarm]:
    newest = warnings(reader, Watch())
    found = list(newest.alarms)
    for month in range(newest.month - 1, max(newest.month - MONTHS, newest.months[0] - 1), -1):
        found += warnings(reader, Watch(month)).alarms
    return [each for each in found if row.country in ("", each.country) and _about(each, row.substance)]


def _about(alarm: Alarm, substance: str) -> bool:
    if not substance or substance == alarm.family:
        return True
    return alarm.kind in ("substance", "size", "price") and not substances.within(substance).isdisjoint(
        alarm.code.split()
    )


def _news_key(news: News) -> str:
    return f"{news.id}/{news.office}"


def keys_of(found: Look) -> set[str]:
    """By which each of them is known as told."""
    return {_news_key(each) for each in found.news} | {each.key for each in found.warnings} | found.hidden


def due(row: Subscription, found: Look) -> Due:
    told = frozenset(row.told)
    return Due(
        [each for each in found.news if _news_key(each) not in told],
        [each for each in found.warnings if each.key not in told],
        not found.hidden <= told,
    )
