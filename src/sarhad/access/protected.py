"""The gate before protected information: it goes only to states bound by an agreement on its exchange.

Protected is what bears a national secrecy mark. It may be released to offices of the owner's own state, and to
others only if an agreement that covers it is in force for the owner's state and for theirs. Everything is read
through the reader's own door, so that a refusal tells nothing that the reader does not see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.queries import members_known, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.treaties import ENDED, NONE, PROTECTED, Instrument, Standing, instruments, keeps
from sarhad.kernel.claim import PUBLIC, Scope
from sarhad.ledger.models import EffectiveScope, Level, Party, ScopeParty
from sarhad.ledger.scopes import Rule


def must_be_bound(reader: Reader, scope: Scope, marks: Iterable[str] = ()) -> None:
    """Raises ValidationError, saying which state lacks what, if protected information would reach somebody unbound.

    Costs nothing where nothing is protected.

    Args:
        marks: secrecy marks of the records themselves, if they are released under another handling.
    """
    wanted = sorted({mark for mark in (scope.handling.secrecy, *marks) if mark})
    if wanted and scope.read:
        _refuse(wanted, [each for mark in wanted for each in _lacking(reader, reader.office, scope.read, mark)])


def must_fit(reader: Reader, group: str, members: Sequence[str]) -> None:
    """The same for new members of a group, who read all that was released to it, as far as the reader sees that."""
    named = ScopeParty.objects.filter(party=group, level=Level.READ).values("scope_id")
    rows = EffectiveScope.objects.filter(id__in=named).exclude(owner__in=members)
    held = {row.id: mark for row in rows if (mark := _mark_for(rule_of(row), group))}
    if held:
        seen = set(visible(reader).filter(scope_id__in=held).values_list("scope_id", "scope__owner").distinct())
        pairs = sorted({(owner, held[id]) for id, owner in seen})
        _refuse([mark for _o, mark in pairs], [s for o, mark in pairs for s in _lacking(reader, o, members, mark)])


def _mark_for(rule: Rule, group: str) -> str:
    parts = [(rule.own.read, rule.own.handling), *((g.scope.read, g.scope.handling) for g in rule.grants)]
    marks = [rule.own.handling.secrecy or handling.secrecy for read, handling in parts if group in read]
    return max(marks, default="")


def _refuse(marks: Sequence[str], lacking: Sequence[str]) -> None:
    if lacking:
        text = _("Information marked “%(marks)s” may go only to states bound by an agreement on its exchange.")
        remedy = _(
            "Leave these out, release without the protected part, or have the state’s office or the depositary"
            " record the step under Agreements once it is taken."
        )
        raise ValidationError([text % {"marks": ", ".join(dict.fromkeys(marks))}, *dict.fromkeys(lacking), remedy])


def _lacking(reader: Reader, owner: str, parties: Sequence[str], mark: str) -> Iterator[str]:
    """One sentence for each office, or member of a group, that must not have what this owner marked."""
    if PUBLIC in parties:
        yield _("Everyone (public): protected information is never public.")
    offices = {party.id: party for party in Party.objects.filter(kind="office")}
    own = offices[owner]
    named = [members_known(reader, party) if "/" in party else (party,) for party in parties if party != PUBLIC]
    others = [offices[id] for id in sorted({id for every in named for id in every}) if id in offices]
    abroad = [it for it in others if not _at_home(own, it)]
    found = instruments(reader, own.country) if abroad else []
    covering = [each for each in found if PROTECTED in each.covers and each.admits(mark)]
    for it in abroad:
        if not any(_both(each, own, it) for each in covering):
            yield _why(covering, own, it, mark)


def _at_home(own: Party, other: Party) -> bool:
    """Within one state no agreement is needed. A centre is of no state: its host's agreements let it read."""
    return own.id == other.id or bool(own.country == other.country != "" and not (keeps(own) or keeps(other)))


def _both(instrument: Instrument, own: Party, other: Party) -> bool:
    return all(instrument.standing.get(party.country, NONE).bound for party in (own, other))


def _why(covering: Sequence[Instrument], own: Party, other: Party, mark: str) -> str:
    """Which agreement, and which of both states lacks what."""
    if not covering:
        text = _("%(office)s: no agreement that your office sees covers the exchange of what is marked “%(mark)s”.")
        return text % {"office": other.id, "mark": mark}
    near = max(covering, key=lambda each: sum(each.standing.get(p.country, NONE).bound for p in (own, other)))
    lacking = [p for p in (own, other) if not near.standing.get(p.country, NONE).bound]
    states = "; ".join(dict.fromkeys(_lacks(p.country, near.standing.get(p.country, NONE)) for p in lacking))
    return _("%(office)s: “%(agreement)s”: %(states)s.") % {
        "office": other.id, "agreement": near.name, "states": states,
    }  # fmt: skip


def _lacks(state: str, standing: Standing) -> str:
    words = _words()
    text = words.get(standing.status, words[""])
    if standing.disputed:
        text = _("what %(state)s and the depositary say of it contradicts")
    elif standing.coming and standing.status not in ENDED:
        text = _("%(state)s is bound only from %(day)s")
    return text % {"state": state.upper() or "?", "day": standing.coming}


def _words() -> dict[str, str]:
    """By the last step of a state: what it lacks."""
    return {
        "": _("nothing is recorded of %(state)s"),
        "negotiating": _("%(state)s is still negotiating"),
        "signed": _("%(state)s has signed, not ratified"),
        "ratified": _("%(state)s has ratified; it is not in force there yet"),
        "suspended": _("%(state)s has suspended it"),
        "denounced": _("%(state)s has denounced it"),
    }
