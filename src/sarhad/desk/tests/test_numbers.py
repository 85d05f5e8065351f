"""Numbers of letters: in order, for each pair of offices, never the same one twice."""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from sarhad.desk import queries
from sarhad.desk.models import Counter
from sarhad.desk.numbers import next_incoming, next_number
from sarhad.desk.requests import Ask, ask


@pytest.mark.django_db
def test_each_pair_each_year_each_way_counts_apart():
    series = [
        ("TJ-DCA", "KZ-MIA", 2026, ""), ("TJ-DCA", "KZ-MIA", 2026, "CENTRE"), ("TJ-DCA", "KZ-MIA", 2027, ""),
        ("TJ-DCA", "UZ-NIAC", 2026, ""), ("KZ-MIA", "TJ-DCA", 2026, ""),
    ]  # fmt: skip
    given = [[next_number(from_, to, year, via) for _ in range(2)] for from_, to, year, via in series]
    assert given[:2] == [
        ["TJ-DCA/KZ-MIA/2026/1", "TJ-DCA/KZ-MIA/2026/2"],
        ["TJ-DCA/CENTRE/KZ-MIA/2026/1", "TJ-DCA/CENTRE/KZ-MIA/2026/2"],
    ]
    assert all(number.endswith(f"/{n}") for pair in given for n, number in enumerate(pair, 1))
    assert next_incoming("KZ-MIA", "TJ-DCA", 2026) == "KZ-MIA/in/TJ-DCA/2026/1"


@pytest.mark.django_db
def test_a_letter_that_was_not_signed_used_no_number():
    next_number("TJ-DCA", "KZ-MIA", 2026)
    with transaction.atomic():
        next_number("TJ-DCA", "KZ-MIA", 2026)
        transaction.set_rollback(True)
    assert next_number("TJ-DCA", "KZ-MIA", 2026) == "TJ-DCA/KZ-MIA/2026/2"


def test_a_node_that_lost_its_counters_reads_the_ledger(cast):
    """As after a restore from entries alone: a number that a letter bears is not given again."""
    owner = cast.reader("owner")
    for _ in range(2):
        ask(owner, Ask("Who?", to=("KZ-MIA",)))
    Counter.objects.all().delete()
    [leg] = queries.request(owner, ask(owner, Ask("Who?", to=("KZ-MIA",)))).legs
    assert leg.number.endswith("/3")


TAKEN = """
import os, django
django.setup()
from django.core.management import call_command
from django.db import connection, connections, transaction
from sarhad.desk.numbers import next_number
call_command("migrate", verbosity=0)
connections.close_all()
for _ in range(2):
    os.fork()
for _ in range(10):
    with transaction.atomic():
        number = next_number("TJ-DCA", "KZ-MIA", 2026)
    os.write(1, f"{number}\\n".encode())
try:
    while True:
        os.wait()
except ChildProcessError:
    pass
"""


def test_writers_in_several_processes_get_different_numbers(tmp_path):
    """On a file, as a node has one, with the settings of a node."""
    outside = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SARHAD_HOME"}}
    env = {
        **outside,
        "SARHAD_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "sarhad.settings",
        "SARHAD_SECRET": "x",
    }
    done = subprocess.run([sys.executable, "-c", TAKEN], env=env, capture_output=True, text=True, timeout=60)
    taken = [int(line.rpartition("/")[2]) for line in done.stdout.split()]
    assert sorted(taken) == list(range(1, 41)), done.stderr


@pytest.mark.django_db(transaction=True)
def test_writers_on_postgresql():
    """The same by the advisory lock; on SQLite the tests' database is in memory, where threads do not wait."""
    if connection.vendor != "postgresql":
        return
    together, given = Barrier(4), []

    def write() -> None:
        try:
            together.wait()
            for _ in range(5):
                with transaction.atomic():
                    given.append(next_number("TJ-DCA", "KZ-MIA", 2026))
        finally:
            connections.close_all()

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number.rpartition("/")[2]) for number in given) == list(range(1, 21))
