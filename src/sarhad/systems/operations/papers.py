"""The plan of an operation and the briefing of one office on paper (PDF), English or Russian, marked with their
handling.

A paper holds what its reader sees and of that its own part only: forces, checks and briefing of the own office; the
lead's own copy holds all offices'.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarhad.access.handling import TLP_LABELS
from sarhad.access.reader import Reader
from sarhad.kernel import model
from sarhad.kernel.claim import Handling
from sarhad.kernel.papers import is_rtl, pdf
from sarhad.ledger.models import Party
from sarhad.systems.operations import planning, wording, words
from sarhad.systems.operations.records import Brief, Operation
from sarhad.web.templatetags.look import day, lang, party_name
from sarhad.web.words import option

TEMPLATE = Path(__file__).parent / "paper.typ"
RECEIPTS = 12  # lines for names and signatures under a briefing
Block = dict[str, Any]


def plan_paper(reader: Reader, operation: Operation, to: str) -> bytes:
    """The PDF of the plan, in language `to`."""
    with translation.override(to):
        title = _("Plan of operation %(name)s") % {"name": operation.name}
        return _drawn(reader, operation.office, title, operation.handling, _plan(reader, operation))


def brief_paper(reader: Reader, operation: Operation, brief: Brief, to: str) -> bytes:
    """The PDF of one office's briefing, with room for the names of those briefed."""
    with translation.override(to):
        title = _("Briefing of %(office)s, operation %(name)s") % {"office": brief.to, "name": operation.name}
        return _drawn(reader, operation.office, title, brief.handling, _brief(operation, brief))


def _drawn(reader: Reader, office: str, title: str, handling: Handling, blocks: Iterable[Block]) -> bytes:
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    sender = Party.objects.filter(id=office).first()
    data = {
        "lang": lang(), "title": title, "sender": party_name(sender) or office,
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "handling": " ".join(each for each in (f"H{handling.level}", handling.secrecy, handling.text) if each),
        "tlp": TLP_LABELS.get(handling.tlp, ""),
        "printed": _("Printed %(at)s UTC by %(office)s") % {"at": at, "office": reader.office},
        "blocks": list(blocks),
    }  # fmt: skip
    return pdf(TEMPLATE, data)


# What stands on them


def _plan(reader: Reader, operation: Operation) -> Iterable[Block]:
    yield _lines(_head(operation))
    for each in wording.in_words(operation):
        yield _text(each.title, each.text)
    yield _phases(operation)
    yield from _command(operation)
    forces = [each for each in operation.forces if operation.held or each.office == reader.office]
    planned = [each for each in forces if each.kind == "planned"]
    if planned:
        heads = [_("Office"), _("Officers"), _("Dogs"), _("Vehicles"), _("Equipment")]
        numbers = lambda each: [_count(n) for n in (each.officers, each.dogs, each.vehicles)]
        rows = [[each.office, *numbers(each), each.equipment] for each in planned]
        yield _table(_("Forces planned"), heads, rows)
    own = [each for each in operation.checks if each.office == reader.office]
    if own:
        asked = {each.code: each.text(lang()) for each in planning.questions()}
        rows = [
            [asked.get(each.item, each.question), option("OperationCheck", "answer", each.answer), each.measure]
            for each in own
        ]
        heads = [_("Question"), _("Answer"), _("What is done about it")]
        yield _table(_("Checks of the plan"), heads, rows, (3, 1, 2))
    yield {"kind": "sign", "labels": [_("Planned by"), _("Approved by")]}


def _count(n: int | None) -> str:
    return "–" if n is None else str(n)


def _head(operation: Operation) -> list[tuple[str, str]]:
    state = operation.state
    approved = [each for each in operation.steps if each.step == "approved"]
    how = _("Not approved: a draft")
    if state.approved and approved:
        last = approved[-1]
        how = _("Approved %(day)s by %(office)s") % {"day": day(last.date[:10]), "office": last.office}
    days = " – ".join(day(each) for each in (operation.start, operation.end) if each)
    return [
        (_("State"), f"{words.step_name(state.step)}. {how}"),
        (_("Purpose"), operation.purpose),
        (_("Lead"), operation.office),
        (_("Offices"), ", ".join(operation.offices)),
        (_("Period"), days),
        (_("Planning"), option("Operation", "planning", operation.planning)),
        (_("Load"), _load(operation)),
        (_("When to stop"), "\n".join(operation.stop_criteria)),
    ]


def _load(operation: Operation) -> str:
    if not operation.delivery:
        return ""
    kind = option("Operation", "loadType", operation.load) if operation.load else ""
    return ", ".join(filter(None, (kind, operation.substance, f"{operation.amount} {operation.unit}".strip())))


def _phases(operation: Operation) -> Block:
    rows = [
        [each.name, " – ".join(day(when) for when in (each.start, each.end) if when), each.task]
        for each in operation.phases
    ]
    return _table(_("Phases"), [_("Phase"), _("When"), _("Task")], rows)


def _command(operation: Operation) -> Iterable[Block]:
    if operation.command:
        heads = [_("Level"), _("In command"), _("Reached by"), _("Decides")]
        rows = [
            [
                option("CommandPost", "level", each.level),
                "\n".join(filter(None, (each.office, each.commander, each.deputy and f"({each.deputy})"))),
                each.contact,
                each.decides,
            ]
            for each in operation.command
        ]
        yield _table(_("Command"), heads, rows)


def _brief(operation: Operation, brief: Brief) -> Iterable[Block]:
    spec = model.schema("OperationBrief")
    assert spec is not None
    yield _lines([(_("For"), brief.to), (_("Written"), day(brief.date[:10])), (_("By"), brief.author)])
    for name, text in brief.parts.items():
        yield _text(spec.properties[name].label(lang()), text)
    yield from _command(operation)
    yield {
        "kind": "receipts", "title": _("Officers briefed"), "n": RECEIPTS,
        "heads": [_("Name"), _("Signature"), _("Date and time")],
    }  # fmt: skip


# Blocks, as `paper.typ` takes them


def _said(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": is_rtl(text)}


def _lines(pairs: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "lines", "lines": [{"label": label, "value": _said(text)} for label, text in pairs if text]}


def _text(title: str, text: str) -> Block:
    return {
        "kind": "text",
        "title": title,
        "paragraphs": [_said(line) for line in text.splitlines() if line.strip()],
    }


def _table(title: str, heads: list[str], rows: list[list[str]], widths: tuple[int, ...] = ()) -> Block:
    return {
        "kind": "table",
        "title": title,
        "heads": heads,
        "widths": list(widths or [2] * (len(heads) - 1) + [4]),
        "rows": [[_said(cell) for cell in row] for row in rows],
    }
