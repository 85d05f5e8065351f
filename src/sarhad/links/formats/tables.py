"""A chart as tables: one of its things, one of its links, each row with owner, grade, handling and who took it out.

Both come in again through the import page as they are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sarhad.collect.export_forms import STAMPED, csv_line, mark_pages, sheet_cell
from sarhad.collect.exports import Stamp
from sarhad.collect.safe import cell
from sarhad.links.formats.plain import Drawn, Thing, Tie

ABOUT = ("Owner", "Grade", "Handling", "Conditions")
THINGS = ("id", "name", "type", "x", "y", "group", "note", *(each.lower() for each in ABOUT), *STAMPED)
LINKS = (
    "from", "from_name", "from_type", "to", "to_name", "to_type", "link", "kind", "directed", "times", "strength",
    "first_date", "last_date", *(each.lower() for each in ABOUT), *STAMPED,
)  # fmt: skip


def things_csv(drawn: Drawn, stamp: Stamp) -> Iterator[bytes]:
    yield from _csv(THINGS, _things(drawn, stamp))


def links_csv(drawn: Drawn, stamp: Stamp) -> Iterator[bytes]:
    yield from _csv(LINKS, _links(drawn, stamp))


def _csv(head: Sequence[str], rows: Iterator[list[str]]) -> Iterator[bytes]:
    """With a byte order mark, so that Excel takes it for UTF-8; no cell runs as a formula."""
    yield b"\xef\xbb\xbf" + csv_line(head)
    for row in rows:
        yield csv_line([cell(text) for text in row])


def _things(drawn: Drawn, stamp: Stamp) -> Iterator[list[str]]:
    for thing in drawn.things:
        place = [f"{axis:g}" if axis is not None else "" for axis in (thing.x, thing.y)]
        group = drawn.groups.get(thing.group, "")
        yield [thing.key, thing.label, _type(thing), *place, group, thing.note, *_about(thing), *stamp]


def _links(drawn: Drawn, stamp: Stamp) -> Iterator[list[str]]:
    by_key = {thing.key: thing for thing in drawn.things}
    for tie in drawn.ties:
        ends = [
            text
            for thing in (by_key[tie.source], by_key[tie.target])
            for text in (thing.key, thing.label, _type(thing))
        ]
        yield [
            *ends, tie.label, tie.kind, "yes" if tie.directed else "no", str(tie.times), tie.strength, tie.start,
            tie.stop, *_about(tie), *stamp,
        ]  # fmt: skip


def _type(thing: Thing) -> str:
    return thing.schema or thing.kind


def _about(item: Thing | Tie) -> list[str]:
    said = dict(item.facts)
    return [said.get(name, "") for name in ABOUT]


def xlsx(drawn: Drawn, stamp: Stamp) -> Iterator[bytes]:
    """A sheet that says what this is, then the links, then the things."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    cover = book.create_sheet(_("About this file"))
    mark_pages(cover, drawn.handling, stamp)
    said = zip((_("Office"), _("Officer"), _("Date"), _("Purpose")), stamp, strict=True)
    about = (
        (pgettext("noun", "Chart"), drawn.title),
        (_("Handling"), drawn.marking),
        (_("Conditions"), drawn.handling.text),
        *said,
    )
    for row in about:
        cover.append([sheet_cell(cover, text) for text in row])
    for title, head, rows in (
        (_("Links"), LINKS, _links(drawn, stamp)),
        (_("Things"), THINGS, _things(drawn, stamp)),
    ):
        sheet = book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        mark_pages(sheet, drawn.handling, stamp)
        for row in ([*head], *rows):
            sheet.append([sheet_cell(sheet, text) for text in row])
    out = io.BytesIO()
    book.save(out)
    yield out.getvalue()
