"""Taking in a table from the command line, as the pages do: read, told, signed once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile
from sarhad.kernel import dates
from sarhad.kernel.claim import EntityId, Handling, Scope
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.tables import actions, kinds, numbers, queries, reading, rows, words
from sarhad.systems.monitor.tables.columns import Columns, columns_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody says of a file."""

    file: Path
    kind: str
    name: str
    columns: str  # JSON
    about: Mapping[str, str]
    lacks: tuple[str, ...]
    scope: Scope


class Read(NamedTuple):
    """How a file was read, told in lines."""

    rows: int
    columns: list[str]
    told: list[str]
    faults: list[str]
    first: str = ""  # its period
    last: str = ""


def asked(file: Path, options: Mapping[str, Any]) -> Asked:
    """From the options of `sarhad import-table`. Raises BadFile, ValidationError."""
    about = {
        "publisher": options["publisher"], "licence": options["licence"], "sourceUrl": options["link"],
        "missing": options["missing"], "publishedOn": _date(options["published"]),
        "startDate": _date(options["since"]), "endDate": _date(options["until"]),
    }  # fmt: skip
    scope = Scope(options["scope"], handling=Handling(options["handling"], options["conditions"]))
    columns = kinds.guessed(options["kind"], file, file.name)
    if options["kind"] == words.SEIZURES:
        columns = _changed(reading.looked_at(file).columns, options).json()
    return Asked(file, options["kind"], options["name"], columns, about, tuple(options["lacks"]), scope)


def _date(text: str) -> str:
    try:
        return dates.parse(text, "dmy").iso[:10] if text else ""
    except dates.DateError as error:
        raise ValidationError(str(error)) from error


def _changed(guessed: Columns, options: Mapping[str, Any]) -> Columns:
    """As guessed, but for what is said."""
    places = dict(guessed.places)
    for pair in options["column"]:
        field, _sign, heading = pair.partition("=")
        if field not in words.FIELD_LABELS:
            raise ValidationError(_("“%(name)s” is not one of: %(known)s.") % {
                "name": field, "known": ", ".join(words.FIELD_LABELS)})  # fmt: skip
        if heading and heading not in guessed.header:
            raise BadFile("missing-column", column=heading)
        places = {name: at for name, at in places.items() if name != field}
        if heading:
            at = guessed.header.index(heading)
            places = {name: each for name, each in places.items() if each != at} | {field: at}
    return replace(
        guessed,
        places=places,
        order=options["order"] or guessed.order,
        country=options["country"] or guessed.country,
    )


def read(given: Asked, out: Path, progress: Callable[[int], None]) -> Read:
    """Read the file as it will be read once signed. Raises BadFile."""
    made = kinds.write(given.kind, given.file, orjson.loads(given.columns), out, settled(), progress)
    said = columns_of(given.columns) if given.kind == words.SEIZURES else None
    if said is None:
        found = numbers.summary(out)
        told = [f"{found.rows} numbers, {found.unknown} of them printed as a mark or in words: unknown, not zero."]
        faults = [f"row {each.row}: {each.message}" for each in made.faults]
        return Read(made.rows, [], told, faults, found.first, found.last)
    told_of = rows.summary(out, said)
    return Read(
        told_of.rows,
        [f"{field}: {said.header[at]}" for field, at in said.places.items()],
        [
            f"{told_of.rows} rows; {told_of.converted} with a weight in kilograms, {told_of.unconverted} not"
            f" convertible, {told_of.unweighed} without an amount, {told_of.placeless} without a region, "
            f"{told_of.equal} equal to an earlier one."
        ],
        [f"{field}: {wrong} {n} rows. {remedy}" for _code, field, wrong, remedy, n in told_of.faulty],
        told_of.first, told_of.last,
    )  # fmt: skip


def here(reader: Reader, given: Asked) -> EntityId:
    """A table of the office with this name and file; "": none."""
    _name, data = actions.packed(given.file.name, given.file.read_bytes())
    digest = sha256(data).hexdigest()
    for each in queries.tables(reader):
        if each.by.held and each.source.name == given.name and each.file and each.file.digest == digest:
            return each.id
    return ""


def sign(reader: Reader, given: Asked, read: Read) -> EntityId:
    """Raises PermissionDenied, ValidationError."""
    about = {**given.about}
    about["startDate"] = about["startDate"] or read.first
    about["endDate"] = about["endDate"] or read.last
    table = actions.Given(
        given.name, given.kind, given.file, given.file.name, given.columns, read.rows, about, given.lacks
    )
    return actions.add(reader, table, given.scope)
