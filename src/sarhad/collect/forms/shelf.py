"""The forms at hand: those that come with the program, and those that offices published."""

from __future__ import annotations

from sarhad.collect.forms.model import Form


def catalogue(office: str = "") -> dict[str, Form]:
    raise NotImplementedError


def form_of(id: str, version: str = "") -> Form | None:
    raise NotImplementedError
