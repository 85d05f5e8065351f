"""The data model: FollowTheMoney's schemata, and ours in `schema/*.yml`, as one.

Importing this module is cheap. FollowTheMoney itself (over a second) loads with the first call that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from sarhad.kernel import cleaners, display
from sarhad.kernel.cleaners import Cleaned, Hints, identifier_key
from sarhad.kernel.dates import Calendar, Order

if TYPE_CHECKING:
    from followthemoney.model import Model
    from followthemoney.property import Property
    from followthemoney.schema import Schema

__all__ = [
    "VERSION", "Cleaned", "Prop", "Spec", "caption", "clean", "common", "event_date", "ftm", "identifier_key",
    "identifiers", "links", "names", "pairs", "refused", "schema", "schemata",
]  # fmt: skip

VERSION = "ftm-4.11.2+sarhad-1"
"""What a body names as its model: the version of FollowTheMoney, and the number of our own schemata."""

FOLDER = Path(__file__).parent / "schema"
NOT_SCHEMATA = {"labels-ru.yml", "words-ru.yml", "aliases.yml"}
Properties = Mapping[str, list[str]]
Texts = Mapping[str, str]


def _text(texts: Texts, key: str, lang: str) -> str:
    return texts.get(f"{key}_{lang[:2]}") or texts.get(key, "")


@dataclass(frozen=True, slots=True, eq=False)
class Prop:
    """One property of a schema."""

    name: str
    type: str  # FollowTheMoney's name for it: name, identifier, phone, date, country, entity, text, number, ...
    texts: Texts
    range: str | None  # of an entity property: the schema that it points to
    reverse: str | None  # the stub on the other side, whose label names the link as seen from there
    format: str | None  # of an identifier: inn, iban, ...
    options: Mapping[str, tuple[str, ...]]  # of a fixed list: code -> English, Russian, other words for it
    stub: bool  # the other side of a link; holds no values of its own
    matchable: bool
    hidden: bool
    deprecated: bool

    def label(self, lang: str = "en") -> str:
        return _text(self.texts, "label", lang) or self.name

    def description(self, lang: str = "en") -> str:
        return _text(self.texts, "description", lang)

    def show(self, value: str, lang: str = "en") -> str:
        """A cleaned value as a person reads it: `kg` is Kyrgyzstan, `chance` is By chance."""
        if value in self.options:
            return self.options[value][lang[:2] == "ru"]
        return display.show(self.type, value, lang, self.format)


@dataclass(frozen=True, slots=True, eq=False)
class Spec:
    """One schema, with all that it inherits."""

    name: str
    texts: Texts
    properties: Mapping[str, Prop]  # featured ones first, then as declared, stubs last
    ancestors: frozenset[str]  # names of the schemata that it extends, itself left out
    edge: tuple[str, str] | None  # the properties at its two ends, of a schema that is a link
    featured: tuple[str, ...]
    required: tuple[str, ...]  # asked for in forms; a bulk record may lack them
    caption_props: tuple[str, ...]
    temporal: tuple[tuple[str, ...], tuple[str, ...]]  # properties that say when it started, and ended
    matchable: bool
    abstract: bool
    hidden: bool

    def label(self, lang: str = "en") -> str:
        return _text(self.texts, "label", lang) or self.name

    def plural(self, lang: str = "en") -> str:
        return _text(self.texts, "plural", lang) or self.label(lang)

    def description(self, lang: str = "en") -> str:
        return _text(self.texts, "description", lang)

    def is_a(self, name: str) -> bool:
        return name == self.name or name in self.ancestors


# Loading


def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    return yaml.safe_load(path.read_text("utf-8")) or {}


@cache
def _ours() -> dict[str, dict[str, Any]]:
    """Our schemata, and properties that we add to FollowTheMoney's own, by schema name."""
    files = [path for path in sorted(FOLDER.glob("*.yml")) if path.name not in NOT_SCHEMATA]
    return {name: spec for path in files for name, spec in _yaml(path).items()}


_loading = RLock()


def ftm() -> Model:
    """FollowTheMoney's one model, with ours loaded into it: its mappings and entities know our schemata."""
    with _loading:
        return _load()


@cache
def _load() -> Model:
    from followthemoney.model import Model
    from followthemoney.property import Property
    from followthemoney.schema import Schema

    model = Model.instance()
    for name, spec in _ours().items():
        if name not in model.schemata:
            model.schemata[name] = Schema(model, name, spec)  # type: ignore[arg-type]
        else:
            known = model.schemata[name]
            added = {key: Property(known, key, value) for key, value in spec["properties"].items()}
            known.properties.update(added)
    model.generate()
    return model


