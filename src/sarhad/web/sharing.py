"""Releases, offers and recalls as a reader sees them: acts that come through the same door as facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from django.db.models import QuerySet

from sarhad.access.queries import owns, visible
from sarhad.access.reader import Reader
from sarhad.entities.signing import names_of
from sarhad.kernel.claim import Act, FragmentRef, Handling, Kind
from sarhad.ledger.models import Fragment, Ref
from sarhad.ledger.queries import heirs
from sarhad.ledger.scopes import scope_from

WAITING = 50  # offers shown on one page
GRANTS = 2000  # looked through for those of certain records


@dataclass(frozen=True, slots=True)
class Release:
    """One release to one party."""

    ref: FragmentRef
    owner: str
    held: bool  # by the reader's office
    party: str
    level: str  # read, point, count
    handling: Handling
    records: int
    first: FragmentRef | None
    stated: str
    conditions: str
    on_accept: bool
    accepted: bool

    @property
    def waits(self) -> bool:
        return self.on_accept and not self.accepted


def grants(reader: Reader) -> QuerySet[Fragment]:
    """Standing releases by and to the reader's office, newest first."""
    return _acts(reader, Act.GRANT).select_related("scope").order_by("-id")


def _acts(reader: Reader, schema: str) -> QuerySet[Fragment]:
    """Visible acts of one kind, found by their term: there may be a million facts around them."""
    return visible(reader).filter(term__kind="act", term__value=schema)


def grants_of(reader: Reader, refs: Iterable[FragmentRef]) -> list[Fragment]:
    """Standing releases of the own office that name one of these records."""
    items = Ref.objects.filter(contribution__in={ref.contribution for ref in refs}, kind=Kind.GRANT)
    wanted = {(ref.contribution, ref.index) for ref in refs}
    ids = {item.item for item in items[:GRANTS] if (item.contribution, item.index) in wanted}
    return [row for row in grants(reader).filter(id__in=ids) if owns(row.scope, reader)]


def offers(reader: Reader) -> list[Release]:
    """Offers to the reader's office that wait for its acceptance, newest first."""
    rows = [
        row for row in grants(reader).filter(data__contains='"onAccept"')[:GRANTS] if not owns(row.scope, reader)
    ]
    ours = [each for each in told(reader, rows) if each.waits and _for_us(reader, each.party)]
    return ours[:WAITING]


def _for_us(reader: Reader, party: str) -> bool:
    return reader.office == party or reader.office in heirs(party)


def told(reader: Reader, rows: Sequence[Fragment]) -> list[Release]:
    """Releases in plain words."""
    refs = dict(zip(names_of(rows), rows, strict=True))
    done = _accepted(reader, refs)
    return [_release(reader, ref, row, ref in done) for ref, row in refs.items()]


def _accepted(reader: Reader, refs: Iterable[FragmentRef]) -> set[FragmentRef]:
    """Those of these grants whose acceptance the reader sees."""
    items = Ref.objects.filter(contribution__in={ref.contribution for ref in refs}, kind=Kind.ACCEPT)
    names = {item.item: FragmentRef(item.contribution, item.index) for item in items}
    seen = visible(reader).filter(id__in=names, schema=Act.ACCEPTANCE).values_list("id", flat=True)
    return {names[id] for id in seen}


def _release(reader: Reader, ref: FragmentRef, row: Fragment, accepted: bool) -> Release:
    data = orjson.loads(row.data)
    gives, named = scope_from(data["gives"]), data.get("refs", [])
    level = "read" if gives.read else "point" if gives.point else "count"
    return Release(
        ref=ref,
        owner=row.scope.owner,
        held=owns(row.scope, reader),
        party=", ".join([*gives.read, *gives.point, *gives.count]),
        level=level,
        handling=gives.handling,
        records=len(named),
        first=FragmentRef.parse(named[0]) if named else None,
        stated=data.get("stated", ""),
        conditions=" ".join(data["properties"].get("conditions", [])),
        on_accept=data["properties"].get("onAccept") == ["true"],
        accepted=accepted,
    )
