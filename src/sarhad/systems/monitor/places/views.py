"""The gazetteer: what a name means, what nobody knows yet, and settling it for everyone."""

from __future__ import annotations

from babel.numbers import format_decimal
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.places import looking, sheets
from sarhad.systems.monitor.places.forms import SearchForm, SettleForm
from sarhad.systems.monitor.places.names import NEAR
from sarhad.systems.monitor.places.queries import country_name, resolve
from sarhad.systems.monitor.places.settled import decisions, of, settle, settled
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.locking import asked_first
from sarhad.web.paging import page_of
from sarhad.web.words import lang

SIZE, LATEST = 25, 20
LONGEST = 300  # characters of a spelling


@open_page
def places(request: HttpRequest) -> HttpResponse:
    """What a name means, spellings without a region, shares by country, and what people settled."""
    reader = request.reading.reader
    form = SearchForm(request.GET)
    form.is_valid()
    text, land = form.cleaned_data.get("q", ""), form.cleaned_data.get("country", "")
    audit.record(reader, "read-places", text=text)
    known = looking.known(reader)
    wanted = known._replace(unresolved=[each for each in known.unresolved if land in ("", each.country)])
    if file := answer(request, lambda: sheets.of_unresolved(wanted, lang())):
        return file
    rows = sum(each.rows for each in known.shares)
    given = 100 * sum(each.known for each in known.shares) / rows if rows else 0
    shares = sorted(known.shares, key=lambda each: country_name(each.country, lang()))
    context = {
        "title": _("Places"), "lead": _lead(rows, given), "search": form, "errors": form.errors, "text": text,
        "land": land, "meanings": looking.meanings(text, land) if text else [], "shares": shares,
        "page": page_of(request, wanted.unresolved, SIZE), "count": len(wanted.unresolved),
        "settled": [each for each in decisions() if land in ("", each.country)][:LATEST],
        "downloads": offered(sheets.of_unresolved(wanted, lang())),
        "may_settle": bool(reader.office) and reader.may(Does.CONTRIBUTE),
    }  # fmt: skip
    return render(request, "monitor/places.html", context)


def _lead(rows: int, given: float) -> str:
    if not rows:
        return ""
    share, of = format_decimal(given, "0.0", lang()), format_decimal(rows, locale=lang())
    return _("%(percent)s %% of %(rows)s rows have a region.") % {"percent": share, "rows": of}


@page(Does.CONTRIBUTE)
def settling(request: HttpRequest) -> HttpResponse:
    """Say what one spelling means, for everyone."""
    given = request.POST if request.method == "POST" else request.GET
    land, written = given.get("country", ""), " ".join(given.get("written", "").replace("\0", "").split())
    if land not in NEAR or not 0 < len(written) <= LONGEST:
        raise Http404
    form = SettleForm(request.POST or None, land=land)
    audit.record(request.reader, "read-places", text=written)
    if request.method == "POST" and form.is_valid():
        if again := asked_first(request):
            return again
        said = form.cleaned_data["reason"]
        if attempt(form, lambda: settle(request.reader, land, written, form.code(), said)):
            messages.success(request, _("Settled, for everyone. Tables are read anew with it in the background."))
            return redirect("monitor-places")
    context = {
        "form": form, "land": land, "written": written, "country": country_name(land, lang()),
        "found": resolve(land, "", written, settled()), "public": looking.is_public(land, written),
        "said": list(of(decisions(), land, written)),
    }  # fmt: skip
    return render(request, "monitor/places_settle.html", context)
