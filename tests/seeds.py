"""How many random histories a test tries."""

from __future__ import annotations

import os

SHARE = int(os.environ.get("SARHAD_TEST_SEEDS", "100"))  # per cent of the usual number


def seeds(usual: int, first: int = 0) -> range:
    """So many seeds from `first` on; a run that repeats others on another database takes fewer of them."""
    return range(first, first + max(1, usual * SHARE // 100))
