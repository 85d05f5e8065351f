"""Issued profiles that a reader sees, and those of the day. Whoever calls them records the read in the audit."""

from __future__ import annotations

import orjson

from sarhad.access.reader import Reader, anonymous
from sarhad.entities.lists import by_office, ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.ledger.derive import is_id
from sarhad.systems.monitor.profiles.composing import YEARS, Said, compose
from sarhad.systems.monitor.profiles.records import Edition
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where

PROFILE = "CountryProfile"
KEYS = frozenset({"country", "day", "last", "years", "sources", "prices", "cultivation", "users", "crimes", "news"})


def countries(reader: Reader, now: int) -> list[tuple[str, list[int | None]]]:
    """(country, seizures of each of the ten years before this one; null where it reported none), by code."""
    years = range(now - YEARS, now)
    where = Where(since=f"{years[0]:04d}-01", until=f"{years[-1]:04d}-12")
    found: dict[str, dict[int, int]] = {}
    for code, year, n in queries.sums(reader, where, ("country", "year"), ("n",)).rows:
        if code and year:
            found.setdefault(code, {})[year] = n
    return [(code, [said.get(year) for year in years]) for code, said in sorted(found.items())]


def today(reader: Reader, code: str, day: str) -> Said:
    """The profile of the day, with the laws and contacts of the newest edition that the reader sees."""
    said = compose(reader, code, day)
    newest = next(iter(editions(reader, code)), None)
    return said | _written(newest.by if newest else None)


def public(code: str, day: str, laws: list[str], contacts: list[str]) -> Said:
    """The profile of the day as everyone may read it: what an edition holds, whoever it is then released to."""
    return compose(anonymous(), code, day) | {"laws": laws, "contacts": contacts}


def editions(reader: Reader, code: str) -> list[Edition]:
    """The issued profiles of a country, the newest first."""
    found = [each for each in _all(reader) if each.country == code]
    return sorted(found, key=lambda each: (each.date, each.edition, each.id), reverse=True)


def edition(reader: Reader, id: str) -> Edition | None:
    """One issued profile. None: absent or invisible, alike."""
    if not is_id(id):
        return None
    return next((made for said in _said(Sight(reader), [id]) if (made := _edition(said))), None)


def _all(reader: Reader) -> list[Edition]:
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, PROFILE)))
    sight.see(ids)
    return [made for said in _said(sight, ids) if (made := _edition(said))]


def _said(sight: Sight, ids: list[str]) -> list[Statement]:
    return sight.shown([own[-1] for id in ids for own in by_office(sight.statements(id), PROFILE)])


def _edition(by: Statement) -> Edition | None:
    own = by.properties
    said = _loaded(first(own, "said"))
    if said is None:
        return None
    papers = {file.name.partition(".")[0]: file for file in by.attachments}
    number = first(own, "edition")
    plain = number.isascii() and number.isdecimal() and len(number) < 7
    return Edition(
        by.entity, first(own, "name"), first(own, "country"), first(own, "date"),
        int(number) if plain else 1, by.owner, by.held, said | _written(by), papers, by,
    )  # fmt: skip


def _loaded(text: str) -> Said | None:
    """What somebody signed; None where it is no profile."""
    try:
        said = orjson.loads(text)
    except ValueError:
        return None
    return said if isinstance(said, dict) and said.keys() >= KEYS else None


def _written(by: Statement | None) -> Said:
    if by is None:
        return {"laws": [], "contacts": []}
    return {name: list(by.properties.get(name, ())) for name in ("laws", "contacts")}
