"""Forms on paper and in spreadsheets: sheets to print, templates to fill in, and those that come back."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access.roles import Does
from sarhad.collect.answers import printed, sheets
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.errors import BadFile
from sarhad.collect.forms import Form, catalogue
from sarhad.collect.sheet_import import SheetReport, import_sheet
from sarhad.systems.border.filling import opened
from sarhad.web.forms import Form as PageForm
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Does.CONTRIBUTE)
def paper(request: HttpRequest, form: str) -> HttpResponse:
    """The form to fill in by hand, with the same numbers."""
    known = _form(request, form)
    return _file(printed.empty(known, lang(), request.reader.office), "application/pdf", f"{known.id}.pdf", False)


@page(Does.CONTRIBUTE)
def template(request: HttpRequest, form: str) -> HttpResponse:
    """The workbook to fill in."""
    known = _form(request, form)
    return _file(sheets.template(known, lang()), XLSX, f"{known.id}.xlsx", True)


@page(Does.CONTRIBUTE)
def draft_paper(request: HttpRequest, draft: int) -> HttpResponse:
    """One's own draft on paper, marked as not signed."""
    found = opened(request, draft)
    note = gettext("A draft, not signed.")
    made = printed.filled(found.form, found.instance, lang(), request.reader.office, note)
    return _file(made, "application/pdf", f"{found.form.id}-draft.pdf", False)


def _form(request: HttpRequest, id: str) -> Form:
    known = catalogue(request.reader.office).get(id)
    if known is None:
        raise Http404
    return for_reader(request.reader, known, lang())


def _file(data: bytes, media_type: str, name: str, save: bool) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(save, name)
    return response


# Filled-in templates


class SheetForm(PageForm):
    file = forms.FileField(label=_("Filled-in template"), help_text=_("XLSX, made from the template of a form"))

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(
                gettext("The file is larger than %(most)d MB.") % {"most": settings.UPLOAD_LIMIT // 2**20}
            )
        return file


@page(Does.CONTRIBUTE)
def sheet(request: HttpRequest) -> HttpResponse:
    """Take the reports of a workbook; what breaks a rule is named and not taken."""
    form = SheetForm(request.POST or None, request.FILES or None)
    done = _taken(request, form) if request.method == "POST" and form.is_valid() else None
    return render(request, "border/sheet.html", {"form": form, "done": done})


def _taken(request: HttpRequest, form: SheetForm) -> SheetReport | None:
    with tempfile.TemporaryDirectory(prefix="sarhad-") as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(form.cleaned_data["file"].read())
        try:
            return import_sheet(request.reader, path, lang())
        except BadFile as bad:
            form.add_error("file", str(bad))
            return None
