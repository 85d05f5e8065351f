"""What pages of the monitor share: the filter as a form, captions in words, tables whose cells lead on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access.reader import Reader
from sarhad.kernel import display, substances
from sarhad.systems.monitor import words
from sarhad.systems.monitor.places import queries as places
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.cases import cases
from sarhad.systems.monitor.store.queries import UNKNOWN
from sarhad.systems.monitor.store.records import Source, Where
from sarhad.web.words import lang

REGION = ("af", "az", "ir", "kg", "kz", "pk", "ru", "tj", "tm", "uz")
"""The countries that a form always offers."""
MEMBERS = ("az", "kg", "kz", "ru", "tj", "tm", "uz")
"""The states of whose reports a caption says how many have come in."""
LABELS = {
    "substance": gettext_lazy("Substances"), "country": gettext_lazy("Countries"),
    "since": gettext_lazy("From year or month"), "until": gettext_lazy("To year or month"),
    "region": gettext_lazy("Region"), "transport": gettext_lazy("Transport"),
    "concealment": gettext_lazy("Hiding place"), "premises": gettext_lazy("Place of seizure"),
    "cause": gettext_lazy("What led to it"), "direction": gettext_lazy("Direction"),
    "origin": gettext_lazy("Origin"), "departure": gettext_lazy("Departure"), "transit": gettext_lazy("Transit"),
    "destination": gettext_lazy("Destination"), "source": gettext_lazy("Source"),
    "once": gettext_lazy("Equal rows"),
}  # fmt: skip
"""What each field of Where is called."""
FORM = ("substance", "country", "since", "until", "transport", "concealment", "cause", "once")
"""The fields that a filter shows if the page names no others."""
KNOWN = ("once", *words.FIELDS)
"""Those that offer something on every page."""
EVERY = (*FORM, "premises", "direction", "origin", "departure", "destination")
PLACES = ("country", "origin", "departure", "transit", "destination")
ONCE: dict[str, str | Promise] = {
    "": gettext_lazy("as people decided"), "all": gettext_lazy("each equal row once"),
    "none": gettext_lazy("as reported"),
}  # fmt: skip


class Choice(NamedTuple):
    code: str
    label: str
    on: bool = False


class Field(NamedTuple):
    """One question of the form. `kind`: boxes, select, text, hidden."""

    name: str
    label: str
    kind: str
    choices: Sequence[Choice] = ()
    value: str = ""


class Form(NamedTuple):
    """The filter: what it is set to in words, its fields, those of them that are rarely needed."""

    summary: str
    fields: list[Field]
    more: list[Field]
    open: bool = False


# Names of codes


def label_of(field: str, code: str) -> str:
    """A code of a field of Where, or of a column of `seizures`, in the reader's language."""
    if code == UNKNOWN and field != "substance":
        return _("not known")
    if field in PLACES:
        return country(code)
    if field in ("substance", "family"):
        return substance(code)
    if field in words.FIELDS:
        return words.label(field, code, lang())
    if field == "region":
        return places.region_name(code, lang())
    return str(ONCE[code]) if field == "once" and code in ONCE else code


def country(code: str) -> str:
    if code == "zz":
        return _("International waters")
    return display.country(code, lang()) if code else _("country not given")


def substance(code: str) -> str:
    """A substance or group; a code that is both is the group, which includes the substance."""
    if code in ("", "unknown"):
        return _("substance not known")
    known = substances.groups().get(code) or substances.all_substances().get(code)
    return known.label(lang()) if known else code


def colour(code: str) -> str:
    """The chart token of a substance or group."""
    group = substances.groups().get(code)
    one = substances.all_substances().get(code)
    return group.colour if group else one.group.colour if one else "c0"


def months(where: Where) -> str:
    """The period in words: `2011–2016`, `03.2014–12.2016`, `since 2014`; every year if it is open."""
    since, until = _month(where.since, "-01"), _month(where.until, "-12")
    if since and until:
        return since if since == until else f"{since}–{until}"
    if since:
        return _("since %(when)s") % {"when": since}
    return _("until %(when)s") % {"when": until} if until else _("all years")


def _month(text: str, edge: str) -> str:
    return text[:4] if not text or text.endswith(edge) else f"{text[5:7]}.{text[:4]}"


# The filter


def filter_form(
    where: Where,
    own: Sequence[Field] = (),
    fields: Sequence[str] = FORM,
    countries: Iterable[str] = (),
    named: Mapping[str, Sequence[tuple[str, str]]] = MappingProxyType({}),
) -> Form:
    """The filter as a form that is sent to its own page with GET.

    Args:
        own: questions of the page itself (a measure, a period), shown first; `hidden` ones travel along.
        fields: which fields of Where are shown; others keep their value unseen.
        countries: those of the data, offered beside the region's.
        named: (code, label) of what a page offers of a field that has no list of its own: region, source.
    """
    made = {name: _field(where, name, countries, named.get(name, ())) for name in fields}
    first = [field for name, field in made.items() if name in FORM[:4]]
    more = [field for name, field in made.items() if name not in FORM[:4] and (name in KNOWN or field.choices[1:])]
    kept = [Field(name, "", "hidden", value=value) for name, value in where.pairs() if name not in fields]
    return Form(" · ".join(_said(where, own)), [*own, *first, *kept], more)


