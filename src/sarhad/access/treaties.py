"""Agreements and where each state stands with them, as far as a reader sees what offices say of that.

Of a state only its own offices may speak, and a centre as the depositary of all. What is unknown or contradictory
does not bind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson
from django.utils import timezone
from django.utils.translation import get_language

from sarhad.access.handling import SECRECY_MARKS
from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, FragmentRef
from sarhad.ledger.models import Fragment, Party
from sarhad.ledger.naming import names_of

PROTECTED = "protected"  # the code of Instrument's `covers` that the gate asks for
CENTRE = "centre"  # the sort of office that keeps agreements for all their states
IN_FORCE, ENDED = "in-force", frozenset({"suspended", "denounced"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a state, as an office that may speak for it says."""

    instrument: EntityId
    state: str  # country code
    status: str
    date: str  # ISO 8601 at its own precision
    office: str  # that states it
    by_state: bool  # by an office of that state; else by the depositary, a centre
    reservation: str
    ref: FragmentRef


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a state stands with one agreement, as the steps that a reader sees come to."""

    status: str  # "": nobody who may speak for it says anything
    date: str
    bound: bool
    disputed: bool  # the state and the depositary contradict each other
    coming: str  # the day from which it will be in force, where that is ahead
    steps: tuple[Step, ...]  # oldest first

    @property
    def reservations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(step.reservation for step in self.steps if step.reservation))


class Instrument(NamedTuple):
    """An agreement, as those say who may: the depositary, or an office of the state that asks."""

    id: EntityId
    names: tuple[str, ...]
    covers: frozenset[str]
    maximum: str  # the highest secrecy mark that it allows; "": any
    standing: dict[str, Standing]  # by country code

    @property
    def name(self) -> str:
        """In the reader's language, if it has a name in its letters."""
        russian = (get_language() or "en").startswith("ru")
        fitting = [name for name in self.names if bool(model.LATIN.search(name)) != russian]
        return (fitting or [*self.names, self.id[:8]])[0]

    def admits(self, mark: str) -> bool:
        """Whether it lets what bears this mark be exchanged. Marks without a common order: only the same one."""
        if not self.maximum or mark == self.maximum:
            return True
        known = {mark, self.maximum} <= set(SECRECY_MARKS)
        return known and SECRECY_MARKS.index(mark) <= SECRECY_MARKS.index(self.maximum)


NONE = Standing("", "", False, False, "", ())


# Reading them


def instruments(reader: Reader, home: str = "") -> list[Instrument]:
    """Every agreement that the reader sees, with the standing of each state that anybody speaks for.

    Args:
        home: the state whose offices' word counts for what an agreement covers, beside the depositary's.
    """
    today = timezone.localdate().isoformat()
    offices = {party.id: party for party in Party.objects.filter(kind="office")}
    steps: dict[tuple[EntityId, str], list[Step]] = defaultdict(list)
    for step in _steps(reader, offices):
        steps[step.instrument, step.state].append(step)
    found = []
    for id, said in _listed(reader, "Instrument").items():
        all_said = [(party, values) for party, _row, values in _by(said, offices)]
        own = [values for party, values in all_said if keeps(party) or (home and party.country == home)]
        standing = {state: fold(every, today) for (of, state), every in sorted(steps.items()) if of == id}
        named = own or [values for _party, values in all_said]
        names = tuple(sorted({name for values in named for name in values.get("name", ())}))
        found.append(Instrument(id, names, _covered(own), _maximum(own), standing))
    return sorted(found, key=lambda each: (each.names, each.id))


def fold(steps: Sequence[Step], today: str) -> Standing:
    """Of a state and of the depositary, each one's last step by date counts; an end by either of them ends it."""
    order = sorted(steps, key=lambda step: (step.date, _stage(step.status), step.office, step.ref))
    past = [step for step in order if step.date and step.date <= today[: len(step.date)]]
    last = {step.by_state: step for step in past}
    newest = max(last.values(), key=lambda step: (step.date, _stage(step.status)), default=None)
    statuses = {step.status for step in last.values()}
    ahead = [step.date for step in order if step.status == IN_FORCE and step.date > today[: len(step.date)]]
    return Standing(
        status=newest.status if newest else "",
        date=newest.date if newest else "",
        bound=IN_FORCE in statuses and not statuses & ENDED,
        disputed=IN_FORCE in statuses and bool(statuses & ENDED),
        coming=min(ahead, default=""),
        steps=tuple(order),
    )


def _stage(status: str) -> int:
    spec = model.schema("InstrumentParty")
    known = list(spec.properties["partyStatus"].options) if spec else []
    return known.index(status) if status in known else -1


def _listed(reader: Reader, schema: str) -> dict[EntityId, list[Fragment]]:
    rows = visible(reader).filter(term__kind="list", term__value=schema).select_related("scope").order_by("id")
    found: dict[EntityId, list[Fragment]] = defaultdict(list)
    for row in rows:
        found[row.entity].append(row)
    return found


Values = dict[str, list[str]]


def _by(rows: Iterable[Fragment], offices: dict[str, Party]) -> Iterator[tuple[Party, Fragment, Values]]:
    for row in rows:
        if row.scope.owner in offices:
            yield offices[row.scope.owner], row, orjson.loads(row.data)["properties"]


def _steps(reader: Reader, offices: dict[str, Party]) -> Iterator[Step]:
    """Only what may be said: by offices of the state itself, and by a centre for every state."""
    rows = [row for every in _listed(reader, "InstrumentParty").values() for row in every]
    names = names_of(rows)
    for party, row, values in _by(rows, offices):
        first = {name: given[0] for name, given in values.items() if given}
        state = first.get("party", "")
        own = party.country == state and not keeps(party)
        if state and (own or keeps(party)):
            yield Step(
                first.get("instrument", ""), state, first.get("partyStatus", ""), first.get("date", ""),
                party.id, own, first.get("reservation", ""), names[row.id][0],
            )  # fmt: skip


def keeps(party: Party) -> bool:
    """Whether it is the depositary: a centre."""
    return party.sort == CENTRE


def _covered(said: Sequence[Values]) -> frozenset[str]:
    return frozenset(value for values in said for value in values.get("covers", ()))


def _maximum(said: Sequence[Values]) -> str:
    """Where two are named, the lower; marks without a common order admit nothing but themselves."""
    marks = sorted({mark for values in said for mark in values.get("maximumHandling", ())}, key=_rank)
    return marks[0] if marks else ""


def _rank(mark: str) -> tuple[int, str]:
    return (SECRECY_MARKS.index(mark) if mark in SECRECY_MARKS else -1, mark)
