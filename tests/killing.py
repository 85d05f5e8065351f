"""The work of posts and desks, killed between any two steps: `python -m tests.killing SEED KILLS`.

Works in SARHAD_HOME, or on DATABASE_URL. Each act of `tests/working.py` is done by processes that are killed: right
after its commit, before it is acknowledged, and before some statements drawn at random (KILLS on average; "all":
before each one).
Prints JSON: what was acknowledged and is not there, what is there by half, and how much was tried.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from tests.crashing import forked, say


def start() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "sarhad.settings"
    import django

    django.setup()
    from django.conf import settings

    from sarhad.collect.forms import shelf

    every = shelf._files  # to read them all takes longer than the rest
    shelf._files = lambda: [path for path in every() if path.stem == "mobile-team"]
    settings.SCRYPT_N = 2**10
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def make_node() -> None:
    from django.core.management import call_command
    from django.db import connections

    from tests.cast import Cast

    for database in connections:
        call_command("migrate", database=database, verbosity=0)
    Cast()


class Steps:
    """Counts what this process does in its databases, in every thread, and ends it there: `kill -9` on itself."""

    def __init__(self) -> None:
        self.end, self.at = "", 0  # before the nth statement, or before or after the nth commit of facts
        self.done: Counter[str] = Counter()
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.utils import CursorWrapper

        for name in ("execute", "executemany"):
            setattr(CursorWrapper, name, self._counted(getattr(CursorWrapper, name)))
        BaseDatabaseWrapper._commit = self._committed(BaseDatabaseWrapper._commit)

    def begin(self, end: str, at: int) -> None:
        self.done.clear()
        self.end, self.at = end, at

    def _step(self, kind: str) -> None:
        self.done[kind] += 1
        if kind == self.end and self.done[kind] == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _counted(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        def run(cursor: Any, *args: Any) -> Any:
            self._step("statement")
            return usual(cursor, *args)

        return run

    def _committed(self, usual: Callable[[Any], None]) -> Callable[[Any], None]:
        def commit(connection: Any) -> None:
            facts = connection.alias == "default"
            self._step("before" if facts else "statement")
            usual(connection)
            self._step("after" if facts else "statement")

        return commit


class Whole(NamedTuple):
    """What an act comes to that nobody disturbs."""

    entries: int  # that it adds
    steps: dict[str, int]  # by kind


def rehearse(steps: Steps) -> dict[str, Whole]:
    """Every act once, in this process: the others then find modules, forms and keys read."""
    from django.db import connections

    from tests import whole, working

    work, found = working.Work(0), {}
    for name in working.ACTS:
        deed, before = work.ready(name), whole.entries()
        steps.begin("", 0)
        deed()
        found[name] = Whole(whole.entries() - before, dict(steps.done))
    connections.close_all()
    return found


def aloud(work: Callable[[], None]) -> None:
    try:
        work()
    except BaseException:
        traceback.print_exc()
        raise


def attempt(steps: Steps, name: str, seed: int, kind: str, n: int) -> list[dict[str, Any]]:
    """What one process says that does one act: what it finds, what it begins with, what it acknowledges."""

    def act() -> None:
        from tests import whole, working

        say(json.dumps({"entries": whole.entries()}))
        deed = working.Work(seed).ready(name)
        say(json.dumps({"entries": whole.entries()}))
        steps.begin(kind, n)
        say(json.dumps({"acknowledged": deed()}))

    child, lines = forked(lambda: aloud(act))
    said = [json.loads(line) for line in lines]
    _pid, how = os.waitpid(child, 0)
    assert len(said) == 3 or (len(said) == 2 and os.WTERMSIG(how) == signal.SIGKILL), f"{name} failed by itself"
    return said


def moments(whole: Whole, kills: str, random: Random) -> Iterator[tuple[str, int]]:
    """When an act is killed: at the end of each transaction, and before statements."""
    for n in range(whole.steps["before"]):
        yield "after", n + 1
        if kills == "all":
            yield "before", n + 1
    for n in range(1, whole.steps["statement"] + 1):
        if kills == "all" or random.random() < float(kills) / whole.steps["statement"]:
            yield "statement", n


def report(acknowledged: list[str]) -> dict[str, Any]:
    def look() -> None:
        from tests import whole

        lost = [each for each in acknowledged if not whole.is_there(each)]
        say(json.dumps({"entries": whole.entries(), "lost": lost, "half": whole.halves()}))

    child, lines = forked(lambda: aloud(look))
    found = [json.loads(line) for line in lines]
    os.waitpid(child, 0)
    return dict(found[0])


class Tried:
    """What came of all attempts. How many entries one left is known when the next one looks."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.uneven: list[str] = []
        self.count = 0
        self.last: tuple[str, int, int] | None = None  # what, entries before it, entries that it may add

    def add(self, what: str, whole: Whole, said: list[dict[str, Any]]) -> None:
        found, begins = said[0]["entries"], said[1]["entries"]
        self.settle(found)
        self.last, self.count = (what, begins, whole.entries), self.count + 1
        self.acknowledged += said[2]["acknowledged"] if len(said) > 2 else []

    def settle(self, found: int) -> None:
        what, before, whole = self.last or ("", found, 0)
        if found - before not in {0, whole}:
            self.uneven.append(f"{what}: {found - before} of {whole} entries")


def main(seed: int, kills: str) -> None:
    start()
    make_node()
    steps, random, tried = Steps(), Random(seed), Tried()
    for name, whole in rehearse(steps).items():
        same = 0
        for kind, n in [*moments(whole, kills, random), ("", 0)]:  # the last one does what was killed before, whole
            same = random.randrange(2**31) if n else same
            tried.add(f"{name} {kind} {n}", whole, attempt(steps, name, same, kind, n))
    found = report(tried.acknowledged)
    tried.settle(found["entries"])
    print(json.dumps(found | {"uneven": tried.uneven, "tried": tried.count}))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
