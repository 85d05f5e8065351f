"""Results on paper, published reports, and what has changed since they were issued."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.entities.sight import Sight
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask, Figures
from sarhad.kernel.claim import EntityId
from sarhad.systems.programme import asking, frames, papers, reports
from sarhad.systems.programme.basis import Basis, marks
from sarhad.systems.programme.forms import ResultsForm
from sarhad.systems.programme.issued import Issued
from sarhad.systems.programme.report_forms import PublishForm
from sarhad.systems.programme.reports import Draw, Values
from sarhad.systems.programme.showing import figures_shown, records_shown, what_words
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of

MOST = 500  # changed records on one page of them


def asked(request: HttpRequest) -> Ask | None:
    """What the address asks for; None where it says something else."""
    form = ResultsForm(request.GET, today=today(request.reader))
    return form.ask() if form.is_valid() else None


# On paper


@page(Does.READ)
def results_paper(request: HttpRequest) -> HttpResponse:
    """A page of results as PDF or DOCX, in English or Russian."""
    ask = asked(request)
    if ask is None:
        return redirect(f"{reverse('results')}?{request.GET.urlencode()}")
    reader = request.reader
    audit.record(reader, "print-results", asking.recorded(ask))
    found = figures(reader, ask)
    before, behind = papers.a_year_before(reader, found), marks(reader, found)
    stem = f"results-{ask.since}-{ask.until}"
    return frames.sent(request, stem, lambda: papers.paper(reader, found, before, behind))


def drawing(reader: Reader, values: Values, edition: int) -> Any:
    """What draws the papers of a report that is about to be signed."""

    def draw(found: Figures, behind: Basis) -> Draw:
        before = papers.a_year_before(reader, found)
        given = {name: values.get(name, "") for name in ("name", "number", "signatory", "text")}

        def one(to: str, form: str) -> bytes:
            with translation.override(to):
                paper = papers.paper(reader, found, before, behind, edition=edition_words(edition), **given)
                return frames.drawn(paper, form)

        return one

    return draw


def edition_words(number: int) -> str:
    return _("Edition %(n)d") % {"n": number} if number > 1 else ""


# Publishing


@page(Does.RELEASE)
def report_publish(request: HttpRequest) -> HttpResponse:
    """Sign the figures of a page as a report; with `replaces`, as a new edition of one."""
    ask, reader = asked(request), request.reader
    replaces = request.GET.get("replaces", "")
    before = reports.report(reader, replaces) if replaces else None
    if ask is None or (replaces and (before is None or not before.held)):
        raise Http404
    audit.record(reader, "read-results", asking.recorded(ask))
    found = figures(reader, ask)
    behind = marks(reader, found)
    form = PublishForm(
        request.POST or None, request=request, ask_first=bool(behind.ask_first),
        initial=_initial(reader, found, behind, before),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        values = form.values() | {"replaces": replaces, "resultsType": "results"}
        draw = drawing(reader, values, before.edition + 1 if before else 1)
        id = attempt(form, lambda: reports.publish(reader, ask, values, form.scope(), draw))
        if id:
            messages.success(request, _("Signed and published. Its papers are kept as they are."))
            return redirect("report-published", id)
    context = {
        "form": form, "about": papers.about(reader, ask), "ask_first": sorted(behind.ask_first.items()),
        "summary": papers.summary(found, papers.a_year_before(reader, found)), "before": before,
        "back": f"{reverse('results')}?{asking.query(ask)}",
    }  # fmt: skip
    return render(request, "programme/report_publish.html", context)


def _initial(reader: Reader, found: Figures, behind: Basis, before: Issued | None) -> dict[str, Any]:
    given: dict[str, Any] = {"level": str(min(behind.handling.level, 1)), "secrecy": behind.handling.secrecy}
    if before:
        said = {"name": before.name, "signatory": before.signatory, "said": before.text}
        return given | said | {"read": reports.readers_of(reader, before)}
    name = _("Results of %(office)s, %(about)s") % {
        "office": reader.office,
        "about": papers.about(reader, found.ask),
    }
    return given | {"name": name}


# Reading


@page(Does.READ)
def published(request: HttpRequest) -> HttpResponse:
    """Every report that is released to this office."""
    audit.record(request.reader, "read-published")
    found = reports.reports(request.reader)
    context = {"page": page_of(request, found, 25), "count": len(found)}
    return render(request, "programme/report_list.html", context)


@page(Does.READ)
def report_published(request: HttpRequest, id: EntityId) -> HttpResponse:
    """One report as it was issued."""
    found = _opened(request, id)
    later = reports.report(request.reader, found.replaced_by, found.office) if found.replaced_by else None
    earlier = reports.report(request.reader, found.replaces, found.office) if found.replaces else None
    context = {
        "report": found, "tables": figures_shown(found), "later": later, "earlier": earlier,
        "papers": [(lang, form) for lang, form in reports.PAPERS if reports.has_paper(found, lang, form)],
    }  # fmt: skip
    return render(request, "programme/report.html", context)


def _opened(request: HttpRequest, id: EntityId, act: str = "read-published") -> Issued:
    audit.record(request.reader, act, id)
    found = reports.report(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def report_paper(request: HttpRequest, id: EntityId) -> HttpResponse:
    """A paper of the report, byte for byte as it was signed."""
    found = _opened(request, id)
    lang, form = frames.asked_for(request)
    data = reports.paper(request.reader, found, lang, form)
    if data is None:
        raise Http404
    return frames.file(data, f"report-{found.since}-{found.until}-{lang}.{form}")


@page(Does.READ)
def report_changes(request: HttpRequest, id: EntityId) -> HttpResponse:
    """What has changed since, for the office that issued it; for others there is no such page."""
    found = _opened(request, id, "read-changes")
    changed = reports.since(request.reader, found) if found.held else None
    if changed is None:
        raise Http404
    sight = Sight(request.reader)
    differing = [(what_words(sight, each.what), each) for each in changed.figures if each.differs]
    records = records_shown(request.reader, changed.records[:MOST])
    context = {
        "report": found, "figures": differing, "same": len(changed.figures) - len(differing), "records": records,
        "more": max(0, len(changed.records) - MOST), "behind": changed.behind,
        "again": asking.query(reports.asked_in(request.reader, found), replaces=found.id),
    }  # fmt: skip
    return render(request, "programme/report_changes.html", context)
