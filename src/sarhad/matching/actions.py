"""What an office does about its hits, beside judging them: they leave its inbox, and can be brought back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.signing import must
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.matching.inbox import stands
from sarhad.matching.models import HitState, Pointer
from sarhad.matching.pointers import pointers


def handle(reader: Reader, one: EntityId, other: EntityId, handled: bool = True) -> None:
    """Mark a hit handled for the reader's office, or take that back.

    Raises PermissionDenied where the role does not judge, ValidationError where the reader sees no such hit.
    """
    must(reader, Does.JUDGE)
    if not (is_id(one) and is_id(other) and stands(reader, one, other)):
        raise ValidationError(_("Nothing here for you."))
    a, b = sorted((one, other))
    state = {"handled": handled, "officer": reader.officer, "at": timezone.now()}
    HitState.objects.update_or_create(office=reader.office, a=a, b=b, defaults=state)
    audit.record(reader, "handle-hit" if handled else "reopen-hit", f"{a} {b}")


def handle_pointer(reader: Reader, token: str, handled: bool = True) -> None:
    """The same for a pointer that the office was shown."""
    must(reader, Does.JUDGE)
    standing = {hit.token for hit in pointers(reader, done=not handled)}
    row = Pointer.objects.filter(token=token, office=reader.office).first() if token in standing else None
    if row is None:
        raise ValidationError(_("Nothing here for you."))
    row.handled, row.officer, row.at = handled, reader.officer, timezone.now()
    row.save(update_fields=["handled", "officer", "at"])
    audit.record(reader, "handle-hit" if handled else "reopen-hit", token)
