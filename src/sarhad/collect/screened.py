"""Lists of travellers, staff or vehicles, screened row by row: the same table with the answers beside each row."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.handling import Answer, Use, may
from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile
from sarhad.collect.mapping import fold
from sarhad.collect.readers.table import Cell
from sarhad.collect.widened import Given, opened, rows
from sarhad.kernel.claim import EntityId
from sarhad.kernel.dates import Order
from sarhad.ledger import followers
from sarhad.matching import screening
from sarhad.matching.asked import Asked, understood
from sarhad.matching.hits import scoring
from sarhad.matching.records import Subject
from sarhad.matching.screening import About, Found, decided
from sarhad.matching.words import say
from sarhad.matching.workers import Workers

ADDED = ("verdict", "score", "matches", "reasons", "error")
TOGETHER = 50  # rows whose answers are audited with one line

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "name1", "passenger", "passenger name", "traveller", "employee", "person", "driver",
        "фио", "ф и о", "полное имя", "имя и фамилия", "фамилия имя отчество", "пассажир", "сотрудник", "водитель",
        "ному насаб", "ф и ш", "f i sh", "аты жөні", "аты жони", "aty jöni",
    ),
    "surname": (
        "surname", "last name", "family name", "lastname", "фамилия", "насаб", "familiya", "тегі", "фамилиясы",
    ),
    "given": ("given name", "given names", "first name", "firstname", "имя", "ном", "ism", "аты", "ismi"),
    "father": (
        "patronymic", "middle name", "father s name", "отчество", "номи падар", "otasining ismi", "әкесінің аты",
    ),
    "birth": (
        "birth date", "date of birth", "dob", "birthdate", "born", "birth year", "year of birth", "birthday",
        "дата рождения", "день рождения", "год рождения", "д р", "санаи таваллуд", "tug ilgan sana", "туған күні",
        "туулган күнү",
    ),
    "series": ("series", "passport series", "document series", "серия", "серия паспорта", "серия документа"),
    "number": (
        "number", "passport", "passport no", "passport number", "document", "document no", "document number",
        "doc no", "id number", "id no", "iin", "pinfl", "номер", "паспорт", "номер паспорта", "паспорт номер",
        "документ", "номер документа", "иин", "пинфл", "пин", "жшшир", "шиноснома", "серия и номер",
        "серия и номер паспорта", "серия номер паспорта",
    ),
    "plate": (
        "plate", "plate number", "licence plate", "license plate", "registration number", "vehicle", "car",
        "номер автомобиля", "номер авто", "госномер", "гос номер", "грз", "рақами мошин", "davlat raqami",
    ),
    "mrz": ("mrz", "machine readable lines", "machine readable zone", "машиносчитываемые строки", "мчз", "мсз"),
    "nationality": (
        "nationality", "citizenship", "гражданство", "шаҳрвандӣ", "fuqaroligi", "азаматтығы", "жарандыгы",
    ),
    "sex": ("sex", "gender", "пол", "ҷинс", "jinsi", "жынысы"),
}  # fmt: skip
"""What lists of the region call their columns, as `mapping.fold` writes names. Surname, given name and father's
name make the name where no column holds all of it; a series goes before its number."""
SOUGHT = ("name", "passport", "plate", "mrz")
"""Of which a list needs one."""
FIELDS = tuple(COLUMNS)
FOLDED = {fold(name): field for field, called in COLUMNS.items() for name in called}


class Answered(NamedTuple):
    """What is added to a row, as `ADDED` names it."""

    verdict: str  # stop, check, nothing; "" where the row could not be read
    score: str
    matches: str
    reasons: str
    error: str  # the field, what is wrong, what to do


class List:
    """A table whose columns are understood."""

    def __init__(self, path: Path, chosen: Mapping[str, str], order: Order = "dmy", name: str = "") -> None:
        """`chosen` names columns that cannot be guessed, by field. Raises BadFile."""
        self.path, self.order, self.name = path, order, name or path.name
        self.chosen = {fold(column): field for field, column in chosen.items()}
        self.table = opened(
            path, lambda cell: self._field(cell) is not None, [*chosen.values()] or SOUGHT, self.name
        )
        fields = [self._field(cell) for cell in self.table.header]
        self.places = {field: place for place, field in reversed(list(enumerate(fields))) if field}
        there = {fold(column) for column in self.table.header}
        missing = [column for column in chosen.values() if fold(column) not in there]
        if missing or not {"name", "surname", "number", "plate", "mrz"} & self.places.keys():
            raise BadFile(
                "no-header", self.name, expected=", ".join(missing or ("name", "passport", "plate", "mrz"))
            )

    def _field(self, column: str) -> str | None:
        """A column that was chosen for a field takes the place of those that look like it."""
        folded = fold(column)
        if folded in self.chosen:
            return self.chosen[folded]
        guessed = FOLDED.get(folded)
        return None if guessed in self.chosen.values() else guessed

    @property
    def columns(self) -> dict[str, str]:
        """Field -> the column that it was read from."""
        return {field: self.table.header[self.places[field]] for field in FIELDS if field in self.places}

    @property
    def digest(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> Iterator[Given]:
        return rows(self.table)

    def asked(self, cells: Sequence[Cell]) -> Asked:
        given = {field: _text(cells[place]) for field, place in self.places.items()}
        parts = (given.get(name, "") for name in ("surname", "given", "father"))
        return Asked(
            name=given.get("name") or " ".join(filter(None, parts)),
            birth=given.get("birth", ""),
            number=f"{given.get('series', '')} {given.get('number', '')}".strip(),
            plate=given.get("plate", ""),
            mrz=given.get("mrz", ""),
            nationality=given.get("nationality", ""),
            sex=given.get("sex", ""),
            order=self.order,
        )


def _text(cell: Cell) -> str:
    return cell.isoformat()[:10] if isinstance(cell, date) else cell.strip()


def screened(
    reader: Reader, given: List, about: About, skip: int = 0, workers: Workers | None = None
) -> Iterator[tuple[Given, Answered]]:
    """Each row behind the first `skip` with its answer. One line of the audit says which file it was; before the
    answers are handed on, others say what they show. With forked `workers` the parts are spread over the cores."""
    audit.record(reader, "screen-file", f"{given.digest[:32]} {skip}", given.name)
    parts: deque[list[Given]] = deque()
    for found in _found_by_parts(reader, given, about, _parts(given, skip, parts), workers):
        seen = dict.fromkeys(entity for _answered, ids in found for entity in ids)
        if seen:
            audit.record(reader, "screen-file", " ".join(seen))
        yield from zip(parts.popleft(), [answered for answered, _ids in found], strict=True)


def _parts(given: List, skip: int, parts: deque[list[Given]]) -> Iterator[tuple[list[Given]]]:
    waiting = islice(given.rows(), skip, None)
    while part := list(islice(waiting, TOGETHER)):
        parts.append(part)
        yield (part,)


def _found_by_parts(
    reader: Reader, given: List, about: About, parts: Iterator[tuple[list[Given]]], workers: Workers | None
) -> Iterator[list[tuple[Answered, list[EntityId]]]]:
    if workers is None:
        return (_answers(reader, given, part, about) for (part,) in parts)
    _inherited.update(reader=reader, given=given, about=about)
    return workers(_part, parts)


_inherited: dict[str, Any] = {}
"""What forked processes have of the one command that started them; nothing else sets it."""


def _part(part: Sequence[Given]) -> list[tuple[Answered, list[EntityId]]]:
    return _answers(_inherited["reader"], _inherited["given"], part, _inherited["about"])


def _answers(
    reader: Reader, given: List, part: Sequence[Given], about: About
) -> list[tuple[Answered, list[EntityId]]]:
    """Each row's answer, and the entities that it shows."""
    read = [_read(given, row) for row in part]
    found = iter(screening.find_each(reader, [each for each in read if not isinstance(each, str)], about))
    return [(_refused(each), []) if isinstance(each, str) else _answered(reader, next(found)) for each in read]


