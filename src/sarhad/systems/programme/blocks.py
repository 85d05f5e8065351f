"""What a printed report is made of. It is said once, and drawn as PDF and as DOCX."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sarhad.kernel import papers

Block = dict[str, Any]
"""JSON: `kind`, and what each of the functions below puts beside it. All texts are ready to be read."""

HERE = Path(__file__).parent
ACT = "#0f5f6b"


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def finding(text: str) -> Block:
    """The one sentence that a part of the report comes to."""
    return {"kind": "finding", "text": text}


def paragraph(text: str) -> Block:
    return {"kind": "text", "text": text, "rtl": papers.is_rtl(text)}


def note(text: str) -> Block:
    """In small letters: how it was counted, what it leaves out."""
    return {"kind": "note", "text": text}


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], align: str = "", why: str = "") -> Block:
    """Columns stand left (l) or right (r), by default the first left and all others right; `why` below it."""
    cells = [[str(cell) for cell in row] for row in rows]
    align = align or "l" + "r" * (len(head) - 1)
    return {"kind": "table", "title": title, "head": list(head), "rows": cells, "align": align, "note": why}


def bars(title: str, rows: Iterable[tuple[str, float, str]], colours: Sequence[str] = ()) -> Block:
    """A picture: (label, value, the value in words) from the top; a table with the same stands elsewhere."""
    given = [(label, max(float(value), 0.0), text) for label, value, text in rows]
    most = max((value for _label, value, _text in given), default=0.0) or 1.0
    shades = [*colours, *[ACT] * (len(given) - len(colours))]
    drawn = [
        {"label": label, "share": value / most, "text": text, "colour": shade}
        for (label, value, text), shade in zip(given, shades, strict=True)
    ]
    return {"kind": "bars", "title": title, "rows": drawn}


def as_pdf(paper: Block) -> bytes:
    """A whole report, see `papers.frame`, as PDF."""
    return papers.pdf(HERE / "paper.typ", paper, {"bars.typ": (HERE / "bars.typ").read_bytes()})


def picture(block: Block, lang: str) -> bytes:
    """The bars as PNG, for papers that cannot draw."""
    given = {"lang": lang, "rows": block["rows"]}
    return papers.png(HERE / "picture.typ", given, {"bars.typ": (HERE / "bars.typ").read_bytes()}, ppi=200)
