"""The features by which two records are compared: small functions, each with its finding and the values used."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache, cached_property, lru_cache
from itertools import product
from operator import ne
from pathlib import Path
from typing import Any

import yaml

from sarhad.kernel import model, names
from sarhad.matching.names import Compared, compare
from sarhad.matching.records import Reason, Subject

FILE = Path(__file__).parent / "data" / "features.yml"
MOST_NAMES = 12  # of one record that are compared
MOST_PAIRS = 36  # of names, of which each takes a millisecond if they are long
LONGEST_NAME = 400  # characters of which the words are looked at
COUNTRY = ("nationality", "citizenship", "country", "jurisdiction", "flag", "birthCountry")
SHORT = 7  # characters of a number that is not telling


@cache
def weights() -> Any:
    """The content of `features.yml`."""
    return yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader)


class Prepared:
    """What a subject is compared by, taken out of its properties when it is first asked for: most of those that
    are compared differ in what is looked at first."""

    def __init__(self, subject: Subject) -> None:
        self.schema = subject.schema
        self._properties: dict[str, Any] = dict(subject.properties)
        self.dates = tuple(self._values("birthDate", "incorporationDate", "buildDate"))

    def _values(self, *properties: str) -> list[str]:
        return [value for name in properties for value in self._properties.get(name, ())]

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(model.names(self.schema, self._properties)[:MOST_NAMES])

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """Of each name, folded."""
        return tuple(frozenset(names.words(name[:LONGEST_NAME])) for name in self.names)

    @cached_property
    def sexes(self) -> frozenset[str]:
        return frozenset(self._values("gender")) & {"male", "female"}

    @cached_property
    def countries(self) -> frozenset[str]:
        return frozenset(self._values(*COUNTRY))

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(word for text in self._values("birthPlace") for word in names.text_words(text))

    @cached_property
    def addresses(self) -> frozenset[str]:
        return frozenset(" ".join(sorted(names.text_words(text))) for text in self._values("address"))

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """(kind, key) of each."""
        return frozenset(model.identifiers(self.schema, self._properties))

    @cached_property
    def personal(self) -> frozenset[str]:
        """Keys of national personal numbers."""
        return frozenset(model.identifier_key("id", value) for value in self._values("idNumber"))


Feature = Callable[[Prepared, Prepared], Iterable[Reason]]


def name(one: Prepared, other: Prepared) -> Iterable[Reason]:
    """The two names that fit best."""
    best: Compared | None = None
    pair = ("", "")
    for left, right in _pairs(one, other):
        found = compare(left, right, one.schema if one.schema != "LegalEntity" else other.schema)
        if best is None or found.score > best.score:
            best, pair = found, (left, right)
        if best.score >= 1:
            break
    if best is None:
        return
    bits = _between(best.score, weights()["name"]["steps"])
    if bits > weights()["name"]["alone"] and min(len(text.split()) for text in pair) < 2:
        bits = weights()["name"]["alone"]
    finding = {"same": "agrees", "possible": "similar", "different": "differs"}[best.verdict]
    notes = dict.fromkeys(reason.note for reason in best.reasons if reason.note)
    yield Reason("name", finding, bits, *pair, " ".join(notes))


def _pairs(one: Prepared, other: Prepared) -> Iterable[tuple[str, str]]:
    """Which names are compared: all, or where these are too many, those that share most words."""
    pairs = list(product(one.names, other.names))
    if len(pairs) <= MOST_PAIRS:
        return pairs
    shared = [len(a & b) for a, b in product(one.words, other.words)]
    ranked = sorted(zip(shared, pairs, strict=True), key=lambda each: (-each[0], sorted(each[1])))
    return [pair for _shared, pair in ranked[:MOST_PAIRS]]


def _between(value: float, steps: list[list[float]]) -> float:
    place = bisect_right(steps, value, key=lambda step: step[0])
    if place >= len(steps):
        return steps[-1][1]
    (low, from_), (high, to) = steps[place - 1], steps[place]
    return round(from_ + (to - from_) * (value - low) / (high - low), 2)


def birth_date(one: Prepared, other: Prepared) -> Iterable[Reason]:
    """The two dates that agree best."""
    found = [
        (kind, left, right) for left in one.dates for right in other.dates for kind in [dates_agree(left, right)]
    ]
    if found:
        bits = weights()["birthDate"]
        kind, left, right = max(found, key=lambda each: bits[each[0]])
        finding = "agrees" if kind == "same" else "differs" if bits[kind] < 0 else "similar"
        yield Reason("birthDate", finding, bits[kind], left, right, f"date-{kind}")


@lru_cache(maxsize=20_000)
def dates_agree(one: str, other: str) -> str:
    """How two ISO dates of any precision agree: a key of `birthDate` in the table."""
    a, b = _known_part(one), _known_part(other)
    if a != b:
        return _parts_of_dates(a, b)
    return "same" if len(a) == 10 else "month" if len(a) == 7 else "year"


def _known_part(date: str) -> str:
    """Registers write the first of January where they know the year alone."""
    return date[:4] if date[4:10] == "-01-01" else date[:10]


def _parts_of_dates(a: str, b: str) -> str:
    shared = min(len(a), len(b))
    if shared < 10:
        if a[:shared] == b[:shared]:
            return "year" if shared < 7 else "month"
        if a[:4] == b[:4]:
            return "same-year"  # a month that is known contradicts no more than a day would
        return "beside" if abs(int(a[:4]) - int(b[:4])) <= 1 and a[4:shared] == b[4:shared] else "differs"
    if a[:4] == b[:4] and (a[5:7], a[8:]) == (b[8:], b[5:7]):
        return "swapped"
    wrong = sum(map(ne, a, b))
    if wrong == 1 or (wrong == 2 and sorted(a) == sorted(b)):
        return "digit"
    if a[:7] == b[:7] or a[:4] + a[7:] == b[:4] + b[7:] or (a[4:] == b[4:] and abs(int(a[:4]) - int(b[:4])) <= 1):
        return "near"
    return "same-year" if a[:4] == b[:4] else "differs"


def sex(one: Prepared, other: Prepared) -> Iterable[Reason]:
    if one.sexes and other.sexes:
        yield _either("gender", one.sexes, other.sexes)


def country(one: Prepared, other: Prepared) -> Iterable[Reason]:
    if one.countries and other.countries:
        yield _either("country", one.countries, other.countries)


def birth_place(one: Prepared, other: Prepared) -> Iterable[Reason]:
    if one.places and other.places:
        yield _either("birthPlace", one.places, other.places)


def address(one: Prepared, other: Prepared) -> Iterable[Reason]:
    if one.addresses and (same := one.addresses & other.addresses):
        yield Reason("address", "agrees", weights()["address"]["same"], min(same), min(same))


def _either(feature: str, one: frozenset[str], other: frozenset[str]) -> Reason:
    same = one & other
    if same:
        return Reason(feature, "agrees", weights()[feature]["same"], min(same), min(same))
    return Reason(
        feature, "differs", weights()[feature]["differs"], ", ".join(sorted(one)), ", ".join(sorted(other))
    )


def numbers(one: Prepared, other: Prepared) -> Iterable[Reason]:
    """Each number that both have, and a personal number that contradicts."""
    bits = weights()["same"]
    for kind, key in sorted(one.numbers & other.numbers) if one.numbers else ():
        value = bits["short"] if len(key) < SHORT and kind not in ("plate", "ip") else bits[kind]
        yield Reason(kind, "agrees", value, key, key)
    if one.personal and other.personal and not one.personal & other.personal:
        left, right = (", ".join(sorted(each.personal)) for each in (one, other))
        close = any(_one_off(a, b) for a in one.personal for b in other.personal)
        yield Reason(
            "personal-number", "differs", 0.0 if close else weights()["personal-number"]["differs"], left, right
        )


def _one_off(one: str, other: str) -> bool:
    """One figure wrong, or two that changed places."""
    wrong = [place for place in range(min(len(one), len(other))) if one[place] != other[place]]
    return len(one) == len(other) and (len(wrong) < 2 or (len(wrong) == 2 and sorted(one) == sorted(other)))


FEATURES: tuple[Feature, ...] = (birth_date, sex, numbers, country, birth_place, address)
"""All but the name, which costs most and comes last: see `scoring`."""
