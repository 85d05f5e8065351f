"""What leaves as a file or paper: not what its owner must be asked for, and under the marks of the rest."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sarhad.entities.actions import Draft, contribute, new_entity
from sarhad.kernel.claim import Claim, Handling, Scope
from sarhad.systems.monitor.series import queries as series
from sarhad.systems.monitor.store import queries, taking
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import ROWS, table

OTHERS = ("KZ-MIA", "OUTSIDE")


def shared(level):
    return Scope(read=OTHERS, handling=Handling(level, "only for Karimov" if level else ""))


@pytest.fixture
def told(cast):
    """Of each level a table, a case and a price, shown to other offices; of cases the item is bound."""
    owner = cast.reader("owner")
    for level in (1, 2):
        table(owner, ROWS[:level], shared(level), name=f"table of level {level}")
        case = uuid4().hex
        about = {"date": ["2016-07-01"], "country": ["kz"], "settlement": [f"Place {level}"]}
        item = {"seizure": [case], "substance": ["opium"], "reportedAmount": ["7"], "reportedUnit": ["kg"]}
        cast.contribute("TJ-DCA", [Claim(case, "Seizure", about)], shared(1))
        cast.contribute("TJ-DCA", [Claim(uuid4().hex, "SeizedItem", item)], shared(level))
        price = {
            "substance": ["heroin"], "market": ["retail"], "price": [str(70 + level)], "currency": ["USD"],
            "perAmount": ["1"], "perUnit": ["g"], "country": ["kz"], "date": ["2016"], "method": [f"level {level}"],
        }  # fmt: skip
        contribute(owner, [Draft("PriceObservation", price, new_entity(owner))], shared(level))
    return cast


def counted(reader):
    return queries.sums(reader, Where(), ("source",), ("items",)).rows


def test_what_asks_its_owner_stays(told):
    partner = told.reader("partner")
    assert sum(n for _source, n in counted(partner)) == 1 + 2 + 2
    with taking.begun() as taken:
        assert sum(n for _source, n in counted(partner)) == 1 + 1
        assert [each.value for each in series.observed(partner)] == [71]
    assert (taken.handling, taken.owners) == (Handling(1, "only for Karimov"), {"TJ-DCA"})
    assert sum(n for _source, n in counted(partner)) == 5, "looking at it is not taking it"


def test_the_owner_takes_all(told):
    with taking.begun() as taken:
        assert sum(n for _source, n in counted(told.reader("owner"))) == 5
    assert not taken.owners


FILES = (
    "/monitor/?scope=all&", "/monitor/trends/?", "/monitor/records/?", "/monitor/map/?", "/monitor/prices/?",
    "/monitor/countries/?",
)  # fmt: skip


@pytest.mark.parametrize("address", FILES)
def test_files_bear_marks_and_say_what_they_lack(told, address):
    said = told.client("partner").get(f"{address}form=json").json()
    assert said["handling"].startswith("H1"), said
    assert any("TJ-DCA" in line for line in said["about"]), said["about"]
    assert "Place 2" not in str(said["rows"])
    assert "H2" not in str(said)
