"""Everything that changes who may do or see what. Each act checks the role, writes, and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
The web asks for the password again before releases, closing and keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit, tokens
from sarhad.access.models import Officer, Seat, Token
from sarhad.access.queries import owns, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import ALONE, Does
from sarhad.access.roles import checked as checked_roles
from sarhad.kernel.claim import ACTS, PUBLIC, Act, Claim, FragmentRef, Kind, Scope
from sarhad.kernel.keys import KeyFault
from sarhad.ledger.actions import OPEN, act, append, feed_of, open_office
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Feed, Fragment, Membership, Party, State
from sarhad.ledger.node import keystore
from sarhad.ledger.queries import heirs as heirs_of
from sarhad.ledger.scopes import scope_from
from sarhad.ledger.settle import resolve

TOKEN_LIFE = timedelta(days=366)
GROUP_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def require(reader: Reader, *any_of: Does) -> None:
    """Raises PermissionDenied unless the reader's roles include one of these acts."""
    if not any(reader.may(does) for does in any_of):
        raise PermissionDenied(_("Your role does not include this."))


# Offices, officers, tokens


def create_office(
    reader: Reader,
    *,
    id: str,
    names: Mapping[str, str],
    country: str,
    sort: str,
    parent: str = "",
    device: str = "node",
    passphrase: str,
) -> Feed:
    """Open an office on this node, with keys of its own. See `ledger.actions.open_office`."""
    require(reader, Does.OPERATE)
    with transaction.atomic():
        feed = open_office(
            id=id,
            names=names,
            country=country,
            sort=sort,
            parent=parent,
            device=device,
            passphrase=passphrase,
        )
        audit.record(reader, "create-office", id)
    return feed


def enrol_officer(
    reader: Reader,
    *,
    username: str,
    name: str,
    language: str,
    password: str,
    office: str,
    roles: Iterable[str],
) -> Seat:
    """Make an account with a first seat."""
    officer = Officer(username=username.strip().lower(), name=name.strip(), language=language)
    with transaction.atomic():
        validate_password(password, officer)
        officer.set_password(password)
        officer.full_clean()
        officer.save()
        return _seat(reader, officer, office, roles)


def add_seat(reader: Reader, *, officer: Officer, office: str, roles: Iterable[str]) -> Seat:
    """Let an officer act in a further office too; by the administrator, who knows the accounts of all offices."""
    require(reader, Does.OPERATE)
    with transaction.atomic():
        return _seat(reader, officer, office, roles)


def _seat(reader: Reader, officer: Officer, office: str, given: Iterable[str]) -> Seat:
    seat = Seat(officer=officer, office=office, roles=checked_roles(given))
    _must_manage(reader, seat, seat.roles)
    _must_be_open([office])
    if Seat.objects.filter(officer=officer, office=office, until=None).exists():
        raise ValidationError(_("%(officer)s has a seat there already.") % {"officer": officer.username})
    seat.save()
    audit.record(reader, "add-seat", f"{officer.username} {office} {','.join(seat.roles)}")
    return seat


def change_roles(reader: Reader, *, seat: Seat, roles: Iterable[str]) -> Seat:
    checked = checked_roles(roles)
    _must_manage(reader, seat, [*seat.roles, *checked])
    with transaction.atomic():
        seat.roles = checked
        seat.save(update_fields=["roles"])
        audit.record(reader, "change-roles", f"{seat.officer.username} {seat.office} {','.join(checked)}")
    return seat


def end_seat(reader: Reader, *, seat: Seat) -> Seat:
    """From this moment on the officer does not act in that office; its tokens end too."""
    _must_manage(reader, seat, seat.roles)
    with transaction.atomic():
        seat.until = timezone.now()
        seat.save(update_fields=["until"])
        audit.record(reader, "end-seat", f"{seat.officer.username} {seat.office}")
    return seat


def _must_manage(reader: Reader, seat: Seat, given: Iterable[str]) -> None:
    """The administrator manages every seat; a head those of the own office, but no administrator's or auditor's.

    Nobody manages their own.
    """
    own_office = reader.may(Does.MANAGE) and reader.office == seat.office and not ALONE & set(given)
    if seat.officer.username == reader.officer or not (reader.may(Does.OPERATE) or own_office):
        raise PermissionDenied(_("Your role does not include this."))


