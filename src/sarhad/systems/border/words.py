"""Looks of reports: an icon for each kind."""

from __future__ import annotations

KIND_ICONS = {
    "intelligence": "inbox", "observation": "audit", "refusal": "stop", "seizure": "seizure",
    "neighbour-request": "request", "meeting": "person", "exercise": "flag", "assessment": "ok",
    "mobile-team": "vehicle",
}  # fmt: skip
"""By kind of report, of the sprite."""


def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "doc")
