"""Templates of plans, briefings and debriefings: text files that ship here and that an office can change.

Markdown: `# Title`, then `## Heading` for each part. Lines that begin with `>` say what belongs there; other lines
stand in the part from the beginning. `{#name}` after a heading of a briefing names the part of the form that it
goes to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.signing import must
from sarhad.systems.operations.models import OfficeTemplate
from sarhad.systems.operations.records import Operation

FOLDER = Path(__file__).parent / "data"
KINDS = ("plan", "brief", "debrief")
LANGUAGES = ("en", "ru")
LIMIT = 64 * 1024  # bytes
MOST = 40  # headings
HEADING = re.compile(r"##[ \t]+(?P<title>[^\n]*?)[ \t]*(?:\{#(?P<name>[A-Za-z]+)\})?[ \t]*")
UNKNOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Part(NamedTuple):
    """One heading of a template."""

    title: str
    hint: str  # what belongs there
    text: str  # what stands there from the beginning
    name: str = ""  # of the part of the form


# Reading


def template(office: str, kind: str, language: str) -> str:
    """The office's own text, or else the shipped one."""
    row = own(office, kind, language)
    return row.text if row else shipped(kind, language)


def own(office: str, kind: str, language: str) -> OfficeTemplate | None:
    return OfficeTemplate.objects.filter(office=office, kind=kind, language=language).first()


@cache
def shipped(kind: str, language: str) -> str:
    return (FOLDER / f"{kind}.{language}.md").read_text("utf-8")


def parts(text: str) -> list[Part]:
    """The headings of a template, or of a text written by one; what stands before the first is left out."""
    found: list[tuple[str, str, list[str]]] = []
    for line in text.splitlines():
        if match := HEADING.fullmatch(line):
            found.append((match["title"], match["name"] or "", []))
        elif found:
            found[-1][2].append(line)
    return [_part(*each) for each in found]


def _part(title: str, name: str, lines: list[str]) -> Part:
    hints = [line.removeprefix(">").strip() for line in lines if line.startswith(">")]
    rest = [line for line in lines if not line.startswith(">")]
    return Part(title, " ".join(hints), "\n".join(rest).strip(), name)


def parts_for(office: str, kind: str, language: str) -> list[Part]:
    return parts(template(office, kind, language))


def in_words(operation: Operation) -> list[Part]:
    """The plan in words, as the lead has written it by the headings of its template."""
    said = operation.statements[-1:]
    return parts("\n".join(value for each in said for value in each.properties.get("description", ())))


def parts_of_brief(office: str, language: str) -> dict[str, Part]:
    """By part of the form; headings of the office's own go to “Method”, one below the other."""
    found: dict[str, Part] = {}
    for each in parts_for(office, "brief", language):
        name = each.name or "method"
        before = found.get(name)
        found[name] = each if before is None else _joined(before, each)
    return found


def _joined(one: Part, other: Part) -> Part:
    hint = " ".join(filter(None, (one.hint, f"{other.title}: {other.hint}".strip(" :"))))
    return one._replace(hint=hint, text="\n\n".join(filter(None, (one.text, other.text))))


def begun(office: str, kind: str, language: str, text: Sequence[Part] = ()) -> list[Part]:
    """The parts to fill in: the template's with what was written under each heading, and headings of before that it
    does not have. What was written in another language goes on in that one."""
    before = {each.title: each.text for each in text}
    of = lambda code: [each.title for each in parts_for(office, kind, code)]
    if before:
        language = max((language, *LANGUAGES), key=lambda code: len(before.keys() & {*of(code)}))
    default = (lambda _each: "") if before else (lambda each: each.text)
    asked = parts_for(office, kind, language)
    found = [each._replace(text=before.get(each.title, default(each))) for each in asked]
    rest = before.keys() - {each.title for each in found}
    return [*found, *(Part(title, "", before[title]) for title in before if title in rest)]


def written(sections: list[tuple[str, str]]) -> str:
    """(heading, text) as one text that `parts` takes apart again; empty ones are left out."""
    return "\n\n".join(f"## {title}\n{_plain(text)}" for title, text in sections if text.strip())


def _plain(text: str) -> str:
    """Without lines that would be taken for headings or hints."""
    lines = (line.rstrip() for line in text.strip().splitlines())
    return "\n".join(f" {line}" if line.startswith(("#", ">")) else line for line in lines)


# Changing


def save(reader: Reader, kind: str, language: str, data: bytes) -> None:
    """Put an office's own template in place. Raises ValidationError for what is no such text."""
    must(reader, Does.APPROVE)
    text = _checked(data)
    values = {"text": text, "officer": reader.officer, "changed_at": timezone.now()}
    OfficeTemplate.objects.update_or_create(
        office=reader.office, kind=kind, language=language, defaults=values
    )  # fmt: skip
    audit.record(reader, "change-template", f"{kind} {language}")


def reset(reader: Reader, kind: str, language: str) -> None:
    """Back to the shipped template."""
    must(reader, Does.APPROVE)
    OfficeTemplate.objects.filter(office=reader.office, kind=kind, language=language).delete()
    audit.record(reader, "change-template", f"{kind} {language}")


def _checked(data: bytes) -> str:
    if len(data) > LIMIT:
        text = _("The file is larger than %(most)d KB. A template is a short text.")
        raise ValidationError(text % {"most": LIMIT // 1024})
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        text = "\0"
    if UNKNOWN.search(text):
        raise ValidationError(
            _("This is not a plain text file in UTF-8. Save it as plain text, not as a document.")
        )
    titles = [each.title for each in parts(text)]
    if not titles:
        raise ValidationError(_("No heading was found. Begin each part with a line such as “## Risks”."))
    if len(titles) > MOST:
        raise ValidationError(_("At most %(most)d headings can be filled in.") % {"most": MOST})
    if not all(titles) or len(set(titles)) < len(titles):
        raise ValidationError(_("Each heading needs words of its own: one is empty, or two are the same."))
    return text.strip() + "\n"
