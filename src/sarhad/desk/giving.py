"""Records that go with a question or an answer: own ones are released, those of others as their owner allows."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import handling as may
from sarhad.access import sharing
from sarhad.access.handling import Use, strictest
from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, without_links
from sarhad.kernel.claim import ACTS, FragmentRef, Handling, Scope
from sarhad.ledger.naming import resolve

FREELY = (may.Answer.YES, may.Answer.MARKED)


def statements(reader: Reader, refs: Sequence[FragmentRef]) -> list[Statement]:
    """Those of these records that the reader sees."""
    rows = visible(reader).filter(id__in=resolve(refs)).exclude(schema__in=ACTS)
    return Sight(reader).statements_of(rows)


def statement(reader: Reader, ref: str) -> Statement | None:
    """A record by its name, "contribution.index"."""
    try:
        found = statements(reader, [FragmentRef.parse(ref)])
    except ValueError:
        return None
    return found[0] if found else None


def check(reader: Reader, refs: Sequence[FragmentRef]) -> list[Statement]:
    """Raises ValidationError unless all can be given further: seen, and own or free to pass on."""
    found = statements(reader, refs)
    if len(found) != len(set(refs)):
        raise ValidationError(_("Name current records that your office sees."))
    for each in found:
        if not may_give(each):
            text = _("%(owner)s must release this itself (%(handling)s): send it a request for further release.")
            raise ValidationError(text % {"owner": each.owner, "handling": f"H{each.handling.level}"})
    return found


def may_give(record: Statement) -> bool:
    return record.held or may.may(Use.ONWARD, record.handling) in FREELY


def give(
    reader: Reader, refs: Sequence[FragmentRef], to: Sequence[str], handling: Handling, conditions: str = ""
) -> list[str]:
    """Let offices read these records; returns the names of the releases, one for each office.

    Own records are released, so that they can be recalled. Those of others are stated again by the reader's office
    with their source and under the stricter handling; they wait for no conditions, as those are not ours to set.
    """
    found = check(reader, refs)
    own, others = [e.ref for e in found if e.held], [e for e in found if not e.held]
    names: list[str] = []
    if own:
        scope = Scope(read=tuple(to), handling=handling)
        entry = sharing.grant(
            reader, refs=own, scope=scope, on_accept=bool(conditions.strip()), conditions=conditions
        )
        names = [str(FragmentRef(entry.id, index)) for index in range(len(set(to)))]
    if others:
        bound = strictest([handling, *(each.handling for each in others)])
        actions.contribute(reader, [_again(each) for each in others], Scope(read=tuple(to), handling=bound))
    return names


def _again(record: Statement) -> Draft:
    return Draft(
        record.schema, without_links(record.schema, record.properties), record.entity, grade=record.grade,
        source=record.owner, stated=record.stated, basis=(record.ref,),
    )  # fmt: skip
