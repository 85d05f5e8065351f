"""Linking everything with everything, and a benchmark of others: measured in `bench.bulk`."""

from __future__ import annotations

from bench.matching import Skipped
from bench.measure import Figure, Options


def bulk(options: Options) -> list[Figure]:
    """`sarhad xref` of all records."""
    from bench import bulk as linking

    if not hasattr(linking, "bulk"):
        raise Skipped("bench.bulk measures nothing yet")
    return linking.bulk(options)


def febrl(options: Options) -> list[Figure]:
    """FEBRL 4 with the generic settings."""
    from bench import bulk as linking

    if not hasattr(linking, "febrl"):
        raise Skipped("bench.bulk measures nothing yet")
    return linking.febrl()
