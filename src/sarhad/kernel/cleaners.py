"""Cleans single values as FollowTheMoney's types do, without building its entities.

`model.clean` keeps a table of rules for each schema; a value then costs a look-up and one function.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from sarhad.kernel import dates, display, phones
from sarhad.kernel.dates import Calendar, Order
from sarhad.kernel.names import identifier

Clean = Callable[[str], str | None]
Options = Mapping[str, tuple[str, ...]]  # code -> English, Russian, other words for it


class Cleaned(NamedTuple):
    """Values by property, sorted, each once.

    `raw` holds the text as given where that matters to a reader: `raw[p][i]` is what `properties[p][i]` was
    made from, or "" where nothing worth telling was changed; what follows behind the last value was refused.
    """

    properties: dict[str, list[str]]
    raw: dict[str, list[str]]


class Rule(NamedTuple):
    name: str  # of the property, at present
    clean: Clean  # the value, or None if it is refused
    alike: Callable[[str], str | None]  # what must agree for given and cleaned to be the same to a reader


def run(table: Mapping[str, Rule], given: Mapping[str, Iterable[Any]]) -> Cleaned:
    """Clean an entity's values. What the table does not know is kept as given."""
    found: dict[str, dict[str, str]] = {}
    refused: dict[str, list[str]] = {}
    changed = False
    for key, values in given.items():
        name, clean, alike = table.get(key) or Rule(_text(key, key), _keep, _keep)
        known = found.setdefault(name, {})
        for value in values if type(values) is list else _several(values):
            plain = type(value) is str and value.isascii() and value.isprintable()
            text = value.strip() if plain else _text(value, key)
            if not text:
                continue
            cleaned = text if clean is _keep else clean(text)
            if not cleaned:
                refused.setdefault(name, []).append(text)
            elif cleaned not in known:
                same = cleaned == text or alike(cleaned) == alike(text)
                known[cleaned] = "" if same else text
                changed = changed or not same
    return _sorted(found, refused, changed)


def _sorted(found: dict[str, dict[str, str]], refused: dict[str, list[str]], changed: bool) -> Cleaned:
    ordered = sorted(found.items())
    properties = {name: sorted(known) if len(known) > 1 else [*known] for name, known in ordered if known}
    raw = {}
    for name, known in ordered if refused or changed else ():
        no = refused.get(name)
        if no or any(known.values()):
            raw[name] = [known[value] for value in sorted(known)] + sorted(set(no or ()))
    return Cleaned(properties, raw)


# Text

SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
# Control characters, zero-width space, marks of direction, byte order mark: nothing that is read. The zero-width
# joiner and non-joiner stay, since Persian words need them; tab and line ends stay.
UNREADABLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
HALVES = re.compile("[\ud800-\udfff]")


def _text(value: Any, key: str) -> str:
    """The value as normalised (NFC), readable text; "" if there is none."""
    if type(value) is not str:
        value = _scalar(value, key)
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    if not value.isprintable():
        value = _readable(value, key)
    return value.strip()  # type: ignore[no-any-return]


def _several(values: Any) -> Iterable[Any]:
    alone = values is None or isinstance(values, str | int | float | Decimal | date | Mapping)
    return (values,) if alone else values


def _scalar(value: Any, key: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"{key}: a {type(value).__name__} is not text")


def _readable(text: str, key: str) -> str:
    if "\0" in text:
        raise ValueError(f"{key}: the text holds a NUL character")
    if HALVES.search(text):
        raise ValueError(f"{key}: the text holds half a character (an unpaired surrogate)")
    return UNREADABLE.sub("", SPACES.sub(" ", text))


# One function for each type


class Hints(NamedTuple):
    """What a file declares about the values that it holds."""

    country: str | None = None  # where national phone numbers are dialled
    date_order: Order | None = None  # how dates in figures are written
    calendar: Calendar = "gregorian"


