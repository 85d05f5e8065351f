"""Agreements of the region, and what they let through: a record with a secrecy mark goes to bound states alone."""

from __future__ import annotations

from dataclasses import replace

from sarhad.demo.story import Story, fact
from sarhad.entities.actions import new_entity
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.exchange import agreements

SECRET = Handling(2, "For the investigation only", "Секретно")
EVERYBODY = ("public",)
STEPS = [  # state, step, day; as the centre records them, all but the first one simulated
    ("tj", "signed", "2011-11"),
    ("tj", "ratified", "2013-06-04"),
    ("tj", "in-force", "2014-01-01"),
    ("kz", "ratified", "2013-09-12"),
    ("kz", "in-force", "2014-01-01"),
    ("kg", "in-force", "2015-03-01"),
    ("ru", "in-force", "2014-01-01"),
    ("uz", "in-force", "2016-07-01"),
    ("az", "signed", "2012-02-20"),
]


def tell(story: Story) -> None:
    _secret_information(story)
    _host(story)
    _protected(story)


def _secret_information(story: Story) -> None:
    """Sent for signature in March 2011, signed by Tajikistan in November 2011; all later dates are simulated."""
    centre = story.at("orlov")
    values = {
        "name": ["Agreement on Exchange and Protection of Secret Information",
                 "Соглашение об обмене секретной информацией и её защите"],
        "instrumentType": ["agreement"], "date": ["2011-03"], "covers": ["protected"],
        "depositary": ["Regional centre"], "maximumHandling": ["Совершенно секретно"],
        "summary": ["Sent to the members for signature in March 2011, signed by Tajikistan in November 2011. "
                    "Every other date here is simulated."],
    }  # fmt: skip
    id = story.entities["agreement"] = agreements.add(centre, values, EVERYBODY)
    for state, status, day in STEPS:
        agreements.take_step(centre, id, state=state, status=status, date=day, read=EVERYBODY)
    agreements.take_step(
        story.at("ergashev"), id, state="uz", status="in-force", date="2016-07-01", read=EVERYBODY,
        reservation="Simulated: nothing is passed on to courts without a request for legal assistance.",
    )  # fmt: skip


def _host(story: Story) -> None:
    """Host agreement of the centre, ratified by Kazakhstan in October 2011."""
    values = {
        "name": ["Host agreement of the centre", "Соглашение о месте пребывания центра"],
        "instrumentType": ["agreement"], "date": ["2011-10"], "covers": ["other"],
        "summary": ["Building, staff, liaison officers of members and observer countries."],
    }  # fmt: skip
    id = agreements.add(story.at("orlov"), values, EVERYBODY)
    agreements.take_step(story.at("orlov"), id, state="kz", status="ratified", date="2011-10", read=EVERYBODY)


def _protected(story: Story) -> None:
    """Dushanbe tells Bishkek and Astana of a source's report under a secrecy mark. To Baku it could not go."""
    who = "saidov"
    story.entities["protected report"] = new_entity(story.at(who))
    draft = fact("OrganisedGroup", story.entity("protected report"), grade="4x4 A1", on="2026-10-20",
                 name=["«Дарвоз»", "Darvoz"], country="tj", operatesIn=["tj", "kg", "kz"], groupStatus="active",
                 activity="Heroin by mountain paths; a source inside")  # fmt: skip
    story.say(who, replace(draft, scope=Scope(read=("KG-MIA", "KZ-MIA"), handling=SECRET)))
