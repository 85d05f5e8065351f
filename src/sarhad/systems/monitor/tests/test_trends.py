"""The monitor's first page, its trends and the records behind a number."""

from __future__ import annotations

import re
from html import unescape

import orjson
import pytest
from django.test import Client

from sarhad.kernel.claim import Claim, Scope
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import table
from sarhad.systems.monitor.trends.asking import Question
from tests.cast import MEMBERS, Cast

PAGES = ("/monitor/", "/monitor/trends/", "/monitor/records/")


def rows() -> tuple[str, ...]:
    """Two countries that report every month of two years: methamphetamine passes heroin."""
    found = []
    for place, country in (("Khujand", "Tajikistan"), ("Termez", "Uzbekistan")):
        for year, meth, heroin in ((2015, 1, 4), (2016, 5, 1)):
            for month in range(1, 13):
                day = f"{year}-{month:02d}-0"
                found += [
                    f"{country},,{place},{day}{n + 1},Methamphetamine,{n + 1},Kilogram,,,," for n in range(meth)
                ]
                found += [f"{country},,{place},{day}{n + 1},Heroin,2{n},Gram,,,," for n in range(heroin)]
    return (*found, "Kazakhstan,,Almaty,2016-02-02,Heroin,3,Bricks,,,,")


def seen(client: Client, path: str) -> str:
    """A page without the token of its forms, which is new each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).content.decode())


def test_the_title_is_the_finding_and_every_number_leads_to_as_many_records(cast: Cast):
    table(cast.reader("owner"), rows(), name="Two states")
    client = cast.client("anonymous")
    page = client.get("/monitor/").content.decode()
    assert "<h1>Seizures of amphetamines have overtaken those of heroin</h1>" in page
    assert "It holds in 2 of 2 countries." in page
    assert "Tajikistan, Uzbekistan" in page
    assert "2 of 7 members" not in page  # Kazakhstan sent something too
    assert "3 of 7 members reported" in page
    leads = re.findall(r'<a href="(/monitor/records/[^"]*)">([\d\s\u202f\xa0]+)</a>', page)
    assert len(leads) >= 7
    for address, said in leads:
        shown = client.get(unescape(address)).content.decode()
        count = re.search(r"<h2>([\d\s\u202f\xa0]+) seizures?</h2>", shown)
        assert count is not None
        assert count[1] == said, address


def test_russian_says_the_same(cast: Cast):
    table(cast.reader("owner"), rows())
    client = cast.client("anonymous")
    client.cookies["django_language"] = "ru"
    page = client.get("/monitor/").content.decode()
    assert re.search(r"<h1>[^<]*[Аа]мфетамины[^<]*героин[^<]*</h1>", page)


def test_what_a_reader_may_not_read_changes_no_byte(cast: Cast):
    table(cast.reader("owner"), rows())
    for path in PAGES:
        client = cast.client("anonymous")
        before = seen(client, path)
        table(cast.reader("owner"), scope=Scope(read=(MEMBERS,)), name=f"For members {path}")
        assert seen(client, path) == before
        assert b"For members" in cast.client("partner").get("/monitor/records/").content


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_node_and_any_nonsense_answer_with_a_page(cast: Cast, path: str):
    client = cast.client("anonymous")
    nonsense = (
        "?measure=x&by=[]&period=%00&since=99999-99&until=0000&country=%27&once=2&page=-1&substance=none&scope=9"
    )
    for query in ("", nonsense, "?form=csv", "?form=vl", "?since=2016-05&until=2012&by=country&measure=median"):
        assert client.get(path + query).status_code == 200
    table(cast.reader("owner"))
    for query in (nonsense, "?since=0001&until=9999", "?since=2016-05&until=2012", "?measure=kg&period=month"):
        assert client.get(path + query).status_code == 200


def test_weights_carry_bounds_and_what_is_not_converted_stands_apart(cast: Cast):
    table(cast.reader("owner"), rows())
    client = cast.client("anonymous")
    page = client.get("/monitor/trends/?measure=kg").content.decode()
    assert re.search(r'<td class="n">1</td></tr>', page)  # the bricks, not in kilograms
    median = client.get("/monitor/trends/?measure=median&substance=heroin&by=family").content.decode()
    assert '>0.0215</a><br><span class="small soft">0.021–0.022</span>' in median
    vega = orjson.loads(client.get("/monitor/trends/?measure=kg&form=vl").content)
    assert {"tick", "series", "value", "low", "high"} == vega["data"]["values"][0].keys()


def test_a_median_lies_between_its_bounds(cast: Cast):
    lines = tuple(f"Tajikistan,,Khujand,2016-01-{n % 28 + 1:02d},Heroin,{n + 1},Kilogram,,,," for n in range(99))
    table(cast.reader("owner"), lines)
    measures = ("median_kg", "median_low", "median_high")
    found = queries.sums(cast.reader("anonymous"), Where(), ("year",), measures).rows
    assert found == [(2016, 50.0, 39.0, 61.0)]  # ranks 39 and 61 of 99: the table of the sign test says 40 and 60


def test_an_address_says_what_was_chosen():
    asked = Question.of({"measure": "kg", "by": "country", "period": "month", "scale": "own", "scope": "all"})
    assert Question.of(asked.choices()) == asked
    assert Question.of({"measure": "none"}).choices() == {}


def test_a_record_leads_to_its_row_or_to_the_case_for_whoever_may_read_it(cast: Cast):
    made, case = table(cast.reader("owner")), "a" * 32
    cast.contribute("TJ-DCA", [
        Claim(case, "Seizure", {"date": ["2016-12-30"], "country": ["tj"]}),
        Claim("b" * 32, "SeizedItem", {
            "seizure": [case], "substance": ["heroin"], "reportedAmount": ["1234.5"], "reportedUnit": ["g"],
        }),
    ], Scope(read=(MEMBERS,)))  # fmt: skip
    page = cast.client("partner").get("/monitor/records/?country=tj").content.decode()
    assert f'href="/results/seizure/{case}/"' in page
    assert f'href="/monitor/tables/{made}/2/"' in page
    assert "records of the offices" in page
    assert re.search(r">1[^<]?234\.5 gram</td>.*?>1\.23 kg<", page, re.S)  # reported as it was, converted beside it
    public = cast.client("anonymous").get("/monitor/records/?country=tj").content.decode()
    assert case not in public
    assert "records of the offices" not in public
