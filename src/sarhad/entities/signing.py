"""What the acts of this room share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarhad.access.guards import must_be_parties, require
from sarhad.access.protected import must_be_bound
from sarhad.access.queries import history, owns, reasons, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.kernel.claim import ACTS, Act, Claim, EntityId, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, Level, Party, State
from sarhad.ledger.naming import names_of as all_names
from sarhad.ledger.naming import resolve
from sarhad.ledger.queries import family
from sarhad.ledger.scopes import Rule


def must(reader: Reader, *any_of: Does) -> None:
    """Raises PermissionDenied unless the reader's roles include one of these, in some office."""
    require(reader, *any_of)
    if not reader.office:
        raise PermissionDenied(_("Take a seat in an office first."))


def must_exist(reader: Reader, scope: Scope) -> None:
    """Raises ValidationError if the scope names an office or group that is not there, or would give protected
    information to a state that no agreement binds."""
    parties = sorted({*scope.read, *scope.point, *scope.count})
    if parties:
        must_be_parties(reader, parties)
        must_be_bound(reader, scope)


def must_see(reader: Reader, basis: Sequence[FragmentRef]) -> tuple[FragmentRef, ...]:
    """What a statement is made from, each once. Raises ValidationError for what is not there and for what the
    reader does not see, alike."""
    refs = tuple(dict.fromkeys(basis))
    if refs and len(seen_of(reader, refs)) != len(refs):
        raise ValidationError(_("What it is made from must be statements that you can read."))
    return refs


def seen_of(reader: Reader, refs: Iterable[FragmentRef]) -> dict[FragmentRef, Fragment]:
    """Those of these names that stand for statements which the reader sees, corrected ones included."""
    refs = list(refs)
    if not refs:
        return {}
    rows = list(history(reader).filter(id__in=resolve(refs)).exclude(schema__in=ACTS))
    kept = [row for row in rows if row.state != State.RETRACTED]
    known = {name: row for row in kept for name in all_names(kept)[row.id]}
    return {ref: known[ref] for ref in refs if ref in known}


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
    grouped: dict[tuple[Rule, str], list[FragmentRef]] = defaultdict(list)
    for row, ref in zip(rows, names_of(rows), strict=True):
        of = "judgement" if row.schema == Act.JUDGEMENT else "records"
        grouped[rule_of(row.scope), of].append(ref)
    return [
        act(Act.WITHDRAWAL, {"of": of}, refs=tuple(refs), scope=Scope(read=tuple(sorted(readers(rule)))))
        for (rule, of), refs in grouped.items()
    ]


def readers(rule: Rule) -> set[str]:
    """Every office and group that a scope lets read, its owner and heirs left out."""
    found = {party for party, level in rule.parties() if level == Level.READ}
    return found - {rule.owner, *rule.heirs}


def reach(reader: Reader, rows: Iterable[Fragment], owner: str) -> tuple[str, ...]:
    """Whom a step about something must reach, as far as this reader knows: all whom its owner let read it, or, said
    by another office, the owner and the groups by which that office sees it.

    Args:
        rows: current fragments of it that the owner signed and the reader sees.
    """
    rows = list(rows)
    if any(owns(row.scope, reader) for row in rows):
        found = {party for row in rows for party in readers(rule_of(row.scope))}
    else:
        ways = {each.party for row in rows for each in reasons(reader, row.scope) if each.kind == "group"}
        found = ways | set(offices_of(owner))
    return tuple(sorted(found - {reader.office}))


def offices_of(office: str) -> list[str]:
    """The office, or if it is closed those that took over from it."""
    return sorted(
        Party.objects.filter(id__in=family(office), kind="office", closed="").values_list("id", flat=True)
    )
