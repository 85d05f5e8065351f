"""A region's records, invented: FollowTheMoney JSON lines of any number, the same for the same seed.

python -m bench.generate 1020000 records.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from sarhad.demo import names, words

SHARES = {"Person": 55, "Phone": 17, "Vehicle": 13, "Company": 10, "Seizure": 5}
PEOPLE = {"tg": 22, "uz": 24, "ky": 16, "kk": 14, "ru": 10, "fa": 6, "tk": 4, "az": 4}
LINKS = {"Ownership": 40, "Associate": 20, "Family": 15, "Involvement": 15, "Directorship": 10}
# {2} stands for two random figures, and so on.
PHONES = {
    "tj": "+992 9{1} {3} {2} {2}", "uz": "+998 9{1} {3} {2} {2}", "kg": "+996 55{1} {3} {3}",
    "kz": "+7 70{1} {3} {2} {2}", "ru": "8 (91{1}) {3}-{2}-{2}", "tm": "+993 6{1} {2} {2} {2}",
    "az": "+994 50 {3} {2} {2}", "af": "+93 70 {3} {4}",
}  # fmt: skip
PLATES = {
    "tj": "{4} {L2} 0{1}", "uz": "01 {L1} {3} {L2}", "kg": "01 KG {3} {L3}", "kz": "{3} {L3} 0{1}",
    "ru": "{L1} {3} {L2} 7{1}", "tm": "{4} {L2}-AG", "az": "10-{L2}-{3}", "af": "KBL {5}",
}  # fmt: skip
NUMBERS = {"tj": 9, "uz": 14, "kg": 14, "kz": 12, "ru": 12, "tm": 8, "az": 7, "af": 10}
LETTERS = "ABCEHKMOPTX"
JOBS = ["водитель", "предприниматель", "driver", "безработный"]
OPERATORS = ["Tcell", "Babilon", "Beeline", "MegaCom", "Ucell", "O!"]
CAUSES = ["chance", "routine-control", "own-intelligence", "shared"]
ROLES = ["владелец", "owner", "брат", "driver", "курьер", "director", "знакомый", "organiser"]


class Region:
    """Makes one entity after the other. Links go to entities that came before."""

    def __init__(self, seed: int = 1, links: float = 0.15) -> None:
        self.rng = Random(seed)
        self.cultures = names.cultures()
        self.towns = {code: [town.split() for town in words.words(text)] for code, text in words.TOWNS.items()}
        self.streets, self.makes = words.words(words.STREETS), words.words(words.MAKES)
        self.trades, self.hidden = words.words(words.TRADES), words.words(words.HIDDEN)
        self.counts = dict.fromkeys(SHARES, 0)
        self.kinds, self.shares = list(SHARES), list(SHARES.values())
        self.links = links

    def entities(self, count: int) -> Iterator[dict[str, Any]]:
        """`count` entities, of which the share `links` are links between others."""
        for number in range(count):
            if number > 100 and self.rng.random() < self.links:
                yield self.link(number)
            else:
                schema = self.rng.choices(self.kinds, self.shares)[0]
                self.counts[schema] += 1
                properties = getattr(self, schema.lower())()
                held = {name: values for name, values in properties.items() if values}
                yield {"id": f"{schema}-{self.counts[schema]}", "schema": schema, "properties": held}

    def some(self, share: float, value: Any) -> list[str]:
        """The value with that probability; it is made only if wanted."""
        return [value() if callable(value) else value] if self.rng.random() < share else []

    def figures(self, pattern: str) -> str:
        """`{3}` becomes three figures, `{L2}` two letters that Cyrillic and Latin share."""
        text = pattern
        for part in pattern.split("{")[1:]:
            code = part.split("}")[0]
            if code[0] == "L":
                made = "".join(self.rng.choices(LETTERS, k=int(code[1:])))
            else:
                made = str(self.rng.randrange(10 ** int(code))).zfill(int(code))
            text = text.replace("{" + code + "}", made, 1)
        return text

    def day(self, first: int, last: int) -> str:
        return f"{self.rng.randint(first, last)}-{self.rng.randint(1, 12):02}-{self.rng.randint(1, 28):02}"

    def birth(self) -> str:
        return self.day(1950, 2006) if self.rng.random() < 0.9 else str(self.rng.randint(1950, 2006))

    def address(self, country: str) -> str:
        town = self.rng.choice(self.towns[country])[0]
        street = self.rng.choice(self.streets)
        return f"г. {town}, ул. {street}, д. {self.rng.randint(1, 180)}, кв. {self.rng.randint(1, 90)}"

    def spelling(self, name: str) -> str:
        """One name in fifty is mistyped, as they are."""
        if self.rng.random() > 0.02:
            return name
        place = self.rng.randrange(1, len(name) - 1)
        return name[:place] + name[place + 1 :]

    def person(self) -> dict[str, list[str]]:
        rng = self.rng
        culture = self.cultures[rng.choices(list(PEOPLE), list(PEOPLE.values()))[0]]
        woman = rng.random() < 0.3
        name, country = names.invent(culture, rng, woman=woman), culture.country
        spellings = [self.spelling(name.russian), *self.some(0.45, name.latin), *self.some(0.3, name.native)]
        spellings += self.some(0.1, name.persian) if name.persian else []
        return {
            "name": list(dict.fromkeys(spellings)),
            "birthDate": self.some(0.95, self.birth),
            "gender": self.some(0.9, "female" if woman else "male"),
            "nationality": self.some(0.85, country),
            "idNumber": self.some(0.6, lambda: self.figures("{" + str(NUMBERS[country]) + "}")),
            "passportNumber": self.some(0.6, lambda: self.figures("{L2} {7}")),
            "phone": self.some(0.35, lambda: self.figures(PHONES[country])),
            "address": self.some(0.6, lambda: self.address(country)),
            "birthPlace": self.some(0.4, lambda: rng.choice(self.towns[country])[0]),
            "position": self.some(0.1, lambda: rng.choice(JOBS)),
            "topics": self.some(0.2, "crime.traffick.drug"),
            "notes": self.some(0.15, lambda: f"Дело № {rng.randint(1, 9000)} от {self.day(2005, 2025)}"),
        }

    def phone(self) -> dict[str, list[str]]:
        rng, country = self.rng, self.rng.choice(list(PHONES))
        return {
            "number": [self.figures(PHONES[country])],
            "imei": self.some(0.9, lambda: self.figures("35{6}{7}")),
            "imsi": self.some(0.7, lambda: self.figures("43{6}{7}")),
            "operator": self.some(0.9, lambda: rng.choice(OPERATORS)),
            "activationDate": self.some(0.8, lambda: self.day(2008, 2025)),
            "model": self.some(0.5, lambda: rng.choice(["Nokia 105", "Samsung A12", "Redmi 9", "iPhone 11"])),
            "country": [country],
            "holder": self.some(0.6, lambda: self.one("Person")) if self.counts["Person"] else [],
        }

    def vehicle(self) -> dict[str, list[str]]:
        rng, country = self.rng, self.rng.choice(list(PLATES))
        make, model = rng.choice(self.makes).split("/")
        return {
            "registrationNumber": [self.figures(PLATES[country])],
            "vin": self.some(0.7, lambda: self.figures("{L3}{4}{L4}{6}")),
            "make": [make],
            "model": [model],
            "color": self.some(0.9, lambda: rng.choice(words.COLOURS)),
            "buildDate": self.some(0.9, lambda: str(rng.randint(1985, 2024))),
            "country": [country],
            "type": self.some(0.6, lambda: rng.choice(["car", "truck", "грузовой", "легковой"])),
        }

    def company(self) -> dict[str, list[str]]:
        rng = self.rng
        culture = self.cultures[rng.choice(list(PEOPLE))]
        country, stem = culture.country, culture.surname(rng).native
        form, trade = words.FORMS[country], rng.choice(self.trades)
        title = f"{stem} {trade}"
        return {
            "name": [f"{form} «{title}»", *self.some(0.5, lambda: f"{names.spell(stem, 'passport')} {trade} LLC")],
            "jurisdiction": [country],
            "registrationNumber": self.some(0.9, lambda: self.figures("{6}-{4}")),
            "taxNumber": self.some(0.7, lambda: self.figures("{9}")),
            "incorporationDate": self.some(0.8, lambda: self.day(1992, 2025)),
            "address": self.some(0.9, lambda: self.address(country)),
            "phone": self.some(0.5, lambda: self.figures(PHONES[country])),
            "status": self.some(0.7, lambda: rng.choice(["действует", "ликвидировано", "active"])),
            "legalForm": [form],
        }

    def seizure(self) -> dict[str, list[str]]:
        rng, country = self.rng, self.rng.choice(list(self.towns))
        town, _latin, region = rng.choice(self.towns[country])
        drug, unit, least, most = rng.choice(words.DRUGS)
        return {
            "summary": [f"{drug}, {rng.uniform(least, most):.2f} {unit}"],
            "reference": [self.figures("{4}/{4}")],
            "date": [self.day(2010, 2025)],
            "country": [country],
            "region": [region],
            "settlement": self.some(0.8, town),
            "cause": self.some(0.6, lambda: rng.choice(CAUSES)),
            "concealment": self.some(0.7, lambda: rng.choice(self.hidden)),
            "transport": self.some(0.7, "road"),
            "detained": self.some(0.5, lambda: str(rng.randint(0, 4))),
        }

    def one(self, *schemata: str) -> str:
        """The id of an entity that came before; half of all links go to a tenth of them, as in real networks."""
        schema = self.rng.choice([s for s in schemata if self.counts[s]])
        count = self.counts[schema]
        most = max(1, count // 10) if self.rng.random() < 0.5 else count
        return f"{schema}-{self.rng.randint(1, most)}"

    def link(self, number: int) -> dict[str, Any]:
        rng = self.rng
        schema = rng.choices(list(LINKS), list(LINKS.values()))[0]
        ends = {
            "Ownership": ("owner", ["Person", "Company"], "asset", ["Vehicle", "Company"], "role"),
            "Associate": ("person", ["Person"], "associate", ["Person"], "relationship"),
            "Family": ("person", ["Person"], "relative", ["Person"], "relationship"),
            "Involvement": ("subject", ["Person", "Vehicle", "Phone"], "event", ["Seizure"], "part"),
            "Directorship": ("director", ["Person"], "organization", ["Company"], "role"),
        }
        source, from_, target, to, word = ends[schema]
        properties = {
            source: [self.one(*from_)],
            target: [self.one(*to)],
            word: [rng.choice(ROLES)],
            "startDate": self.some(0.7, lambda: self.day(2000, 2025)),
            "endDate": self.some(0.2, lambda: str(rng.randint(2015, 2025))),
            "summary": self.some(0.3, lambda: f"по материалам дела № {rng.randint(1, 9000)}"),
            "recordId": [str(number)],
        }
        held = {name: values for name, values in properties.items() if values}
        return {"id": f"{schema}-{number}", "schema": schema, "properties": held}


def write(path: Path, count: int, seed: int = 1, links: float = 0.15) -> None:
    """Write the file unless it is there; a half-written one never is."""
    if path.exists():
        return
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        for entity in Region(seed, links).entities(count):
            file.write(json.dumps(entity, ensure_ascii=False, separators=(",", ":")) + "\n")
    part.rename(path)


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
