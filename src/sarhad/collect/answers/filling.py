"""Fills in a form by the names of its questions, as people and programs do."""

from __future__ import annotations

from typing import Any

from sarhad.collect.answers.places import Places
from sarhad.collect.forms import Form, Instance

Answers = dict[str, Any]


def fill(form: Form, answers: Answers) -> Instance:
    """`{"date": "2026-11-20", "person": [{"last_name": "Karimov"}]}`; a list gives the rows of a repeat."""
    instance, places = Instance(form), Places(form)
    instance.set_instance_id()
    for name, value in answers.items():
        if not isinstance(value, list):
            instance.set(places.question(name, "", name), value)
    instance.recalculate()
    for name, rows in answers.items():
        if isinstance(rows, list):
            _rows(instance, places, places.repeat(name, name), rows)
    instance.recalculate()
    return instance


def _rows(instance: Instance, places: Places, repeat: str, rows: list[Answers]) -> None:
    while instance.count(repeat):
        instance.remove(f"{repeat}[1]")
    for row in rows:
        at = instance.add(repeat)
        for name, value in row.items():
            instance.set(at + places.question(name, repeat, name)[len(repeat) :], value)
