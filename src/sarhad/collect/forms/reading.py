"""Reads a form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sarhad.collect.forms.model import Form


def read_form(source: Path | bytes, name: str = "", media: Mapping[str, bytes] | None = None) -> Form:
    raise NotImplementedError
