"""Bounded lists: pages that know whether there is a next one, without counting what lies behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from django.http import HttpRequest

T = TypeVar("T")
LAST = 10_000  # nobody turns more pages by hand, and a number from outside must not become an offset of any size


class Page(NamedTuple, Generic[T]):
    items: Sequence[T]
    number: int  # from 1
    first: int  # position of its first item, from 1
    last: int
    more: bool

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1


def page_of(request: HttpRequest, rows: Sequence[T], size: int = 50, name: str = "page") -> Page[T]:
    """The page of a query set or list that the address asks for with `page`; the first if it asks nonsense.

    Args:
        name: of the parameter, on a page with several lists.
    """
    text = request.GET.get(name, "")
    number = min(max(int(text), 1), LAST) if text.isascii() and text.isdecimal() and len(text) < 8 else 1
    start = (number - 1) * size
    items = list(rows[start : start + size + 1])
    shown = items[:size]
    return Page(shown, number, start + 1, start + len(shown), len(items) > size)
