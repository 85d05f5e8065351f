"""The standing of partners, and what each standing may do: the rule itself is the table `MAY`.

An office's standing is given by the centre's groups: who is in CENTRE/members is a member, and so on. A post or
unit that is in none of them stands as its parent does, for what it may do; what it may read is for scopes alone.
Where there is no centre there is nothing to enforce.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import orjson
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.access.queries import known_parties, members_known, visible
from sarhad.access.reader import Reader
from sarhad.kernel.claim import Act, Handling
from sarhad.ledger.models import Membership, Party

# act                          member observer applicant centre body
MAY = {
    "ask-centre":              (True,  True,  True,  True,  True),
    "ask-members":             (True,  False, False, True,  False),
    "be-asked":                (True,  True,  False, True,  True),
    "receive-restricted":      (True,  True,  False, True,  False),
    "receive-protected":       (True,  False, False, False, False),
}  # fmt: skip
"""Whom it lets do what. A further word on each:

ask-members: directly; who may not asks the centre, which passes it on. be-asked: directly, by a member.
receive-restricted: H2 and H3. receive-protected: what bears a secrecy mark; the agreements are asked besides.
"""
STANDINGS = ("member", "observer", "applicant", "centre", "body")
GROUPS = {"members": "member", "observers": "observer", "applicants": "applicant", "centres": "centre",
          "bodies": "body"}  # fmt: skip
RESTRICTED = 2  # handling from this level on

STANDING_LABELS: dict[str, str | Promise] = {
    "member": _("member"),
    "observer": _("observer"),
    "applicant": _("applicant"),
    "centre": _("other centre"),
    "body": _("international body"),
    "host": _("the centre"),
    "": _("no standing"),
}
ACT_LABELS: dict[str, str | Promise] = {
    "ask-centre": _("ask the centre"),
    "ask-members": _("ask members directly"),
    "be-asked": _("be asked directly"),
    "receive-restricted": _("be given H2 and H3"),
    "receive-protected": _("be given what bears a secrecy mark"),
}
REFUSALS: dict[str, str | Promise] = {
    "ask-centre": _("%(who)s has no standing with the centre and cannot ask it."),
    "ask-members": _("%(who)s (%(standing)s) asks members through the centre, not directly."),
    "be-asked": _("%(who)s (%(standing)s) is asked through the centre, not directly."),
    "receive-restricted": _("%(who)s (%(standing)s) may not be given what is handled H2 or stricter."),
    "receive-protected": _("%(who)s (%(standing)s) may not be given what bears a secrecy mark."),
}


class Partner(NamedTuple):
    """How an office stands."""

    office: Party
    standing: str  # one of STANDINGS, "host" for the centre itself, "" for none
    group: str  # that says so
    since: str  # ISO 8601
    through: str  # the parent whose standing it has, or ""


class Standings:
    """Who stands how, as far as one reader knows the centre's groups."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.offices = {party.id: party for party in Party.objects.filter(kind="office")}
        self.hosts = {id for id, party in self.offices.items() if party.sort == "centre"}
        self._given: dict[str, tuple[str, str, str]] = {}
        for group in known_parties(reader).filter(kind="group").order_by("id"):
            founder, _slash, name = group.id.partition("/")
            if name in GROUPS and founder in self.hosts:
                self._read(group.id, GROUPS[name])

    def _read(self, group: str, standing: str) -> None:
        """The first standing in the order of the table counts for an office that is in several groups."""
        since = self._since(group)
        for member in members_known(self.reader, group):
            had = self._given.get(member)
            if had is None or STANDINGS.index(standing) < STANDINGS.index(had[0]):
                self._given[member] = standing, group, since.get(member, "")

    def _since(self, group: str) -> dict[str, str]:
        acts = visible(self.reader).filter(term__kind="group", term__value=group, schema=Act.MEMBERSHIP)
        stated = {row.id: orjson.loads(row.data).get("stated", "") for row in acts}
        rows = Membership.objects.filter(party=group, fragment_id__in=stated).values_list("member", "fragment_id")
        return {member: stated[id] for member, id in sorted(rows, key=lambda row: stated[row[1]], reverse=True)}

    def of(self, office: str) -> Partner:
        """How it stands itself, or through the nearest parent that does."""
        it = here = self.offices.get(office, Party(id=office))
        seen: set[str] = set()
        while here.id not in seen:
            seen.add(here.id)
            if here.id in self.hosts:
                return Partner(it, "host", "", "", here.id if here is not it else "")
            if here.id in self._given:
                standing, group, since = self._given[here.id]
                return Partner(it, standing, group, since, here.id if here is not it else "")
            here = self.offices.get(here.parent, here)
        return Partner(it, "", "", "", "")

    def all(self) -> list[Partner]:
        """Every open office, the centre first, then by standing."""
        order = ("host", *STANDINGS, "")
        found = [self.of(id) for id, party in self.offices.items() if not party.closed]
        return sorted(found, key=lambda each: (order.index(each.standing), each.office.id))

    def allows(self, office: str, act: str) -> bool:
        standing = self.of(office).standing
        if not self.hosts or standing == "host":
            return True
        return standing in STANDINGS and MAY[act][STANDINGS.index(standing)]

    def refusal(self, office: str, act: str) -> str:
        """Why it may not; empty where it may."""
        if self.allows(office, act):
            return ""
        words = {"who": office, "standing": STANDING_LABELS[self.of(office).standing]}
        return str(REFUSALS[act]) % words


def may_ask(reader: Reader, to: str, via: str = "") -> str:
    """Why the reader's office may not send this one a request, directly or `via` another; empty where it may."""
    known = Standings(reader)
    if to in known.hosts or via in known.hosts:
        return known.refusal(reader.office, "ask-centre")
    if _one_state(known, reader.office, to):
        return ""
    return known.refusal(reader.office, "ask-members") or known.refusal(to, "be-asked")


def may_receive(reader: Reader, offices: Iterable[str], handling: Handling) -> list[str]:
    """Why some of these offices may not be given what is handled so; empty if all may."""
    known = Standings(reader)
    acts = ["receive-restricted"] * (handling.level >= RESTRICTED) + ["receive-protected"] * bool(handling.secrecy)
    abroad = [office for office in offices if not _one_state(known, reader.office, office)]
    return [text for office in abroad for act in acts if (text := known.refusal(office, act))]


def _one_state(known: Standings, one: str, other: str) -> bool:
    """Among offices of one state its own rules hold, not the centre's."""
    here, there = known.offices.get(one), known.offices.get(other)
    hosted = {one, other} & known.hosts
    return bool(here and there and not hosted and here.country and here.country == there.country)
