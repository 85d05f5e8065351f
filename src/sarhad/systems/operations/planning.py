"""What a plan must answer before it is approved, and how much of it may wait where there is little time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sarhad.desk.clocks import instant
from sarhad.systems.operations.records import Check, Operation

FILE = Path(__file__).parent / "data" / "checks.yml"
ANSWERED = frozenset({"met", "not-applicable"})
KINDS = ("legal", "human-rights", "risk", "sources", "evidence")


class Question(NamedTuple):
    """One question of the list."""

    code: str
    kind: str  # a code of OperationCheck's `checkType`
    required: frozenset[str]  # the kinds of planning in which it is answered before approval
    delivery: bool  # of controlled deliveries only
    en: str
    ru: str
    source: str  # the standard that asks it
    source_ru: str

    def standard(self, lang: str = "en") -> str:
        return self.source_ru if lang == "ru" else self.source

    def text(self, lang: str = "en") -> str:
        return self.ru if lang == "ru" else self.en


class Open(NamedTuple):
    """A question that is not answered yet."""

    question: Question
    required: bool  # before approval; else by `due`
    due: datetime | None  # None: before the start there is no term


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """The whole list, in the order of the file."""
    return tuple(
        Question(
            code, row["kind"], frozenset(row["required"]), row.get("delivery", False), row["en"], row["ru"],
            row["source"], row["source_ru"],
        )
        for code, row in _table()["questions"].items()
    )  # fmt: skip


def asked(operation: Operation) -> list[Question]:
    """Those that concern this kind of operation."""
    return [each for each in questions() if operation.delivery or not each.delivery]


def answers(checks: Iterable[Check], office: str) -> dict[str, Check]:
    """By code, what this office answered last."""
    found = sorted((each for each in checks if each.office == office and each.item), key=lambda e: (e.date, e.ref))
    return {each.item: each for each in found}


def is_answered(check: Check | None) -> bool:
    """Met, or does not apply, or made up for in part by a measure that is named."""
    return check is not None and (check.answer in ANSWERED or (check.answer == "partly" and bool(check.measure)))


def open_checks(operation: Operation) -> list[Open]:
    """Questions that the lead has not answered, those needed for approval first."""
    given = answers(operation.checks, operation.office)
    due = None
    if operation.state.started and operation.planning != "deliberate":
        due = instant(operation.state.started) + timedelta(hours=_table()["later"])
    found = [
        Open(each, operation.planning in each.required, due)
        for each in asked(operation)
        if not is_answered(given.get(each.code))
    ]
    return sorted(found, key=lambda each: not each.required)


def late_checks(operation: Operation, now: datetime) -> list[Open]:
    """What was left open for lack of time and has not been made up for in time."""
    return [each for each in open_checks(operation) if each.due and each.due < now]
