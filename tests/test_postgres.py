"""Whatever asks the database runs on PostgreSQL too: the same tests again, room by room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = "src/sarhad/{}/tests"
SHARES = {  # of random histories tried here, in per cent (all of them run on SQLite), and where
    8: [*map(ROOMS.format, ("ledger", "entities", "collect")), "tests/contract"],
    20: [*map(ROOMS.format, ("matching", "figures", "links"))],
    100: [
        *map(ROOMS.format, ("access", "desk")),
        "tests/test_api_malformed.py", "tests/test_api_matching.py", "tests/test_backup.py",
    ],
}  # fmt: skip
"""Few runs: each makes its databases anew."""
WITH_A_DATABASE = "django_db and not (soak or browser or sqlite or shared)"


def run(url: str, folders: list[str], share: int) -> subprocess.CompletedProcess[str]:
    """The tests of these folders in a process of their own, with its database on that server."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-q", "-m", WITH_A_DATABASE, *folders],
        env={**outside, "DATABASE_URL": url, "SARHAD_TEST_SEEDS": str(share)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("share", SHARES)
def test_the_same_on_postgresql(postgres_server, share):
    done = run(postgres_server, SHARES[share], share)
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert " passed" in done.stdout.splitlines()[-1]
