"""What the acts of this room share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarhad.access.guards import must_be_parties, require
from sarhad.access.queries import rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.kernel.claim import ACTS, Act, Claim, EntityId, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, Level
from sarhad.ledger.scopes import Rule


def must(reader: Reader, *any_of: Does) -> None:
    """Raises PermissionDenied unless the reader's roles include one of these, in some office."""
    require(reader, *any_of)
    if not reader.office:
        raise PermissionDenied(_("Take a seat in an office first."))


def must_exist(reader: Reader, scope: Scope) -> None:
    """Raises ValidationError if the scope names an office or group that is not there."""
    parties = sorted({*scope.read, *scope.point, *scope.count})
    if parties:
        must_be_parties(reader, parties)


def sign(reader: Reader, kind: Kind, items: Sequence[Claim], scope: Scope = Scope(), why: str = "") -> Entry:
    return append(feed_of(reader.office), kind=kind, items=items, scope=scope, officer=reader.officer, why=why)


def about(reader: Reader, entity: EntityId) -> QuerySet[Fragment]:
    """What the reader sees stated about an entity."""
    rows = visible(reader).exclude(schema__in=ACTS).select_related("scope").order_by("id")
    return rows.filter(entity=entity) if is_id(entity) else rows.none()


def names_of(rows: Iterable[Fragment]) -> list[FragmentRef]:
    """Their names on every node."""
    rows = list(rows)
    entries = Entry.objects.filter(pos__in={row.id // ITEMS_PER_ENTRY for row in rows})
    contributions = dict(entries.values_list("pos", "id"))
    return [FragmentRef(contributions[row.id // ITEMS_PER_ENTRY], row.id % ITEMS_PER_ENTRY) for row in rows]


def withdrawals(rows: Sequence[Fragment]) -> list[Claim]:
    """Items that withdraw these, each for those who had read it: other nodes must hear of it too."""
    grouped: dict[Rule, list[FragmentRef]] = defaultdict(list)
    for row, ref in zip(rows, names_of(rows), strict=True):
        grouped[rule_of(row.scope)].append(ref)
    return [
        act(Act.WITHDRAWAL, {}, refs=tuple(refs), scope=Scope(read=tuple(sorted(readers(rule)))))
        for rule, refs in grouped.items()
    ]


def readers(rule: Rule) -> set[str]:
    """Every office and group that a scope lets read, its owner and heirs left out."""
    found = {party for party, level in rule.parties() if level == Level.READ}
    return found - {rule.owner, *rule.heirs}
