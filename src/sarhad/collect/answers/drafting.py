"""Answers as statements: the mapping applied to one filled-in form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from sarhad.collect.answers import plain, quality
from sarhad.collect.answers.mapping import REPORT, EntityMap, FormMapping, Paths, Value
from sarhad.collect.answers.places import Places, Row, rows_of
from sarhad.collect.forms import Form, Instance
from sarhad.entities.drafts import Draft, File
from sarhad.kernel.claim import EntityId, Grade, Handling, Scope
from sarhad.kernel.dates import Order

TIME = re.compile(r"(\d{2}:\d{2})(?::\d{2})?(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?$")
ZONE = re.compile(r"[+-]\d{2}:\d{2}$")
ORDER: Order = "dmy"  # how people here write dates in figures

BARE = FormMapping(entities=(EntityMap(REPORT, "Report"),))
"""Of a form that has none: everything is text."""

Key = tuple[str, tuple[int, ...]]  # (entity of the mapping, row)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who reports, for which office."""

    office: str
    author: str
    country: str | None  # where the office dials its national numbers
    id_of: Callable[[str, str], EntityId]  # (source, local key) -> id, under the office's key


@dataclass(slots=True)
class Made:
    report: EntityId
    drafts: list[Draft]
    scope: Scope


def make(
    sender: Sender, form: Form, mapping: FormMapping | None, instance: Instance, files: Mapping[str, bytes],
    scope: Scope | None = None, lang: str = "",
) -> Made:  # fmt: skip
    """The statements of one filled-in form: a Report, what it speaks of, and for the own office who wrote it.

    The same instance gives the same ids. What the mapping takes no notice of goes to the Report: answers as text in
    `lang`, files as attachments; without a mapping that is all of them.

    Raises:
        ValueError: an answer that cannot stand for what the mapping makes of it.
    """
    run = _Run(sender, form, mapping or BARE, instance, files, lang)
    run.scope = scope or run.asked_scope()
    drafts = [run.report(), *run.others(), run.author()]
    drafts[0] = replace(drafts[0], files=(*drafts[0].files, *run.unclaimed()))
    return Made(run.ids[REPORT, ()], drafts, run.scope)


