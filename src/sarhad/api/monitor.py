"""The drugs monitor: tables that were published, seizures added up, the single records, published numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api.shapes import Shape
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import FILTERS, SEIZURES, Where

router = Router(tags=["monitor"], by_alias=True)
MOST = 10_000  # rows of one answer

By = Literal[
    "country", "region", "year", "quarter", "month", "family", "substance", "unit", "transport", "concealment",
    "premises", "direction", "cause", "origin", "departure", "transit", "destination", "source",
]  # fmt: skip
Measure = Literal["n", "items", "kg", "kg_low", "kg_high", "median_kg", "unconverted", "unknown_place"]
Kind = Literal["totals", "prices", "cultivation", "users", "crimes"]
Code = Annotated[str, Field(pattern=r"^[\w.:-]{1,64}$")]
Month = Annotated[str, Field(pattern=r"^(\d{4}(-(0[1-9]|1[0-2]))?)?$")]


class WhereIn(Schema):
    """As the address of a page of the monitor has it: months, and codes."""

    since: Month = ""
    until: Month = ""
    country: list[Code] = []
    region: list[Code] = []
    substance: list[Code] = []
    transport: list[Code] = []
    concealment: list[Code] = []
    premises: list[Code] = []
    cause: list[Code] = []
    direction: list[Code] = []
    origin: list[Code] = []
    departure: list[Code] = []
    transit: list[Code] = []
    destination: list[Code] = []
    source: list[Code] = []
    once: Literal["", "all", "none"] = ""

    def where(self) -> Where:
        given = {name: getattr(self, name) for name in ("since", "until", "once")}
        return Where.of(_Given({**given, **{name: getattr(self, name) for name in FILTERS}}))


class _Given(dict[str, Any]):
    """Fields as an address holds them."""

    def getlist(self, name: str) -> list[str]:
        return list(self.get(name, ()))


class SourceOut(Shape):
    id: str
    name: str
    kind: str
    publisher: str
    missing: str
    lacks: list[str]
    start: str
    stop: str
    rows: int
    licence: str
    link: str
    published: str


class TableOut(Schema):
    columns: list[str]
    rows: list[list[Any]]
    more: bool


@router.get("/monitor/sources", response=list[SourceOut])
def sources(request: HttpRequest) -> Any:
    """The published tables that you see, with what each leaves out."""
    _told(request, "sources")
    return queries.sources(request.reader)


@router.get("/monitor/seizures", response=TableOut)
def seizures(
    request: HttpRequest,
    where: Query[WhereIn],
    by: Annotated[list[By], Query(max_length=4)] = [],  # noqa: B006 - ninja copies it
    measure: Annotated[list[Measure], Query(max_length=8)] = ["n"],  # noqa: B006
) -> Any:
    """Seizures added up. Weights are kilograms with the least and the most that conversions allow."""
    _told(request, f"seizures {where.where().query()}")
    keys, measures = list(dict.fromkeys(by)), list(dict.fromkeys(measure)) or ["n"]
    found = queries.sums(request.reader, where.where(), keys, measures, limit=MOST + 1)
    return _table(found.columns, found.rows[:MOST], more=len(found.rows) > MOST)


@router.get("/monitor/records", response=TableOut)
def records(
    request: HttpRequest,
    where: Query[WhereIn],
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    size: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """The single records behind a number, the newest first; `after` is how many you have had."""
    _told(request, f"records {where.where().query()}")
    found = queries.rows(request.reader, where.where(), after, size + 1)
    return _table(tuple(SEIZURES), found.rows[:size], more=len(found.rows) > size)


def _table(columns: tuple[str, ...], rows: list[tuple[Any, ...]], *, more: bool) -> dict[str, Any]:
    said = [[each.isoformat() if isinstance(each, date) else each for each in row] for row in rows]
    return {"columns": list(columns), "rows": said, "more": more}


def _told(request: HttpRequest, what: str) -> None:
    require(request.reader, Does.READ)
    audit.record(request.reader, "read-statistics", what[:500])
