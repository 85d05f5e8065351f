"""A drug control service is abolished in December 2016. Interior and health take over what each can use."""

from __future__ import annotations

from sarhad.access import actions
from sarhad.access.actions import Heir
from sarhad.demo.region import MEMBERS
from sarhad.demo.story import Story, fact

LABORATORY = ("Sample", "LabResult")


def tell(story: Story) -> None:
    _records_of_the_service(story)
    _released_to_the_service(story)
    heirs = [Heir("KG-MIA"), Heir("KG-MOH", schemata=LABORATORY, received=False)]
    actions.close_office(story.at("isakova"), heirs=heirs)


def _records_of_the_service(story: Story) -> None:
    who = "isakova"
    dealer, tank = story.new(who, "dealer of the service"), story.entity("heroin in the tank")
    item, sample = story.new(who), story.new(who, "sample of the service")
    story.say(
        who,
        fact("Person", dealer, grade="4x4 B2", on="2015-09-14", h=1, source="case 15-000",
             name=["Бейшеналиев Кубан Жолдошевич", "Beyshenaliev Kuban"], birthDate="1971-02", nationality="kg",
             idNumber="0000 555 1971", alias="Куба", topics="crime.traffick.drug"),
        fact("Seizure", tank, grade="4x4 A1", on="2016-03-02", to=[MEMBERS], reference="DCS-16-000-4",
             summary="Heroin in the fuel tank of a lorry", date="2016-03-02", country="kg", region="Ошская",
             settlement="Сары-Таш", cause="operation", concealment="fuel tank", transport="road",
             detained="2"),
        fact("SeizedItem", item, grade="4x4 A1", on="2016-03-02", to=[MEMBERS], seizure=tank, substance="heroin",
             reportedAmount="14.730", reportedUnit="kg", packaging="polythene, 30 blocks", markings="777"),
        fact("Involvement", story.new(who), grade="4x4 B2", on="2016-03-02", h=1, subject=dealer, event=tank,
             part="organiser"),
        fact("Sample", sample, on="2016-03-04", sampleNumber="KG-L-000-16", item=item, takenDate="2016-03-04",
             takenBy="KG-DCS", laboratory="KG-DCS laboratory", mass="1.02", appearance="beige powder"),
        fact("LabResult", story.new(who), on="2016-03-18", sample=sample, reportNumber="KG-R-000-16",
             substance="heroin", purity="61.4", method="GC-MS", laboratory="KG-DCS laboratory"),
        why="register of 2011 to 2016",
    )  # fmt: skip


def _released_to_the_service(story: Story) -> None:
    """What a partner had given to the service alone; the heir that receives reads it from now on."""
    story.say(
        "zhumabaev",
        fact("Person", story.new("zhumabaev", "receiver in Taraz"), grade="5x5x5 B22", on="2016-05-11", h=2,
             to=["KG-DCS"], terms="For case 15-000 only", name=["Сарсенов Олжас Маратович", "Sarsenov Olzhas"],
             birthDate="1980-07-19", nationality="kz", idNumber="0000 555 1980",
             notes="Receives lorries from Sary-Tash in Taraz"),
    )  # fmt: skip
