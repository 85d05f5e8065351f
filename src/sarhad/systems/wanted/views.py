"""Reading the wanted list. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.queries import visible, who_can_see
from sarhad.access.roles import Does
from sarhad.collect.exports import export
from sarhad.entities import queries as records
from sarhad.entities.records import Profile
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.kernel.names import word_set
from sarhad.ledger.models import Level
from sarhad.ledger.naming import resolve
from sarhad.systems.wanted import actions, queries, words
from sarhad.systems.wanted.bulletin import bulletin as draw
from sarhad.systems.wanted.bulletin import language, may_print
from sarhad.systems.wanted.forms import FilterForm, fits
from sarhad.systems.wanted.records import Notice
from sarhad.systems.wanted.rows import Row, life, photos, rows
from sarhad.web.gate import page
from sarhad.web.paging import page_of

DEEPEST = 400  # pages of official lists that are turned by hand; beyond that one searches
FORMS = (("ftm", "FtM JSON"), ("csv", "CSV"), ("xlsx", "XLSX"))


# The list


@page(Does.READ)
def notices(request: HttpRequest) -> HttpResponse:
    """The partners' list: what is released to this office."""
    audit.record(request.reader, "read-wanted-list", text=request.GET.get("q", "")[:200])
    today, ended = timezone.localdate(), bool(request.GET.get("ended"))
    every = queries.all_notices(request.reader, today, ended=ended)
    offices = sorted({each.office for each in every})
    countries = sorted({each.wanted_by for each in every if each.wanted_by})
    form = FilterForm(request.GET or None, offices=offices, countries=countries)
    chosen = form.chosen()
    kept = [each for each in every if fits(each, chosen, today)]
    sight = Sight(request.reader)
    found = _named(rows(sight, kept, today), chosen["q"]) if chosen.get("q") else kept
    paged = page_of(request, found, 25)
    shown = paged.items if chosen.get("q") else rows(sight, paged.items, today)
    context = {"form": form, "page": paged._replace(items=shown), "count": len(found), "forms": FORMS}
    return render(request, "wanted/notices.html", context | {"active": _active(form, chosen), "chosen": chosen})


def _named(found: list[Row], text: str) -> list[Row]:
    """Those with all words of the text in one of their names, in any script, or with that number."""
    wanted, number = word_set([text]), text.strip().casefold()
    return [
        each
        for each in found
        if each.notice.number.casefold() == number or (wanted and wanted <= word_set(each.names))
    ]


def _active(form: FilterForm, chosen: dict[str, Any]) -> str:
    """The filters that are set, in words."""
    told = []
    for name, value in chosen.items():
        choices = dict(getattr(form.fields[name], "choices", ()))
        told.append(str(form.fields[name].label if value is True else choices.get(value, value)))
    return " · ".join(told)


@page(Does.READ)
def lists(request: HttpRequest) -> HttpResponse:
    """Official lists that offices have imported, as far as they are released to this office."""
    text = request.GET.get("page", "")
    number = min(max(int(text), 1), DEEPEST) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
    audit.record(request.reader, "read-wanted-list", str(number))
    found, more = queries.official(request.reader, number)
    context = {"rows": rows(Sight(request.reader), found, timezone.localdate())}
    context |= {"previous": number - 1, "next": number + 1 if more else 0}
    return render(request, "wanted/lists.html", context)


@page(Does.READ)
@require_POST
def export_page(request: HttpRequest) -> HttpResponse:
    """The valid notices that this reader sees, with their subjects, as far as they may leave the office."""
    form = request.POST.get("form", "")
    if form not in dict(FORMS):
        raise Http404
    found = queries.all_notices(request.reader)
    subjects = [subject for each in found for subject in each.subjects]
    made = export(request.reader, form, dict.fromkeys([*(each.id for each in found), *subjects]))
    for owner in made.left_out:
        messages.warning(
            request, _("Ask %(owner)s first: its records may not leave your office.") % {"owner": owner}
        )
    if not made.records:
        return redirect("wanted")
    response = StreamingHttpResponse(made, content_type=made.media_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name.replace("sarhad-", "wanted-", 1))
    return response


# One notice


def opened(request: HttpRequest, id: EntityId) -> Notice:
    """The notice, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, "read-notice", id)
    found = queries.notice(request.reader, id)
    if found is None or found.state.step == "withdrawn":
        raise Http404
    return found


@page(Does.READ)
def notice(request: HttpRequest, notice: EntityId) -> HttpResponse:
    audit.record(request.reader, "read-notice", notice)
    found, reader, today = queries.notice(request.reader, notice), request.reader, timezone.localdate()
    if found is None or found.state.step == "withdrawn":
        return _withdrawn(request, notice)
    about = _subject(request, found)
    seen = queries.sightings(reader, [found.id])
    context = {
        "notice": found, "about": about, "seen": seen, "life": life(found, seen),
        "photos": photos(found, about)[:4],
        "facts": [each for each in about.facts if each.name in FACTS] if about else [],
        "row": rows(Sight(reader), [found], today)[0], "cautions": words.cautions(found),
        "to_do": words.what_to_do(found), "no_power": found.colour in words.NO_POWER,
        "audience": _audience(request, found), "steps": actions.may_take(reader, found),
    }  # fmt: skip
    return render(request, "wanted/notice.html", context)


FACTS = frozenset({
    "name", "alias", "weakAlias", "birthDate", "birthPlace", "gender", "nationality", "citizenship", "appearance",
    "height", "spokenLanguage", "passportNumber", "idNumber", "registrationNumber", "type", "make", "model",
    "color", "vin", "country", "phone",
})  # fmt: skip
"""What helps to recognise the subject; all else stands in its profile."""


def _subject(request: HttpRequest, found: Notice) -> Profile | None:
    profiles = (records.profile(request.reader, each) for each in found.subjects)
    return next((each for each in profiles if each), None)


def _audience(request: HttpRequest, found: Notice) -> list[Any] | None:
    """Whom the notice was released to: for the office that issued it."""
    if not found.held or found.ref is None:
        return None
    row = visible(request.reader).filter(id__in=resolve([found.ref])).select_related("scope").first()
    audience = who_can_see(request.reader, row) if row else None
    return [each for each in audience or () if each.level == Level.READ and each.party != found.office]


def _withdrawn(request: HttpRequest, id: EntityId) -> HttpResponse:
    """That a notice is no more, for whoever holds a copy of it; 404 for all to whom there never was one."""
    step = queries.withdrawn_on(request.reader, id)
    if step is None:
        raise Http404
    return render(request, "wanted/withdrawn.html", {"step": step}, status=410)


@page(Does.READ)
def bulletin(request: HttpRequest, notice: EntityId) -> HttpResponse:
    """The notice on paper, in English or Russian (`?lang=`)."""
    found = opened(request, notice)
    audit.record(request.reader, "print-bulletin", notice)
    if not all(map(may_print, found.statements)):
        text = _("Ask %(owner)s first: its records may not leave your office.")
        messages.warning(request, text % {"owner": found.office})
        return redirect(address_of(found))
    about = _subject(request, found)
    pictures = [each for each in photos(found, about) if may_print(each.by)]
    image = records.open_attachment(request.reader, pictures[0].attachment.digest) if pictures else None
    chosen = language(request.GET.get("lang", ""))
    data = draw(request.reader, found, about, image, chosen, request.build_absolute_uri(address_of(found)))
    response = HttpResponse(data, content_type="application/pdf")
    name = f"bulletin-{found.number or found.id[:8]}-{chosen}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


def address_of(found: Notice) -> str:
    return reverse("wanted-notice", args=[found.id])
