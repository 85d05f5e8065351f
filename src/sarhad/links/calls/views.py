"""Pages of telephone analysis. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.roles import Does
from sarhad.collect.errors import BadFile
from sarhad.collect.exports import stamped
from sarhad.entities.actions import File
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Party
from sarhad.links.calls import actions, counting, drawing, queries, reading, table, waiting, words
from sarhad.links.calls.actions import Given
from sarhad.links.calls.analysis import Asked, analyse, asked_number, common
from sarhad.links.calls.forms import AskForm, CheckForm, FileForm
from sarhad.links.calls.queries import Records
from sarhad.links.calls.records import Calls, Columns
from sarhad.links.calls.waiting import Waiting
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.locking import MANY, asked_first
from sarhad.web.paging import page_of

FIRST, SHOWN, FAULTS = 8, 50, 20  # rows of a preview, numbers of a page, bad rows
MOST_FILES = 6  # compared with each other
FEW = 10


@page(Does.READ)
def calls_list(request: HttpRequest) -> HttpResponse:
    """Files of calls that one may read; tick some to compare them."""
    audit.record(request.reader, "read-calls")
    before = request.GET.get("before", "")
    rows, more = queries.listed(request.reader, before if is_id(before) else "")
    return render(request, "links/calls/list.html", {"rows": rows, "more": more, "before": before})


# A new file


@page(Does.CONTRIBUTE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is signed before one has seen how it is understood."""
    country = Party.objects.filter(id=request.reader.office).values_list("country", flat=True).first() or ""
    form = FileForm(request.POST or None, request.FILES or None, country=country)
    if request.method == "POST" and form.is_valid():
        kept = waiting.keep(request.reader, form.cleaned_data["file"])
        try:
            reading.looked_at(kept.path, "")
        except BadFile as bad:
            kept.drop()
            form.add_error("file", bad.fault.said)
        else:
            return redirect(f"{request.path}{kept.id}/?country={form.cleaned_data['country']}")
    return render(request, "links/calls/new.html", {"form": form})


@page(Does.CONTRIBUTE)
def check(request: HttpRequest, id: str) -> HttpResponse:
    """How the file is understood; look again, sign, or drop it."""
    kept = waiting.find(request.reader, id)
    if kept is None:
        raise Http404
    deed = request.POST.get("deed", "")
    if deed == "drop":
        kept.drop()
        messages.success(request, _("The file is removed from this node. Nothing of it was signed."))
        return redirect("calls")
    found, first, guessed = reading.looked_at(kept.path, request.GET.get("country", "")[:10])
    header = [] if found.headless else found.header
    names = header or [""] * len(found.header)
    form = CheckForm(
        request.POST or None, reader=request.reader, header=names, guessed=guessed, signing=deed == "sign",
        initial={"name": kept.name.rpartition(".")[0] or kept.name},
    )  # fmt: skip
    columns = guessed if not form.is_bound else form.columns() if form.is_valid() else None
    calls = _understood(form, kept, columns) if columns else None
    ready = deed == "sign" and calls is not None and columns is not None and form.is_valid()
    if ready and (answer := _sign(request, form, kept, columns, calls)):
        return answer
    context = {"form": form, "kept": kept, "first": first[:FIRST], "headers": _headers(form, names), "calls": calls}
    if calls is not None:
        context |= {"faults": calls.bad[:FAULTS], "sample": _sample(calls), "subject": counting.subject(calls)}
    return render(request, "links/calls/check.html", context)


def _headers(form: CheckForm, header: list[str]) -> list[tuple[int, str, Any]]:
    return [(place + 1, text, form[f"c{place}"]) for place, text in enumerate(header)]


def _understood(form: CheckForm, kept: Waiting, columns: Columns) -> Calls | None:
    """All calls of the file, or what is wrong with it as the form's error."""
    try:
        return reading.read(kept.path, columns)
    except BadFile as bad:
        if form.is_bound:
            form.add_error(None, bad.fault.said)
        return None


def _sample(calls: Calls) -> list[tuple[str, str, str, int, int]]:
    """(from, to, time, seconds, means) of the first calls."""
    columns = (calls.caller, calls.called, calls.at, calls.seconds, calls.means)
    rows = zip(*(each[:FIRST].tolist() for each in columns), strict=True)
    return [(calls.numbers[a], calls.numbers[b], table.moment(at), long, means) for a, b, at, long, means in rows]


def _sign(
    request: HttpRequest, form: CheckForm, kept: Waiting, columns: Columns, calls: Calls
) -> HttpResponse | None:
    """Signs the file and goes to its analysis; None: the form is to be shown with what is wrong."""
    if not len(calls):
        form.add_error(None, _("No row of the file counts as a call. Check the columns."))
        return None
    given = form.cleaned_data
    file = File(kept.name, kept.path.read_bytes(), any_kind=True, limit=settings.CALLS_LIMIT)
    says = Given(
        given["name"], given["legalBasis"], file, columns, calls, form.scope(), given["operator"],
        given.get("graded"), given["source"],
    )  # fmt: skip
    made = attempt(form, lambda: actions.add(request.reader, says))
    if made is None:
        return None
    kept.drop()
    messages.success(request, _("Signed: %(n)d calls.") % {"n": len(calls)})
    return redirect("calls-one", made)


