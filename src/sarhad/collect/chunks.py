"""How many claims go into one entry, and how many entries into one commit."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from sarhad.collect.claims import size
from sarhad.kernel.claim import Claim
from sarhad.kernel.envelope import MAX_ITEMS

CHUNK_SIZE = 4 * 2**20  # characters of one entry; with a record more, below the format's limit of 32 MiB
CHUNKS_PER_COMMIT = 16  # pages of the indexes that several chunks touch are then written once
MOST_PER_COMMIT, MANY = 48, 20_000  # a file of millions touches them all: one chunk more for each `MANY` rows


def chunks_of(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """As many as one entry holds."""
    chunk: list[Claim] = []
    held = 0
    for claim in claims:
        length = size(claim)
        if chunk and (len(chunk) == MAX_ITEMS or held + length > CHUNK_SIZE):
            yield chunk
            chunk, held = [], 0
        chunk.append(claim)
        held += length
    if chunk:
        yield chunk


def batched(claims: Iterable[Claim], rows: int) -> Iterator[list[list[Claim]]]:
    """Several chunks at a time, made before the writer's lock is taken; `rows` of the file in all."""
    iterator = chunks_of(claims)
    together = min(max(CHUNKS_PER_COMMIT, rows // MANY), MOST_PER_COMMIT)
    while found := list(islice(iterator, together)):
        yield found


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Millions of short-lived values make the garbage collector run and find nothing: 7% of an import."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
