"""Bulk linking: what it finds among invented people whose truth is known, whatever happens to a run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from itertools import combinations, islice
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.exceptions import ImproperlyConfigured

from bench.people import Population
from sarhad.cli import cli
from sarhad.entities import index
from sarhad.entities.judging import judge
from sarhad.kernel import model
from sarhad.kernel.claim import Claim, FragmentRef, Kind
from sarhad.ledger.actions import append, feed_of
from sarhad.ledger.naming import resolve
from sarhad.matching.bulk import engine, linking, parts, rows, run
from sarhad.matching.bulk.rows import OTHER, PERSON
from sarhad.matching.bulk.settings import COMPARISONS, DUCKDB, UNKNOWN, weights
from sarhad.matching.models import Hit
from tests.cast import OWNER_ALONE, person

pytest.importorskip("splink", reason="the extra `bulk` is not installed")

BORN = {"birthDate": "1983-04-14"}
PEOPLE = 700


def pairs() -> set[tuple[int, int]]:
    return set(Hit.objects.values_list("left", "right"))


@pytest.fixture(scope="module")
def people() -> list[tuple[str, dict[str, list[str]]]]:
    """(person, cleaned properties) of each record."""
    records = islice(Population(seed=5).records(), PEOPLE)
    return [(one.person, model.clean("Person", one.properties).properties) for one in records]


def contribute(cast, people) -> set[tuple[int, int]]:
    """Two offices hold the records, half each. Returns the true pairs."""
    held: dict[str, list[int]] = {}
    for office, part in (("TJ-DCA", people[::2]), ("KZ-MIA", people[1::2])):
        refs = cast.contribute(office, [Claim(os.urandom(16).hex(), "Person", values) for _, values in part])
        for (who, _), ref in zip(part, refs, strict=True):
            held.setdefault(who, []).extend(resolve([ref]))
    return {pair for ids in held.values() for pair in combinations(sorted(ids), 2)}


def test_it_finds_most_of_the_true_pairs_and_hardly_others(cast, people):
    true = contribute(cast, people)
    report = run.run()
    found = pairs()
    assert len(true) > 120
    assert len(found & true) / len(true) >= 0.8
    assert len(found & true) / len(found) >= 0.98
    assert report.rows > PEOPLE * 0.95
    assert report.hits == len(found)
    assert not list(run_folder().glob("*")), "nothing is left on disk"


def run_folder():
    from django.conf import settings

    return settings.HOME / "xref"


@pytest.mark.parametrize(
    ("one", "other", "hit"),
    [
        (person("Karimov Farhod", **BORN), person("Каримов Фарҳод", **BORN), True),
        (person("Karimov Farhod", idNumber="501234567"), person("Каримов Ф.", idNumber="501234567"), True),
        (person("Karimov Farhod"), person("Yusupova Madina"), False),
        (person("Karimov Farhod", **BORN), person("Karimov Farhod", birthDate="1951-01-30"), False),
        (
            Claim("ab" * 16, "Vehicle", {"registrationNumber": ["АВ 1234 05"], "model": ["Nexia"]}),
            Claim("cd" * 16, "Vehicle", {"registrationNumber": ["AB-1234-05"]}),
            True,
        ),
        (
            Claim("ab" * 16, "Company", {"name": ["ООО «Памир Транс Логистика»"], "taxNumber": ["020011223"]}),
            Claim("cd" * 16, "Company", {"name": ["Pamir Trans Logistika LLC"], "taxNumber": ["020011223"]}),
            True,
        ),
        (
            Claim("ab" * 16, "Phone", {"number": ["+992905550142"]}),
            Claim("cd" * 16, "Person", {"name": ["Karimov"], "phone": ["+992905550142"]}),
            False,
        ),
    ],
)
def test_who_hits_whom(cast, one, other, hit):
    (a,), (b,) = cast.contribute("TJ-DCA", [one]), cast.contribute("KZ-MIA", [other])
    run.run()
    assert pairs() == ({tuple(sorted(resolve([a, b])))} if hit else set())


def test_what_is_said_twice_about_one_thing_is_no_news(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    run.run()
    assert pairs() == set()


def test_what_was_withdrawn_or_corrected_is_not_linked(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    cast.contribute("KZ-MIA", [person("Каримов Фарҳод", **BORN)])
    new = person("Somebody Else", birthDate="1950-01-01")
    new.refs = (ref,)
    append(feed_of("TJ-DCA"), kind=Kind.CORRECT, items=[new], scope=OWNER_ALONE, officer="owner")
    run.run()
    assert pairs() == set()


def test_running_it_again_changes_nothing_and_leaves_judged_pairs_alone(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    cast.contribute("TJ-DCA", [person("Каримов Фарҳод", "cd" * 16, **BORN)])
    run.run()
    before = list(Hit.objects.values())
    assert len(before) == 1
    entry = judge(cast.reader("owner"), "ab" * 16, "cd" * 16, "different", "brothers")
    run.run()
    assert list(Hit.objects.values()) == before
    assert list(resolve([FragmentRef(entry.id, 0)])), "the judgement stands"


@pytest.mark.parametrize("stage", ["rows", "links of table person", "hits"])
def test_a_run_that_was_stopped_goes_on_where_it_was(cast, people, monkeypatch, stage):
    monkeypatch.setattr(run, "SCORED", 20)
    monkeypatch.setattr(run.Workers, "__call__", in_this_process)
    monkeypatch.setattr(linking, "ROWS_PER_CHUNK", 200)
    monkeypatch.setattr(run.followers.all_current, "__defaults__", (150,))
    contribute(cast, people)
    run.run()
    whole = sorted(Hit.objects.values_list("left", "right", "score", "verdict"))
    Hit.objects.all().delete()
    with pytest.raises(KeyboardInterrupt):
        run.run(stopping(stage, after=2))
    kept = {path.name: path.stat().st_mtime_ns for path in run_folder().glob("*.parquet")}
    assert kept
    made = []
    monkeypatch.setattr(parts, "write", counted(parts.write, made))
    run.run(leaving(kept))
    assert sorted(Hit.objects.values_list("left", "right", "score", "verdict")) == whole
    assert len(made) < 5, "rows that were there were not made again"


def in_this_process(self, function, work):
    yield from (function(*args) for args in work)


def stopping(stage: str, after: int):
    seen = []

    def step(name: str, done: int, total: int) -> None:
        seen.append(name)
        if seen.count(stage) > after:
            raise KeyboardInterrupt

    return step


def leaving(kept: dict[str, int]):
    """Checks that files of the run before are still those."""

    def step(name: str, done: int, total: int) -> None:
        for path in run_folder().glob("[pl]*-*.parquet"):
            assert kept.get(path.name, path.stat().st_mtime_ns) == path.stat().st_mtime_ns, path.name

    return step


def counted(function, calls: list):
    def wrapper(*args):
        calls.append(args)
        return function(*args)

    return wrapper


STARTS_WORKERS = """
import os, time
if __name__ == "__main__":
    from sarhad.matching.workers import Workers
    workers = Workers()
    print(workers.pool.submit(os.getpid).result(), flush=True)
    time.sleep(100)
