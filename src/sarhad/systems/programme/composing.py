"""The text of the annual report: a plain file, which an office can change, with places for what is counted.

A line that begins with `# ` is a heading, `{name}` alone on a line is the place of a part, everything else is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.guards import require
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.ledger.node import writer
from sarhad.systems.programme import blocks
from sarhad.systems.programme.blocks import Block
from sarhad.systems.programme.models import AnnualText

SHIPPED = Path(__file__).parent / "data"
PLACE = re.compile(r"\{([a-z-]+)\}")
LIMIT = 100_000  # characters
COUNTED = (
    "finding", "figures", "causes", "substances", "months", "states", "offices", "operations", "groups", "requests",
    "wanted", "council", "left-out", "counted",
)  # fmt: skip
WRITTEN: dict[str, str | Promise] = {
    "introduction": gettext_lazy("Introduction"),
    "training": gettext_lazy("Training and cooperation"),
    "other": gettext_lazy("Other matters"),
}
"""What somebody writes for each year."""


def shipped(lang: str) -> str:
    return (SHIPPED / f"annual.{lang}.md").read_text("utf-8")


def text_of(office: str, lang: str) -> str:
    """The office's own text, else the shipped one."""
    own = AnnualText.objects.filter(office=office, lang=lang).first()
    return own.text if own else shipped(lang)


def is_own(office: str, lang: str) -> bool:
    return AnnualText.objects.filter(office=office, lang=lang).exists()


def change(reader: Reader, lang: str, text: str) -> None:
    """Put the office's own text in the place of the shipped one; an empty text goes back to the shipped one.

    Raises:
        PermissionDenied: not for this role.
        ValidationError: it names a place that there is none of, or is too long.
    """
    require(reader, Does.RELEASE)
    if lang not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose the language of the text."))
    if len(text) > LIMIT:
        raise ValidationError(_("The text is too long."))
    known = {*COUNTED, *WRITTEN}
    odd = [(n, name) for n, name in _places(text) if name not in known]
    if odd:
        every = ", ".join(f"{{{name}}}" for name in sorted(known))
        told = {"line": odd[0][0], "name": f"{{{odd[0][1]}}}", "known": every}
        raise ValidationError(_("Line %(line)d: there is no %(name)s. There are: %(known)s") % told)
    with writer():
        AnnualText.objects.filter(office=reader.office, lang=lang).delete()
        if text.strip():
            given = {"officer": reader.officer, "changed": timezone.now()}
            AnnualText.objects.create(office=reader.office, lang=lang, text=text, **given)


def _places(text: str) -> list[tuple[int, str]]:
    found = ((n, PLACE.fullmatch(line.strip())) for n, line in enumerate(text.splitlines(), 1))
    return [(n, match[1]) for n, match in found if match]


def composed(text: str, parts: Mapping[str, Sequence[Block]]) -> list[Block]:
    """The text with its parts in their places. A heading under which nothing stands is left away."""
    made: list[Block] = []
    for line in text.splitlines():
        made += _line(line.strip(), parts)
    return [each for n, each in enumerate(made) if each["kind"] != "heading" or _has_more(made, n)]


def _line(line: str, parts: Mapping[str, Sequence[Block]]) -> list[Block]:
    place = PLACE.fullmatch(line)
    if place:
        return list(parts.get(place[1], ()))
    if line.startswith("# "):
        return [blocks.heading(line[2:].strip())]
    return [blocks.paragraph(line)] if line else []


def _has_more(made: Sequence[Block], n: int) -> bool:
    return n + 1 < len(made) and made[n + 1]["kind"] != "heading"
