"""Profiles: facts with their owners, relations, history, who can see them, judgements; and files and exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access import queries as door
from sarhad.access.handling import strictest
from sarhad.access.roles import Does
from sarhad.collect.exports import export
from sarhad.entities import actions, queries
from sarhad.entities.basis import shaken
from sarhad.entities.records import Profile, Statement
from sarhad.entities.signing import names_of
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Level
from sarhad.ledger.naming import resolve
from sarhad.matching.inbox import matches_of
from sarhad.systems.exchange.views import asked_about
from sarhad.systems.lab.queries import panel as lab_panel
from sarhad.systems.wanted import words
from sarhad.systems.wanted.queries import notices_about
from sarhad.web.forms import JudgeForm, attempt
from sarhad.web.gate import page
from sarhad.web.locking import MANY, asked_first
from sarhad.web.paging import page_of
from sarhad.web.present import because, blocks, compare, happenings, sides

FEW = 20  # relations on the profile itself
NOTICES = 5  # wanted notices shown above the facts
RECENT = 6  # of its history
STATEMENTS = 50  # listed on one page
FORMS = (("xlsx", "XLSX"), ("csv", "CSV"), ("ftm", "FtM JSON"))
INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp"}


@page(Does.READ)
def profile(request: HttpRequest, entity: EntityId) -> HttpResponse:
    found = opened(request, entity, "read-profile")
    relations = queries.relations(request.reader, found)
    events = queries.history(request.reader, found)
    own = [statement for statement in found.statements if statement.held]
    shown, lab = relations[:FEW], lab_panel(request.reader, found)
    examined = [each.by.handling for item in lab for each in item.results]
    context = {
        "profile": found,
        "strictest": strictest((found.handling, *(each.handling for each in shown), *examined)),
        "blocks": blocks(found.facts, found.schema, request.GET.get("all", "")),
        "fact_count": sum(len(fact.values) for fact in found.facts),
        "relations": shown,
        "relation_count": len(relations),
        "history": happenings(events)[:RECENT],
        "history_count": len(events),
        "because": because(request.reader, found.statements),
        "own": own,
        "shaken": list(shaken(request.reader, own).values()),
        "matches": len(matches_of(request.reader, found).pairs),
        "forms": FORMS,
        "pictures": found.pictures[:12],
        "asked": asked_about(request.reader, found),
        "lab": lab,
        "notices": [
            (each, words.what_to_do(each)) for each in notices_about(request.reader, found.members)[:NOTICES]
        ],
    }
    return render(request, "web/profile.html", context)


def opened(request: HttpRequest, entity: EntityId, act: str) -> Profile:
    """The profile, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, act, entity)
    found = queries.profile(request.reader, entity)
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def relations(request: HttpRequest, entity: EntityId) -> HttpResponse:
    found = opened(request, entity, "read-relations")
    rows = queries.relations(request.reader, found)
    return render(request, "web/relations.html", {"profile": found, "page": page_of(request, rows)})


@page(Does.READ)
def history(request: HttpRequest, entity: EntityId) -> HttpResponse:
    found = opened(request, entity, "read-history")
    rows = happenings(queries.history(request.reader, found))
    return render(request, "web/history.html", {"profile": found, "page": page_of(request, rows, 30)})


