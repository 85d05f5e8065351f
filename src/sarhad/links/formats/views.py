"""Charts that come in and go out: choose a file, check it, sign; choose a form, fetch it, or learn whom to ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.roles import Does
from sarhad.collect.errors import BadFile
from sarhad.kernel.claim import Grade
from sarhad.ledger.scopes import scope_from
from sarhad.links.charts.views import frame, opened
from sarhad.links.formats import checking, kept
from sarhad.links.formats.forms import ChartFileForm
from sarhad.links.formats.handled import stops, without
from sarhad.links.formats.kept import Incoming
from sarhad.links.formats.outputs import FORMS, Stopped, output
from sarhad.links.formats.signing import Stated, sign
from sarhad.web.gate import page
from sarhad.web.locking import MANY, asked_first
from sarhad.web.uploads import scope_fields


@page(Does.READ)
def export(request: HttpRequest, number: int) -> HttpResponse:
    """The forms in which a chart goes out. `form` fetches one; `without` leaves out what needs others' consent."""
    draft, seen = opened(request, number, "read-chart")
    form = request.GET.get("form", "")
    if form and form not in FORMS:
        raise Http404
    if form and len(seen.nodes) + len(seen.hidden) > MANY and (asked := asked_first(request)):
        return asked
    found = stops(seen)
    cut = bool(found) and request.GET.get("without") == "1"
    if form:
        try:
            made = output(request.reader, without(seen, found) if cut else seen, draft.title, form)
        except Stopped:
            pass  # the page says whom to ask
        else:
            response = StreamingHttpResponse(made.chunks, content_type=made.media_type)
            response["Content-Disposition"] = content_disposition_header(True, made.name)
            return response
    context = {"forms": FORMS.items(), "stops": found, "asked_for": form, "rest": without(seen, found)}
    return render(request, "links/chart_export.html", frame(request, draft, seen, "export") | context)


@page(Does.CONTRIBUTE)
def chart_import(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is signed before one has seen what it would become."""
    form = ChartFileForm(request.POST or None, request.FILES or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        files = [file for file in (given["file"], given["second"]) if file]
        stem = Path(files[0].name or "").stem[:200]
        incoming = kept.keep(
            request.reader,
            files,
            title=given["title"],
            source=given["source"] or stem,
            scope=scope_fields(form.scope()),
            grade=list(given["graded"]) if given.get("graded") else None,
        )
        return redirect("chart-import-one", incoming.id)
    return render(request, "links/chart_import.html", {"form": form})


@page(Does.CONTRIBUTE)
def chart_import_one(request: HttpRequest, id: str) -> HttpResponse:
    """What the file would become; its columns and types can be changed, until it is signed."""
    incoming = kept.find(request.reader, id)
    if incoming is None:
        raise Http404
    if request.method == "POST":
        return _act(request, incoming)
    return render(request, "links/chart_import_one.html", _checked(request, incoming))


def _checked(request: HttpRequest, incoming: Incoming) -> dict[str, Any]:
    try:
        return checking.checked(request.reader, incoming)
    except BadFile as bad:
        return {"incoming": incoming, "fault": bad.fault, "tables": checking.tables_to_choose(incoming)}


def _act(request: HttpRequest, incoming: Incoming) -> HttpResponse:
    deed = request.POST.get("deed", "")
    if deed == "drop":
        kept.drop(incoming)
        messages.success(request, _("The file is removed from this node. Nothing of it was signed."))
        return redirect("chart-import")
    checking.note(incoming, request.POST)
    if deed == "sign":
        return _signed(request, incoming)
    return redirect("chart-import-one", incoming.id)


def _signed(request: HttpRequest, incoming: Incoming) -> HttpResponse:
    try:
        made = checking.planned(request.reader, incoming)
        title = incoming.title or made.drawn.title or incoming.source
        stated = Stated(
            scope_from(incoming.scope), incoming.source, Grade(*incoming.grade) if incoming.grade else None
        )
        number, entries = sign(request.reader, made, title, stated)
    except BadFile as bad:
        messages.error(request, bad.fault.said)
        return redirect("chart-import-one", incoming.id)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("chart-import-one", incoming.id)
    kept.drop(incoming)
    messages.success(request, _done(made.new, entries))
    return redirect("chart", number)


def _done(new: int, entries: list[str]) -> str:
    if not entries:
        return _("Nothing new was stated: all of it was here already.")
    said = ngettext("%(n)d statement signed as %(ids)s.", "%(n)d statements signed as %(ids)s.", new)
    return said % {"n": new, "ids": ", ".join(id[:8] for id in entries[:8])}
