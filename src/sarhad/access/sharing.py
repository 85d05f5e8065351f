"""Who is in a group, and what is released to whom after it was contributed: acts that change who reads.

Called through `actions`, as everything that writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import orjson
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_be_open, must_be_parties, must_hold, must_speak, require
from sarhad.access.protected import must_be_bound, must_fit
from sarhad.access.queries import owns, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.kernel.claim import PUBLIC, Act, Claim, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, Membership, Party, Ref, State
from sarhad.ledger.naming import resolve
from sarhad.ledger.queries import family
from sarhad.ledger.scopes import scope_from

GROUP_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Groups


def found_group(
    reader: Reader,
    *,
    name: str,
    names: Mapping[str, str],
    members: Iterable[str],
    known_to: Sequence[str] = (),
) -> str:
    """Found a group that the reader's office answers for; returns its id, such as `CENTRE/members`.

    Args:
        known_to: offices, groups or `public` that may know of the group besides its members.
    """
    must_speak(reader)
    if not GROUP_NAME.fullmatch(name):
        raise ValidationError(_("“%(name)s” cannot name a group: use a–z, digits and hyphens.") % {"name": name})
    group = f"{reader.office}/{name}"
    if Party.objects.filter(id=group).exists():
        raise ValidationError(_("There is a group %(group)s already.") % {"group": group})
    if known_to:
        must_be_parties(reader, known_to)
    _admit(reader, "found-group", group, names, sorted(set(members)), known_to)
    return group


def join(reader: Reader, *, group: str, members: Iterable[str]) -> Entry:
    """Admit offices to a group. They see from now on what was ever released to it."""
    party, members = _group(reader, group), sorted(set(members))
    must_fit(reader, group, members)
    names = {"en": party.name_en, "ru": party.name_ru}
    return _admit(reader, "join-group", group, names, members, _known_to(group))


def leave(reader: Reader, *, group: str, member: str) -> Entry:
    """Take an office out of a group. It sees nothing released to the group any more, old or new."""
    _group(reader, group)
    rows = list(_standing(group).filter(member=member))
    if not rows:
        raise ValidationError(_("%(member)s is not in %(group)s.") % {"member": member, "group": group})
    said = {"of": "membership", "group": group, "member": member}
    withdrawal = act(Act.WITHDRAWAL, said, refs=tuple(ref_of(row.fragment) for row in rows))
    scope = rule_of(rows[0].fragment.scope).own
    return _sign(reader, "leave-group", f"{group} {member}", Kind.RETRACT, [withdrawal], scope)


def _standing(group: str) -> QuerySet[Membership]:
    rows = Membership.objects.filter(party=group, fragment__state=State.CURRENT)
    return rows.select_related("fragment__scope")


def _known_to(group: str) -> Sequence[str]:
    """Who knew of the group before, besides its members."""
    row = _standing(group).first()
    read = rule_of(row.fragment.scope).own.read if row else ()
    return [party for party in read if row and party not in {group, row.member}]


def _admit(
    reader: Reader,
    deed: str,
    group: str,
    names: Mapping[str, str],
    members: Sequence[str],
    known_to: Sequence[str],
) -> Entry:
    """One item for each member, each with the group's names: any of them can be withdrawn on its own."""
    if not members:
        raise ValidationError(_("Name at least one office."))
    must_be_open(members)
    named = {"group": group, "nameEn": names.get("en", ""), "nameRu": names.get("ru", "")}
    items = [
        act(Act.MEMBERSHIP, {**named, "member": member}, scope=Scope(read=(group, member, *known_to)))
        for member in members
    ]
    return _sign(reader, deed, f"{group} {' '.join(members)}", Kind.GROUP, items, Scope())


def _group(reader: Reader, group: str) -> Party:
    """A group that the reader's office answers for: it founded it, or is heir to the founder."""
    must_speak(reader)
    founder = group.partition("/")[0]
    party = Party.objects.filter(id=group, kind="group").first()
    if party is None or reader.office not in family(founder):
        raise ValidationError(_("Your office has no group %(group)s.") % {"group": group})
    return party


# Releases


