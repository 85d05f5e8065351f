"""What chapters are told with: short words for statements, all of them through the actions of the rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from unittest.mock import patch

from django.utils import timezone

from sarhad.access import grades
from sarhad.access.reader import Reader
from sarhad.collect.answers.filling import Answers, fill
from sarhad.collect.forms import form_of
from sarhad.collect.submissions import submit
from sarhad.demo.region import officer_at
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId, FragmentRef, Handling, Scope

CLOCK, NOW = "django.utils.timezone.now", timezone.now


@dataclass
class Story:
    """One telling of the region's story."""

    share: float = 1.0  # of the everyday records that are made: tests take few
    rng: Random = field(default_factory=lambda: Random("sarhad"))  # noqa: S311 - the same region every time
    today: date = field(default_factory=timezone.localdate)
    entities: dict[str, EntityId] = field(default_factory=dict)  # what later chapters and tests speak of
    refs: dict[EntityId, list[FragmentRef]] = field(default_factory=lambda: defaultdict(list))
    _readers: dict[tuple[str, str], Reader] = field(default_factory=dict)

    def at(self, username: str, office: str = "") -> Reader:
        """The officer in the seat, asked for once; see `groups_changed`."""
        seat = (username, office)
        if seat not in self._readers:
            with patch(CLOCK, NOW):  # seats began when the story did, whatever day it tells of
                self._readers[seat] = officer_at(username, office)
        return self._readers[seat]

    def groups_changed(self) -> None:
        """An office was admitted to a group: readers are asked for anew."""
        self._readers.clear()

    def new(self, username: str, name: str = "", *, office: str = "") -> EntityId:
        """An id for something that this officer's office is about to describe, remembered under a name."""
        entity = actions.new_entity(self.at(username, office))
        if name:
            self.entities[name] = entity
        return entity

    def say(self, username: str, *drafts: Draft, office: str = "", why: str = "") -> list[FragmentRef]:
        """Sign statements in one contribution; returns their names."""
        entry = actions.contribute(self.at(username, office), drafts, Scope(), why)
        refs = [FragmentRef(entry.id, index) for index in range(len(drafts))]
        for draft, ref in zip(drafts, refs, strict=True):
            self.refs[draft.entity].append(ref)
        return refs

    def report(self, username: str, form: str, answers: Answers, name: str = "", *, office: str = "") -> EntityId:
        """Fill in a form and sign it; returns the report. The first person in it is remembered under `name`."""
        reader, chosen = self.at(username, office), form_of(form)
        assert chosen is not None
        done = submit(reader, chosen, fill(chosen, answers), {})
        assert done.state == "accepted", done.faults
        if name:
            said = Sight(reader).statements(done.report)[0].properties["subject"]
            self.entities[name] = next(id for id in said if Sight(reader).schema(id) == "Person")
        return done.report

    def day(self, ago: int) -> str:
        """So many days before the story is told, ISO 8601; negative: after."""
        return (self.today - timedelta(days=ago)).isoformat()

    def entity(self, name: str) -> EntityId:
        return self.entities[name]

    def said(self, name: str) -> list[FragmentRef]:
        """All statements about what has this name, oldest first."""
        return self.refs[self.entities[name]]


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """What is signed inside arrived so many days ago: terms that began then are over."""
    with patch(CLOCK, lambda: NOW() - timedelta(days=days)):
        yield


def scope(to: Iterable[str], h: int, terms: str, point: Iterable[str], count: Iterable[str]) -> Scope:
    return Scope(tuple(to), tuple(point), tuple(count), Handling(h, terms))


def fact(
    schema: str,
    entity: EntityId,
    /,
    *,
    grade: str = "",
    on: str = "",
    source: str = "",
    h: int = 0,
    terms: str = "",
    to: Sequence[str] = (),
    point: Sequence[str] = (),
    count: Sequence[str] = (),
    files: tuple[File, ...] = (),
    **properties: str | Sequence[str],
) -> Draft:
    """One statement.

    Args:
        grade: scheme and code, such as "4x4 A2".
        on: when it was stated, ISO 8601.
        h, terms: handling, and its conditions in words.
        to, point, count: who reads it, is pointed to it, counts it; nobody else but the owner.
    """
    held = {name: [given] if isinstance(given, str) else list(given) for name, given in properties.items()}
    scheme, _, code = grade.partition(" ")
    return Draft(
        schema=schema,
        entity=entity,
        properties=held,
        grade=grades.parse(code, scheme) if grade else None,
        source=source,
        stated=on,
        scope=scope(to, h, terms, point, count),
        files=files,
    )
