"""Pages on which an officer asks, answers, takes a step, or decides on a draft."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk import asking, clocks, giving, queries
from sarhad.desk import requests as desk
from sarhad.desk.answers import wanted
from sarhad.desk.models import Proposal
from sarhad.desk.proposals import draft_of, proposal, proposals
from sarhad.desk.records import Leg
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.models import Entry
from sarhad.systems.exchange import candidates
from sarhad.systems.exchange.forms import AnswerForm, ApproveForm, AskForm, EndForm, StepForm
from sarhad.systems.exchange.standing import may_ask, may_receive
from sarhad.systems.exchange.views import opened, tabs
from sarhad.web.forms import WhyForm, attempt
from sarhad.web.gate import page

DRAFTERS = (Does.RELEASE, Does.PROPOSE, Does.JUDGE)


# Asking


@page(*DRAFTERS)
def new(request: HttpRequest) -> HttpResponse:
    """A request: written, looked at as the others will read it, then signed or laid before the head.

    The address names what it is about: `e` (records), `hit` (own~other), `pointer` (token), `record` (of which
    further release is asked).
    """
    about = candidates.about(request.reader, request.GET)
    if about is None:
        raise Http404
    if about.named:
        audit.record(request.reader, "read-profile", " ".join(about.subjects)[:200])
    form = AskForm(
        request.POST or None, reader=request.reader, statements=about.statements, release=bool(about.record),
        initial=about.initial,
    )  # fmt: skip
    context = {"form": form, "about": about, "subjects": Sight(request.reader).summaries(about.subjects)}
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        return render(request, "exchange/new.html", context)
    given = form.ask(subjects=about.subjects, pointer=about.pointer, record=about.record)
    if refused := _refused(request.reader, given, None):
        form.add_error(None, refused)
        return render(request, "exchange/new.html", context)
    if attempt(form, lambda: asking.check(request.reader, given) or True) is None:
        return render(request, "exchange/new.html", context)
    return _preview(request, form, given, context)


def _preview(request: HttpRequest, form: AskForm, given: desk.Ask, context: dict[str, Any]) -> HttpResponse:
    """What goes out, before it does; with `send` it does."""
    heads = desk.may_decide(request.reader)
    signing = ApproveForm(request.POST if "send" in request.POST else None, request=request) if heads else None
    if "send" in request.POST and (signing is None or signing.is_valid()):
        if heads:
            id = attempt(form, lambda: desk.ask(request.reader, given))
            if id:
                messages.success(request, _("The request is numbered, signed and sent."))
                return redirect("request", id)
        elif row := attempt(form, lambda: desk.propose(request.reader, given)):
            messages.success(request, _("Laid before the head of the office. Nothing has left it yet."))
            return redirect("approval", row.pk)
        return render(request, "exchange/new.html", context)
    kept = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_KEPT]
    context |= {
        "given": given, "kept": kept, "signing": signing, "letters": letters_of(given),
        "facts": giving.statements(request.reader, given.facts),
    }  # fmt: skip
    return render(request, "exchange/preview.html", context)


NOT_KEPT = {"csrfmiddlewaretoken", "send", "edit", "password"}


def letters_of(given: desk.Ask) -> list[tuple[str, str]]:
    """(office, last day) of each letter that would go out now."""
    return [(to, given.due or clocks.answer_by(timezone.now(), given.urgency, to)) for to in sorted(given.to)]


# Answering


@page(*DRAFTERS)
def answer(request: HttpRequest, letter: EntityId) -> HttpResponse:
    """Reply to one letter; what is chosen is released with the answer."""
    reader, leg = request.reader, _letter(request, letter)
    if not desk.may_answer(reader, leg):
        raise Http404
    found = opened(request, _request_of(leg))
    held = candidates.for_answer(reader, leg, found)
    asked = wanted(reader, leg)
    form = AnswerForm(request.POST or None, leg=leg, statements=held, initial={"level": 1, "asked": asked})
    heads = desk.may_decide(reader)
    posted = request.POST if request.method == "POST" else None
    signing = ApproveForm(posted, request=request) if heads else None
    if request.method == "POST" and form.is_valid() and (signing is None or signing.is_valid()):
        more = [each.ref for each in candidates.held(reader, form.entities())]
        given = form.reply_of(more)
        if refused := _refused(reader, given, leg):
            form.add_error(None, refused)
        elif heads:
            if attempt(form, lambda: desk.answer(reader, letter, given)):
                messages.success(request, _("The answer is numbered, signed and sent."))
                return redirect("request", found.id)
        elif row := attempt(form, lambda: desk.propose(reader, given, letter)):
            messages.success(request, _("Laid before the head of the office. Nothing has left it yet."))
            return redirect("approval", row.pk)
    context = {"form": form, "signing": signing, "leg": leg, "request_": found, "held": held}
    return render(request, "exchange/answer.html", context | _asked(reader, asked))


def _asked(reader: Reader, asked: str) -> dict[str, Any]:
    """The record of which further release is asked, and to whom, as templates take it."""
    record, _blank, to = asked.partition(" ")
    return {"asked_record": giving.statement(reader, record) if record else None, "asked_to": to}


def _refused(reader: Reader, given: desk.Ask | desk.Reply, leg: Leg | None) -> list[str]:
    """What the standing of others does not let the office ask or give; looked at again when a head signs."""
    if isinstance(given, desk.Ask):
        return [text for to in given.to if (text := may_ask(reader, to, given.via))]
    to = [leg.asker] if leg and given.records else []
    to += given.asked.split()[1:] if given.outcome == "full" else []
    return may_receive(reader, to, given.handling)


def _letter(request: HttpRequest, letter: EntityId) -> Leg:
    leg = queries.leg_of(request.reader, letter)
    if leg is None:
        raise Http404
    return leg


def _request_of(leg: Leg) -> EntityId:
    return next(iter(leg.statements[-1].properties.get("about", ())), leg.letter)


# Steps


@page(Does.CONTRIBUTE)
@require_POST
def register(request: HttpRequest, letter: EntityId) -> HttpResponse:
    """Give a letter its incoming number."""
    form = WhyForm({})
    entry = attempt(form, lambda: desk.register(request.reader, letter))
    if entry is None:
        raise Http404
    messages.success(request, _("Registered: it stands in the journal."))
    return _back(request, letter)


def _back(request: HttpRequest, letter: EntityId) -> HttpResponse:
    leg = queries.letter_of(request.reader, letter)
    question = queries.leg_of(request.reader, leg.in_reply_to) if leg and leg.in_reply_to else leg
    return redirect("request", _request_of(question)) if question else redirect("requests")


@page(Does.CONTRIBUTE)
def step(request: HttpRequest, letter: EntityId) -> HttpResponse:
    """Take a step about one letter."""
    leg = _letter(request, letter)
    found = opened(request, _request_of(leg))
    steps = desk.may_take(request.reader, leg)
    if not steps:
        raise Http404
    wanted = request.GET.get("step", "")
    initial = {"step": wanted if wanted in steps else steps[0], "due": leg.asks_until[:10]}
    form = StepForm(request.POST or None, steps=steps, initial=initial)

    def deed() -> Entry:
        given = form.cleaned_data
        return desk.step(request.reader, letter, given["step"], given["note"], given.get("due", ""))

    return _act(request, found.id, form, deed, _("Letter %(number)s") % {"number": leg.number}, _("Sign the step"))


@page(*DRAFTERS)
def end(request: HttpRequest, id: EntityId) -> HttpResponse:
    """Close or withdraw a request at every office asked."""
    found, step = opened(request, id), request.GET.get("step", "closed")
    if not found.held or step not in {"closed", "withdrawn"}:
        raise Http404
    form = EndForm(request.POST or None)
    closing = step == "closed"
    heading = _("Close the request") if closing else _("Withdraw the request")
    button = _("Sign and close") if closing else _("Sign and withdraw")
    return _act(
        request, id, form, lambda: desk.end(request.reader, id, step, form.cleaned_data["note"]), heading, button
    )


def _act(
    request: HttpRequest, id: EntityId, form: forms.Form, deed: Callable[[], Any], heading: str, button: str
) -> HttpResponse:
    """One form, one deed, then back to the request."""
    if request.method == "POST" and form.is_valid() and attempt(form, deed):
        messages.success(request, _("Signed."))
        return redirect("request", id)
    context = {"form": form, "heading": heading, "deed": button, "back": reverse("request", args=[id])}
    return render(request, "web/act.html", context)


# Drafts that wait for the head


@page(*DRAFTERS)
def approvals(request: HttpRequest) -> HttpResponse:
    """What officers drafted and nobody has signed yet; below, what was decided lately."""
    audit.record(request.reader, "read-requests")
    decided = [
        each for state in (Proposal.State.REFUSED, Proposal.State.APPROVED)
        for each in proposals(request.reader, state)[-20:]
    ]  # fmt: skip
    decided.sort(key=lambda each: each.decided_at, reverse=True)
    waiting = _drafted(proposals(request.reader))
    context = {"waiting": waiting, "decided": _drafted(decided[:20]), **tabs(request.reader)}
    return render(request, "exchange/approvals.html", context)


def _drafted(rows: Sequence[Proposal]) -> list[tuple[Proposal, Any]]:
    return [(row, draft_of(row)) for row in rows]


@page(*DRAFTERS)
def approval(request: HttpRequest, number: int) -> HttpResponse:
    """One draft, as it would go out; a head signs or refuses it."""
    reader = request.reader
    row = proposal(reader, number)
    if row is None:
        raise Http404
    audit.record(reader, "read-requests", f"#{number}")
    given, waiting = draft_of(row), row.state == Proposal.State.WAITING
    decides = waiting and desk.may_decide(reader)
    signing = ApproveForm(request.POST if "approve" in request.POST else None, request=request)
    refusing = WhyForm(request.POST if "refuse" in request.POST else None, prefix="refuse")
    leg = queries.leg_of(reader, row.letter) if row.letter else None
    if request.method == "POST" and waiting and (answer := _decision(request, row, signing, refusing, leg)):
        return answer
    asked = isinstance(given, desk.Ask)
    context = {
        "row": row, "given": given, "asked": asked, "leg": leg, "decides": decides, "signing": signing,
        "refusing": refusing, "own": waiting and row.officer == reader.officer,
        "request_": queries.request(reader, _request_of(leg)) if leg else None,
        "letters": letters_of(given) if asked else (),
        "subjects": Sight(reader).summaries(given.subjects) if asked else (),
        "facts": shown(request, given),
    }  # fmt: skip
    further = "" if asked or given.outcome != "full" else given.asked
    return render(request, "exchange/approval.html", context | _asked(reader, further))


def shown(request: HttpRequest, given: desk.Ask | desk.Reply) -> list[Statement]:
    return giving.statements(request.reader, given.facts if isinstance(given, desk.Ask) else given.records)


def _decision(
    request: HttpRequest, row: Proposal, signing: ApproveForm, refusing: WhyForm, leg: Leg | None
) -> HttpResponse | None:
    reader = request.reader
    if "approve" in request.POST and signing.is_valid():
        if refused := _refused(reader, draft_of(row), leg):
            signing.add_error(None, refused)
        elif attempt(signing, lambda: desk.approve(reader, row)):
            messages.success(request, _("Numbered, signed and sent."))
            return redirect("approvals")
    elif "refuse" in request.POST and refusing.is_valid():
        attempt(refusing, lambda: desk.refuse_proposal(reader, row, refusing.cleaned_data["why"]) or True)
        if not refusing.errors:
            messages.success(request, _("Refused. Nothing has left the office."))
            return redirect("approvals")
    elif "drop" in request.POST:
        attempt(refusing, lambda: desk.drop(reader, row) or True)
        messages.success(request, _("Taken back."))
        return redirect("approvals")
    return None
