"""The colours of paper: the tokens of our style sheet, read from it so that they stand in one place."""

from __future__ import annotations

import re
from functools import cache

from django.contrib.staticfiles import finders

TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,8})")


@cache
def colours() -> dict[str, str]:
    """Token -> colour in light mode: the first time that the sheet gives it."""
    path = finders.find("web/sarhad.css")
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        found: dict[str, str] = {}
        for name, colour in TOKEN.findall(file.read()):
            found.setdefault(name, colour)
    return found
