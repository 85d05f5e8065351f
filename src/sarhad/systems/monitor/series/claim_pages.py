"""The page of contradictions: printed figures that cannot all be true, side by side with where they were printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Column as OutColumn
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.series import claims, words
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
    if taken := answer(request, lambda: sheet(sight, conflicts, doubts)):
        return taken
    audit.record(reader, "read-statistics", f"claims {len(conflicts)} {len(doubts)}")
    shown = page_of(request, conflicts, SHOWN)
    title = ngettext("%(n)d contradiction in what was printed", "%(n)d contradictions in what was printed", len(conflicts))
    context = {
        "title": title % {"n": len(conflicts)} if found else _("Contradictions in what was printed"),
        "lead": _("Printed figures stand side by side, each with its source. None is taken for the true one."),
        "doubts": [_doubt(sight, each, signed_in=bool(reader.office)) for each in doubts],
        "page": shown._replace(items=[_conflict(sight, each, signed_in=bool(reader.office)) for each in shown.items]),
        "any": bool(found), "count": len(found), "may_add": reader.may(Does.CONTRIBUTE),
        "downloads": offered(sheet(sight, [], [])) if conflicts or doubts else (), "permanent": request.get_full_path(),
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
        "printed": _printed(each.printed, signed_in=signed_in), "against": _printed(each.against, signed_in=signed_in),
        "perhaps": number(float(each.perhaps)) if each.perhaps is not None else "",
    }  # fmt: skip


def _printed(it: Published, *, signed_in: bool) -> dict[str, Any]:
    """The words of the source first: of a weight also what it is in kilograms."""
    return {
        "it": it, "said": bound_words(it) + (" kg" if it.what.figure == "kg" and not it.unit else ""),
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


def sheet(sight: Sight, conflicts: list[Conflict], doubts: list[Doubt]) -> Sheet:
    columns = [
        OutColumn("group", pgettext("of contradictions", "Contradiction"), "number"), OutColumn("rule", _("Rule")),
        OutColumn("about", _("About")), OutColumn("value", pgettext("of a number", "Number"), "number"),
        OutColumn("bound", _("Precision")), OutColumn("unit", _("Unit")), OutColumn("since", _("From")),
        OutColumn("until", _("Until")), OutColumn("printed", _("As printed")), OutColumn("source", _("Publication")),
    ]  # fmt: skip
    told = [(n, each.code, one) for n, each in enumerate(conflicts, 1) for one in each.printed]
    told += [(len(conflicts) + n, each.code, one) for n, each in enumerate(doubts, 1) for one in (each.printed, each.against)]
    rows = [
        (n, code, about(sight, it), float(it.value), it.bound, it.unit or ("kg" if it.what.figure == "kg" else ""),
         it.what.since, it.what.until, it.text, f"{it.publication} {it.page}".strip())
        for n, code, it in told
    ]  # fmt: skip
    return Sheet("contradictions", _("Contradictions in what was printed"), columns, rows, link=reverse("monitor-claims"))
