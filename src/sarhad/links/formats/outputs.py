"""A chart on its way out, in every form: what handling allows, marked, stamped and recorded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect import exports
from sarhad.collect.exports import MEDIA_TYPES, Stamp, stamped
from sarhad.kernel import papers
from sarhad.ledger.derive import is_id
from sarhad.links.charts.drawing import drawing
from sarhad.links.charts.picture import Picture
from sarhad.links.formats import anx, tables
from sarhad.links.formats.drawn import drawn_of
from sarhad.links.formats.handled import Stop, stops
from sarhad.links.formats.plain import Drawn
from sarhad.web.templatetags.look import lang

PAPER = Path(__file__).with_name("paper.typ")
LANDSCAPE, PORTRAIT = (420, 297), (297, 420)  # A3, in millimetres
PPI = 150


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of file."""

    label: str | Promise
    suffix: str
    media_type: str


FORMS: dict[str, Form] = {
    "png": Form(gettext_lazy("Picture (PNG)"), "png", "image/png"),
    "pdf": Form(gettext_lazy("Paper (PDF)"), "pdf", "application/pdf"),
    "svg": Form(gettext_lazy("Drawing (SVG)"), "svg", "image/svg+xml"),
    "xlsx": Form(gettext_lazy("Workbook of links and things (XLSX)"), "xlsx", MEDIA_TYPES["xlsx"]),
    "csv": Form(gettext_lazy("Table of links (CSV)"), "links.csv", MEDIA_TYPES["csv"]),
    "things": Form(gettext_lazy("Table of things (CSV)"), "things.csv", MEDIA_TYPES["csv"]),
    "anx": Form(gettext_lazy("Analyst’s Notebook (.anx)"), "anx", "application/xml"),
    "ftm": Form(gettext_lazy("Records (FollowTheMoney)"), "ftm.json", MEDIA_TYPES["ftm"]),
}


@dataclass(frozen=True, slots=True)
class Output:
    """A file on its way out: iterate `chunks` for its bytes."""

    name: str
    media_type: str
    chunks: Iterator[bytes]


class Stopped(Exception):
    """Handling forbids it before others are asked."""

    def __init__(self, found: list[Stop]) -> None:
        super().__init__(", ".join(stop.office for stop in found))
        self.stops = found


def output(reader: Reader, picture: Picture, title: str, form: str) -> Output:
    """The chart as this form of file. Recorded in the audit before the first byte leaves.

    Args:
        form: a key of FORMS.

    Raises:
        Stopped: something on it needs its owner's consent first; see `handled.without`.
        PermissionDenied: the reader's roles do not let it read.
    """
    require(reader, Does.READ)
    found = stops(picture)
    if found:
        raise Stopped(found)
    at = timezone.now()
    stamp = stamped(reader, at)
    kind = FORMS[form]
    digest = hashlib.sha256(" ".join(node.id for node in picture.nodes).encode()).hexdigest()[:32]
    audit.record(reader, "export-chart", f"{form} {len(picture.nodes)} {len(picture.links)} {digest}")
    name = f"{_file_name(title)}-{at:%Y%m%d-%H%M%S}.{kind.suffix}"
    chunks = _WRITERS[form](reader, picture, title, stamp)
    # Made before the answer begins, so that what cannot be drawn is an error and not half a file.
    return Output(name, kind.media_type, chunks if form == "ftm" else iter([*chunks]))


def _file_name(title: str) -> str:
    return re.sub(r"[^\w-]+", "-", title).strip("-")[:60] or "chart"


# The forms


def _anx(_reader: Reader, picture: Picture, title: str, stamp: Stamp) -> Iterator[bytes]:
    yield anx.write(drawn_of(picture, title, stamp, hidden=True))


def _table(write: Callable[[Drawn, Stamp], Iterator[bytes]]) -> Callable[..., Iterator[bytes]]:
    def written(_reader: Reader, picture: Picture, title: str, stamp: Stamp) -> Iterator[bytes]:
        return write(drawn_of(picture, title, stamp), stamp)

    return written


def _ftm(reader: Reader, picture: Picture, _title: str, _stamp: Stamp) -> Iterator[bytes]:
    """The records that the chart stands on, each under its own handling."""
    members = {member for node in picture.nodes for member in node.members}
    edges = {link.entity for link in picture.links if is_id(link.entity)}
    return exports.export(reader, "ftm", members | edges).chunks


def _svg(_reader: Reader, picture: Picture, title: str, stamp: Stamp) -> Iterator[bytes]:
    yield _marked(str(drawing(picture, alone=True)), drawn_of(picture, title, stamp)).encode()


def _marked(svg: str, drawn: Drawn) -> str:
    """The marking, above the drawing and in its description, where programs that take it apart find it."""
    box = re.search(r'viewBox="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"', svg)
    left, top, wide, high = map(float, box.groups()) if box else (0.0, 0.0, 760.0, 470.0)
    text, said = anx.escaped(drawn.marking), anx.escaped(" · ".join(drawn.said))
    band = f'viewBox="{left:g} {top - 28:g} {wide:g} {high + 52:g}"'
    svg = svg.replace(box[0], band, 1) if box else svg
    svg = re.sub(r' height="\d+"', f' height="{high + 52:g}"', svg, count=1)
    font = 'font-family="sans-serif"'
    lines = (
        f"<desc>{text} {said}</desc>"
        f'<text x="{left + 8:g}" y="{top - 9:g}" font-size="14" font-weight="bold" {font}>{text}</text>'
        f'<text x="{left + 8:g}" y="{top + high + 15:g}" font-size="10" {font}>{said}</text>'
    )
    head, tail = svg[: svg.index(">", svg.index("<svg")) + 1], svg[svg.index(">", svg.index("<svg")) + 1 :]
    return f"{head}{tail.removesuffix('</svg>')}{lines}</svg>"


def _drawn_by_typst(draw: Callable[..., bytes], **more: float) -> Callable[..., Iterator[bytes]]:
    def written(_reader: Reader, picture: Picture, title: str, stamp: Stamp) -> Iterator[bytes]:
        yield draw(PAPER, *_paper(picture, drawn_of(picture, title, stamp)), **more)

    return written


def _paper(picture: Picture, drawn: Drawn) -> tuple[dict[str, object], dict[str, bytes]]:
    svg = str(drawing(picture, alone=True))
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"', svg)
    wide = not box or float(box[1]) >= float(box[2])
    width, height = LANDSCAPE if wide else PORTRAIT
    data = {
        "title": drawn.title, "marking": drawn.marking, "conditions": drawn.handling.text, "said": drawn.said[0],
        "width": width, "height": height, "lang": lang(),
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
    }  # fmt: skip
    return data, {"chart.svg": svg.encode()}


_WRITERS: dict[str, Callable[[Reader, Picture, str, Stamp], Iterator[bytes]]] = {
    "anx": _anx,
    "csv": _table(tables.links_csv),
    "things": _table(tables.things_csv),
    "xlsx": _table(tables.xlsx),
    "ftm": _ftm,
    "svg": _svg,
    "png": _drawn_by_typst(papers.png, ppi=PPI),
    "pdf": _drawn_by_typst(papers.pdf),
}
