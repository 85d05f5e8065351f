"""Signing a published table, a new edition of one, and what people decide of its rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.queries import rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.actions import Draft, File, contribute, correct, new_entity, retract
from sarhad.entities.signing import must
from sarhad.kernel.claim import PUBLIC, EntityId, FragmentRef, Scope
from sarhad.ledger.models import Entry, Fragment
from sarhad.systems.monitor.store.follower import TABLE
from sarhad.systems.monitor.tables.decisions import ALIKE, EQUAL, SCHEMA, Decision
from sarhad.systems.monitor.tables.queries import Published

PACKED_FROM = 2**20  # bytes from which a file that is not packed is kept as a ZIP: text shrinks to a tenth
OFFICE, ALL = "office", "table"
"""Who reads a decision: the own office, or whoever reads the table."""
MOST_ROWS = 5000  # of one decision


@dataclass(frozen=True, slots=True)
class Given:
    """What an officer says of a table."""

    name: str
    kind: str
    path: Path
    file_name: str
    columns: str  # JSON
    rows: int
    about: dict[str, str] = field(default_factory=dict)  # publisher, licence, sourceUrl, startDate, …
    lacks: tuple[str, ...] = ()


def add(reader: Reader, given: Given, scope: Scope) -> EntityId:
    """Sign a table with its file as it came. Raises PermissionDenied, ValidationError."""
    must(reader, Does.CONTRIBUTE)
    made = new_entity(reader)
    contribute(reader, [_draft(given, made)], scope)
    return made


def renew(reader: Reader, old: Published, given: Given, why: str) -> EntityId:
    """Sign a new edition in the place of a table of the own office; whoever read that one reads this one."""
    correct(reader, old.by.ref, _draft(given, old.id), why)
    return old.id


def _draft(given: Given, entity: EntityId) -> Draft:
    name, data = packed(given.file_name, given.path.read_bytes())
    columns = orjson.loads(given.columns) | {"file": sha256(data).hexdigest()}
    values = {
        "name": [given.name], "tableType": [given.kind], "rowsRead": [str(given.rows)], "lacks": given.lacks,
        "columns": [orjson.dumps(columns, option=orjson.OPT_SORT_KEYS).decode()],
        **{key: [text] for key, text in given.about.items() if text},
    }  # fmt: skip
    return Draft(TABLE, values, entity, files=(File(name, data, any_kind=True, limit=settings.TABLE_LIMIT),))


def packed(name: str, data: bytes) -> tuple[str, bytes]:
    """A large file that is not packed yet, in a ZIP with its content unchanged; the same bytes each time."""
    if len(data) < PACKED_FROM or data[:2] in (b"PK", b"\x1f\x8b"):
        return name, data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(name.replace("/", "_") or "table", (1980, 1, 1, 0, 0, 0))
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, data)
    return f"{name}.zip", out.getvalue()


# Decisions


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of some rows. Without rows: of all equal rows of the table."""

    rule: str
    verdict: str
    reason: str
    rows: tuple[int, ...] = ()
    seizure: EntityId = ""
    other: tuple[EntityId, int] | None = None


def may_reach_all(found: Published, given: Verdict) -> bool:
    """Whether all who read the table may read the decision: of an alike pair nobody else may learn."""
    return given.rule == EQUAL and (found.by.held or found.source.public)


def decide(reader: Reader, found: Published, given: Verdict, reach: str = OFFICE) -> Entry:
    """Sign what an officer decided. Raises PermissionDenied, ValidationError."""
    must(reader, Does.JUDGE)
    if given.rule == ALIKE and not (given.rows and (given.seizure or given.other)):
        raise ValidationError(_("Say which rows are meant."))
    if len(given.rows) > MOST_ROWS:
        raise ValidationError(_("More than %(most)d rows; decide for the whole table.") % {"most": MOST_ROWS})
    if reach == ALL and not may_reach_all(found, given):
        raise ValidationError(_("Only your office can read this decision."))
    values = {
        "table": [found.id], "rule": [given.rule], "verdict": [given.verdict], "reason": [given.reason],
        "rows": [*map(str, given.rows), *_others(given)], "seizure": [given.seizure] if given.seizure else [],
    }  # fmt: skip
    draft = Draft(SCHEMA, {name: each for name, each in values.items() if any(each)}, basis=(found.by.ref,))
    return contribute(reader, [draft], _scope(reader, found) if reach == ALL else Scope())


def _others(given: Verdict) -> Iterable[str]:
    return [f"{given.other[0]}:{given.other[1]}"] if given.other else []


def _scope(reader: Reader, found: Published) -> Scope:
    """The table's own, of a table of the own office; else everyone, since it is public."""
    if not found.by.held:
        return Scope(read=(PUBLIC,))
    row: Fragment = visible(reader).select_related("scope").get(id=found.source.fragment)
    return rule_of(row.scope).own


def undo(reader: Reader, decision: Decision, why: str = "") -> Entry:
    """Take back a decision of the own office."""
    must(reader, Does.JUDGE)
    return retract(reader, [FragmentRef(*decision.ref)], why)
