"""Turns what queries return into what templates draw: facts in sections, changes in words, reasons counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.queries import history, reasons
from sarhad.access.reader import Reader
from sarhad.collect.mapping import Mapping as FileMapping
from sarhad.entities.profiles import SINGLE, differ
from sarhad.entities.records import Event, Fact, Profile, Reason, Statement, Value
from sarhad.kernel import model
from sarhad.kernel.claim import FragmentRef
from sarhad.ledger.naming import resolve
from sarhad.web.templatetags.look import country as country_name
from sarhad.web.templatetags.look import day, lang, schema_label, shown, verdict

CONTACT = frozenset({"phone", "email", "identifier", "address", "url", "ip"})
FIRST = frozenset({"name", "gender", "country", "date"})
SHOWN = 8  # values of one property, until one asks for all
ALL = 500
VOICES = 5  # statements shown for one value


# Facts in sections


class Line(NamedTuple):
    """One property as drawn; `more` values are left for a page of their own."""

    fact: Fact
    values: Sequence[Value]
    more: int


class Block(NamedTuple):
    title: str | Promise
    lines: list[Line]


def blocks(facts: Iterable[Fact], schema: str, whole: str = "") -> list[Block]:
    """Facts in up to three sections. `whole` names the property whose values are all wanted."""
    spec = model.schema(schema)
    person = spec is not None and spec.is_a("LegalEntity")
    titles = (
        gettext_lazy("Identity") if person else gettext_lazy("What is known"),
        gettext_lazy("Contact and documents"),
        gettext_lazy("Further facts"),
    )
    found: tuple[list[Line], ...] = ([], [], [])
    featured = (*spec.featured, *spec.caption_props) if spec else ()
    for fact in facts:
        found[_section(fact, featured, person)].append(_line(fact, whole))
    return [Block(title, lines) for title, lines in zip(titles, found, strict=True) if lines]


def _section(fact: Fact, featured: tuple[str, ...], person: bool) -> int:
    kind = fact.prop.type if fact.prop else ""
    if kind in CONTACT and (person or fact.name not in featured):
        return 1
    return 0 if kind in FIRST or fact.name in featured or fact.name.startswith("birth") else 2


def _line(fact: Fact, whole: str) -> Line:
    most = ALL if fact.name == whole else SHOWN
    return Line(fact, fact.values[:most], max(0, len(fact.values) - most))


# What changed between two statements


def changes(before: Statement, after: Statement) -> list[tuple[str, str, str]]:
    """(property, before, after) for every property whose values are not the same."""
    spec = model.schema(after.schema)
    names = sorted(before.properties.keys() | after.properties.keys())
    return [
        (_label(spec, name), _values(spec, before, name), _values(spec, after, name))
        for name in names
        if before.properties.get(name) != after.properties.get(name)
    ]


def _label(spec: model.Spec | None, name: str) -> str:
    prop = spec.properties.get(name) if spec else None
    return prop.label(lang()) if prop else name


def _values(spec: model.Spec | None, statement: Statement, name: str) -> str:
    prop = spec.properties.get(name) if spec else None
    return ", ".join(shown(value, prop) for value in statement.properties.get(name, [])) or "–"


class Happening(NamedTuple):
    """One line of a history."""

    event: Event
    text: str
    changed: list[tuple[str, str, str]]


EVENTS = {
    "stated": gettext_lazy("%(office)s: first statement of %(kind)s"),
    "corrected": gettext_lazy("%(office)s corrected its statement"),
    "retracted": gettext_lazy("%(office)s withdrew its statement"),
    "judged": gettext_lazy("%(office)s judged two records: %(verdict)s"),
    "undone": gettext_lazy("%(office)s took back a judgement: %(verdict)s"),
}


def happenings(events: Sequence[Event]) -> list[Happening]:
    """A history in words, with what each correction changed."""
    known = {event.statement.ref: event.statement for event in events if event.statement}
    return [Happening(event, _told(event), _changed(event, known)) for event in events]


def _told(event: Event) -> str:
    spec = model.schema(event.statement.schema) if event.statement else None
    kind = spec.label(lang()) if spec else event.statement.schema if event.statement else ""
    said = verdict(event.judgement.verdict) if event.judgement else ""
    return str(EVENTS.get(event.what, "%(office)s")) % {"office": event.office, "kind": kind, "verdict": said}


def _changed(event: Event, known: dict[FragmentRef, Statement]) -> list[tuple[str, str, str]]:
    before = next((known[ref] for ref in event.replaces if ref in known), None)
    return changes(before, event.statement) if before and event.statement else []


# Why one sees it


class Because(NamedTuple):
    count: int
    text: str


def because(reader: Reader, statements: Sequence[Statement], most: int = 300) -> list[Because]:
    """How many statements reach the reader in which way, most frequent first."""
    refs = [statement.ref for statement in statements[:most]]
    rows = history(reader).filter(id__in=resolve(refs)).select_related("scope")
    scopes = Counter(row.scope_id for row in rows)
    texts: Counter[str] = Counter()
    for scope in {row.scope_id: row.scope for row in rows}.values():
        texts.update({reason.text: scopes[scope.id] for reason in reasons(reader, scope)})
    return [Because(count, text) for text, count in sorted(texts.items(), key=lambda each: (-each[1], each[0]))]


# Two records beside each other


class Side(NamedTuple):
    """One of the two: what it is called, and its values with one who states them, by property."""

    id: str
    caption: str
    values: dict[str, list[tuple[str, str, Statement]]]  # property -> (value, as read, by)


class Comparison(NamedTuple):
    label: str
    left: list[tuple[str, str, Statement]]
    right: list[tuple[str, str, Statement]]
    agree: bool  # a value stands on both sides
    differ: bool  # both sides have values that cannot all be true


def sides(left: Profile, right: Profile) -> tuple[Side, Side]:
    """Two profiles; of one profile, what is said of the two entities asked for."""
    same = right.id in left.members
    return _side(left, {left.id} if same else set(left.members)), _side(
        right, {right.id} if same else set(right.members)
    )


def _side(profile: Profile, entities: set[str]) -> Side:
    values: dict[str, list[tuple[str, str, Statement]]] = {}
    for fact in profile.facts:
        for value in fact.values:
            by = next((said.by for said in value.said if said.by.entity in entities), None)
            if by:
                values.setdefault(fact.name, []).append((value.value, value_text(fact, value), by))
    plain = {name: [value for value, _text, _by in found if value] for name, found in values.items()}
    return Side(profile.id, model.caption(profile.schema, plain) or profile.caption, values)


def compare(left: Side, right: Side, facts: Iterable[Fact]) -> list[Comparison]:
    """Property by property, what each side says."""
    labels = {fact.name: fact.label(lang()) for fact in facts}
    return [
        _comparison(name, labels[name], left.values.get(name, []), right.values.get(name, []))
        for name in dict.fromkeys([*left.values, *right.values])
    ]


def _comparison(name: str, label: str, left: list[Any], right: list[Any]) -> Comparison:
    agree = bool({text for _value, text, _by in left} & {text for _value, text, _by in right})
    apart = name in SINGLE and bool(left and right) and differ(value for value, _text, _by in (*left, *right))
    return Comparison(label, left[:SHOWN], right[:SHOWN], agree, apart)


def value_text(fact: Fact, value: Value) -> str:
    """A value as a person reads it: dates at their precision, codes in words, entities by their captions."""
    plain = fact.prop and value.value and fact.prop.type != "entity"
    return shown(value.value, fact.prop) if plain else value.text


# Search


REASONS = {
    "identifier": gettext_lazy("same number: %(text)s"),
    "name": gettext_lazy("name: %(text)s"),
    "similar": gettext_lazy("similar name: %(text)s"),
    "partial": gettext_lazy("part of the name: %(text)s"),
    "text": gettext_lazy("in the text: %(text)s"),
}


def why(reason: Reason) -> str:
    return str(REASONS.get(reason.kind, "%(text)s")) % {"text": reason.text}


def gist(properties: Mapping[str, list[str]]) -> list[str]:
    """The one or two facts that tell a result from its neighbours: born and where, or when and where."""

    def first(*names: str) -> str:
        return next((properties[name][0] for name in names if properties.get(name)), "")

    born, at = sorted(properties.get("birthDate", []))[:2], first("date", "startDate")
    place = first("birthPlace", "settlement", "location", "address")[:60]
    country = country_name(first("nationality", "citizenship", "country", "jurisdiction"))
    date = _("b. %(date)s") % {"date": _(" or ").join(map(day, born))} if born else day(at)
    where = ", ".join(part for part in (place, country) if part)
    return [part for part in (date, where) if part]


# Imports


def columns(mapping: FileMapping | None, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(column, what it becomes) of a report, whose `person.name` reads Person: Name."""
    labels = {"grade": _("Grade"), "stated": _("Stated")}
    for entity in mapping.entities if mapping else ():
        spec = model.schema(entity.schema)
        for each in entity.properties:
            labels[f"{entity.name}.{each.name}"] = f"{schema_label(entity.schema)}: {_label(spec, each.name)}"
    return [(column, ", ".join(labels.get(each, each) for each in to.split(", "))) for column, to in found]
