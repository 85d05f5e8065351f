"""Short words for what the tests of the wanted list say over and over."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sarhad.kernel.claim import Claim, FragmentRef, Scope
from tests.cast import MEMBERS, Cast, person

TODAY = date(2026, 11, 21)
PARTNERS = Scope(read=(MEMBERS,))
PUBLICLY = Scope(read=("public",))


def seek(
    cast: Cast, office: str = "TJ-DCA", scope: Scope = PARTNERS, name: str = "Karimov Farhod", **properties: str
) -> tuple[str, str]:
    """A person and a notice about it; returns (notice, person)."""
    who, notice = uuid4().hex, uuid4().hex
    values = {"subject": who, "colour": "red", "wantedBy": "tj", "noticeNumber": "W-1", "startDate": "2026-05-23"}
    values |= properties
    claim = Claim(notice, "WantedNotice", {key: [value] for key, value in values.items()}, stated="2026-05-23")
    cast.contribute(office, [person(name, who), claim], scope)
    return notice, who


def step(
    cast: Cast, office: str, notice: str, name: str, scope: Scope = PARTNERS, day: str = "2026-06-01"
) -> FragmentRef:
    values = {"notice": [notice], "step": [name], "date": [day]}
    return cast.contribute(office, [Claim(uuid4().hex, "NoticeStep", values)], scope)[0]
