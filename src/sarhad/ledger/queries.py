"""What the rooms above may ask of the ledger without a reader: offices, groups, heirs. No facts."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from sarhad.ledger.models import Membership, Party, State
from sarhad.ledger.succession import Successions

# Plain SQL, as every request asks it; CROSS JOIN keeps SQLite to this order.
GROUPS = """
    SELECT m.party, s.owner FROM ledger_membership m CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s
    WHERE m.member IN (%s) AND f.id = m.fragment_id AND f.state = %%s AND s.id = f.scope_id
"""


def heirs(office: str, schema: str | None = None) -> set[str]:
    """Offices that inherited records of a closed office; with a schema, those that inherited records of it."""
    return Successions.load().heirs(office, schema)


def family(office: str, schema: str | None = None) -> frozenset[str]:
    """The office and its heirs: whose word counts as that of the office."""
    return frozenset({office, *heirs(office, schema)})


def receivers(office: str) -> set[str]:
    """Offices that took over what had been released to a closed office."""
    return Successions.load().receivers(office)


def predecessors(office: str, schema: str | None = None) -> set[str]:
    """Closed offices whose records this office holds; with a schema, whose records of it."""
    successions = Successions.load()
    return {gone for gone in successions.closed if office in successions.heirs(gone, schema)}


def groups_of(office: str) -> tuple[str, ...]:
    """Groups that an office belongs to, or that a closed office did whose rights it received."""
    successions = Successions.load()
    members = {office, *(gone for gone in successions.closed if office in successions.receivers(gone))}
    with connection.cursor() as db:
        db.execute(GROUPS % ", ".join(["%s"] * len(members)), [*members, int(State.CURRENT)])
        rows = db.fetchall()
    return tuple(sorted({group for group, signer in rows if _speaks(signer, group, successions)}))


def members_of(group: str) -> tuple[str, ...]:
    successions = Successions.load()
    rows = _standing().filter(party=group).values_list("member", "fragment__scope__owner")
    return tuple(sorted({member for member, signer in rows if _speaks(signer, group, successions)}))


def _standing() -> QuerySet[Membership]:
    return Membership.objects.filter(fragment__state=State.CURRENT)


def _speaks(signer: str, group: str, successions: Successions) -> bool:
    """A membership counts only from the group's own office or its heirs."""
    founder = group.split("/")[0]
    return signer == founder or signer in successions.heirs(founder)


def is_open(office: str) -> bool:
    with connection.cursor() as db:
        db.execute("SELECT 1 FROM ledger_party WHERE id = %s AND kind = 'office' AND closed = ''", [office])
        return db.fetchone() is not None


def offices() -> list[Party]:
    return sorted(Party.objects.filter(kind="office"), key=lambda party: party.id)
