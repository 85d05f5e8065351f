"""Screening at a post: who stands here, and what is to be done. For a phone on a slow line, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.roles import Does
from sarhad.kernel import model
from sarhad.matching.asked import Asked
from sarhad.matching.records import Reason
from sarhad.matching.screening import STOP, Answer, Found, headline, screen, steps
from sarhad.matching.words import NOTES
from sarhad.systems.wanted import words
from sarhad.systems.wanted.queries import notices_about
from sarhad.systems.wanted.records import Notice
from sarhad.web.forms import Form
from sarhad.web.gate import page
from sarhad.web.present import gist
from sarhad.web.templatetags.look import lang, shown


class Typed(forms.CharField):
    """Takes whatever a scanner sends, control characters too: what cannot be read is told by its field."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.validators = [
            each for each in self.validators if not isinstance(each, ProhibitNullCharactersValidator)
        ]


OFF = {"autocomplete": "off", "spellcheck": "false"}


class ScreeningForm(Form):
    mrz = Typed(
        label=gettext_lazy("Machine-readable lines"),
        help_text=gettext_lazy("Scan, or type the lines at the foot of the passport."),
        widget=forms.Textarea(attrs={**OFF, "rows": 3, "class": "mono", "autocapitalize": "characters"}),
    )
    name = Typed(label=gettext_lazy("Name"), help_text=gettext_lazy("any script"), widget=forms.TextInput(OFF))
    birth = Typed(
        label=gettext_lazy("Birth date or year"),
        widget=forms.TextInput({**OFF, "inputmode": "numeric", "placeholder": "14.04.1983"}),
    )
    number = Typed(label=gettext_lazy("Document number"), widget=forms.TextInput(OFF))
    plate = Typed(label=gettext_lazy("Plate"), widget=forms.TextInput({**OFF, "autocapitalize": "characters"}))

    def focused(self) -> ScreeningForm:
        """With the cursor where a scanner types."""
        self.fields["mrz"].widget.attrs["autofocus"] = True
        return self


@page(Does.READ)
def screening(request: HttpRequest) -> HttpResponse:
    """The form; after it was sent, the answer first and the form for the next one below."""
    if request.method != "POST":
        return render(request, "web/screening.html", {"form": ScreeningForm().focused()})
    form = ScreeningForm(request.POST)
    answer = _answer(request, form) if form.is_valid() else None
    if answer is None:
        return render(request, "web/screening.html", {"form": form})
    fresh = ScreeningForm() if answer.found else ScreeningForm().focused()  # focus must not hide what to do
    every = [shown_of(each) for each in answer.found]
    context = {"form": fresh, "answer": answer, "headline": _headline(answer), "shown": every}
    return render(request, "web/screening.html", context | {"steps": list(_numbered(answer, every))})


def _answer(request: HttpRequest, form: ScreeningForm) -> Answer | None:
    try:
        return screen(request.reader, Asked(**form.cleaned_data), notices_about)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


# What the page says of a match


class Alike(NamedTuple):
    """One reason, as a line: what was asked, what the record says, and whether they agree."""

    label: str
    left: str
    right: str
    finding: str
    mark: str  # class of its tag
    notes: str  # what makes two spellings one


class Shown(NamedTuple):
    found: Found
    facts: str  # born and where
    agrees: str  # what agrees, in a few words
    why: list[Alike]
    notice: Notice | None  # the gravest
    colour: str
    to_do: str
    cautions: list[str]


def shown_of(found: Found) -> Shown:
    notice: Any = found.notices[0] if found.notices else None
    why = [alike(found.match.summary.schema, reason) for reason in found.match.scored.reasons]
    return Shown(
        found,
        ", ".join(gist(found.match.properties)),
        ", ".join(dict.fromkeys(each.label.lower() for each in why if each.mark == "bad")),
        why,
        notice,
        words.colour_name(notice.colour) if notice else "",
        words.what_to_do(notice) if notice else "",
        words.cautions(notice) if notice else [],
    )


FINDINGS: dict[str, tuple[str | Promise, str]] = {
    "agrees": (gettext_lazy("same"), "bad"),
    "similar": (gettext_lazy("alike"), "warn"),
    "differs": (gettext_lazy("differs"), ""),
    "vetoes": (gettext_lazy("differs"), ""),
}
KINDS: dict[str, str | Promise] = {
    "id": gettext_lazy("Document number"),
    "plate": gettext_lazy("Plate"),
    "phone": gettext_lazy("Phone"),
    "email": gettext_lazy("E-mail"),
    "container": gettext_lazy("Container"),
    "case": gettext_lazy("Case number"),
    "country": gettext_lazy("Country"),
    "personal-number": gettext_lazy("Personal number"),
}
"""Features that are no property, or go by a shorter name here."""


def alike(schema: str, reason: Reason) -> Alike:
    finding, mark = FINDINGS.get(reason.finding, ("", ""))
    prop = _property(schema, reason.feature)
    left, right = (shown(each, prop) if prop else each for each in (reason.left, reason.right))
    notes = ", ".join(str(NOTES[note]) for note in reason.note.split() if note in NOTES)
    return Alike(feature_label(schema, reason.feature), left, right, str(finding), mark, notes)


def feature_label(schema: str, feature: str) -> str:
    """A feature of the score by the name of the property that it compares; VIN, IBAN and IMEI as they are."""
    prop = None if feature in KINDS else _property(schema, feature)
    return prop.label(lang()) if prop else str(KINDS.get(feature, feature.upper()))


def _property(schema: str, feature: str) -> model.Prop | None:
    spec = model.schema(schema)
    return spec.properties.get(feature) if spec else None


HEADLINES: dict[str, str | Promise] = {
    "yellow": gettext_lazy("Missing person. Ask to wait and call."),
    "un": gettext_lazy("Under UN sanctions. Stop and call."),
}
"""Where “wanted” would be wrong."""


def _headline(answer: Answer) -> str:
    colour = answer.found[0].notices[0].colour if answer.verdict == STOP else ""
    return str(HEADLINES.get(colour) or headline(answer))


def _numbered(answer: Answer, every: Iterable[Shown]) -> Iterable[tuple[int, str]]:
    """Steps of the answer, then those of the gravest match."""
    told = steps(answer)
    first = next(iter(every), None)
    if first and first.notice and answer.verdict == STOP:
        told.append(_("Call %(office)s.") % {"office": first.notice.agency or first.notice.office})
    return enumerate(told, 1)
