"""Seizures that were made in an operation: which are, and joining one."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.reader import Reader
from sarhad.desk.clocks import today
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.lists import pointing
from sarhad.entities.records import Summary
from sarhad.entities.sight import Sight
from sarhad.figures.queries import records
from sarhad.figures.records import Ask, Counted
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import Entry
from sarhad.systems.operations.guards import must_work, scope_of
from sarhad.systems.operations.records import Operation
from sarhad.web.fields import Record
from sarhad.web.forms import Form

OFFERED = 20


def seizures(reader: Reader, operation: Operation) -> list[Summary]:
    """Those that some office has joined to it, by the office and day of their statements."""
    sight = Sight(reader)
    ids = dict.fromkeys(each.entity for each in pointing(sight, "Seizure.operation", [operation.id])[operation.id])
    return sorted(sight.summaries(ids), key=lambda each: (each.stated, each.id))


def join(reader: Reader, operation: Operation, seizure: EntityId) -> Entry:
    """State that a seizure was made in the operation; only its offices learn so, whoever made the seizure."""
    must_work(reader, operation)
    said = [each for each in Sight(reader).statements(seizure) if each.schema == "Seizure"]
    if not said:
        raise ValidationError(_("No seizure of this address is open to your office."))
    if any(operation.id in each.properties.get("operation", ()) for each in said):
        raise ValidationError(_("It is joined to this operation already."))
    draft = Draft("Seizure", {"operation": [operation.id]}, seizure)
    return actions.contribute(reader, [draft], scope_of(operation))


def offered(reader: Reader, operation: Operation) -> list[Counted]:
    """The newest seizures since the operation began that are not joined to it yet."""
    since = operation.state.started[:10] or operation.start[:10]
    if not since:
        return []
    found, _more = records(reader, Ask(since, today(reader).isoformat()), "seizures", size=OFFERED)
    joined = {each.id for each in seizures(reader, operation)}
    return [each for each in found if not joined & set(each.members)]


class JoinSeizureForm(Form):
    """One of those offered, or any other by its address."""

    chosen = forms.ChoiceField(label=gettext_lazy("Seizure"), widget=forms.RadioSelect, required=False)
    record = Record(
        label=gettext_lazy("Another seizure"), required=False, max_length=500,
        help_text=gettext_lazy("The address of its page, such as …/e/0123…/"),
    )  # fmt: skip

    def __init__(self, *args: object, offered: list[Counted], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [(each.id, _line(each)) for each in offered]
        if not offered:
            del self.fields["chosen"]

    def clean(self) -> dict[str, object]:
        found = super().clean()
        if not self.errors and not (found.get("chosen") or found.get("record")):
            self.add_error("record", _("Choose a seizure, or paste the address of one."))
        return found

    def seizure(self) -> EntityId:
        return str(self.cleaned_data.get("record") or self.cleaned_data.get("chosen"))


def _line(each: Counted) -> str:
    return " · ".join(part for part in (each.date[:10], each.caption, ", ".join(each.offices)) if part)
