"""Seizures as shaded areas and as discs: picture, table, title."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.access.reader import Reader
from sarhad.links.maps.base import base
from sarhad.systems.monitor.map import classes, drawing, queries, words
from sarhad.systems.monitor.map.drawing import Told
from sarhad.systems.monitor.map.features import shapes
from sarhad.systems.monitor.map.ground import shows
from sarhad.systems.monitor.map.records import NONE, Area, Areas, Cluster, Look, Sight, near_countries
from sarhad.systems.monitor.map.scene import (
    Line,
    Scene,
    cells,
    columns,
    lost_note,
    nothing,
    outside_note,
    seizures,
    shaded,
    short,
    stage,
    subject,
)
from sarhad.systems.monitor.map.words import amount, behind, place
from sarhad.web.words import lang

CELL = 34  # units of the picture: what lies nearer is one disc
DRAWN = 300  # discs


def areas(reader: Reader, look: Look) -> Scene:
    found = queries.areas(reader, look.seen, look.level, look.countries, _shown(look))
    least = classes.limits(_compared(reader, look, found), look.of == "n")
    value = lambda each: each.sum.value(look.of)
    ordered = sorted(found.areas, key=lambda each: (-(value(each) or 0), each.code))
    shades = {each.code: shaded(value(each), least) for each in ordered}
    told = {
        each.code: Told(f"{place(each.code)}: {short(each.sum, look.of)}", _behind(look, each)) for each in ordered
    }
    drawn = drawing.patches(stage(look), shades, _asked(look), told)
    lines = [_line(look, each, shades[each.code]) for each in ordered] + [_line(look, each) for each in found.lost]
    lost, outside = (sum(each.sum.n for each in many) for many in (found.lost, found.outside))
    return Scene(
        title=_title(ordered, found, look),
        subject=subject(look.of),
        picture=drawing.picture(stage(look), lang(), patches=drawn),
        first=_("Region") if look.level == "region" else _("Country"),
        columns=columns(),
        lines=lines,
        legend=list(enumerate(words.classes(least, look.of == "n"), 1)) if any(shades.values()) else [],
        hatched=_("no report, which is not zero"),
        notes=[*lost_note(lost), *outside_note(outside), *_unmapped(found)],
    )


def _unmapped(found: Areas) -> list[str]:
    there = all(each.code in shapes() for each in found.areas)
    return [] if there else [_("Some places of the table are on no map.")]


def _shown(look: Look) -> Callable[[str], bool]:
    """Which areas the table keeps to: those of the picture, or all of the countries that are named.

    What is on no map, such as a small island, is in the table all the same.
    """
    floor = stage(look)
    return lambda code: bool(look.countries) or shows(floor, code) or code not in shapes()


def _compared(reader: Reader, look: Look, found: Areas) -> list[float | None]:
    """What classes are made of. Of one step of time the values of all, so that a shade means the same in each."""
    if not look.at:
        return [each.sum.value(look.of) for each in found.areas]
    said = queries.by_step(reader, look.where, look.level, len(look.at) == 7)
    asked, shown = frozenset(_asked(look)), _shown(look)
    return [told.value(look.of) for code, told in said if code in asked and shown(code)]


def _asked(look: Look) -> Iterable[str]:
    """Areas that the picture is about, whether anything is reported from there or not."""
    if look.level == "country":
        return look.countries or [each.id for each in base().countries]
    wanted = frozenset(look.countries) or near_countries()
    return [each.id for each in base().regions if each.id[:2].lower() in wanted]


def _line(look: Look, area: Area, shade: int = -1) -> Line:
    name = place(area.code) if area.code else place(area.country) or _("International waters or unknown")
    under = place(area.country) if len(area.code) > 2 else ""
    return Line(
        name, under or ("" if area.code else _("region not known")), _behind(look, area), cells(area.sum), shade
    )


def _behind(look: Look, area: Area) -> str:
    where = look.seen.but(country=(area.country or NONE,))
    return behind(where.but(region=(area.code or NONE,)) if look.level == "region" else where)


def _title(ordered: Sequence[Area], found: Areas, look: Look) -> str:
    """The finding: where most is, if that is one place."""
    every = [*found.areas, *found.lost]
    top = ordered[0].sum.value(look.of) if ordered else None
    best = [each for each in ordered if each.sum.value(look.of) == top]
    if not every:
        return nothing()
    n = sum(each.sum.n for each in every)
    if top is None or len(best) != 1:
        return seizures(n)
    said = {"place": place(best[0].code), "n": amount(top), "whole": amount(n)}
    if look.of == "median_kg":
        return _("Largest median seizure: %(place)s, %(n)s kg") % said
    if look.of == "kg":
        said["whole"] = amount(sum(each.sum.kg or 0 for each in every))
        return _("Most by weight: %(place)s, %(n)s of %(whole)s kg") % said
    return _("Most seizures: %(place)s, %(n)s of %(whole)s") % said


# Discs


def clusters(reader: Reader, look: Look, sight: Sight | None = None) -> Scene:
    """`sight`: of a map that moves; otherwise of the picture."""
    floor = stage(look)
    scale, box = (512 * 2**sight.zoom / 360, sight.box) if sight else (floor.view.scale, floor.box)
    found = queries.clusters(reader, look.seen, cell_of(scale), box, look.countries)
    value = lambda each: each.sum.value(look.of) or 0
    kept = sorted(filter(value, found.clusters), key=lambda each: -value(each))[:DRAWN]
    spots = [
        (each.lon, each.lat, value(each), each.vague, _inside(each, look.of), _told(look, each)) for each in kept
    ]
    drawn = drawing.discs(floor, spots, sight is not None)
    taken = [(each.x - each.r, each.y - each.r, each.x + each.r, each.y + each.r) for each in drawn]
    n, many = sum(each.sum.n for each in found.clusters), sum(each.places for each in found.clusters)
    title = ngettext("%(n)s at %(k)s place", "%(n)s at %(k)s places", many) % {"n": seizures(n), "k": amount(many)}
    return Scene(
        title=title if n else nothing(),
        subject=subject(look.of),
        picture=drawing.picture(floor, lang(), taken, discs=drawn),
        first=_("Place"),
        columns=columns(),
        lines=[Line(_name(each), _where(each), _told(look, each).href, cells(each.sum)) for each in kept],
        signs=("disc", *(["vague"] if any(each.vague for each in kept) else [])),
        notes=[
            *_cut(len(found.clusters) - len(kept), look.of),
            *lost_note(found.lost),
            *outside_note(found.outside),
        ],
    )


def cell_of(scale: float) -> float:
    """Degrees of a cell, where a degree is so many units wide."""
    return max(0.01, round(CELL / scale, 2))


def _cut(n: int, of: str) -> list[str]:
    if n <= 0:
        return []
    if of == "median_kg":
        return [_("Medians cannot be added up: only discs that stand for one place are drawn.")]
    text = ngettext("%(n)s smaller disc is left out.", "%(n)s smaller discs are left out.", n)
    return [text % {"n": amount(n)}]


def _inside(cluster: Cluster, of: str) -> str:
    return amount(cluster.sum.value(of))


def _told(look: Look, cluster: Cluster) -> Told:
    """A click leads to the records of the region: a cell has no name to ask by."""
    where = look.seen.but(country=(cluster.country,)) if cluster.country else look.seen
    where = where.but(region=(cluster.region,)) if cluster.region else where
    return Told(f"{_name(cluster)}: {short(cluster.sum, look.of)}", behind(where) if cluster.country else "")


def _name(cluster: Cluster) -> str:
    return place(cluster.main) if cluster.region else _("%(place)s and around") % {"place": place(cluster.main)}


def _where(cluster: Cluster) -> str:
    if cluster.vague:
        return _("somewhere in the region") if cluster.region else _("somewhere in the country")
    at = f"{cluster.lat:.2f}, {cluster.lon:.2f}"
    if cluster.places == 1:
        return at
    return ngettext("%(k)s place around %(at)s", "%(k)s places around %(at)s", cluster.places) % {
        "k": amount(cluster.places), "at": at,
    }  # fmt: skip
