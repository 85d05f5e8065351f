"""One row for each record: folded columns for comparing, and the keys under which it meets others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import combinations
from typing import NamedTuple

from sarhad.kernel import given, model, names, parts

PERSON, OTHER = "person", "other"
"""The two tables, each with weights of its own. What may be either (a LegalEntity) stands in both."""

MOST_NAMES, MOST_WORDS, MOST_KEYS = 12, 24, 120  # of one record; longer lists are cut

_ANYWHERE = frozenset(
    word
    for text in (
        "город улица дом квартира область район проспект переулок микрорайон село посёлок махалля республика",
        "кӯчаи кӯча ноҳияи вилояти шаҳри кўчаси тумани вилояти шаҳри көшесі ауданы облысы қаласы көчөсү",
        "city street house flat apartment region district avenue lane road village oblast ulitsa",
        "خیابان کوچه ولایت شهر ناحیه ولسوالی",
    )
    for word in names.text_words(text)
)
"""Words of addresses that stand in most of them."""

_VOWELS = str.maketrans("", "", "aeiouy'")


class Row(NamedTuple):
    """What Splink compares. Nothing here is for reading; all of it is folded."""

    unique_id: int  # a fragment's local id
    entity: int  # eight bytes of its entity's id: statements about one thing are not compared with each other
    sort: str  # schemata of different sorts are never one thing
    names: list[str]  # the roots of each name, sorted and joined
    roots: list[str]  # of all names' words: Karimov, Karimova, Karim and Karimzoda have one
    rare: list[str]  # of these, those that are not in the table of given names: few people share one
    fathers: list[str]  # of these, the fathers' names, as far as they are known to be that
    shapes: list[str]  # of all roots: what is left without vowels
    births: list[str]  # birth dates, or of companies, vehicles, ... when they were founded or built
    birth: str | None  # the only one, if there is only one
    personal: str | None  # the only national number, if there is only one
    numbers: list[str]  # all that identify: documents, plates, accounts, ...
    contacts: list[str]  # phones and addresses on the net, which people share
    sex: str | None
    countries: list[str]
    places: list[str]  # words of addresses and places
    keys: list[str]  # two records meet if they share one


def rows(id: int, entity: str, schema: str, properties: model.Properties) -> Iterator[Row]:
    """The rows of one record: none if nothing in it could be found again, two where it may be of either table."""
    for sort in _sorts(schema):
        row = _row(id, int(entity[:15], 16), sort, schema, model.present(schema, properties))
        if row.keys:
            yield row


def is_person(row: Row) -> bool:
    return row.sort == PERSON


@lru_cache(maxsize=1024)
def _sorts(schema: str) -> tuple[str, ...]:
    spec = model.schema(schema)
    if spec is None or not spec.matchable or spec.name in NOT_LINKED:
        return ()
    if spec.name == "LegalEntity":
        return (PERSON, "Organization")
    family = spec.ancestors | {spec.name}
    if "Person" in family:
        return (PERSON,)
    return ("Organization",) if "Organization" in family else (spec.name,)


NOT_LINKED = frozenset({"Address", "Position", "Territory", "BorderCrossing", "Security"})
"""Places and the like: one is described by many, and nobody asks who else knows it."""

SHARED = frozenset({"phone", "email", "ip"})
PLACES = ("address", "birthPlace", "region", "settlement")
DATES = ("birthDate", "incorporationDate", "buildDate")
COUNTRIES = ("nationality", "citizenship", "country", "jurisdiction")
PERSONAL = ("idNumber", "socialSecurityNumber", "innCode")


def _row(id: int, entity: int, sort: str, schema: str, properties: model.Properties) -> Row:
    found = model.identifiers(schema, properties)
    own = sort in ("Phone", "UserAccount")  # of a phone the number is what it is
    numbers = [f"{kind}:{key}" for kind, key in found if own or kind not in SHARED]
    contacts = [f"{kind}:{key}" for kind, key in found if not own and kind in SHARED]
    read = _person if sort == PERSON else _thing
    named = [read(name) for name in model.names(schema, properties)[:MOST_NAMES]]
    births = sorted({_date(value) for value in _values(properties, DATES)})
    shapes = [_shapes(each.roots) for each in named]
    return Row(
        unique_id=id,
        entity=entity,
        sort=sort,
        names=sorted({" ".join(each.roots) for each in named if each.roots}),
        roots=_all(each.roots for each in named),
        rare=_all(each.rare for each in named),
        fathers=_all(each.fathers for each in named),
        shapes=_all(shapes),
        births=births,
        birth=births[0] if len(births) == 1 else None,
        personal=_only(names.identifier(value) for value in _values(properties, PERSONAL)),
        numbers=numbers,
        contacts=contacts,
        sex=_only(value[:1] for value in properties.get("gender", ()) if value != "other"),
        countries=_values(properties, COUNTRIES),
        places=_words(properties),
        keys=_keys(sort, [*numbers, *contacts], shapes, births),
    )


def _all(lists: Iterable[Iterable[str]]) -> list[str]:
    return sorted({word for each in lists for word in each})[:MOST_WORDS]


def _values(properties: model.Properties, wanted: Iterable[str]) -> list[str]:
    return sorted({value for name in wanted for value in properties.get(name, ())})


def _date(value: str) -> str:
    """Registers write 1 January for people whose day of birth nobody knows: then the year is all that it says."""
    return value[:4] if value[4:] == "-01-01" else value[:10]


def _only(values: Iterable[str]) -> str | None:
    found = set(values) - {""}
    return found.pop() if len(found) == 1 else None


def _words(properties: model.Properties) -> list[str]:
    texts = [value for name in PLACES for value in properties.get(name, ())[:MOST_NAMES]]
    words = {word for text in texts for word in names.text_words(text)} - _ANYWHERE
    return sorted(word for word in words if len(word) > 2 or word.isdigit())[:MOST_WORDS]


class _Name(NamedTuple):
    roots: tuple[str, ...]  # of all words
    rare: tuple[str, ...]  # of those that are not in the table of given names
    fathers: tuple[str, ...]  # of those that are certainly a father's name


def _person(name: str) -> _Name:
    telling = [part for part in parts.parts(name) if part.role in TELLING] or parts.parts(name)
    words = [part for part in telling if part.stem not in ENDINGS] or telling
    return _Name(
        tuple(sorted({_root(part) for part in words})),
        tuple(sorted({part.stem for part in words if not part.known})),
        tuple(sorted({_root(part) for part in words if part.role == parts.FATHER})),
    )


ENDINGS = frozenset(("zada", "zade", "zad"))  # of a family's name, written apart
TELLING = frozenset({parts.GIVEN, parts.FAMILY, parts.FATHER})


def _root(part: parts.Part) -> str:
    """One spelling for all that are known to be one name."""
    return _known()[min(part.known)] if part.known else part.stem


@cache
def _known() -> list[str]:
    return ["".join(names.words(name)) for name, _sex, _languages, _forms in given.table_rows()]


def _thing(name: str) -> _Name:
    return _Name(names.words(name), names.words(name), ())


@lru_cache(maxsize=200_000)
def _shape(root: str) -> str:
    shape = root[:1] + root[1:].translate(_VOWELS)
    return shape if len(shape) > 1 else root


def _shapes(roots: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({_shape(root) for root in roots}))


# Where rows meet


def _keys(sort: str, numbers: Iterable[str], named: list[tuple[str, ...]], births: list[str]) -> list[str]:
    mark = sort[:4]
    found = [f"{mark}#{number}" for number in numbers]
    for shapes in dict.fromkeys(named):
        found += _of_name(mark, shapes[:6], births) if sort == PERSON else [f"{mark}={' '.join(shapes)}"]
    return list(dict.fromkeys(found))[:MOST_KEYS]


def _of_name(mark: str, shapes: tuple[str, ...], births: list[str]) -> Iterator[str]:
    """A word and the birth date, two words and the year, three words."""
    for birth in births:
        if len(birth) == 10:  # day and month in either order
            day = "".join(sorted((birth[5:7], birth[8:])))
            yield from (f"{mark}{birth[:4]}{day}{shape}" for shape in shapes)
        for year in (birth[:4], f"{int(birth[:4]) + 1}"):  # so that two years in a row have one in common
            yield from (f"{mark}{year}{one} {other}" for one, other in combinations(shapes, 2))
    yield from (f"{mark}={' '.join(three)}" for three in combinations(shapes, 3))
