"""Seizures of the ledger in the monitor: the same as `figures` counts them, for whoever asks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import count
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sarhad.figures.queries import figures
from sarhad.figures.records import Ask
from sarhad.figures.tests.test_once import ALL, ALONE, Told, worlds
from sarhad.kernel.claim import Claim, Kind
from sarhad.ledger.actions import act, append, feed_of
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.cases import cases
from sarhad.systems.monitor.store.records import Where, month_named
from tests.seeds import seeds

WHO = ("third", "owner", "partner", "centre", "colleague", "outsider", "anonymous", "administrator")
FINE = Decimal("0.000001")
YEARS = count(1900)  # one for each world, so that they do not meet


def both(reader, year):
    """The same of both: seizures and kilograms by month, by substance group, in all."""
    found = figures(reader, Ask(f"{year}-01-01", f"{year}-12-31"))
    where = Where(since=f"{year}-01", until=f"{year}-12", source=("cases",))
    own = lambda by: Counter({row[0]: row[1] for row in queries.sums(reader, where, by, ("n",)).rows if row[1]})
    kg = lambda by: {
        row[0]: [Decimal(str(each or 0)).quantize(FINE) for each in row[1:]]
        for row in queries.sums(reader, where, by, ("kg", "kg_low", "kg_high")).rows
        if row[1]
    }
    theirs = {
        "months": Counter({row.key: row.n for row in found.by_month if row.n}),
        "states": Counter({row.key: row.n for row in found.by_country if row.n}),
        "causes": Counter({row.key: row.n for row in found.by_cause if row.n}),
        "offices": Counter({row.key: row.n for row in found.by_office if row.n}),
        "kg": {each.group: [w.quantize(FINE) for w in each[1:4]] for each in found.weights if each.kg},
        "groups": Counter({each.group: each.n for each in found.weights}),
    }
    ours = {
        "months": Counter({month_named(n) if n else "": many for n, many in own(("month",)).items()}),
        "states": own(("country",)), "causes": own(("cause",)), "offices": own(("office",)),
        "kg": kg(("family",)), "groups": own(("family",)),
    }  # fmt: skip
    return ours, theirs


def tried(examples):
    phases = [Phase.generate]  # a world takes too long to shrink
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), phases=phases
    )  # fmt: skip


@tried(len(seeds(4)))
@given(worlds())
def test_cases_are_counted_as_figures_counts_them(cast, drawn):
    check_world(cast, *drawn)


@pytest.mark.soak
@tried(200)
@given(worlds())
def test_cases_are_counted_as_figures_counts_them_long(cast, drawn):
    check_world(cast, *drawn)


def check_world(cast, world, rng):
    year = next(YEARS)
    Told(cast, world, year, rng)
    for who in WHO:
        ours, theirs = both(cast.reader(who), year)
        assert ours == theirs, who


# One case, by hand


def told(cast, office, claims, scope=ALL):
    return cast.contribute(office, claims, scope)


def seizure(id, stated, **values):
    return Claim(id, "Seizure", {name: [value] for name, value in values.items()}, stated=stated)


def item(of, stated, grams, **values):
    given = {"seizure": of, "substance": "heroin", "reportedAmount": grams, "reportedUnit": "g", **values}
    return Claim(uuid4().hex, "SeizedItem", {name: [value] for name, value in given.items()}, stated=stated)


def shown(reader, **where):
    names = ("n", "kg", "kg_low", "kg_high", "region", "transport", "concealment", "departure", "office", "case")
    return [[row[name] for name in names] for row in queries.rows(reader, Where(**where)).dicts()]


def test_police_and_customs_report_one_seizure_and_its_bounds_are_what_they_say(cast):
    a, b = "a" * 32, "b" * 32
    said = {"date": "2016-05-03", "country": "tj"}
    told(cast, "TJ-DCA", [
        seizure(a, "2016-05-04", **said, region="Khatlon", transport="road", departureCountry="af"),
        item(a, "2016-05-04", "1000"), item(a, "2016-05-04", "7", substance="Something new", reportedUnit="sack"),
    ])  # fmt: skip
    told(cast, "KZ-MIA", [seizure(b, "2016-05-09", **said, transport="rail"), item(b, "2016-05-09", "1200")])
    reader = cast.reader("partner")
    assert [row[:2] for row in shown(reader)] == [[1, None], [0, 1.0], [1, 1.2]]
    judged = act("Judgement", {"a": a, "b": b, "verdict": "same"})
    append(feed_of("CENTRE"), kind=Kind.JUDGE, items=[judged], scope=ALL, officer="x")
    [first, second] = shown(reader)
    assert first == [1, 1.2, 1.0, 1.2, "TJ-KT", "rail", "", "af", "KZ-MIA", min(a, b)]
    assert second[0:2] == [0, None]
    assert [row["drug"] for row in queries.rows(reader, Where()).dicts()] == ["heroin", "something new"]
    assert queries.sums(reader, Where(), (), ("n", "items", "unconverted")).rows == [(1, 2, 1)]
    assert shown(reader, since="2016-05", until="2016-05", substance=("heroin",))[0][:2] == [1, 1.2]
    assert [row[:2] for row in shown(reader, substance=("unknown",))] == [[1, None]]
    assert queries.sums(reader, Where(), ("family",), ("n",)).rows == [("heroin", 1), ("unknown", 1)]
    assert shown(cast.reader("anonymous")) == []


def test_what_a_reader_may_not_see_changes_no_byte(cast):
    a, b = "a" * 32, "b" * 32
    said = {"date": "2016-05", "country": "tj", "region": "Sughd"}
    told(cast, "TJ-DCA", [seizure(a, "2016-05-04", **said), item(a, "2016-05-04", "1000", concealment="Swallowed")])
    told(cast, "TJ-DCA", [seizure(b, "2016-05-05", **said | {"date": "2016"}), item(b, "2016-05-05", "20")])
    reader = cast.reader("partner")
    before = (queries.rows(reader, Where()), cases(reader).path.read_bytes())
    assert [(row[0], row[4], row[6]) for row in shown(reader)] == [(1, "TJ-SU", "swallowed"), (1, "TJ-SU", "")]
    assert [row[1] for row in shown(reader, since="2016-05", until="2016-05")] == [1.0]
    assert [row[1] for row in shown(reader, since="2016-01", until="2016-12")] == [1.0, 0.02]
    told(cast, "TJ-DCA", [seizure(a, "2016-06-04", **said, transport="rail"), item(a, "2016-06-04", "3")], ALONE)
    told(cast, "TJ-DCA", [seizure(uuid4().hex, "2016-06-04", **said)], ALONE)
    judged = act("Judgement", {"a": a, "b": b, "verdict": "same"})
    append(feed_of("TJ-DCA"), kind=Kind.JUDGE, items=[judged], scope=ALONE, officer="x")
    assert (queries.rows(reader, Where()), cases(reader).path.read_bytes()) == before
    assert sorted((row[0], row[5]) for row in shown(cast.reader("owner"))) == [(1, ""), (1, "rail")]
