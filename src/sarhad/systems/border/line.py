"""The direct line: what posts on two sides of a border say to each other.

A message is a fragment that these two offices read. That the other one has opened it is its own signed word, a
receipt. What a message is about is a code that each side reads in its language; the text stays as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.queries import known_parties
from sarhad.access.reader import Reader
from sarhad.desk.clocks import instant
from sarhad.desk.writing import name_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import COLUMNS, JOINED, TABLES, Sight, marks
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId, Handling, Scope
from sarhad.ledger.models import State
from sarhad.ledger.node import keystore, writer
from sarhad.ledger.queries import family, heirs, predecessors

THREAD = 100  # messages that a thread shows
RECENT = 400  # messages each way that the list of lines is made of
TOGETHER = 500  # receipts in one entry, for one office
LATE = {True: timedelta(minutes=10), False: timedelta(minutes=60)}
"""Urgent or not: how long the other office has to open a message."""
HANDLING = Handling(level=1)


@dataclass(frozen=True, slots=True)
class Message:
    """What one office said to another."""

    id: EntityId
    sender: str
    to: str
    ours: bool  # sent by the reader's office, or one that it took over from
    purpose: str  # a code of LineMessage's `purpose`
    urgent: bool
    text: str
    author: str
    at: datetime
    opened: datetime | None = None  # by the other office, as it signed
    opened_by: str = ""

    def waits(self, now: datetime) -> int:
        """Minutes that it waits to be opened; 0 if it was."""
        return 0 if self.opened else max(0, int((now - self.at).total_seconds() // 60))

    def late(self, now: datetime) -> bool:
        return not self.opened and now - self.at > LATE[self.urgent]


class Line(NamedTuple):
    """What the reader's office has to say to another one."""

    office: str
    opposite: bool  # at the crossing across the border
    unopened: int  # received, and no receipt signed
    urgent: bool  # one of these is
    late: int  # sent, and not opened in time
    last: Message | None


# Reading


LISTED = f"ledger_term t CROSS JOIN {TABLES}"
IS_ONE = f"t.value = 'LineMessage' AND t.kind = 'list' AND f.id = t.fragment_id AND {JOINED}"


def _own(office: str) -> list[str]:
    return sorted({office, *predecessors(office)})


def _messages(
    sight: Sight, where: str, params: Sequence[object], limit: int, mine: Iterable[str]
) -> list[Statement]:
    """Messages that came last, those sent to `mine` or by them, newest first."""
    rows = sight.through_door(COLUMNS, LISTED, f"{IS_ONE} AND {where}", params, tail=f" DESC LIMIT {limit:d}")
    own = set(mine)
    return [each for each in map(sight.statement, rows) if own & {each.owner, _first(each, "toOffice")}]


def _to(offices: Sequence[str]) -> tuple[str, list[str]]:
    """SQL for “addressed to one of these”; office ids hold no character that LIKE minds."""
    return f"({' OR '.join(['f.data LIKE %s'] * len(offices))})", [f'%"toOffice":["{each}"]%' for each in offices]


def _between(one: Sequence[str], other: Sequence[str]) -> tuple[str, list[str]]:
    """SQL for “from one of these to one of those”."""
    addressed, params = _to(other)
    return f"(s.owner IN ({marks(one)}) AND {addressed})", [*one, *params]


def thread(reader: Reader, other: str) -> list[Message]:
    """The last messages between the reader's office and another one, oldest first; within a second as they came."""
    sight, mine, theirs = Sight(reader), _own(reader.office), _own(other)
    sent, got = _between(mine, theirs), _between(theirs, mine)
    said = _messages(sight, f"({sent[0]} OR {got[0]})", [*sent[1], *got[1]], THREAD, mine)
    return sorted(_with_receipts(sight, said[::-1], mine), key=lambda each: each.at)


def lines(reader: Reader) -> list[Line]:
    """Every office that the reader's has a line with: the opposite crossings, then those with the last word."""
    sight, mine, now = Sight(reader), _own(reader.office), timezone.now()
    addressed, params = _to(mine)
    sent = _messages(sight, f"s.owner IN ({marks(mine)})", mine, RECENT, mine)  # apart: however much others send
    got = _messages(sight, f"s.owner NOT IN ({marks(mine)}) AND {addressed}", [*mine, *params], RECENT, mine)
    said = _with_receipts(sight, [*sent, *got], mine)
    waiting, near = _unopened(sight, mine), opposite(sight, mine)
    found: dict[str, list[Message]] = {each: [] for each in near}
    for each in sorted(said, key=lambda message: message.at, reverse=True):
        found.setdefault(each.to if each.ours else each.sender, []).append(each)
    for office in {each.owner for each in waiting}:
        found.setdefault(office, [])
    return [_line(office, held, waiting, office in near, now) for office, held in found.items()]


def _line(office: str, held: list[Message], waiting: list[Statement], near: bool, now: datetime) -> Line:
    got = [each for each in waiting if each.owner == office]
    late = sum(each.late(now) for each in held if each.ours)
    return Line(office, near, len(got), any(map(_is_urgent, got)), late, held[0] if held else None)


def waiting(reader: Reader) -> list[Line]:
    """Lines on which something has not been opened yet, urgent ones first."""
    sight, mine, now = Sight(reader), _own(reader.office), timezone.now()
    got = _unopened(sight, mine)
    found = [_line(office, [], got, False, now) for office in sorted({each.owner for each in got})]
    return sorted(found, key=lambda each: not each.urgent)


