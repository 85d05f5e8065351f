"""Fixtures for the tests of every room (`src/sarhad/ROOM/tests`) and for those in `tests/`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck

from tests import postgres
from tests.cast import Cast
from tests.remembered import Remembered, nothing_yet

SHARED = Path(__file__).resolve().parent.parent / "shared" / "data"
NO_SKIPS = os.environ.get("SARHAD_NO_SKIPS") == "1"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

LONGEST = {"test_postgres.py", "test_node.py", "test_durability.py", "test_docs.py"}
"""Files of tests that take many seconds each: at the end of a run one worker would wait for the other."""
DATABASES = {"default", "audit"}
ASK_FOR_A_DATABASE = {"cast", "db", "transactional_db", "live_server"}

# A law does not break because the machine is busy: how long an example takes is a matter of benchmarks.
hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.settings.load_profile("ours")


def pytest_pycollect_makeitem(collector, name, obj):
    """The thousands of seeds of the long tests are not even listed by a run that leaves them out."""
    long = name.startswith("test_") and any(mark.name == "soak" for mark in getattr(obj, "pytestmark", ()))
    return [] if long and "not soak" in collector.config.option.markexpr else None


def pytest_collection_modifyitems(items):
    """The longest come first. Every test with a database gets both of them: its acts may stand in the audit."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
    for item in items:
        marker, asked = item.get_closest_marker("django_db"), ASK_FOR_A_DATABASE & set(item.fixturenames)
        if marker or asked:
            committed = bool(asked & {"transactional_db", "live_server"})
            options = {"transaction": committed, **(marker.kwargs if marker else {}), "databases": DATABASES}
            item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """PostgreSQL does not drop a database while the audit's connection to it is open."""
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    """A folder of its own for each test: keys, index, uploads."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture(autouse=True)
def language():
    """A page that was asked for in Russian leaves its thread speaking Russian."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def counters():
    """Wrong passwords that one test has given are not counted against the next one."""
    cache.clear()


@pytest.fixture(scope="session")
def remembered() -> list[Remembered]:
    """The cast of the first test that asked for it."""
    return []


@pytest.fixture
def cast(db, home, remembered, tmp_path_factory) -> Cast:
    """Offices, a group and officers; see `tests/cast.py`."""
    if not nothing_yet():
        return Cast()
    if remembered:
        remembered[0].put_back(home)
        return Cast(here=True)
    cast = Cast()
    remembered.append(Remembered(home, tmp_path_factory.mktemp("cast") / "home", "ledger", "access"))
    return cast


@pytest.fixture(scope="session")
def tellings() -> dict[str, tuple[Remembered, object]]:
    """What was told once, by its name: see `told_once`."""
    return {}


@pytest.fixture
def told_once(db, home, tellings, tmp_path_factory):
    """`told_once(name, tell)`: what a long telling returns, with all that it writes. The first test that asks tells
    it; each later one finds the same rows and files, and a copy of what was returned."""

    def found(name, tell):
        if name in tellings:
            remembered, told = tellings[name]
            remembered.put_back(home)
        else:
            told = tell()
            tellings[name] = Remembered(home, tmp_path_factory.mktemp(name) / "home"), deepcopy(told)
        return deepcopy(told)

    return found


@pytest.fixture
def shared_data() -> Path:
    """The folder of real data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs the real data in ../shared/data")
    return SHARED


@pytest.fixture
def chromium() -> str:
    """Path of the browser."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium")
    return CHROMIUM


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL server on which tests may make databases: see `tests/postgres.py`."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    if postgres.binaries() is None:
        pytest.skip("needs PostgreSQL: neither DATABASE_URL nor Debian's package is there")
    with postgres.server() as url:
        yield url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Where everything is at hand (SARHAD_NO_SKIPS=1, as in CI) a skipped test is a fault."""
    report = yield
    missing = not SHARED.is_dir() and "real data" in str(report.longrepr)  # not ours to install
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail") and not missing:
        report.outcome, report.longrepr = "failed", f"skipped where nothing should be: {report.longrepr}"
    return report
