"""Whose words on an operation count: of offices that take part, and what others told its group while they did."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sarhad.access.queries import visible
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight
from sarhad.ledger.models import Level, ScopeParty
from sarhad.ledger.naming import names_of, resolve


def heard(sight: Sight, group: str, members: Collection[str], said: Iterable[Statement]) -> list[Statement]:
    """Statements of the members, and those that were told to the whole group.

    Only who is in a group can tell it something: such a word is of an office that has left since, and a log keeps
    it. What a stranger tells offices of the group one by one is not heard.
    """
    said = list(said)
    others = [each.ref for each in said if each.owner not in members]
    if not others or not group:
        return [each for each in said if each.owner in members]
    told = ScopeParty.objects.filter(party=group, level=Level.READ).values("scope")
    rows = list(visible(sight.reader).filter(id__in=resolve(others), scope__in=told))
    named = {name for names in names_of(rows).values() for name in names} if rows else set()
    return [each for each in said if each.owner in members or each.ref in named]
