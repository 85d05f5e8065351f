"""Reading requests. Every read is recorded; what one may not see is not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk import queries
from sarhad.desk.proposals import proposals
from sarhad.desk.records import Answered, Leg, Request, Step
from sarhad.desk.requests import may_answer, may_propose, may_take
from sarhad.desk.sides import addressees
from sarhad.entities.records import Profile, Summary
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.naming import resolve
from sarhad.systems.exchange import letter as paper
from sarhad.web import sharing
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.sharing import Release
from sarhad.web.templatetags.look import day

BOXES = {
    "in": gettext_lazy("To answer"),
    "out": gettext_lazy("Asked by us"),
    "through": gettext_lazy("Passing through"),
}
STATES = {
    "open": gettext_lazy("Waiting"),
    "late": gettext_lazy("Late"),
    "answered": gettext_lazy("Answered"),
    "": gettext_lazy("All"),
}


class Row(NamedTuple):
    """One letter in a list."""

    request: Request
    leg: Leg


# Lists


@page(Does.READ)
def requests(request: HttpRequest) -> HttpResponse:
    """Letters with questions: to us, from us, through us; those that wait first, by the day they are due."""
    box = request.GET.get("box", "in")
    box = box if box in BOXES else "in"
    state = request.GET.get("state", "" if request.GET else "open")
    audit.record(request.reader, "read-requests", box)
    narrow = {name: request.GET.get(name, "") for name in ("office", "since", "until")}
    waiting = state if state in {"open", "late"} else ""
    found = rows_of(queries.requests(request.reader, box, waiting, **narrow))
    kept = [row for row in found if fits(row.leg, state, request.GET.get("outcome", ""))]
    context = {
        "box": box, "state": state, "states": STATES.items(), **tabs(request.reader),
        "page": page_of(request, kept, 30), "count": len(kept), "filters": _filters(request),
    }  # fmt: skip
    return render(request, "exchange/requests.html", context)


def tabs(reader: Reader) -> dict[str, Any]:
    """What the tabs above letters, drafts, journal and balance show."""
    return {"places": BOXES.items(), "may_ask": may_propose(reader), "drafts": len(proposals(reader))}


def rows_of(found: Sequence[Request]) -> list[Row]:
    """Letters as lists show them: each office asked on a line of its own."""
    every = [Row(each, leg) for each in found for leg in each.legs]
    return sorted(every, key=lambda row: queries.by_due(row.leg))


def fits(leg: Leg, state: str, outcome: str) -> bool:
    """Whether a letter stands as the address asks for."""
    waiting = not leg.state.stopped
    states = {
        "open": waiting, "late": waiting and leg.late, "answered": not waiting, "": True,
        "was-late": leg.late, "told": any(each.step == "outcome" for each in leg.steps),
    }  # fmt: skip
    return states.get(state, True) and outcome in {"", leg.state.outcome}


def _filters(request: HttpRequest) -> str:
    """What narrows the list besides its tabs, in words."""
    given = [request.GET.get(name, "") for name in ("office", "outcome", "since", "until")]
    return " · ".join(day(each) if each[:2] == "20" else each for each in given if each)


# One request


class Side(NamedTuple):
    """One office asked, as the page of a request shows it."""

    leg: Leg
    events: list[Event]
    replies: list[Given]
    steps: list[str]  # that the reader's office can take
    may_answer: bool
    may_register: bool
    box: str


class Event(NamedTuple):
    """A line of the history of a letter."""

    at: str
    office: str
    code: str  # a step, or "asks-time", "interim"
    text: str
    due: str


class Given(NamedTuple):
    """An answer with what is released with it."""

    answer: Answered
    releases: list[Release]
    subjects: list[Summary]
    may_register: bool


def opened(request: HttpRequest, id: EntityId) -> Request:
    """The request, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, "read-request", id)
    found = queries.request(request.reader, id)
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def request_page(request: HttpRequest, id: EntityId) -> HttpResponse:
    """A request with what became of it at each office; for the asker all answers beside each other."""
    reader, found = request.reader, opened(request, id)
    sight = Sight(reader)
    sides = [_side(reader, sight, leg) for leg in found.legs]
    context = {
        "request_": found, "sides": sides, "box": sides[0].box,
        "subjects": sight.summaries(found.subjects), "case": next(iter(sight.summaries([found.case])), None),
        "basis": next(iter(sight.summaries([found.legal_basis])), None),
        "ends": _ends(sides) if found.held else [],
        "late": [side.leg for side in sides if side.leg.late and not side.leg.state.stopped],
        "answered": sum(bool(side.leg.state.stopped) for side in sides),
    }  # fmt: skip
    return render(request, "exchange/request.html", context)


