"""Border liaison offices: what their shifts report, what only counts, and a record that was a mistake."""

from __future__ import annotations

from sarhad.demo.region import MEMBERS, POSTS
from sarhad.demo.story import Story, fact
from sarhad.entities import actions


def tell(story: Story) -> None:
    _raisins(story)
    _bor_dobo(story)
    _wrong_plate(story)
    _public_notice(story)


def _raisins(story: Story) -> None:
    """Ayritom: for the other posts, the agencies and the observer; counted in public."""
    who, on = "bekmurodov", "2026-09-03"
    seizure, crossing = story.new(who, "raisins"), story.new(who, "Ayritom")
    story.say(
        who,
        fact("BorderCrossing", crossing, on="2016-05-13", to=["public"], name=["Айритом", "Ayritom"], country="uz",
             neighbour="af", crossingType="river", region="Сурхандарьинская"),
        fact("Seizure", seizure, grade="3x5x2 1AP", on=on, to=[POSTS, "AF-CNP"], count=["public"],
             reference="AY-26-000-12", name="Opium among raisins", date=on, country="uz", crossing=crossing,
             cause="routine-control", direction="entry", concealment="among raisins", found="scanner",
             transport="road", departureCountry="af", destinationCountry="ru", detained="0"),
        fact("SeizedItem", story.new(who), grade="3x5x2 1AP", on=on, to=[POSTS, "AF-CNP"], count=["public"],
             seizure=seizure, substance="opium", reportedAmount="38", reportedUnit="kg"),
        fact("Container", story.new(who), grade="3x5x2 1AP", on=on, to=[POSTS], number="SIMU 000000 5",
             containerType="20 ft", operator="Sim Line"),
        why="report of the shift",
    )  # fmt: skip


def _bor_dobo(story: Story) -> None:
    """Bor-Dobo: for the ministry by name; the others are only told that the post holds something."""
    who, on = "toleev", "2026-10-21"
    story.say(
        who,
        fact("Person", story.new(who, "walker"), grade="5x5x5 C33", on=on, h=1, to=["KG-MIA"], point=[POSTS],
             name=["Сатыбалдиев Нурлан Асанович", "Satybaldiev Nurlan"], birthDate="1994-12-02", nationality="kg",
             idNumber="0000 555 1994", notes="Third crossing in a week on foot, without luggage"),
        why="observation of the shift",
    )  # fmt: skip


def _wrong_plate(story: Story) -> None:
    """Ashgabat shares a vehicle, finds that the plate was misread, and withdraws it."""
    who = "annaev"
    refs = story.say(
        who,
        fact("Vehicle", story.new(who, "misread plate"), grade="4x4 B2", on="2026-08-30", to=[MEMBERS],
             registrationNumber="0000 AG 05", make="Toyota", model="Hilux", color="silver", country="tm"),
    )  # fmt: skip
    actions.retract(story.at(who), refs, why="plate misread at night")


def _public_notice(story: Story) -> None:
    """Wanted, and for everyone to read."""
    who, on = "zhumabaev", "2026-06-01"
    wanted = story.new(who, "wanted in public")
    story.say(
        who,
        fact("Person", wanted, grade="4x4 A1", on=on, to=["public"], birthDate="1979-11-30", nationality="kz",
             name=["Оразбаев Темір Болатұлы", "Оразбаев Темир Болатович", "Orazbaev Temir"], gender="male"),
        fact("WantedNotice", story.new(who), grade="4x4 A1", on=on, to=["public"], subject=wanted, colour="red",
             wantedBy="kz", noticeNumber="KZ-000-26", agency="KZ-MIA", offence="Illicit traffic in narcotic drugs",
             startDate=on, extraditionSought="yes", contactPhone="+7 700 000 0001", validUntil="2031-06-01"),
    )  # fmt: skip
