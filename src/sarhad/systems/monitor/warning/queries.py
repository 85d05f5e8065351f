"""Warnings for one reader, from what it sees. Whoever calls them records the read in the audit.

A few questions to the store for each month; the rest is arithmetic. The same records give the same warnings.
"""

from __future__ import annotations

from collections import defaultdict

from sarhad.access.reader import Reader
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.warning.looking import Look
from sarhad.systems.monitor.warning.moving import of_prices, of_routes
from sarhad.systems.monitor.warning.records import KINDS, Alarm, Found, Watch

MOST_OF = 0.8  # of a country's excess, in one of its regions


def warnings(reader: Reader, watch: Watch) -> Found:
    """What is unusual in one month, by standard methods; see `control` for how many of them are false."""
    reported = _reported(reader, watch)
    months = sorted({month for known in reported.values() for month in known})
    span = (months[0], months[-1]) if months else (0, 0)
    month = watch.month or span[1]
    if not span[0] <= month <= span[1] or not months:
        return Found(month, [], [], {}, span)
    look = Look(reader, watch, month, reported)
    told = {
        "count": look.counts(), "substance": look.substances(), "concealment": look.concealments(),
        "size": look.sizes(), "price": of_prices(look), "route": of_routes(look),
    }  # fmt: skip
    found, noted = ([each for kind in KINDS for each in told[kind][place]] for place in (0, 1))
    tested = {kind: told[kind][2] for kind in KINDS}
    rank = lambda each: (
        KINDS.index(each.kind),
        each.p,
        each.country,
        each.region,
        each.family,
        each.code,
        each.day,
    )
    return Found(month, _each_once(_narrowed(sorted(found, key=rank))), sorted(noted, key=rank), tested, span)


def _reported(reader: Reader, watch: Watch) -> dict[str, set[int]]:
    """The months that each country reported: all of a year of which there is anything. Missing is not zero."""
    rows = store.sums(reader, Where(country=watch.countries), ("country", "month"), ("n",)).rows
    last = max((month for _country, month, _n in rows), default=0)
    found: dict[str, set[int]] = defaultdict(set)
    for country, month, n in rows:
        if month and n and country:
            found[country].update(range(month // 12 * 12, min(month // 12 * 12 + 11, last) + 1))
    return found


def _narrowed(alarms: list[Alarm]) -> list[Alarm]:
    """Without warnings of a country whose excess is that of one of its regions, which has its own."""
    rest = {
        (each.country, each.family): max(each.observed - each.expected, 0)
        for each in sorted(alarms, key=lambda each: each.observed - each.expected)
        if each.kind == "count" and each.region
    }
    told = lambda each: rest.get((each.country, each.family), 0) >= MOST_OF * (each.observed - each.expected)
    return [each for each in alarms if each.kind != "count" or each.region or not told(each)]


def _each_once(alarms: list[Alarm]) -> list[Alarm]:
    """Equal rows of a table are one warning."""
    return list({each.key: each for each in reversed(alarms)}.values())[::-1]