"""


def test_workers_end_with_a_run_that_is_killed(tmp_path):
    script = tmp_path / "starts.py"
    script.write_text(STARTS_WORKERS)
    settings = {"DJANGO_SETTINGS_MODULE": "sarhad.settings", "SARHAD_HOME": str(tmp_path), "SARHAD_SECRET": "x"}
    command = [sys.executable, script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}) as parent:
        worker = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not Path(f"/proc/{worker}").exists()


def test_files_of_other_rules_are_not_gone_on_with(cast, people, monkeypatch):
    contribute(cast, people[:50])
    with pytest.raises(KeyboardInterrupt):
        run.run(stopping("hits", after=0))
    monkeypatch.setattr(run.names, "stamp", lambda: "other rules")
    made = []
    monkeypatch.setattr(parts, "write", counted(parts.write, made))
    run.run()
    assert made


def test_two_runs_at_once_are_refused(cast, home):
    with run._alone(), pytest.raises(ImproperlyConfigured, match="Another"):
        run.run()


def test_no_run_begins_while_a_purge_holds_the_index(cast, home):
    begun = threading.Event()

    def begin() -> None:
        with run._alone():
            begun.set()

    thread = threading.Thread(target=begin)
    with index.locked():
        thread.start()
        assert not begun.wait(0.3)
        assert not (home / "xref").exists()
    thread.join(10)
    assert begun.is_set()


def test_a_node_without_records(cast):
    assert run.run() == run.Report()


def test_a_folder_that_is_removed_meanwhile_ends_the_run_with_a_reason(cast, people):
    contribute(cast, people[:50])

    def step(name: str, done: int, total: int) -> None:
        if name == "hits" and run_folder().exists():
            run_folder().rename(run_folder().with_name("gone"))

    with pytest.raises(ImproperlyConfigured, match="again"):
        run.run(step)
    assert run.run().rows > 0


@pytest.mark.parametrize(
    ("module", "option", "extra"), [("splink", [], "bulk"), ("pyspark", ["--spark", "local"], "spark")]
)
def test_without_the_extra_the_command_says_how_to_install_it(cast, monkeypatch, module, option, extra):
    monkeypatch.setattr("sarhad.home.must_be_ready", lambda: None)
    monkeypatch.setitem(sys.modules, module, None)
    done = CliRunner().invoke(cli, ["xref", *option])
    assert done.exit_code == 1
    assert f"sarhad[{extra}]" in done.output
    assert len(done.output.splitlines()) == 1


def test_the_command(cast, monkeypatch):
    monkeypatch.setattr("sarhad.home.must_be_ready", lambda: None)
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN), person("Каримов Фарҳод", **BORN)])
    done = CliRunner().invoke(cli, ["xref"])
    assert (done.exit_code, done.exception) == (0, None)
    assert "1 hits: 1 strong, 0 possible." in done.output


# Settings


@pytest.mark.parametrize("table", [PERSON, OTHER])
def test_every_level_has_its_weight_and_no_weight_is_left_over(table):
    known = {
        name: set(of) for name, of in weights()[table].items() if name not in ("prior", "threshold", "together")
    }
    assert known == {name: set(levels(DUCKDB)) - {UNKNOWN} for name, levels in COMPARISONS[table].items()}


@pytest.mark.parametrize("kind", ["personal", "birth", "sex", "father"])
def test_conflicts_weigh_against(kind):
    assert weights()[PERSON][kind]["different"] <= -2


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"birthDate": ["1983-04-05"]}, {"birthDate": ["1983-05-04"]}, True),  # day and month exchanged
        ({"birthDate": ["1983-04-05"]}, {"birthDate": ["1984-04-05"]}, True),
        ({"birthDate": ["1983-04-05"]}, {"birthDate": ["1983"]}, True),
        ({"birthDate": ["1983-04-05"]}, {"birthDate": ["1990-04-05"]}, False),
        ({"passportNumber": ["AB 123"]}, {"passportNumber": ["АВ123"]}, True),
    ],
)
def test_who_meets(one, other, meet):
    (a,) = rows.rows(1, "ab" * 16, "Person", {"name": ["Karimov Farhod"], **one})
    (b,) = rows.rows(2, "cd" * 16, "Person", {"name": ["Каримова Фарҳод"], **other})
    assert bool(set(a.keys) & set(b.keys)) == meet


def linked(database, folder, people) -> dict[tuple[int, int], float]:
    records = [(n, f"{n:032x}"[::-1], "Person", values) for n, (_, values) in enumerate(people, 1)]
    parts.write_rows([row for one in records for row in rows.rows(*one)], folder / "person-0.parquet")
    linking.chunks(database, PERSON, folder / "person-*.parquet")
    linking.block(database, PERSON, folder / "blocks.parquet")
    linking.pairs(database, folder / "blocks.parquet", 0, 1, folder / "pairs.parquet")
    linking.link(database, PERSON, folder / "links.parquet")
    import pyarrow.parquet as pq

    found = pq.read_table(folder / "links.parquet").to_pylist()
    return {(one["one"], one["other"]): round(one["weight"], 3) for one in found}


def test_spark_finds_what_duckdb_finds(tmp_path, people):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    for name in ("duck", "spark"):
        (tmp_path / name).mkdir()
    duck, spark = engine.Duck(tmp_path / "duck"), engine.Spark(tmp_path / "spark", "local[2]")
    try:
        expected = linked(duck, tmp_path / "duck", people)
        assert len(expected) > 80
        assert linked(spark, tmp_path / "spark", people) == expected
    finally:
        duck.close()
        spark.close()
