"""A layer as a table that leaves the node, with its shapes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.systems.monitor import pages
from sarhad.systems.monitor.map import features, queries
from sarhad.systems.monitor.map.plate import plate
from sarhad.systems.monitor.map.records import Look
from sarhad.systems.monitor.map.scene import Scene
from sarhad.systems.monitor.map.words import place
from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.store import queries as store

CODES = ("code", "country", "region", "from", "to", "stretch", "flag", "market", "substance", "unit", "crop")
TEXTS = ("name_en", "name_ru", "printed", "exact", "travelled")
KINDS: dict[str, Any] = dict.fromkeys(CODES, "code") | dict.fromkeys(TEXTS, "text") | {"year": "year"}
"""Of columns; all others are numbers."""


PUBLISHED = ("cultivation", "prices")
OFFERED = Sheet("", "", (), (), shapes=(None,), picture="<svg/>")
"""Has what decides in which forms a layer can be taken away."""


def sheet(reader: Reader, look: Look, scene: Scene) -> Sheet:
    """What the page of a look shows, every row of it, with its picture."""
    made = _features(reader, look)
    names = list(made[0]["properties"]) if made else ["code"]
    found = store.sources(reader)
    return Sheet(
        name=f"sarhad-{look.show}",
        title=scene.title,
        columns=[
            Column(name, name.replace("_", " "), KINDS.get(name, "number"), codes=_codes(name, made))
            for name in names
        ],
        rows=[[_plain(each["properties"][name]) for name in names] for each in made],
        picture=plate(scene),
        about=[
            f"{scene.subject} · {scene.period or pages.months(look.seen)}",
            *scene.notes,
            *(() if look.show in PUBLISHED else pages.lacking(found, look.seen)),
            _("Borders and names imply no opinion on the status of any territory."),
        ],
        shapes=[each["geometry"] for each in made],
        link=f"/monitor/map/?{look.query()}",
    )


def _features(reader: Reader, look: Look) -> list[features.Feature]:
    if look.show == "prices":
        priced = queries.prices(reader, look.seen, look.market)
        return [features.of_price(each) for each in priced]
    if look.show == "areas":
        found = queries.areas(reader, look.seen, look.level, look.countries)
        return [features.of_area(each) for each in (*found.areas, *found.lost)]
    return queries.layer(reader, look.seen, look.show)


def _plain(value: Any) -> Any:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _codes(name: str, made: list[features.Feature]) -> dict[str, str]:
    """What codes of places mean."""
    if name not in ("code", "country", "region", "from", "to"):
        return {}
    return {code: place(code) for code in sorted({each["properties"][name] for each in made}) if code}
