"""Reading requests, letters and what became of them. All start from a reader; callers record the read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median

from django.utils import timezone

from sarhad.access.reader import Reader
from sarhad.desk.clocks import instant
from sarhad.desk.loading import Loader, first, receipts_of
from sarhad.desk.records import Balance, Leg, Line, Request
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, together
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.queries import predecessors

BOXES = ("in", "out", "through")


def own_offices(reader: Reader) -> frozenset[str]:
    """The reader's office, and the closed ones whose letters it took over."""
    return frozenset({reader.office, *predecessors(reader.office)}) - {""}


def requests(reader: Reader, box: str = "in", state: str = "", now: datetime | None = None) -> list[Request]:
    """Requests to the reader's office ("in"), from it ("out") or passing through it ("through"), by the day on
    which an answer is due, those that wait first.

    Args:
        state: "open": an answer is waited for; "late": and its term is over; "answered": all are; else a step.
    """
    loader = Loader(Sight(reader), now)
    legs = [leg for leg in loader.legs(_questions(loader)) if box_of(reader, leg) == box]
    found = loader.requests(leg for leg in legs if not state or _is(leg, state))
    return sorted(found, key=lambda each: (min(by_due(leg) for leg in each.legs), each.id))


def _questions(loader: Loader) -> list[EntityId]:
    """Every letter that the reader sees and that answers none."""
    letters = loader.letters(id for id, _ in ids_listed(loader.sight, "Letter"))
    return [id for id, said in letters.items() if not together(said).get("inReplyTo")]


def box_of(reader: Reader, leg: Leg) -> str:
    mine = own_offices(reader)
    return "out" if leg.asker in mine else "in" if leg.to in mine else "through" if leg.via in mine else ""


def _is(leg: Leg, state: str) -> bool:
    waiting = not leg.state.stopped
    known = {"open": waiting, "late": waiting and leg.late, "answered": bool(leg.state.stopped)}
    return known.get(state, leg.state.step == state)


def by_due(leg: Leg) -> tuple[bool, float, str]:
    """What waits first, by its last moment; then what is done, the newest first."""
    done = bool(leg.state.stopped)
    moment = leg.clock.due.timestamp() if leg.clock else float("inf")
    return done, -instant(leg.date).timestamp() if done else moment, leg.number


def request(reader: Reader, id: EntityId, now: datetime | None = None) -> Request | None:
    """One request with every letter of it that the reader sees, by its id or that of one of its letters.

    None: absent or invisible, alike.
    """
    if not is_id(id):
        return None
    loader = Loader(Sight(reader), now)
    letters = [each.entity for each in pointing(loader.sight, "Letter.about", [id])[id]] or [id]
    questions = (leg for leg in loader.legs(letters) if not leg.in_reply_to)
    found = loader.requests(leg for leg in questions if box_of(reader, leg))
    return found[0] if found else None


def leg_of(reader: Reader, letter: EntityId, now: datetime | None = None) -> Leg | None:
    """One letter that carries a question and that the reader's office sent, got or passed on."""
    found = letter_of(reader, letter, now)
    return found if found and not found.in_reply_to else None


def letter_of(reader: Reader, letter: EntityId, now: datetime | None = None) -> Leg | None:
    """Any such letter, also one that answers."""
    legs = Loader(Sight(reader), now).legs([letter]) if is_id(letter) else []
    return next((leg for leg in legs if box_of(reader, leg)), None)


def about(reader: Reader, entities: Iterable[EntityId], now: datetime | None = None) -> list[Request]:
    """The own office's requests about these entities, newest first: what a hit or a profile shows as asked."""
    loader = Loader(Sight(reader), now)
    pointed = pointing(loader.sight, "Request.subject", [each for each in entities if is_id(each)])
    return _own(reader, loader, pointed)


def of_case(reader: Reader, case: EntityId, now: datetime | None = None) -> list[Request]:
    """The own office's requests made for a criminal case, newest first."""
    loader = Loader(Sight(reader), now)
    return _own(reader, loader, pointing(loader.sight, "Request.criminalCase", [case]))


def _own(reader: Reader, loader: Loader, pointed: dict[EntityId, list[Statement]]) -> list[Request]:
    ids = list(dict.fromkeys(each.entity for said in pointed.values() for each in said if each.held))
    letters = pointing(loader.sight, "Letter.about", ids)
    legs = loader.legs(each.entity for said in letters.values() for each in said)
    found = loader.requests(leg for leg in legs if box_of(reader, leg) == "out")
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


