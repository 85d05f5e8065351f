"""A table on its way out, with its picture and its shapes if it has any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sarhad.kernel.claim import Handling

Kind = Literal["text", "code", "number", "day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Column:
    """`code` is a plain Latin name that stays the same; `label` what people read, in the page's language.

    A `month` is "2016-03", a `day` "2016-03-05", a `year` a whole number. Of a `code`, `codes` says
    what each means.
    """

    code: str
    label: str
    kind: Kind = "text"
    unit: str = ""  # of a number: kg, USD, ha, seizures …
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def full(self) -> str:
        return f"{self.label}, {self.unit}" if self.unit else self.label


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows under columns. None is unknown, which is not zero."""

    name: str  # of the file, Latin letters and hyphens
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    about: Sequence[str] = ()  # sources, what is missing, how it was counted: one line each
    handling: Handling = Handling()  # noqa: RUF009 - immutable; the strictest of all behind it
    shapes: Sequence[Mapping[str, Any] | None] = ()  # GeoJSON geometry of each row, WGS 84
    picture: str = ""  # SVG
    vega: Mapping[str, Any] | None = None  # Vega-Lite with its data
    link: str = ""  # address that gives the same again

    def numbers(self) -> list[Column]:
        return [each for each in self.columns if each.kind == "number"]
