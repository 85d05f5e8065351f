"""Making an annual report: part after part in a thread, each kept as soon as it is there.

Whoever started it can leave the page. It can be stopped, and taken up again after a stop or the end of its process:
what is there already is not made again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.figures.records import Figures
from sarhad.kernel.claim import Handling
from sarhad.ledger.node import writer
from sarhad.systems.programme import blocks, composing, papers
from sarhad.systems.programme.annual import PARTS, Year
from sarhad.systems.programme.basis import Basis, marks
from sarhad.systems.programme.blocks import Block
from sarhad.systems.programme.frames import frame
from sarhad.systems.programme.models import AnnualPaper, State
from sarhad.systems.programme.reports import numbers

MARKS = "marks"
KEPT = timedelta(days=60)
"""A draft holds what was seen when it was made: it does not stay for ever."""
STEPS = len(PARTS) + 1  # the last one looks under which handling it stands
Texts = dict[str, dict[str, str]]
"""By name, then by language."""


def begin(work: Callable[[], None]) -> None:
    """Somewhere beside the page that asks for it."""
    threading.Thread(target=work, name="annual", daemon=True).start()


def paper_of(reader: Reader, year: int) -> AnnualPaper | None:
    """The one that the reader's office is making or has made.

    An office that has left a group since does not keep what it read as a member: its parts have to be made again.
    """
    row = AnnualPaper.objects.filter(office=reader.office, year=year).first() if reader.office else None
    if row and not set(row.parties) <= set(reader.parties):
        row.parts, row.state, row.run, row.parties = {}, State.STOPPED, "", sorted(reader.parties)
        with writer():
            row.save(update_fields=["parts", "state", "run", "parties"])
    return row


def make(reader: Reader, year: int, texts: Texts) -> AnnualPaper:
    """Begin a new one; an earlier one of that year is gone."""
    require(reader, Does.CONTRIBUTE)
    with writer():
        AnnualPaper.objects.filter(made__lt=timezone.now() - KEPT).delete()
        AnnualPaper.objects.filter(office=reader.office, year=year).delete()
        row = AnnualPaper.objects.create(
            office=reader.office, year=year, officer=reader.officer, texts=texts, parties=sorted(reader.parties)
        )
        audit.record(reader, "make-annual", str(year))
    go_on(reader, row)
    return row


def go_on(reader: Reader, row: AnnualPaper) -> None:
    """Make what is not there yet; a work that went on before stops as soon as it looks."""
    run = uuid4().hex
    with writer():
        AnnualPaper.objects.filter(id=row.id).update(state=State.RUNNING, run=run, beat=timezone.now(), said="")
    begin(lambda: _apart(reader, row.id, run))


def stop(row: AnnualPaper) -> None:
    """After the part that is being made."""
    with writer():
        AnnualPaper.objects.filter(id=row.id, state=State.RUNNING).update(state=State.STOPPED, run="")


def drop(row: AnnualPaper) -> None:
    with writer():
        AnnualPaper.objects.filter(id=row.id).delete()


def _apart(reader: Reader, id: int, run: str) -> None:
    try:
        work(reader, id, run)
    finally:
        connections.close_all()


def work(reader: Reader, id: int, run: str) -> None:
    """Everything that is still to be made, unless somebody stops it."""
    row = AnnualPaper.objects.get(id=id)
    year, steps = Year(reader, row.year), [*PARTS, (MARKS, None)]
    try:
        for name, make_it in steps:
            if name not in row.parts and not _keep(
                id, run, name, _marks(year) if make_it is None else _said(year, make_it)
            ):
                return
        _mine(id, run).update(state=State.DONE)
    except (ValidationError, PermissionDenied) as refused:
        said = "; ".join(getattr(refused, "messages", [str(refused)]))
        _mine(id, run).update(state=State.FAILED, said=said)
    except Exception:
        _mine(id, run).update(
            state=State.FAILED, said=_("An error in the program. The operator finds it in the log.")
        )
        raise


def _mine(id: int, run: str) -> Any:
    return AnnualPaper.objects.filter(id=id, run=run, state=State.RUNNING)


def _keep(id: int, run: str, name: str, made: Any) -> bool:
    """Keep a part; False: somebody has stopped this work, or taken it up anew."""
    with writer():
        row = _mine(id, run).first()
        if row is not None:
            row.parts |= {name: made}
            row.beat = timezone.now()
            row.save(update_fields=["parts", "beat"])
    return row is not None


def _said(year: Year, make_it: Callable[[Year], Any]) -> dict[str, Any]:
    """A part in every language."""
    made = {}
    for lang, _name in settings.LANGUAGES:
        with translation.override(lang):
            made[lang] = make_it(year)
    return made


def _marks(year: Year) -> dict[str, Any]:
    """Under which handling it stands, whom to ask first, and the figures as they were counted."""
    behind = marks(year.reader, year.found)
    each = behind.handling
    return {
        "handling": [each.level, each.text, each.secrecy, each.tlp],
        "ask_first": dict(behind.ask_first),
        "numbers": fingerprint(year.found),
    }


def fingerprint(found: Figures) -> list[str]:
    """Every figure as text: the same only where all of them come out the same."""
    return sorted(f"{' '.join(what)} {value.normalize()}" for what, value in numbers(found).items())


# The whole


def content(
    reader: Reader, row: AnnualPaper, lang: str, *, number: str = "", signatory: str = "", edition: str = "",
    name: str = "",
) -> Block:  # fmt: skip
    """The whole paper from its parts. Call it in that language."""
    parts: dict[str, list[Block]] = {}
    for part, _make in PARTS:
        parts |= row.parts.get(part, {}).get(lang, {})
    for name_of_text in composing.WRITTEN:
        given = row.texts.get(name_of_text, {})
        said = given.get(lang) or next((text for text in given.values() if text), "")
        parts[name_of_text] = [blocks.paragraph(line) for line in said.splitlines() if line.strip()]
    kept = row.parts[MARKS]
    behind = Basis(Year(reader, row.year).ask)
    behind.ask_first.update(kept["ask_first"])
    made = composing.composed(composing.text_of(row.office, lang), parts)
    return frame(
        reader, title=name or _("Annual progress report, %(year)d") % {"year": row.year},
        period=papers.about(reader, behind.ask),
        blocks=[*made, *papers.to_ask(behind)], handling=Handling(*kept["handling"]), number=number,
        signatory=signatory, edition=edition, small=papers.small(),
    )  # fmt: skip
