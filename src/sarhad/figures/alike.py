"""Seizures that look like one and on which nobody has judged: for people to look at. No machine merges them."""

from __future__ import annotations

from collections.abc import Sequence

from sarhad.access.queries import door
from sarhad.entities.sight import hex_of, marks, rows
from sarhad.figures.claims import kilograms
from sarhad.figures.records import Alike, causes
from sarhad.figures.view import View
from sarhad.kernel.claim import EntityId

MOST = 50  # pairs shown, the newest


def alike(view: View, members: Sequence[EntityId] = ()) -> tuple[Alike, ...]:
    """Pairs of other offices in the same state, within a day, with a substance whose weights differ by 5 %.

    Args:
        members: only pairs with one of these; none: whatever they are.
    """
    ask, reader = view.ask, view.sight.reader
    parts, params = ["p.first >= %s AND p.first <= %s"], [ask.since, ask.until]
    given = {"country": [ask.country], "cause": causes(ask.cause), "operation": sorted(view.wanted.operations)}
    for column, values in given.items():
        if getattr(ask, column):
            parts.append(f"a.{column} IN ({marks(values)})" if values else "1 = 0")
            params += values
    if ask.office:
        parts.append("(a.owner = %s OR b.owner = %s)")
        params += [ask.office] * 2
    if members:
        parts.append(f"(a.parent IN ({marks(members)}) OR b.parent IN ({marks(members)}))")
        params += [bytes.fromhex(each) for each in members] * 2
    for line in "ab":  # the item and a statement on its seizure, both
        item, more = door(f"f{line}", reader)
        above, again = door("g", reader)
        parts.append(
            f"f{line}.id = {line}.fragment AND {item} AND EXISTS (SELECT 1 FROM figures_line s, ledger_fragment g"  # noqa: S608
            f" WHERE s.entity = {line}.parent AND g.id = s.fragment AND {above})"
        )
        params += [*more, *again]
    sql = (
        "SELECT a.parent, b.parent, p.first, a.country, a.substance, a.ug FROM figures_pair p"  # noqa: S608
        " CROSS JOIN figures_line a CROSS JOIN figures_line b CROSS JOIN ledger_fragment fa"
        " CROSS JOIN ledger_fragment fb WHERE a.fragment = p.a AND b.fragment = p.b"
        f" AND {' AND '.join(parts)} ORDER BY p.first DESC, p.a, p.b LIMIT {2 * MOST}"
    )
    found = [
        Alike(hex_of(a), hex_of(b), day, country, substance, kilograms(ug))
        for a, b, day, country, substance, ug in rows(sql, params)
    ]
    view.sight.weigh(id for each in found for id in each[:2])
    judged = lambda each: any(judgement.b == each.b for judgement in view.sight.judgements(each.a))
    return tuple(each for each in found if not judged(each))[:MOST]
