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


class Workers:
    """As many processes as there are cores, started when there is more than one piece of work."""

    def __init__(self) -> None:
        self.count = os.cpu_count() or 1
        spawn = get_context("spawn")  # a fork would share the connections to the databases
        self.pool = ProcessPoolExecutor(self.count, mp_context=spawn, initializer=begin, initargs=(os.getpid(),))

    def __call__(self, function: Callable[..., Any], work: Iterable[tuple[Any, ...]]) -> Iterator[Any]:
        """The results in the order of the work, of which little waits in memory at a time."""
        pieces = iter(work)
        first, second = next(pieces, None), next(pieces, None)
        if first is not None and second is None:
            yield function(*first)
            return
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
