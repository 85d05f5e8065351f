"""Households of invented people, each drawn from its own number: anyone can be made again without the others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Any

from bench.generate import NUMBERS, PEOPLE, PHONES, Region
from bench.writing import Named
from sarhad.demo.names import Stem, cultures

HOUSEHOLDS = {"": 79, "siblings": 8, "father": 5, "twins": 2, "namesake": 4, "namesake-year": 2}
LONGER = {"tg": 0.15, "fa": 0.2, "uz": 0.15, "kk": 0.06, "ky": 0.1, "tk": 0.1, "az": 0.02, "ru": 0}
BEFORE = {"tg": "Абду عبدال|Муҳаммад محمد|Шо شاه|Нур نور", "uz": "Абду|Муҳаммад|Шо|Нур"}
AFTER = {
    "tg": "ҷон جان|ҷон جان|хон خان|шоҳ شاه|алӣ علی", "uz": "жон|жон|жон|хон|бек|али|мурод", "kk": "бек|хан|жан",
    "ky": "бек|бек|кан|жан", "tk": "myrat|durdy|berdi|jan", "az": "xan|ağa",
}  # fmt: skip
STYLES = {  # how the surname is formed
    "tg": {"ov": 55, "zoda": 27, "i": 10, "bare": 8}, "fa": {"i": 45, "bare": 35, "zoda": 20}, "uz": {"ov": 100},
    "kk": {"ov": 75, "bare": 15, "son": 10}, "ky": {"ov": 72, "son": 28}, "ru": {"ov": 100},
    "az": {"ov": 65, "li": 15, "zoda": 20}, "tk": {"ov": 100},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as he is; what offices write of him comes from `people.Population`."""

    id: str
    relation: str
    name: Named
    country: str
    birth: tuple[int, int, int]
    number: str
    passports: tuple[str, ...]
    phones: tuple[str, ...]
    addresses: tuple[str, ...]
    place: str

    @property
    def date(self) -> str:
        return "{}-{:02}-{:02}".format(*self.birth)


def drawn(rng: Random, shares: dict[Any, float]) -> Any:
    return rng.choices(list(shares), list(shares.values()))[0]


@cache
def _surnames(code: str) -> tuple[list[Stem], list[float]]:
    """As `demo.names` has them; Azerbaijani and Turkmen ones made as varied as the others."""
    culture = cultures()[code]
    stems = list(culture.surnames)
    if code in {"az", "tk"}:
        ends = "qulu|xan|verdi|yar|ağa" if code == "az" else "myrat|durdy|berdi|nazar|gylyç|guly"
        stems += [Stem(stem.native + end) for stem in culture.surnames for end in ends.split("|")]
        Random(code).shuffle(stems)
    return stems, [1 / (rank + 3) ** 0.8 for rank in range(len(stems))]


def _given(code: str, woman: bool, rng: Random) -> Stem:
    stem = cultures()[code].given(rng, woman)
    own = "tg" if code == "fa" else code
    if woman or rng.random() > LONGER[code]:
        return stem
    if own in BEFORE and rng.random() < 0.4:
        first = Stem(*rng.choice(BEFORE[own].split("|")).split())
        return Stem(first.native + stem.native.lower(), stem.persian and first.persian + stem.persian)
    last = Stem(*rng.choice(AFTER[own].split("|")).split())
    return Stem(stem.native + last.native, stem.persian and stem.persian + last.persian)


class Households:
    """By number, from nought to as many as anyone wants."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        self.region = Region(seed)  # its phones, documents and addresses

    def household(self, number: int) -> list[Person]:
        rng = self.region.rng = Random(f"{self.seed} household {number}")
        first = self._person(number, 0, "", rng)
        kind = drawn(rng, HOUSEHOLDS)
        people = [replace(first, relation=kind), *self._others(first, kind, rng)]
        return people if not kind or kind.startswith("namesake") else self._together(people, rng)

    def _person(self, household: int, member: int, relation: str, rng: Random) -> Person:
        code = drawn(rng, PEOPLE)
        woman, culture, stems = rng.random() < 0.3, cultures()[code], _surnames(code)
        name = Named(
            code,
            woman,
            rng.choices(*stems)[0],
            _given(code, woman, rng),
            culture.man(rng),
            drawn(rng, STYLES[code]),
        )
        birth = rng.randint(1950, 2006), rng.randint(1, 12), rng.randint(1, 28)
        return self._papers(
            Person(f"{household}-{member}", relation, name, culture.country, birth, "", (), (), (), "")
        )

    def _papers(self, who: Person) -> Person:
        """The same person with documents, phones and addresses drawn anew."""
        region, rng = self.region, self.region.rng
        return replace(
            who,
            number=region.figures("{" + str(NUMBERS[who.country]) + "}"),
            passports=tuple(region.figures("{L2}{7}") for _ in range(rng.choice([1, 2]))),
            phones=tuple(region.figures(PHONES[who.country]) for _ in range(rng.choice([1, 1, 2, 3]))),
            addresses=tuple(region.address(who.country) for _ in range(2 if rng.random() < 0.15 else 1)),
            place=rng.choice(region.towns[who.country])[0],
        )

    def _others(self, first: Person, kind: str, rng: Random) -> list[Person]:
        household = first.id.split("-")[0]
        size = {"": 0, "siblings": rng.choice([1, 1, 2])}.get(kind, 1)
        made = []
        for member in range(1, size + 1):
            other = self._papers(replace(first, id=f"{household}-{member}", relation=kind))
            made.append(replace(other, **self._relative(first, kind, rng)))
        return made

    def _relative(self, first: Person, kind: str, rng: Random) -> dict[str, Any]:
        """What sets the other one apart from the first."""
        (year, month, _day), name = first.birth, first.name
        woman = rng.random() < 0.4 if kind == "siblings" else name.woman if kind == "twins" else False
        code = name.culture
        if kind == "father":
            father = name.father if name.woman else name.given
            child = replace(name, woman=False, given=_given(code, False, rng), father=father)
            later = min(year + rng.randint(19, 35), 2010)
            return {"name": child, "birth": (later, rng.randint(1, 12), rng.randint(1, 28))}
        if kind == "namesake-year":
            return {"birth": (year, (month + rng.randint(0, 10)) % 12 + 1, rng.randint(1, 28))}
        if kind == "namesake":
            other = min(year + rng.choice([-1, 1]) * rng.randint(2, 25), 2008)
            return {"birth": (other, month if rng.random() < 0.1 else rng.randint(1, 12), rng.randint(1, 28))}
        given = _given(code, woman, rng)
        while given == name.given:
            given = _given(code, woman, rng)
        apart = 0 if kind == "twins" else rng.choice([-1, 1]) * rng.randint(1, 9)
        birth = (
            first.birth if kind == "twins" else (min(year + apart, 2010), rng.randint(1, 12), rng.randint(1, 28))
        )
        return {"name": replace(name, woman=woman, given=given), "birth": birth}

    def _together(self, people: list[Person], rng: Random) -> list[Person]:
        """A household has things in common."""
        first, home, phone, papers = people[0], rng.random() < 0.7, rng.random() < 0.4, rng.random() < 0.2
        shared = [first]
        for offset, who in enumerate(people[1:], 1):
            if home:
                who = replace(who, addresses=first.addresses)
            if phone:
                who = replace(who, phones=(first.phones[0], *who.phones))
            if papers:
                next_number = f"{first.passports[0][:2]}{(int(first.passports[0][2:]) + offset) % 10**7:07}"
                who = replace(who, passports=(next_number, *who.passports[1:]))
            shared.append(who)
        return shared
