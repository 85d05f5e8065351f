"""Operation Chashma: three offices know the same man. The thread that a newcomer can follow.

Search for “karimov farhod” as rahimova: three records, judged the same, form one profile; the birth dates differ;
a vehicle, a seizure, a company, a phone that others share, and somebody called Ака who is not identified.
"""

from __future__ import annotations

from sarhad.access import actions as access
from sarhad.demo import picture
from sarhad.demo.region import CHASHMA, MEMBERS, POSTS
from sarhad.demo.story import Story, fact
from sarhad.entities import actions
from sarhad.entities.actions import File
from sarhad.kernel.claim import Handling, Scope

CASE = "case 2026-114"
NOT_WITHOUT_US = "Not to be used or passed on without the owner"


def tell(story: Story) -> None:
    _first_record(story)
    _bishkek(story)
    _karamyk(story)
    _tashkent(story)
    _dushanbe(story)
    _notice(story)
    _one_man(story)


def _first_record(story: Story) -> None:
    """14 March: a name from a witness, with a birth date that is corrected eight months later."""
    karimov = story.new("rahimova", "karimov")
    story.say(
        "rahimova",
        fact("Person", karimov, grade="4x4 A2", on="2026-03-14", source=CASE, to=[MEMBERS],
             name=["Karimov Farhod Salimzoda", "Каримов Фарҳод Салимзода"], birthDate="1983-04-13", gender="male"),
        why="statement of a witness",
    )  # fmt: skip


def _bishkek(story: Story) -> None:
    """2 October: Bishkek checks a passport on its own account and shares it with all members."""
    who, on = "toktosunova", "2026-10-02"
    karimov, company = story.new(who, "karimov in Bishkek"), story.new(who, "Sim Trans")
    story.say(
        who,
        fact("Person", karimov, grade="4x4 B2", on=on, h=1, to=[MEMBERS],
             name="Karimov Farkhod Salimovich", birthDate="1983-04-04"),
        fact("Person", karimov, grade="4x4 B3", on=on, h=1, to=[MEMBERS], phone="+996 555 000 017"),
        fact("Person", karimov, grade="4x4 A1", on=on, h=1, to=[MEMBERS], passportNumber="SIM 4471203"),
        fact("Identification", story.new(who), grade="4x4 A1", on=on, h=1, to=[MEMBERS], holder=karimov,
             type="passport", number="SIM 4471203", country="tj", startDate="2019-05-08", endDate="2029-05-08"),
        fact("Company", company, grade="4x4 A1", on=on, to=[MEMBERS], name=["ОсОО «Сим Транс»", "Sim Trans LLC"],
             jurisdiction="kg", registrationNumber="SIM-000000-0001", incorporationDate="2021",
             address="Чуй 000, Бишкек"),
        fact("Directorship", story.new(who), grade="4x4 B2", on=on, to=[MEMBERS], director=karimov,
             organization=company, role="director", startDate="2021"),
        office="KG-MIA",
        why="check of passports",
    )  # fmt: skip


def _karamyk(story: Story) -> None:
    """9 November: the border post stops a car. Bishkek had released the man's record to the operation."""
    ministry = story.at("asanov")
    operation = Scope(read=(CHASHMA,), handling=Handling(1))
    access.grant(ministry, refs=story.said("karimov in Bishkek"), scope=operation)
    who, on = "usenov", "2026-11-09"
    seizure = story.new(who, "S-77", office="BLO-KM")
    item, part = (story.new(who, office="BLO-KM") for _ in range(2))
    to = [CHASHMA]
    story.say(
        who,
        fact("Seizure", seizure, grade="4x4 A1", on=on, h=1, to=to, count=[POSTS], reference="S-77",
             name="Seizure S-77", date=on, country="kg", region="Ошская", settlement="Карамык", cause="shared",
             causeOffice="TJ-DCA", direction="entry", concealment="double floor", found="dog", transport="road",
             departureCountry="tj", destinationCountry="kz", detained="1"),
        fact("SeizedItem", item, grade="4x4 A1", on=on, h=1, to=to, seizure=seizure, substance="героин",
             reportedAmount="12.4", reportedUnit="кг", packaging="plastic, 24 packets", markings="SIM"),
        fact("Involvement", part, grade="4x4 A1", on=on, h=1, to=to, subject=story.entity("karimov in Bishkek"),
             event=seizure, part="suspect", role="arrested at", startDate=on),
        office="BLO-KM",
        why="report of the shift",
    )  # fmt: skip


