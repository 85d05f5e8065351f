"""Where one thing was or went, read out of what is said about it.

Coordinates of the record come first, then a crossing, then places in words, then region and country.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.links.maps.places import Spot, country, given, locate
from sarhad.links.maps.records import Stop

Properties = Mapping[str, list[str]]
About = Callable[[EntityId], tuple[str, Properties]]  # schema and values of another thing; "" and none if unseen

AT = ("Event", "RealEstate", "NoticeStep", "LegStep", "OperationLogLine")  # a crossing is only where these are
ON_THE_WAY = ("DeliveryLeg", "Trip", "Seizure", "Consignment", "TraffickingChannel")
IN_WORDS = ("settlement", "location", "place", "full", "address", "city")
BETWEEN = " – "


def placed(schema: str) -> bool:
    """Whether things of this kind are put on a map because something beside them is looked at."""
    spec = model.schema(schema)
    return spec is not None and any(spec.is_a(each) for each in (*AT, *ON_THE_WAY))


def stop_of(schema: str, said: Properties, about: About) -> Stop | str:
    """Where it is; the text that could not be placed; or "" where nothing says it."""
    codes = sorted(each.lower() for each in said.get("country", ()))
    texts = [text for name in IN_WORDS for text in sorted(said.get(name, ()))]
    if spot := given(said.get("latitude", ()), said.get("longitude", ())):
        return Stop(texts[0] if texts else "", spot)
    if found := _crossing(said, about):
        return found
    if schema == "BorderCrossing":
        texts = [*sorted(model.names(schema, dict(said))), *texts]
    if found := _first(texts, codes, anywhere=schema == "BorderCrossing"):
        return found
    if (said.get("region") and (found := _first(sorted(said["region"]), codes))) or (
        found := _state(schema, codes)
    ):
        return Stop(texts[0], found.spot) if texts else found
    return texts[0] if texts else ""


def _first(texts: Iterable[str], codes: Sequence[str], *, anywhere: bool = False) -> Stop | None:
    """`anywhere`: a post on a border may be known by the other side's name."""
    for text in texts:
        for code in (*codes, *([""] if anywhere or not codes else [])):
            if spot := locate(text, code):
                return Stop(text, spot)
    return None


def _crossing(said: Properties, about: About) -> Stop | None:
    for name in ("crossing", "addressEntity"):
        for id in sorted(said.get(name, ())):
            schema, there = about(id)
            found = stop_of(schema, there, _nothing) if schema else ""
            if isinstance(found, Stop):
                return Stop(model.caption(schema, dict(there)) or found.text, found.spot)
    return None


def _nothing(_id: EntityId) -> tuple[str, Properties]:
    """A crossing's own crossing is not followed."""
    return "", {}


def _state(schema: str, codes: Sequence[str]) -> Stop | None:
    """Only what happens is somewhere in a country; a person, a car or an operation merely belongs to one."""
    spec = model.schema(schema)
    happens = spec is not None and spec.is_a("Event") and not spec.is_a("Operation")
    spot = country(codes[0]) if happens and codes else None
    return Stop("", spot) if spot else None


# Ways


def way_of(schema: str, said: Properties, at: Stop | str, about: About) -> tuple[list[Stop], list[str]]:
    """The stops of its way in order, and places on it that are not known; no way has less than two stops."""
    found: list[Stop | str] = list(_stops(schema, said, at, about))
    stops = [each for each in found if isinstance(each, Stop)]
    apart = [stop for n, stop in enumerate(stops) if not n or stop.spot[:2] != stops[n - 1].spot[:2]]
    return (apart if len(apart) > 1 else []), [each for each in found if isinstance(each, str) and each]


def _stops(schema: str, said: Properties, at: Stop | str, about: About) -> Iterator[Stop | str]:
    code = min(said.get("country", ()), default="").lower()
    if schema == "DeliveryLeg":
        yield from (
            _place(text, code) for name in ("fromPlace", "toPlace") for text in sorted(said.get(name, ()))[:1]
        )
    elif schema == "Trip":
        for name in ("startLocation", "endLocation"):
            for id in sorted(said.get(name, ()))[:1]:
                kind, there = about(id)
                yield stop_of(kind, there, _nothing) if kind else ""
    elif schema in ON_THE_WAY:
        yield from _countries(said, ("departureCountry",) if said.get("departureCountry") else ("originCountry",))
        if len(said.get("transitCountry", ())) == 1:  # of several nobody says which came first
            yield from _countries(said, ("transitCountry",))
        yield from (each for text in sorted(said.get("route", ()))[:1] for each in _route(text))
        yield at if isinstance(at, Stop) else ""
        yield from _countries(said, ("destinationCountry",))


def _place(text: str, code: str) -> Stop | str:
    """Where a leg ends may lie across the border."""
    spot = locate(text, code) or locate(text)
    return Stop(text, spot) if spot else text


def _countries(said: Properties, names: Iterable[str]) -> Iterator[Stop]:
    for code in (min(said[name]) for name in names if said.get(name)):
        if spot := country(code):
            yield Stop("", spot)


def _route(text: str) -> Iterator[Stop]:
    """Places in order, as a person wrote them: `Khorog – Osh – Bishkek`. What is no place is only a word."""
    for dash in ("→", "->", " — ", " - ", ";", ","):
        text = text.replace(dash, BETWEEN)
    for part in (each.strip() for each in text.split(BETWEEN)):
        if spot := locate(part):
            yield Stop(part, spot)


def vague(spot: Spot) -> bool:
    """It stands in the middle of a region or a country."""
    return spot.exactness in ("region", "country")
