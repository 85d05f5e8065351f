"""Pages of the annual progress report: made in the background, looked at, published; and of its text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.figures.records import Ask, Figures
from sarhad.systems.programme import composing, frames, making, reports
from sarhad.systems.programme.basis import Basis
from sarhad.systems.programme.composing import WRITTEN
from sarhad.systems.programme.models import AnnualPaper, State
from sarhad.systems.programme.periods import FIRST_YEAR
from sarhad.systems.programme.report_forms import PublishForm
from sarhad.systems.programme.report_views import edition_words
from sarhad.systems.programme.reports import Draw, Values
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page

SHOWN = 8  # years in the list


class TextsForm(Form):
    """What somebody writes for this year, in each language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in WRITTEN.items():
            for lang, spoken in settings.LANGUAGES:
                area = forms.Textarea(attrs={"rows": 3, "lang": lang})
                self.fields[f"{name}-{lang}"] = forms.CharField(
                    label=f"{label} · {spoken}", required=False, max_length=20_000, widget=area
                )

    def pairs(self) -> list[list[forms.BoundField]]:
        """The same text in every language side by side."""
        return [[self[f"{name}-{lang}"] for lang, _n in settings.LANGUAGES] for name in WRITTEN]

    def texts(self) -> making.Texts:
        given = self.cleaned_data
        return {name: {lang: given[f"{name}-{lang}"] for lang, _n in settings.LANGUAGES} for name in WRITTEN}


class TemplateForm(Form):
    """The office's own text of the report."""

    lang = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=gettext_lazy("Text"), required=False, max_length=composing.LIMIT,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text=gettext_lazy("A line with # is a heading; {name} alone on a line is the place of a part."),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Or a text file"), required=False)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        try:
            return str(file.read(composing.LIMIT * 4).decode("utf-8-sig"))
        except UnicodeDecodeError as bad:
            raise ValidationError(_("This is not a text file in UTF-8. Save it so and choose it again.")) from bad


@page(Does.READ)
def annual(request: HttpRequest) -> HttpResponse:
    """The years, and how far the report of each is."""
    audit.record(request.reader, "read-annual")
    now = today(request.reader).year
    made = {row.year: row for row in AnnualPaper.objects.filter(office=request.reader.office).defer("parts")}
    issued = {each.since[:4]: each for each in reversed(reports.reports(request.reader)) if each.kind == "annual"}
    years = sorted({*range(now, now - SHOWN, -1), *made}, reverse=True)
    rows = [(year, made.get(year), issued.get(str(year))) for year in years]
    return render(request, "programme/annual.html", {"rows": rows})


