"""The same report as DOCX, to be worked on in an office program."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sarhad.systems.programme.blocks import Block, picture

FONT = "Arial"  # has every letter of the region and is there, or has a twin, in every office program
SOFT = RGBColor(0x4B, 0x5D, 0x63)
LANGUAGES = {"en": "en-GB", "ru": "ru-RU"}
EARLIEST = (1980, 1, 1, 0, 0, 0)  # what a zip can say


def as_docx(paper: Block, made: datetime) -> bytes:
    """A whole report, see `papers.frame`. The same report at the same time gives the same bytes."""
    document = Document()
    _settle(document, paper, made)
    _head(document, paper)
    for block in paper["blocks"]:
        DRAWN[block["kind"]](document, block, paper["lang"])
    _foot(document, paper)
    out = io.BytesIO()
    document.save(out)
    return _still(out.getvalue())


def _settle(document: Any, paper: Block, made: datetime) -> None:
    section, normal = document.sections[0], document.styles["Normal"]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = map(Mm, (24, 18, 16, 20))
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    for name, size in (("Title", 20), ("Heading 1", 13), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor(0x15, 0x26, 0x2B)
        for font in style.element.rPr.iter(qn("w:rFonts")):
            font.attrib.clear()
            for side in ("ascii", "hAnsi", "cs"):
                font.set(qn(f"w:{side}"), FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LANGUAGES.get(paper["lang"], "en-GB"))
    for old in normal.element.rPr.findall(qn("w:lang")):
        normal.element.rPr.remove(old)
    normal.element.rPr.append(spoken)
    about = document.core_properties
    about.title, about.author, about.last_modified_by = paper["title"], paper["office"], paper["office"]
    about.comments, about.created, about.modified = "", made, made
    section.footer.paragraphs[0].text = f"{paper['printed']}    {paper['handling']}"


def _head(document: Any, paper: Block) -> None:
    if paper["simulated"]:
        document.add_paragraph().add_run(paper["simulated"]).bold = True
    line = document.add_paragraph()
    line.add_run(paper["office"]).bold = True
    marks = "  ".join(each for each in (paper["handling"], paper["tlp"]) if each)
    line.add_run(f"    [{marks}]").bold = True
    _small(document, paper["conditions"])
    _small(document, paper["number"])
    document.add_heading(paper["title"], 0)
    document.add_paragraph(paper["period"])
    _small(document, paper["edition"])


def _foot(document: Any, paper: Block) -> None:
    if paper["signatory"]:
        document.add_paragraph().add_run(paper["signatory"]).bold = True
        document.add_paragraph("_" * 34)
        _small(document, paper["signature"])
    _small(document, paper["small"])


def _small(document: Any, text: str) -> None:
    if text:
        run = document.add_paragraph().add_run(text)
        run.font.size, run.font.color.rgb = Pt(8.5), SOFT


# Blocks


def _heading(document: Any, block: Block, _lang: str) -> None:
    document.add_heading(block["text"], 1)


def _finding(document: Any, block: Block, _lang: str) -> None:
    run = document.add_paragraph().add_run(block["text"])
    run.bold, run.font.size = True, Pt(11.5)


def _text(document: Any, block: Block, _lang: str) -> None:
    for text in block["text"].splitlines():
        line = document.add_paragraph()
        run = line.add_run(text)
        if block["rtl"]:
            run.font.rtl = True
            line.paragraph_format.element.get_or_add_pPr().append(OxmlElement("w:bidi"))


def _note(document: Any, block: Block, _lang: str) -> None:
    _small(document, block["text"])


def _bars(document: Any, block: Block, lang: str) -> None:
    if block["title"]:
        document.add_heading(block["title"], 2)
    shape = document.add_picture(io.BytesIO(picture(block, lang)), width=Mm(165))
    told = "; ".join(f"{row['label']}: {row['text']}" for row in block["rows"])
    shape._inline.docPr.set("descr", f"{block['title']}: {told}"[:2000])  # for those who listen


def _table(document: Any, block: Block, _lang: str) -> None:
    if block["title"]:
        document.add_heading(block["title"], 2)
    made = document.add_table(rows=1 + len(block["rows"]), cols=len(block["head"]))
    made.style = "Light List"
    texts = [block["head"], *block["rows"]]
    for row, cells in zip(made._tbl.tr_lst, texts, strict=True):  # its own `cells` walks the whole table each time
        for cell, text, side in zip(row.tc_lst, cells, block["align"], strict=True):
            _fill(cell, text, side, document)
    made.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    _small(document, block["note"])


def _fill(cell: Any, text: str, side: str, document: Any) -> None:
    from docx.text.paragraph import Paragraph

    line = Paragraph(cell.p_lst[0], document)
    line.paragraph_format.space_after = Pt(1)
    line.add_run(text).font.size = Pt(9)
    if side == "r":
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


DRAWN = {
    "heading": _heading, "finding": _finding, "text": _text, "note": _note, "bars": _bars, "table": _table,
}  # fmt: skip


def _still(data: bytes) -> bytes:
    """The archive without the time at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(info, given.read(name))
    return out.getvalue()