# Home


def due(reader: Reader, now: datetime | None = None) -> list[Request]:
    """What the own office has to answer, the nearest term first; late ones before all."""
    return requests(reader, "in", "open", now)


def came(reader: Reader, days: int = 14, now: datetime | None = None) -> list[Request]:
    """Own requests to which an answer came in the last days and that are not closed, the newest answer first."""
    found = [each for each in requests(reader, "out", "", now) if any(_fresh(leg, days, now) for leg in each.legs)]
    return sorted(found, key=lambda each: max(_answered(leg) for leg in each.legs), reverse=True)


def _fresh(leg: Leg, days: int, now: datetime | None) -> bool:
    since = ((now or timezone.now()) - timedelta(days=days)).isoformat()
    return not leg.state.ended and _answered(leg) >= since


def _answered(leg: Leg) -> str:
    return max((each.date for each in leg.replies), default="")


# The journal


def journal(reader: Reader, year: int) -> list[Line]:
    """The letters of a year that the own office sent, got or passed on, by date and number."""
    loader = Loader(Sight(reader))
    letters = loader.letters(id for id, _ in ids_listed(loader.sight, "Letter"))
    wanted = {id: said for id, said in letters.items() if first(together(said), "date").startswith(str(year))}
    receipts = pointing(loader.sight, "LetterReceipt.letter", wanted)
    loader.sight.see(id for said in wanted.values() for id in together(said).get("about", ()))
    found = [_line(reader, loader, id, said, receipts.get(id, [])) for id, said in wanted.items()]
    return sorted((each for each in found if each.box), key=lambda each: (each.date, each.number))


def _line(reader: Reader, loader: Loader, id: EntityId, said: list[Statement], receipts: list[Statement]) -> Line:
    values, mine = together(loader.sight.shown(said)), own_offices(reader)
    sender, to, via = (first(values, name) for name in ("fromOffice", "toOffice", "via"))
    box = "out" if sender in mine else "in" if to in mine else "through" if via in mine else ""
    registrar = mine if box != "out" else loader.addressees(to)
    receipt = next((each for each in receipts_of(receipts) if each.office in registrar), None)
    number, day = (receipt.number, receipt.date) if receipt else ("", "")
    kind = "answer" if values.get("inReplyTo") else "request"
    return Line(
        box, id, first(values, "number"), first(values, "date"), sender, to, via, number, day, kind,
        first(values, "about"), first(values, "signatory"),
    )  # fmt: skip


# The balance


def balance(reader: Reader, since: date, until: date) -> list[Balance]:
    """What the own office and each other asked and gave in a period, by when the question was sent."""
    loader, found = Loader(Sight(reader)), {}
    first_day, last_day = since.isoformat(), (until + timedelta(days=1)).isoformat()
    for leg in loader.legs(_questions(loader)):
        box = box_of(reader, leg)
        if box in {"in", "out"} and first_day <= leg.date < last_day:
            other = leg.to if box == "out" else leg.asker
            _count(found.setdefault(other, _Counted(Balance(other))), leg, box)
    return [found[office].done() for office in sorted(found)]


class _Counted:
    def __init__(self, balance: Balance) -> None:
        self.balance = balance
        self.theirs: list[float] = []
        self.ours: list[float] = []

    def done(self) -> Balance:
        self.balance.hours = median(self.theirs) if self.theirs else None
        self.balance.our_hours = median(self.ours) if self.ours else None
        return self.balance


def _count(counted: _Counted, leg: Leg, box: str) -> None:
    known = counted.balance
    asked, given, owed, late, hours = (
        (known.asked, known.got, known.waiting, known.late, counted.theirs)
        if box == "out"
        else (known.was_asked, known.gave, known.we_owe, known.we_were_late, counted.ours)
    )
    asked.append(leg.letter)
    if leg.state.outcome:
        given.setdefault(leg.state.outcome, []).append(leg.letter)
    if not leg.state.stopped:
        owed.append(leg.letter)
    if leg.late:
        late.append(leg.letter)
    final = [each.date for each in leg.replies if each.outcome != "interim"]
    if final:
        hours.append((instant(min(final)) - instant(leg.date)).total_seconds() / 3600)
    if any(each.step == "outcome" for each in leg.steps):
        known.outcomes.append(leg.letter)
