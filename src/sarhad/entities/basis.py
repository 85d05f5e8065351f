"""What statements were made from, and which of the office's own stand on what was taken back or corrected since.

Only the holder of a statement is told: to everybody else a name that it does not see is cut (`Sight.shown`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.entities.signing import all_names, seen_of
from sarhad.kernel.claim import FragmentRef
from sarhad.ledger.derive import BUILT
from sarhad.ledger.models import Fragment, State, Term
from sarhad.ledger.naming import resolve
from sarhad.ledger.queries import predecessors


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
    owners = sorted({reader.office, *predecessors(reader.office)} - {""})
    sight = Sight(reader)
    ids = [id for _, id in ids_listed(sight, BUILT, owners=owners)] if owners else []
    return list(shaken(reader, sight.select("f.id", ids[::-1])).values())


def built_on(reader: Reader, names: Iterable[FragmentRef]) -> dict[FragmentRef, list[Statement]]:
    """The office's own current statements that were made from these, under whichever of their names."""
    names = list(dict.fromkeys(names))
    alias = {name: {*every} for every in all_names(_rows(names)).values() for name in every}
    under = {name: alias.get(name, {name}) for name in names}
    texts = {str(each) for every in under.values() for each in every}
    ids = Term.objects.filter(kind="basis", value__in=texts).values_list("fragment_id", flat=True)
    own = [each for each in Sight(reader).select("f.id", sorted(set(ids))) if each.held]
    return {name: found for name in names if (found := [each for each in own if under[name] & {*each.basis}])}


def _rows(names: list[FragmentRef]) -> list[Fragment]:
    """For their earlier names alone: they may no longer be for the reader to see."""
    return list(Fragment.objects.filter(id__in=resolve(names)).only("id", "data"))