def issue_token(reader: Reader, *, purpose: str, expires: datetime) -> tuple[Token, str]:
    """A token that reads as this reader does. The text is shown once and kept nowhere."""
    if not purpose.strip():
        raise ValidationError(_("State the purpose."))
    if not timezone.now() < expires <= timezone.now() + TOKEN_LIFE:
        raise ValidationError(_("A token lasts at most a year."))
    seat = Seat.objects.current().get(officer__username=reader.officer, office=reader.office)
    text, digest = tokens.new_token()
    with transaction.atomic():
        token = Token.objects.create(digest=digest, seat=seat, purpose=purpose.strip(), expires=expires)
        audit.record(reader, "issue-token", str(token.pk))
    return token, text


def revoke_token(reader: Reader, *, token: Token) -> None:
    """By its officer, or by whoever manages the officer's seat."""
    own = (token.seat.officer.username, token.seat.office) == (reader.officer, reader.office)
    if not own:
        _must_manage(reader, token.seat, token.seat.roles)
    with transaction.atomic():
        token.expires = timezone.now()
        token.save(update_fields=["expires"])
        audit.record(reader, "revoke-token", str(token.pk))


# Groups


def found_group(reader: Reader, *, name: str, names: Mapping[str, str], members: Iterable[str]) -> str:
    """Found a group that the reader's office answers for; returns its id, such as `CENTRE/members`."""
    _must_speak(reader)
    if not GROUP_NAME.fullmatch(name):
        raise ValidationError(_("“%(name)s” cannot name a group: use a–z, digits and hyphens.") % {"name": name})
    group = f"{reader.office}/{name}"
    if Party.objects.filter(id=group).exists():
        raise ValidationError(_("There is a group %(group)s already.") % {"group": group})
    _admit(reader, "found-group", group, names, sorted(set(members)))
    return group


def join(reader: Reader, *, group: str, members: Iterable[str]) -> Entry:
    """Admit offices to a group. They see from now on what was ever released to it."""
    party = _group(reader, group)
    return _admit(reader, "join-group", group, {"en": party.name_en, "ru": party.name_ru}, sorted(set(members)))


def leave(reader: Reader, *, group: str, member: str) -> Entry:
    """Take an office out of a group. It sees nothing released to the group any more, old or new."""
    _group(reader, group)
    rows = Membership.objects.filter(party=group, member=member, fragment__state=State.CURRENT)
    refs = [ref_of(row.fragment) for row in rows.select_related("fragment")]
    if not refs:
        raise ValidationError(_("%(member)s is not in %(group)s.") % {"member": member, "group": group})
    return _sign(
        reader,
        "leave-group",
        f"{group} {member}",
        Kind.RETRACT,
        [act(Act.WITHDRAWAL, {}, refs=tuple(refs))],
        Scope(read=(group, member)),
    )


def _admit(reader: Reader, deed: str, group: str, names: Mapping[str, str], members: Sequence[str]) -> Entry:
    """One item for each member, each with the group's names: any of them can be withdrawn on its own."""
    if not members:
        raise ValidationError(_("Name at least one office."))
    _must_be_open(members)
    named = {"group": group, "nameEn": names.get("en", ""), "nameRu": names.get("ru", "")}
    items = [
        act(Act.MEMBERSHIP, {**named, "member": member}, scope=Scope(read=(group, member))) for member in members
    ]
    return _sign(reader, deed, f"{group} {' '.join(members)}", Kind.GROUP, items, Scope())


def _group(reader: Reader, group: str) -> Party:
    """A group that the reader's office answers for: it founded it, or is heir to the founder."""
    _must_speak(reader)
    founder = group.partition("/")[0]
    party = Party.objects.filter(id=group, kind="group").first()
    if party is None or reader.office not in {founder, *heirs_of(founder)}:
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
    _must_hold(reader, refs)
    parties = sorted({*scope.read, *scope.point, *scope.count})
    _must_be_parties(parties)
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
    withdrawal = act(Act.WITHDRAWAL, {}, refs=(grant,))
    return _sign(reader, "recall", str(grant), Kind.RETRACT, [withdrawal], rule_of(row.scope).own)


