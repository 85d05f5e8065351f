"""Work that is spread over the cores."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from threading import Thread
from time import sleep
from typing import Any

import django
from django.db import connections


class Workers:
    """As many processes as there are cores, started when there is more than one piece of work.

    With `forked` they begin at once with all that is in memory; connections to databases are closed before, since
    processes must not share them.
    """

    def __init__(self, *, forked: bool = False) -> None:
        self.count, self.forked = os.cpu_count() or 1, forked
        how = get_context("fork" if forked else "spawn")
        self.pool = ProcessPoolExecutor(self.count, mp_context=how, initializer=begin, initargs=(os.getpid(),))

    def __call__(self, function: Callable[..., Any], work: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """The results in the order of the work, of which little waits in memory at a time."""
        pieces = iter(work)
        first, second = next(pieces, None), next(pieces, None)
        alone = self.forked and any(each.in_atomic_block for each in connections.all(initialized_only=True))
        if first is not None and (second is None or alone):
            yield from (function(*each) for each in chain(filter(None, (first, second)), pieces))
            return
        if self.forked:
            connections.close_all()
        waiting: deque[Future[Any]] = deque()
        for args in chain((one for one in (first, second) if one is not None), pieces):
            waiting.append(self.pool.submit(function, *args))
            if len(waiting) > 2 * self.count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def begin(parent: int) -> None:
    """In each process. It ends with the one that started it, which may be killed without a word."""
    django.setup()
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(0.5)
    os._exit(1)
