"""Seizure news as one reader sees it. Whoever calls them records the read in the audit."""

from __future__ import annotations

from sarhad.access.reader import Reader, anonymous
from sarhad.entities.lists import by_office, ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.derive import is_id
from sarhad.systems.monitor.news.records import News, Wanted

NEWS = "SeizureNews"
ANY = Wanted()


def news(reader: Reader, wanted: Wanted = ANY) -> list[News]:
    """What was released to the reader, the newest first: by date, then by name of the item and office."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, NEWS)))
    sight.see(ids)
    found = [each for each in _told(sight, ids) if wanted.fits(each)]
    found.sort(key=lambda each: (each.id, each.office))
    return sorted(found, key=lambda each: each.date, reverse=True)


def one(reader: Reader, entity: EntityId) -> list[News]:
    """One item, as each office that the reader sees tells it."""
    return _told(Sight(reader), [entity]) if is_id(entity) else []


def _told(sight: Sight, ids: list[EntityId]) -> list[News]:
    said = [own[-1] for id in ids for own in by_office(sight.statements(id), NEWS)]
    public = open_to_all([each.ref for each in said]) if sight.reader.office else {each.ref for each in said}
    return [_news(each, each.ref in public) for each in sight.shown(said)]


def open_to_all(refs: list[FragmentRef]) -> set[FragmentRef]:
    """Those of these statements that everyone may read."""
    sight = Sight(anonymous())
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, NEWS)))
    sight.see(ids)
    return {each.ref for id in ids for each in sight.statements(id)}.intersection(refs)


def _news(said: Statement, public: bool) -> News:
    values = said.properties
    named = [(substances.substance(each), each) for each in values.get("substance", ())]
    return News(
        said.entity, said.owner, first(values, "name"), first(values, "date"), first(values, "country"),
        first(values, "region"), tuple(known.code if known else text for known, text in named),
        frozenset(known.group.code if known else "" for known, _text in named),
        first(values, "reportedAmount"), first(values, "reportedUnit"), "\n".join(values.get("text", ())),
        _address(first(values, "link")), first(values, "seizure"), public, said,
    )  # fmt: skip


def _address(text: str) -> str:
    """Only of the web: whatever else was signed is nothing to click on."""
    return text if text.startswith(("https://", "http://")) else ""
