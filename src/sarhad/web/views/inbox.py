"""The inbox of hits: who else holds something, what is done with, and marking it so."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from sarhad.access.roles import Does
from sarhad.entities import queries
from sarhad.ledger.derive import is_id
from sarhad.matching import actions
from sarhad.matching.inbox import KINDS, Inbox, inbox, matches_of
from sarhad.web.gate import page
from sarhad.web.hits import crowds, items_of, shown
from sarhad.web.paging import page_of

PAGE = 25
TABS = {
    "": gettext_lazy("All that waits"),
    "strong": gettext_lazy("Strong"),
    "possible": gettext_lazy("Possible"),
    "pointers": gettext_lazy("Pointers"),
    "done": gettext_lazy("Done"),
}


@page(Does.READ)
def hits(request: HttpRequest) -> HttpResponse:
    """What waits for the office; with `e`, what may be the same as one record, whoever holds it."""
    kind = request.GET.get("show", "")
    kind = kind if kind in KINDS else ""
    found, profile = _found(request, kind)
    chosen = page_of(request, items_of(found), PAGE)
    lines, pointed = shown(request.reader, chosen.items)
    context = {
        "profile": profile,
        "kind": kind,
        "tabs": [(name, label, _count(found, name)) for name, label in TABS.items()],
        "found": found,
        "page": chosen,
        "hits": lines,
        "pointers": pointed,
        "crowds": crowds(request.reader, found),
    }
    return render(request, "web/hits.html", context)


def _found(request: HttpRequest, kind: str) -> tuple[Inbox, Any]:
    entity = request.GET.get("e", "").lower()
    if not entity:
        return inbox(request.reader, kind), None
    profile = queries.profile(request.reader, entity) if is_id(entity) else None
    if profile is None:
        raise Http404
    return matches_of(request.reader, profile), profile


def _count(found: Inbox, name: str) -> int:
    return found.counts[name] if name else found.counts.total()


@page(Does.JUDGE)
@require_POST
def handled(request: HttpRequest) -> HttpResponse:
    """Mark a hit (`one`, `other`) or a pointer (`token`) handled; with `undo`, take that back."""
    given, is_done = request.POST, not request.POST.get("undo")
    try:
        if token := given.get("token", ""):
            actions.handle_pointer(request.reader, token, is_done)
        else:
            actions.handle(request.reader, given.get("one", ""), given.get("other", ""), is_done)
    except ValidationError as refused:
        raise Http404 from refused
    said = _("Handled: it stands under “Done” now.") if is_done else _("It waits for your office again.")
    messages.success(request, said)
    back = given.get("show", "")
    return redirect(f"/inbox/?show={back}" if back in KINDS else "inbox")
