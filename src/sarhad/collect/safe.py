"""Text that a spreadsheet opens without running it."""

from __future__ import annotations

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula or command (OWASP, CSV injection), full-width forms too."""


def cell(text: str) -> str:
    """The text with an apostrophe before it, if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(RUNS) else text


def plain(text: str) -> str:
    """The reverse of `cell`, for tables that come back."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(RUNS) else text
