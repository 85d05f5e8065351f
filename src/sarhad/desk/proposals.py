"""Requests and answers as drafted by those who may not send them, until a head of the office signs or refuses."""

from __future__ import annotations

import base64
from dataclasses import asdict, replace
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk import answers, asking
from sarhad.desk.answers import Reply
from sarhad.desk.asking import DRAFTERS, SENDERS, Ask
from sarhad.desk.models import Proposal
from sarhad.desk.writing import name_of
from sarhad.entities.actions import Draft, File
from sarhad.entities.signing import must
from sarhad.kernel.claim import EntityId, FragmentRef, Grade, Handling, Scope
from sarhad.ledger.node import writer


def may_propose(reader: Reader) -> bool:
    return any(reader.may(does) for does in DRAFTERS)


def may_decide(reader: Reader) -> bool:
    return all(reader.may(does) for does in SENDERS)


def propose(reader: Reader, given: Ask | Reply, letter: EntityId = "") -> Proposal:
    """Lay a draft before the head: it is checked as if it were sent, and nothing leaves the office."""
    must(reader, *DRAFTERS)
    with writer():
        before = Proposal.objects.filter(office=reader.office, officer=reader.officer, data=to_json(given))
        if given.once and (known := before.filter(letter=letter).first()):
            return known
        if isinstance(given, Ask):
            asking.check(reader, given)
        else:
            answers.check(reader, letter, given)
        row = Proposal.objects.create(
            office=reader.office, kind="ask" if isinstance(given, Ask) else "answer", letter=letter,
            data=to_json(given), officer=reader.officer, made_at=timezone.now(),
        )  # fmt: skip
        audit.record(reader, "propose", f"{row.pk} {row.kind} {letter}".strip())
    return row


def _rows(reader: Reader) -> QuerySet[Proposal]:
    """Of the reader's office and of the closed ones whose letters it took over."""
    return Proposal.objects.filter(office__in=own_offices(reader, "Letter"))


def proposals(reader: Reader, state: str = Proposal.State.WAITING) -> list[Proposal]:
    """Drafts of the reader's own office, oldest first; of those who may not draft, none."""
    if not may_propose(reader) or not reader.office:
        return []
    return list(_rows(reader).filter(state=state).order_by("made_at", "id"))


def proposal(reader: Reader, id: int) -> Proposal | None:
    if not may_propose(reader) or not 0 < id < 2**63:
        return None
    return _rows(reader).filter(pk=id).first()


def approve(reader: Reader, row: Proposal) -> EntityId:
    """Sign a draft as it stands and send it; returns the request, or the entry of the answer."""
    must(reader, Does.RELEASE)
    with writer():
        row = _waiting(reader, row)
        given = draft_of(row)
        signed = replace(given, signatory=given.signatory or name_of(reader))
        became = (
            asking.ask(reader, signed) if isinstance(signed, Ask) else answers.answer(reader, row.letter, signed).id
        )
        _decide(reader, row, Proposal.State.APPROVED, became=became)
    return became


def refuse_proposal(reader: Reader, row: Proposal, reason: str) -> None:
    must(reader, Does.RELEASE)
    if not reason.strip():
        raise ValidationError(_("Give the reason."))
    with writer():
        _decide(reader, _waiting(reader, row), Proposal.State.REFUSED, reason=reason.strip())


def drop(reader: Reader, row: Proposal) -> None:
    """Take back an own draft that still waits."""
    with writer():
        row = _waiting(reader, row)
        if row.officer != reader.officer:
            raise ValidationError(_("Only who drafted it can take it back."))
        _decide(reader, row, Proposal.State.REFUSED, reason=_("taken back"))


def _waiting(reader: Reader, row: Proposal) -> Proposal:
    found = proposal(reader, row.pk)
    if found is None or found.state != Proposal.State.WAITING:
        raise ValidationError(_("This draft has been decided on already."))
    return found


def _decide(reader: Reader, row: Proposal, state: str, reason: str = "", became: str = "") -> None:
    row.state, row.reason, row.became = state, reason, became
    row.decided_by, row.decided_at = reader.officer, timezone.now()
    row.save()
    audit.record(reader, f"proposal-{state}", f"{row.pk} {row.officer} {became}".strip())


# As text


def to_json(given: Ask | Reply) -> str:
    return orjson.dumps(asdict(given), default=_plain).decode()


def _plain(value: object) -> str | list[Any]:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, tuple):  # named ones
        return list(value)
    raise TypeError


def draft_of(row: Proposal) -> Ask | Reply:
    """What was drafted."""
    data: dict[str, Any] = orjson.loads(row.data)
    data["handling"] = Handling(**data["handling"])
    if row.kind == "ask":
        lists = {name: tuple(data[name]) for name in ("subjects", "to")}
        return Ask(**{**data, **lists, "facts": _refs(data["facts"])})
    statements = tuple(_draft(each) for each in data["statements"])
    return Reply(**{**data, "records": _refs(data["records"]), "statements": statements})


def _refs(pairs: list[list[Any]]) -> tuple[FragmentRef, ...]:
    return tuple(FragmentRef(*pair) for pair in pairs)


def _draft(data: dict[str, Any]) -> Draft:
    data["files"] = tuple(File(name, base64.b64decode(content)) for name, content in data["files"])
    data["grade"] = Grade(*data["grade"]) if data["grade"] else None
    if scope := data["scope"]:
        data["scope"] = Scope(**{**scope, "handling": Handling(**scope["handling"])})
    return Draft(**data)
