"""One filled-in form. (Being filled in: signatures are final.)"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sarhad.collect.forms.errors import Fault
from sarhad.collect.forms.model import Form
from sarhad.collect.forms.shown import Shown


class Instance:
    """The answers to one form.

    Paths name nodes with positions inside repeats: "/data/persons[2]/name"; a missing position is 1. A path that
    the form does not have raises `KeyError`.
    """

    def __init__(self, form: Form, xml: bytes | None = None) -> None:
        """A new instance with defaults, or one from XML; raises `Unreadable` if that is none."""
        self.form = form
        raise NotImplementedError

    def get(self, path: str) -> str:
        raise NotImplementedError

    def set(self, path: str, value: str) -> None:
        raise NotImplementedError

    def add(self, path: str) -> str:
        """One more row of a repeat ("/data/persons"); returns its path ("/data/persons[3]")."""
        raise NotImplementedError

    def remove(self, path: str) -> None:
        raise NotImplementedError

    def count(self, path: str) -> int:
        raise NotImplementedError

    def walk(self) -> Iterator[Shown]:
        raise NotImplementedError

    def faults(self, lang: str = "", within: str = "") -> list[Fault]:
        raise NotImplementedError

    def recalculate(self) -> None:
        raise NotImplementedError

    def xml(self) -> bytes:
        raise NotImplementedError

    @property
    def instance_id(self) -> str:
        raise NotImplementedError

    def set_instance_id(self, value: str = "") -> str:
        """Gives the instance its id ("uuid:…" made anew without `value`); returns it."""
        raise NotImplementedError

    def answers(self) -> dict[str, Any]:
        raise NotImplementedError

    def files(self) -> set[str]:
        raise NotImplementedError
