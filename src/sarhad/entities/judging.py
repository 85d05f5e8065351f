"""Judgements: an officer's decision that two entities are the same, different, or that one cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.handling import strictest
from sarhad.access.queries import handling_of, owns, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.signing import about, must, readers, sign, withdrawals
from sarhad.kernel import model
from sarhad.kernel.claim import PUBLIC, Act, EntityId, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act
from sarhad.ledger.models import Entry, Fragment
from sarhad.ledger.naming import resolve
from sarhad.ledger.node import writer

VERDICTS = ("same", "different", "unsure")


def judge(reader: Reader, a: EntityId, b: EntityId, verdict: str, why: str = "") -> Entry:
    """Decide on two entities; replaces the office's earlier verdict on them.

    It reaches those who, as far as the reader's office knows, see both.
    """
    must(reader, Does.JUDGE)
    if verdict not in VERDICTS or a == b:
        raise ValidationError(_("Name two different entities and a verdict."))
    left, right = list(about(reader, a)), list(about(reader, b))
    if not left or not right:
        raise ValidationError(_("Nothing here for you."))
    if not any(model.common(one.schema, other.schema) for one in left for other in right):
        raise ValidationError(_("These are different kinds of things."))
    item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict}, scope=_reach(reader, left, right))
    with writer():
        _replace_earlier(reader, a, b)
        entry = sign(reader, Kind.JUDGE, [item], why=why)
        audit.record(reader, "judge", f"{a} {b} {verdict}")
    return entry


def undo(reader: Reader, ref: FragmentRef) -> Entry:
    """Take back a judgement of the own office."""
    must(reader, Does.JUDGE)
    rows = visible(reader).filter(id__in=resolve([ref]), schema=Act.JUDGEMENT).select_related("scope")
    held = [row for row in rows if owns(row.scope, reader)]
    if not held:
        raise ValidationError(_("Name current records that your office holds."))
    with writer():
        entry = sign(reader, Kind.RETRACT, withdrawals(held))
        audit.record(reader, "undo", str(ref))
    return entry


def _replace_earlier(reader: Reader, a: EntityId, b: EntityId) -> None:
    rows = visible(reader).filter(judgement__a=bytes.fromhex(a), judgement__b=bytes.fromhex(b))
    held = [row for row in rows.select_related("scope") if owns(row.scope, reader)]
    if held:
        sign(reader, Kind.RETRACT, withdrawals(held))


def _reach(reader: Reader, left: Sequence[Fragment], right: Sequence[Fragment]) -> Scope:
    """Never everyone: that two public records interest an office is nobody else's business."""
    ours, theirs = _known_readers(reader, left), _known_readers(reader, right)
    both = (ours & theirs) | (theirs if PUBLIC in ours else set()) | (ours if PUBLIC in theirs else set())
    handling = strictest(handling_of(row.scope, reader) for row in (*left, *right))
    return Scope(read=tuple(sorted(both - {PUBLIC, reader.office})), handling=handling)


def _known_readers(reader: Reader, rows: Sequence[Fragment]) -> set[str]:
    """Who reads one of these: of own records all recipients, of others' only what the reader can know."""
    found: set[str] = set()
    for row in rows:
        rule = rule_of(row.scope)
        known = readers(rule) if owns(row.scope, reader) else readers(rule) & set(reader.parties)
        found |= known | {rule.owner}
    return found
