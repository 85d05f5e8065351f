"""A request or an answer as an official letter, PDF, in English or Russian: numbers and dates of both offices,
handling, room for stamp and signature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarhad.access import handling as may
from sarhad.access.handling import TLP_LABELS, Use
from sarhad.access.reader import Reader
from sarhad.desk import queries
from sarhad.desk.records import Answered, Leg, Request
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Handling
from sarhad.kernel.papers import is_rtl, pdf
from sarhad.ledger.models import Party
from sarhad.systems.exchange.words import due_words
from sarhad.web.templatetags.look import day, lang, party_name
from sarhad.web.words import option

TEMPLATE = Path(__file__).parent / "letter.typ"
FREELY = (may.Answer.YES, may.Answer.MARKED)


def language(asked: str) -> str:
    """One of the languages that we speak: the one asked for, else the page's."""
    return asked if asked in dict(settings.LANGUAGES) else lang()


def may_print(handling: Handling, held: bool) -> bool:
    """Whether its handling lets this reader put it on paper."""
    return may.may(Use.EXPORT, handling, held) in FREELY


def letter(reader: Reader, leg: Leg, to: str) -> bytes | None:
    """The PDF in a language; None where the handling does not let the reader print what the letter carries."""
    asked = queries.leg_of(reader, leg.in_reply_to) if leg.in_reply_to else leg
    request = queries.request(reader, asked.letter) if asked else None
    answer = next((each for each in asked.replies if each.letter == leg.letter), None) if asked else None
    carried = answer if leg.in_reply_to else request if request and request.readable else None
    if carried and not may_print(carried.handling, carried.held):
        return None
    with translation.override(to):
        return pdf(TEMPLATE, content(reader, leg, request, answer, asked))


def content(
    reader: Reader, leg: Leg, request: Request | None, answer: Answered | None, asked: Leg | None
) -> dict[str, Any]:
    """Everything that the sheet says, in the active language, as `letter.typ` takes it."""
    readable = answer if leg.in_reply_to else request if request and request.readable else None
    handling = readable.handling if readable else leg.statements[-1].handling
    received = next((each for each in leg.receipts if each.office == leg.to), None)
    return {
        "lang": lang(),
        "title": leg.number,
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "sender": _office(leg.asker), "receiver": _office(leg.to), "through": _office(leg.via) if leg.via else "",
        "labels": {
            "to": _("To"), "through": _("Through"), "number": _("No."), "of": _("of"),
            "incoming": _("Incoming No."),
            "stamp": _("Place for the stamp"), "signature": _("signature"), "handling": _("Handling"),
        },
        "number": leg.number, "date": day(leg.date),
        "incoming": f"{received.number}, {day(received.date)}" if received else "",
        "reply_to": _("In reply to No. %(number)s of %(day)s") % {"number": asked.number, "day": day(asked.date)}
        if leg.in_reply_to and asked else "",
        "handling": " ".join(each for each in (f"H{handling.level}", handling.secrecy) if each),
        "conditions": handling.text, "tlp": TLP_LABELS.get(handling.tlp, ""),
        "kind": _("Answer") if leg.in_reply_to else _("Request"),
        "about": _about(request),
        "body": [{"text": each, "rtl": is_rtl(each)} for each in _body(request, answer, leg) if each],
        "lines": [
            {"label": label, "text": text} for label, text in _lines(reader, request, answer, asked, leg) if text
        ],
        "signatory": leg.signatory,
        "printed": _("Printed %(at)s UTC by %(office)s")
        % {"at": date_format(timezone.localtime(), "DATETIME_FORMAT"), "office": reader.office},
    }  # fmt: skip


def _about(request: Request | None) -> str:
    """Its title, unless that is only the beginning of the question."""
    if request is None or not request.readable:
        return _("The text of this letter is for its receiver alone.")
    return "" if request.question.startswith(request.name.rstrip("…")) else request.name


def _office(office: str) -> str:
    name = party_name(Party.objects.filter(id=office).first())
    return f"{name} ({office})" if name else office


def _body(request: Request | None, answer: Answered | None, leg: Leg) -> list[str]:
    if leg.in_reply_to:
        return [answer.text] if answer else []
    return [request.question] if request and request.readable else []


def _lines(
    reader: Reader, request: Request | None, answer: Answered | None, asked: Leg | None, leg: Leg
) -> list[tuple[str, str]]:
    """What stands below the text, label by label."""
    if leg.in_reply_to:
        if answer is None:
            return []
        released = str(len(answer.grants)) if answer.grants else ""
        return [
            (_("Outcome"), option("Answer", "outcome", answer.outcome)),
            (_("Reason for refusal"), answer.refusal),
            (_("Legal basis"), answer.legal_basis),
            (_("Releases that go with it"), released),
        ]
    if request is None or not request.readable:
        return []
    basis = Sight(reader).summary([request.legal_basis]) if request.legal_basis else None
    return [
        (_("Kind"), option("Request", "requestType", request.kind)),
        (_("Urgency"), option("Request", "urgency", request.urgency)),
        (
            _("Answer by"),
            due_words(asked.clock._replace(now=asked.clock.due, stopped=True)) if asked and asked.clock else "",
        ),
        (_("Purpose"), request.purpose),
        (_("Legal basis"), basis.caption if basis else request.legal_text),
        (_("Release to"), _office(request.release_to) if request.release_to else ""),
        (_("Contact"), request.contact),
    ]
