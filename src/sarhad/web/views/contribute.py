"""What an officer states by hand: contributions, corrections, withdrawals, links."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.roles import Does
from sarhad.entities import actions, queries
from sarhad.entities.basis import shaken
from sarhad.entities.records import Query, Result, Statement
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, EntityId, FragmentRef
from sarhad.ledger.models import Entry, State
from sarhad.web.forms import WhyForm, attempt
from sarhad.web.gate import page
from sarhad.web.linking import LinkForm
from sarhad.web.present import gist
from sarhad.web.statements import KINDS, CorrectForm, StatementForm, form_for, initial_of
from sarhad.web.templatetags.look import lang
from sarhad.web.views.profiles import opened

MOST = 1000  # statements of one act
SOURCES = 30  # statements from which one may say that something is concluded


@page(Does.CONTRIBUTE)
def contribute(request: HttpRequest) -> HttpResponse:
    """What does one want to contribute?"""
    return render(request, "web/contribute.html", {"kinds": [model.schema(name) for name in KINDS]})


@page(Does.CONTRIBUTE)
def contribute_new(request: HttpRequest, schema: str) -> HttpResponse:
    """A form for one kind of thing."""
    if schema not in KINDS:
        raise Http404
    initial = {f"p-{name}": value for name, value in request.GET.items()}
    form = form_for(schema)(
        request.POST or None, request.FILES or None, reader=request.reader, schema=schema, initial=initial
    )
    if answer := _signed(request, form):
        return answer
    heading = _("Contribute: %(kind)s") % {"kind": model.schema(schema).label(lang()).lower()}
    return render(request, "web/statement.html", {"form": form, "heading": heading})


@page(Does.CONTRIBUTE)
def contribute_more(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """A further statement about something that one sees."""
    found = opened(request, entity, "read-profile")
    form = StatementForm(
        request.POST or None, request.FILES or None, reader=request.reader, schema=found.schema, entity=entity,
        sources=[each for each in found.statements if not each.held][:SOURCES],
        initial={"basis": request.GET.getlist("basis")},
    )  # fmt: skip
    if answer := _signed(request, form):
        return answer
    heading = _("Add to %(name)s") % {"name": found.caption}
    return render(request, "web/statement.html", {"form": form, "heading": heading, "profile": found})


def _signed(request: HttpRequest, form: StatementForm) -> HttpResponse | None:
    """Signs what a valid form states and goes to its page; None: the form is to be shown."""
    if request.method != "POST" or not form.is_valid():
        return None
    drafts = form.drafts()
    entry = attempt(form, lambda: actions.contribute(request.reader, drafts, form.scope()))
    if entry is None:
        return None
    messages.success(request, signed(entry, len(form.cleaned_data["read"])))
    return redirect("contribution", entry.id)


def signed(entry: Entry, parties: int = 0) -> str:
    """“Signed as 0123abcd; 5 offices and groups may read it.”"""
    if not parties:
        return _("Signed as %(id)s.") % {"id": entry.id[:8]}
    text = ngettext(
        "Signed as %(id)s; %(n)d office or group may read it.",
        "Signed as %(id)s; %(n)d offices and groups may read it.",
        parties,
    )
    return text % {"id": entry.id[:8], "n": parties}


# Links


@page(Does.CONTRIBUTE)
def contribute_link(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """Link a record to another one, which is looked for on the same page."""
    here = opened(request, entity, "read-profile")
    text = request.GET.get("q", "")[:200]
    form = LinkForm(request.POST or None, reader=request.reader, here=here)
    results = queries.search(request.reader, Query(text), limit=10).results if text else []
    others = [(each.summary.id, _named(each)) for each in results if each.summary.id not in here.members]
    if others:
        form.found(others)
    entry = attempt(form, lambda: _link(request, form)) if request.method == "POST" and form.is_valid() else None
    if entry:
        messages.success(request, signed(entry))
        return redirect("relations", entity)
    context = {"form": form, "profile": here, "text": text, "nothing": bool(text) and not others}
    return render(request, "web/link.html", context)


def _link(request: HttpRequest, form: LinkForm) -> Entry | None:
    there = queries.profile(request.reader, form.cleaned_data["other"])
    if there is None:
        raise ValidationError(_("Nothing here for you."))
    draft = form.draft(there)
    return actions.contribute(request.reader, [draft], form.scope()) if draft else None


def _named(result: Result) -> str:
    it, spec = result.summary, model.schema(result.summary.schema)
    parts = (it.caption, spec.label(lang()) if spec else "", *gist(result.properties), ", ".join(it.owners))
    return " · ".join(part for part in parts if part)


# Correcting and withdrawing


@page(Does.CONTRIBUTE)
def correct(request: HttpRequest, contribution: str, index: int) -> HttpResponse:
    """Replace one statement of the own office; the earlier one stays in the history."""
    statement = _own(request, FragmentRef(contribution, index))
    form = CorrectForm(
        request.POST or None, request.FILES or None,
        reader=request.reader, statement=statement, initial=initial_of(statement),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        entry = attempt(form, lambda: actions.correct(request.reader, statement.ref, form.draft(), why))
        if entry:
            messages.success(request, signed(entry))
            return redirect("profile", statement.entity)
    name = model.caption(statement.schema, statement.properties)
    context = {"form": form, "heading": _("Correct %(name)s") % {"name": name}, "correcting": True}
    context["shaken"] = shaken(request.reader, [statement]).get(statement.ref)
    return render(request, "web/statement.html", context)


def _own(request: HttpRequest, ref: FragmentRef) -> Statement:
    found = [each for each in selected(request, {"ref": [str(ref)]}) if each.ref == ref]
    if not found:
        raise Http404
    return found[0]


@page(Does.CONTRIBUTE)
def retract(request: HttpRequest) -> HttpResponse:
    """Withdraw statements: others no longer see them. Nothing is erased."""
    statements = selected(request, dict(request.GET.lists()))
    if not statements:
        raise Http404
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refs, why = [each.ref for each in statements], form.cleaned_data["why"]
        if entry := attempt(form, lambda: actions.retract(request.reader, refs, why)):
            messages.success(request, signed(entry))
            return redirect("contribution", entry.id)
    context = {
        "form": form,
        "statements": statements,
        "heading": _("Withdraw"),
        "explained": _("Others no longer see these statements. Your office does, marked as withdrawn."),
        "deed": _("Sign and withdraw"),
    }
    return render(request, "web/deed.html", context)


def selected(request: HttpRequest, named: dict[str, Any], withdrawn: bool = False) -> list[Statement]:
    """Statements of the own office that an address names: `c` a contribution, `ref` one of its items, `e` a record.

    `withdrawn`: those that were corrected or withdrawn too.
    """
    found: dict[FragmentRef, Statement] = {}
    for contribution in named.get("c", [])[:5]:
        found |= {each.ref: each for each in _items(request, contribution)}
    for text in named.get("ref", [])[:MOST]:
        found |= {each.ref: each for each in _items(request, text[:32]) if str(each.ref) == text}
    for entity in named.get("e", [])[:5]:
        profile = queries.profile(request.reader, entity)
        found |= {each.ref: each for each in (profile.statements if profile else ())}
    wanted = [each for each in found.values() if each.held and each.schema not in ACTS]
    return [each for each in wanted if withdrawn or each.state == State.CURRENT][:MOST]


def _items(request: HttpRequest, contribution: str) -> tuple[Statement, ...]:
    found = queries.contribution(request.reader, contribution)
    return found.statements if found else ()
