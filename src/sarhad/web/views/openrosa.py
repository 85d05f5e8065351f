"""OpenRosa 1.0, by which ODK Collect and its kin fetch forms and send reports.

A report is acknowledged (201, 202) only once it is safe. What a client may mend gets a refusal in words; what only
a person here can mend is taken and kept for that person, or the report would be stuck on the phone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sarhad.access import audit
from sarhad.collect.answers.parties import for_reader, media_of
from sarhad.collect.forms import Form, Instance, Unreadable, catalogue, form_of
from sarhad.collect.forms.tree import BadXml, parse
from sarhad.collect.submissions import Conflict, Outcome, submit
from sarhad.web.phones import Sent, absent, answer, for_phones, message, sent

LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
NO_VERSION = "-"  # in addresses


# Forms


@for_phones
@require_http_methods(["GET", "HEAD"])
def form_list(request: HttpRequest) -> HttpResponse:
    """The forms that the office uses; `?formID=` one of them, `?verbose=true` with descriptions."""
    known = catalogue(request.reader.office)
    wanted = request.GET.get("formID")
    forms = [known[id] for id in sorted(known) if wanted in (None, id)]
    audit.record(request.reader, "read-forms")
    return answer(_xml("xforms", LIST, [_listed(request, form) for form in forms]))


def _listed(request: HttpRequest, form: Form) -> str:
    own = {"form": form.id}
    address = reverse("form-xml", kwargs={**own, "version": form.version or NO_VERSION})
    fields = {
        "formID": form.id,
        "name": form.title(get_language() or ""),
        "version": form.version,
        "hash": form.hash,
        "downloadUrl": request.build_absolute_uri(address),
    }
    if request.GET.get("verbose", "").lower() == "true":
        fields["descriptionText"] = ""
    if _media(request, form):
        fields["manifestUrl"] = request.build_absolute_uri(reverse("form-manifest", kwargs=own))
    return _fields("xform", fields)


@for_phones
@require_http_methods(["GET", "HEAD"])
def form_xml(request: HttpRequest, form: str, version: str) -> HttpResponse:
    found = _form(request, form, "" if version == NO_VERSION else version)
    if found is None:
        return absent()
    audit.record(request.reader, "read-form", form)
    return answer(found.xml)


@for_phones
@require_http_methods(["GET", "HEAD"])
def manifest(request: HttpRequest, form: str) -> HttpResponse:
    """The tables and pictures that a form uses, as this office gets them."""
    found = catalogue(request.reader.office).get(form)
    if found is None:
        return absent()
    audit.record(request.reader, "read-form", form)
    return answer(
        _xml("manifest", MANIFEST, [_file(request, form, *each) for each in _media(request, found).items()])
    )


def _file(request: HttpRequest, form: str, name: str, data: bytes) -> str:
    address = reverse("form-media", kwargs={"form": form, "file": name})
    md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
    fields = {"filename": name, "hash": f"md5:{md5}", "downloadUrl": request.build_absolute_uri(address)}
    return _fields("mediaFile", fields)


@for_phones
@require_http_methods(["GET", "HEAD"])
def media(request: HttpRequest, form: str, file: str) -> HttpResponse:
    found = catalogue(request.reader.office).get(form)
    data = _media(request, found).get(file) if found else None
    if data is None:
        return absent()
    audit.record(request.reader, "read-form", form)
    return answer(data, "text/csv" if file.endswith(".csv") else "application/octet-stream")


def _media(request: HttpRequest, form: Form) -> Mapping[str, bytes]:
    return media_of(request.reader, form, get_language() or "en")


def _form(request: HttpRequest, id: str, version: str = "") -> Form | None:
    """The office's form in this version, also when it has another one now, or none any more."""
    return form_of(id, version, request.reader.office)


def _fields(name: str, fields: Mapping[str, str]) -> str:
    inside = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in fields.items())
    return f"<{name}>{inside}</{name}>"


def _xml(root: str, space: str, parts: list[str]) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">{"".join(parts)}</{root}>\n'.encode()


# Reports


@for_phones
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest) -> HttpResponse:
    """HEAD: where to send and how much at once. POST: a report, or a part of one that is too large for once."""
    response = HttpResponse(status=204) if request.method == "HEAD" else _received(request)
    response["Location"] = request.build_absolute_uri(reverse("submission"))
    response["X-OpenRosa-Accept-Content-Length"] = str(settings.OPENROSA_LIMIT)
    return response


def _received(request: HttpRequest) -> HttpResponse:
    given = sent(request)
    try:
        root = parse(given.xml).children[0]
    except BadXml:
        return message(400, _("The report cannot be read: its XML is broken, or there is none."))
    id, version = root.get("id") or root.space, root.get("version")
    form = _form(request, id, version) or _form(request, id)
    if form is None:
        return message(404, _("Your office does not use the form %(form)s.") % {"form": id[:100]})
    try:
        return _taken(_submitted(request, form, given))
    except Unreadable as unreadable:
        return message(400, str(unreadable))
    except Conflict:
        return message(409, _("Another report with the same number came before. Nothing of it was changed."))


def _submitted(request: HttpRequest, form: Form, given: Sent) -> Outcome:
    lang = get_language() or "en"
    instance = Instance(for_reader(request.reader, form, lang), given.xml)
    files = given.named(instance.files())
    return submit(request.reader, form, instance, files, via="openrosa", lang=lang, sent=given.xml)


def _taken(outcome: Outcome) -> HttpResponse:
    """In all of these cases the phone may forget the report."""
    match outcome.state:
        case "accepted":
            return message(201, _("Received and signed."))
        case "incomplete":
            return message(202, _("Received. The report is kept until its other files come."))
        case "quarantined" if outcome.faults:
            text = ngettext(
                "Received. An officer will put %(n)s answer right: %(first)s",
                "Received. An officer will put %(n)s answers right, first: %(first)s",
                len(outcome.faults),
            )
            return message(202, text % {"n": len(outcome.faults), "first": str(outcome.faults[0])[:300]})
    return message(202, _("Received. An officer will look at it."))