def _unopened(sight: Sight, mine: Sequence[str], senders: Iterable[str] = ()) -> list[Statement]:
    """What was sent to these offices, by `senders` or anybody, and bears no receipt of theirs, oldest first.

    Of each sender the last ones: whoever sends a thousand does not hide another's alarm.
    """
    addressed, params = _to(mine)
    receipt = f"""NOT EXISTS (
        SELECT 1 FROM ledger_edge e JOIN ledger_fragment r ON r.id = e.fragment_id
        JOIN ledger_scope rs ON rs.id = r.scope_id
        WHERE e.target = f.entity AND e.kind = 'LineReceipt.message' AND r.state = {State.CURRENT:d}
        AND rs.owner IN ({marks(mine)}))"""  # noqa: S608
    where = f"s.owner NOT IN ({marks(mine)}) AND {addressed} AND {receipt}"
    given = [*mine, *params, *mine]
    if not senders:
        senders = sorted(
            {owner for (owner,) in sight.through_door("s.owner", LISTED, f"{IS_ONE} AND {where}", given)}
        )
    found = [
        each for owner in senders
        for each in _messages(sight, f"{where} AND s.owner = %s", [*given, owner], TOGETHER, mine)[::-1]
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.stated)


def _with_receipts(sight: Sight, said: Sequence[Statement], mine: Sequence[str]) -> list[Message]:
    """Each with the receipt of the office that it was sent to, or of its heir."""
    receipts = pointing(sight, "LineReceipt.message", [each.entity for each in said])
    may_sign = {to: family(to) for to in {_first(each, "toOffice") for each in said}}
    found = []
    for each in said:
        signed = [by for by in receipts.get(each.entity, []) if by.owner in may_sign[_first(each, "toOffice")]]
        found.append(_message(each, mine, min(signed, key=lambda by: (by.stated, by.ref), default=None)))
    return found


def _message(said: Statement, mine: Sequence[str], receipt: Statement | None) -> Message:
    text, author, purpose = (_first(said, name) for name in ("text", "author", "purpose"))
    return Message(
        said.entity, said.owner, _first(said, "toOffice"), said.owner in mine, purpose, _is_urgent(said), text,
        author, instant(said.stated), instant(receipt.stated) if receipt else None,
        _first(receipt, "author") if receipt else "",
    )  # fmt: skip


def _first(said: Statement, name: str) -> str:
    return next(iter(said.properties.get(name, ())), "")


def _is_urgent(said: Statement) -> bool:
    return _first(said, "urgency") == "urgent" or _first(said, "purpose") == "alarm"


def opposite(sight: Sight, mine: Sequence[str]) -> list[str]:
    """Offices at the crossings that lie opposite those of the reader's office."""
    ids = [id for id, _local in ids_listed(sight, "BorderCrossing")]
    sight.see(ids)
    held = {id: _values(sight, id, "office") for id in ids}
    across = {there for id in ids if held[id] & set(mine) for there in _values(sight, id, "opposite")}
    across |= {id for id in ids for there in _values(sight, id, "opposite") if held.get(there, set()) & set(mine)}
    offices = {office for id in across for office in held.get(id, set())} - set(mine)
    return sorted(set(known_parties(sight.reader).filter(id__in=offices, closed="").values_list("id", flat=True)))


def _values(sight: Sight, entity: EntityId, name: str) -> set[str]:
    return {value for said in sight.statements(entity) for value in said.properties.get(name, ())}


# Writing


def send(
    reader: Reader, to: str, text: str, *, purpose: str = "other", urgent: bool = False, once: str
) -> EntityId:
    """Sign a message to another office. The same sent again with the same `once` is one message.

    Raises PermissionDenied where the role does not allow it, ValidationError where it says nothing or to nobody.
    """
    if not text.strip() and purpose in ("", "other"):
        raise ValidationError(_("Write a message, or choose what it is about."))
    if not known_parties(reader).filter(id=to, kind="office", closed="").exclude(id=reader.office).exists():
        raise ValidationError(_("There is no such office to write to."))
    id = keys.entity_id(keystore().id_key(reader.office), "line", repr((once, to, purpose, urgent, text)))
    now = timezone.now().isoformat(timespec="seconds")
    values = {
        "fromOffice": [reader.office], "toOffice": [to], "purpose": [purpose or "other"], "date": [now],
        "urgency": ["urgent" if urgent else "routine"], "author": [name_of(reader)],
    }  # fmt: skip
    if text.strip():
        values["text"] = [text.strip()]
    with writer():
        if not Sight(reader).statements(id):
            actions.contribute(reader, [Draft("LineMessage", values, id)], Scope(read=(to,), handling=HANDLING))
    return id


def confirm(reader: Reader, other: str, only: EntityId = "") -> int:
    """Sign that messages of another office were opened, all or one; how many had not been so before."""
    with writer():
        sight, mine, theirs = Sight(reader), _own(reader.office), _own(other)
        got = [each for each in _unopened(sight, mine, theirs) if only in ("", each.entity)][:TOGETHER]
        if got:
            to = tuple(sorted({office for each in got for office in _open(each.owner)} - {reader.office}))
            now, author = timezone.now().isoformat(timespec="seconds"), name_of(reader)
            drafts = [
                Draft("LineReceipt", {"message": [each.entity], "date": [now], "author": [author]}) for each in got
            ]
            actions.contribute(reader, drafts, Scope(read=to, handling=HANDLING))
    return len(got)


def _open(office: str) -> set[str]:
    """The office, or if it is closed those that took over from it."""
    return heirs(office) or {office}
