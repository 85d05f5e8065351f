"""Search by name, identifier and free text: the same answer whatever the reader may not see."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.entities.records import Page, Query


def search(reader: Reader, query: Query, limit: int = 50, after: str | None = None) -> Page:
    """The best `limit` results behind the cursor `after`, one for each profile."""
    raise NotImplementedError
