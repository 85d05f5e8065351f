"""The full import, signed and derived, against the same entities put into a bare SQLite table."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from bench import generate
from bench.measure import MB, NARROW, OFFICE, PASSPHRASE, PASSWORD, WIDE, Figure, Options, child, cost, setup

LIMITS = "CPU ratio ≤ 2.5, memory ≤ 1 GB, database ≤ 1.2 GB + 0.2 GB per million edges"


def run(options: Options) -> list[Figure]:
    generate.write(options.records, options.entities, links=options.links)
    shutil.rmtree(options.home, ignore_errors=True)
    bare = child("import_:bare", options.home, options.records)
    full = child("import_:full", options.home, options.records)
    again = child("import_:bare", options.home, options.records)  # the machine's pace may have changed meanwhile
    bare["cpu"] = (bare["cpu"] + again["cpu"]) / 2
    share = options.entities / 1_020_000
    most = 1200 * share + 200 * full["edges"] / 1e6
    return [
        Figure("bare table, CPU, mean of before and after", bare["cpu"], "s"),
        Figure("import, CPU", full["cpu"], "s"),
        Figure("import, wall", full["wall"], "s"),
        Figure("ratio of CPU", full["cpu"] / bare["cpu"], "", 2.5),
        Figure("import, peak memory", full["memory"], "MB", 1024),
        Figure("bare table, size", bare["size"], "MB"),
        Figure("database, size", full["size"], "MB", most),
        Figure("edges", full["edges"]),
        Figure("records refused", full["refused"], "", 0),
    ]


def bare(records: str) -> dict[str, Any]:
    """FollowTheMoney's own entities, cleaned by it and stored by it as JSON: what one would write in ten lines."""
    import orjson

    from sarhad.kernel import model

    ftm = model.ftm()  # with our schemata, so that the entities are the same
    path = Path(records).with_suffix(".sqlite3")
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    database.execute("CREATE TABLE entity (id TEXT PRIMARY KEY, schema TEXT, data TEXT)")

    def work() -> None:
        rows = []
        with open(records, "rb") as file:
            for line in file:
                entity = ftm.get_proxy(orjson.loads(line), cleaned=False)
                rows.append((entity.id, entity.schema.name, orjson.dumps(entity.to_dict()).decode()))
                if len(rows) == 1000:
                    with database:
                        database.executemany("INSERT INTO entity VALUES (?, ?, ?)", rows)
                    rows = []
            with database:
                database.executemany("INSERT INTO entity VALUES (?, ?, ?)", rows)

    spent = cost(work)
    database.close()
    size = path.stat().st_size / MB
    path.unlink()
    return {**spent, "size": size}


def full(records: str) -> dict[str, Any]:
    """`collect.actions.import_` into a new node, as `sarhad import` does it."""
    setup()
    from django.db import connection

    from sarhad.kernel import model
    from sarhad.ledger.models import Edge

    node()
    model.ftm()
    who, refused = reader(), []
    spent = cost(lambda: refused.append(import_file(who, records)))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    size = Path(connection.settings_dict["NAME"]).stat().st_size / MB
    return {**spent, "size": size, "edges": Edge.objects.count(), "refused": refused[0]}


def node() -> None:
    """Make the node with its offices, officers and one group."""
    from sarhad import home
    from sarhad.access import actions
    from sarhad.access.reader import operator

    home.make()
    for id, country, sort in OFFICES:
        actions.create_office(
            operator(), id=id, names={"en": id}, country=country, sort=sort, passphrase=PASSPHRASE
        )
        actions.enrol_officer(
            operator(),
            username=f"head-{id.lower()}",
            name=id,
            language="en",
            password=PASSWORD,
            office=id,
            roles=["head"],
        )
    actions.found_group(reader("CENTRE"), name="members", names={"en": "Members"}, members=[OFFICE])


OFFICES = [("CENTRE", "kz", "centre"), *((id, id[:2].lower(), "agency") for id in (OFFICE, NARROW, WIDE))]


def reader(office: str = OFFICE) -> Any:
    """The head of an office."""
    from sarhad.access.models import Seat
    from sarhad.access.reader import reader_for

    return reader_for(Seat.objects.get(office=office), "benchmark")


def import_file(who: Any, records: str) -> int:
    """As `sarhad import` does it; returns how many records were refused."""
    from sarhad.collect import mapping
    from sarhad.collect.actions import import_
    from sarhad.collect.records import Source
    from sarhad.kernel.claim import Grade, Handling, Scope

    scope = Scope(read=("CENTRE/members",), handling=Handling(1))
    source = Source("bench", Path(records))
    return len(import_(who, source, mapping.load("ftm"), scope, grade=Grade("4x4", "B2")).refused)
