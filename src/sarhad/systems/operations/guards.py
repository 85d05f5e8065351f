"""What the acts of this room share: who may work on an operation, and whom their words reach."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.drafts import Draft
from sarhad.entities.records import Statement
from sarhad.entities.signing import must
from sarhad.kernel import model
from sarhad.kernel.claim import Scope
from sarhad.systems.operations.records import Operation


def may_work(reader: Reader, operation: Operation, *, lead: bool = False) -> bool:
    """Whether the reader's office takes part (or leads), and the operation is not closed."""
    takes_part = operation.held if lead else operation.ours
    return bool(operation.group) and takes_part and not operation.state.closed and reader.may(Does.CONTRIBUTE)


def must_work(reader: Reader, operation: Operation, *, lead: bool = False) -> None:
    """Raises ValidationError or PermissionDenied unless `may_work`."""
    must(reader, Does.CONTRIBUTE)
    if not may_work(reader, operation, lead=lead):
        if operation.state.closed:
            raise ValidationError(_("The operation is closed."))
        raise ValidationError(
            _("Only the lead of the operation can do this.") if lead else _("Your office takes no part in it.")
        )


def scope_of(operation: Operation) -> Scope:
    """Every office of the operation, under its handling."""
    return Scope(read=(operation.group,), handling=operation.handling)


def now() -> str:
    """The moment of signing, to the second."""
    return timezone.now().isoformat(timespec="seconds")


def again(said: Statement, **changed: list[str]) -> Draft:
    """A statement as a draft that corrects it: values that could not be read stay as they were given."""
    names = sorted(said.properties.keys() | said.raw.keys())
    values = {
        name: [value or given for value, given in model.pairs(said.properties, said.raw, name)] for name in names
    }
    return Draft(said.schema, values | changed, grade=said.grade, source=said.source, stated=said.stated)
