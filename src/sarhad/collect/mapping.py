"""Mappings: what the columns of a table become.

The vocabulary is FollowTheMoney's (`entities`, `schema`, `key`, `keys`, `key_literal`, `id_column`, `properties`
with `column`, `columns`, `literal`, `template`, `join`, `split`, `entity`, `required`; `filters`). Around it stands
what real files need: see `docs/import.md`. `parsing` reads and checks a file, `binding` applies it to a table.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from sarhad.collect.errors import BadFile, BadMapping
from sarhad.collect.readers import files
from sarhad.collect.readers.table import Layout
from sarhad.collect.records import Input, Source
from sarhad.kernel.dates import Calendar, Order
from sarhad.kernel.units import DecimalSign

FOLDER = Path(__file__).parent / "mappings"
READERS = {"table": ("table", "xlsx"), "ftm": ("json",), "un-list": ("xml",)}
"""What a mapping reads, and the kinds of file that hold it."""


@dataclass(frozen=True, slots=True)
class Local:
    """How the values of a column are written; what a property does not declare, the mapping does."""

    dates: Order | None = None
    calendar: Calendar = "gregorian"
    decimal: DecimalSign | None = None
    country: str | None = None  # ISO code of where national phone numbers are dialled
    missing: frozenset[str] = frozenset()  # folded texts that mean "not given"


@dataclass(frozen=True, slots=True)
class PropertyMap:
    name: str
    type: str  # FollowTheMoney's: date, number, entity, ...
    columns: tuple[str, ...]
    literals: tuple[str, ...]
    template: str
    join: str | None
    split: str | None
    entity: str
    required: bool
    part: str  # amount or unit of a column that holds both
    values: dict[str, str]  # folded text in the file -> value
    local: Local


@dataclass(frozen=True, slots=True)
class EntityMap:
    name: str
    schema: str
    keys: tuple[tuple[str, ...], ...]  # alternatives, the first whose columns are all filled; empty: the whole row
    literal: str
    id_column: bool  # the key is the cell itself
    properties: tuple[PropertyMap, ...]
    ends: tuple[str, ...]  # of a link: the entities at its ends, which make its key if it has none


@dataclass(slots=True)
class Mapping:
    """A mapping file, checked. `reader` says what it reads: table, ftm or un-list."""

    name: str
    label_en: str
    label_ru: str
    source: str  # name of the source, unless the user gives another
    reader: str
    layout: Layout = Layout()  # noqa: RUF009 - immutable
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # column -> other names for it
    entities: tuple[EntityMap, ...] = ()  # in the order in which they need each other's keys
    grade_column: str = ""
    grade_scheme: str = ""
    stated_column: str = ""
    filters: tuple[tuple[str, frozenset[str], bool], ...] = ()  # column, values, whether they are wanted
    local: Local = Local()

    @property
    def label(self) -> str:
        return self.label_ru if (get_language() or "en").startswith("ru") and self.label_ru else self.label_en

    @property
    def columns(self) -> list[str]:
        """Every column that the mapping reads, as it names it."""
        used = [c for e in self.entities for keys in e.keys for c in keys]
        used += [c for e in self.entities for p in e.properties for c in p.columns]
        used += [column for column, _values, _wanted in self.filters]
        return list(dict.fromkeys(filter(None, [*used, self.grade_column, self.stated_column])))

    def open(self, source: Source, dates: Order | None = None, country: str | None = None) -> Input:
        """The file, ready to be read. Raises BadFile.

        `dates` and `country` (of national phone numbers) count where the mapping declares none.
        """
        found = files.kind(source.path)
        if found not in READERS[self.reader]:
            raise BadFile("wrong-format", mapping=self.name, expected=self.reader, found=found)
        if self.reader == "ftm":
            from sarhad.collect.readers.ftm import FtmInput

            return FtmInput(source.path)
        if self.reader == "un-list":
            from sarhad.collect.readers.un_list import UnListInput

            return UnListInput(source.path)
        from sarhad.collect.binding import TableInput

        return TableInput(source.path, self, dates, country)


def fold(header: str) -> str:
    """What must agree for two column names to be the same: letters and figures, whatever their case."""
    text = unicodedata.normalize("NFKC", header).casefold().replace("ё", "е")
    return " ".join("".join(char if char.isalnum() else " " for char in text).split()) or text.strip()


# Loading


def load(name_or_path: str | Path) -> Mapping:
    """A shipped mapping by its name, or a file. Raises BadMapping."""
    path = Path(name_or_path)
    known = sorted(each.stem for each in FOLDER.glob("*.yml"))
    if str(name_or_path) in known:
        path = FOLDER / f"{name_or_path}.yml"
    try:
        text = path.read_bytes()
    except (OSError, ValueError) as error:
        raise BadMapping("no-mapping", name=name_or_path, known=", ".join(known)) from error
    from sarhad.collect.parsing import parse

    return parse(text, path.stem)


@cache
def shipped() -> tuple[Mapping, ...]:
    """The mappings that come with Sarhad."""
    return tuple(load(path) for path in sorted(FOLDER.glob("*.yml")))


def guess(path: Path) -> Mapping | None:
    """The shipped mapping that fits a file best, by its content; None if none does. Raises BadFile."""
    found = files.kind(path)
    fitting = [each for each in shipped() if found in READERS[each.reader]]
    if found in READERS["table"]:
        from sarhad.collect.binding import fitness

        scored = [(fitness(path, each), each) for each in fitting]
        best = max(scored, key=lambda pair: pair[0], default=(0, None))
        return best[1] if best[0] else None
    return fitting[0] if fitting else None
