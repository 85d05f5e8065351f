"""Import a whole file: check it, look at the report, answer what it asks, sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.collect.actions import retract_vanished
from sarhad.collect.errors import Fault
from sarhad.kernel.claim import FragmentRef
from sarhad.web import uploads
from sarhad.web.gate import page
from sarhad.web.present import columns
from sarhad.web.scopes import ImportForm
from sarhad.web.uploads import Upload

ORDERS = ("dmy", "mdy", "ymd")
GONE = 1000  # vanished records of one withdrawal


@page(Does.CONTRIBUTE)
def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is signed before one has seen what it holds."""
    form = ImportForm(request.POST or None, request.FILES or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        upload = uploads.keep(
            request.reader,
            given["file"],
            given["mapping_file"],
            source=given["source"],
            mapping=given["mapping"],
            snapshot=given["snapshot"],
            scope=uploads.scope_fields(form.scope()),
            grade=list(given["graded"]) if given.get("graded") else None,
        )
        uploads.run(upload, request.reader, check=True)
        return redirect("import-one", upload.id)
    return render(request, "web/import.html", {"form": form, "waiting": uploads.waiting(request.reader)})


@page(Does.CONTRIBUTE)
def import_one(request: HttpRequest, id: str) -> HttpResponse:
    """The report of a check or of an import, and what to do next."""
    upload = _upload(request, id)
    if request.method == "POST":
        return _act(request, upload)
    done, total = uploads.progress(upload)
    context = {
        "upload": upload,
        "done": done,
        "total": total,
        "refused": list(uploads.faults(upload, "faults")),
        "kept": list(uploads.faults(upload, "kept"))[:20],
        "fault": Fault(**upload.fault) if upload.fault and "code" in upload.fault else None,
        "columns": columns(uploads.mapping_of(upload), upload.report["columns"]) if upload.report else [],
        "orders": [("dmy", _("day first")), ("mdy", _("month first"))],
    }
    return render(request, "web/import_one.html", context)


def _upload(request: HttpRequest, id: str) -> Upload:
    upload = uploads.find(request.reader, id)
    if upload is None:
        raise Http404
    return upload


def _act(request: HttpRequest, upload: Upload) -> HttpResponse:
    deed = request.POST.get("deed", "")
    if deed == "drop":
        uploads.drop(upload)
        messages.success(request, _("The file is removed from this node. Nothing that was signed is."))
        return redirect("import")
    if deed == "withdraw":
        return _withdraw(request, upload)
    if deed in ("check", "import") and (not upload.running or upload.cut_off):
        order = request.POST.get("dates", "")
        upload.dates = order if order in ORDERS else upload.dates
        uploads.run(upload, request.reader, check=deed == "check")
    return redirect("import-one", upload.id)


def _withdraw(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Withdraw what a complete list no longer holds."""
    gone = ((upload.report or {}).get("gone") or [])[:GONE]
    if upload.state != "imported" or not gone:
        raise Http404
    why = _("No longer in %(source)s (%(file)s)") % {"source": upload.source, "file": upload.name}
    entries = retract_vanished(request.reader, [FragmentRef.parse(each["ref"]) for each in gone], why)
    upload.report |= {
        "gone": upload.report["gone"][GONE:],
        "vanished": max(0, upload.report["vanished"] - len(gone)),
    }
    upload.save()
    messages.success(request, _("Signed as %(id)s.") % {"id": entries[0].id[:8]})
    return redirect("import-one", upload.id)


@page(Does.CONTRIBUTE)
def import_faults(request: HttpRequest, id: str) -> HttpResponse:
    """Every refusal and remark as CSV."""
    upload = _upload(request, id)
    path = upload.folder / "faults.csv"
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, "refused.csv")
    return response
