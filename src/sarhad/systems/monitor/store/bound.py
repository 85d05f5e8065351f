"""Which cases handling keeps in the office."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.entities.sight import Sight, hex_of, rows
from sarhad.kernel.claim import EntityId, Handling
from sarhad.systems.monitor.store import taking

LINES = "figures_line l CROSS JOIN ledger_fragment f"


def asking(sight: Sight) -> set[EntityId]:
    """The seizures that rest on a statement which may not leave the office unasked."""
    scopes = {scope for scope, said in _scopes(sight) if not taking.free(*said[1:])}
    if not scopes:
        return set()
    lines = sight.through_door("l.entity, l.parent, f.scope_id", LINES, "f.id = l.fragment", [])
    above = {hex_of(entity): hex_of(parent) for entity, parent, _scope in lines if parent}
    found = set()
    for id in {hex_of(entity) for entity, _parent, scope in lines if scope in scopes}:
        found.add(id)
        for _up in range(3):  # a result, its sample, the item, the seizure
            found.add(id := above.get(id, id))
    return found


def _scopes(
    sight: Sight, since: str = "", until: str = "9999-12-31"
) -> list[tuple[int, tuple[str, Handling, bool]]]:
    """Those of statements on seizures of these days: owner, handling, whether it is the reader's own."""
    sql = (
        "SELECT DISTINCT f.scope_id, s.rule FROM figures_line l CROSS JOIN ledger_fragment f"  # noqa: S608
        " CROSS JOIN ledger_scope s WHERE (l.first <= %s AND l.last >= %s OR l.first = '') AND f.id = l.fragment"
        f" AND s.id = f.scope_id AND {sight.door}"
    )
    found = [(id, sight.scope(id, rule)) for id, rule in rows(sql, [until, since, *sight.door_params])]
    return [(id, (owner, handling, held)) for id, (owner, held, handling) in found]


def take(reader: Reader, since: str, until: str) -> None:
    """Note under which marks cases of these days leave the office, and whose stay."""
    if taken := taking.now():
        for _scope, said in _scopes(Sight(reader), since, until):
            taken.lets(*said)