def _field(where: Where, name: str, countries: Iterable[str], named: Sequence[tuple[str, str]]) -> Field:
    if name in ("since", "until"):
        return Field(name, str(LABELS[name]), "text", value=_typed(where, name))
    chosen = (where.once,) if name == "once" else getattr(where, name)
    kind = "boxes" if name in FORM[:2] or len(chosen) > 1 else "select"
    labels = {code: label_of(name, code) for code in (*_codes(name, countries), *chosen)} | dict(named)
    choices = [Choice(code, label, code in chosen) for code, label in labels.items()]
    if kind == "select" and name != "once":
        choices.insert(0, Choice("", _("any")))
    return Field(name, str(LABELS[name]), kind, choices)


def _typed(where: Where, name: str) -> str:
    text: str = getattr(where, name)
    return text[:4] if text.endswith("-01" if name == "since" else "-12") else text


def _codes(name: str, countries: Iterable[str]) -> Sequence[str]:
    if name == "substance":
        return tuple(substances.groups())
    if name in PLACES:
        return sorted({*REGION, *countries} - {""}, key=country)
    return tuple(ONCE) if name == "once" else words.codes(name) if name in words.FIELDS else ()


def _said(where: Where, own: Sequence[Field]) -> list[str]:
    """What the filter is set to, the usual parts always, others if they filter."""
    scoped = any(field.name == "scope" for field in own)  # says itself which countries, if none is named
    found = [
        ", ".join(map(substance, where.substance)) or _("all substances"),
        ", ".join(map(country, where.country)) or ("" if scoped else _("all countries")),
        months(where),
    ]
    for name in LABELS:
        values = getattr(where, name)
        if name in ("substance", "country", "since", "until", "source") or not values:
            continue
        told = [label_of(name, code) for code in ((values,) if name == "once" else values)]
        found.append(f"{str(LABELS[name]).lower()}: {', '.join(told)}")
    found += [
        choice.label
        for field in own
        for choice in field.choices
        if choice.on and not (field.name == "scope" and where.country)
    ]
    found = [each for each in found if each]
    return [found[0][:1].upper() + found[0][1:], *found[1:]]


# Tables


class Column(NamedTuple):
    label: str
    number: bool = True


class Cell(NamedTuple):
    text: str
    link: str = ""
    bar: SafeString | str = ""
    missing: bool = False
    words: bool = False  # no number: it stands to the left
    also: str = ""  # below it, smaller


class Row(NamedTuple):
    label: str
    cells: Sequence[Cell]
    link: str = ""


class Grid(NamedTuple):
    """A table of numbers. Its first column is each row's heading: `columns` has one more than a row has cells."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    foot: Row | None = None


def link(where: Where, name: str = "monitor-records", **more: Any) -> str:
    """The address of a page about what a cell counts: the records, if no other is named."""
    pairs = [*where.pairs(), *((key, value) for key, value in more.items() if value)]
    return reverse(name) + (f"?{urlencode(pairs)}" if pairs else "")


def query(request: HttpRequest) -> str:
    """What the address asks for, without the page turned to and the form of a file."""
    kept = request.GET.copy()
    for name in ("form", "page"):
        kept.pop(name, None)
    return kept.urlencode()


# What is missing


def basis(reader: Reader, where: Where) -> dict[str, Any]:
    """For a page: `sources` (name, address) of what it counts, and whether something is still being read."""
    tables = [each for each in queries.sources(reader) if each.kind == "seizures"]
    found = [
        (each.name, reverse("monitor-table", args=[each.id]))
        for each in tables
        if not where.source or each.id in where.source
    ]
    own = cases(reader)
    counted = own.path and (not where.source or queries.CASES in where.source)
    found += [(_("records of the offices"), "")] if counted else []
    return {"sources": found, "behind": any(each.waiting for each in tables) or own.behind}


def lacking(sources: Iterable[Source], where: Where) -> list[str]:
    """Sentences on what the tables leave out, of those that bear on the question."""
    found: dict[str, list[str]] = {}
    for lack in queries.lacking(sources, where):
        found.setdefault(lack.source.name, []).append(substance(lack.substance).lower())
    return [
        _("%(source)s: without %(what)s.") % {"source": name, "what": ", ".join(what)}
        for name, what in found.items()
    ]


def reported(countries: Iterable[str], members: Sequence[str] = MEMBERS) -> str:
    """ "5 of 7 members reported", and who did not."""
    there = set(countries)
    silent = [code for code in members if code not in there]
    said = _("%(n)d of %(of)d members reported") % {"n": len(members) - len(silent), "of": len(members)}
    if not silent:
        return f"{said}."
    return _("%(said)s; nothing from: %(who)s.") % {"said": said, "who": ", ".join(map(country, silent))}
