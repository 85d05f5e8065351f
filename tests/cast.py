"""The cast of characters: who owns, who is let in, and who must see nothing.

TJ-DCA owns. KZ-MIA is the partner, a member of the group CENTRE/members like TJ-DCA, UZ-NIAC and the centre.
BLO-NP is a post of TJ-DCA, in no group: parents pass nothing down. OUTSIDE belongs to nobody.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from uuid import uuid4

from django.test import Client

from sarhad.access import actions
from sarhad.access.middleware import PURPOSE, SEAT
from sarhad.access.models import Officer, Seat
from sarhad.access.reader import Reader, anonymous, operator, reader_for
from sarhad.kernel.claim import Claim, FragmentRef, Kind, Scope
from sarhad.ledger import stamp
from sarhad.ledger.actions import append, feed_of
from sarhad.ledger.models import Fragment
from sarhad.ledger.naming import resolve

PASSWORD = "a long enough password"
MEMBERS = "CENTRE/members"
OWNER_ALONE = Scope()

OFFICES = [  # id, name, country, sort, parent
    ("CENTRE", "Regional centre", "kz", "centre", ""),
    ("TJ-DCA", "Drug Control Agency", "tj", "agency", ""),
    ("KZ-MIA", "Ministry of Internal Affairs", "kz", "agency", ""),
    ("UZ-NIAC", "National information centre", "uz", "agency", ""),
    ("BLO-NP", "Border liaison office", "tj", "post", "TJ-DCA"),
    ("OUTSIDE", "Office of a third country", "xx", "observer", ""),
]
PEOPLE = [  # user name, office, role
    ("owner", "TJ-DCA", "head"),
    ("colleague", "TJ-DCA", "analyst"),
    ("border", "TJ-DCA", "border-officer"),
    ("auditor", "TJ-DCA", "auditor"),
    ("partner", "KZ-MIA", "head"),
    ("partner-analyst", "KZ-MIA", "analyst"),
    ("third", "UZ-NIAC", "head"),
    ("centre", "CENTRE", "director"),
    ("liaison", "BLO-NP", "liaison-officer"),
    ("researcher", "CENTRE", "researcher"),
    ("administrator", "CENTRE", "administrator"),
    ("outsider", "OUTSIDE", "head"),
]


def person(name: str, entity: str = "", **properties: str | list[str]) -> Claim:
    """A claim about a person; the same `entity` says that two claims speak of the same one."""
    values = {key: [value] if isinstance(value, str) else value for key, value in properties.items()}
    return Claim(entity=entity or uuid4().hex, schema="Person", properties={"name": [name], **values})


def just_given(officer: Officer) -> dict[str, object]:
    """What a session holds whose officer has just given the password, as allauth writes it."""
    given = [{"method": "password", "at": time.time()}]
    return {"account_authentication_methods": given, "account_authentication_methods_user": str(officer.pk)}


class Cast:
    """Opens the offices, founds the group and enrols everybody, unless they are `here`. Needs both databases."""

    def __init__(self, here: bool = False) -> None:
        if not here:
            self._found()

    def _found(self) -> None:
        stamp.note()
        for id, name, country, sort, parent in OFFICES:
            actions.create_office(
                operator(),
                id=id,
                names={"en": name},
                country=country,
                sort=sort,
                parent=parent,
                passphrase=PASSWORD,
            )
        for username, office, role in PEOPLE:
            actions.enrol_officer(
                operator(),
                username=username,
                name=username.title(),
                language="en",
                password=PASSWORD,
                office=office,
                roles=[role],
            )
        members = ["CENTRE", "TJ-DCA", "KZ-MIA", "UZ-NIAC"]
        actions.found_group(self.reader("centre"), name="members", names={"en": "Members"}, members=members)

    def seat(self, username: str) -> Seat:
        return Seat.objects.current().select_related("officer").get(officer__username=username)

    def reader(self, username: str) -> Reader:
        """As the officer stands now; `anonymous` is nobody in particular."""
        return anonymous() if username == "anonymous" else reader_for(self.seat(username), "test")

    def client(self, username: str) -> Client:
        """A browser in which the officer has signed in, taken the seat and stated a purpose."""
        client = Client()
        if username != "anonymous":
            officer = Officer.objects.get(username=username)
            client.force_login(officer)
            session = client.session
            session.update(just_given(officer))
            session[SEAT], session[PURPOSE] = self.seat(username).pk, "test"
            session.save()
        return client

    def contribute(
        self, office: str, claims: Sequence[Claim], scope: Scope = OWNER_ALONE, officer: str = "somebody"
    ) -> list[FragmentRef]:
        """Signs the claims for the office; returns the names of the fragments."""
        entry = append(feed_of(office), kind=Kind.CONTRIBUTE, items=claims, scope=scope, officer=officer)
        return [FragmentRef(entry.id, index) for index in range(len(claims))]

    def fragment(self, ref: FragmentRef) -> Fragment:
        return Fragment.objects.select_related("scope").get(pk=resolve([ref])[0])
