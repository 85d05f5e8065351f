"""What an import refuses, where it stands and why; the reasons and remedies are in `reasons`.

A `Fault` is data (a code and the values for its texts), so that it can be stored, sent and shown in any language.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext

from sarhad.collect.reasons import CATALOGUE

SHOWN = 200  # characters of a value that a report repeats


@dataclass(frozen=True, slots=True)
class Fault:
    """One refusal: where it stands, what stood there, and why it was refused."""

    code: str
    file: str = ""
    row: int = 0  # line of a text file or row of a sheet, from 1; 0: the file as a whole
    field: str = ""  # column or property
    value: str = ""  # as given, at most `SHOWN` characters
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)  # for the texts

    @property
    def message(self) -> str:
        return str(CATALOGUE[self.code].message) % self.values

    @property
    def remedy(self) -> str:
        return str(CATALOGUE[self.code].remedy) % self.values

    @property
    def said(self) -> str:
        """Message and remedy, without where it stands."""
        return f"{self.message} {self.remedy}"

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.file, self._row(), self.field) if part)
        return f"{where}: {self.said}" if where else self.said

    def _row(self) -> str:
        return gettext("row %(row)s") % {"row": self.row} if self.row else ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the fields, with message and remedy in the active language."""
        return {**asdict(self), "message": self.message, "remedy": self.remedy}


class BadFile(Exception):
    """A file that cannot be imported at all; nothing of it was written."""

    def __init__(self, code: str, file: str = "", **values: object) -> None:
        super().__init__(code)
        self.fault = Fault(code, file, values={key: str(value) for key, value in values.items()})

    def __str__(self) -> str:
        return str(self.fault)


class BadMapping(BadFile):
    """A mapping that cannot be used."""


class BadRow(Exception):
    """A row that is refused while the rest goes in."""

    def __init__(self, code: str, field: str = "", value: str = "", **values: object) -> None:
        super().__init__(code)
        self.code, self.field, self.value = code, field, str(value)[:SHOWN]
        self.values = {key: str(value)[:SHOWN] for key, value in values.items()}

    def fault(self, file: str, row: int) -> Fault:
        return Fault(self.code, file, row, self.field, self.value, self.values)
