"""Under which scopes the statements behind figures stand: what a paper with these figures must be marked with."""

from __future__ import annotations

from sarhad.access.queries import door, handling_of, owns
from sarhad.access.reader import Reader
from sarhad.entities.sight import rows
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Handling
from sarhad.ledger.models import EffectiveScope

SEEN = (
    "SELECT f.scope_id, SUM(CASE WHEN l.kind = 0 THEN 1 ELSE 0 END), COUNT(*)"
    " FROM figures_line l CROSS JOIN ledger_fragment f"
    " WHERE (l.first <= %s AND l.last >= %s OR l.first = '') AND f.id = l.fragment AND {} GROUP BY f.scope_id"
)
"""Of the days asked for; and what has no day, since it may belong to a seizure that has."""


def holders(reader: Reader, ask: Ask) -> list[tuple[str, Handling, bool, int]]:
    """(owner, handling for this reader, whether its own office holds it, seizures, else other statements) for each
    scope, of all that is stated of seizures in these days, whatever else is asked for."""
    through, params = door("f", reader)
    seen = rows(SEEN.format(through), [ask.until, ask.since, *params])
    found = {scope: int(seizures) or int(n) for scope, seizures, n in seen}
    scopes = EffectiveScope.objects.filter(id__in=found).order_by("id")
    return [(each.owner, handling_of(each, reader), owns(each, reader), found[each.id]) for each in scopes]
