"""A profile as a paper: PDF by typst, in either language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from sarhad.kernel import papers
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.profiles import showing
from sarhad.systems.monitor.profiles.composing import Said
from sarhad.systems.monitor.trends.files import standalone

PAPER = Path(__file__).with_name("paper.typ")


def pdf(said: Said, language: str, edition: int = 0, office: str = "", notes: Sequence[str] = ()) -> bytes:
    """The paper; `edition` 0 is the profile of the day, which nobody signed; `notes` say how it may be used."""
    with override(language):
        blocks = showing.blocks(said)
        pictures = {f"picture{n}.svg": standalone(b.picture).encode() for n, b in enumerate(blocks) if b.picture}
        data = {
            "lang": language, "title": pages.country(said["country"]), "finding": showing.finding(said),
            "kind": _("Country profile"), "office": " · ".join(filter(None, (office, *notes))),
            "day": date_format(date.fromisoformat(said["day"]), "DATE_FORMAT"),
            "edition": _("Edition %(n)d") % {"n": edition} if edition else _("As of the day, not signed"),
            "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
            "blocks": [
                {
                    "title": b.title, "head": list(b.head), "rows": [list(row) for row in b.rows],
                    "picture": f"picture{n}.svg" if b.picture else "",
                    "lines": [*b.lines, *filter(None, [b.empty])],
                }
                for n, b in enumerate(blocks)
            ],
        }  # fmt: skip
    return papers.pdf(PAPER, data, pictures)
