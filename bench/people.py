"""A region's people with their duplicates, invented: what matching is measured on. The same for the same seed.

    python -m bench.people 1020000 .bench/people.json       # writes people.json and people.csv beside it

`people.json`: FollowTheMoney JSON lines, one Person a record; ids say nothing. `people.csv`: record, person,
relation (what makes the person easy to confuse). Two records of one person are a true pair: 254,000 in 1,020,000.

**Records a person** 1: 82.4%, 2: 13%, 3: 3.3%, 4: 1.3%. Each is written by another clerk; nothing is copied.

**Names** come from `sarhad.demo.names` (each country's commonest names by Zipf's law, surnames far more varied than
given names) and are spelled by `bench.writing` and `bench.spelling`: 8 cultures, the shares of scripts and
romanisations in `HANDS`. In a record: patronymic left out 18%, formed as in another language 25% (-ович, ўғли, ұлы,
уулу, оглы, bare), doubled 1.5%; given name and patronymic as initials 3%; order changed 15% (in Latin letters 30%);
surname left out 2%; surname in another form 4% (Раҳимов, Раҳимзода, Раҳим); a slip of the hand 8%; capitals 20%;
letters of another alphabet that look alike 1%; Abdul-, -ullah, -jon split 25%; -jon left out 10%; a second spelling
beside the first 12%. Names with several traditions (Muhammad, Yusuf, Husain) change tradition 25%.

**Birth date** right 85.5%, missing 4%, year only 4.5%, 1 January of the year 1.5%, day and month exchanged 1.5%,
one digit wrong 1.5%, a year off 1.5%.

**Numbers** personal number in 55% of the records, of which 1.5% with a slip and 1% another authority's number;
passport in 45%, the person's second one if there are two (50%), 1.5% with a slip; phone in 35%, one of up to three;
address 50% (15% have moved); birthplace 40%; sex 88% (0.5% wrong); nationality 85%.

**Easy to confuse** (share of households): brothers and sisters 8%, father and son 5%, twins 2%, namesakes of
another year 4%, namesakes of the same year 2%. A household shares the address (70%) and a phone (40%), and its
passports have neighbouring numbers (20%). Chance adds namesakes, as it does in life.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.generate import NUMBERS
from bench.households import Households, Person, drawn
from bench.writing import cased, write

COPIES = {1: 82.4, 2: 13, 3: 3.3, 4: 1.3}
Properties = dict[str, list[str]]


class Record(NamedTuple):
    person: str
    relation: str
    properties: Properties


class Query(NamedTuple):
    """What an officer asks about a person, and the records that are his."""

    properties: Properties  # name, mostly a birth date, sometimes sex and nationality
    document: Properties  # a passport or personal number, if he has one with him
    records: tuple[str, ...]
    relation: str


class Population(Households):
    """What offices write of the people."""

    def copies(self, who: Person) -> list[Record]:
        """The records that offices hold of a person."""
        number = drawn(Random(f"{self.seed} copies {who.id}"), COPIES)
        return [self.record(who, Random(f"{self.seed} record {who.id} {copy}")) for copy in range(number)]

    def record(self, who: Person, rng: Random) -> Record:
        self.region.rng = rng
        some, slip = self.region.some, self._slip
        spellings = [cased(write(who.name, rng), rng) for _ in range(2 if rng.random() < 0.12 else 1)]
        woman = who.name.woman != (rng.random() < 0.005)
        other = self.region.figures("{" + str(NUMBERS[who.country]) + "}")
        number = other if rng.random() < 0.01 else slip(who.number, rng)
        properties = {
            "name": list(dict.fromkeys(spellings)),
            "birthDate": written_date(who.birth, rng),
            "gender": some(0.88, "female" if woman else "male"),
            "nationality": some(0.85, who.country),
            "idNumber": some(0.55, number),
            "passportNumber": some(0.45, lambda: slip(rng.choice(who.passports), rng)),
            "phone": some(0.35, lambda: rng.choice(who.phones)),
            "address": some(0.5, lambda: rng.choice(who.addresses)),
            "birthPlace": some(0.4, who.place),
        }
        return Record(who.id, who.relation, {name: values for name, values in properties.items() if values})

    def _slip(self, number: str, rng: Random) -> str:
        if rng.random() > 0.015:
            return number
        place = rng.randrange(2, len(number))
        return number[:place] + rng.choice("0123456789") + number[place + 1 :]

    def records(self) -> Iterator[Record]:
        """Records of one household after the other, without end."""
        for number in count():
            for who in self.household(number):
                yield from self.copies(who)

    def queries(self, path: Path, number: int, seed: int = 1) -> Iterator[Query]:
        """Probes of people whose records `write` put into `path`, spelled as none of these records is."""
        held: dict[str, list[str]] = {}
        with truth(path).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                held.setdefault(row["person"], []).append(row["record"])
        rng = Random(f"{self.seed} queries {seed}")
        for id in rng.sample(sorted(held), number):
            household, member = map(int, id.split("-"))
            yield self.query(self.household(household)[member], tuple(held[id]), rng)

    def query(self, who: Person, records: tuple[str, ...], rng: Random) -> Query:
        known = {name.lower() for copy in self.copies(who) for name in copy.properties["name"]}
        for _ in range(20):
            text = cased(write(who.name, rng), rng)
            if text.lower() not in known:
                break
        properties = {
            "name": [text],
            "birthDate": written_date(who.birth, rng),
            "gender": ["female" if who.name.woman else "male"] if rng.random() < 0.5 else [],
            "nationality": [who.country] if rng.random() < 0.5 else [],
        }
        document = {"passportNumber": [rng.choice(who.passports)]} if rng.random() < 0.6 else {}
        return Query(
            {name: values for name, values in properties.items() if values}, document, records, who.relation
        )


def written_date(birth: tuple[int, int, int], rng: Random) -> list[str]:
    """A birth date as registers hold it; rates in the text above."""
    year, month, day = birth
    kind = rng.random() * 100
    if kind < 4:
        return []
    if kind < 8.5:
        return [str(year)]
    if kind < 10:
        month, day = 1, 1
    elif kind < 11.5 and day <= 12:
        month, day = day, month
    elif kind < 13:
        day = day // 10 * 10 + rng.randint(1, 8) if day < 20 else 20 + rng.randint(1, 8)
    elif kind < 14.5:
        year += rng.choice([-1, 1])
    return [f"{year}-{month:02}-{day:02}"]


def truth(path: Path) -> Path:
    return path.with_suffix(".csv")


def write_records(path: Path, number: int, seed: int = 1) -> None:
    """Both files, unless they are there; half-written ones never are. The order of the records says nothing."""
    if path.exists():
        return
    made = [
        (json.dumps(record.properties, ensure_ascii=False, separators=(",", ":")), record.person, record.relation)
        for record in islice(Population(seed).records(), number)
    ]
    Random(seed).shuffle(made)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file, truth(path).open("w", encoding="utf-8", newline="") as keys:
        table = csv.writer(keys)
        table.writerow(["record", "person", "relation"])
        for place, (properties, person, relation) in enumerate(made):
            file.write(f'{{"id":"record-{place}","schema":"Person","properties":{properties}}}\n')
            table.writerow([f"record-{place}", person, relation])
    part.rename(path)


if __name__ == "__main__":
    write_records(Path(sys.argv[2]), int(sys.argv[1]))
