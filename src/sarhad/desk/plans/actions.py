"""Making recommendations and plans, and the steps of their lives. Each signs an entry and stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.guards import must_be_open
from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.desk.plans.folding import DOERS, MAKERS, stages
from sarhad.desk.plans.records import Item
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.signing import must, offices_of, reach
from sarhad.kernel.claim import EntityId, Scope
from sarhad.ledger.models import Entry, Fragment
from sarhad.ledger.node import writer
from sarhad.ledger.queries import heirs

Values = Mapping[str, Iterable[str]]


def recommend(
    reader: Reader, values: Values, scope: Scope, *, files: tuple[File, ...] = (), inside: bool = False
) -> EntityId:
    """Make a recommendation, a decision or a step of a plan; whoever is in charge reads it. Returns its id.

    Args:
        values: of the schema Recommendation; `office` names who is in charge, `dueDate` the term.
        inside: who is in charge reads it as long as the scope reaches it, not by its own name.
    """
    must(reader, Does.CONTRIBUTE)
    in_charge = _in_charge(values)
    must_be_open(in_charge)
    entity = actions.new_entity(reader)
    given = {"date": [today(reader).isoformat()], **values}
    draft = Draft("Recommendation", given, entity, files=files, date_order="dmy")
    actions.contribute(reader, [draft], scope if inside else _with(reader, scope, in_charge))
    return entity


def _in_charge(values: Values) -> list[str]:
    return [each for each in values.get("office", ()) if each]


def _with(reader: Reader, scope: Scope, offices: Sequence[str]) -> Scope:
    return replace(scope, read=tuple(sorted({*scope.read, *offices} - {reader.office})))


def plan(reader: Reader, values: Values, scope: Scope) -> EntityId:
    """Open a plan; its steps are recommendations of the kind `action` that name it."""
    must(reader, Does.CONTRIBUTE)
    entity = actions.new_entity(reader)
    given = {"office": [reader.office], **values}
    actions.contribute(reader, [Draft("Plan", given, entity, date_order="dmy")], scope)
    return entity


def meet(
    reader: Reader, values: Values, decided: Sequence[Values], scope: Scope, *, files: tuple[File, ...] = ()
) -> EntityId:
    """Put a meeting on record with what was decided there; each decision reaches who is in charge of it."""
    must(reader, Does.CONTRIBUTE)
    entity, made = actions.new_entity(reader), list(values.get("date", ())) or [today()]
    for each in decided:
        must_be_open(_in_charge(each))
    with writer():
        actions.contribute(reader, [Draft("Meeting", values, entity, files=files, date_order="dmy")], scope)
        for each in decided:  # an entry each: its place in one would tell whoever reads it that there are others
            recommend(reader, {"date": made, **each, "source": [entity]}, scope)
    return entity


def may_take(reader: Reader, item: Item) -> list[str]:
    """The steps that this reader's office can state now."""
    if item.state.ended or not reader.may(Does.CONTRIBUTE):
        return []
    makes = item.held or reader.office in heirs(item.maker)
    allowed = (MAKERS - {"made"} if makes else frozenset()) | (DOERS if item.ours else frozenset())
    return [each for each in stages() if each in allowed]


def take_step(
    reader: Reader, item: Item, step: str, day: str, *, due: str = "", evidence: str = "", note: str = "",
    files: tuple[File, ...] = (),
) -> Entry:  # fmt: skip
    """State a step; it reaches whom the recommendation reaches.

    Args:
        due: the new term, needed to postpone.
        evidence, files: what shows that it is done; one of them is needed to say so.
    """
    if step not in may_take(reader, item):
        raise ValidationError(_("Your office cannot take this step."))
    if step == "postponed" and not due:
        raise ValidationError(_("State the new term."))
    if step == "done" and not (evidence or files):
        raise ValidationError(_("Say what shows that it is done, or attach it."))
    if step in ("rejected", "dropped") and not note:
        raise ValidationError(_("Say why."))
    texts = {"dueDate": due, "evidence": evidence, "note": note, "office": reader.office}
    values = {"recommendation": [item.id], "step": [step], "date": [day]}
    values |= {name: [value] for name, value in texts.items() if value}
    draft = Draft("RecommendationStep", values, files=files, date_order="dmy")
    return actions.contribute(reader, [draft], Scope(read=_reach(reader, item), handling=item.handling))


def _reach(reader: Reader, item: Item) -> tuple[str, ...]:
    rows: Iterable[Fragment] = visible(reader).filter(entity=item.id, schema="Recommendation")
    said = [row for row in rows.select_related("scope") if row.scope.owner == item.maker]  # type: ignore[attr-defined]
    found = {*reach(reader, said, item.maker), *offices_of(item.maker)}
    if item.office:
        found |= set(offices_of(item.office))
    return tuple(sorted(found - {reader.office}))