def grant(
    reader: Reader,
    *,
    refs: Sequence[FragmentRef],
    scope: Scope,
    on_accept: bool = False,
    conditions: str = "",
) -> Entry:
    """Release records of the own office further.

    Each party gets an item of its own, so that none learns of another and each can be recalled alone.

    Args:
        refs: up to 1,000 current records that the office holds.
        scope: who, how far and under which handling; it adds to whom they were released before.
        on_accept: offices named in `read` are only pointed to until they accept `conditions`.
    """
    require(reader, Does.RELEASE)
    refs = tuple(dict.fromkeys(refs))
    held = must_hold(reader, refs)
    parties = sorted({*scope.read, *scope.point, *scope.count})
    must_be_parties(reader, parties)
    must_be_bound(reader, scope, {rule_of(row.scope).own.handling.secrecy for row in held})
    if on_accept and not all(_is_office(party) for party in scope.read):
        raise ValidationError(_("Only offices can accept conditions: name each of them."))
    properties = {"onAccept": "true" if on_accept else "", "conditions": conditions.strip()}
    items = [
        act(
            Act.GRANT,
            properties,
            refs=refs,
            gives=_share(scope, party),
            scope=Scope(read=(party,)) if party in scope.read else Scope(),
        )
        for party in parties
    ]
    return _sign(reader, "grant", " ".join(parties), Kind.GRANT, items, Scope())


def recall(reader: Reader, *, grant: FragmentRef) -> Entry:
    """End a release: its party sees nothing by it from now on."""
    require(reader, Does.RELEASE)
    row = _standing_grant(reader, grant)
    if row is None or not owns(row.scope, reader):
        raise ValidationError(_("Your office has no such release."))
    said = {"of": _of(reader, grant, row), "record": orjson.loads(row.data).get("refs", [])}
    withdrawal = act(Act.WITHDRAWAL, said, refs=(grant,))
    return _sign(reader, "recall", str(grant), Kind.RETRACT, [withdrawal], rule_of(row.scope).own)


def _of(reader: Reader, grant: FragmentRef, row: Fragment) -> str:
    """A release, which its party has to remove; or an offer that it never accepted, so that it read nothing."""
    data = orjson.loads(row.data)
    if not data["gives"]["read"] or data["properties"].get("onAccept") != ["true"]:
        return "release" if data["gives"]["read"] else "pointer"
    items = Ref.objects.filter(contribution=grant.contribution, index=grant.index, kind=Kind.ACCEPT)
    taken = visible(reader).filter(id__in=items.values("item"), schema=Act.ACCEPTANCE).exists()
    return "release" if taken else "offer"


def accept(reader: Reader, *, grant: FragmentRef) -> Entry:
    """Accept the conditions of a release that waits for it; the records open to the office."""
    require(reader, Does.APPROVE)
    row = _standing_grant(reader, grant)
    data = orjson.loads(row.data) if row else {}
    if row is None or data["properties"].get("onAccept") != ["true"] or owns(row.scope, reader):
        raise ValidationError(_("There is no such offer to your office."))
    named = scope_from(data["gives"]).read
    if not any(reader.office in family(party) for party in named):
        raise ValidationError(_("There is no such offer to your office."))
    acceptance = act(Act.ACCEPTANCE, {}, refs=(grant,))
    return _sign(reader, "accept", str(grant), Kind.ACCEPT, [acceptance], Scope(read=(row.scope.owner,)))


def _standing_grant(reader: Reader, grant: FragmentRef) -> Fragment | None:
    found = visible(reader).filter(id__in=resolve([grant]), schema=Act.GRANT)
    return found.select_related("scope").first()


def _share(scope: Scope, party: str) -> Scope:
    """The part of a scope that concerns one party."""
    read, point, count = ((party,) if party in part else () for part in (scope.read, scope.point, scope.count))
    return Scope(read, point, count, scope.handling)


def _sign(reader: Reader, deed: str, what: str, kind: Kind, items: Sequence[Claim], scope: Scope) -> Entry:
    with transaction.atomic():
        entry = append(feed_of(reader.office), kind=kind, items=items, scope=scope, officer=reader.officer)
        audit.record(reader, deed, f"{entry.id} {what}")
    return entry


def _is_office(party: str) -> bool:
    return party != PUBLIC and "/" not in party


def ref_of(fragment: Fragment) -> FragmentRef:
    """The name of a fragment on every node."""
    pos, index = divmod(fragment.pk, ITEMS_PER_ENTRY)
    return FragmentRef(str(Entry.objects.only("id").get(pos=pos).id), index)