def _tashkent(story: Story) -> None:
    """11 November: customs know a driver by year of birth only, and the lorry."""
    who, on = "ergashev", "2026-11-11"
    driver, lorry = story.new(who, "karimov in Tashkent"), story.new(who, "0000 TS 03")
    story.say(
        who,
        fact("Person", driver, grade="4x4 C3", on=on, to=[CHASHMA], name="Karimov Farhod", birthDate="1983"),
        fact("Vehicle", lorry, grade="4x4 A1", on=on, to=[CHASHMA], registrationNumber="0000 TS 03",
             make="Mercedes-Benz", model="Actros", color="white", country="tj", type="lorry"),
        fact("UnknownLink", story.new(who), grade="4x4 A1", on=on, to=[CHASHMA], subject=driver, object=lorry,
             role="drives", startDate="2026-08"),
        why="register of crossings",
    )  # fmt: skip


def _dushanbe(story: Story) -> None:
    """November: what Dushanbe adds under several handlings, down to a source that nobody else may use."""
    who, karimov = "rahimova", story.entity("karimov")
    nazarova, boss = story.new(who, "nazarova"), story.new(who, "aka")
    phone, third = story.new(who, "phone 0142"), story.new(who, "yusupova")
    story.say(
        who,
        fact("Person", karimov, grade="4x4 B2", on="2026-11-02", h=2, to=[CHASHMA], phone="+992 00 555 0142"),
        fact("Person", karimov, grade="4x4 A1", on="2026-11-19", to=[MEMBERS], citizenship="tj"),
        fact("Person", karimov, grade="4x4 A1", on="2026-11-19", h=2, to=[CHASHMA], idNumber="0000 555 7781"),
        fact("Person", karimov, grade="4x4 B2", on="2026-11-19", h=1, to=[CHASHMA], address="Rudaki 000, Dushanbe",
             files=(File("0000-114-2.png", picture.nobody()),)),
        fact("Phone", phone, grade="4x4 B2", on="2026-11-02", h=2, to=[CHASHMA], number="+992 00 555 0142",
             operator="Simcell", holder=karimov),
        fact("Person", nazarova, grade="4x4 C3", on="2026-11-02", h=2, to=[CHASHMA], name="Назарова Зебо",
             birthDate="1991", gender="female", phone="+992 00 555 0142"),
        fact("Person", third, grade="4x4 C3", on="2026-11-17", h=2, to=["TM-SCS"], name="Юсупова Мадина",
             gender="female", phone="+992 00 555 0142"),
        fact("Associate", story.new(who), grade="4x4 C3", on="2026-11-02", h=2, to=[CHASHMA], person=karimov,
             associate=nazarova, relationship="shares a phone", startDate="2025"),
        fact("Person", boss, grade="admiralty D4", on="2026-11-19", h=3, terms=NOT_WITHOUT_US, name="Ака",
             weakAlias="Ака", summary="not identified"),
        fact("Associate", story.new(who), grade="admiralty D4", on="2026-11-19", h=3, terms=NOT_WITHOUT_US,
             person=karimov, associate=boss, relationship="takes orders from", startDate="2024"),
        why="operation Chashma",
    )  # fmt: skip
    first = story.said("karimov")[0]
    corrected = fact(
        "Person", karimov, grade="4x4 A2", on="2026-11-19", source=CASE, to=[MEMBERS],
        name=["Karimov Farhod Salimzoda", "Каримов Фарҳод Салимзода"], birthDate="1983-04-14", gender="male",
    )  # fmt: skip
    actions.correct(story.at(who), first, corrected, why="birth certificate seen")


def _notice(story: Story) -> None:
    story.say(
        "rahimova",
        fact("WantedNotice", story.new("rahimova", "W-0093"), grade="4x4 A1", on="2026-05-23",
             to=[MEMBERS, CHASHMA], subject=story.entity("karimov"), colour="blue",
             noticeNumber="W-0093", wantedBy="tj", agency="TJ-DCA",
             offence="Trafficking in heroin as part of an organised group", dangers="armed",
             caution="may carry a knife", legalBasis="Order of the simulated court, 20 May 2026",
             warrantNumber="000/2026", contactPhone="+992 00 555 0100", contact="day and night",
             startDate="2026-05-23", validUntil="2031-05-23", reviewDate="2026-11-23",
             extraditionSought="undecided"),
    )  # fmt: skip


def _one_man(story: Story) -> None:
    """19 November: phone and face agree. Everybody who sees two of the records now sees one man."""
    rahimova, karimov = story.at("rahimova"), story.entity("karimov")
    for other in ("karimov in Bishkek", "karimov in Tashkent"):
        actions.judge(rahimova, karimov, story.entity(other), "same", "phone and face agree")
