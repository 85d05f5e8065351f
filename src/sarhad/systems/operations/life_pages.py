"""Pages of organised groups, trafficking channels and criminal cases.

Every read is recorded; what one may not see answers as what is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities import queries as records
from sarhad.entities.sight import Sight
from sarhad.figures.lives import CASE, CHANNEL, GROUP, Life, life, lives, stages
from sarhad.kernel.claim import EntityId
from sarhad.kernel.names import word_set
from sarhad.ledger.models import Entry
from sarhad.systems.operations import life_actions as acts
from sarhad.systems.operations.life_forms import JoinForm, LifeStepForm, NewLifeForm
from sarhad.systems.operations.life_queries import around, people
from sarhad.web.fields import fields_of
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.present import blocks
from sarhad.web.templatetags.look import schema_plural
from sarhad.web.words import options

KINDS = {"group": GROUP, "channel": CHANNEL}


class Choice(NamedTuple):
    """One value of a filter with how many there are."""

    label: str
    address: str
    count: int
    chosen: bool


# Lists


@page(Does.READ)
def disruptions(request: HttpRequest) -> HttpResponse:
    """Groups and channels, filtered by kind and state, the one that something happened to last first."""
    audit.record(request.reader, "read-groups-and-channels", text=request.GET.get("q", "")[:200])
    sight = Sight(request.reader)
    every = [(kind, each) for kind, schema in KINDS.items() for each in lives(sight, schema)]
    labels = {kind: schema_plural(schema) for kind, schema in KINDS.items()}
    kinds = Filter("kind", _("Kind"), lambda row: row[0], labels)
    states = Filter("state", _("State"), lambda row: _state(row[1]), _words("DisruptionStep"))
    kept, choices = _filtered(request, every, [kinds, states], lambda row: row[1])
    context = {"page": page_of(request, [each for _kind, each in kept], 25), "count": len(kept), "filters": choices}
    return render(request, "operations/disruptions.html", context | _asked(request))


@page(Does.READ)
def cases(request: HttpRequest) -> HttpResponse:
    """Criminal cases by stage; found by their number or name."""
    audit.record(request.reader, "read-cases", text=request.GET.get("q", "")[:200])
    states = Filter("state", _("Stage"), _state, _words("CaseStep"))
    kept, choices = _filtered(request, lives(Sight(request.reader), CASE), [states], lambda each: each)
    context = {"page": page_of(request, kept, 25), "count": len(kept), "filters": choices}
    return render(request, "operations/cases.html", context | _asked(request))


class Filter(NamedTuple):
    name: str  # in the address
    label: str
    value: Callable[[Any], str]
    labels: dict[str, str]  # of its values, in the order in which they stand


def _words(schema: str) -> dict[str, str]:
    return dict(options(schema, "step")) | {"disputed": capfirst(_("disputed")), "": ""}


def _state(each: Life) -> str:
    return "disputed" if each.state.disputed else each.state.step


def _filtered(
    request: HttpRequest, rows: Sequence[Any], filters: Sequence[Filter], of: Callable[[Any], Life]
) -> tuple[list[Any], list[tuple[str, list[Choice]]]]:
    """Rows that fit, the last event first, and each filter's values with how many fit all other filters."""
    text = request.GET.get("q", "").strip()
    named = [row for row in rows if not text or _fits(of(row), text)]
    chosen = {each.name: request.GET.get(each.name, "") for each in filters}
    choices = []
    for each in filters:
        others = [f for f in filters if f is not each]
        fit = [row for row in named if all(_chosen(f, chosen, row) for f in others)]
        choices.append((each.label, _choices(each, Counter(map(each.value, fit)), chosen, text)))
    kept = [row for row in named if all(_chosen(each, chosen, row) for each in filters)]
    return sorted(kept, key=lambda row: (of(row).state.date, of(row).id), reverse=True), choices


def _chosen(each: Filter, chosen: dict[str, str], row: Any) -> bool:
    return chosen[each.name] in ("", each.value(row)) or chosen[each.name] not in each.labels


def _choices(each: Filter, counts: Counter[str], chosen: dict[str, str], text: str) -> list[Choice]:
    def address(code: str) -> str:
        given = chosen | {each.name: "" if code == chosen[each.name] else code, "q": text}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    shown = [code for code in each.labels if code and (counts[code] or code == chosen[each.name])]
    return [Choice(each.labels[code], address(code), counts[code], code == chosen[each.name]) for code in shown]


def _fits(each: Life, text: str) -> bool:
    """Whether a number holds the text, or the names hold all its words, in any script."""
    numbers = (value.casefold() for value in each.values.get("caseNumber", ()))
    names = [each.caption, *each.values.get("name", ()), *each.values.get("alias", ())]
    wanted = word_set([text])
    return any(text.casefold() in number for number in numbers) or bool(wanted and wanted <= word_set(names))


def _asked(request: HttpRequest) -> dict[str, Any]:
    given = {name: request.GET.get(name, "") for name in ("q", "kind", "state")}
    return {"asked": given, "active": any(given.values())}


# One of them


