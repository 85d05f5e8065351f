"""How an export is written: JSON lines, CSV, XLSX. Every record carries its handling and the export's stamp."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarhad.collect.exports import Chosen, Desk, Record, Stamp
from sarhad.collect.safe import cell
from sarhad.kernel import model
from sarhad.kernel.claim import Handling

BETWEEN = "; "  # values of one cell
CHUNK = 2**16  # bytes
MAX_ROWS = 1_048_000  # of a sheet, below Excel's limit
MAX_CELL = 32_000  # characters, below Excel's limit
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML

ABOUT = ("id", "ref", "schema", "caption", "owner", "handling", "conditions", "secrecy", "tlp", "grade", "source")
MORE = ("stated", "count")
KEPT = frozenset({"raw", "grade", "source", "stated", "count"})  # of what the ledger keeps beside the properties
STAMPED = ("exported_by_office", "exported_by_officer", "exported_at", "exported_for")


def ftm(desk: Desk, chosen: Chosen, stamp: Stamp) -> Iterator[bytes]:
    """FollowTheMoney entities; what it has no place for stands under `sarhad`, which its readers pass over."""
    exported = stamp._asdict()
    for ids in chosen.ids.values():
        for record in desk.records(ids):
            yield orjson.dumps(
                {
                    "id": record.id,
                    "schema": record.schema,
                    "caption": record.caption,
                    "properties": record.properties,
                    "datasets": [record.owner],
                    "sarhad": {
                        "ref": record.ref,
                        "owner": record.owner,
                        "handling": handling_fields(record.handling),
                        **{name: value for name, value in record.fields.items() if name in KEPT and value},
                        "exported": exported,
                    },
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )


def table(desk: Desk, chosen: Chosen, stamp: Stamp) -> Iterator[bytes]:
    """One table of all schemata, with a byte order mark, so that Excel takes it for UTF-8."""
    columns = sorted(set().union(*chosen.columns.values()))
    yield b"\xef\xbb\xbf" + csv_line([*ABOUT, *MORE, *columns, *STAMPED])
    for ids in chosen.ids.values():
        for record in desk.records(ids):
            yield csv_line([*map(cell, _texts(record, columns, stamp))])


def csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode("utf-8", "replace")


def xlsx(desk: Desk, chosen: Chosen, stamp: Stamp) -> Iterator[bytes]:
    """A sheet that says what this is, then one for each schema. Openpyxl writes it to a file as it goes."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    _cover(book, chosen, stamp)
    for schema, ids in chosen.ids.items():
        _sheets(book, desk, chosen, schema, ids, stamp)
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while data := file.read(CHUNK):
            yield data


def _cover(book: Any, chosen: Chosen, stamp: Stamp) -> None:
    sheet = book.create_sheet(_("About this file"))
    mark_pages(sheet, chosen.handling, stamp)
    rows = [
        (_("Handling"), mark(chosen.handling)),
        (_("Conditions"), chosen.handling.text),
        (_("Office"), stamp.office),
        (_("Officer"), stamp.officer),
        (_("Date"), stamp.at),
        (_("Purpose"), stamp.purpose),
        (_("Records"), str(chosen.count)),
        *((_("Ask %(owner)s first") % {"owner": owner}, str(n)) for owner, n in sorted(chosen.left_out.items())),
    ]
    for row in rows:
        sheet.append([sheet_cell(sheet, text) for text in row])


def _sheets(book: Any, desk: Desk, chosen: Chosen, schema: str, ids: Sequence[int], stamp: Stamp) -> None:
    columns = _ordered(schema, chosen.columns[schema])
    labels = [_label(schema, name) for name in columns]
    for part, start in enumerate(range(0, len(ids), MAX_ROWS), 1):
        sheet = book.create_sheet(_title(book, schema, part))
        sheet.freeze_panes = "A2"
        mark_pages(sheet, chosen.handling, stamp)
        sheet.append([sheet_cell(sheet, text) for text in (*ABOUT, *MORE, *labels, *STAMPED)])
        for record in desk.records(ids[start : start + MAX_ROWS]):
            sheet.append([sheet_cell(sheet, text) for text in _texts(record, columns, stamp)])


def sheet_cell(sheet: Any, text: str) -> Any:
    """Always text, whatever it begins with, and marked as such for whoever edits it."""
    from openpyxl.cell import WriteOnlyCell

    text = UNWRITABLE.sub("\ufffd", text)
    if len(text) > MAX_CELL:
        text = text[:MAX_CELL] + _(" … (cut: %(n)s characters)") % {"n": len(text)}
    if cell(text) == text and not text.startswith("#"):  # openpyxl takes #N/A for an error
        return text
    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"
    made.quotePrefix = True
    return made


def mark_pages(sheet: Any, handling: Handling, stamp: Stamp) -> None:
    """On every printed page."""
    sheet.oddHeader.center.text = mark(handling).replace("&", "&&")[:120]
    footer = f"{stamp.office} · {stamp.officer} · {stamp.at} · {stamp.purpose}"
    sheet.oddFooter.center.text = footer.replace("&", "&&")[:120]


def _title(book: Any, schema: str, part: int) -> str:
    """At most 31 characters, none of those that Excel refuses, and no other sheet's."""
    spec = model.schema(schema)
    label = spec.plural(get_language() or "en") if spec else schema
    name = re.sub(r"[\[\]:*?/\\']", " ", label)[:25].strip() or "?"
    number = part
    while (title := name if number == 1 else f"{name} {number}") in book.sheetnames:
        number += 1
    return title


def _ordered(schema: str, names: set[str]) -> list[str]:
    """As the schema orders its properties; unknown ones last."""
    spec = model.schema(schema)
    order = {name: place for place, name in enumerate(spec.properties)} if spec else {}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))


def _label(schema: str, name: str) -> str:
    spec = model.schema(schema)
    return spec.properties[name].label(get_language() or "en") if spec and name in spec.properties else name


# What stands in the cells of a table


def _texts(record: Record, columns: Sequence[str], stamp: Stamp) -> list[str]:
    handling, get = record.handling, record.fields.get
    grade = " ".join(get("grade") or ())
    about = [record.id, record.ref, record.schema, record.caption, record.owner, f"H{handling.level}"]
    about += [handling.text, handling.secrecy, handling.tlp, grade, get("source", "")]
    more = [get("stated", ""), str(get("count", 1))]
    return [*about, *more, *(BETWEEN.join(record.properties.get(name, ())) for name in columns), *stamp]


def mark(handling: Handling) -> str:
    """A handling in one line: H1 · Секретно · TLP:AMBER."""
    tlp = f"TLP:{handling.tlp.upper()}" if handling.tlp else ""
    return " · ".join(filter(None, (f"H{handling.level}", handling.secrecy, tlp)))


def handling_fields(handling: Handling) -> dict[str, Any]:
    return {"level": handling.level, "text": handling.text, "secrecy": handling.secrecy, "tlp": handling.tlp}


WRITERS = {"ftm": ftm, "csv": table, "xlsx": xlsx}