# One file


@page(Does.READ)
def one(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """What one file of calls says."""
    found, calls, fault = _opened(request, entity)
    form, asked = _asked(request, found, calls)
    context: dict[str, Any] = {"records": found, "form": form, "fault": fault}
    if calls is not None and found.columns:
        made = analyse(calls, asked)
        shown = page_of(request, made.partners, SHOWN)
        changed = [*made.appeared[:FEW], *made.silent[:FEW]]
        known = queries.known(request.reader, [made.focus, *(each.number for each in (*shown.items, *changed))])
        said = [each.handling for row in known.values() for each in row.names]
        context |= {
            "calls": calls, "found": made, "page": shown, "known": known, "asked": asked, "few": FEW,
            "faults": calls.bad[:FAULTS], "hour_ticks": drawing.hours(), "tables": words.TABLES,
            "most": made.partners[0].times if made.partners else 0,
            "marked": strictest((found.handling, *said)),
            "may_export": may(Use.EXPORT, found.handling, found.by.held) in (Answer.YES, Answer.MARKED),
        }  # fmt: skip
    return render(request, "links/calls/one.html", context)


def _opened(request: HttpRequest, entity: EntityId) -> tuple[Records, Calls | None, str]:
    """The records, their calls if the file can be read, else why not; 404 where the reader sees none."""
    audit.record(request.reader, "read-calls", entity)
    found = queries.records(request.reader, entity)
    if found is None:
        raise Http404
    try:
        calls = queries.calls(request.reader, found)
    except BadFile as bad:
        return found, None, bad.fault.said
    return found, calls, "" if calls is not None else _("No file stands with these records, or not how to read it.")


def _asked(request: HttpRequest, found: Records, calls: Calls | None) -> tuple[AskForm, Asked]:
    form = AskForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    if calls is None or found.columns is None:
        return form, Asked()
    text = given.get("number", "")
    number = asked_number(calls, text, found.columns)
    if text and not number:
        form.add_error("number", _("This number does not stand in the file."))
    return form, Asked(given.get("since"), given.get("until"), number, given.get("event"))


@page(Does.READ)
def csv(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """One table of the analysis as a file, where handling lets it leave the office."""
    found, calls, _fault = _opened(request, entity)
    make = table.TABLES.get(request.GET.get("what", "partners"))
    if calls is None or make is None:
        raise Http404
    if may(Use.EXPORT, found.handling, found.by.held) not in (Answer.YES, Answer.MARKED):
        text = _("Ask %(owner)s first: its records may not leave your office.")
        messages.warning(request, text % {"owner": found.by.owner})
        return redirect("calls-one", entity)
    form, asked = _asked(request, found, calls)
    if form.errors:  # they stand on the page
        return redirect(f"{reverse('calls-one', args=[entity])}?{request.GET.urlencode()}")
    if len(calls) > MANY and (waits := asked_first(request)):
        return waits
    made, what = analyse(calls, asked), request.GET.get("what", "partners")
    audit.record(request.reader, "export", f"calls {what} {entity}")
    at = timezone.now()
    stamp = stamped(request.reader, at)
    response = HttpResponse(table.csv(make(made), found.handling, stamp), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"calls-{what}-{at:%Y%m%d-%H%M%S}.csv")
    return response


# Several files


@page(Does.READ)
def compare(request: HttpRequest) -> HttpResponse:
    """Numbers that two or more files share."""
    ids = [each.lower() for each in dict.fromkeys(request.GET.getlist("r")) if is_id(each)][:MOST_FILES]
    audit.record(request.reader, "read-common-calls", " ".join(ids))
    files = []
    for id in ids:
        found = queries.records(request.reader, id)
        calls = _readable(request, found) if found else None
        if found and calls is not None:
            files.append((found, calls))
    if len(files) < 2:
        messages.info(request, _("Tick two or more files of calls to compare them."))
        return redirect("calls")
    owners, rows = common(files)
    shown = page_of(request, rows, SHOWN)
    known = queries.known(request.reader, [*(number for number, _parts in shown.items), *owners])
    said = [each.handling for row in known.values() for each in row.names]
    context = {
        "files": [(found, owner) for (found, _calls), owner in zip(files, owners, strict=True)], "page": shown,
        "known": known, "total": len(rows),
        "marked": strictest((*(found.handling for found, _calls in files), *said)),
    }  # fmt: skip
    return render(request, "links/calls/common.html", context)


def _readable(request: HttpRequest, found: Records) -> Calls | None:
    try:
        return queries.calls(request.reader, found)
    except (BadFile, ValidationError):
        return None
