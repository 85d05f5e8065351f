"""Law 3 in practice: what was acknowledged is there, whole, whatever happens to the process or the machine.

The node runs in a process of its own, on files, with the settings of a real one: see `tests/crashing.py`,
`tests/powerloss.py` and `tests/fulldisk.py`.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[4]
FULL = "The disk is full."


def run(home: Path, script: str, *words: object, url: str = "") -> list | dict:
    """Runs `python -m tests.SCRIPT` on the node in `home`; what it prints, read as JSON."""
    home.mkdir(exist_ok=True)
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST", "DJANGO"))}
    if not inherited.get("PYTHONPYCACHEPREFIX"):
        inherited |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home.parent.parent / "bytecode")}
    env = {**inherited, "SARHAD_HOME": str(home), "SARHAD_SECRET": "test", "DATABASE_URL": url, "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", f"tests.{script}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request) -> str:
    """A database for a node of its own: a file in its home, or a new one on the server."""
    if request.param == "sqlite":
        return ""
    server = request.getfixturevalue("postgres_server")
    name = f"crash_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server.rpartition('/')[0]}/{name}"


def check_kills(home: Path, url: str, what: str, kills: int, seed: int) -> None:
    acknowledged: set[str] = set()
    in_doubt, before = 0, None
    rounds = run(home, "crashing", what, kills, seed, url=url)
    for one in rounds:
        for found in one["found"]:
            assert found["faults"] == [], f"seed {seed}"
            assert acknowledged <= set(found["there"]), f"seed {seed}: lost"
            before = before or len(found["there"])
            last = found
        acknowledged |= set(one["acknowledged"])
        in_doubt += 1
    # Besides the first ones there is nothing that nobody was told of, but for what was cut off in saying so.
    assert len(acknowledged) > kills, "hardly anything was written; this test shows nothing"
    assert len(last["there"]) - before - len(acknowledged) <= 2 * in_doubt


@pytest.mark.parametrize(("what", "kills"), [("append", 5), ("import", 5), ("hits", 7), ("phone", 4), ("line", 3)])
def test_kill_9_loses_nothing_acknowledged(tmp_path, url, what, kills):
    check_kills(tmp_path / "home", url, what, kills, 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 120))
@pytest.mark.parametrize("what", ["append", "import", "hits", "phone", "line"])
def test_kill_9_long(tmp_path, url, what, seed):
    check_kills(tmp_path / "home", url, what, 25, seed)


def lose_power(home: Path, synchronous: str, moments: int, seed: int) -> list[dict]:
    found = run(home, "powerloss", synchronous, moments, seed)
    assert found["acknowledged"] > 30
    return found["moments"]


def test_no_acknowledged_entry_is_lost_with_the_power(tmp_path):
    moments = lose_power(tmp_path / "home", "FULL", 30, 1)
    assert [moment for moment in moments if moment["lost"] or moment["faults"]] == []


def test_with_less_care_some_are_lost(tmp_path):
    """Or the simulation would show nothing."""
    moments = lose_power(tmp_path / "home", "NORMAL", 8, 1)
    assert sum(moment["lost"] for moment in moments) > 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(200, 220))
def test_power_loss_long(tmp_path, seed):
    moments = lose_power(tmp_path / "home", "FULL", 100, seed)
    assert [moment for moment in moments if moment["lost"] or moment["faults"]] == []


def check_full_disk(home: Path, times: int, seed: int) -> None:
    for answer in run(home, "fulldisk", times, seed):
        assert FULL in answer["words"]
        assert len(answer["words"].splitlines()) == 1
        assert (answer["lost"], answer["faults"]) == (0, [])


def test_a_full_disk_is_said_and_loses_nothing(tmp_path):
    check_full_disk(tmp_path / "home", 6, 1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(300, 310))
def test_a_full_disk_long(tmp_path, seed):
    check_full_disk(tmp_path / "home", 30, seed)
