"""Event chart and flow chart: what is on them, for whom, and that nothing unknown becomes 0."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.kernel.claim import Scope
from sarhad.links.charts import drafts
from sarhad.links.charts.picture import picture
from sarhad.links.charts.state import Placed, State
from sarhad.links.pictures import events, flows, layers, timeline
from sarhad.links.pictures.flows import Band, Group
from sarhad.links.tests.people import TO_MEMBERS, A, B, C, thing, tie
from tests.cast import OWNER_ALONE, Cast

SEIZURE, ITEM, ITEM2, CALL, HIDDEN_CALL, PAY, SIGHT, CROSSING = (f"{n}{0:031x}" for n in "12345678")


@pytest.fixture
def told(cast: Cast) -> Cast:
    """TJ-DCA tells members of two people, a call, a seizure with two items, money; and of one call to nobody."""
    seizure = {"date": "2026-03-14", "country": "tj", "originCountry": "af", "destinationCountry": "ru"}
    office = [
        thing(A), thing(B),
        tie(CALL, A, B, "Communication", startDate="2026-01-25T13:45:10", endDate="2026-02-03", times="5"),
        thing(SEIZURE, "Seizure", **seizure, involved=A),
        thing(ITEM, "SeizedItem", seizure=SEIZURE, substance="heroin", reportedAmount="14900", reportedUnit="g"),
        thing(ITEM2, "SeizedItem", seizure=SEIZURE, substance="opium"),
        tie(PAY, A, B, "Ownership"),
        thing(CROSSING, "BorderCrossing", name="Korday", country="kz", neighbour="kg"),
        thing(SIGHT, "Sighting", subject=B, crossing=CROSSING, direction="exit", date="2026-04"),
    ]  # fmt: skip
    cast.contribute("TJ-DCA", office, TO_MEMBERS)
    cast.contribute(
        "TJ-DCA", [tie(HIDDEN_CALL, A, C, "Communication", startDate="2026-01-01"), thing(C)], OWNER_ALONE
    )
    weighed = {"substance": "heroin", "reportedAmount": "15", "reportedUnit": "kg"}
    cast.contribute("KZ-MIA", [thing(ITEM, "SeizedItem", seizure=SEIZURE, **weighed)], TO_MEMBERS)
    return cast


def seen(cast: Cast, who: str, *ids: str):
    reader = cast.reader(who)
    return reader, picture(reader, State(nodes={id: Placed(0, 0) for id in ids or (A, B)}))


@pytest.mark.parametrize(
    ("amount", "unit", "differs"), [("14.9", "kg", False), ("14900", "kg", True), ("14900", "g", False)]
)
def test_offices_differ_by_what_was_weighed_not_by_its_unit(cast, amount, unit, differs):
    seizure = thing(SEIZURE, "Seizure", country="tj", originCountry="af", involved=A)
    for office, said in (("TJ-DCA", ("14900", "g")), ("KZ-MIA", (amount, unit))):
        weighed = dict(zip(("reportedAmount", "reportedUnit"), said, strict=True))
        item = thing(ITEM, "SeizedItem", seizure=SEIZURE, substance="heroin", **weighed)
        cast.contribute(office, [thing(A), seizure, item], TO_MEMBERS)
    [group] = flows.flows(*seen(cast, "owner", A)).groups
    assert [(flow.amount, flow.differs) for flow in group.flows] == [(Decimal("14.9"), differs)]


def test_what_programs_stated_unchecked_spoils_no_picture(cast):
    """An item of what is no seizure, and a day that no calendar has."""
    odd = thing(ITEM, "SeizedItem", seizure=B, substance="heroin")
    cast.contribute("TJ-DCA", [thing(A), thing(B), odd, tie(CALL, A, B, date="12345678901")], TO_MEMBERS)
    asked = seen(cast, "partner", A, B, ITEM)
    assert events.events(*asked).events == ()
    assert flows.flows(*asked).groups == ()


def test_events_stand_on_the_lanes_of_those_whom_they_concern(told):
    found = events.events(*seen(told, "partner"))
    assert [(each.schema, each.start[:10], each.lanes) for each in found.events] == [
        ("Communication", "2026-01-25", (A, B)), ("Seizure", "2026-03-14", (A,)), ("Sighting", "2026-04", (B,)),
    ]  # fmt: skip
    assert [lane.id for lane in found.lanes] == [A, B]
    drawn = timeline.draw(found)
    assert len(drawn.threads) == 1
    assert drawn.threads[0].top < drawn.threads[0].bottom
    marks = [mark for row in drawn.rows for mark in row.marks]
    assert [mark.vague for mark in marks if mark.number == 3] == [True]
    assert all(mark.width > 0 for mark in marks if mark.number in (1, 3))


def test_a_period_takes_what_touches_it(told):
    reader, chart = seen(told, "partner")
    starts = lambda *period: [each.start[:7] for each in events.events(reader, chart, *period).events]
    assert starts("2026-02", "2026-02") == ["2026-01"], "the call went on"
    assert starts("2026-04-15", "") == ["2026-04"], "a month counts as a whole"
    assert starts("", "2026-03-13") == ["2026-01"]
    assert starts("2027", "2028") == []


def test_flows_say_how_much_or_that_it_is_unknown(told):
    found = flows.flows(*seen(told, "partner"))
    bands = {
        (group.kind, group.unit): [(b.source, b.target, b.amount, b.unknown, b.intended) for b in group.bands]
        for group in found.groups
    }
    way = [("Afghanistan", "Tajikistan", False), ("Tajikistan", "Russia", True)]
    assert [(source, target, intended) for source, target, *_, intended in bands["goods", "kg"]] == way
    assert {amount for *_, amount, _unknown, _intended in bands["goods", "kg"]} <= {Decimal("14.9"), Decimal(15)}
    assert [band[2:4] for band in bands["goods", ""]] == [(None, 1), (None, 1)], "never 0"
    assert bands["people", ""] == [("Kazakhstan", "Kyrgyzstan", Decimal(1), 0, False)]
    [heroin] = [group for group in found.groups if group.unit == "kg"]
    assert all(flow.differs for flow in heroin.flows)
    for group in found.groups:
        chart = layers.draw(group)
        assert len(chart.bands) == len(group.bands)
        assert all(each.width > 0 for each in chart.bands)


def test_others_see_only_what_is_theirs(told):
    mine = events.events(*seen(told, "owner", A, B, C))
    assert next(each.entity for each in mine.events) == HIDDEN_CALL
    theirs = events.events(*seen(told, "partner", A, B, C))
    assert HIDDEN_CALL not in {each.entity for each in theirs.events}
    assert not events.events(*seen(told, "outsider", A, B, C)).events
    assert not flows.flows(*seen(told, "outsider", A, B, C)).groups


def test_the_pages(told):
    reader = told.reader("partner")
    number = drafts.begin(reader, "Case 7", State(nodes={A: Placed(0, 0), B: Placed(1, 1), SEIZURE: Placed(2, 2)}))
    client = told.client("partner")
    for name, words in (("events", "A dot is a day"), ("flows", "unknown")):
        text = client.get(f"/charts/{number}/{name}/").content.decode()
        assert (words in text and "Person a" in text) or name == "flows"
        assert "is not a date" in client.get(f"/charts/{number}/{name}/?since=nonsense").content.decode()
        assert told.client("owner").get(f"/charts/{number}/{name}/").status_code == 404
    empty = drafts.begin(reader, "Empty", State())
    assert "Nothing dated" in client.get(f"/charts/{empty}/events/").content.decode()
    assert "Nothing moved" in client.get(f"/charts/{empty}/flows/").content.decode()


PLACES = st.sampled_from(["Dushanbe", "Osh", "Almaty", "Omsk"])
AMOUNTS = st.none() | st.decimals(0, 1000, places=2)


@settings(max_examples=80)
@given(st.lists(st.tuples(PLACES, PLACES, AMOUNTS).filter(lambda row: row[0] != row[1]), min_size=1, max_size=9))
def test_any_flows_are_drawn_within_the_picture(rows):
    """Circles too; wider is more, and nothing is too thin to see."""
    group = Group(
        "goods", "", "kg", tuple(Band(a, b, n, 0 if n is not None else 1, False, 1) for a, b, n in rows), ()
    )
    chart = layers.draw(group)
    assert {place.name for place in chart.places} == {end for a, b, _n in rows for end in (a, b)}
    assert all(0 <= place.x <= chart.wide and place.y + place.high <= chart.high for place in chart.places)
    assert all(each.unknown == (each.band.amount is None) and each.width >= 2 for each in chart.bands)
    known = sorted((each.band.amount, each.width) for each in chart.bands if not each.unknown)
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(known))


def test_marks_of_one_lane_do_not_lie_on_each_other(cast):
    days = [*(f"2026-01-{n:02d}" for n in range(1, 5)), "2030-01-01"]
    calls = [tie(f"{n:032x}", A, B, "Communication", startDate=day) for n, day in enumerate(days, 1)]
    cast.contribute("TJ-DCA", [thing(A), thing(B), *calls], Scope())
    drawn = timeline.draw(events.events(*seen(cast, "owner")))
    for row in drawn.rows:
        places = [(mark.x, mark.y) for mark in row.marks]
        assert len(set(places)) == len(places) == 5
        assert all(row.y < mark.y < row.y + row.high for mark in row.marks)