def rule(name: str, type_: str, format_: str | None, options: Options, hints: Hints) -> Rule:
    """The rule for one property; `format_` is that of an identifier, such as inn."""
    if options:
        return Rule(name, _chooser(options), _chooser(options, heard=2))
    if type_ == "phone":
        return Rule(name, partial(phones.clean, region=phones.dialling_region(hints.country)), phones.no_marks)
    if type_ == "date":
        return Rule(name, partial(_date, order=hints.date_order, calendar=hints.calendar), _plain_date)
    if type_ == "identifier" and format_:
        return Rule(name, partial(_type("identifier").clean_text, format=format_), identifier)
    return Rule(name, *SIMPLE.get(type_, (_keep, _keep)))


@cache
def _type(name: str) -> Any:
    from followthemoney.types import registry

    return registry.get(name)


def _keep(text: str) -> str:
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _chooser(options: Options, heard: int | None = None) -> Clean:
    """Takes a code, or one of the first `heard` words for it; None takes all."""
    words = {word.casefold(): code for code, said in options.items() for word in (code, *said[:heard])}
    return lambda text: words.get(text.casefold())


def _name(text: str) -> str | None:
    if text[0] not in "\"'" and "  " not in text and text.isprintable():
        return text
    return _type("name").clean_text(text)  # type: ignore[no-any-return]


def _address(text: str) -> str | None:
    return _type("address").clean_text(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _country(text: str) -> str | None:
    return _type("country").clean_text(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _country_word(text: str) -> str | None:
    """The code, for text that a reader will see again when the code is shown."""
    code = _country(text)
    words = {code, *(display.country(code, lang).casefold() for lang in ("en", "ru"))} if code else set()
    return code if text.casefold() in words else text


SEXES = {
    **dict.fromkeys(("м", "муж", "муж.", "эркек", "ер", "мард", "erkak", "erkek", "kişi", "مرد"), "male"),
    **dict.fromkeys(("ж", "жен", "жен.", "аял", "әйел", "зан", "ayol", "aýal", "qadın", "زن"), "female"),
}


@lru_cache(maxsize=1024)
def _gender(text: str) -> str | None:
    return SEXES.get(text.casefold()) or _type("gender").clean_text(text)


@lru_cache(maxsize=1024)
def _language(text: str) -> str | None:
    return _type("language").clean_text(text)  # type: ignore[no-any-return]


def _topic(text: str) -> str | None:
    return _type("topic").clean_text(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _email(text: str) -> str | None:
    return _type("email").clean_text(text)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _url(text: str) -> str | None:
    return _type("url").clean_text(text)  # type: ignore[no-any-return]


def _ip(text: str) -> str | None:
    return _type("ip").clean_text(text)  # type: ignore[no-any-return]


SIMPLE: dict[str, tuple[Clean, Callable[[str], str | None]]] = {
    "name": (_name, _one_line),
    "address": (_address, _one_line),
    "country": (_country, _country_word),
    "gender": (_gender, _gender),
    "language": (_language, _language),
    "topic": (_topic, str.casefold),
    "email": (_email, str.casefold),
    "url": (_url, partial(re.sub, "/$", "")),
    "ip": (_ip, _keep),
}
"""Types that are not here are kept as given: text, numbers (see `units`), and ids of entities, which are their
owner's business and need not look as FollowTheMoney likes them."""


def _date(text: str, order: Order | None, calendar: Calendar) -> str | None:
    """Not FollowTheMoney's parser, which takes 1990 for "1990 - 1992" and drops the seconds of 10:00:00Z."""
    return text if calendar == "gregorian" and _is_day(text) else _read_date(text, order, calendar)


def _is_day(text: str) -> bool:
    """Most dates: one day as ISO 8601 writes it, which no order can change."""
    if len(text) != 10 or text[4] != "-":
        return False
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.year in dates.YEARS["gregorian"] and day.isoformat() == text


@lru_cache(maxsize=65536)
def _read_date(text: str, order: Order | None, calendar: Calendar) -> str | None:
    try:
        return dates.parse(text, order, calendar).iso
    except dates.DateError:
        return None


def _plain_date(text: str) -> str:
    return text.replace("T", " ").removesuffix(" 00:00:00")


def identifier_key(kind: str, value: str) -> str:
    """What two identifiers of a kind have in common if they are the same: the index and searches both use it."""
    if kind in {"phone", "ip"}:
        return value
    return value.casefold() if kind in {"email", "checksum"} else identifier(value)