@cache
def _russian() -> dict[tuple[str, str], Texts]:
    """Russian labels by (schema, property), property "" for the schema itself: FollowTheMoney's and ours."""
    found: dict[tuple[str, str], Texts] = {}
    for name, spec in _yaml(FOLDER / "labels-ru.yml").items():
        found[name, ""] = {f"{key}_ru": spec[key] for key in ("label", "plural") if key in spec}
        found |= {(name, key): {"label_ru": label} for key, label in spec.get("properties", {}).items()}
    for spec in _ours().values():
        for prop in spec["properties"].values():
            if back := prop.get("reverse"):
                found[prop["range"], back["name"]] = {"label_ru": back["label_ru"]}
    return found


@cache
def _aliases() -> dict[str, Any]:
    """Former names: {"schemata": {old: new}, "properties": {schema: {old: new}}}."""
    return _yaml(FOLDER / "aliases.yml")


# Lookup


def schema(name: str) -> Spec | None:
    """The schema of that name, or that once had that name; None if nobody knows it."""
    name = _aliases()["schemata"].get(name, name)
    return _spec(name) if name in ftm().schemata else None


def schemata() -> list[Spec]:
    return [_spec(name) for name in sorted(ftm().schemata)]


@cache
def _spec(name: str) -> Spec:
    it = ftm().schemata[name]
    own = _ours().get(name, {})
    texts = {"label": it.label, "plural": it.plural, "description": it.description or ""}
    edge = (it.edge_source, it.edge_target) if it.edge_source and it.edge_target else None
    return Spec(
        name=name,
        texts=_strings({**texts, **own, **_russian().get((name, ""), {})}),
        properties={key: _prop(it, it.properties[key]) for key in _ordered(it)},
        ancestors=frozenset(it.names - {name}),
        edge=edge,
        featured=tuple(it.featured),
        required=tuple(it.required),
        caption_props=tuple(it.caption),
        temporal=(tuple(it.temporal_start), tuple(it.temporal_end)),
        matchable=it.matchable,
        abstract=it.abstract,
        hidden=it.hidden,
    )


def _strings(texts: Mapping[str, Any]) -> Texts:
    wanted = ("label", "plural", "description")
    return {key: text.strip() for key, text in texts.items() if key.startswith(wanted) and text}


def _ordered(it: Schema) -> list[str]:
    plain = [key for key, prop in it.properties.items() if not prop.stub and key not in it.featured]
    return [*it.featured, *plain, *sorted(key for key, prop in it.properties.items() if prop.stub)]


def _prop(it: Schema, prop: Property) -> Prop:
    own = _ours().get(prop.schema.name, {}).get("properties", {}).get(prop.name, {})
    near = sorted(it.schemata, key=lambda each: (-len(each.names), each.name))
    russian: Texts = next((found for each in near if (found := _russian().get((each.name, prop.name)))), {})
    return Prop(
        name=prop.name,
        type=prop.type.name,
        texts=_strings({"label": prop.label, "description": prop.description, **own, **russian}),
        range=prop.range.name if prop.range else None,
        reverse=prop.reverse.name if prop.reverse else None,
        format=prop.format,
        options={code: tuple(words) for code, words in own.get("options", {}).items()},
        stub=bool(prop.stub),
        matchable=prop.matchable,
        hidden=prop.hidden,
        deprecated=prop.deprecated,
    )


def common(a: str, b: str) -> str | None:
    """The narrower of two schemata of which one is the other's ancestor: what both may be merged as."""
    left, right = schema(a), schema(b)
    if left is None or right is None:
        return a if a == b else None
    if left.is_a(right.name):
        return left.name
    return right.name if right.is_a(left.name) else None


# What an entity says. Properties of older bodies may go by a former name; those of unknown schemata say nothing.


class _Parts(NamedTuple):
    current: Mapping[str, str]  # a property's present or former name -> its present name
    links: frozenset[str]
    names: frozenset[str]
    kinds: Mapping[str, str]  # identifying property -> kind


