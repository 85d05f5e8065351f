"""The name index as a follower: what it holds, after whatever happened to it."""

import ast
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

import sarhad
from sarhad.entities import index
from sarhad.entities.index import NameIndex, any_of, drop, locked, reading, scored, word
from sarhad.entities.queries import search
from sarhad.entities.records import Query
from sarhad.kernel import names
from sarhad.kernel.claim import Kind
from sarhad.ledger import followers
from sarhad.ledger.actions import append, feed_of
from sarhad.ledger.models import ITEMS_PER_ENTRY
from tests.cast import person

CALLERS = {
    "entities/index.py", "figures/follower.py", "matching/hits.py", "matching/bulk/run.py",
    "systems/monitor/store/follower.py",
    *(f"links/graph/{name}.py" for name in ("building", "follower", "nets", "overlay")),
}  # fmt: skip
"""Who reads what no reader may see. Whoever is added here passes what it makes of it through the door again."""


def test_only_these_read_past_the_door():
    root = Path(sarhad.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        if "tests" in path.parts or path.name == "followers.py":
            continue
        named = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
        named |= {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.alias)}
        if named & {"all_fragments", "all_current", "everything"}:
            found.add(str(path.relative_to(root)))
    assert found == CALLERS


def documents() -> list[int]:
    """Local ids of everything in the index whose name sounds like Karimov."""
    return reading().fragments(word(*names.words("Karimov")), 10_000)


def many(cast, count: int, entries: int = 1) -> None:
    for _ in range(entries):
        cast.contribute("TJ-DCA", [person("Karimov") for _ in range(count)])


def test_each_fragment_is_one_document_in_order(cast):
    many(cast, 3, entries=4)
    assert NameIndex().catch_up() == 12
    assert NameIndex().catch_up() == 0
    assert len(documents()) == 12
    assert documents() == sorted(documents())


def test_batches_end_between_entries(cast, monkeypatch):
    monkeypatch.setattr(index, "COMMITTED", 1024)
    many(cast, 700, entries=4)
    steps = []
    NameIndex().catch_up(lambda pos, last: steps.append((pos, last)))
    assert len(documents()) == 2800
    assert [pos for pos, _ in steps][-1] == followers.head()
    assert len(steps) == 4


def test_a_run_that_was_killed_before_it_noted_its_progress_is_done_again(cast):
    many(cast, 3)
    NameIndex().catch_up()
    before = followers.cursor(index.NAME)
    many(cast, 3)
    NameIndex().catch_up()
    followers.advance(index.NAME, *before)  # the documents are there, the cursor knows nothing of them
    assert NameIndex().catch_up() == 3
    assert len(documents()) == 6


@pytest.mark.parametrize("fault", ["folder", "file", "folding", "cursor"])
def test_it_starts_anew_when_folder_rules_or_cursor_are_not_what_they_were(cast, home, monkeypatch, fault):
    many(cast, 3)
    NameIndex().catch_up()
    folder = next((home / "index").iterdir())
    match fault:
        case "folder":
            shutil.rmtree(home / "index")
        case "file":
            (folder / "meta.json").unlink()
        case "folding":
            monkeypatch.setattr(names, "stamp", lambda: "other rules")
        case "cursor":
            followers.advance(index.NAME, 99, "")
    assert documents() == []
    assert search(cast.reader("owner"), Query("karimov")).total == 3  # from the terms
    assert NameIndex().catch_up() == 3
    assert len(documents()) == 3
    assert len(list((home / "index").iterdir())) == 1


def test_dropping_it_leaves_nothing_on_disk_and_search_goes_on(cast, home):
    many(cast, 3)
    NameIndex().catch_up()
    with locked():
        drop()
    assert not (home / "index").exists()
    assert search(cast.reader("owner"), Query("karimov")).total == 3


def test_acts_are_no_documents(cast):
    NameIndex().catch_up()
    assert reading().fragments(index.Query.all_query(), 100) == []
    assert followers.cursor(index.NAME).pos == followers.head()


