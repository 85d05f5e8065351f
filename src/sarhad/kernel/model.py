"""The data model: what there is to say about people, things and events, and what one entity says.

Importing this module is cheap. FollowTheMoney itself (over a second) loads with the first call that needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple
from unicodedata import normalize

from rapidfuzz.distance.Indel import normalized_similarity

from sarhad.kernel import cleaners
from sarhad.kernel.cleaners import Cleaned, Hints, identifier_key
from sarhad.kernel.dates import Calendar, Order
from sarhad.kernel.specs import Prop, Spec, common, former_names, ftm, schema, schemata

__all__ = [
    "VERSION", "Cleaned", "Prop", "Spec", "addresses", "best_name", "caption", "clean", "common", "event_date",
    "ftm", "identifier_key", "identifiers", "links", "lists", "names", "pairs", "present", "refused", "schema",
    "schemata",
]  # fmt: skip

VERSION = "ftm-4.11.2+sarhad-5"
"""What a body names as its model: the version of FollowTheMoney, and the number of our own schemata."""

Properties = Mapping[str, list[str]]

WORDS = re.compile(r"\w+")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")

# What an entity says. Properties of older bodies may go by a former name; those of unknown schemata say nothing.


class _Parts(NamedTuple):
    held: Mapping[str, Prop]  # the properties that hold values
    former: Mapping[str, str]  # former name -> present name
    links: frozenset[str]
    names: frozenset[str]
    kinds: Mapping[str, str]  # identifying property -> kind


KINDS = {
    "Vehicle:registrationNumber": "plate", "Vehicle:vin": "vin", "BankAccount:accountNumber": "account",
    "BankAccount:iban": "iban", "Phone:imei": "imei", "Phone:imsi": "imsi", "Container:number": "container",
    "CourtCase:caseNumber": "case", "CryptoWallet:publicKey": "wallet", "Vessel:imoNumber": "imo",
    "Vessel:mmsi": "mmsi",
}  # fmt: skip
TYPE_KINDS = {"phone": "phone", "email": "email", "ip": "ip", "checksum": "checksum", "identifier": "id"}
"""Passport, national and tax numbers are one kind: sources put one under the other's name too often."""


@lru_cache(maxsize=1024)
def _parts(name: str) -> _Parts:
    spec = schema(name)
    if spec is None:
        return _Parts({}, {}, frozenset(), frozenset(), {})
    known = ftm().schemata[spec.name].properties
    held = {key: prop for key, prop in spec.properties.items() if not prop.stub}
    kinds = {
        key: KINDS.get(known[key].qname, TYPE_KINDS[prop.type])
        for key, prop in held.items()
        if prop.type in TYPE_KINDS and prop.matchable
    }
    links = frozenset(key for key, prop in held.items() if prop.type == "entity")
    names = frozenset(key for key, prop in held.items() if prop.type == "name")
    return _Parts(held, former_names(spec), links, names, kinds)


def clean(
    schema_name: str,
    given: Mapping[str, Iterable[Any]],
    *,
    country: str | None = None,
    date_order: Order | None = None,
    calendar: Calendar = "gregorian",
) -> Cleaned:
    """Clean each value once, as its property's type wants it.

    `country` is where national phone numbers are dialled; `date_order` and `calendar` say how dates are written
    (see `dates.parse`). What an unknown schema or property holds is kept as given. Raises ValueError, naming the
    property, for NUL, half a surrogate pair, or what is not text.
    """
    return cleaners.run(_table(schema_name, Hints(country, date_order, calendar)), given)


@lru_cache(maxsize=1024)
def _table(name: str, hints: Hints) -> dict[str, cleaners.Rule]:
    parts = _parts(name)
    present = {**{key: key for key in parts.held}, **parts.former}
    return {
        key: cleaners.rule(prop.name, prop.type, prop.format, prop.options, hints)
        for key, prop in ((key, parts.held[now]) for key, now in present.items())
    }


def present(schema_name: str, properties: Properties) -> Properties:
    """The same values under the names that properties have today."""
    former = _parts(schema_name).former
    if former.keys().isdisjoint(properties):
        return properties
    found: dict[str, list[str]] = {}
    for name, values in properties.items():
        found.setdefault(former.get(name, name), []).extend(values)
    return found


def pairs(properties: Properties, raw: Properties, name: str) -> list[tuple[str, str]]:
    """(value, as given) of one property. No value: cleaning refused it. Nothing given: it is the value itself."""
    return list(zip_longest(properties.get(name, ()), raw.get(name, ()), fillvalue=""))


def refused(properties: Properties, raw: Properties) -> list[tuple[str, str]]:
    """(property, text) of everything that cleaning refused."""
    return [(name, text) for name in raw for value, text in pairs(properties, raw, name) if not value]


