"""What was taken back or corrected after it had been given: each holder is told, removes it and signs that it did.

Nothing of this is kept apart. What is recalled is read from the owner's acts, withdrawals and corrections; who has
removed it, from the holders' receipts. One signed entry of the owner is one recall, however many records it names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import country_of
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.basis import built_on
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.entities.signing import must, offices_of
from sarhad.kernel.calendars import add_working_days
from sarhad.kernel.claim import PUBLIC, FragmentRef, Scope
from sarhad.ledger.models import Entry, Party
from sarhad.ledger.node import writer
from sarhad.ledger.queries import receivers
from sarhad.systems.exchange.taken import Item, corrections, membership_of, withdrawals

TERM = 3  # working days of its country in which a holder removes and signs
SIGNERS = (Does.APPROVE, Does.PROPOSE, Does.RELEASE)  # who speaks for an office here
OUTCOMES = ("removed", "none-made", "partly")
Standing = dict[FragmentRef, list[Statement]]  # own statements by what they were made from


@dataclass(frozen=True, slots=True)
class Receipt:
    """A holder's signed word."""

    ref: FragmentRef
    office: str  # that signed it
    outcome: str  # one of OUTCOMES
    date: str
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class Taken:
    """One entry by which an owner took back or corrected what the reader's office had."""

    ref: FragmentRef  # the first of its items that the office was told of: what a receipt names
    what: str  # release, records, corrected
    owner: str
    day: date
    records: int
    new: tuple[FragmentRef, ...]  # of a correction, what stands now
    ours: tuple[Statement, ...]  # the office's own statements that were made from it
    receipt: Receipt | None
    due: date

    @property
    def late(self) -> bool:
        return self.receipt is None and timezone.localdate() > self.due


@dataclass(frozen=True, slots=True)
class Holder:
    """An office that had been given it, as far as the owner knows the members of its groups."""

    office: str
    before: tuple[str, ...]  # closed offices whose part it took over
    receipt: Receipt | None
    due: date

    @property
    def late(self) -> bool:
        return self.receipt is None and timezone.localdate() > self.due


@dataclass(frozen=True, slots=True)
class Recall:
    """One own entry that took back or corrected something, and everybody who had it."""

    ref: FragmentRef
    what: str
    day: date
    records: tuple[FragmentRef, ...]
    holders: tuple[Holder, ...]

    @property
    def signed(self) -> int:
        return sum(each.receipt is not None for each in self.holders)

    @property
    def late(self) -> tuple[Holder, ...]:
        return tuple(each for each in self.holders if each.late)


# What both sides read


def receipts(sight: Sight) -> dict[str, list[Receipt]]:
    """All that the reader sees, by the contribution that they answer."""
    found: dict[str, list[Receipt]] = defaultdict(list)
    ids = [id for _, id in ids_listed(sight, "RecallReceipt")]
    for said in sight.select("f.id", ids):
        first = {name: values[0] for name, values in said.properties.items() if values}
        day, recall = first.get("date", ""), first.get("recall", "")
        outcome, note, author = (first.get(name, "") for name in ("outcome", "note", "author"))
        found[recall[:32]].append(Receipt(said.ref, said.owner, outcome, day, note, author))
    return found


def _by_entry(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.ref.contribution].append(item)
    return found


def _times(entries: Iterable[str]) -> dict[str, datetime]:
    """When they came to this node: from then on each side could know."""
    return dict(Entry.objects.filter(id__in=list(entries)).values_list("id", "received_at"))


def _what(items: Sequence[Item]) -> str:
    return "corrected" if any(each.what == "corrected" for each in items) else items[0].what


def _due(day: date, office: str) -> date:
    return add_working_days(day, TERM, country_of(office))


# Told to the reader's office


def received(reader: Reader, *, waiting: bool = False, ours: bool = True) -> list[Taken]:
    """What others took back or corrected that the reader's office had, newest first.

    Args:
        waiting: only what nobody has signed for yet.
        ours: with the office's own statements that were made from it.
    """
    sight, offices = Sight(reader), own_offices(reader)
    signed = {id: [r for r in every if r.office in offices] for id, every in receipts(sight).items()}
    entries = _by_entry(each for each in (*withdrawals(sight), *corrections(sight)) if not each.held)
    entries = {id: items for id, items in entries.items() if not (waiting and signed.get(id))}
    times = _times(entries)
    names = (name for items in entries.values() for each in items for name in each.records)
    standing = built_on(reader, names) if ours else {}
    days = {id: timezone.localdate(at) for id, at in times.items()}
    ends = {day: _due(day, reader.office) for day in set(days.values())}
    found = [_taken(items, days[id], ends[days[id]], signed.get(id, []), standing) for id, items in entries.items()]
    return sorted(found, key=lambda each: (each.day, str(each.ref)), reverse=True)


