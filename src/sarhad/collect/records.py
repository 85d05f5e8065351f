"""What readers hand on: a row of a file, and the entities that it states, before cleaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from sarhad.kernel.claim import Grade


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and the list, register or case that it comes from.

    The name is part of every id made from it: importing a newer file of the same source under the same name
    corrects what came before.
    """

    name: str  # such as "un-sc" or "wanted-2026"
    path: Path
    label: str = ""  # the file's name as the user knows it; empty: that of `path`

    @property
    def file(self) -> str:
        return self.label or self.path.name


NOTHING: Mapping[Any, str] = MappingProxyType({})


class Stated(NamedTuple):
    """One entity as a row states it."""

    key: str  # of the entity in its source; becomes part of an HMAC and is not kept
    schema: str
    values: dict[str, list[Any]]  # property -> values as given; entity-typed ones hold keys of the same source
    keyed: bool = True  # False: made from the whole row, which is counted when it comes again
    origins: Mapping[tuple[str, str], str] = NOTHING
    """(property, value) -> the text in the file, where the reader itself changed it."""
    fields: Mapping[str, str] = NOTHING  # property -> column
    country: str | None = None  # where national phone numbers are dialled
    grade: Grade | None = None
    stated: str = ""


class Row(NamedTuple):
    """One row. What it states is worked out when asked for: the first pass wants the keys only."""

    number: int  # line of a text file or row of a sheet, from 1
    keys: list[str]  # of the entities that it states, or seems to
    digest: int  # equal for equal rows, within one process
    stated: Callable[[], list[Stated]]  # raises BadRow


class Input(Protocol):
    """An opened file: may be read more than once."""

    details: dict[str, str]  # encoding, delimiter, sheet as found
    columns: list[tuple[str, str]]
    missing: list[str]

    def rows(self, refuse: Refuse) -> Iterator[Row]:
        """Raises BadFile. Rows that cannot be read are given to `refuse` and left out."""
        ...


class Refuse(Protocol):
    def __call__(self, row: int, code: str, field: str = "", value: str = "", **values: object) -> None: ...