def links(schema_name: str, properties: Properties) -> list[tuple[str, str]]:
    """(property, entity id) of everything that it points to."""
    wanted, properties = _parts(schema_name).links, present(schema_name, properties)
    if wanted.isdisjoint(properties):
        return []
    return [(name, value) for name, values in properties.items() if name in wanted for value in values]


def names(schema_name: str, properties: Properties) -> list[str]:
    """All names, or else the name that its parts make: family, given, father's."""
    wanted, properties = _parts(schema_name).names, present(schema_name, properties)
    if wanted.isdisjoint(properties):
        return _assembled(properties)
    found = [value for name, values in properties.items() if name in wanted for value in values]
    return list(dict.fromkeys(found)) or _assembled(properties)


PARTS = ("lastName", "firstName", "middleName", "fatherName")


def _assembled(properties: Properties) -> list[str]:
    if not any(name in properties for name in PARTS):
        return []
    parts = [properties.get(name, [""])[0] for name in PARTS]
    name = " ".join(part for part in parts if part)
    return [name] if name else []


def identifiers(schema_name: str, properties: Properties) -> list[tuple[str, str]]:
    """(kind, key) of each number that identifies something: phone, email, plate, vin, id, iban, imei, ...

    Keys are folded by `identifier_key`, so that a plate is the same in Cyrillic and in Latin letters.
    """
    kinds, properties = _parts(schema_name).kinds, present(schema_name, properties)
    found = [(kinds[name], values) for name, values in properties.items() if name in kinds]
    keys = [(kind, identifier_key(kind, value)) for kind, values in found for value in values]
    return [(kind, key) for kind, key in dict.fromkeys(keys) if key]


ADDRESS = "address"
FEWEST = 3  # words of an address that names a house and not only its town


def addresses(schema_name: str, properties: Properties) -> list[tuple[str, str]]:
    """("address", key) of each address in words: equal where the words are, whatever their case and punctuation."""
    if ADDRESS not in properties or ADDRESS not in _parts(schema_name).held:
        return []
    keys = (WORDS.findall(normalize("NFKC", value).casefold()) for value in properties[ADDRESS])
    return [(ADDRESS, " ".join(words)) for words in dict.fromkeys(map(tuple, keys)) if len(words) >= FEWEST]


LISTED = frozenset({
    "WantedNotice", "sanction", "wanted",
    "Report", "Feedback", "TrafficCount", "LineMessage", "DonatedAsset", "BorderCrossing",
    "Request", "Letter", "Answer", "Instrument", "InstrumentParty", "RecallReceipt",
    "Meeting", "Plan", "Recommendation",
    "Operation", "OrganisedGroup", "TraffickingChannel", "CriminalCase", "OperationBrief", "DeliveryPermission",
    "LabResult", "ResultsReport", "PublishedFigure", "Chart", "CallRecords",
    "StatisticalTable", "RowDecision", "PlaceName", "PriceObservation", "SeizureNews", "CountryProfile",
})  # fmt: skip
"""Kinds of records that offices keep lists of; there are few of them among a million facts."""


def lists(schema_name: str, properties: Properties) -> list[str]:
    """The lists that it stands in, so that it is found among a million facts: a schema, or topics of such lists."""
    return [each for each in (schema_name, *properties.get("topics", ())) if each in LISTED]


def caption(schema_name: str, properties: Properties) -> str:
    """The best name to show, or else what its schema shows instead; "" if it holds none of these."""
    parts, properties = _parts(schema_name), present(schema_name, properties)
    for name in _captions(schema_name):
        values = _assembled(properties) if name == "lastName" else properties.get(name)
        if values:
            return best_name(values) if name in parts.names and len(values) > 1 else values[0]
    return ""


def best_name(names: Iterable[str]) -> str:
    """One in Latin letters, which every officer reads, if there is one; of several the one most like the others.

    As rigour's `pick_name`, which takes a hundred times as long.
    """
    known = sorted(names)
    pool = [name for name in known if LATIN.search(name)][:20] or known[:20]

    def likeness(name: str) -> tuple[float, int]:
        alike = sum(normalized_similarity(name.casefold(), other.casefold()) for other in pool)
        return round(alike, 6), len(name)

    return max(pool, key=likeness)


@lru_cache(maxsize=1024)
def _captions(name: str) -> tuple[str, ...]:
    spec = schema(name)
    return spec.caption_props if spec else ("name",)


def event_date(schema_name: str, properties: Properties) -> str | None:
    """When it was or began: the earliest value of the first of its schema's dates that has any."""
    spec, properties = schema(schema_name), present(schema_name, properties)
    held = [properties[name] for name in (spec.temporal[0] if spec else ()) if properties.get(name)]
    return min(held[0]) if held else None
