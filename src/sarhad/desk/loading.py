"""Requests and letters from the statements that a reader sees, in batches."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from django.utils import timezone

from sarhad.access.handling import strictest
from sarhad.access.queries import own_offices
from sarhad.desk.clocks import clock, country_of
from sarhad.desk.folding import asked_until, counts, fold, in_order, newest_due
from sarhad.desk.records import Answered, Leg, Receipt, Request, Step
from sarhad.desk.sides import addressees, senders
from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, pointed_to, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId

NAME = re.compile(r"[0-9a-f]{32}\.[0-9]{1,4}")
"""Of a statement: “contribution.index”."""


class Loader:
    """One reader's letters, for the length of one answer."""

    def __init__(self, sight: Sight, now: datetime | None = None) -> None:
        self.sight, self.now = sight, now or timezone.now()
        self.mine = own_offices(sight.reader)
        self.senders = lru_cache(maxsize=None)(senders)
        self.addressees = lru_cache(maxsize=None)(addressees)
        self.country = lru_cache(maxsize=None)(country_of)

    def letters(self, ids: Iterable[EntityId]) -> dict[EntityId, list[Statement]]:
        """What their senders state of these letters; others cannot speak for them, nor take over an own one."""
        ids = list(dict.fromkeys(ids))
        self.sight.see(ids)
        found = {}
        for id in ids:
            said = [each for each in self.sight.statements(id) if each.schema == "Letter"]
            own = [each for each in said if each.owner == first(each.properties, "fromOffice")]
            if own:
                sender = next((each.owner for each in own if each.held), own[0].owner)
                found[id] = [each for each in own if each.owner == sender]
        return found

    def box(self, sender: str, to: str, via: str) -> str:
        """Where a letter stands for the reader's office: out, in, through; or "" where it has no part in it."""
        return "out" if sender in self.mine else "in" if to in self.mine else "through" if via in self.mine else ""

    def box_of(self, said: Sequence[Statement]) -> str:
        values = said[-1].properties
        return self.box(first(values, "fromOffice"), first(values, "toOffice"), first(values, "via"))

    def see_links(self, said: Iterable[Statement]) -> None:
        """What these point to, in one go."""
        self.sight.see(id for each in said for id in pointed_to(each))

    def legs(self, ids: Iterable[EntityId]) -> list[Leg]:
        """Letters with all that followed, as far as those signed it whose letter it is: nobody else has a say."""
        letters = self.letters(ids)
        steps = pointing(self.sight, "RequestStep.letter", letters)
        receipts = pointing(self.sight, "LetterReceipt.letter", letters)
        back = pointing(self.sight, "Letter.inReplyTo", letters)
        replies = self._replies({each.entity for said in back.values() for each in said})
        return [
            self._leg(id, said, steps.get(id, []), receipts.get(id, []), replies.get(id, []))
            for id, said in letters.items()
        ]

    def _leg(
        self, id: EntityId, said: Sequence[Statement], steps: Sequence[Statement], receipts: Sequence[Statement],
        replies: Sequence[Answered],
    ) -> Leg:  # fmt: skip
        values = together(said)
        asker, to, via, date = (first(values, name) for name in ("fromOffice", "toOffice", "via", "date"))
        askers, answerers = self.senders(asker), self.addressees(to)
        sides = askers | answerers | (self.addressees(via) if via else frozenset())
        taken = [e for e in in_order(steps_of(steps)) if e.office in sides and counts(e, askers, answerers)]
        replies = [each for each in replies if each.office in answerers]
        state = fold(taken, replies, askers, answerers, date)
        due = newest_due(taken, askers)
        return Leg(
            letter=id, number=first(values, "number"), date=date, asker=asker, to=to, via=via,
            via_reads=first(values, "viaReads") == "yes", signatory=first(values, "signatory"),
            pointer=first(values, "pointer"), record=first(values, "record"), state=state, due=due,
            clock=clock(date, due, self.country(to), self.now, state.stopped), steps=tuple(taken),
            replies=tuple(replies), receipts=tuple(e for e in receipts_of(receipts) if e.office in sides),
            in_reply_to=first(values, "inReplyTo"),
            asks_until="" if state.stopped else asked_until(taken, askers, due), statements=tuple(said),
        )  # fmt: skip

    def _replies(self, letters: Iterable[EntityId]) -> dict[EntityId, list[Answered]]:
        """Answers by the letter that they answer. Without the right to read one it is known by its letter alone."""
        letters = self.letters(letters)
        self.sight.see(id for said in letters.values() for id in about_of(said))
        receipts = pointing(self.sight, "LetterReceipt.letter", letters)
        found: dict[EntityId, list[Answered]] = defaultdict(list)
        carried = [id for said in letters.values() for id in about_of(said)]
        self.see_links(each for id in carried for each in self.sight.statements(id))
        for letter, said in letters.items():
            values = together(said)
            answers = [
                each for id in values.get("about", ()) for each in self.sight.statements(id)
                if each.schema == "Answer" and each.owner == said[0].owner
            ]  # fmt: skip
            if answers:
                for asked in values.get("inReplyTo", ()):
                    found[asked].append(self._reply(letter, values, answers, receipts.get(letter, [])))
        return {asked: sorted(each, key=lambda e: (e.date, str(e.ref))) for asked, each in found.items()}

    def _reply(
        self,
        letter: EntityId,
        on_letter: model.Properties,
        said: Sequence[Statement],
        receipts: Sequence[Statement],
    ) -> Answered:
        shown = self.sight.shown(said)
        values = together(shown)
        return Answered(
            id=said[0].entity, number=first(on_letter, "number"), date=first(values, "date"), office=said[0].owner,
            outcome=first(values, "outcome"), text="\n".join(values.get("text", ())),
            refusal=first(values, "refusalReason"), legal_basis=first(values, "legalBasis"),
            signatory=first(on_letter, "signatory"), grants=tuple(filter(NAME.fullmatch, values.get("grant", ()))),
            subjects=tuple(values.get("subject", ())), letter=letter, receipts=tuple(receipts_of(receipts)),
            handling=strictest(each.handling for each in said), held=said[0].held, ref=said[0].ref,
            statements=tuple(shown),
        )  # fmt: skip

    def requests(self, legs: Iterable[Leg]) -> list[Request]:
        """Letters put together by the request that they carry; a letter whose request is not seen stands alone."""
        legs = list(legs)
        about = {leg.letter: first(together(leg.statements), "about") for leg in legs}
        self.sight.see(id for id in about.values() if id)
        self.see_links(each for id in about.values() if id for each in self.sight.statements(id))
        grouped: dict[EntityId, list[Leg]] = defaultdict(list)
        for leg in legs:
            id = about[leg.letter]
            asked = [each for each in self.sight.statements(id) if each.schema == "Request"] if id else []
            grouped[id if asked else ""].append(leg)
        alone = [_unread(leg) for leg in grouped.pop("", [])]
        return [*(self._request(id, part) for id, part in grouped.items()), *alone]

    def _request(self, id: EntityId, legs: Sequence[Leg]) -> Request:
        asker = legs[0].asker
        own = [each for each in self.sight.statements(id) if each.schema == "Request" and each.owner == asker]
        if not own:
            return _unread(legs[0])
        values = together(self.sight.shown(own))
        return Request(
            id=id, asker=asker, held=own[0].held, date=first(values, "date"), legs=tuple(legs),
            name=first(values, "name"), question="\n".join(values.get("question", ())),
            kind=first(values, "requestType"), urgency=first(values, "urgency"),
            purpose=first(values, "purpose"), legal_basis=first(values, "legalBasis"),
            legal_text=first(values, "legalBasisText"), contact=first(values, "contact"),
            subjects=tuple(values.get("subject", ())), case=first(values, "criminalCase"),
            release_to=first(values, "releaseTo"), handling=strictest(each.handling for each in own),
            ref=own[-1].ref, statements=tuple(own),
        )  # fmt: skip


