"""Mappings: what the columns of a table become. FollowTheMoney's vocabulary, and what real files need beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Mapping:
    """A mapping file, checked. `reader` says what kind of file it reads: table, ftm or un-list."""

    name: str
    label: str
    label_ru: str
    source: str  # name of the source, unless the user gives another
    reader: str
    data: dict[str, Any] = field(repr=False)


def load(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by name, or a file. Raises BadMapping."""
    raise NotImplementedError


def shipped() -> list[Mapping]:
    """The mappings that come with Sarhad."""
    raise NotImplementedError


def guess(path: Path) -> Mapping | None:
    """The shipped mapping that fits a file best; None if none does. Raises BadFile."""
    raise NotImplementedError
