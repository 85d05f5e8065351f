"""A delta as files for link charts: tables of entities, links and withdrawals as i2 iBase and Analyst's Notebook
import them (CSV, XLSX), and FtM JSON. The same delta gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson
from django.utils.translation import gettext as _

from sarhad.collect.deltas import Delta, Row
from sarhad.collect.export_forms import BETWEEN, csv_line, handling_fields, mark, mark_pages, sheet_cell
from sarhad.collect.exports import Stamp
from sarhad.collect.safe import cell
from sarhad.kernel import model

BOM = b"\xef\xbb\xbf"  # so that Excel takes it for UTF-8
ABOUT = ("Owner", "Handling", "Conditions", "Grade", "Source")
ENTITY = ("Identity", "Action", "Type", "Type label", "Label", *ABOUT)
LINK = (
    "Identity", "Action", "Type", "Type label", "End 1", "End 1 type", "End 1 label", "End 2", "End 2 type",
    "End 2 label", "Direction", "Start", "End", "Description", *ABOUT,
)  # fmt: skip
GONE = ("Identity", "Action", "Kind", "Type", "Type label")
DIRECTION = "End 1 to End 2"
FIXED = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can say


def files(found: Delta, stamp: Stamp) -> dict[str, bytes]:
    """Name -> content."""
    parts = {"entities": _entities(found), "links": _links(found), "withdrawn": _gone(found)}
    tables = {f"{name}.csv": _csv(lines) for name, lines in parts.items()}
    return {**tables, "update.xlsx": _book(found, parts, stamp), "update.ftm.json": b"".join(_ftm(found, stamp))}


# Tables

Lines = list[list[str]]


def _acted(found: Delta) -> list[tuple[str, Row]]:
    acted = [("new", row) for row in found.new] + [("changed", row) for row in found.changed]
    return sorted(acted, key=lambda each: (each[1].type, each[1].id))


def _entities(found: Delta) -> Lines:
    acted = [(action, row) for action, row in _acted(found) if row.ends is None]
    columns = sorted({name for _action, row in acted for name in _plain(row)})
    return [
        [*ENTITY, *columns],
        *(
            [row.id, action, row.type, label(row.type), row.label, *_about(row)]
            + [BETWEEN.join(_plain(row).get(name, ())) for name in columns]
            for action, row in acted
        ),
    ]


def _plain(row: Row) -> dict[str, list[str]]:
    """What is said of a thing itself; what it points to is a link."""
    links = {name for name, _target in model.links(row.type, row.properties)}
    return {name: values for name, values in row.properties.items() if name not in links}


def _links(found: Delta) -> Lines:
    lines = [list(LINK)]
    for action, row in _acted(found):
        if row.ends:
            ends = [found.rows[id] for id in row.ends]
            named = [text for end in ends for text in (end.id, end.type, end.label)]
            start, stop = (BETWEEN.join(_dates(row, n)) for n in (0, 1))
            said = "; ".join(f"{name}: {BETWEEN.join(values)}" for name, values in row.properties.items())
            lines.append(
                [row.id, action, row.type, label(row.type), *named, DIRECTION, start, stop, said, *_about(row)]
            )
    return lines


def _dates(row: Row, n: int) -> list[str]:
    spec = model.schema(row.type)
    return [value for name in (spec.temporal[n] if spec else ()) for value in row.properties.get(name, ())]


def _gone(found: Delta) -> Lines:
    rows = [[id, "withdrawn", _kind(type), type, label(type)] for id, type in found.withdrawn]
    return [list(GONE), *sorted(rows, key=lambda row: (row[3], row[0]))]


def _kind(type: str) -> str:
    schema, _, name = type.partition(".")
    spec = model.schema(schema)
    return "link" if name or (spec and spec.edge) else "entity"


def _about(row: Row) -> list[str]:
    return [
        " ".join(row.owners),
        mark(row.handling),
        row.handling.text,
        "; ".join(row.grades),
        "; ".join(row.sources),
    ]


def label(type: str) -> str:
    """In English, whatever the page speaks: chart programs map types by these names, week after week."""
    schema, _, name = type.partition(".")
    spec = model.schema(schema)
    if spec is None:
        return type
    prop = spec.properties.get(name)
    return prop.label("en") if prop else spec.label("en")


def _csv(lines: Lines) -> bytes:
    return BOM + b"".join(csv_line([*map(cell, line)]) for line in lines)


# XLSX


def _book(found: Delta, parts: dict[str, Lines], stamp: Stamp) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    titles = {"entities": _("Entities"), "links": _("Links"), "withdrawn": _("Withdrawn")}
    cover = book.create_sheet(_("About this file"))
    for line in _cover(found, stamp):
        cover.append([sheet_cell(cover, text) for text in line])
    for name, lines in parts.items():
        sheet = book.create_sheet(titles[name])
        sheet.freeze_panes = "A2"
        mark_pages(sheet, found.handling, stamp)
        for line in lines:
            sheet.append([sheet_cell(sheet, text) for text in line])
    out = io.BytesIO()
    book.save(out)
    return _without_clock(out.getvalue())


def _cover(found: Delta, stamp: Stamp) -> Iterator[tuple[str, str]]:
    yield from ((_("Handling"), mark(found.handling)), (_("Conditions"), found.handling.text))
    yield from ((_("Office"), stamp.office), (_("Officer"), stamp.officer))
    yield from ((_("Date"), stamp.at), (_("Purpose"), stamp.purpose))
    yield from ((_("Ask %(owner)s first") % {"owner": owner}, str(n)) for owner, n in found.left_out.items())


def _without_clock(data: bytes) -> bytes:
    """The same workbook without the time of its making, which openpyxl writes into it and into the zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"1980-01-01T00:00:00Z", content)
            after.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def archive(named: dict[str, bytes]) -> bytes:
    """One zip, the same for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in named.items():
            zipped.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# FollowTheMoney


def _ftm(found: Delta, stamp: Stamp) -> Iterable[bytes]:
    """An entity a line, links that are entities too; what was withdrawn is named by its id alone."""
    for action, row in _acted(found):
        if "." not in row.type:
            yield _entity(row, action, stamp)
    for id, type in found.withdrawn:
        if "." not in type:
            yield orjson.dumps(
                {"id": id, "schema": type, "properties": {}, "sarhad": {"action": "withdrawn"}},
                option=orjson.OPT_APPEND_NEWLINE,
            )


def _entity(row: Row, action: str, stamp: Stamp) -> bytes:
    spec = model.schema(row.type)
    ends: Sequence[str] = (spec and spec.edge) or ()
    values = {**row.properties, **{name: [id] for name, id in zip(ends, row.ends or (), strict=False)}}
    exported = {"action": action, "owners": row.owners, "handling": handling_fields(row.handling)}
    more: dict[str, Any] = {"grades": row.grades, "sources": row.sources, "exported": stamp._asdict()}
    said = {"id": row.id, "schema": row.type, "caption": row.label, "properties": values}
    return orjson.dumps(
        {**said, "datasets": row.owners, "sarhad": {**exported, **more}}, option=orjson.OPT_APPEND_NEWLINE
    )