@page(Does.READ)
def who(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """Why this reader sees it; and whom the own office let in to its own part."""
    found = opened(request, entity, "read-recipients")
    chosen = page_of(request, found.statements, STATEMENTS)
    context = {"profile": found, "page": chosen, "rows": _seen(request, chosen.items)}
    return render(request, "web/who.html", context | {"because": because(request.reader, found.statements)})


def _seen(request: HttpRequest, statements: Sequence[Statement]) -> list[tuple[Any, ...]]:
    """Each statement with the reasons why one sees it and, of the own ones, whom they reach at which level."""
    refs = [statement.ref for statement in statements]
    found = door.history(request.reader).filter(id__in=resolve(refs)).select_related("scope").order_by("id")
    rows = dict(zip(names_of(list(found)), found, strict=True))
    return [
        (
            each,
            door.reasons(request.reader, rows[each.ref].scope),
            _levels(door.who_can_see(request.reader, rows[each.ref])),
        )
        for each in statements
        if each.ref in rows
    ]


def _levels(audience: Sequence[Any] | None) -> dict[str, list[Any]] | None:
    if audience is None:
        return None
    return {level.name.lower(): [each for each in audience if each.level == level] for level in Level}


# Judgements


@page(Does.READ)
def compare_page(request: HttpRequest, entity: EntityId, other: EntityId) -> HttpResponse:
    """Two records beside each other, and the verdict on them."""
    audit.record(request.reader, "compare", f"{entity} {other}")
    left, right = queries.profile(request.reader, entity), queries.profile(request.reader, other)
    if left is None or right is None or entity == other:
        raise Http404
    form = JudgeForm(request.POST or None)
    if request.method == "POST":
        if not request.reader.may(Does.JUDGE):
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            entry = attempt(
                form, lambda: actions.judge(request.reader, entity, other, given["verdict"], given["why"])
            )
            if entry:
                messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
                return redirect("profile", entity)
    judged = [each for each in left.judgements if {each.a, each.b} & {entity} and {each.a, each.b} & {other}]
    one, two = sides(left, right)
    context = {"left": one, "right": two, "form": form, "judged": judged, "same": other in left.members}
    context |= {"rows": compare(one, two, (*left.facts, *right.facts))}
    context["handling"] = strictest((left.handling, right.handling))
    return render(request, "web/compare.html", context)


@page(Does.JUDGE)
@require_POST
def undo(request: HttpRequest, contribution: str, index: int) -> HttpResponse:
    form = JudgeForm({})
    entry = attempt(form, lambda: actions.undo(request.reader, FragmentRef(contribution, index)))
    if entry is None:
        raise Http404
    messages.success(request, _("The judgement is taken back."))
    to = request.POST.get("entity", "").lower()
    return redirect("profile", to) if is_id(to) else redirect("home")


# Contributions, files, exports


@page(Does.READ, Does.AUDIT)
def contribution(request: HttpRequest, contribution: str) -> HttpResponse:
    """One signed entry as far as this reader sees it; its place in the chain for owner and auditor."""
    audit.record(request.reader, "read-contribution", contribution)
    found = queries.contribution(request.reader, contribution)
    if found is None:
        raise Http404
    chosen = page_of(request, found.statements, STATEMENTS)
    current = [each for each in found.statements if each.held and each.state == 0]
    context = {"entry": found, "page": chosen, "own": bool(current)}
    context["marks"] = shaken(request.reader, chosen.items)
    return render(request, "web/contribution.html", context)


@csp({"default-src": [NONE], "sandbox": []})
@page(Does.READ)
def file(request: HttpRequest, digest: str) -> HttpResponse:
    """A photo or scan. Only pictures open in the browser; nothing in it can run."""
    audit.record(request.reader, "open-file", digest)
    found = queries.open_attachment(request.reader, digest)
    if found is None:
        raise Http404
    media_type, data = found
    response = HttpResponse(data, content_type=media_type)
    name = f"{digest[:12]}.{media_type.rpartition('/')[2]}"
    response["Content-Disposition"] = content_disposition_header(media_type not in INLINE, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@page(Does.READ)
@require_POST
def export_page(request: HttpRequest) -> HttpResponse:
    """What the reader sees of these records and may take out, as a file; `export` records it in the audit."""
    form = request.POST.get("form", "")
    entities = [each.lower() for each in request.POST.getlist("e")[:1000] if is_id(each)]
    if form not in dict(FORMS) or not entities:
        raise Http404
    if len(entities) > MANY and (asked := asked_first(request)):
        return asked
    made = export(request.reader, form, entities)
    if not made.records:
        for owner in made.left_out:
            messages.warning(
                request, _("Ask %(owner)s first: its records may not leave your office.") % {"owner": owner}
            )
        return redirect("profile", entities[0]) if len(entities) == 1 else redirect("search")
    response = StreamingHttpResponse(made, content_type=made.media_type)
    response["Content-Disposition"] = content_disposition_header(True, made.name)
    return response
