"""Routes as records tell of them: picture, table, title."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sarhad.access.reader import Reader
from sarhad.systems.monitor.map import drawing, queries
from sarhad.systems.monitor.map.drawing import Told
from sarhad.systems.monitor.map.features import centre
from sarhad.systems.monitor.map.records import FEW, WORLD, Flow, Flows, Look, near_countries
from sarhad.systems.monitor.map.scene import Cell, Line, Scene, nothing, seizures, stage
from sarhad.systems.monitor.map.words import STRETCHES, amount, behind, of_flow, place
from sarhad.web.words import lang

DRAWN = 60  # stretches


def routes(reader: Reader, look: Look) -> Scene:
    found, floor = queries.flows(reader, look.seen, _ends(look)), stage(look)
    kept = found.flows[:DRAWN]
    told = [
        Told(f"{_name(each)}: {seizures(each.n)}, {STRETCHES[each.kind]}", behind(of_flow(look.seen, each)))
        for each in kept
    ]
    drawn = drawing.ribbons(floor, kept, told)
    return Scene(
        title=_title(found),
        subject=_("count of seizures whose record tells of the stretch"),
        picture=drawing.picture(floor, lang(), ribbons=drawn),
        first=pgettext("on a map", "Stretch"),
        columns=[pgettext("count", "Seizures"), _("kg")],
        lines=[_line(look, each) for each in found.flows],
        signs=tuple(
            sign for sign, there in (
                ("route", any(not each.meant for each in kept)), ("meant", any(each.meant for each in kept)),
                ("few", any(each.n < FEW for each in kept)),
            ) if there
        ),
        notes=_notes(found, len(found.flows) - len(kept)),
    )  # fmt: skip


def _ends(look: Look) -> Iterable[str]:
    """Countries that a stretch on the picture touches; () for any."""
    return () if look.near == WORLD else look.countries or near_countries()


def _title(found: Flows) -> str:
    travelled = [each for each in found.flows if not each.meant]
    if not found.n:
        return nothing()
    if not travelled or (len(travelled) > 1 and travelled[0].n == travelled[1].n):
        text = ngettext(
            "%(n)s of %(whole)s seizure tells of a route", "%(n)s of %(whole)s seizures tell of a route", found.n
        )
        return text % {"n": amount(found.routed), "whole": amount(found.n)}
    return _("Most told of: %(route)s, in %(n)s of %(whole)s seizures with a route") % {
        "route": _name(travelled[0]), "n": amount(travelled[0].n), "whole": amount(found.routed),
    }  # fmt: skip


def _notes(found: Flows, more: int) -> list[str]:
    notes = []
    if silent := found.n - found.routed:
        text = ngettext(
            "%(n)s seizure of %(whole)s tells of no route between countries.",
            "%(n)s seizures of %(whole)s tell of no route between countries.",
            silent,
        )
        notes.append(text % {"n": amount(silent), "whole": amount(found.n)})
    if found.beyond:
        text = ngettext(
            "%(n)s stretch touches no country of this picture.",
            "%(n)s stretches touch no country of this picture.",
            found.beyond,
        )
        notes.append(text % {"n": amount(found.beyond)})
    if more > 0:
        notes.append(_("The %(n)s stretches told of most are drawn; the table has all.") % {"n": DRAWN})
    if any(not centre(code) for each in found.flows for code in each[:2]):
        notes.append(_("Some places of the table are on no map."))
    return notes


def _line(look: Look, flow: Flow) -> Line:
    said = [Cell(amount(flow.n), _("fewer than 20") if flow.n < FEW else ""), Cell(amount(flow.kg))]
    return Line(_name(flow), str(STRETCHES[flow.kind]), behind(of_flow(look.seen, flow)), said)


def _name(flow: Flow) -> str:
    return f"{place(flow.start)} → {place(flow.end)}"
