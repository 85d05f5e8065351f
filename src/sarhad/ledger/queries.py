"""What the rooms above may ask of the ledger without a reader: offices, groups, heirs. No facts."""

from __future__ import annotations

from sarhad.ledger.models import Fragment, Membership, Party, State
from sarhad.ledger.succession import Successions


def heirs(office: str) -> set[str]:
    """Offices that inherited records of a closed office."""
    return Successions.load().heirs(office)


def predecessors(office: str) -> set[str]:
    """Closed offices whose records this office holds."""
    successions = Successions.load()
    return {gone for gone in successions.closed if office in successions.heirs(gone)}


def groups_of(office: str) -> tuple[str, ...]:
    """Groups that an office belongs to, or that a closed office did whose rights it received."""
    successions = Successions.load()
    members = {office, *(gone for gone in successions.closed if office in successions.receivers(gone))}
    rows = Membership.objects.filter(member__in=members).values_list("party", "fragment_id")
    return tuple(sorted({group for group, fragment in rows if _stands(group, fragment, successions)}))


def members_of(group: str) -> tuple[str, ...]:
    successions = Successions.load()
    rows = Membership.objects.filter(party=group).values_list("member", "fragment_id")
    return tuple(sorted({member for member, fragment in rows if _stands(group, fragment, successions)}))


def _stands(group: str, fragment: int, successions: Successions) -> bool:
    """A membership counts while it is not withdrawn, and only from the group's own office or its heirs."""
    founder = group.split("/")[0]
    allowed = {founder, *successions.heirs(founder)}
    return Fragment.objects.filter(id=fragment, state=State.CURRENT, scope__owner__in=allowed).exists()


def offices() -> list[Party]:
    return sorted(Party.objects.filter(kind="office"), key=lambda party: party.id)