def _unread(leg: Leg) -> Request:
    """As an office in between knows it that may not read the question: a numbered letter passed."""
    return Request(id=leg.letter, asker=leg.asker, held=False, date=leg.date, legs=(leg,))


def about_of(said: Iterable[Statement]) -> list[EntityId]:
    return [id for each in said for id in each.properties.get("about", ())]


def steps_of(said: Iterable[Statement]) -> Iterator[Step]:
    """Steps, each from all that its office states of it."""
    for (_, office), group in _by_owner(said).items():
        values = together(group)
        if step := first(values, "step"):
            ref = min(str(each.ref) for each in group)
            yield Step(step, first(values, "date"), ref, office, first(values, "note"), first(values, "dueDate"))


def receipts_of(said: Iterable[Statement]) -> list[Receipt]:
    found = []
    for (_, office), group in _by_owner(said).items():
        values = together(group)
        found.append(Receipt(office, first(values, "number"), first(values, "date"), first(values, "author")))
    return sorted(found, key=lambda each: (each.date, each.office))


def _by_owner(said: Iterable[Statement]) -> dict[tuple[EntityId, str], list[Statement]]:
    grouped: dict[tuple[EntityId, str], list[Statement]] = defaultdict(list)
    for each in said:
        grouped[each.entity, each.owner].append(each)
    return grouped
