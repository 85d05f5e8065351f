"""Who inherits what from offices that were closed, split or merged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import orjson
from django.db import connection

from sarhad.kernel.claim import Scope
from sarhad.ledger.models import State
from sarhad.ledger.scopes import Given, Rule, named


@dataclass(frozen=True, slots=True)
class Legacy:
    """One standing Heir item. `schemata` empty: all records that no other heir is named for."""

    office: str
    heir: str
    schemata: frozenset[str]
    received: bool


class Successions:
    """All standing successions of this node, read once; there are few."""

    def __init__(self, legacies: Iterable[Legacy]) -> None:
        self.legacies = list(legacies)
        self.closed = {legacy.office for legacy in self.legacies}

    @classmethod
    def load(cls) -> Successions:
        # Plain SQL, as every request asks it; CROSS JOIN keeps SQLite from beginning with all fragments.
        sql = (
            "SELECT i.office, i.heir, i.schemata, i.received"
            " FROM ledger_inheritance i CROSS JOIN ledger_fragment f WHERE f.id = i.fragment AND f.state = %s"
        )
        with connection.cursor() as db:
            db.execute(sql, [int(State.CURRENT)])
            rows = db.fetchall()
        return cls(Legacy(row[0], row[1], frozenset(orjson.loads(row[2])), bool(row[3])) for row in rows)

    def heirs(self, office: str, schema: str | None = None) -> set[str]:
        """Offices that hold what `office` owned, directly or through other heirs.

        With a schema, only those that inherit records of that schema; without, any of them.
        """
        return self._closure(office, lambda legacy: schema is None or self._inherits(legacy, schema))

    def receivers(self, office: str) -> set[str]:
        """Offices that took over what had been released to `office`."""
        return self._closure(office, lambda legacy: legacy.received)

    def _inherits(self, legacy: Legacy, schema: str) -> bool:
        if legacy.schemata:
            return schema in legacy.schemata
        others = [other for other in self.legacies if other.office == legacy.office]
        return not any(schema in other.schemata for other in others)

    def _closure(self, office: str, passes: Callable[[Legacy], bool]) -> set[str]:
        found: set[str] = set()
        waiting = [office]
        while waiting:
            here = waiting.pop()
            new = {legacy.heir for legacy in self.legacies if legacy.office == here and passes(legacy)}
            waiting += new - found
            found |= new
        return found - {office}

    def rule(self, owner: str, own: Scope, grants: tuple[Given, ...], schema: str) -> Rule:
        """The effective scope of a fragment, heirs included."""
        bare = Rule(owner, own, grants)
        if not self.legacies:
            return bare
        gone = sorted((self.closed & named(bare)) - {owner})  # its own records pass to `heirs` alone
        received = tuple((office, heir) for office in gone for heir in sorted(self.receivers(office)))
        return Rule(owner, own, grants, tuple(sorted(self.heirs(owner, schema))), received)
