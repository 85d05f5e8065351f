"""Papers as PDF, drawn by typst from data: the same fonts on every machine, nothing of a text read as markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

FONTS = Path(__file__).parent / "fonts"


def pdf(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> bytes:
    """Draw a paper from a folder that holds nothing else: typst reads no file outside.

    Args:
        template: a `.typ` file that takes its texts from `json(bytes(sys.inputs.data))`.
        data: what `sys.inputs.data` holds, as JSON.
        files: pictures that the template places, and what it imports, by name.

    Raises:
        RuntimeError: a file that cannot be drawn, or a fault in the template.
    """
    return _drawn(template, data, files or {}, {})


def png(
    template: Path, data: Mapping[str, Any], files: Mapping[str, bytes] | None = None, *, ppi: float = 144
) -> bytes:
    """The same as a picture of one page, with so many pixels to an inch."""
    return _drawn(template, data, files or {}, {"format": "png", "ppi": ppi})


def _drawn(template: Path, data: Mapping[str, Any], files: Mapping[str, bytes], kind: Mapping[str, Any]) -> bytes:
    import typst

    fonts = [str(FONTS)] if has_fonts() else []
    with TemporaryDirectory(prefix="sarhad-") as folder:
        for name, content in {"main.typ": template.read_bytes(), **files}.items():
            (Path(folder) / name).write_bytes(content)
        main, inputs = str(Path(folder) / "main.typ"), {"data": orjson.dumps(data).decode()}
        drawn = typst.compile(
            main, root=folder, sys_inputs=inputs, font_paths=fonts, ignore_system_fonts=True, **kind
        )
    return bytes(drawn)


def has_fonts() -> bool:
    """Whether the build fetched the fonts; without them Persian is drawn badly."""
    return any(FONTS.glob("*.ttf"))


def is_rtl(text: str) -> bool:
    """Whether its first letter is written from right to left."""
    return next((unicodedata.bidirectional(c) in {"R", "AL"} for c in text if c.isalpha()), False)
