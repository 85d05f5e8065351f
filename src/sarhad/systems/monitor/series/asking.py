"""What a page of published numbers is asked by its address. What it does not offer is as if it were not said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise

from sarhad.systems.monitor import pages
from sarhad.systems.monitor.pages import Choice, Field, Form


def chosen(given: Mapping[str, str], name: str, offered: Sequence[str], usual: str = "") -> str:
    """The value of a field if it is offered, else the usual one, else the first."""
    text = given.get(name, "")
    if text in offered:
        return text
    return usual if usual in offered else next(iter(offered), "")


def year_of(given: Mapping[str, str], name: str, usual: int = 0) -> int:
    """A year of four digits."""
    text = given.get(name, "")[:4]
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else usual


def select(
    name: str, label: str | Promise, choices: Iterable[tuple[str, object]], value: str, any_: object = None
) -> Field:
    """A question with a list of answers."""
    offered = [Choice(code, str(text), code == value) for code, text in choices]
    if any_ is not None:
        offered.insert(0, Choice("", str(any_), value == ""))
    return Field(name, str(label), "select", offered)


def form(said: Sequence[object], fields: Sequence[Field]) -> Form:
    return Form(" · ".join(str(each) for each in said if each), list(fields), [])


def countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Choices of countries, by name."""
    return sorted(((code, pages.country(code)) for code in set(codes) if code), key=lambda pair: pair[1])


def drugs(codes: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((code, pages.substance(code)) for code in set(codes) if code), key=lambda pair: pair[1])
