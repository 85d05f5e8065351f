"""What tables come to, for whom; files that are missing, damaged, of older rules or of nobody."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import duckdb
import orjson
import pytest

from sarhad.access.reader import anonymous
from sarhad.entities.actions import Draft, correct, retract
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.store import engine, files, follower, queries
from sarhad.systems.monitor.store.follower import Monitor
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import MEMBERS, Cast

HERE = [("kz", 1), ("tj", 3), ("uz", 2)]


def count(reader=None, **where):
    return queries.sums(reader or anonymous(), Where(**where), ("country",), ("n",)).rows


def kept() -> list[Path]:
    return sorted(files.place(files.SEIZURES).iterdir())


def test_a_public_table_is_counted_for_everyone_and_another_one_for_whoever_sees_it(cast: Cast):
    owner = cast.reader("owner")
    first, second = table(owner), table(owner, scope=Scope(read=(MEMBERS,)), name="For members")
    assert count() == count(cast.reader("outsider")) == HERE
    assert count(cast.reader("partner")) == [("kz", 2), ("tj", 6), ("uz", 4)]
    assert count(cast.reader("partner"), source=(second,)) == HERE
    assert (count(source=(second,)), count(cast.reader("administrator"))) == ([], [])
    assert count(since="2016-01", substance=("heroin", "opium")) == [("tj", 3)]
    assert count(once="all") == [("kz", 1), ("tj", 2), ("uz", 2)]
    assert [(each.id, each.public, each.waiting) for each in queries.sources(anonymous())] == [(first, True, False)]


def test_weights_medians_and_what_cannot_be_converted(cast: Cast):
    table(cast.reader("owner"))
    measures = ("n", "kg", "median_kg", "unconverted")
    assert queries.sums(anonymous(), Where(country=("kz", "uz")), ("year",), measures).rows == [
        (2014, 1, None, None, 1), (2015, 1, 0.5, 0.5, 0), (2016, 1, 0.008, 0.008, 0),
    ]  # fmt: skip
    assert queries.sums(anonymous(), Where(country=("af",)), (), ("n", "kg")).rows == [(0, None)]
    shown = queries.rows(anonymous(), Where(country=("tj",)), size=2).dicts()
    assert [(row["row"], row["drug"], str(row["day"])) for row in shown] == [
        (4, "Opium", "2016-04-01"), (2, "Heroin", "2016-03-05"),
    ]  # fmt: skip
    assert queries.values(anonymous(), Where(country=("tj",)), "country") == HERE
    assert queries.span(anonymous()) == ("2014-01", "2016-11")
    assert queries.coverage(anonymous(), Where(since="2015-01"), ("kz", "tj", "uz")) == (("tj", "uz"), ("kz",))
    assert queries.rows(anonymous(), Where(substance=("unknown", "nonsense"))).rows == []


def test_what_a_table_leaves_out_is_said_where_it_is_asked_for(cast: Cast):
    table(cast.reader("owner"), lacks=("cannabis",))
    lacks = lambda *wanted: [
        each.substance for each in queries.lacking(queries.sources(anonymous()), Where(substance=wanted))
    ]
    assert (lacks(), lacks("cannabis"), lacks("cannabis-resin"), lacks("heroin")) == (*[["cannabis"]] * 3, [])


def test_a_new_edition_takes_the_place_of_the_old_one_and_a_withdrawn_one_shows_nothing(cast: Cast):
    owner = cast.reader("owner")
    made = table(owner)
    [said] = Sight(owner).statements(made)
    columns = orjson.loads(said.properties["columns"][0])
    columns["places"] = {name: n for name, n in columns["places"].items() if name != "country"} | {"country": 9}
    correct(
        owner,
        said.ref,
        Draft("StatisticalTable", {**said.properties, "columns": [orjson.dumps(columns).decode()]}),
    )
    assert count() == [("af", 4), ("in", 1), ("kg", 1)]  # a small table is read in by whoever asks
    Monitor().catch_up()
    assert len(kept()) == 1
    retract(owner, [Sight(owner).statements(made)[0].ref])
    assert count() == []
    Monitor().catch_up()
    assert kept() == []


def test_files_that_are_lost_damaged_or_of_older_rules_are_made_again(cast: Cast, monkeypatch):
    table(cast.reader("owner"))
    [path] = kept()
    path.unlink()
    assert count() == HERE
    path.write_bytes(path.read_bytes()[:-100])
    assert count() == HERE
    monkeypatch.setattr(follower, "_rules", lambda: "newer")
    half = path.with_name(".left.part")
    half.write_bytes(b"")
    os.utime(half, (0, 0))
    assert (count(), kept()) == (HERE, [half, path])  # the older one does until there is another
    assert Monitor().catch_up() == 1
    assert (count(), len(kept()), path in kept(), Monitor().catch_up()) == (HERE, 1, False, 0)


def test_a_large_table_is_waited_for_and_said_to_be_missing(cast: Cast, monkeypatch):
    table(cast.reader("owner"))
    monkeypatch.setattr(follower, "SMALL", 10)
    kept()[0].unlink()
    assert (count(), queries.behind(anonymous())) == ([], True)
    Monitor().catch_up()
    assert (count(), queries.behind(anonymous())) == (HERE, False)


def test_a_table_that_cannot_be_read_says_so_and_holds_up_no_other(cast: Cast, monkeypatch):
    owner = cast.reader("owner")
    table(owner, rows=(), name="Empty", head="nothing")
    table(owner)
    assert count() == HERE
    assert [bool(each.fault) for each in queries.sources(anonymous())] == [True, False]
    for path in kept():
        path.unlink()
    monkeypatch.setattr(files.os, "fsync", full := _Full())
    with pytest.raises(OSError, match="No space left"):
        Monitor().catch_up()
    assert (count(), kept(), full.times > 1) == ([], [], True)
    monkeypatch.undo()
    assert (Monitor().catch_up(), count()) == (2, HERE)


class _Full:
    """A disk without room."""

    times = 0

    def __call__(self, file: int) -> None:
        self.times += 1
        raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/somewhere.csv'",
        "SELECT * FROM read_text('{home}/../sarhad.sqlite')",
        "ATTACH '/tmp/somewhere.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
    ],
)
def test_the_engine_opens_nothing_but_its_own_folder(settings, tmp_path, sql):
    settings.HOME = tmp_path
    with pytest.raises(duckdb.Error):
        engine.ask(sql.format(home=engine.folder()), [])


def test_a_fork_asks_with_a_database_of_its_own(cast: Cast):
    """Web servers fork: what the parent has asked before must neither hang nor crash the child."""
    table(cast.reader("owner"))
    assert engine.ask("SELECT 1", []) == [(1,)]
    child = os.fork()
    if not child:
        signal.alarm(20)
        os._exit(0 if engine.ask("SELECT SUM(x) FROM range(3000000) t(x)", []) else 1)
    assert os.waitpid(child, 0)[1] == 0
