"""The part of current state that depends on several entries: states, effective scopes, parties.

Everything here is recomputed from the set of rows that are there, never from their order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import orjson

from sarhad.kernel.claim import Act, FragmentRef, Kind
from sarhad.ledger import store
from sarhad.ledger.bodies import rows_of
from sarhad.ledger.derive import Rows
from sarhad.ledger.models import (
    ITEMS_PER_ENTRY,
    Body,
    EffectiveScope,
    Fragment,
    Inheritance,
    Membership,
    Ref,
    ScopeParty,
    State,
)
from sarhad.ledger.naming import names_of, resolve
from sarhad.ledger.parties import refresh_party
from sarhad.ledger.scopes import Given, Rule, intern, rule_from, scope_from
from sarhad.ledger.succession import Successions

SIGNED_BY_ROOT = {Act.CERTIFICATE, Act.REVOCATION}  # no device can withdraw them
STATES = {Kind.CORRECT: State.SUPERSEDED, Kind.RETRACT: State.RETRACTED}


@dataclass(slots=True)
class Signers:
    """What refs say of one fragment, by kind: the items that name it and who signed them."""

    items: dict[Kind, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))


def settle_entry(contribution: str, rows: Rows, successions: Successions) -> Successions:
    """Bring everything up to date that a new entry touches, in either direction; `rows` were derived from it.

    Returns the successions as they stand now.
    """
    if _named_before(contribution, rows):
        settle((id for id, *_ in rows.fragments), successions)
    acts = [(id, schema) for id, _, _, schema, *_ in rows.fragments if schema in EFFECTS]
    targets = [FragmentRef(contribution.hex(), index) for contribution, index, *_ in rows.refs]
    if not acts and not targets:
        return successions
    if any(schema == Act.HEIR for _, schema in acts):
        successions = Successions.load()
    settle(resolve(targets), successions)
    for item, schema in acts:
        EFFECTS[schema](item, successions)
    return successions


def settle(fragments: Iterable[int], successions: Successions) -> None:
    """Recompute state and effective scope of these fragments, and what depends on the acts among them."""
    ids = sorted(set(fragments))
    for start in range(0, len(ids), 500):
        _settle_some(ids[start : start + 500], successions)


def _named_before(contribution: str, rows: Rows) -> bool:
    """Whether an entry that came earlier names this one or what it carries on."""
    return any(kind == "was" for kind, *_ in rows.terms) or Ref.objects.filter(contribution=contribution).exists()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the set of entries makes of one fragment."""

    purged: bool
    state: int
    rule: Rule


def outcomes(rows: list[Fragment], successions: Successions) -> Iterator[tuple[Fragment, Outcome]]:
    """What each of these fragments should be by now; `verify` compares it with what is stored."""
    names = names_of(rows)
    said = _said({name for many in names.values() for name in many})
    grants = _grants({item for signers in said.values() for item, _ in signers.items[Kind.GRANT]})
    for row in rows:
        signers = [said[name] for name in names[row.id] if name in said]
        yield row, _outcome(row, signers, grants, successions)


def _outcome(row: Fragment, said: list[Signers], grants: dict[int, Given], successions: Successions) -> Outcome:
    now = rule_from(row.scope.rule)
    allowed = {now.owner}
    if row.schema != Act.HEIR:  # an heir that could undo its own succession would be a paradox
        allowed |= successions.heirs(now.owner, row.schema)

    def items(kind: Kind) -> list[int]:
        return [item for signers in said for item, office in signers.items[kind] if office in allowed]

    if row.schema in SIGNED_BY_ROOT:
        return Outcome(False, State.CURRENT, now)
    state = max((STATES[kind] for kind in STATES if items(kind)), default=State.CURRENT)
    given = tuple(sorted((grants[i] for i in items(Kind.GRANT) if i in grants), key=lambda g: g.grant))
    return Outcome(bool(items(Kind.PURGE)), state, successions.rule(now.owner, now.own, given, row.schema))


