"""The page of contradictions: printed figures that cannot all be true, side by side with their sources."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.series import claims, leaving, words
from sarhad.systems.monitor.series.claims import Conflict, Doubt
from sarhad.systems.monitor.trends.charts import number
from sarhad.systems.programme import words as figures
from sarhad.systems.programme.asking import period_of
from sarhad.systems.programme.printed import bound_words
from sarhad.systems.programme.published import Published, published
from sarhad.web.paging import page_of

SHOWN = 30


@open_page
def contradictions(request: HttpRequest) -> HttpResponse:
    """What was printed and cannot all be true; what can hardly be true; how totals treat both."""
    reader = request.reading.reader
    sight = Sight(reader)
    found = published(sight)
    conflicts, doubts = claims.conflicts(found), claims.doubts(found)
    sheet = lambda: leaving.of_claims(conflicts, doubts, _abouts(sight, conflicts, doubts))
    if taken := answer(request, lambda: leaving.taken(sheet(), request)):
        return taken
    audit.record(reader, "read-statistics", f"claims {len(conflicts)} {len(doubts)}")
    shown_to = bool(reader.office)
    shown = page_of(request, conflicts, SHOWN)
    title = ngettext(
        "%(n)d contradiction in what was printed", "%(n)d contradictions in what was printed", len(conflicts)
    )
    context = {
        "title": title % {"n": len(conflicts)} if found else _("Contradictions in what was printed"),
        "lead": _("Printed figures stand side by side, each with its source. None is taken for the true one."),
        "doubts": [_doubt(sight, each, signed_in=shown_to) for each in doubts],
        "page": shown, "conflicts": [_conflict(sight, each, signed_in=shown_to) for each in shown.items],
        "any": bool(found), "count": len(found), "may_add": reader.may(Does.CONTRIBUTE),
        "downloads": offered(leaving.of_claims([], [], {})) if conflicts or doubts else (),
        "permanent": request.get_full_path(), "query": pages.query(request),
    }  # fmt: skip
    return render(request, "monitor/claims.html", context)


def _conflict(sight: Sight, each: Conflict, *, signed_in: bool) -> dict[str, Any]:
    return {
        "about": about(sight, each.printed[0]), "why": words.CONFLICTS[each.code],
        "printed": [_printed(one, signed_in=signed_in) for one in each.printed],
    }  # fmt: skip


def _doubt(sight: Sight, each: Doubt, *, signed_in: bool) -> dict[str, Any]:
    return {
        "about": about(sight, each.printed), "why": words.DOUBTS[each.code],
        "printed": _printed(each.printed, signed_in=signed_in),
        "against": _printed(each.against, signed_in=signed_in),
        "perhaps": number(float(each.perhaps)) if each.perhaps is not None else "",
    }  # fmt: skip


def _printed(it: Published, *, signed_in: bool) -> dict[str, Any]:
    weight = it.what.figure == "kg" and not it.unit
    return {
        "it": it, "said": " ".join(filter(None, (bound_words(it), _("kg") if weight else ""))),
        "period": str(period_of(it.what.ask)), "by": it.by.owner,
        "address": reverse("profile", args=[it.id]) if signed_in else "",
    }  # fmt: skip


def about(sight: Sight, it: Published) -> str:
    """What is counted, of whom."""
    what = it.what
    told = [figures.figure(what.figure)]
    told += [figures.substance(what.substance)] if what.substance else []
    told += [pages.country(what.country)] if what.country else []
    told += [what.office] if what.office else []
    if what.operation and (summary := sight.summary([what.operation])):
        told.append(summary.caption)
    return " · ".join(map(str, told))


def _abouts(sight: Sight, conflicts: list[Conflict], doubts: list[Doubt]) -> dict[tuple[str, str], str]:
    told = [one for each in conflicts for one in each.printed]
    told += [one for each in doubts for one in (each.printed, each.against)]
    return {(one.id, str(one.by.ref)): about(sight, one) for one in told}
