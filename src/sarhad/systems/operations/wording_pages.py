"""The office's templates of plans, briefings and debriefings: look at them, take them away, bring own ones."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.systems.operations import wording
from sarhad.systems.operations.models import OfficeTemplate
from sarhad.systems.operations.wording import KINDS, LANGUAGES, LIMIT, Part
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang

NAMES = {
    "plan": gettext_lazy("Plan of an operation"),
    "brief": gettext_lazy("Briefing"),
    "debrief": gettext_lazy("Debriefing"),
}


class UploadForm(Form):
    which = forms.ChoiceField(label=gettext_lazy("Which template"))
    file = forms.FileField(
        label=gettext_lazy("Text file"),
        help_text=gettext_lazy("Plain text in UTF-8: download one, change it, bring it back."),
        widget=forms.FileInput(attrs={"accept": ".md,.txt,text/markdown,text/plain"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [
            (f"{kind}.{language}", f"{NAMES[kind]} ({language.upper()})")
            for kind in KINDS
            for language in LANGUAGES
        ]

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LIMIT:
            text = _("The file is larger than %(most)d KB. A template is a short text.")
            raise ValidationError(text % {"most": LIMIT // 1024})
        return bytes(file.read())


class Row(NamedTuple):
    """One template as the office has it."""

    kind: str
    language: str
    own: OfficeTemplate | None


class Card(NamedTuple):
    """One kind of template, in every language; its headings in the reader's."""

    name: Any
    parts: list[Part]
    rows: list[Row]


@page(Does.READ)
def templates(request: HttpRequest) -> HttpResponse:
    reader = request.reader
    audit.record(reader, "read-templates")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if not reader.may(Does.APPROVE):
            raise Http404
        if form.is_valid() and attempt(form, lambda: _saved(request, form)):
            messages.success(request, _("In place. New plans, briefings and debriefings begin with it."))
            return redirect("operation-templates")
    context = {
        "cards": [_card(reader.office, kind) for kind in KINDS],
        "form": form,
        "may_change": reader.may(Does.APPROVE),
    }
    return render(request, "operations/wording.html", context)


def _saved(request: HttpRequest, form: UploadForm) -> bool:
    kind, _dot, language = form.cleaned_data["which"].partition(".")
    wording.save(request.reader, kind, language, form.cleaned_data["file"])
    return True


def _card(office: str, kind: str) -> Card:
    rows = [Row(kind, language, wording.own(office, kind, language)) for language in LANGUAGES]
    return Card(NAMES[kind], wording.parts_for(office, kind, lang()), rows)


def _known(kind: str, language: str) -> None:
    if kind not in KINDS or language not in LANGUAGES:
        raise Http404


@page(Does.READ)
def template(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The text file as it is."""
    _known(kind, language)
    audit.record(request.reader, "read-templates", f"{kind} {language}")
    text = wording.template(request.reader.office, kind, language)
    response = HttpResponse(text, content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{kind}.{language}.md")
    return response


@page(Does.APPROVE)
@require_POST
def reset(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    _known(kind, language)
    wording.reset(request.reader, kind, language)
    messages.success(request, _("The shipped template is back in place."))
    return redirect("operation-templates")