def _settle_some(ids: list[int], successions: Successions) -> None:
    rows = list(Fragment.objects.filter(id__in=ids).select_related("scope"))
    for row, outcome in list(outcomes(rows, successions)):
        if outcome.purged:
            _erase(row.id // ITEMS_PER_ENTRY, successions)
        else:
            _update(row, outcome, successions)


def _update(row: Fragment, outcome: Outcome, successions: Successions) -> None:
    if (outcome.state, outcome.rule.digest()) == (row.state, row.scope.digest):
        return
    Fragment.objects.filter(id=row.id).update(state=outcome.state, scope_id=intern(outcome.rule))
    if outcome.state != row.state and row.schema in EFFECTS:
        EFFECTS[row.schema](row.id, successions)


def _erase(pos: int, successions: Successions) -> None:
    """Carry out a purge: the body goes, with all that was derived from it."""
    forget(pos, successions)
    Body.objects.filter(pos=pos).update(salt=None, data=None)


def forget(pos: int, successions: Successions) -> None:
    """Take back an entry's rows and everything that its acts did to others."""
    first = pos * ITEMS_PER_ENTRY
    last = first + ITEMS_PER_ENTRY - 1
    named = Ref.objects.filter(item__range=(first, last))
    targets = resolve(FragmentRef(r.contribution, r.index) for r in named)
    grants = Fragment.objects.filter(id__in=targets, schema=Act.GRANT).values_list("id", flat=True)
    targets += [target for grant in grants for target in _targets(grant)]
    rows = rows_of(pos)
    store.erase(pos, rows)
    settle(targets, successions)
    for party in {value for kind, value, _ in rows.terms if kind in ("group", "office")}:
        refresh_party(party)
    for office in {value for kind, value, _ in rows.terms if kind == "closes"}:
        _reinherit(office)


def _said(names: set[FragmentRef]) -> dict[FragmentRef, Signers]:
    found: dict[FragmentRef, Signers] = defaultdict(Signers)
    for ref in Ref.objects.filter(contribution__in={name.contribution for name in names}):
        name = FragmentRef(ref.contribution, ref.index)
        if name in names:
            found[name].items[Kind(ref.kind)].append((ref.item, ref.office))
    return found


def _grants(items: set[int]) -> dict[int, Given]:
    """The releases that still stand, with the acceptances that have come in."""
    rows = list(Fragment.objects.filter(id__in=items, state=State.CURRENT, schema=Act.GRANT))
    names = names_of(rows)
    said = _said({name for many in names.values() for name in many})
    standing = _standing({item for signers in said.values() for item, _ in signers.items[Kind.ACCEPT]})
    grants = {}
    for row in rows:
        data = orjson.loads(row.data)
        if not data.get("gives"):
            continue
        signers = [said[name] for name in names[row.id] if name in said]
        accepted = {office for s in signers for item, office in s.items[Kind.ACCEPT] if item in standing}
        pending = data["properties"].get("onAccept") == ["true"]
        grant = str(names[row.id][-1])  # the first name it had, so that a purge beside it changes nothing
        scope = scope_from(data["gives"])
        grants[row.id] = Given(scope, grant, pending, tuple(sorted(accepted)) if pending else ())
    return grants


def _standing(items: set[int]) -> set[int]:
    return set(Fragment.objects.filter(id__in=items, state=State.CURRENT).values_list("id", flat=True))


# What acts do to others, when they appear and when they are withdrawn.


def _targets(item: int) -> list[int]:
    return resolve(FragmentRef(r.contribution, r.index) for r in Ref.objects.filter(item=item))


def _granted(item: int, successions: Successions) -> None:
    settle(_targets(item), successions)


def _accepted(item: int, successions: Successions) -> None:
    for grant in _targets(item):
        settle(_targets(grant), successions)


def _inherited(item: int, successions: Successions) -> None:
    for office in Inheritance.objects.filter(fragment=item).values_list("office", flat=True):
        _reinherit(office)


def _reinherit(office: str) -> None:
    """Give every scope that names the office the heirs it has now; one update for each scope and schema."""
    now = Successions.load()
    scopes = ScopeParty.objects.filter(party=office).values("scope_id")
    for scope in EffectiveScope.objects.filter(id__in=scopes):
        _rescope(scope, now)
    refresh_party(office)
    # What heirs said before their succession was known counts now.
    settle(_named_in(office), now)


def _rescope(scope: EffectiveScope, successions: Successions) -> None:
    rule = rule_from(scope.rule)
    rows = Fragment.objects.filter(scope_id=scope.id)
    for schema in list(rows.values_list("schema", flat=True).distinct()):
        new = intern(successions.rule(rule.owner, rule.own, rule.grants, schema))
        if new != scope.id:
            rows.filter(schema=schema).update(scope_id=new)


def _named_in(office: str) -> list[int]:
    """Fragments of this office that other offices' refs name."""
    refs = Ref.objects.exclude(office=office)
    named = resolve(FragmentRef(r.contribution, r.index) for r in refs)
    return list(Fragment.objects.filter(id__in=named, scope__owner=office).values_list("id", flat=True))


def _joined(item: int, successions: Successions) -> None:
    for group in Membership.objects.filter(fragment_id=item).values_list("party", flat=True).distinct():
        refresh_party(group)


def _certified(item: int, successions: Successions) -> None:
    for data in Fragment.objects.filter(id=item).values_list("data", flat=True):
        for office in orjson.loads(data)["properties"].get("office", []):
            refresh_party(office)


EFFECTS = {
    Act.GRANT: _granted,
    Act.ACCEPTANCE: _accepted,
    Act.HEIR: _inherited,
    Act.MEMBERSHIP: _joined,
    Act.CERTIFICATE: _certified,
}
