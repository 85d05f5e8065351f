"""Forms of charts that come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.links.formats.kept import MAX_FILE
from sarhad.web.scopes import GradedForm


class ChartFileForm(GradedForm):
    """A chart's file, and how what it holds may be used."""

    file = forms.FileField(
        label=_("File"), help_text=_("A chart of Analyst’s Notebook (.anx), or a table: CSV, XLSX")
    )
    second = forms.FileField(
        label=_("A second table"), required=False, help_text=_("If people and links stand in two files")
    )
    title = forms.CharField(label=_("Title of the chart"), required=False, max_length=200)
    source = forms.CharField(
        label=_("Case or list"), required=False, max_length=200,
        help_text=_("The same name each time: what was imported before is then found again."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["stated"]

    def clean_file(self) -> Any:
        return _of_size(self.cleaned_data["file"])

    def clean_second(self) -> Any:
        file = self.cleaned_data["second"]
        return _of_size(file) if file else None


def _of_size(file: Any) -> Any:
    if file.size > MAX_FILE:
        raise ValidationError(gettext("The file is larger than %(most)d MB.") % {"most": MAX_FILE // 2**20})
    return file
