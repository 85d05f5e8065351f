"""What people decided about spellings: open to everyone, so that nothing hidden changes what anyone is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader, anonymous
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel.claim import PUBLIC, EntityId, FragmentRef, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.monitor.places.names import all_regions
from sarhad.systems.monitor.places.queries import TWICE, spelled

PLACE = "PlaceName"


class Settled(NamedTuple):
    """One decision."""

    entity: EntityId
    office: str
    country: str
    written: str
    region: str
    reason: str
    stated: str
    ref: FragmentRef


def settled() -> Mapping[tuple[str, str], str]:
    """The current public decisions, for `resolve`: of a country and a spelling the region, "" for no place there.

    Where offices decided differently, `TWICE`: no one of them is taken.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for each in decisions():
        found[each.country, spelled(each.written)].add(each.region)
    return {key: min(codes) if len(codes) == 1 else TWICE for key, codes in sorted(found.items())}


def decisions() -> list[Settled]:
    """The same one by one, the last first."""
    sight = Sight(anonymous())
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, PLACE)))
    sight.see(ids)
    found = [made for id in ids for each in sight.statements(id) if (made := _settled(each))]
    return sorted(found, key=lambda each: (each.stated, each.entity, each.office), reverse=True)


def _settled(said: Statement) -> Settled | None:
    if said.schema != PLACE:
        return None
    get = lambda name: first(said.properties, name)
    country, code = get("country"), get("regionCode")
    region = all_regions().get(code)
    if not get("written") or (code and (region is None or region.country != country)):
        return None
    return Settled(said.entity, said.owner, country, get("written"), code, get("reason"), said.stated, said.ref)


def settle(reader: Reader, country: str, written: str, region: str, reason: str) -> Entry:
    """Sign for everyone what a spelling means; what the own office had decided about it before is corrected.

    Raises ValidationError.
    """
    known = all_regions().get(region)
    if region and (known is None or known.country != country):
        raise ValidationError(_("This region lies in another country. Choose one of the country."))
    values = {
        "written": [written],
        "country": [country],
        "regionCode": [region][: bool(region)],
        "reason": [reason],
    }
    draft, scope = Draft(PLACE, values), Scope(read=(PUBLIC,))
    before = next((each for each in of(decisions(), country, written) if each.office == reader.office), None)
    if before:
        return actions.correct(reader, before.ref, draft)
    return actions.contribute(reader, [draft], scope)


def of(known: Iterable[Settled], country: str, written: str) -> Iterator[Settled]:
    """The decisions about one spelling."""
    return (each for each in known if (each.country, spelled(each.written)) == (country, spelled(written)))
