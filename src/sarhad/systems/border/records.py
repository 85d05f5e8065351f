"""What queries of reports return: made from the statements that one reader sees, and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sarhad.entities.records import Statement
from sarhad.entities.sight import first, together
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, Grade, Handling

URGENT = ("flash", "urgent")
"""Codes of Report's `urgency` that somebody must act on soon."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What an analyst told the author."""

    id: EntityId
    report: EntityId
    usefulness: str  # a code of Feedback's `usefulness`
    text: str
    date: str
    office: str
    by: Statement


@dataclass(frozen=True, slots=True)
class Report:
    """A report, as one office states it."""

    id: EntityId
    office: str
    held: bool  # by the reader's own office
    kind: str  # a code of Report's `reportType`, or ""
    title: str
    date: str  # ISO 8601 at its own precision
    place: str
    crossing: EntityId
    direction: str
    zone: str  # of the times in it, such as +05:00
    urgency: str
    author: str
    reference: str
    form: str
    instance: str
    follow_up: str
    subjects: tuple[EntityId, ...]  # as it names them; the reader may see none of them
    percent: int | None  # how complete it was when it was signed; None: it does not say
    missing: tuple[str, ...]  # what its purpose needs and it leaves open, by number
    handling: Handling
    grade: Grade | None
    by: Statement
    feedback: tuple[Feedback, ...] = ()

    @property
    def urgent(self) -> bool:
        return self.urgency in URGENT


def report_of(group: Sequence[Statement]) -> Report:
    """From all that one office states of it, oldest first: who wrote it can be a statement of its own."""
    said = next((each for each in reversed(group) if "date" in each.properties), group[-1])
    values = model.present("Report", together(group))
    places = (first(values, name) for name in ("location", "address"))
    return Report(
        id=said.entity, office=said.owner, held=said.held, by=said, handling=said.handling, grade=said.grade,
        kind=first(values, "reportType"), title=_title(values), date=first(values, "date"),
        place=next((place for place in places if place), ""), crossing=first(values, "crossing"),
        direction=first(values, "direction"), zone=first(values, "timeZone"),
        urgency=first(values, "urgency"), author=first(values, "author"),
        reference=first(values, "reference"), form=first(values, "form"), instance=first(values, "instance"),
        follow_up="\n".join(values.get("followUp", ())), subjects=tuple(values.get("subject", ())),
        percent=_percent(first(values, "completeness")),
        missing=tuple(sorted(values.get("completenessReason", ()), key=_by_number)),
    )  # fmt: skip


def _by_number(text: str) -> list[int]:
    """“3.10 (2) Photo” after “3.9 Packaging”."""
    return [int(part) for part in re.findall(r"\d{1,9}", text.partition(" ")[0])[:6]]


def _title(values: model.Properties) -> str:
    found = first(values, "name") or first(values, "summary") or first(values, "reference")
    return found if len(found) <= 120 else f"{found[:119]}…"


def _percent(text: str) -> int | None:
    try:
        return max(0, min(100, round(float(text)))) if text else None
    except (ValueError, OverflowError):
        return None


def feedback_of(said: Sequence[Statement]) -> list[Feedback]:
    """One for each office and entity, oldest first, from all that the office states of it."""
    grouped: dict[tuple[EntityId, str], list[Statement]] = {}
    for each in said:
        grouped.setdefault((each.entity, each.owner), []).append(each)
    found = [_feedback(group) for group in grouped.values()]
    return sorted(found, key=lambda each: (each.date, str(each.by.ref)))


def _feedback(group: Sequence[Statement]) -> Feedback:
    values = together(group)
    names = ("report", "usefulness", "text", "date")
    return Feedback(group[0].entity, *(first(values, name) for name in names), group[0].owner, group[0])


def in_order(said: Statement) -> tuple[str, str]:
    """Of what a report says, by time; of one moment by names as texts, which decides who stands as its author."""
    return said.stated, str(said.ref)
