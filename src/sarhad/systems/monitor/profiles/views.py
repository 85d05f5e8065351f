"""Country profiles: of the day for whoever looks, and as issued."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.export_forms import mark
from sarhad.desk.clocks import today as day_of
from sarhad.entities.queries import open_attachment
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.profiles import actions, printing, queries, showing
from sarhad.systems.monitor.profiles.forms import IssueForm
from sarhad.systems.monitor.store import taking
from sarhad.systems.monitor.store.queries import values
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.trends.drawing import spark
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.words import lang

UNFIT = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What comes of figures that somebody signed under names of ours and that are no figures."""


@open_page
def countries(request: HttpRequest) -> HttpResponse:
    """Every country of which the reader sees a seizure, and those of the region."""
    reader = request.reading.reader
    found = dict(queries.countries(reader, int(_today(request)[:4])))
    codes = sorted({*pages.REGION, *found}, key=pages.country)
    sheet = Sheet(
        "countries", _("Seizures of ten years by country"),
        (Column("country", _("Country"), "code", codes={code: pages.country(code) for code in codes}),
         Column("n", _("Seizures"), "number")),
        [(code, _total(found, code)) for code in codes],
    )  # fmt: skip
    if taken := answer(request, lambda: sheet):
        return taken
    audit.record(reader, "read-statistics", "countries")
    rows = [(code, pages.country(code), _total(found, code), _line(found, code)) for code in codes]
    return render(request, "monitor/countries.html", {"rows": rows, "downloads": offered(sheet)})


def _total(found: dict[str, list[int | None]], code: str) -> int | None:
    return sum(n or 0 for n in found[code]) if code in found else None


def _line(found: dict[str, list[int | None]], code: str) -> str:
    return spark(found[code], pages.country(code)) if code in found else ""


@open_page
def country(request: HttpRequest, code: str) -> HttpResponse:
    """The profile of one country, as of today."""
    reader = request.reading.reader
    known = _must_be_known(request, code)
    said = queries.today(reader, code, _today(request))
    audit.record(reader, "read-statistics", f"profile {code}")
    context = {
        "code": code, "title": showing.finding(said), "lead": known, "blocks": showing.blocks(said),
        "day": said["day"], "editions": queries.editions(reader, code), "news": said["news"],
    }  # fmt: skip
    return render(request, "monitor/country.html", context)


@open_page
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a paper, unsigned."""
    reader = request.reading.reader
    _must_be_known(request, code)
    with taking.begun() as taken:
        said = queries.today(reader, code, _today(request))
    audit.record(reader, "print-results", f"profile {code}")
    notes = [mark(taken.handling)] if taken.handling and reader.office else []
    notes += [taking.left_out(taken)] if taken.owners else []
    made = printing.pdf(said, lang(), office=reader.office, notes=notes)
    return _pdf(made, f"profile-{code}-{said['day']}-{lang()}.pdf")


@page(Does.RELEASE)
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Sign the public profile of the day as an edition."""
    name = pages.country(code)
    if code not in _known(request.reader):
        raise Http404
    before = next(iter(queries.editions(request.reader, code)), None)
    initial = {"name": name, "level": "0", "read": ["public"]}
    if before:
        initial |= {"laws": "\n".join(before.said["laws"]), "contacts": "\n".join(before.said["contacts"])}
    form = IssueForm(request.POST or None, request=request, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = queries.public(code, _today(request), list(given["laws"]), list(given["contacts"]))
        draw = partial(_paper, office=request.reader.office)
        made = attempt(form, lambda: actions.issue(request.reader, said, given["name"], form.scope(), draw))
        if made:
            messages.success(request, _("Signed. The profile stays as it is today."))
            return redirect("monitor-edition", made)
    return render(request, "monitor/profile_issue.html", {"form": form, "code": code, "name": name})


def _paper(said: queries.Said, language: str, edition: int, office: str) -> bytes:
    return printing.pdf(said, language, edition, office)


@open_page
def edition(request: HttpRequest, id: str) -> HttpResponse:
    """A profile as it was issued."""
    reader = request.reading.reader
    audit.record(reader, "read-statistics", f"edition {id}")
    found = queries.edition(reader, id)
    if found is None:
        raise Http404
    if (language := request.GET.get("paper", "")) in found.papers:
        opened = open_attachment(reader, found.papers[language].digest)
        if opened is None:
            raise Http404
        return _pdf(opened[1], f"profile-{found.country}-{found.date}-{language}.pdf")
    try:
        lead, blocks = showing.finding(found.said), showing.blocks(found.said)
    except UNFIT as fault:  # whoever signs may write what is no profile
        raise Http404 from fault
    context = {
        "edition": found, "title": found.name, "lead": lead, "code": found.country,
        "blocks": blocks, "day": found.date,
        "editions": queries.editions(reader, found.country),
    }  # fmt: skip
    return render(request, "monitor/country.html", context)


def _pdf(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _today(request: HttpRequest) -> str:
    return day_of(request.reader).isoformat()


def _must_be_known(request: HttpRequest, code: str) -> str:
    """The country's name; 404 for what is none that anything is known of."""
    if code not in _known(request.reading.reader):
        raise Http404
    return pages.country(code)


def _known(reader: Reader) -> set[str]:
    return {*pages.REGION, *(each for each, _n in values(reader, Where(), "country") if each)}