def _taken(items: Sequence[Item], day: date, due: date, signed: Sequence[Receipt], standing: Standing) -> Taken:
    names = list(dict.fromkeys(name for each in items for name in each.records))
    built = {each.ref: each for name in names for each in standing.get(name, ())}
    return Taken(
        ref=min(each.ref for each in items),
        what=_what(items),
        owner=items[0].owner,
        day=day,
        records=len(names),
        new=tuple(sorted(each.ref for each in items if each.what == "corrected")),
        ours=tuple(built.values()),
        receipt=signed[0] if signed else None,
        due=due,
    )


def may_sign(reader: Reader) -> bool:
    return reader.may(Does.CONTRIBUTE) and any(reader.may(does) for does in SIGNERS)


def sign_removal(reader: Reader, recall: FragmentRef, outcome: str, note: str = "") -> Entry:
    """Sign, for the office, that what was recalled or corrected is removed; the owner reads it.

    Raises ValidationError where nothing waits under this name, or where what went further is not told.
    """
    must(reader, *SIGNERS)
    if outcome not in OUTCOMES:
        raise ValidationError(_("Say what was done with the copies."))
    if outcome == "partly" and not note.strip():
        raise ValidationError(_("Say to whom it went further, so that the owner can ask them."))
    values = {"recall": str(recall), "date": timezone.localdate().isoformat(), "office": reader.office}
    values |= {"outcome": outcome, "note": note.strip(), "author": reader.officer}
    draft = Draft("RecallReceipt", {name: [value] for name, value in values.items() if value})
    with writer():
        found = next((each for each in received(reader, waiting=True, ours=False) if each.ref == recall), None)
        if found is None:
            raise ValidationError(_("Nothing waits for your office under this name."))
        entry = actions.contribute(reader, [draft], Scope(read=tuple(offices_of(found.owner))))
        audit.record(reader, "sign-removal", str(recall))
    return entry


# Told by the reader's office


def given(reader: Reader) -> list[Recall]:
    """What the reader's office took back or corrected and somebody had, newest first, with everybody's receipt."""
    sight, ours = Sight(reader), own_offices(reader)
    signed = receipts(sight)
    entries = _by_entry(each for each in (*withdrawals(sight), *corrections(sight)) if each.held)
    times, members = _times(entries), membership_of(sight)
    closed = set(Party.objects.exclude(closed="").values_list("id", flat=True))
    due, found = lru_cache(maxsize=None)(_due), []
    for id, items in entries.items():
        day = timezone.localdate(times[id])
        parties = {party for each in items for party in each.parties} - {PUBLIC}
        offices = {office for party in parties for office in members(party, times[id])}
        holders = _holders(offices, closed, ours, signed.get(id, []), partial(due, day))
        if holders:
            names = tuple(dict.fromkeys(name for each in items for name in each.records))
            found.append(Recall(min(each.ref for each in items), _what(items), day, names, holders))
    return sorted(found, key=lambda each: (each.day, str(each.ref)), reverse=True)


def _holders(
    offices: set[str], closed: set[str], ours: set[str], signed: Sequence[Receipt], due: Callable[[str], date]
) -> tuple[Holder, ...]:
    """Open offices, each with the closed ones whose part it took over; what these had signed counts."""
    before: dict[str, set[str]] = {office: set() for office in offices - closed}
    for gone in offices & closed:
        for heir in receivers(gone) - closed:
            before.setdefault(heir, set()).add(gone)
    rows = []
    for office in sorted(before.keys() - ours):
        by = next((each for each in signed if each.office in {office, *before[office]}), None)
        rows.append(Holder(office, tuple(sorted(before[office])), by, due(office)))
    return tuple(rows)


def late(reader: Reader) -> list[tuple[Recall, Holder]]:
    """Who has not signed in time for what the reader's office took back."""
    return [(each, holder) for each in given(reader) for holder in each.late]
