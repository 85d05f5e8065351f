"""What must hold before an act of this room is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from sarhad.access.models import Seat
from sarhad.access.queries import known_parties, owns, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import ALONE, Does
from sarhad.kernel.claim import ACTS, PUBLIC, Act, FragmentRef
from sarhad.ledger.models import Fragment, Party
from sarhad.ledger.naming import resolve


def require(reader: Reader, *any_of: Does) -> None:
    """Raises PermissionDenied unless the reader's roles include one of these acts."""
    if not any(reader.may(does) for does in any_of):
        raise PermissionDenied(_("Your role does not include this."))


def must_have_password(reader: Reader) -> None:
    """What outlives a session or reaches further than it is not for one that a PIN opened."""
    if reader.terminal:
        raise PermissionDenied(_("Sign in with your password for this."))


def must_manage(reader: Reader, seat: Seat, given: Iterable[str]) -> None:
    """The administrator manages every seat; a head those of the own office, but no administrator's or auditor's.

    Nobody manages their own.
    """
    own_office = reader.may(Does.MANAGE) and reader.office == seat.office and not ALONE & set(given)
    if seat.officer.username == reader.officer or not (reader.may(Does.OPERATE) or own_office):
        raise PermissionDenied(_("Your role does not include this."))


def must_speak(reader: Reader) -> None:
    """Who is in a group decides who reads what was released to it: for those who release or manage."""
    require(reader, Does.RELEASE, Does.MANAGE)
    if not reader.office:
        raise PermissionDenied(_("Take a seat in an office first."))


def must_hold(reader: Reader, refs: Sequence[FragmentRef]) -> list[Fragment]:
    """What these name. The same words for what is not there, not current, or not the office's own."""
    rows = visible(reader).filter(id__in=resolve(refs)).exclude(schema__in=ACTS - {Act.JUDGEMENT})
    held = [row for row in rows.select_related("scope") if owns(row.scope, reader)]
    if not refs or len(held) != len(refs):
        raise ValidationError(_("Name current records that your office holds."))
    return held


def must_be_open(offices: Iterable[str]) -> None:
    wanted = set(offices)
    known = set(Party.objects.filter(id__in=wanted, kind="office", closed="").values_list("id", flat=True))
    _refuse(wanted - known)


def must_be_parties(reader: Reader, parties: Sequence[str]) -> None:
    """The same words for a group that is not there and for one that the reader does not know of."""
    if not parties:
        raise ValidationError(_("Name at least one office or group."))
    known = set(known_parties(reader).filter(id__in=parties, closed="").values_list("id", flat=True))
    _refuse(set(parties) - known - {PUBLIC})


def _refuse(unknown: set[str]) -> None:
    if unknown:
        listed = ", ".join(sorted(unknown))
        raise ValidationError(_("No such office or group, or it is closed: %(parties)s.") % {"parties": listed})
