"""Screening at a post: is this person or vehicle on a list that was released to us, and what is to be done.

Screening never raises a pointer: an office is not told that somebody was looked for, and the officer is not told
that an office holds something that it has not released, or screening would be an oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.kernel.claim import EntityId
from sarhad.matching import queries
from sarhad.matching.asked import Asked, understood
from sarhad.matching.records import STRONG, Match, Subject

STOP, CHECK, NOTHING = "stop", "check", "nothing"
"""Stop and call; take a second look; go on. The only three answers there are."""

LOOKED_AT = 50  # matches whose notices are asked for: the one sought may be far behind its namesakes
MOST = 5  # of them that are shown


class Notice(Protocol):
    """What a wanted list says about a match; the room that keeps the list has more to say of it."""

    @property
    def colour(self) -> str: ...

    @property
    def subjects(self) -> Sequence[EntityId]: ...


About = Callable[[Reader, Sequence[EntityId]], Sequence[Notice]]
"""What is to be known about these entities before they are let go, gravest first."""

NO_STOP = frozenset({"other"})
"""Lists that ask for a second look only."""


def nobody(_reader: Reader, _entities: Sequence[EntityId]) -> Sequence[Notice]:
    """Where no wanted list is kept."""
    return ()


@dataclass(frozen=True, slots=True)
class Found:
    """One profile that may be the one who stands here, with the notices about it, gravest first."""

    match: Match
    notices: tuple[Notice, ...]

    @property
    def sure(self) -> bool:
        return self.match.verdict == STRONG

    @property
    def sought(self) -> bool:
        return any(notice.colour not in NO_STOP for notice in self.notices)

    @property
    def verdict(self) -> str:
        """A name alone never stops anybody, nor does a record without a notice."""
        return STOP if self.sure and self.sought else CHECK


@dataclass(frozen=True, slots=True)
class Answer:
    verdict: str  # stop, check, nothing
    found: tuple[Found, ...]  # gravest first
    notes: tuple[str, ...]  # how the document was read, in the reader's language

    @property
    def score(self) -> float:
        return max((each.match.score for each in self.found), default=0.0)


HEADLINES: dict[str, str | Promise] = {
    STOP: _("Wanted. Stop and call."),
    CHECK: _("Perhaps. Take a second look."),
    NOTHING: _("No match in the lists released to your post. Go on as usual."),
}
KNOWN = _("Known, not wanted. Take a second look.")
LISTED = _("On an official list. Take a second look.")
MORE = _("More records are alike. Add the birth date or a number.")


def headline(answer: Answer) -> str:
    """The answer in one line."""
    first = answer.found[0] if answer.verdict == CHECK else None
    if first and first.sure:
        return str(LISTED if first.notices else KNOWN)
    return str(HEADLINES[answer.verdict])


STEPS: dict[str, tuple[str | Promise, ...]] = {
    STOP: (_("Do not say why. Ask the person to wait."),),
    CHECK: (
        _("Compare face, name, birth date and document with the record."),
        _("If they differ, go on as usual. A possible match is no reason to hold anybody."),
        _("If they agree, call before you decide."),
    ),
    NOTHING: (),
}
"""What the officer does now; notices add their own."""
KNOWN_STEPS = (
    _("Compare face, name, birth date and document with the record."),
    _("Nobody asks to stop this person. Do not detain; ask the owner of the record if in doubt."),
)


def steps(answer: Answer) -> list[str]:
    first = answer.found[0] if answer.verdict == CHECK else None
    known = first is not None and first.sure and not first.notices
    return [str(each) for each in (KNOWN_STEPS if known else STEPS[answer.verdict])]


def screen(reader: Reader, asked: Asked, about: About = nobody) -> Answer:
    """The answer for an officer at a post. It stands in the audit before it is given.

    Raises:
        ValidationError: what was typed cannot be read; by field, with the remedy.
    """
    said = understood(asked)
    answer = decided(find(reader, said.subjects, about), said.notes)
    # As it was read, too: the lines of a document spell a name so that a purge would not find it.
    text = " · ".join([asked.text, *([said.read.name, said.read.number] if said.read else [])])
    audit.record(reader, "screen", seen(answer), text)
    return answer


def find(reader: Reader, subjects: Iterable[Subject], about: About = nobody) -> list[Found]:
    """Who may be one of these, gravest first. Not audited here."""
    return find_each(reader, [subjects], about)[0]


def find_each(reader: Reader, many: Iterable[Iterable[Subject]], about: About = nobody) -> list[list[Found]]:
    """The same for many, whose notices are asked for together."""
    every = [_matches(reader, subjects) for subjects in many]
    entities = dict.fromkeys(entity for each in every for match in each for entity in match.entities)
    notices = about(reader, list(entities)) if entities else ()
    return [sorted((_found(match, notices) for match in each), key=_gravest) for each in every]


def _matches(reader: Reader, subjects: Iterable[Subject]) -> list[Match]:
    found = {each.entities[0]: each for subject in subjects for each in queries.match(reader, subject, LOOKED_AT)}
    return list(found.values())


def _found(match: Match, notices: Sequence[Notice]) -> Found:
    return Found(match, tuple(each for each in notices if not set(match.entities).isdisjoint(each.subjects)))


def _gravest(found: Found) -> tuple[bool, bool, bool, float, EntityId]:
    order = found.verdict != STOP, not found.sought, not found.sure
    return *order, -found.match.score, found.match.entities[0]


def decided(found: Sequence[Found], notes: Sequence[str] = ()) -> Answer:
    """The answer that these, gravest first, come to."""
    told = [*notes, *([str(MORE)] if len(found) > MOST else [])]
    return Answer(found[0].verdict if found else NOTHING, tuple(found[:MOST]), tuple(told))


def seen(answer: Answer) -> str:
    """The entities that an answer shows, for the audit."""
    return " ".join(dict.fromkeys(entity for each in answer.found for entity in each.match.entities))