def accept(reader: Reader, *, grant: FragmentRef) -> Entry:
    """Accept the conditions of a release that waits for it; the records open to the office."""
    require(reader, Does.APPROVE)
    row = _standing_grant(reader, grant)
    data = orjson.loads(row.data) if row else {}
    if row is None or data["properties"].get("onAccept") != ["true"] or owns(row.scope, reader):
        raise ValidationError(_("There is no such offer to your office."))
    named = scope_from(data["gives"]).read
    if not any(reader.office in {party, *heirs_of(party)} for party in named):
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


def _must_hold(reader: Reader, refs: Sequence[FragmentRef]) -> None:
    """The same words for what is not there, not current, or not the office's own."""
    rows = visible(reader).filter(id__in=resolve(refs)).exclude(schema__in=ACTS - {Act.JUDGEMENT})
    held = [row for row in rows.select_related("scope") if owns(row.scope, reader)]
    if not refs or len(held) != len(refs):
        raise ValidationError(_("Name current records that your office holds."))


# Succession


class Heir(NamedTuple):
    """Who takes over from an office that closes."""

    office: str
    schemata: tuple[str, ...] = ()  # records of these; empty: all that no other heir is named for
    received: bool = True  # and what had been released to the closed office


def close_office(reader: Reader, *, heirs: Sequence[Heir], office: str = "") -> Entry:
    """Close an office and pass its records, what it had received and its id key to heirs. Ends all its seats.

    Done by the head of that office, or by the administrator for any.
    """
    office = office or reader.office
    if not reader.may(Does.OPERATE) and not (reader.may(Does.RELEASE) and reader.office == office):
        raise PermissionDenied(_("Your role does not include this."))
    if not heirs or office in {heir.office for heir in heirs}:
        raise ValidationError(_("Name at least one other office as heir."))
    _must_be_open([heir.office for heir in heirs])
    items = [
        act(
            Act.HEIR,
            {
                "office": office,
                "heir": heir.office,
                "schemata": list(heir.schemata),
                "received": "true" if heir.received else "",
            },
        )
        for heir in heirs
    ]
    with transaction.atomic():
        entry = append(feed_of(office), kind=Kind.SUCCESSION, items=items, scope=OPEN, officer=reader.officer)
        Seat.objects.filter(office=office, until=None).update(until=timezone.now())
        audit.record(reader, "close-office", office)
        _pass_id_key(office, heirs)
    return entry


def _pass_id_key(office: str, heirs: Sequence[Heir]) -> None:
    try:
        for heir in dict.fromkeys(heir.office for heir in heirs):
            keystore().inherit_id_key(office, heir)
    except KeyFault as fault:
        raise ValidationError(str(fault)) from fault


# Shared by the acts above


def ref_of(fragment: Fragment) -> FragmentRef:
    """The name of a fragment on every node."""
    pos, index = divmod(fragment.pk, ITEMS_PER_ENTRY)
    return FragmentRef(Entry.objects.values_list("id", flat=True).get(pos=pos), index)


def _sign(reader: Reader, deed: str, what: str, kind: Kind, items: Sequence[Claim], scope: Scope) -> Entry:
    with transaction.atomic():
        entry = append(feed_of(reader.office), kind=kind, items=items, scope=scope, officer=reader.officer)
        audit.record(reader, deed, f"{entry.id} {what}")
    return entry


def _must_speak(reader: Reader) -> None:
    """Who is in a group decides who reads what was released to it: for those who release or manage."""
    require(reader, Does.RELEASE, Does.MANAGE)
    if not reader.office:
        raise PermissionDenied(_("Take a seat in an office first."))


def _is_office(party: str) -> bool:
    return party != PUBLIC and "/" not in party


def _must_be_open(offices: Iterable[str]) -> None:
    wanted = set(offices)
    known = set(Party.objects.filter(id__in=wanted, kind="office", closed="").values_list("id", flat=True))
    _must_be_empty(wanted - known)


def _must_be_parties(parties: Sequence[str]) -> None:
    if not parties:
        raise ValidationError(_("Name at least one office or group."))
    known = set(Party.objects.filter(id__in=parties, closed="").values_list("id", flat=True))
    _must_be_empty(set(parties) - known - {PUBLIC})


def _must_be_empty(unknown: set[str]) -> None:
    if unknown:
        listed = ", ".join(sorted(unknown))
        raise ValidationError(_("No such office or group, or it is closed: %(parties)s.") % {"parties": listed})