def opened(request: HttpRequest, id: EntityId, *schemata: str) -> Life:
    """The group, channel or case, once the audit says that it was opened; 404 where there is nothing."""
    audit.record(request.reader, "read-cases" if CASE in schemata else "read-groups-and-channels", id)
    found = life(Sight(request.reader), id)
    if found is None or found.schema not in schemata:
        raise Http404
    return found


def _context(request: HttpRequest, found: Life) -> dict[str, Any]:
    sight, about = Sight(request.reader), records.profile(request.reader, found.id)
    names = fields_of(found.schema)
    facts = [each for each in about.facts if each.name in names] if about else []
    near = around(sight, found)
    return {
        "life": found, "around": near, "blocks": blocks(facts, found.schema, request.GET.get("all", "")),
        "operations": {each.id: each for each in near.operations}, "stages": _stages(found),
        "members": people(request.reader, about) if about and found.schema == GROUP else [],
        "steps": acts.may_take(request.reader, found),
    }  # fmt: skip


def _stages(found: Life) -> Iterable[dict[str, Any]]:
    """The stages of such a life, with when each was reached first."""
    schema = acts.STEPS[found.schema]
    named, reached = dict(options(schema, "step")), {each.step: each.date for each in reversed(found.steps)}
    now = "" if found.state.disputed else found.state.step
    dates = reached | ({now: found.state.date} if now else {})
    passed = [step for step in stages(schema) if step in reached or step in USUAL]
    return [
        {"label": named[step], "date": dates.get(step, ""), "done": step in reached, "now": step == now}
        for step in passed
    ]


USUAL = frozenset({"suspected", "active", "dismantled", "opened", "prosecutor", "court", "judged"})
"""Stages that stand on the line before they are reached."""


@page(Does.READ)
def disruption(request: HttpRequest, id: EntityId) -> HttpResponse:
    found = opened(request, id, GROUP, CHANNEL)
    return render(request, "operations/disruption.html", _context(request, found))


@page(Does.READ)
def case(request: HttpRequest, id: EntityId) -> HttpResponse:
    found = opened(request, id, CASE)
    return render(request, "operations/case.html", _context(request, found))


# Acts


@page(Does.CONTRIBUTE)
def disruption_new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise Http404
    heading = _("New group") if kind == "group" else _("New channel")
    return _new(request, KINDS[kind], heading, "disruptions", "disruption")


@page(Does.CONTRIBUTE)
def case_new(request: HttpRequest) -> HttpResponse:
    return _new(request, CASE, _("New case"), "cases", "case")


def _new(request: HttpRequest, schema: str, heading: str, back: str, then: str) -> HttpResponse:
    form = NewLifeForm(request.POST or None, request.FILES or None, reader=request.reader, schema=schema)
    if request.method == "POST" and form.is_valid():
        step, day = (form.cleaned_data.get(name, "") for name in ("step", "since"))
        if id := attempt(form, lambda: acts.record(request.reader, form.draft(), form.scope(), step, day)):
            messages.success(request, _("Signed and on record."))
            return redirect(then, id)
    context = {"form": form, "heading": heading, "back": reverse(back), "case": schema == CASE}
    return render(request, "operations/life_new.html", context)


@page(Does.CONTRIBUTE)
def disruption_step(request: HttpRequest, id: EntityId) -> HttpResponse:
    return _step(request, opened(request, id, GROUP, CHANNEL), "disruption")


@page(Does.CONTRIBUTE)
def case_step(request: HttpRequest, id: EntityId) -> HttpResponse:
    return _step(request, opened(request, id, CASE), "case")


def _step(request: HttpRequest, found: Life, then: str) -> HttpResponse:
    form = LifeStepForm(request.POST or None, reader=request.reader, life=found)

    def deed() -> Entry:
        given = form.cleaned_data
        return acts.take_step(
            request.reader, found, given["step"], given["date"], form.more(), kept=given["kept"]
        )  # fmt: skip

    reached = ", ".join(acts.readers(request.reader, found)) or _("nobody besides your office")
    heading = _("What happened to %(name)s?") % {"name": found.caption}
    return _act(request, found, form, deed, heading, _("It reaches: %(parties)s.") % {"parties": reached}, then)


@page(Does.CONTRIBUTE)
def case_join(request: HttpRequest, id: EntityId) -> HttpResponse:
    """Join a seizure or an operation to a case."""
    found = opened(request, id, CASE)
    form = JoinForm(request.POST or None)
    deed = lambda: acts.join(request.reader, found, form.cleaned_data["record"])
    heading = _("Join to case %(name)s") % {"name": found.caption}
    return _act(request, found, form, deed, heading, _("Figures of the case count what is joined to it."), "case")


def _act(
    request: HttpRequest,
    found: Life,
    form: Form,
    deed: Callable[[], Entry],
    heading: str,
    explained: str,
    then: str,
) -> HttpResponse:
    """One form, one deed, then back to the page of the thing."""
    if request.method == "POST" and form.is_valid() and (entry := attempt(form, deed)):
        messages.success(request, _("Signed as %(id)s.") % {"id": entry.id[:8]})
        return redirect(then, found.id)
    context = {"form": form, "heading": heading, "explained": explained, "deed": SIGN}
    return render(request, "web/act.html", context | {"back": reverse(then, args=[found.id])})


SIGN = pgettext_lazy("a step", "Sign")
