"""What the Council decided, who does it by when, and how far it is: decisions are recommendations of that kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sarhad.access.handling import Answer, Use, may
from sarhad.access.reader import Reader
from sarhad.desk.plans.queries import by_term, gatherings, items_among
from sarhad.desk.plans.records import Gathering, Item
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight

SHOWN = ("open", "late", "done", "all")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with the session that made it, where the reader sees that one."""

    it: Item
    session: Gathering | None


@dataclass(frozen=True, slots=True)
class Council:
    """All that one reader sees of it."""

    sessions: list[Gathering]  # newest first
    decisions: list[Decision]  # by term

    def shown(self, which: str, today: date) -> list[Decision]:
        """Those that are `open`, `late` or `done`; else all."""
        fits = {
            "open": lambda each: not is_done(each.it),
            "late": lambda each: each.it.late(today),
            "done": lambda each: is_done(each.it),
        }
        return [each for each in self.decisions if fits.get(which, bool)(each)]

    def between(self, since: str, until: str) -> Council:
        """Sessions held, decisions made, due or ended in these days (ISO, inclusive), and what was open then."""
        held = [each for each in self.sessions if since <= each.date[:10] <= until]
        return Council(held, [each for each in self.decisions if _concerns(each.it, since, until)])


def is_done(item: Item) -> bool:
    """Whether whoever is in charge says that it is done, or it is over."""
    return item.state.ended or item.state.step == "done"


def _concerns(item: Item, since: str, until: str) -> bool:
    made_by_then = item.made[:10] <= until
    return made_by_then and (not is_done(item) or item.state.date[:10] >= since)


def council(reader: Reader) -> Council:
    """Sessions of the Council and what was decided, as far as the reader sees them."""
    sight = Sight(reader)
    found = items_among(sight, (id for id, _ in ids_listed(sight, "Recommendation")))
    sessions = [each for each in gatherings(reader) if each.kind == "council"]
    return Council(sessions, _with_sessions(by_term(each for each in found if each.kind == "decision"), sessions))


def _with_sessions(items: Iterable[Item], sessions: Iterable[Gathering]) -> list[Decision]:
    known = {(each.id, each.maker): each for each in sessions}
    return [Decision(each, known.get((each.source, each.maker))) for each in items]


def may_print(each: Item | Gathering) -> bool:
    """Whether its handling lets this reader put it on paper."""
    return may(Use.EXPORT, each.handling, each.held) in (Answer.YES, Answer.MARKED)
