"""Mappings: what the answers of a form become. `parsing` reads and checks the file, `drafting` applies it.

The vocabulary is that of the mappings of tables (`entities`, `schema`, `properties`, `literal`, `entity`), with
questions in place of columns: see `docs/form-mappings.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

REPORT = "report"
"""The entity that every form gives."""

Paths = tuple[str, ...]  # of questions, without positions: "/data/person/last_name"


@dataclass(frozen=True, slots=True)
class Value:
    """Where the values of one property come from."""

    questions: Paths = ()
    literals: tuple[str, ...] = ()
    own: str = ""  # of the reporting office: office, country
    but: frozenset[str] = frozenset()  # answers that say nothing, such as `other`
    moment: Paths = ()  # date, time, time zone; one after the other, as far as answered
    label: bool = False  # the chosen answer in words, in each language, where the schema has no list of its own
    part: int = -1  # of a position: 0 latitude, 1 longitude
    entities: tuple[str, ...] = ()  # it points to the first of these that there is
    number: str = ""  # path of the question that says which one


@dataclass(frozen=True, slots=True)
class Condition:
    question: str
    answers: frozenset[str]  # empty: any
    wanted: bool


@dataclass(frozen=True, slots=True)
class EntityMap:
    name: str
    schema: str
    each: str = ""  # path of the repeat each of whose rows gives one; "": one in all
    properties: Mapping[str, Value] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    key: str = ""  # path of a question: the same answer means the same entity, in any form of the office
    files: Paths = ()
    readers: Paths = ()  # questions that name offices who read this too
    subject: bool = True  # whether the report is about it
    edge: tuple[str, str] | None = None  # of a schema that is a link: the properties at its ends


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a report can be used for, and the questions that this needs, each with its weight."""

    name: str
    weights: Mapping[str, float]  # by path


@dataclass(frozen=True, slots=True)
class FormMapping:
    entities: tuple[EntityMap, ...] = ()  # the report first
    readers: Paths = ()
    handling: Paths = ()  # level, conditions
    scheme: str = ""
    grade: Paths = ()  # the places of the code
    stated: Paths = ()  # date, time, time zone
    ignore: Paths = ()  # questions that only lead to others
    quality: tuple[Purpose, ...] = ()
