"""What a file of calls says once it is read, and how its columns were understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import orjson

from sarhad.kernel.dates import Order

MEANS = ("call", "message", "data", "other")
"""In the order of their codes in `Calls.means`; those of the schema Communication."""
ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
SECONDS, MINUTES = "s", "min"
MOST_COLUMNS = 1000
DELIMITERS = (",", ";", "\t", "|", ":", "^", "~")

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file says what; kept with the records, so that everybody counts the same."""

    places: Mapping[str, int]  # a name of `fields.FIELDS` -> column, from 0
    order: Order = "dmy"  # of dates written in figures
    unit: str = SECONDS  # of durations that are plain numbers
    country: str = ""  # where national numbers are dialled
    zone: str = ""  # times that say how far from UTC they are become this zone's; all others stay as given
    own: str = ""  # the number whose calls these are, where no column names it
    headless: bool = False  # the first row is a record, too
    layout: Mapping[str, Any] = field(default_factory=dict)  # encoding, delimiter, sheet, header_row as found

    def json(self) -> str:
        named = {name: getattr(self, name) for name in ("order", "unit", "country", "zone", "own", "headless")}
        fields = {"places": dict(self.places), **named, "layout": dict(self.layout)}
        return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS).decode()


def columns_of(text: str) -> Columns | None:
    """From JSON that somebody signed; None where it says nothing that can be used."""
    try:
        given = orjson.loads(text)
        places = {str(name): int(at) for name, at in given["places"].items() if 0 <= int(at) < MOST_COLUMNS}
        layout = given.get("layout") or {}
        texts = {name: str(given.get(name) or "")[:100] for name in ("unit", "country", "zone", "own")}
        return Columns(
            places=places,
            order=given["order"] if given.get("order") in ORDERS else "dmy",
            headless=given.get("headless") is True,
            layout={
                "encoding": str(layout.get("encoding") or "")[:100],
                "delimiter": delimiter if (delimiter := str(layout.get("delimiter") or "")) in DELIMITERS else "",
                "sheet": str(layout.get("sheet") or "")[:100],
                "header_row": min(max(int(layout.get("header_row") or 0), 0), 10_000),
            },
            **texts,
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class Bad(NamedTuple):
    """One row, or one cell of it, that could not be read. The file keeps it; `counts` says if the call counts."""

    row: int  # of the file, from 1
    code: str  # of `words.FAULTS`
    value: str

    @property
    def counts(self) -> bool:
        return self.code == "duration"


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls as columns of equal length, in the order of the file.

    `numbers` are in E.164 where they are valid numbers, else as given (short codes, names of senders).
    """

    caller: Ints  # places in `numbers`
    called: Ints
    at: Ints  # seconds from 1970-01-01 on the clock of the file
    seconds: Ints  # duration; -1: not said
    means: Ints  # places in MEANS
    cell: Ints  # places in `cells`; -1: not said
    device: Ints  # places in `devices`, IMEI; -1: not said
    numbers: Sequence[str]
    cells: Sequence[str] = ()
    devices: Sequence[str] = ()
    bad: Sequence[Bad] = ()
    equal: int = 0  # rows that say the same as an earlier row
    rows: int = 0  # of the file, without the header and empty ones

    def __len__(self) -> int:
        return len(self.at)

    @property
    def set_aside(self) -> int:
        """Rows that do not count."""
        return sum(not each.counts for each in self.bad)

    def only(self, wanted: Flags | Ints) -> Calls:
        """The calls for which this is true, or those at these places; numbers keep their places."""
        parts = (getattr(self, name)[wanted] for name in ("caller", "called", "at", "seconds", "means", "cell"))
        return Calls(
            *parts, self.device[wanted], self.numbers, self.cells, self.devices, self.bad, self.equal, self.rows
        )


class Partner(NamedTuple):
    """One number as another one's calls show it."""

    number: str
    made: int  # to it
    received: int  # from it
    messages: int  # of all these
    seconds: int
    first: int
    last: int
    days: int  # on which there was anything

    @property
    def times(self) -> int:
        return self.made + self.received


class Pair(NamedTuple):
    """All from one number to another."""

    caller: str
    called: str
    times: int
    seconds: int  # of those that say how long; -1: none does
    first: int
    last: int
    means: tuple[str, ...]


class Gap(NamedTuple):
    """Days without any call."""

    first: int  # day from 1970-01-01
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1
