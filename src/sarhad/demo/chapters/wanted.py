"""The wanted list: invented notices of seven agencies with invented portraits, and what posts report on them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sarhad.access.reader import Reader
from sarhad.demo import names, picture
from sarhad.demo.chapters.everyday import DESKS
from sarhad.demo.region import MEMBERS, POSTS
from sarhad.demo.story import Story, fact
from sarhad.entities.drafts import File
from sarhad.kernel.claim import Grade, Handling, Scope
from sarhad.systems.wanted import actions, queries
from sarhad.systems.wanted.actions import Issue
from sarhad.systems.wanted.records import Notice

PARTNERS = Scope(read=(MEMBERS, POSTS), handling=Handling(0))
EVERYONE = Scope(read=("public", MEMBERS, POSTS), handling=Handling(0))
HEADS = {"TJ-DCA": "saidov", "KG-MIA": "asanov"}
DUTY = {
    "tj": "+992 00 555 0100", "kg": "+996 555 000 100", "uz": "+998 55 500 00 10", "kz": "+7 700 000 0010",
    "tm": "+993 65 500010", "ru": "+7 955 000 0010", "az": "+994 55 500 00 10",
}  # fmt: skip
OFFENCES = [
    "Trafficking in heroin as part of an organised group", "Illicit export of precursors",
    "Laundering the proceeds of drug trafficking", "Organising a trafficking channel", "Smuggling of hashish",
    "Illicit manufacture of synthetic drugs", "Escape from custody",
]  # fmt: skip
COLOURS = ["red"] * 9 + ["blue"] * 6 + ["green"] * 2 + ["yellow", "black", "purple", "orange"]
DANGERS = [(), (), ("armed",), ("armed", "escape"), ("violent",), ("ill",), ("drugs",)]
TODAY = date(2026, 11, 21)
MOST = 36


def tell(story: Story) -> None:
    rng = Random("wanted")  # noqa: S311 - the same region every time
    issued = [_issue(story, rng, n) for n in range(max(8, round(MOST * story.share)))]
    _lives(story, issued)
    _sightings(story, issued)
    _official_list(story)


def _issue(story: Story, rng: Random, n: int) -> tuple[Reader, Notice]:
    office = list(DESKS)[n % len(DESKS)]
    reader = story.at(HEADS.get(office, DESKS[office][0]), office)
    country, on = office[:2].lower(), TODAY - timedelta(days=rng.randrange(10, 600))
    woman = rng.random() < 0.15
    culture = names.cultures()[rng.choice(DESKS[office][1])]
    name = names.invent(culture, rng, woman=woman)
    born = date(1960, 1, 1) + timedelta(days=rng.randrange(15_000))
    about = {
        "name": list(dict.fromkeys(each for each in (name.latin, name.native, name.russian, name.persian) if each)),
        "birthDate": [str(born)], "nationality": [culture.country], "gender": ["female" if woman else "male"],
        "height": [str(rng.randrange(155, 194))], "passportNumber": [f"SIM {rng.randrange(10**7):07}"],
    }  # fmt: skip
    given = Issue(
        notice=_notice(rng, n, country, on), about=about, stated=str(on), grade=_grade(office),
        files=(File("simulated.png", picture.portrait(rng, bearded=not woman)),),
    )  # fmt: skip
    id = actions.issue(reader, given, EVERYONE if n % 4 == 0 else PARTNERS)
    found = queries.notice(reader, id)
    assert found is not None
    story.entities[f"notice {n}"] = id
    return reader, found


def _notice(rng: Random, n: int, country: str, on: date) -> dict[str, list[str]]:
    colour = COLOURS[n % len(COLOURS)]
    review = TODAY + timedelta(days=rng.choice([-6, 2, 9, 25, 80, 200, 300]))
    found = {
        "colour": [colour], "noticeNumber": [f"{country.upper()}-{100 + n}-26"], "wantedBy": [country],
        "offence": [rng.choice(OFFENCES)], "dangers": list(rng.choice(DANGERS)), "contactPhone": [DUTY[country]],
        "legalBasis": [f"Order of the simulated court, {on.isoformat()}"], "warrantNumber": [f"000/{n:03}"],
        "reviewDate": [str(review)], "validUntil": [str(on.replace(year=on.year + 5, day=min(on.day, 28)))],
    }  # fmt: skip
    if colour == "red":
        found["extraditionSought"] = ["yes"]
    return {name: values for name, values in found.items() if values}


def _grade(office: str) -> Grade:
    scheme = DESKS[office][2]
    return Grade(scheme, {"4x4": "A1", "5x5x5": "A11", "3x5x2": "1AP", "admiralty": "A1"}[scheme])


def _lives(story: Story, issued: list[tuple[Reader, Notice]]) -> None:
    """Some were found, one was extradited, about one two offices disagree, one was a mistake."""
    lives = [("located", "2026-11-02"), ("arrested", "2026-11-09"), ("extradited", "2026-11-14")]
    for (reader, notice), (step, day) in zip(issued[1:4], lives, strict=True):
        actions.take_step(reader, notice, step, day, place="Almaty (simulated)")
    reader, notice = issued[4]
    actions.take_step(reader, notice, "extradited", "2026-11-10")
    other = story.at("saidov", "TJ-DCA") if reader.office != "TJ-DCA" else story.at("asanov", "KG-MIA")
    seen = queries.notice(other, notice.id)
    if seen:
        actions.take_step(other, seen, "deceased", "2026-10-30", note="Hospital record, to be checked")
    reader, notice = issued[5]
    actions.withdraw(reader, notice, "The fingerprints are those of another man")


def _sightings(story: Story, issued: list[tuple[Reader, Notice]]) -> None:
    karimov = story.entity("W-0093")
    told = [
        ("usenov", "BLO-KM", karimov, "2026-11-09T06:40", "Karamyk, lane 2", "exit", "Driver of 0000 TS 03"),
        ("toktosunova", "KG-MIA", karimov, "2026-10-30", "Osh, bus station", "domestic", "With an unknown man"),
        ("bekmurodov", "BLO-AY", issued[0][1].id, "2026-11-19T21:15", "Ayritom, foot passage", "entry", "Alone"),
        (
            "toleev",
            "BLO-BD",
            issued[0][1].id,
            "2026-11-20T04:05",
            "Bor-Dobo, lane 1",
            "exit",
            "Passenger of a lorry",
        ),
    ]
    for who, office, id, on, place, direction, note in told:
        reader = story.at(who, office)
        notice = queries.notice(reader, id)
        if notice:
            values = {"date": [on], "location": [place], "direction": [direction], "summary": [note],
                      "measures": ["reported"]}  # fmt: skip
            actions.report(reader, notice, values)


def _official_list(story: Story) -> None:
    """A few invented entries under the name of a list, as an import of the real one leaves them."""
    rng = Random("listed")  # noqa: S311
    for n in range(6):
        name = names.invent(names.cultures()["fa"], rng)
        who = story.new("orlov", office="CENTRE")
        source = {"source": "un-sc-simulated", "on": "2026-10-01", "to": [MEMBERS, POSTS], "grade": "admiralty A1"}
        story.say(
            "orlov",
            fact("Person", who, **source, name=[name.latin, name.persian or name.native], topics="sanction",
                 birthDate=str(1958 + n), nationality="af"),
            fact("Sanction", story.new("orlov", office="CENTRE"), **source, entity=who, unscId=f"SIM.{n:03}",
                 authority="UN Security Council (simulated)", program="1988", listingDate="2020-01-01"),
            office="CENTRE",
        )  # fmt: skip
