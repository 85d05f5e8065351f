"""Fills a form with answers that it accepts, and finds answers that it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sarhad.collect.forms import Fault, Form, Instance, Shown

VALUES = {
    **dict.fromkeys(("text", "barcode"), ("abc", "12345", "a@b.org", "Ab 12", "x" * 40, "A-1", "+992900000000")),
    **{"integer": ["1", "0", "18", "25", "100", "2020", "-1"], "decimal": ["1.5", "0", "20", "70.5", "-0.5"]},
    **{"date": ["2026-05-31", "1990-01-31", "2035-01-01"], "time": ["14:30:00", "23:59"]},
    **{"datetime": ["2026-05-31T14:30:00.000+05:00", "2035-01-01T00:00:00Z"], "acknowledge": ["OK"]},
    **{"geopoint": ["38.56 68.79 800 5", "0 0 0 0"], "geotrace": ["38 68;38.1 68.1"]},
    **{"geoshape": ["38 68 0 0;38.1 68.1 0 0;38 68.1 0 0;38 68 0 0"]},
    **dict.fromkeys(("file", "photo", "audio", "video"), ("a.jpg",)),
}
HINTS: dict[str, list[str]] = {}
"""Values for constraints that cannot be guessed, by path."""

MISFITS = {
    **dict.fromkeys(("integer", "decimal", "date", "time", "datetime", "geopoint", "geotrace", "geoshape"), "many"),
    **dict.fromkeys(("select", "select-multiple", "rank"), "no_such_choice"),
    **dict.fromkeys(("file", "photo", "audio", "video"), "../a"),
    "range": "far",
}


def candidates(shown: Shown) -> Iterator[str]:
    """Answers to try, likely ones first; numbers of the constraint and their neighbours among them."""
    question = shown.node
    yield from HINTS.get(question.path, ())
    names = [choice.name for choice in shown.choices]
    if question.kind == "rank":
        yield " ".join(names)
    yield from names[:50]
    if question.kind == "range":
        yield from [question.bounds[0], question.bounds[1]]
    yield from VALUES.get(question.kind, ())
    for number in re.findall(r"-?\d+(?:\.\d+)?", question.constraint):
        value = float(number)
        yield from (f"{each:g}" for each in (value, value + 1, value - 1))
        if 0 < value < 200:
            yield from ("7" * int(value), "a" * int(value), "7" * (int(value) + 1))


def asked(instance: Instance) -> list[Shown]:
    """Questions that a person can answer now."""
    return [one for one in instance.walk() if not one.group and one.node.kind != "note" and not one.read_only]


def at(instance: Instance, path: str, lang: str = "") -> list[Fault]:
    return [fault for fault in instance.faults(lang, within=path) if fault.path == path]


def fill(form: Form, rows: int = 1) -> Instance:
    """A new instance with every question answered that can be."""
    instance = Instance(form)
    for shown in [*instance.walk()]:
        if shown.group and shown.node.repeat and not shown.row and not shown.fixed:
            for _ in range(rows - instance.count(shown.path)):
                instance.add(shown.path)
    for _round in range(10):
        open_ = [one for one in asked(instance) if not one.value or at(instance, one.path)]
        if not sum(_answer(instance, one) for one in open_):
            break
    return instance


def _answer(instance: Instance, shown: Shown) -> bool:
    before = instance.get(shown.path)
    for value in candidates(shown):
        instance.set(shown.path, value)
        if not at(instance, shown.path):
            return value != before
    instance.set(shown.path, before)
    instance.recalculate()
    return False


def refusals(instance: Instance, lang: str = "") -> Iterator[tuple[Shown, Fault]]:
    """For each question, an answer that breaks each of its rules; the instance stays as it is."""
    whole = instance.xml(whole=True)
    for shown in asked(instance):
        kinds = set()
        hard = candidates(shown) if shown.node.constraint else ()
        for value in ("", MISFITS.get(shown.node.kind, ""), *hard):
            other = Instance(instance.form, whole)
            other.set(shown.path, value)
            for fault in at(other, shown.path, lang):
                if fault.kind not in kinds:
                    kinds.add(fault.kind)
                    yield shown, fault
