"""The figures that the region's reports printed come out of simulated records, by the code of every other page."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sarhad.demo.chapters import succession, years
from sarhad.demo.region import officer_at, open_offices
from sarhad.demo.story import Story
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, first
from sarhad.figures.queries import figures, records
from sarhad.figures.records import Ask, Figures

OTHER_SCOPE = {"3 joint operations (liaison offices)", "more than 150 kg (liaison offices)"}
"""Printed of the same year and states as figures that our records come to, of another scope: a second claim."""


@pytest.fixture
def story(told_once) -> Story:
    return told_once("years", told)


def told() -> Story:
    open_offices()
    story = Story()
    years.tell(story)
    return story


def asked(story: Story, row) -> Ask:
    _figure, _value, _bound, (since, until), about, *_ = row
    operation = story.entity(about["operation"]) if "operation" in about else ""
    cause = about.get("cause", "")
    return Ask(since, until, about.get("aboutOffice", ""), operation=operation, cause="" if cause else cause)


def counted(found: Figures, row) -> Decimal:
    figure, about = row[0], row[4]
    if "cause" in about:
        return (found.shared if about["cause"] == "shared" else found.cooperation).kg
    return found[figure].value


def fits(value: Decimal, printed, bound: str) -> bool:
    return Decimal(printed) < value < Decimal(printed) + 15 if bound == "more-than" else value == Decimal(printed)


@pytest.mark.parametrize("after", [False, True], ids=["as told", "after the service was abolished"])
def test_what_was_printed_comes_out(story, after):
    if after:
        succession.tell(story)
    reader = officer_at("orlov")
    for row in years.PRINTED:
        value = counted(figures(reader, asked(story, row)), row)
        assert fits(value, row[1], row[2]) == (row[6] not in OTHER_SCOPE), (row, value)


def test_every_figure_is_the_sum_of_its_records(story):
    reader = officer_at("orlov")
    for row in years.PRINTED:
        ask, total, after = asked(story, row), Decimal(0), ""
        while True:
            page, after = records(reader, ask, row[0], after)
            total += sum((each.value for each in page), Decimal(0))
            if not after:
                break
        assert total == figures(reader, ask)[row[0]].value, row


def test_two_claims_that_contradict_each_other_stay_two(story):
    sight = Sight(officer_at("orlov"))
    ids = [id for id, _ in ids_listed(sight, "PublishedFigure")]
    said = [each.properties for id in ids for each in sight.statements(id)]
    neighbours = story.entity("TJ–AF 2016")
    kilograms = {
        first(each, "value"): (first(each, "publication"), first(each, "text"))
        for each in said
        if each.get("operation") == [neighbours] and each["figure"] == ["kg"]
    }
    assert kilograms == {
        "103": (years.ANNUAL, "103 kg (exchange mechanism)"),
        "150": (years.ANNUAL, "more than 150 kg (liaison offices)"),
    }