class _Run:
    def __init__(
        self, sender: Sender, form: Form, mapping: FormMapping, instance: Instance, files: Mapping[str, bytes],
        lang: str,
    ) -> None:  # fmt: skip
        self.sender, self.form, self.mapping, self.instance, self.files = sender, form, mapping, instance, files
        self.lang, self.places = lang, Places(form)
        self.questions = {question.path: question for question in form.questions()}
        self.kinds = {path: question.kind for path, question in self.questions.items()}
        root = "/" + next(iter(self.kinds)).split("/")[1]
        self.rows = rows_of(root, instance.answers())
        self.claimed: set[str] = set()  # names of files
        self.used: set[plain.Answer] = {(path, ()) for path in _controls(mapping)}
        self.scope = Scope()
        self.values: dict[Key, dict[str, list[str]]] = {}
        self.attached: dict[Key, tuple[File, ...]] = {}
        self.ids: dict[Key, EntityId] = {}
        self._find()

    # What there is

    def _find(self) -> None:
        """Entities first, then the links whose ends are there."""
        for links in (False, True):
            for each in self.mapping.entities:
                if bool(each.edge) == links:
                    for row in self.rows.get(each.each, []):
                        self._look(each, row)

    def _look(self, each: EntityMap, row: Row) -> None:
        if not all(self._holds(c.question, c.answers, row) == c.wanted for c in each.conditions):
            return
        given = {name: self._values(value, row) for name, value in each.properties.items()}
        said = any(given[name] for name, value in each.properties.items() if value.questions or value.moment)
        files = tuple(self._files(each.files, row))
        complete = all(self._targets(each.properties[end], row) for end in each.edge or ())
        if each.name == REPORT or (complete if each.edge else said or files):
            key = (each.name, row.number)
            self._use(each, row)
            self.ids[key] = self._id(each, row)
            self.values[key] = given
            self.attached[key] = files

    def _use(self, each: EntityMap, row: Row) -> None:
        """Note which answers it states."""
        values = each.properties.values()
        paths = [path for v in values for path in (*v.questions, *v.moment, v.number)]
        for path in (*paths, *each.files, *each.readers, each.key, *(c.question for c in each.conditions)):
            depth = sum(1 for _row in self.places.around(self.places.row(path))) if path else 0
            self.used.add((path, row.number[:depth]))

    def _holds(self, question: str, answers: frozenset[str], row: Row) -> bool:
        given = row.get(question).split() if self.kinds[question] == "select-multiple" else [row.get(question)]
        return any(one in answers if answers else one for one in given)

    def _id(self, each: EntityMap, row: Row) -> EntityId:
        shared = "".join(row.get(each.key).casefold().split()) if each.key else ""
        if shared:
            return self.sender.id_of("form-key", f"{each.schema}\x1f{shared}")
        name = self.instance.instance_id
        return self.sender.id_of(*local_key(name, each.name, row.number))

    # Their values

    def _values(self, value: Value, row: Row) -> list[str]:
        if value.moment:
            found = [moment(row, value.moment)]
        elif value.part >= 0:
            parts = [row.get(path).split() for path in value.questions]
            found = [each[value.part] for each in parts if len(each) > value.part]
        else:
            found = [answer for path in value.questions for answer in self._answers(path, row)]
            found = [self._words(value.questions[0], each) for each in found] if value.label else found
        own = {"office": self.sender.office, "country": self.sender.country}.get(value.own)
        return [
            *value.literals,
            *([own] if own else []),
            *(each for each in found if each and each not in value.but),
        ]

    def _answers(self, path: str, row: Row) -> list[str]:
        answer = row.get(path)
        kind = self.kinds[path]
        if kind == "select-multiple":
            return answer.split()
        if kind == "time" and (found := TIME.match(answer)):
            return [found[1]]
        return [answer] if answer else []

    def _words(self, path: str, answer: str) -> str:
        choice = next((each for each in self.questions[path].choices if each.name == answer), None)
        labels = (choice.label(lang) for lang in quality.LANGUAGES) if choice else (answer,)
        return " / ".join(dict.fromkeys(labels))

    def _files(self, paths: Paths, row: Row) -> Iterator[File]:
        for path in paths:
            name = row.get(path)
            if name in self.files:
                self.claimed.add(name)
                yield File(name, self.files[name], True)

    def _targets(self, value: Value, row: Row) -> list[EntityId]:
        """Ids of what a property points to, of the first entity that is there."""
        for name in value.entities:
            there = sorted((number, id) for (known, number), id in self.ids.items() if known == name)
            if value.number:
                chosen = row.get(value.number)
                there = [(n, id) for n, id in there if chosen.isdecimal() and n == (int(chosen),)]
            else:
                near = [(n, id) for n, id in there if n == row.number[: len(n)]]
                there = near or ([] if row.number and self._same_repeat(name, row) else there)
            if there:
                return [id for _number, id in there]
        return []

    def _same_repeat(self, name: str, row: Row) -> bool:
        """Whether rows of that entity's repeat could stand for this one: then none of another row is meant."""
        repeat = next(each.each for each in self.mapping.entities if each.name == name)
        return bool(repeat) and row in self.rows.get(repeat, [])

    # As drafts

    def report(self) -> Draft:
        walked = list(self.instance.walk())
        score = quality.score(self.mapping, walked)
        said: dict[str, list[str]] = {
            "form": [f"{self.form.id} {self.form.version}".strip()],
            "instance": [self.instance.instance_id],
            "authority": [self.sender.office],
            "subject": [id for key, id in self.ids.items() if self._map(key).subject],
        }
        if score:
            said |= {"completeness": [str(score.percent)], "completenessReason": list(score.reasons())}
        rest = "\n".join(filter(None, (plain.text(walked, self.lang, self.used), *self._computed())))
        if rest:
            said["description"] = [rest]
        own = self._draft((REPORT, ()))
        values = {name: list(values) for name, values in own.properties.items() if any(values)}
        properties = {"reportType": ["other"], "date": [own.stated or plain.today()]} | said
        for name, each in values.items():
            properties[name] = [*each, *said.get(name, ())] if name == "description" else each
        return replace(own, properties={name: each for name, each in properties.items() if each})

    def _computed(self) -> Iterator[str]:
        """What a form without mapping computed by itself: nobody else says which of it matters."""
        if self.mapping is BARE:
            for question in (each for each in self.form.hidden if "/meta/" not in each.path):
                repeat = self.places.row(question.path)
                for row in self.rows.get(repeat, []):
                    if value := row.get(question.path):
                        place = f" ({'.'.join(map(str, row.number))})" if row.number else ""
                        yield f"{question.name}{place}: {value}"

    def others(self) -> Iterator[Draft]:
        for key in self.ids:
            if key != (REPORT, ()):
                yield self._draft(key)

    def author(self) -> Draft:
        """Who wrote it stays in the office."""
        values = {"author": [self.sender.author]}
        own = Scope(handling=self.scope.handling)
        return Draft("Report", values, self.ids[REPORT, ()], stated=self._stated(), scope=own)

    def unclaimed(self) -> list[File]:
        return [File(name, data, True) for name, data in sorted(self.files.items()) if name not in self.claimed]

    def _draft(self, key: Key) -> Draft:
        each, row = self._map(key), self._row(key)
        links = {name: self._targets(value, row) for name, value in each.properties.items() if value.entities}
        return Draft(
            schema=each.schema,
            properties=self.values[key] | {name: ids for name, ids in links.items() if ids},
            entity=self.ids[key],
            grade=self._grade(),
            stated=self._stated(),
            scope=self._wider(each, row),
            files=self.attached[key],
            country=self.sender.country,
            date_order=ORDER,
        )

    def _map(self, key: Key) -> EntityMap:
        return next(each for each in self.mapping.entities if each.name == key[0])

    def _row(self, key: Key) -> Row:
        return next(row for row in self.rows[self._map(key).each] if row.number == key[1])

    # What holds for all of it

    def asked_scope(self) -> Scope:
        answers = self.rows[""][0]
        read = {party for path in self.mapping.readers for party in self._answers(path, answers)}
        level, *conditions = (
            (answers.get(path) for path in self.mapping.handling) if self.mapping.handling else ("0",)
        )
        handling = Handling(int(level) if level.isdecimal() else 0, " ".join(filter(None, conditions)))
        return Scope(read=tuple(sorted(read - {self.sender.office})), handling=handling)

    def _wider(self, each: EntityMap, row: Row) -> Scope | None:
        more = {party for path in each.readers for party in self._answers(path, row)}
        read = {*self.scope.read, *more} - {self.sender.office}
        return replace(self.scope, read=tuple(sorted(read))) if more else None

    def _grade(self) -> Grade | None:
        code = "".join(self.rows[""][0].get(path) for path in self.mapping.grade)
        return Grade(self.mapping.scheme, code) if len(code) == len(self.mapping.grade) > 0 else None

    def _stated(self) -> str:
        return moment(self.rows[""][0], self.mapping.stated)


def _controls(mapping: FormMapping) -> Paths:
    """Questions whose answers hold for the whole of it, or lead to others."""
    return (*mapping.readers, *mapping.handling, *mapping.grade, *mapping.stated, *mapping.ignore)


def local_key(instance_id: str, entity: str = REPORT, row: tuple[int, ...] = ()) -> tuple[str, str]:
    """(source, local key) that the id of an entity is made from: a form that is sent again gives the same ids."""
    place = ".".join(map(str, row))
    return "submission", f"{instance_id}\x1f{entity}\x1f{place}" if entity != REPORT else instance_id


def moment(row: Row, paths: Paths) -> str:
    """A date with the time and zone that were given, ISO 8601; "" without a date."""
    day, *rest = (row.get(path) for path in paths) if paths else ("",)
    if not day or len(day) > 10:  # a date and time in one
        return day
    clock = TIME.match(rest[0]) if rest else None
    if not clock:
        return day
    zone = next((part for part in rest[1:] if ZONE.fullmatch(part)), clock[2] if len(rest) > 1 else "") or ""
    return f"{day}T{clock[1]}{zone}"