KINDS = {
    "Vehicle:registrationNumber": "plate", "Vehicle:vin": "vin", "BankAccount:accountNumber": "account",
    "BankAccount:iban": "iban", "Phone:imei": "imei", "Phone:imsi": "imsi", "Container:number": "container",
    "CourtCase:caseNumber": "case", "CryptoWallet:publicKey": "wallet", "Vessel:imoNumber": "imo", "Vessel:mmsi": "mmsi",
}  # fmt: skip
TYPE_KINDS = {"phone": "phone", "email": "email", "ip": "ip", "checksum": "checksum", "identifier": "id"}
"""Passport, national and tax numbers are one kind: sources put one under the other's name too often."""


@lru_cache(maxsize=1024)
def _parts(name: str) -> _Parts:
    spec = schema(name)
    if spec is None:
        return _Parts({}, frozenset(), frozenset(), {})
    known = ftm().schemata[spec.name].properties
    former = _aliases()["properties"]
    old = {o: n for each in (*spec.ancestors, spec.name) for o, n in former.get(each, {}).items()}
    current = {key: key for key, prop in spec.properties.items() if not prop.stub} | old
    shown = {key: prop for key, prop in spec.properties.items() if not prop.stub}
    kinds = {
        key: KINDS.get(known[key].qname, TYPE_KINDS[prop.type])
        for key, prop in shown.items()
        if prop.type in TYPE_KINDS and prop.matchable
    }
    links = frozenset(key for key, prop in shown.items() if prop.type == "entity")
    names = frozenset(key for key, prop in shown.items() if prop.type == "name")
    return _Parts(current, links, names, kinds)


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
    spec = schema(name)
    if spec is None:
        return {}
    held = {given: spec.properties[now] for given, now in _parts(name).current.items()}
    return {
        given: cleaners.rule(prop.name, prop.type, prop.format, prop.options, hints) for given, prop in held.items()
    }


def pairs(properties: Properties, raw: Properties, name: str) -> list[tuple[str, str]]:
    """(value, as given) of one property. No value: cleaning refused it. Nothing given: it is the value itself."""
    return list(zip_longest(properties.get(name, ()), raw.get(name, ()), fillvalue=""))


def refused(properties: Properties, raw: Properties) -> list[tuple[str, str]]:
    """(property, text) of everything that cleaning refused."""
    return [(name, text) for name in raw for value, text in pairs(properties, raw, name) if not value]


def links(schema_name: str, properties: Properties) -> list[tuple[str, str]]:
    """(property, entity id) of everything that it points to."""
    parts = _parts(schema_name)
    found = [(parts.current.get(name, name), values) for name, values in properties.items()]
    return [(name, value) for name, values in found if name in parts.links for value in values]


def names(schema_name: str, properties: Properties) -> list[str]:
    """All names, or else the name that its parts make: family, given, father's."""
    parts = _parts(schema_name)
    found = [v for name, vs in properties.items() if parts.current.get(name) in parts.names for v in vs]
    return list(dict.fromkeys(found)) or _assembled(properties)


def _assembled(properties: Properties) -> list[str]:
    parts = [properties.get(name, [""])[0] for name in ("lastName", "firstName", "middleName", "fatherName")]
    name = " ".join(part for part in parts if part)
    return [name] if name else []


def identifiers(schema_name: str, properties: Properties) -> list[tuple[str, str]]:
    """(kind, key) of each number that identifies something: phone, email, plate, vin, id, iban, imei, ...

    Keys are folded by `identifier_key`, so that a plate is the same in Cyrillic and in Latin letters.
    """
    parts = _parts(schema_name)
    found = [(parts.kinds.get(parts.current.get(name, "")), vs) for name, vs in properties.items()]
    return list(dict.fromkeys((kind, identifier_key(kind, v)) for kind, vs in found if kind for v in vs))


def caption(schema_name: str, properties: Properties) -> str:
    """The best name to show, or else what its schema shows instead; "" if it holds none of these."""
    from rigour.names import pick_name

    parts = _parts(schema_name)
    for name in _captions(schema_name):
        values = properties.get(name)
        if name == "lastName" and (assembled := _assembled(properties)):
            return assembled[0]
        if values:
            return (name in parts.names and len(values) > 1 and pick_name(values)) or values[0]
    return "".join(_assembled(properties))


@lru_cache(maxsize=1024)
def _captions(name: str) -> tuple[str, ...]:
    spec = schema(name)
    return spec.caption_props if spec else ("name",)


def event_date(schema_name: str, properties: Properties) -> str | None:
    """When it was or began: the earliest of the first of its schema's dates that has a value."""
    spec = schema(schema_name)
    held = [properties[name] for name in (spec.temporal[0] if spec else ()) if properties.get(name)]
    return min(held[0]) if held else None