@page(Does.READ)
def annual_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: make it, look how far it is, take it or publish it."""
    reader, row = request.reader, _row(request, year)
    if request.method == "POST":
        return _act(request, year, row)
    audit.record(reader, "read-annual", str(year))
    issued = [each for each in reports.reports(reader) if each.kind == "annual" and each.since[:4] == str(year)]
    context = {
        "year": year, "row": row, "done": len(row.parts) if row else 0, "total": making.STEPS, "issued": issued,
        "form": TextsForm(initial=_flat(row)),
    }  # fmt: skip
    return render(request, "programme/annual_year.html", context)


def _row(request: HttpRequest, year: int) -> AnnualPaper | None:
    if not FIRST_YEAR <= year <= today(request.reader).year:
        raise Http404
    return making.paper_of(request.reader, year)


def _flat(row: AnnualPaper | None) -> dict[str, str]:
    texts = row.texts if row else {}
    return {f"{name}-{lang}": text for name, given in texts.items() for lang, text in given.items()}


def _act(request: HttpRequest, year: int, row: AnnualPaper | None) -> HttpResponse:
    deed, reader = request.POST.get("deed", ""), request.reader
    if not reader.may(Does.CONTRIBUTE):
        raise Http404
    form = TextsForm(request.POST)
    if deed == "make" and form.is_valid():
        making.make(reader, year, form.texts())
    elif row and deed == "stop":
        making.stop(row)
    elif row and deed == "go-on" and not row.is_running and row.state != State.DONE:
        making.go_on(reader, row)
    elif row and deed == "drop":
        making.drop(row)
        messages.success(request, _("Thrown away. What was published stays."))
    return redirect("annual-year", year)


@page(Does.READ)
def annual_paper(request: HttpRequest, year: int) -> HttpResponse:
    """The report as PDF or DOCX, in English or Russian."""
    row = _row(request, year)
    if row is None or row.state != State.DONE:
        raise Http404
    audit.record(request.reader, "print-results", str(year))
    to, _form = frames.asked_for(request)
    return frames.sent(request, f"annual-{year}", lambda: making.content(request.reader, row, to))


@page(Does.RELEASE)
def annual_publish(request: HttpRequest, year: int) -> HttpResponse:
    """Sign the report as it was made."""
    reader, row = request.reader, _row(request, year)
    if row is None or row.state != State.DONE:
        raise Http404
    audit.record(reader, "read-annual", str(year))
    replaces = request.GET.get("replaces", "")
    before = reports.report(reader, replaces) if replaces else None
    marks = row.parts[making.MARKS]
    name = _("Annual progress report, %(year)d") % {"year": year}
    ask_first = sorted(marks["ask_first"].items())
    form = PublishForm(
        request.POST or None, request=request, ask_first=bool(ask_first), initial={"name": name, "level": "1"}
    )
    del form.fields["said"]  # its text was written when it was made
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"replaces": replaces, "resultsType": "annual"}
        edition = edition_words(before.edition + 1 if before else 1)
        draw = lambda found, behind: _drawing(request, row, values, edition, found, behind)
        ask = Ask(f"{year}-01-01", f"{year}-12-31")
        if id := attempt(form, lambda: reports.publish(reader, ask, values, form.scope(), draw)):
            messages.success(request, _("Signed and published. Its papers are kept as they are."))
            return redirect("report-published", id)
    to = translation.get_language()[:2]
    [summary] = row.parts["figures"][to]["figures"]
    context = {
        "form": form, "about": str(year), "ask_first": ask_first, "summary": summary, "before": before,
        "back": reverse("annual-year", args=[year]),
    }  # fmt: skip
    return render(request, "programme/report_publish.html", context)


def _drawing(
    request: HttpRequest, row: AnnualPaper, values: Values, edition: str, found: Figures, _behind: Basis
) -> Draw:
    """What draws its papers, if it still says what is counted now."""
    if making.fingerprint(found) != row.parts[making.MARKS]["numbers"]:
        raise ValidationError(_("The figures have changed since this report was made. Make it again."))
    given = {name: values.get(name, "") for name in ("name", "number", "signatory")}

    def one(to: str, form: str) -> bytes:
        with translation.override(to):
            return frames.drawn(making.content(request.reader, row, to, edition=edition, **given), form)

    return one


@page(Does.READ)
def annual_text(request: HttpRequest) -> HttpResponse:
    """The text of the report: read, taken as a file, changed by who may release."""
    reader = request.reader
    lang = request.GET.get("lang", "")
    lang = lang if lang in dict(settings.LANGUAGES) else translation.get_language()[:2]
    if "file" in request.GET:
        response = HttpResponse(composing.text_of(reader.office, lang), content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="annual.{lang}.md"'
        return response
    initial = {"lang": lang, "text": composing.text_of(reader.office, lang)}
    form = TemplateForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        text = "" if request.POST.get("deed") == "shipped" else given["file"] or given["text"]
        if attempt(form, lambda: composing.change(reader, given["lang"], text) or True):
            messages.success(request, _("Kept. The next report is made with it."))
            return redirect(f"{reverse('annual-text')}?lang={given['lang']}")
    context = {"form": form, "lang": lang, "own": composing.is_own(reader.office, lang)}
    return render(request, "programme/annual_text.html", context)
