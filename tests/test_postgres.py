"""Whatever asks the database runs on PostgreSQL too: the same tests again, room by room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {  # and the share of random histories tried here, in per cent; all of them run on SQLite
    "src/sarhad/ledger/tests": 7,
    "src/sarhad/access/tests": 100,
    "src/sarhad/entities/tests": 10,
    "src/sarhad/matching/tests": 18,
    "src/sarhad/collect/tests": 10,
    "src/sarhad/desk/tests": 100,
    "src/sarhad/figures/tests": 30,
    "tests/contract": 13,  # each route once
    "tests/test_api_malformed.py": 100,
    "tests/test_api_matching.py": 100,
    "tests/test_backup.py": 100,
}
WITH_A_DATABASE = "django_db and not soak and not browser and not sqlite"


def run(url: str, folder: str, share: int) -> subprocess.CompletedProcess[str]:
    """The tests of a folder in a process of its own, with its database on that server."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "-m", WITH_A_DATABASE, folder],
        env={**outside, "DATABASE_URL": url, "SARHAD_TEST_SEEDS": str(share)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("folder", "share"), FOLDERS.items())
def test_the_same_on_postgresql(postgres_server, folder, share):
    done = run(postgres_server, folder, share)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert " passed" in done.stdout.splitlines()[-1]
