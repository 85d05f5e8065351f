"""What an officer who leaves has begun, and who goes on with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.models import Seat
from sarhad.access.reader import Reader
from sarhad.collect.models import FormDraft
from sarhad.links.models import ChartDraft
from sarhad.web.forms import Form


class Begun(NamedTuple):
    what: str
    saved: datetime


def drafts_of(seat: Seat) -> list[Begun]:
    """What each is and when it was last saved; not what is in it, for an administrator sees no facts."""
    forms_begun = [Begun(_("form %(name)s") % {"name": each.form}, each.saved) for each in _begun(FormDraft, seat)]
    charts = [Begun(_("link chart"), each.changed) for each in _begun(ChartDraft, seat)]
    return sorted([*forms_begun, *charts], key=lambda each: each.saved, reverse=True)


def _begun(model: type[FormDraft] | type[ChartDraft], seat: Seat) -> QuerySet[Any]:
    return model.objects.filter(office=seat.office, officer=seat.officer.username)


def hand(reader: Reader, seat: Seat, to: Seat) -> int:
    """Give all of them to a colleague; returns how many there were."""
    with transaction.atomic():
        n = sum(_begun(model, seat).update(officer=to.officer.username) for model in (FormDraft, ChartDraft))
        audit.record_in(reader, seat.office, "hand-over", f"{seat.officer.username} {to.officer.username} {n}")
    return n


class HeirForm(Form):
    """Colleagues of the same office; nobody is a choice, and leaves the drafts where they are."""

    to = forms.ChoiceField(label=gettext_lazy("Hand the drafts over to"), required=False)

    def __init__(self, *args: Any, seat: Seat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = Seat.objects.current().filter(office=seat.office).exclude(officer=seat.officer)
        self.seats = {str(each.pk): each for each in rest.select_related("officer").order_by("officer__name")}
        named = [(pk, each.officer.name) for pk, each in self.seats.items()]
        self.fields["to"].choices = [("", _("nobody yet")), *named]

    def clean_to(self) -> Seat | None:
        return self.seats.get(self.cleaned_data["to"])
