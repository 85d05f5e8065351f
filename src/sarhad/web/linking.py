"""The form for a link between two records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.entities.drafts import Draft
from sarhad.entities.records import Profile
from sarhad.kernel import model
from sarhad.web.fields import HINTS, Record
from sarhad.web.scopes import GradedForm
from sarhad.web.templatetags.look import lang

LINKS = (
    "UnknownLink", "Associate", "Family", "Ownership", "Directorship", "Employment", "Membership", "Representation",
    "Involvement", "Payment", "Documentation",
)  # fmt: skip
ROLES = ("role", "relationship", "position", "purpose", "summary")


class LinkForm(GradedForm):
    """A link from one record to another, both of which the officer sees."""

    kind = forms.ChoiceField(label=_("How they are linked"))
    other = Record(label=_("The other record"), max_length=500, help_text=HINTS["entity"])
    role = forms.CharField(label=_("In what role"), required=False, max_length=500)
    start = forms.CharField(label=_("Since"), required=False, max_length=40, help_text=HINTS["date"])
    end = forms.CharField(label=_("Until"), required=False, max_length=40)
    field_order = ("kind", "other", "role", "start", "end")

    def __init__(self, *args: Any, here: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.fields["kind"].choices = _link_kinds(here)

    def found(self, results: Sequence[tuple[str, str]]) -> None:
        """Offer these records instead of asking for an address."""
        self.fields["other"] = forms.ChoiceField(
            label=_("The other record"), choices=results, widget=forms.RadioSelect
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for name in ("start", "end"):
            self.clean_date(name)
        if found.get("other") in self.here.members:
            self.add_error("other", gettext("Name another record than this one."))
        return found

    def draft(self, there: Profile) -> Draft | None:
        """None, with an error at `kind`, when such a link cannot hold the other record."""
        given = self.cleaned_data
        schema, _colon, mine = given["kind"].partition(":")
        spec = model.schema(schema)
        theirs = next(end for end in spec.edge if end != mine)
        if not _fits(there.schema, spec.properties[theirs].range):
            self.add_error("kind", gettext("This kind of link does not fit the other record."))
            return None
        role = next((name for name in ROLES if name in spec.properties), "")
        values = {role: given["role"], "startDate": given["start"], "endDate": given["end"]}
        properties = {name: [value] for name, value in values.items() if name and value}
        properties |= {mine: [self.here.id], theirs: [there.id]}
        return Draft(schema, properties, date_order="dmy", **self.evaluation())


def _link_kinds(here: Profile) -> list[tuple[str, str]]:
    """Each kind of link at whose one end this record can stand, and what it is there."""
    found = []
    for name in LINKS:
        spec = model.schema(name)
        ends = [end for end in spec.edge if _fits(here.schema, spec.properties[end].range)]
        alike = {spec.properties[end].range for end in spec.edge} == {spec.properties[spec.edge[0]].range}
        for end in ends[:1] if alike and name in ("UnknownLink", "Associate", "Family") else ends:
            found.append((f"{name}:{end}", f"{spec.label(lang())} · {spec.properties[end].label(lang())}"))
    return found


def _fits(schema: str, wanted: str | None) -> bool:
    spec = model.schema(schema)
    return spec is not None and (wanted is None or spec.is_a(wanted))
