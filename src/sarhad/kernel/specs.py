"""Schemata: FollowTheMoney's, and ours in `schema/*.yml`, as one model. See `model` for the whole interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from sarhad.kernel import display

if TYPE_CHECKING:
    from followthemoney.model import Model
    from followthemoney.property import Property
    from followthemoney.schema import Schema

FOLDER = Path(__file__).parent / "schema"
NOT_SCHEMATA = {"labels-ru.yml", "words-ru.yml", "aliases.yml"}
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

    return yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) or {}


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


def former_names(spec: Spec) -> dict[str, str]:
    """Former names of a schema's properties, its own and inherited, with the present ones."""
    renamed = _aliases()["properties"]
    return {old: new for each in (*spec.ancestors, spec.name) for old, new in renamed.get(each, {}).items()}


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


@lru_cache(maxsize=4096)
def common(a: str, b: str) -> str | None:
    """The narrower of two schemata of which one is the other's ancestor: what both may be merged as."""
    left, right = schema(a), schema(b)
    if left is None or right is None:
        return a if a == b else None
    if left.is_a(right.name):
        return left.name
    return right.name if right.is_a(left.name) else None
