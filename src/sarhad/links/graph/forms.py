"""What the page of paths is asked: between whom, and over which links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sarhad.links.graph.queries import MOST_ENDS
from sarhad.links.graph.records import NodeId, is_node_id

MOST = (1, 3, 5)
"""Paths between two ends, to choose from."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Taken from an address. What does not fit is said in `errors`, by field, and left out."""

    ends: tuple[NodeId, ...]
    text: str  # to look for one more
    since: str
    until: str
    most: int
    errors: Mapping[str, str]

    @classmethod
    def read(cls, given: Any) -> Asked:
        errors: dict[str, str] = {}
        days = {name: _day(name, given.get(name, ""), errors) for name in ("since", "until")}
        if days["since"] and days["until"] and days["since"] > days["until"]:
            errors["until"] = _("The end lies before the beginning: change one of them.")
        ends = [each for each in dict.fromkeys(given.getlist("e")) if is_node_id(each)]
        if len(ends) > MOST_ENDS:
            errors["q"] = _("Paths are looked for between at most %(most)d: take one away first.") % {
                "most": MOST_ENDS
            }
        most = given.get("most", "")
        number = int(most) if most in map(str, MOST) else MOST[1]
        return cls(tuple(ends[:MOST_ENDS]), given.get("q", "").strip()[:200], **days, most=number, errors=errors)

    def address(self, ends: Sequence[NodeId], **other: str) -> str:
        """Of the same page with these ends."""
        pairs = [("e", end) for end in ends]
        kept = {"since": self.since, "until": self.until, "most": "" if self.most == MOST[1] else str(self.most)}
        return "?" + urlencode([*pairs, *((name, value) for name, value in (kept | other).items() if value)])


def _day(name: str, text: str, errors: dict[str, str]) -> str:
    try:
        return date.fromisoformat(text.strip()).isoformat() if text.strip() else ""
    except ValueError:
        errors[name] = _("Give a date, such as 2026-11-21.")
        return ""