def _read(given: List, row: Given) -> tuple[Subject, ...] | str:
    """Whom to look for, or what is wrong."""
    if row.fault:
        return row.fault.said
    try:
        return understood(given.asked(row.cells)).subjects
    except ValidationError as error:
        return "; ".join(_named(given, *each) for each in error.message_dict.items())


def _answered(reader: Reader, found: Sequence[Found]) -> tuple[Answered, list[EntityId]]:
    answer = decided(found)
    matches = "; ".join(_match(reader, each) for each in answer.found)
    reasons = _reasons(reader, found[0]) if found else ""
    score = f"{answer.score:.3f}" if found else ""
    return Answered(answer.verdict, score, matches, reasons, ""), screening.seen(answer).split()


def _refused(why: str) -> Answered:
    return Answered("", "", "", "", why)


def _named(given: List, field: str, messages: Iterable[str]) -> str:
    column = given.columns.get(field) or given.columns.get("surname") if field != "__all__" else ""
    said = " ".join(messages)
    return f"{column}: {said}" if column else said


def _may_leave(reader: Reader, found: Found) -> bool:
    """A file leaves the page: what an owner must be asked for is named by its number alone."""
    summary = found.match.summary
    return may(Use.EXPORT, summary.handling, set(summary.owners) == {reader.office}) in (Answer.YES, Answer.MARKED)


def _match(reader: Reader, found: Found) -> str:
    summary = found.match.summary
    numbers = " ".join(filter(None, (getattr(notice, "number", "") for notice in found.notices)))
    if not _may_leave(reader, found):
        return _("%(id)s (ask %(owner)s first)") % {"id": summary.id, "owner": ", ".join(summary.owners)}
    born = " ".join(found.match.properties.get("birthDate", [])[:2])
    return " ".join(filter(None, (summary.caption, born, numbers, f"[{summary.id}]")))


def _reasons(reader: Reader, found: Found) -> str:
    return "; ".join(map(say, found.match.scored.reasons)) if _may_leave(reader, found) else ""


class Tally(NamedTuple):
    """How many rows came to what."""

    rows: int = 0
    stop: int = 0
    check: int = 0
    unread: int = 0

    def with_(self, answered: Answered) -> Tally:
        return Tally(
            self.rows + 1,
            self.stop + (answered.verdict == screening.STOP),
            self.check + (answered.verdict == screening.CHECK),
            self.unread + bool(answered.error),
        )


def about_input(reader: Reader, given: List) -> dict[str, Any]:
    """What must be the same for a run to go on where another stopped."""
    return {
        "input": given.digest, "columns": given.columns, "dates": given.order,
        "office": reader.office, "officer": reader.officer,
    }  # fmt: skip


def answers_as_of() -> list[Any]:
    """What an answer depends on besides: the newest entry, the day (notices begin and end), the scoring."""
    return [followers.head(), timezone.localdate().isoformat(), scoring()]
