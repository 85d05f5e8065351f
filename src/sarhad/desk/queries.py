"""Reading requests, letters and what became of them. All start from a reader; callers record the read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.desk.clocks import instant
from sarhad.desk.folding import INTERIM
from sarhad.desk.loading import Loader, about_of, receipts_of
from sarhad.desk.records import Balance, Leg, Line, Request
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id

BOXES = ("in", "out", "through")


def requests(
    reader: Reader, box: str = "in", state: str = "", now: datetime | None = None, *, office: str = "",
    since: str = "", until: str = "",
) -> list[Request]:  # fmt: skip
    """Requests to the reader's office ("in"), from it ("out") or passing through it ("through"), by the day on
    which an answer is due, those that wait first.

    Args:
        state: "open": an answer is waited for; "late": and its term is over; "answered": all are; else a step.
        office, since, until: only letters to or from this office, dated from this day, up to this day.
    """
    loader = Loader(Sight(reader), now)
    letters = _every(loader)
    wanted = [
        id for id, said in letters.items()
        if not _reply_to(said) and loader.box_of(said) == box and _fits(said, office, since, until)
    ]  # fmt: skip
    if state in {"open", "late"}:
        wanted = _unanswered(loader, letters, wanted)
    found = loader.requests(leg for leg in loader.legs(wanted) if not state or _is(leg, state))
    return sorted(found, key=lambda each: (min(by_due(leg) for leg in each.legs), each.id))


def _every(loader: Loader) -> dict[EntityId, list[Statement]]:
    """Every letter that the reader sees."""
    return loader.letters(id for id, _ in ids_listed(loader.sight, "Letter"))


def _reply_to(said: Sequence[Statement]) -> str:
    return first(said[-1].properties, "inReplyTo")


def _fits(said: Sequence[Statement], office: str, since: str, until: str) -> bool:
    values = said[-1].properties
    day = first(values, "date")[:10]
    sides = {first(values, "fromOffice"), first(values, "toOffice")}
    return (not office or office in sides) and (not since or day >= since[:10]) and (not until or day <= until[:10])


def _unanswered(
    loader: Loader, letters: Mapping[EntityId, Sequence[Statement]], questions: Sequence[EntityId]
) -> list[EntityId]:
    """Those of these letters without an answer that is more than interim, as far as answers show it: most of what
    an office ever got is answered, and need not be put together to find what waits."""
    replies = {id: said for id, said in letters.items() if _reply_to(said)}
    loader.sight.see(id for said in replies.values() for id in about_of(said))
    answered = {
        _reply_to(said)
        for said in replies.values()
        for id in about_of(said)
        for each in loader.sight.statements(id)
        if each.owner == said[-1].owner and each.properties.get("outcome", [INTERIM]) != [INTERIM]
    }
    return [id for id in questions if id not in answered]


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
    found = loader.requests(leg for leg in questions if loader.box(leg.asker, leg.to, leg.via))
    return found[0] if found else None


def leg_of(reader: Reader, letter: EntityId, now: datetime | None = None) -> Leg | None:
    """One letter that carries a question and that the reader's office sent, got or passed on."""
    found = letter_of(reader, letter, now)
    return found if found and not found.in_reply_to else None


def letter_of(reader: Reader, letter: EntityId, now: datetime | None = None) -> Leg | None:
    """Any such letter, also one that answers."""
    loader = Loader(Sight(reader), now)
    legs = loader.legs([letter]) if is_id(letter) else []
    return next((leg for leg in legs if loader.box(leg.asker, leg.to, leg.via)), None)


def about(reader: Reader, entities: Iterable[EntityId], now: datetime | None = None) -> list[Request]:
    """The own office's requests about these entities, newest first: what a hit or a profile shows as asked."""
    loader = Loader(Sight(reader), now)
    pointed = pointing(loader.sight, "Request.subject", [each for each in entities if is_id(each)])
    return _own(loader, pointed)


def of_case(reader: Reader, case: EntityId, now: datetime | None = None) -> list[Request]:
    """The own office's requests made for a criminal case, newest first."""
    loader = Loader(Sight(reader), now)
    return _own(loader, pointing(loader.sight, "Request.criminalCase", [case]))


def _own(loader: Loader, pointed: dict[EntityId, list[Statement]]) -> list[Request]:
    ids = list(dict.fromkeys(each.entity for said in pointed.values() for each in said if each.held))
    letters = pointing(loader.sight, "Letter.about", ids)
    legs = loader.legs(each.entity for said in letters.values() for each in said)
    found = loader.requests(leg for leg in legs if leg.asker in loader.mine)
    return sorted(found, key=lambda each: (each.date, each.id), reverse=True)


# Home


def due(reader: Reader, now: datetime | None = None) -> list[Request]:
    """What the own office has to answer, the nearest term first; late ones before all."""
    return requests(reader, "in", "open", now)


def came(reader: Reader, days: int = 14, now: datetime | None = None) -> list[Request]:
    """Own requests to which an answer came in the last days and that are not closed, the newest answer first."""
    loader = Loader(Sight(reader), now)
    since = (loader.now - timedelta(days=days)).isoformat()
    asked = [
        _reply_to(said)
        for said in _every(loader).values()
        if _reply_to(said) and loader.box_of(said) == "in" and first(said[-1].properties, "date") >= since
    ]
    legs = [leg for leg in loader.legs(asked) if leg.asker in loader.mine and not leg.state.ended]
    return sorted(loader.requests(legs), key=lambda each: max(_answered(leg) for leg in each.legs), reverse=True)


def _answered(leg: Leg) -> str:
    return max((each.date for each in leg.replies), default="")


# The journal


def journal(reader: Reader, year: int) -> list[Line]:
    """The letters of a year that the own office sent, got or passed on, by date and number."""
    loader = Loader(Sight(reader))
    letters = {
        id: said for id, said in _every(loader).items()
        if first(said[-1].properties, "date").startswith(str(year)) and loader.box_of(said)
    }  # fmt: skip
    receipts = pointing(loader.sight, "LetterReceipt.letter", letters)
    loader.see_links(each for said in letters.values() for each in said)
    found = [_line(loader, id, said, receipts.get(id, [])) for id, said in letters.items()]
    return sorted(found, key=lambda each: (each.date, each.kind == "answer", each.number))


def _line(loader: Loader, id: EntityId, said: list[Statement], receipts: list[Statement]) -> Line:
    values, box = together(loader.sight.shown(said)), loader.box_of(said)
    sender, to, via = (first(values, name) for name in ("fromOffice", "toOffice", "via"))
    registrar = loader.mine if box != "out" else loader.addressees(to)
    receipt = next((each for each in receipts_of(receipts) if each.office in registrar), None)
    number, day = (receipt.number, receipt.date) if receipt else ("", "")
    kind = "answer" if _reply_to(said) else "request"
    return Line(
        box, id, first(values, "number"), first(values, "date"), sender, to, via, number, day, kind,
        first(values, "about"), first(values, "signatory"),
    )  # fmt: skip


# The balance


def balance(reader: Reader, since: date, until: date) -> list[Balance]:
    """What the own office and each other asked and gave in a period, by when the question was sent."""
    loader, found = Loader(Sight(reader)), {}
    wanted = [
        id for id, said in _every(loader).items()
        if not _reply_to(said) and loader.box_of(said) in {"in", "out"}
        and _fits(said, "", since.isoformat(), until.isoformat())
    ]  # fmt: skip
    for leg in loader.legs(wanted):
        box = "out" if leg.asker in loader.mine else "in"
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
