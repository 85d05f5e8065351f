"""What an officer states by hand. Each act checks the role, signs an entry for the office, stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import must_hold
from sarhad.access.protected import must_be_bound
from sarhad.access.queries import rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.attachments import keep
from sarhad.entities.drafts import Draft, File, claim, new_entity
from sarhad.entities.judging import judge, undo
from sarhad.entities.purge import Receipt, purge
from sarhad.entities.signing import about, must, must_exist, readers, seen_of, sign, withdrawals
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, Act, Attachment, Claim, EntityId, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act
from sarhad.ledger.models import Entry, Fragment
from sarhad.ledger.naming import resolve
from sarhad.ledger.node import writer
from sarhad.ledger.scopes import Given, Rule

__all__ = [
    "Draft", "File", "Receipt",
    "attach", "contribute", "correct", "judge", "new_entity", "purge", "release_again", "retract", "undo",
]  # fmt: skip


def contribute(reader: Reader, drafts: Sequence[Draft], scope: Scope, why: str = "") -> Entry:
    """Sign new statements, 1 to 1,000, under one scope unless a draft has its own."""
    must(reader, Does.CONTRIBUTE)
    for each in (scope, *(draft.scope for draft in drafts if draft.scope)):
        must_exist(reader, each)
    items = [claim(reader, draft) for draft in drafts]
    with writer():
        _keep_files(drafts)
        entry = sign(reader, Kind.CONTRIBUTE, items, scope, why)
        audit.record(reader, "contribute", entry.id)
    return entry


def attach(reader: Reader, entity: EntityId, files: Sequence[File], scope: Scope, why: str = "") -> Entry:
    """Add photos or scans to an entity that the reader sees."""
    must(reader, Does.CONTRIBUTE)
    seen = about(reader, entity).first()
    if seen is None:
        raise ValidationError(_("Nothing here for you."))
    return contribute(reader, [Draft(schema=seen.schema, entity=entity, files=tuple(files))], scope, why)


def correct(reader: Reader, ref: FragmentRef, draft: Draft, why: str = "") -> Entry:
    """Replace one current statement of the own office; whoever was let in reads the new one.

    The draft stands for the whole new statement, except: its `entity` is ignored, since it stays; so do the
    attachments and what it was made from, to which its own are added; and so does the scope where the draft has
    none, with every release that was made later.
    """
    must(reader, Does.CONTRIBUTE)
    old = _own(reader, [ref])[0]
    rule = rule_of(old.scope)
    if draft.scope:
        must_exist(reader, draft.scope)
    else:
        must_be_bound(reader, rule.own)  # it may have ended since
    if old.schema in ACTS or not model.common(old.schema, draft.schema):
        raise ValidationError(_("A correction cannot turn one kind of thing into another."))
    basis = (*seen_of(reader, basis_of(old)), *draft.basis)  # what was taken back since, it no longer stands on
    item = claim(reader, replace(draft, entity=old.entity, basis=basis))
    item.refs = (ref,)
    item.attachments = tuple(dict.fromkeys((*_attachments(old), *item.attachments)))
    with writer():
        _keep_files([draft])
        entry = sign(reader, Kind.CORRECT, [item, *_narrowed(rule, draft, ref)], draft.scope or rule.own, why)
        if draft.scope is None:
            release_again(reader, rule, [FragmentRef(entry.id, 0)])
        audit.record(reader, "correct", f"{ref} {entry.id}")
    return entry


def _narrowed(rule: Rule, draft: Draft, ref: FragmentRef) -> list[Claim]:
    """What tells those whom the correction leaves out that they no longer hold the record."""
    lost = readers(rule) - {*draft.scope.read} if draft.scope else set()
    scope = Scope(read=tuple(sorted(lost)))
    return [act(Act.WITHDRAWAL, {"of": "records", "record": [str(ref)]}, scope=scope)] if lost else []


def retract(reader: Reader, refs: Sequence[FragmentRef], why: str = "") -> Entry:
    """Withdraw current statements or judgements of the own office: others no longer see them. Nothing is erased."""
    rows = _own(reader, refs)
    judged = {row.schema == Act.JUDGEMENT for row in rows}
    for is_judgement in judged:
        must(reader, Does.JUDGE if is_judgement else Does.CONTRIBUTE)
    with writer():
        entry = sign(reader, Kind.RETRACT, withdrawals(rows), why=why)
        audit.record(reader, "retract", " ".join(map(str, refs[:20])))
    return entry


def _own(reader: Reader, refs: Sequence[FragmentRef]) -> list[Fragment]:
    refs = list(dict.fromkeys(refs))
    must_hold(reader, refs)
    return list(visible(reader).filter(id__in=resolve(refs)).select_related("scope").order_by("id"))


def _attachments(row: Fragment) -> list[Attachment]:
    return [Attachment(*each) for each in orjson.loads(row.data).get("attachments", ())]


def basis_of(row: Fragment) -> list[FragmentRef]:
    return [FragmentRef.parse(each) for each in orjson.loads(row.data).get("basis", ())]


def _keep_files(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        for file in draft.files:
            keep(file.data)


# A release names fragments, so a correction needs one of its own.


def release_again(reader: Reader, rule: Rule, refs: Sequence[FragmentRef]) -> None:
    """Release corrected statements, up to 1,000, to whom the ones before them had been released later."""
    for given in rule.grants:
        must_be_bound(reader, given.scope, [rule.own.handling.secrecy])
    items = [item for given in rule.grants for item in _again(reader, rule, given, tuple(refs))]
    if items:
        sign(reader, Kind.GRANT, items)


def _again(reader: Reader, rule: Rule, given: Given, refs: tuple[FragmentRef, ...]) -> Iterator[Claim]:
    """The same release of the corrected fragment. Who accepted its conditions need not do so again."""
    grants = visible(reader).filter(id__in=resolve([FragmentRef.parse(given.grant)]))
    for grant in grants.select_related("scope"):
        properties = orjson.loads(grant.data)["properties"]
        unconditional = {name: values for name, values in properties.items() if name != "onAccept"}
        now = rule.readers(given)
        later = set(given.scope.read) - now
        parts = [(now, unconditional)] if now or not later else []
        for parties, terms in [*parts, (later, properties)] if later else parts:
            gives = replace(given.scope, read=tuple(sorted(parties)))
            yield act(Act.GRANT, terms, refs=refs, gives=gives, scope=rule_of(grant.scope).own)