def test_a_searcher_sees_what_was_indexed_since_it_was_opened(cast):
    for expected in (1, 2, 3):
        many(cast, 1)
        NameIndex().catch_up()
        assert len(documents()) == expected


SCRIPT = """
import django; django.setup()
from django.core.management import call_command
from sarhad.kernel.claim import Claim, Kind
from sarhad.ledger.actions import append, feed_of, open_office
call_command("migrate", verbosity=0)
feed = open_office(id="TJ-DCA", names={"en": "x"}, country="tj", sort="agency", passphrase="p")
for _ in range(10):
    items = [Claim("%032x" % n, "Person", {"name": ["Karimov"]}) for n in range(500)]
    append(feed_of("TJ-DCA"), kind=Kind.CONTRIBUTE, items=items, officer="x")
"""
MORE = """
import django; django.setup()
from sarhad.kernel.claim import Claim, Kind
from sarhad.ledger.actions import append, feed_of
items = [Claim("%032x" % (500 + n), "Person", {"name": ["Karimov"]}) for n in range(500)]
append(feed_of("TJ-DCA"), kind=Kind.CONTRIBUTE, items=items, officer="x")
"""
COUNT = """
import django; django.setup()
from sarhad.entities.index import reading, word
from sarhad.kernel import names
from sarhad.ledger import followers
found = reading().fragments(word(*names.words("Karimov")), 99999)
print(followers.cursor("names").pos >= followers.head(), len(found))
"""


def node(home: Path) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "sarhad.settings", "SARHAD_HOME": str(home), "SARHAD_SECRET": "test"}
    return {**os.environ, **settings, "DATABASE_URL": ""}


def output(home: Path, script: str) -> str:
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=node(home), capture_output=True, text=True, check=True).stdout.strip()


def cursor_in(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'sarhad.sqlite3'}?mode=ro", uri=True) as db:
        return db.execute("SELECT COALESCE(MAX(pos), 0) FROM ledger_follower").fetchone()[0]


def wait_for(worker: subprocess.Popen, condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        assert worker.poll() is None
        time.sleep(0.01)


def test_the_worker_catches_up_and_stops_when_told(tmp_path):
    """Also after it was killed in the midst of it."""
    output(tmp_path, SCRIPT)
    start = lambda: subprocess.Popen([sys.executable, "-m", "sarhad.worker"], env=node(tmp_path))
    with start() as killed:
        wait_for(killed, lambda: list(tmp_path.glob("index/*/*.term")))
        killed.kill()
    output(tmp_path, MORE)  # so that it is the second one that catches up, and can be told to stop
    with start() as worker:
        wait_for(worker, lambda: cursor_in(tmp_path) >= 12)
        worker.terminate()
        assert worker.wait(20) == 0
    assert output(tmp_path, COUNT) == "True 5500"


def test_a_follower_is_asked_for_whole_entries(cast):
    many(cast, 600, entries=3)
    batch = followers.all_fragments("nobody yet", 1024)
    assert {row.id // ITEMS_PER_ENTRY for row in batch.rows} == {batch.pos}
    assert len(batch.rows) == 600


def test_a_batch_reaches_beyond_entries_without_facts(cast):
    append(feed_of("TJ-DCA"), kind=Kind.CONTRIBUTE, items=[person("Karimov")], officer="x")
    cast.seat("owner")
    assert followers.all_fragments("nobody yet").pos == followers.head()


def test_a_score_does_not_depend_on_how_it_was_added_up(cast):
    """How documents lie in segments, those that a reader does not see among them, changes the order of a sum."""
    cast.contribute("TJ-DCA", [person("Anvar Bahrom Karim Davron")])
    NameIndex().catch_up()
    words, weights = names.words("Anvar Bahrom Karim Davron"), (0.85, 0.85, 1.14, 0.85 * 0.75)
    ways = (
        any_of(scored("name", *each) for each in zip(words, some, strict=True)) for some in permutations(weights)
    )
    assert {reading().ranked(way, 1)[0][0] for way in ways} == {3.4775}
