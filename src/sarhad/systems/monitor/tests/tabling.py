"""Small published tables for tests, signed as an officer would."""

from __future__ import annotations

import orjson

from sarhad.access.reader import Reader
from sarhad.entities.actions import Draft, File, contribute, new_entity
from sarhad.kernel.claim import PUBLIC, EntityId, Scope
from sarhad.systems.monitor.series import reading
from sarhad.systems.monitor.store.engine import folder
from sarhad.systems.monitor.store.follower import Monitor

HEAD = "country,region,place,date,substance,amount,unit,transport,concealment,departure,destination"
PLACES = {name: n for n, name in enumerate(HEAD.split(","))}
ROWS = (
    "Tajikistan,Khatlon,Farkhor,2016-03-05,Heroin,12.5,Kilogram,Land,Body,Afghanistan,Russian Federation",
    "Tajikistan,Khatlon,Farkhor,2016-03-05,Heroin,12.5,Kilogram,Land,Body,Afghanistan,Russian Federation",
    "Tajikistan,Sughd,Khujand,2016-04-01,Opium,3,Kilogram,Land,,Afghanistan,",
    "Uzbekistan,Surkhandarya,Termez,2015-12-31,Methamphetamine,500,Gram,Rail,Baggage,Afghanistan,Kazakhstan",
    "Uzbekistan,,Tashkent,2016-11-02,Tramadol,40,Tablet,Commercial air,Inserted,India,",
    "Kazakhstan,Almaty,Kordai,2014-01-20,Cannabis resin,2,Bricks,,,Kyrgyzstan,",
)
EVERYONE = Scope(read=(PUBLIC,))


def table(
    reader: Reader,
    rows: tuple[str, ...] = ROWS,
    scope: Scope = EVERYONE,
    name: str = "Seizures of three states",
    head: str = HEAD,
    lacks: tuple[str, ...] = (),
) -> EntityId:
    """A signed table of single seizures that the follower has taken in."""
    made = new_entity(reader)
    columns = {"places": PLACES, "delimiter": ",", "header_row": 1, "order": "ymd", "decimal": "."}
    values = {
        "name": [name], "tableType": ["seizures"], "publisher": ["A ministry"], "startDate": ["2014"],
        "endDate": ["2016"], "columns": [orjson.dumps(columns).decode()], "rowsRead": [str(len(rows))],
        "lacks": list(lacks),
    }  # fmt: skip
    file = File("seizures.csv", "\n".join((head, *rows)).encode(), any_kind=True)
    contribute(reader, [Draft("StatisticalTable", values, made, files=(file,))], scope)
    Monitor().catch_up()
    return made


def series(reader: Reader, kind: str, content: bytes, name: str, scope: Scope = EVERYONE, **fixed: str) -> EntityId:
    """A signed table of published numbers, its columns as they are guessed, that the follower has taken in.

    Args:
        fixed: what is said for the whole table, see `series.records.FIXED`.
    """
    made = new_entity(reader)
    path = folder() / name
    path.write_bytes(content)
    columns = reading.looked_at(path, kind, name).columns.as_dict()
    path.unlink()
    columns["fixed"] |= fixed
    values = {"name": [name], "tableType": [kind], "columns": [orjson.dumps(columns).decode()]}
    file = File(name, content, any_kind=True)
    contribute(reader, [Draft("StatisticalTable", values, made, files=(file,))], scope)
    Monitor().catch_up()
    return made
