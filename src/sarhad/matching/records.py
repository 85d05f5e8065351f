"""What this room returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sarhad.kernel.claim import EntityId

if TYPE_CHECKING:  # names are compared without a database
    from sarhad.entities.records import Name, Summary

STRONG, POSSIBLE, NONE = "strong", "possible", "none"
"""Verdicts on two records. A name alone is never more than possible."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody or something that is compared: cleaned values, as a claim holds them. It need not be recorded."""

    schema: str
    properties: Mapping[str, Sequence[str]]


class Reason(NamedTuple):
    """One feature's part in a score."""

    feature: str  # a key of `features.yml`: name, birthDate, idNumber, gender, ...
    finding: str  # agrees, similar, differs, vetoes
    weight: float  # what it adds to the log-odds, in bits; a veto's is what it takes away
    left: str  # the value of the one that asks
    right: str  # the value of the other
    note: str = ""  # what makes two spellings one: a key of `words.NOTES`


class Scored(NamedTuple):
    """How likely it is that two records mean one thing."""

    score: float  # calibrated probability, 0 to 1
    verdict: str  # strong, possible, none
    reasons: tuple[Reason, ...]  # heaviest first


@dataclass(frozen=True, slots=True)
class Match:
    """One profile that may be the subject, as far as the reader sees it."""

    entities: tuple[EntityId, ...]  # its members; the first is its address
    summary: Summary
    names: tuple[Name, ...]
    properties: dict[str, list[str]]  # of all members together, without what they point to
    scored: Scored

    @property
    def score(self) -> float:
        return self.scored.score

    @property
    def verdict(self) -> str:
        return self.scored.verdict
