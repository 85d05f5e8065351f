"""The process that lets all followers catch up with the ledger. `sarhad serve` starts it beside the web server.

python -m sarhad.worker
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

import django
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sarhad.settings")
django.setup()  # before anything that has models is imported

from sarhad.entities.index import NameIndex  # noqa: E402
from sarhad.figures.follower import FigureLines  # noqa: E402
from sarhad.ledger.followers import Follows  # noqa: E402
from sarhad.links.graph.follower import Graph  # noqa: E402
from sarhad.matching.hits import Hits  # noqa: E402
from sarhad.systems.monitor.store.follower import Monitor  # noqa: E402

FOLLOWERS: tuple[Follows, ...] = (
    FigureLines(),
    NameIndex(),
    Hits(),
    Graph(),
    Monitor(),
)  # hits behind the index, which they ask
EVERY = 0.5  # seconds between looks at the ledger
AFTER_FAULT = 5.0  # seconds; so that a full disk does not fill the log as well

log = logging.getLogger(__name__)


class Stopped(Exception):
    """Raised between two batches: what is left is taken in next time."""


def run(stop: threading.Event) -> None:
    """Go round until told to stop, or until the process that started this one is gone."""
    parent = os.getppid()
    while not stop.is_set() and os.getppid() == parent:
        healthy = [_catch_up(follower, stop) for follower in FOLLOWERS]
        close_old_connections()
        stop.wait(EVERY if all(healthy) else AFTER_FAULT)


def _catch_up(follower: Follows, stop: threading.Event) -> bool:
    """A follower that fails is tried again and holds up no other."""

    def between(done: int, total: int) -> None:
        if stop.is_set():
            raise Stopped

    try:
        follower.catch_up(between)
    except Stopped:
        return True
    except Exception:
        log.exception("%s could not catch up; trying again", follower.name)
        return False
    return True


def main() -> None:
    """Until SIGTERM or SIGINT. A kill is no harm either: what it leaves half done is done again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sarhad.settings")
    import django

    django.setup()
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    run(stop)


if __name__ == "__main__":
    main()
