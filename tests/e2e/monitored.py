"""Pages of the drugs monitor to look at, and the table that they show."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.systems.monitor.tests.tabling import table

PAGES = (
    "", "trends/", "records/", "map/", "countries/", "countries/tj/", "countries/tj/issue/", "prices/",
    "prices/new/", "cultivation/", "demand/", "crime/", "claims/", "news/", "news/new/", "warnings/",
    "subscriptions/", "tables/", "tables/new/", "tables/{table}/", "tables/{table}/2/", "tables/{table}/equal/",
    "tables/{table}/alike/", "substances/", "substances/heroin/", "rules/", "places/?q=Khujand", "cells/",
    "questionnaire/",
)  # fmt: skip


def monitored(reader: Reader) -> list[tuple[str, str]]:
    """(name, address) of each page, once a small table has been signed."""
    made = table(reader)
    paths = [each.format(table=made) for each in PAGES]
    return [
        (f"monitor-{path.partition('?')[0].strip('/').replace('/', '-')}", f"/monitor/{path}") for path in paths
    ]
