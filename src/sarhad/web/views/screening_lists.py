"""A whole list on the screening page: the same table comes back with the answers beside each row."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.errors import BadFile
from sarhad.collect.exports import MEDIA_TYPES
from sarhad.collect.readers import files
from sarhad.collect.screened import ADDED, List, screened
from sarhad.collect.widened import written
from sarhad.kernel.dates import Order
from sarhad.systems.wanted.queries import notices_about
from sarhad.web import uploads
from sarhad.web.forms import Form
from sarhad.web.gate import page

MOST = 2000  # rows while a browser waits; `sarhad screen` takes any number


class ListForm(Form):
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "CSV or XLSX with columns such as name, birth date, passport, plate; at most 2,000 rows"
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates such as 03/04/1983"),
        choices=[("dmy", gettext_lazy("day first")), ("mdy", gettext_lazy("month first"))],
        widget=forms.RadioSelect,
        initial="dmy",
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise ValidationError(
                _("The file is larger than %(most)d MB.") % {"most": settings.UPLOAD_LIMIT // 2**20}
            )
        return file  # type: ignore[no-any-return]


@page(Does.READ)
def screening_list(request: HttpRequest) -> HttpResponse:
    """Send a list, get it back with the answers."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        try:
            return _download(request.reader, form.cleaned_data["file"], form.cleaned_data["dates"])
        except BadFile as bad:
            form.add_error("file", bad.fault.said)
    return render(request, "web/screening_list.html", {"form": form})


def _download(reader: Reader, file: UploadedFile, order: Order) -> HttpResponse:
    """Raises BadFile."""
    name = Path(file.name or "list")
    with _kept(file) as path:
        form: Any = "xlsx" if files.kind(path) == "xlsx" else "csv"
        given = List(path, {}, order, name.name)
        if sum(1 for _row in islice(given.rows(), MOST + 1)) > MOST:
            raise BadFile("too-many-rows", most=MOST)
        made = path.with_name(f"out.{form}")
        with written(made, given.table.header, ADDED, given.table, excel=True) as add:
            for row, answered in screened(reader, given, notices_about):
                add(row.cells, answered)
        response = HttpResponse(made.read_bytes(), content_type=MEDIA_TYPES[form])  # type: ignore[index]
    response["Content-Disposition"] = content_disposition_header(True, f"{name.stem}-screened.{form}")
    return response


@contextmanager
def _kept(file: UploadedFile) -> Iterator[Path]:
    """In a folder of the node that only it reads, while it is worked on."""
    uploads.sweep()
    root = uploads.root()
    root.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        path = Path(folder) / "in"
        with path.open("wb") as out:
            out.writelines(file.chunks())
        yield path
