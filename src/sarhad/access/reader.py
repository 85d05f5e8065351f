"""Who is reading: one officer in one office, with its groups. Every read of facts starts from a Reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.models import Seat
from sarhad.access.roles import Role, acts
from sarhad.kernel.claim import PUBLIC
from sarhad.ledger.queries import groups_of, is_open


@dataclass(frozen=True, slots=True)
class Reader:
    """One officer in one office for one purpose. Two offices are never united in one reader."""

    officer: str  # user name; empty: anonymous
    office: str  # empty: none
    groups: tuple[str, ...]
    roles: frozenset[str]
    purpose: str
    terminal: str = ""  # number of the shared terminal, of a session that a PIN opened

    @property
    def parties(self) -> tuple[str, ...]:
        """What scopes may name to let this reader in."""
        own = (self.office,) if self.office else ()
        return (*own, *self.groups, PUBLIC)

    def may(self, act: str) -> bool:
        return act in acts(self.roles)


def anonymous() -> Reader:
    """Sees what is public and nothing else."""
    return Reader("", "", (), frozenset({Role.PUBLIC}), "public")


def operator(officer: str = "operator") -> Reader:
    """Who runs commands on the machine itself: manages offices and officers, sees no facts."""
    return Reader(officer, "", (), frozenset({Role.ADMINISTRATOR}), "operation of the node")


def reader_for(seat: Seat, purpose: str) -> Reader:
    """Raises PermissionDenied when the seat or its office has ended, ValidationError without a purpose."""
    if not purpose.strip():
        raise ValidationError(_("State the purpose."))
    if not is_current(seat) or not is_open(seat.office):
        raise PermissionDenied(_("This seat has ended."))
    roles = frozenset(seat.roles)
    return Reader(seat.officer.username, seat.office, groups_of(seat.office), roles, purpose.strip())


def is_current(seat: Seat) -> bool:
    now = timezone.now()
    return seat.officer.is_active and seat.since <= now and (seat.until is None or now < seat.until)
