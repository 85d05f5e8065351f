"""How the columns of a table of seizures are understood; kept with the table, so that everybody reads the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, get_args

import orjson

from sarhad.kernel.dates import Order

FIELDS = (
    "country", "region", "place", "date", "substance", "amount", "unit", "transport", "concealment", "premises",
    "direction", "cause", "found", "origin", "departure", "transit", "destination", "office", "reference",
)  # fmt: skip
"""What a column may say. `office` is the authority that seized, `reference` its number of the case."""
COUNTRIES = ("origin", "departure", "transit", "destination")
CODED = ("transport", "concealment", "premises", "direction", "cause", "found")
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_COLUMNS = 1000
DELIMITERS = (",", ";", "\t", "|", ":", "^", "~")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of a file says what."""

    places: Mapping[str, int]  # a name of FIELDS -> column, from 0
    order: Order = "ymd"  # of dates in figures
    decimal: str = ""  # "," or "."; "": as each number shows
    country: str = ""  # of rows that name none
    unit: str = ""  # of rows that name none
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    header: tuple[str, ...] = field(default=())
    file: str = ""  # digest of the attachment that it is about; "": the last one

    @property
    def layout(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("encoding", "delimiter", "sheet", "header_row")}

    def json(self) -> str:
        return orjson.dumps({**asdict(self), "places": dict(self.places)}, option=orjson.OPT_SORT_KEYS).decode()


def columns_of(given: Any) -> Columns | None:
    """From what somebody signed, as JSON or read from it; None where it says nothing that can be used."""
    try:
        said = orjson.loads(given) if isinstance(given, (str, bytes)) else given
        places = {
            str(name): int(at) for name, at in said["places"].items() if name in FIELDS and 0 <= at < MOST_COLUMNS
        }
        texts = {name: str(said.get(name) or "")[:100] for name in ("country", "unit", "encoding", "sheet")}
        return Columns(
            places=places,
            order=said["order"] if said.get("order") in ORDERS else "ymd",
            decimal=said["decimal"] if said.get("decimal") in (",", ".") else "",
            delimiter=said["delimiter"] if said.get("delimiter") in DELIMITERS else "",
            file=str(said.get("file") or "")[:64],
            header_row=min(max(int(said.get("header_row") or 0), 0), 10_000),
            header=tuple(str(name)[:200] for name in (said.get("header") or ())[:MOST_COLUMNS]),
            **texts,
        )
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def digest_of(attachments: Sequence[str], given: Any) -> str:
    """Which of a table's attachments (their digests, in order) its columns are about; "" where there is none.

    A new edition keeps the files of the editions before it.
    """
    try:
        said = orjson.loads(given) if isinstance(given, (str, bytes)) else given
        file = said.get("file")
    except (ValueError, AttributeError):
        file = ""
    return file if file in attachments else attachments[-1] if attachments else ""
