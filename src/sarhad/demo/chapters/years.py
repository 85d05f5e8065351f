"""The years before, 2011 to 2016: simulated records that come to the figures which the region's reports printed,
and those figures with their sources. Open Results as orlov and choose one of these years.

What contradicts itself in print (six operations and 103 kg, or three and more than 150) stays two claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, fact
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import EntityId

REVIEW = "UNODC Regional Office for Central Asia, 2011 year review"
NEWSLETTER = "UNODC Regional Office for Central Asia, newsletter, end of 2013"
ANNUAL = "UNODC Regional Office for Central Asia, annual report 2016"
OPEN = {"grade": "4x4 B2", "to": [MEMBERS], "count": ["public"]}


class Found(NamedTuple):
    """Seizures of one office that come to a weight together."""

    who: str
    country: str
    since: str
    until: str
    kg: str
    n: int
    substance: str = "heroin"
    cause: str = "operation"
    by: str = ""  # whose information it was
    detained: int = 0  # of all together
    region: str = ""
    premises: str = ""


def tell(story: Story) -> None:
    rng = Random("years")  # noqa: S311 - the same region every time
    _channels(story, rng)
    _prisons(story, rng)
    _perebros(story, rng)
    _centre(story, rng)
    _neighbours(story, rng)
    _printed(story)


# What is said again and again


def seize(story: Story, rng: Random, found: Found, operation: EntityId = "") -> None:
    """So many seizures on days of the period; weights and persons come to the sums exactly."""
    since, until = date.fromisoformat(found.since), date.fromisoformat(found.until)
    weights, persons = split(rng, Decimal(found.kg), found.n), shares(found.detained, found.n)
    drafts = []
    for weight, detained in zip(weights, persons, strict=True):
        day = str(since + timedelta(days=rng.randrange((until - since).days + 1)))
        seizure = story.new(found.who)
        values = {
            "country": found.country, "cause": found.cause, "causeOffice": found.by, "operation": operation,
            "region": found.region, "premises": found.premises, "detained": str(detained) if detained else "",
        }  # fmt: skip
        given = {name: value for name, value in values.items() if value}
        number = f"SIM-{day[:4]}-{rng.randrange(10_000):04}"
        drafts += [
            fact("Seizure", seizure, on=day, date=day, reference=number, **given, **OPEN),
            fact("SeizedItem", story.new(found.who), on=day, seizure=seizure, substance=found.substance,
                 reportedAmount=str(weight), reportedUnit="kg", **OPEN),
        ]  # fmt: skip
    story.say(found.who, *drafts, why=f"register of {found.since[:4]}")


def split(rng: Random, total: Decimal, n: int) -> list[Decimal]:
    """`n` weights above zero, to ten grams, that come to the total."""
    cuts = sorted(rng.sample(range(1, int(total * 100)), n - 1))
    return [Decimal(b - a) / 100 for a, b in zip([0, *cuts], [*cuts, int(total * 100)], strict=True)]


def shares(total: int, n: int) -> list[int]:
    return [total // n + (k < total % n) for k in range(n)]


def operation(
    story: Story, who: str, name: str, since: str, until: str, offices: Sequence[str], /, **more: str
) -> EntityId:
    """An operation that is over, known by its name."""
    entity = story.new(who, name)
    kind = {"operationType": "joint", **more}
    story.say(
        who,
        fact("Operation", entity, on=since, name=name, startDate=since, endDate=until, participant=list(offices),
             lead=offices[0], operationStatus="completed", **kind, **OPEN),
        fact("OperationStep", story.new(who), on=since, operation=entity, step="started", date=since,
             office=offices[0], **OPEN),
        fact("OperationStep", story.new(who), on=until, operation=entity, step="completed", date=until,
             office=offices[0], **OPEN),
        why="register of operations",
    )  # fmt: skip
    return entity


def end_channels(story: Story, who: str, year: str, countries: Sequence[str], n: int, into: EntityId = "") -> None:
    """So many channels, closed on days of the year, in an operation or without one."""
    drafts: list[Draft] = []
    for k in range(n):
        channel, name = story.new(who), f"Channel {year}-{story.at(who).office[:2]}-{k + 1:02} (simulated)"
        day = str(date(int(year), 1, 20) + timedelta(days=k * 330 // n))
        came = {"operation": into} if into else {}
        drafts += [
            fact("TraffickingChannel", channel, on=day, name=name,
                 originCountry="af", transitCountry=list(countries), destinationCountry="ru", substance="heroin",
                 **OPEN),
            fact("DisruptionStep", story.new(who), on=day, subject=channel, step="dismantled", date=day,
                 office=story.at(who).office, **came, **OPEN),
        ]  # fmt: skip
    story.say(who, *drafts, why=f"register of channels, {year}")


# The years


def _channels(story: Story, rng: Random) -> None:
    """2011: the centre reports 23 channels, more than 600 kg, 46 members of criminal organisations."""
    end_channels(story, "orlov", "2011", ["tj", "kg", "kz"], 23)
    seize(story, rng, Found("orlov", "kz", "2011-01-10", "2011-12-20", "612.4", 23, cause="shared", detained=46))


def _prisons(story: Story, rng: Random) -> None:
    """Nine months of 2012 and of 2013 behind bars: what came from others' word, and what did not."""
    inside = {"substance": "hashish", "region": "Чуйская", "premises": "prison"}
    year, who = ("2012-01-05", "2012-09-28"), "dzhumabekov"
    seize(story, rng, Found(who, "kg", *year, "60", 7, cause="shared", by="KG-DCS", **inside))
    seize(story, rng, Found(who, "kg", *year, "55", 9, cause="routine-control", **inside))
    year = ("2013-01-05", "2013-09-28")
    seize(story, rng, Found(who, "kg", *year, "48.5", 6, cause="shared", by="KG-DCS", **inside))
    seize(story, rng, Found(who, "kg", *year, "116.5", 8, cause="operation", **inside))
    seize(story, rng, Found(who, "kg", *year, "6", 3, cause="routine-control", **inside))


