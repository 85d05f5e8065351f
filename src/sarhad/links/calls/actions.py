"""Signing an operator's file of calls, and what it says added up: who was in touch with whom, how often, when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.actions import Draft, File, contribute, new_entity
from sarhad.entities.sight import BATCH, Sight, hex_of, marks
from sarhad.entities.signing import must
from sarhad.kernel import keys
from sarhad.kernel.claim import EntityId, Grade, Scope
from sarhad.ledger.node import keystore, writer
from sarhad.links.calls import counting
from sarhad.links.calls.records import Calls, Columns, Pair

MOST_PAIRS = 2000
"""Pairs of numbers of one file that become links; the analysis reads the file itself and knows all."""
ENTRY = 1000  # statements of one entry
SOURCE = "phone-number"  # of ids of phones that no office has described


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer says of a file."""

    name: str
    legal_basis: str
    file: File
    columns: Columns
    calls: Calls
    scope: Scope
    operator: str = ""
    grade: Grade | None = None
    source: str = ""


def add(reader: Reader, given: Given) -> EntityId:
    """Sign the file as it came, and a Communication for each pair of numbers and direction between Phones.

    A number that the office has stated as a Phone keeps that entity. Everything stands under the scope given.
    Raises PermissionDenied, ValidationError.
    """
    must(reader, Does.CONTRIBUTE)
    made = new_entity(reader)
    pairs = counting.pairs(given.calls)[:MOST_PAIRS]
    subject = counting.subject(given.calls)
    numbers = sorted({*(subject,), *(n for pair in pairs for n in (pair.caller, pair.called))} - {""})
    with writer():
        phones = _phones(reader, numbers)
        drafts = [
            _records(made, given, phones.get(subject, "")),
            *_stated(phones, given, subject),
            *(_communication(pair, phones, made, given) for pair in pairs),
        ]
        for part in _parts(drafts):
            contribute(reader, part, given.scope)
    return made


def _parts(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    for start in range(0, len(drafts), ENTRY):
        yield drafts[start : start + ENTRY]


def _records(made: EntityId, given: Given, subject: EntityId) -> Draft:
    calls = given.calls
    days = [_instant(int(edge))[:10] for edge in ((calls.at.min(), calls.at.max()) if len(calls) else ())]
    properties = {
        "name": [given.name], "operator": [given.operator], "legalBasis": [given.legal_basis],
        "columns": [given.columns.json()], "subject": [subject], "startDate": days[:1], "endDate": days[1:],
    }  # fmt: skip
    values = {name: [each for each in values if each] for name, values in properties.items()}
    return Draft("CallRecords", values, made, given.grade, given.source, files=(given.file,))


def _stated(phones: dict[str, EntityId], given: Given, subject: str) -> Iterator[Draft]:
    """Each number, also one stated before: whoever reads the calls must be able to read between whom."""
    for number, entity in phones.items():
        values = {"number" if number.startswith("+") else "name": [number]}
        if number == subject:
            values["imei"] = _devices(given.calls, subject)
        yield Draft("Phone", values, entity, given.grade, given.source)


def _devices(calls: Calls, subject: str) -> list[str]:
    """The devices from which the file's own number called."""
    own = calls.only(calls.caller == counting.place(calls, subject))
    return [name for name, _times in counting.most_used(own.device, own.devices)]


def _communication(pair: Pair, phones: dict[str, EntityId], records: EntityId, given: Given) -> Draft:
    values = {
        "caller": [phones[pair.caller]], "receiver": [phones[pair.called]], "times": [str(pair.times)],
        "duration": [str(pair.seconds)] if pair.seconds >= 0 else [], "means": list(pair.means),
        "startDate": [_instant(pair.first)], "endDate": [_instant(pair.last)], "records": [records],
    }  # fmt: skip
    return Draft("Communication", values, "", given.grade, given.source)


def _instant(seconds: int) -> str:
    """As the clock of the file showed it; no zone, since none is known."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")


# Phones


def _phones(reader: Reader, numbers: Sequence[str]) -> dict[str, EntityId]:
    """Number -> the Phone that the office has stated, else an id that is the same each time."""
    key = keystore().id_key(reader.office)
    known = _known(Sight(reader), [number for number in numbers if number.startswith("+")])
    return {number: known.get(number) or keys.entity_id(key, SOURCE, number) for number in numbers}


def _known(sight: Sight, numbers: Sequence[str]) -> dict[str, EntityId]:
    """Phones that the office itself has stated; of several, the smallest id."""
    found: dict[str, EntityId] = {}
    tables = "ledger_term t CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s"
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        where = (
            f"t.value IN ({marks(part)}) AND t.kind = 'phone' AND f.id = t.fragment_id AND f.\"schema\" = 'Phone' "
            "AND s.id = f.scope_id"
        )
        for value, entity, scope, rule in sight.through_door(
            "t.value, f.entity, s.id, s.rule", tables, where, part
        ):
            if sight.held(scope, rule):
                found[value] = min(found.get(value, "~"), hex_of(entity))
    return found
