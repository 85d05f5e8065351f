"""The everyday work of seven agencies: invented by a seeded generator, some of it known to two of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sarhad.access import actions as access
from sarhad.demo import names, words
from sarhad.demo.names import Name
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, fact
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import FragmentRef, Handling, Scope

DESKS = {  # office: who states for it, whose names it mostly meets, its grading scheme
    "TJ-DCA": ("saidov", ["tg", "tg", "uz", "fa"], "4x4"),
    "KG-MIA": ("toktosunova", ["ky", "ky", "uz", "tg"], "4x4"),
    "UZ-SCC": ("ergashev", ["uz", "uz", "tg", "fa"], "4x4"),
    "KZ-MIA": ("zhumabaev", ["kk", "kk", "ru", "ky"], "5x5x5"),
    "TM-SCS": ("annaev", ["tk", "tk", "fa", "uz"], "admiralty"),
    "RU-MIA": ("volkov", ["ru", "ru", "tg", "kk"], "admiralty"),
    "AZ-SCC": ("aliyeva", ["az", "az", "fa", "ru"], "3x5x2"),
}
CODES = {
    "4x4": ["A1", "A2", "B2", "B2", "B3", "C3", "X4"],
    "5x5x5": ["A11", "B22", "B33", "C33", "E44"],
    "3x5x2": ["1AP", "1BP", "2CC", "2DC"],
    "admiralty": ["A1", "B2", "B2", "C3", "D4", "F6"],
}
PHONES = {  # numbers that nobody has been given: 00, 555 and zeros
    "tj": "+992 00 555 {:04}", "kg": "+996 555 000 {:03}", "uz": "+998 55 500 00 {:02}", "kz": "+7 700 000 00{:02}",
    "tm": "+993 65 5000{:02}", "ru": "+7 955 000 {:04}", "az": "+994 55 500 00 {:02}", "af": "+93 79 000 00{:02}",
}  # fmt: skip
HANDLING = [0, 0, 0, 1, 1, 2, 3]
CAUSES = ["chance", "routine-control", "routine-control", "own-intelligence", "shared"]


@dataclass(frozen=True)
class Known:
    """An invented person, as the office that met them first knows them."""

    entity: str
    office: str
    name: Name
    birth: date
    country: str


def tell(story: Story) -> None:
    people: list[Known] = []
    for office in DESKS:
        met = _people(story, office, max(2, round(48 * story.share)))
        _things(story, office, met)
        people += met
    for count, known in enumerate(people):
        if count % 8 == 0:
            _met_again(story, known, judged=count % 24 == 0)


def _people(story: Story, office: str, count: int) -> list[Known]:
    who, cultures, _scheme = DESKS[office]
    rng, met, drafts = story.rng, [], []
    for _ in range(count):
        culture = names.cultures()[rng.choice(cultures)]
        woman = rng.random() < 0.25
        name = names.invent(culture, rng, woman=woman)
        born = date(1955, 1, 1) + timedelta(days=rng.randrange(18_000))
        known = Known(story.new(who, office=office), office, name, born, culture.country)
        shown = [name.native, name.russian] if rng.random() < 0.5 else [name.latin]
        values: dict[str, Any] = {"name": shown, "birthDate": str(born), "nationality": culture.country}
        values["gender"] = "female" if woman else "male"
        if rng.random() < 0.6:
            values["idNumber"] = f"0000 555 {rng.randrange(10_000):04}"
        if rng.random() < 0.5:
            values["passportNumber"] = f"SIM {rng.randrange(10**7):07}"
        if rng.random() < 0.4:
            values["phone"] = phone(rng, culture.country)
        drafts.append(_stated(story, office, "Person", known.entity, **values))
        met.append(known)
    for start in range(0, count, 12):
        story.say(who, *drafts[start : start + 12], office=office, why="register of persons")
    return met


def _things(story: Story, office: str, met: list[Known]) -> None:
    """Vehicles, companies, phones and seizures, each tied to somebody whom the office has met."""
    kinds = [
        (_vehicle, met[::3], "register of vehicles"),
        (_company, met[1::5], "register of companies"),
        (_phone, met[2::4], "answer of an operator"),
        (_seizure, story.rng.sample(met, len(met) // 4), "reports of seizures"),
    ]
    for make, people, why in kinds:
        for start in range(0, len(people), 5):
            drafts = [draft for person in people[start : start + 5] for draft in make(story, office, person)]
            story.say(DESKS[office][0], *drafts, office=office, why=why)


def _vehicle(story: Story, office: str, person: Known) -> list[Draft]:
    rng, vehicle, link = story.rng, _new(story, office), _new(story, office)
    make, model = rng.choice(words.words(words.MAKES)).split("/")
    letters = "".join(rng.choices("ABCEHKMOPTX", k=2))
    plate = f"0000 {letters} 0{rng.randint(1, 9)}"
    stated = {"registrationNumber": plate, "make": make, "model": model, "color": rng.choice(words.COLOURS[:8])}
    terms = _terms(story, office)
    return [
        fact("Vehicle", vehicle, **terms, **stated, country=person.country, buildDate=str(rng.randint(1996, 2024))),
        fact("Ownership", link, **terms, owner=person.entity, asset=vehicle, role="registered keeper"),
    ]


def _company(story: Story, office: str, person: Known) -> list[Draft]:
    rng, company, link = story.rng, _new(story, office), _new(story, office)
    trade = rng.choice(words.words(words.TRADES))
    number = rng.randrange(1000)
    town, latin, _region = rng.choice(words.words(words.TOWNS[person.country])).split()
    title = [
        f"{words.FORMS[person.country]} «Сим {trade} {number}»",
        f"Sim {names.spell(trade, 'passport')} {number}",
    ]
    terms = _terms(story, office)
    return [
        fact("Company", company, **terms, name=title, jurisdiction=person.country,
             registrationNumber=f"SIM-000000-{number:04}", address=f"{town} ({latin}), {rng.choice(STREETS)} 000",
             incorporationDate=str(rng.randint(1994, 2025))),
        fact("Directorship", link, **terms, director=person.entity, organization=company, role="director"),
    ]  # fmt: skip


STREETS = words.words(words.STREETS)


def _phone(story: Story, office: str, person: Known) -> list[Draft]:
    start = f"{story.rng.randint(2015, 2026)}-0{story.rng.randint(1, 9)}"
    stated = {"number": phone(story.rng, person.country), "operator": "Simcell", "activationDate": start}
    return [fact("Phone", _new(story, office), **_terms(story, office), **stated, holder=person.entity)]


def _seizure(story: Story, office: str, person: Known) -> list[Draft]:
    rng, seizure = story.rng, _new(story, office)
    drug, unit, least, most = rng.choice(words.DRUGS)
    town, _latin, region = rng.choice(words.words(words.TOWNS[office[:2].lower()])).split()
    day = date(2023, 1, 1) + timedelta(days=rng.randrange(1400))
    terms = {**_terms(story, office), "on": str(day)}
    return [
        fact("Seizure", seizure, **terms, reference=f"{office}-000-{rng.randrange(10_000):04}", date=str(day),
             country=office[:2].lower(), region=region, settlement=town, cause=rng.choice(CAUSES), transport="road",
             concealment=rng.choice(words.words(words.HIDDEN)), detained=str(rng.randint(0, 3))),
        fact("SeizedItem", _new(story, office), **terms, seizure=seizure, substance=drug, reportedUnit=unit,
             reportedAmount=f"{rng.uniform(least, most / 3):.2f}"),
        fact("Involvement", _new(story, office), **terms, subject=person.entity, event=seizure,
             part=rng.choice(["courier", "driver", "suspect", "organiser"])),
    ]  # fmt: skip


def _met_again(story: Story, known: Known, *, judged: bool) -> None:
    """Another office meets the same person: in Russian or Latin letters, sometimes with day and month exchanged."""
    rng = story.rng
    office = rng.choice([office for office in DESKS if office != known.office])
    entity = _new(story, office)
    born = known.birth
    if born.day <= 12 and rng.random() < 0.4:
        born = date(born.year, born.day, born.month)
    again = fact(
        "Person", entity, **{**_terms(story, office), "to": [MEMBERS], "point": []},
        name=rng.choice([known.name.russian, known.name.latin]),
        birthDate=rng.choice([str(born), str(born.year)]), nationality=known.country,
    )  # fmt: skip
    story.say(DESKS[office][0], again, office=office, why="check at the border")
    [first] = story.refs[known.entity][:1]
    if judged:
        _let_see(story, known, office, first)
        actions.judge(story.at(DESKS[office][0], office), known.entity, entity, "same", "photo and prints agree")


def _let_see(story: Story, known: Known, office: str, first: FragmentRef) -> None:
    head = {"TJ-DCA": "saidov", "KG-MIA": "asanov"}.get(known.office, DESKS[known.office][0])
    access.grant(story.at(head), refs=[first], scope=Scope(read=(office,), handling=Handling(1)))


def _stated(story: Story, office: str, schema: str, entity: str, **values: Any) -> Draft:
    return fact(schema, entity, **_terms(story, office), **values)


def _terms(story: Story, office: str) -> dict[str, Any]:
    """Grade, date, handling and readers, as offices choose them: mostly for themselves or for all members."""
    rng, scheme = story.rng, DESKS[office][2]
    day = date(2024, 1, 1) + timedelta(days=rng.randrange(1050))
    partner = rng.choice([other for other in DESKS if other != office])
    choice = rng.random()
    who: dict[str, Any] = {"to": [MEMBERS]}
    if choice < 0.35:
        who = {}
    elif choice < 0.5:
        who = {"to": [partner]}
    elif choice < 0.57:
        who = {"point": [MEMBERS]}
    elif choice < 0.64:
        who = {"to": [partner], "count": [MEMBERS]}
    elif choice < 0.68:
        return {"grade": f"{scheme} {rng.choice(CODES[scheme])}", "on": str(day), "to": ["public"]}
    return {"grade": f"{scheme} {rng.choice(CODES[scheme])}", "on": str(day), "h": rng.choice(HANDLING), **who}


def phone(rng: Random, country: str) -> str:
    pattern = PHONES[country]
    digits = int(pattern[pattern.index(":0") + 2])
    return pattern.format(rng.randrange(10**digits))


def _new(story: Story, office: str) -> str:
    return story.new(DESKS[office][0], office=office)
