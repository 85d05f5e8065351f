"""Putting groups, channels and criminal cases on record, and the steps of their lives.

Each signs an entry and stands in the audit. All raise PermissionDenied where the role does not allow the act,
ValidationError where its arguments do not fit. How the steps fold is said in `figures.lives`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.entities.signing import about, must, reach
from sarhad.figures.lives import CASE, DISMANTLED, JUDGED, REVIVED, Life, stages
from sarhad.kernel.claim import PUBLIC, EntityId, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.operations.guards import again

Values = Mapping[str, Iterable[str]]

STEPS = {"OrganisedGroup": "DisruptionStep", "TraffickingChannel": "DisruptionStep", CASE: "CaseStep"}
SUBJECT = {"DisruptionStep": "subject", "CaseStep": "criminalCase"}
ENDS = frozenset({DISMANTLED, JUDGED, "closed"})
"""Steps that everyone must hear of whom the thing itself reaches."""
FIRST = ("suspected", "active")
"""With which a group or channel is put on record."""
JOINED = ("Seizure", "Operation")
"""What belongs to a case."""


def record(reader: Reader, draft: Draft, scope: Scope, step: str = "", day: str = "") -> EntityId:
    """Put a group, channel or case on record; returns its id.

    Args:
        draft: its statement; of a case the day on which it was opened stands in it.
        step, day: of a group or channel, how far it is known to have come.
    """
    must(reader, Does.CONTRIBUTE)
    made = replace(draft, entity=draft.entity or actions.new_entity(reader))
    drafts = [made]
    if step:
        values = _step(reader, "DisruptionStep", made.entity, step, day)
        drafts.append(Draft("DisruptionStep", values, grade=draft.grade, source=draft.source, date_order="dmy"))
    actions.contribute(reader, drafts, scope)
    return made.entity


def _step(reader: Reader, schema: str, subject: EntityId, step: str, day: str) -> dict[str, list[str]]:
    values = {
        SUBJECT[schema]: subject,
        "step": step,
        "date": day,
        "office": reader.office,
        "author": reader.officer,
    }
    return {name: [value] for name, value in values.items()}


def may_take(reader: Reader, life: Life) -> list[str]:
    """The steps that this officer can state; any office that knows of it has a word of its own."""
    if not reader.may(Does.CONTRIBUTE):
        return []
    every = stages(STEPS[life.schema])
    was_ended = any(each.step == DISMANTLED for each in life.steps)
    return [each for each in every if each != REVIVED or was_ended]


def take_step(
    reader: Reader, life: Life, step: str, day: str, more: Values | None = None, *, kept: bool = False
) -> Entry:
    """State a step. It reaches whom the thing itself reaches; the public hears of ends alone, and of no more.

    Args:
        more: what else the step says: operation, note; of a judgement convicted, acquitted, court.
        kept: the office keeps it to itself for now; not possible for an end.
    """
    if step not in may_take(reader, life):
        raise ValidationError(_("Your office cannot take this step."))
    if kept and step in ENDS:
        raise ValidationError(_("An end must reach everyone who knows of it."))
    given = {name: list(values) for name, values in (more or {}).items() if any(values)}
    if step == JUDGED and not ({"convicted", "acquitted"} & given.keys()):
        raise ValidationError(_("Say how many persons were convicted or acquitted; none is 0."))
    schema, entity = STEPS[life.schema], actions.new_entity(reader)
    scope = Scope(handling=life.handling) if kept else Scope(read=readers(reader, life), handling=life.handling)
    partners = replace(scope, read=tuple(party for party in scope.read if party != PUBLIC))
    bare = _step(reader, schema, life.id, step, day)
    drafts = [Draft(schema, bare | given, entity, scope=partners, date_order="dmy")]
    if scope != partners and step in ENDS:
        named = {name: values for name, values in bare.items() if name != "author"}
        # First, since its place would tell the public that something stands before it.
        drafts.insert(0, Draft(schema, named, entity, scope=scope, date_order="dmy"))
    return actions.contribute(reader, drafts, partners)


def readers(reader: Reader, life: Life) -> tuple[str, ...]:
    """Whom a step must reach besides the own office, as far as this reader knows."""
    found: set[str] = set()
    for member in life.members:
        rows = [row for row in about(reader, member) if row.schema == life.schema]
        owners = {row.scope.owner for row in rows}
        own = {each.owner for each in life.statements if each.held} & owners
        for owner in own or owners:
            found |= {*reach(reader, [row for row in rows if row.scope.owner == owner], owner)}
    return tuple(sorted(found))


# What belongs to a case


def join(reader: Reader, case: Life, record: EntityId) -> Entry:
    """Join a seizure or an operation to a case. The own statement is corrected; of another office's seizure the own
    office states that it belongs to the case, to those who know of the case."""
    must(reader, Does.CONTRIBUTE)
    said = [each for each in Sight(reader).statements(record) if each.schema in JOINED]
    if not said:
        raise ValidationError(_("No seizure or operation of this address is open to your office."))
    if case.id in {id for each in said for id in each.properties.get("criminalCase", ())}:
        raise ValidationError(_("It is joined to this case already."))
    own = [each for each in said if each.held]
    if own:
        cases = [*own[-1].properties.get("criminalCase", ()), case.id]
        return actions.correct(reader, own[-1].ref, again(own[-1], criminalCase=cases), _("Joined to a case"))
    if said[0].schema != "Seizure":
        raise ValidationError(_("Only the office that leads an operation can join it to a case."))
    scope = Scope(read=tuple(each for each in readers(reader, case) if each != PUBLIC), handling=case.handling)
    return actions.contribute(reader, [Draft("Seizure", {"criminalCase": [case.id]}, record)], scope)