def _perebros(story: Story, rng: Random) -> None:
    """2013: three services against what is thrown over prison walls, in two phases."""
    offices = ["KG-DCS", "KG-PEN", "KG-MIA"]
    perebros = operation(
        story, "isakova", "Perebros", "2013-06-18", "2013-10-09", offices, operationType="national", country="kg"
    )
    phases = [("June", "2013-06-18", "2013-06-21"), ("October", "2013-10-07", "2013-10-09")]
    forces = {"KG-DCS": (152, 12, 20, 19), "KG-PEN": (402, 15, 18, 6), "KG-MIA": (1214, 6, 89, 10)}
    for k, (name, since, until) in enumerate(phases):
        phase = story.new("isakova")
        story.say(
            "isakova",
            fact("OperationPhase", phase, on=since, operation=perebros, name=name, startDate=since, endDate=until,
                 order=str(k + 1), **OPEN),
        )  # fmt: skip
        for office, numbers in forces.items():
            who = {"KG-DCS": "isakova", "KG-PEN": "dzhumabekov", "KG-MIA": "asanov"}[office]
            officers, dogs, vehicles, crimes = (str(each // 2 + (each % 2 if k else 0)) for each in numbers)
            story.say(
                who,
                fact("OperationForce", story.new(who), on=since, operation=perebros, phase=phase, office=office,
                     forceType="deployed", officers=officers, dogs=dogs, vehiclesDeployed=vehicles, date=since,
                     **OPEN),
                fact("OperationResult", story.new(who), on=until, operation=perebros, phase=phase, office=office,
                     crimesDetected=crimes, date=until, **OPEN),
            )  # fmt: skip
        cannabis = ("195.4", "171.3")[k]
        seize(story, rng, Found("isakova", "kg", since, until, cannabis, 9, substance="cannabis"), perebros)
        seize(story, rng, Found("asanov", "kg", since, until, ("3.9", "4.2")[k], 3), perebros)


def _centre(story: Story, rng: Random) -> None:
    """2016: six operations that the centre helped with; in one 14 kg 730 g, which Bishkek reports too."""
    partners = [["RU-MIA", "KZ-MIA"], ["TJ-DCA", "RU-MIA"], ["UZ-SCC", "KZ-MIA"], ["AZ-SCC", "RU-MIA"], ["TM-SCS"]]
    for k, others in enumerate(partners):
        since = date(2016, 2, 1) + timedelta(days=60 * k)
        until = since + timedelta(days=20)
        name = f"Centre 2016-{k + 1} (simulated)"
        one = operation(story, "orlov", name, str(since), str(until), ["CENTRE", *others], operationType="regional")
        kg, detained = ("31.6", "18.25", "44.1", "27.4", "26.3")[k], (12, 9, 10, 8, 10)[k]
        seize(story, rng, Found("orlov", "kz", str(since), str(until), kg, 3, detained=detained), one)
    offices = ["CENTRE", "KG-DCS", "KZ-MIA"]
    last = operation(
        story, "orlov", "KG–KZ 2016", "2016-02-20", "2016-03-05", offices, operationType="regional", country="kg"
    )
    tank = story.new("isakova", "heroin in the tank")
    story.say(
        "orlov",
        fact("Seizure", tank, on="2016-03-03", name="Heroin bound for Russia", date="2016-03-02", country="kg",
             cause="operation", causeOffice="CENTRE", operation=last, destinationCountry="ru", detained="2",
             **OPEN),
        fact("SeizedItem", story.new("orlov"), on="2016-03-03", seizure=tank, substance="heroin",
             reportedAmount="14.73", reportedUnit="kg", **OPEN),
        why="letter No 115 of 9 November 2016 (simulated)",
    )  # fmt: skip


def _neighbours(story: Story, rng: Random) -> None:
    """2016: what two states did together, each operation as part of their common work of the year."""
    kgtj = _work_of_a_year(story, "saidov", "KG–TJ 2016", ["TJ-DCA", "KG-MIA"], 14)
    end_channels(story, "saidov", "2016", ["tj", "kg"], 12, kgtj[0])
    tjaf = _work_of_a_year(story, "saidov", "TJ–AF 2016", ["TJ-DCA", "AF-CNP"], 6)
    for part, kg in zip(tjaf[1:], ("22.4", "9.8", "31", "12.6", "18.2", "9"), strict=True):
        seize(story, rng, Found("saidov", "tj", "2016-02-01", "2016-11-30", kg, 2, region="Хатлонская"), part)


def _work_of_a_year(story: Story, who: str, name: str, offices: Sequence[str], n: int) -> list[EntityId]:
    """The common work of a year, and its operations."""
    whole = operation(story, who, name, "2016-01-01", "2016-12-31", offices, operationType="regional")
    days = [date(2016, 1, 15) + timedelta(days=k * 330 // n) for k in range(n)]
    parts = [
        operation(
            story,
            who,
            f"{name}, {k + 1} (simulated)",
            str(day),
            str(day + timedelta(days=4)),
            offices,
            partOf=whole,
        )
        for k, day in enumerate(days)
    ]
    return [whole, *parts]


# What was printed

YEAR11, YEAR13, YEAR16 = ((f"{year}-01-01", f"{year}-12-31") for year in (2011, 2013, 2016))
NINE12, NINE13 = ("2012-01-01", "2012-09-30"), ("2013-01-01", "2013-09-30")
CENTRE, PRISONS = {"aboutOffice": "CENTRE"}, {"aboutOffice": "KG-PEN"}
PRINTED = [  # figure, value, precision, period, about, where, as printed
    ("channels-dismantled", 23, "exact", YEAR11, CENTRE, REVIEW, "23 transnational channels dismantled"),
    ("kg", 600, "more-than", YEAR11, CENTRE, REVIEW, "more than 600 kg"),
    ("detained", 46, "exact", YEAR11, CENTRE, REVIEW, "46 members of criminal organisations arrested"),
    ("kg", 115, "exact", NINE12, PRISONS, NEWSLETTER, "115 kg in the first nine months of 2012"),
    ("kg", 60, "exact", NINE12, PRISONS | {"cause": "shared"}, NEWSLETTER, "60 kg of them on shared intelligence"),
    ("kg", 171, "exact", NINE13, PRISONS, NEWSLETTER, "171 kg in the first nine months of 2013"),
    ("kg", 165, "exact", NINE13, PRISONS | {"cause": "cooperation"}, NEWSLETTER, "165 kg through cooperation"),
    ("officers", 1768, "exact", YEAR13, {"operation": "Perebros"}, NEWSLETTER, "1,768 officers"),
    ("dogs", 33, "exact", YEAR13, {"operation": "Perebros"}, NEWSLETTER, "33 dogs"),
    ("vehicles", 127, "exact", YEAR13, {"operation": "Perebros"}, NEWSLETTER, "127 vehicles"),
    ("crimes", 35, "exact", YEAR13, {"operation": "Perebros"}, NEWSLETTER, "35 drug crimes"),
    ("kg", 374, "more-than", YEAR13, {"operation": "Perebros"}, NEWSLETTER, "more than 374 kg, mostly cannabis"),
    ("operations", 6, "exact", YEAR16, CENTRE, ANNUAL, "6 operations facilitated"),
    ("kg", 162, "more-than", YEAR16, CENTRE, ANNUAL, "more than 162 kg"),
    ("detained", 51, "exact", YEAR16, CENTRE, ANNUAL, "51 detained"),
    ("kg", "14.73", "exact", YEAR16, {"operation": "KG–KZ 2016"}, ANNUAL, "14 kg 730 g of heroin bound for Russia"),
    ("operations", 14, "exact", YEAR16, {"operation": "KG–TJ 2016"}, ANNUAL, "14 joint operations"),
    ("channels-dismantled", 12, "exact", YEAR16, {"operation": "KG–TJ 2016"}, ANNUAL, "12 channels liquidated"),
    (
        "operations",
        6,
        "exact",
        YEAR16,
        {"operation": "TJ–AF 2016"},
        ANNUAL,
        "6 joint operations (exchange mechanism)",
    ),
    ("kg", 103, "exact", YEAR16, {"operation": "TJ–AF 2016"}, ANNUAL, "103 kg (exchange mechanism)"),
    ("operations", 3, "exact", YEAR16, {"operation": "TJ–AF 2016"}, ANNUAL, "3 joint operations (liaison offices)"),
    ("kg", 150, "more-than", YEAR16, {"operation": "TJ–AF 2016"}, ANNUAL, "more than 150 kg (liaison offices)"),
]
"""`operation` by its name in the story. The last four are two claims about one year, of another scope each."""


def _printed(story: Story) -> None:
    drafts = []
    for figure, value, bound, (since, until), about, publication, text in PRINTED:
        more = {name: story.entity(given) if name == "operation" else given for name, given in about.items()}
        unit = {"unit": "kg"} if figure == "kg" else {}
        drafts.append(
            fact("PublishedFigure", story.new("orlov"), on=until, figure=figure, value=str(value), bound=bound,
                 startDate=since, endDate=until, publication=publication, text=text, **more, **unit, **OPEN),
        )  # fmt: skip
    story.say("orlov", *drafts, why="figures that the region's reports have printed")
