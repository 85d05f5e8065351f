"""Effective scopes: who may read, be pointed to and count a fragment, as a pure function of the entries.

A rule is made of the fragment's own scope, the grants that reach it and the heirs of closed offices. Equal
rules are stored once (`EffectiveScope`), with one `ScopeParty` row for each party and level: the door.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from sarhad.kernel.claim import Handling, Scope
from sarhad.ledger.models import EffectiveScope, Level, ScopeParty


@dataclass(frozen=True, slots=True)
class Given:
    """A release made after the fact, by a Grant item that still stands."""

    scope: Scope
    grant: str  # the Grant item, "contribution.index": recalled by retracting it
    pending: bool = False  # its readers are only pointed to until they accept the conditions
    accepted: tuple[str, ...] = ()  # offices that have


@dataclass(frozen=True, slots=True)
class Rule:
    """The whole of an effective scope."""

    owner: str
    own: Scope
    grants: tuple[Given, ...] = ()
    heirs: tuple[str, ...] = ()  # offices that took the record over from a closed owner
    received: tuple[tuple[str, str], ...] = ()  # (closed recipient, its heir)

    def json(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS)

    def digest(self) -> str:
        return hashlib.sha256(self.json()).digest()[:16].hex()

    def readers(self, given: Given) -> set[str]:
        """Who reads by a release: all whom it names; if it waits for acceptance, those of them who accepted."""
        named = set(given.scope.read)
        if not given.pending:
            return named
        return set(given.accepted) & (named | {heir for gone, heir in self.received if gone in named})

    def parties(self) -> set[tuple[str, Level]]:
        """One (party, level) for each thing allowed; whoever may read may also count."""
        owners = (self.owner, *self.heirs)
        found = {(party, level) for party in owners for level in (Level.READ, Level.COUNT)}
        found |= _parties(self.own, self.own.read)
        for given in self.grants:
            found |= _parties(given.scope, self.readers(given))
            if given.pending:
                found |= {(party, Level.POINT) for party in given.scope.read}
        return found | {(heir, level) for gone, heir in self.received for party, level in found if party == gone}


def _parties(scope: Scope, readers: Iterable[str]) -> set[tuple[str, Level]]:
    return {
        *((party, level) for party in readers for level in (Level.READ, Level.COUNT)),
        *((party, Level.POINT) for party in scope.point),
        *((party, Level.COUNT) for party in scope.count),
    }


def named(rule: Rule) -> set[str]:
    """Every office and group that a rule names."""
    scopes = [rule.own, *(given.scope for given in rule.grants)]
    return {rule.owner, *(party for scope in scopes for party in (*scope.read, *scope.point, *scope.count))}


def rule_from(text: str) -> Rule:
    fields = orjson.loads(text)
    return Rule(
        owner=fields["owner"],
        own=scope_from(fields["own"]),
        grants=tuple(
            Given(scope_from(g["scope"]), g["grant"], g["pending"], tuple(g["accepted"])) for g in fields["grants"]
        ),
        heirs=tuple(fields["heirs"]),
        received=tuple((gone, heir) for gone, heir in fields["received"]),
    )


def scope_from(fields: dict[str, Any]) -> Scope:
    """A scope from its JSON form, as rules and grants keep it."""
    read, point, count = (tuple(fields[name]) for name in ("read", "point", "count"))
    return Scope(read, point, count, Handling(**fields["handling"]))


def scope_json(scope: Scope) -> dict[str, object]:
    return asdict(scope)


def normal(scope: Scope) -> Scope:
    """The same scope with its parties in order, so that equal scopes are equal."""
    read, point, count = (tuple(sorted(set(part))) for part in (scope.read, scope.point, scope.count))
    return Scope(read, point, count, scope.handling)


def intern(rule: Rule) -> int:
    """The id of this rule's row; writes it with its parties when it is new. Call under the writer's lock."""
    digest = rule.digest()
    known = EffectiveScope.objects.filter(digest=digest).values_list("id", flat=True).first()
    if known is not None:
        return known
    row = EffectiveScope.objects.create(digest=digest, owner=rule.owner, rule=rule.json().decode())
    ScopeParty.objects.bulk_create(
        ScopeParty(party=party, level=level, scope_id=row.id) for party, level in sorted(rule.parties())
    )
    return row.id
