"""What becomes of a filled-in form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sarhad.collect.forms import Fault
from sarhad.kernel.claim import EntityId

Via = Literal["page", "openrosa", "sheet"]


REFUSED = ("page", "sheet")
"""Where whoever sends it can put it right at once: what breaks a rule is not kept."""


class Conflict(Exception):
    """The office has another submission under the same instance id, with other answers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission."""

    state: str  # accepted, quarantined, incomplete (files are still to come), dismissed; refused: nothing was kept
    known: bool = False  # it had come before; everything else is as it was then
    submission: int = 0  # 0: refused
    entry: str = ""  # id of the contribution, once accepted
    report: EntityId = ""
    faults: tuple[Fault, ...] = ()
