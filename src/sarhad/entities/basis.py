"""What statements were made from, and which of the office's own stand on what was taken back or corrected since.

Only the holder of a statement is told: to everybody else a name that it does not see is cut (`Sight.shown`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.entities.signing import all_names, seen_of
from sarhad.kernel.claim import FragmentRef
from sarhad.ledger.derive import BUILT
from sarhad.ledger.models import Fragment, State
from sarhad.ledger.naming import resolve


class Shaken(NamedTuple):
    """An own statement, and what became of what it was made from."""

    statement: Statement
    gone: int  # that the office no longer sees: recalled, withdrawn or purged
    corrected: tuple[FragmentRef, ...]


def shaken(reader: Reader, statements: Iterable[Statement]) -> dict[FragmentRef, Shaken]:
    """Those of these statements that stand on what was taken back or corrected, by their names."""
    own = [each for each in statements if each.held and each.basis and each.state == State.CURRENT]
    seen = seen_of(reader, (ref for each in own for ref in each.basis))
    found = {each.ref: _shaken(each, seen) for each in own}
    return {ref: each for ref, each in found.items() if each.gone or each.corrected}


def _shaken(statement: Statement, seen: dict[FragmentRef, Fragment]) -> Shaken:
    corrected = [ref for ref in statement.basis if ref in seen and seen[ref].state == State.SUPERSEDED]
    return Shaken(statement, sum(ref not in seen for ref in statement.basis), tuple(corrected))


def built(reader: Reader) -> list[Shaken]:
    """All of the office's own, newest first."""
    return list(shaken(reader, _own(reader)[::-1]).values())


def _own(reader: Reader) -> list[Statement]:
    """The office's own current statements that were made from others; there are few."""
    owners, sight = sorted(own_offices(reader)), Sight(reader)
    ids = [id for _, id in ids_listed(sight, BUILT, owners=owners)] if owners else []
    return [each for each in sight.select("f.id", ids) if each.held]


def built_on(reader: Reader, names: Iterable[FragmentRef]) -> dict[FragmentRef, list[Statement]]:
    """The office's own current statements that were made from these, under whichever of their names."""
    own = _own(reader)
    rows = _rows({ref for each in own for ref in each.basis})
    alias = {name: every for every in all_names(rows).values() for name in every}
    found: dict[FragmentRef, list[Statement]] = defaultdict(list)
    for each in own:
        for name in dict.fromkeys(name for ref in each.basis for name in alias.get(ref, [ref])):
            found[name].append(each)
    return {name: found[name] for name in names if name in found}


def _rows(names: Iterable[FragmentRef]) -> list[Fragment]:
    """For their earlier names alone: they may no longer be for the reader to see."""
    return list(Fragment.objects.filter(id__in=resolve(names)).only("id", "data"))