def _ends(sides: Sequence[Side]) -> list[str]:
    return [step for step in ("closed", "withdrawn") if any(step in side.steps for side in sides)]


def _side(reader: Reader, sight: Sight, leg: Leg) -> Side:
    mine, box = own_offices(reader), queries.box_of(reader, leg)
    registered = any(each.office in mine for each in leg.receipts)
    able = reader.may(Does.CONTRIBUTE)
    return Side(
        leg, _events(leg), [_given(reader, sight, each) for each in leg.replies], may_take(reader, leg),
        may_answer(reader, leg), able and box != "out" and not registered and not leg.state.ended, box,
    )  # fmt: skip


def _events(leg: Leg) -> list[Event]:
    """What happened, in order; a registration is told with the step that it goes with."""
    numbers = {(each.office, each.date): each.number for each in leg.receipts}
    found = [_event(leg, each, numbers) for each in leg.steps]
    interim = [each for each in leg.replies if each.outcome == "interim"]
    found += [Event(each.date, each.office, "interim", each.number, "") for each in interim]
    return sorted(found, key=lambda each: each.at)


def _event(leg: Leg, step: Step, numbers: Mapping[tuple[str, str], str]) -> Event:
    code, text = step.step, step.note
    if code == "extended" and step.office in addressees(leg.to):
        code = "asks-time"
    if code in {"received", "passed-on"} and (number := numbers.get((step.office, step.date))):
        text = _("registered as %(number)s") % {"number": number}
    return Event(step.date, step.office, code, text, step.due)


def _given(reader: Reader, sight: Sight, answer: Answered) -> Given:
    refs = [FragmentRef.parse(each) for each in answer.grants]
    rows = list(sharing.grants(reader).filter(id__in=resolve(refs))) if refs else []
    mine = own_offices(reader)
    carried = queries.letter_of(reader, answer.letter)
    unregistered = (
        carried is not None and carried.to in mine and not any(e.office in mine for e in carried.receipts)
    )
    return Given(
        answer, sharing.told(reader, rows), sight.summaries(answer.subjects),
        unregistered and reader.may(Does.CONTRIBUTE),
    )  # fmt: skip


@page(Does.READ)
def letter(request: HttpRequest, letter: EntityId) -> HttpResponse:
    """A request or an answer on paper, in English or Russian (`?lang=`)."""
    audit.record(request.reader, "print-letter", letter)
    leg = queries.letter_of(request.reader, letter)
    if leg is None:
        raise Http404
    chosen = paper.language(request.GET.get("lang", ""))
    data = paper.letter(request.reader, leg, chosen)
    if data is None:
        text = _("Ask %(owner)s first: its handling lets nobody else print this.")
        messages.warning(request, text % {"owner": leg.asker})
        return redirect("requests")
    response = HttpResponse(data, content_type="application/pdf")
    name = f"{leg.number.replace('/', '-')}-{chosen}.pdf"
    response["Content-Disposition"] = content_disposition_header(False, name)
    return response


# Home and profiles


def asked_about(reader: Reader, profile: Profile) -> list[Row]:
    """The own office's letters about a record, and for a criminal case those made for it; newest first."""
    found = {each.id: each for each in queries.about(reader, profile.members)}
    if profile.schema == "CriminalCase":
        found |= {each.id: each for member in profile.members for each in queries.of_case(reader, member)}
    return [Row(each, leg) for each in found.values() for leg in each.legs][:8]


def home_cards(reader: Reader) -> dict[str, Any]:
    """Requests to answer, the nearest term first; answers that came; drafts that wait for the head."""
    waiting, came = queries.due(reader), queries.came(reader)
    return {
        "to_answer": rows_of(waiting)[:8], "to_answer_count": len(waiting),
        "answers": [Row(each, leg) for each in came for leg in each.legs if leg.replies][:6],
        "drafts": proposals(reader) if reader.may(Does.RELEASE) else [],
    }  # fmt: skip
