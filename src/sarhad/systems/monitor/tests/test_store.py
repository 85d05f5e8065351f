"""What tables come to, for whom."""

from __future__ import annotations

from sarhad.access.reader import anonymous
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import MEMBERS, Cast


def test_a_public_table_is_counted_for_everyone_and_another_one_for_whoever_sees_it(cast: Cast):
    owner = cast.reader("owner")
    table(owner)
    table(owner, scope=Scope(read=(MEMBERS,)), name="For members")
    count = lambda reader, **where: queries.sums(reader, Where(**where), ("country",), ("n",)).rows
    assert count(anonymous()) == [("kz", 1), ("tj", 3), ("uz", 2)]
    assert count(cast.reader("outsider")) == [("kz", 1), ("tj", 3), ("uz", 2)]
    assert count(cast.reader("partner")) == [("kz", 2), ("tj", 6), ("uz", 4)]
    assert count(anonymous(), since="2016-01", substance=("heroin", "opium")) == [("tj", 3)]
    assert count(anonymous(), once="all") == [("kz", 1), ("tj", 2), ("uz", 2)]


def test_weights_medians_and_what_cannot_be_converted(cast: Cast):
    table(cast.reader("owner"))
    measures = ("n", "kg", "median_kg", "unconverted")
    found = queries.sums(anonymous(), Where(country=("uz",)), ("year",), measures)
    assert found.rows == [(2015, 1, 0.5, 0.5, 0), (2016, 1, 0.0, None, 1)]
    assert [row[:2] for row in queries.rows(anonymous(), Where(country=("tj",)), size=1).rows] != []
