"""The map: what it shows whom, in classes that can be compared, with what is not on it counted apart."""

from __future__ import annotations

import gzip
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sarhad.access.models import AuditEntry
from sarhad.access.reader import anonymous
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.map import classes, queries
from sarhad.systems.monitor.map.features import shapes
from sarhad.systems.monitor.map.ground import GLOBE, REGION, box_of, ground
from sarhad.systems.monitor.map.records import Look, near_countries
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store.queries import UNKNOWN
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import ROWS, series, table
from tests.cast import MEMBERS, Cast

PAGE = 30 * 1024  # bytes, gzipped, of a page or of the data for a map that moves
POPPY = b"""province,district,year,hectares
Helmand,Marja,2019,100
Helmand,Nad Ali,2019,200
Kandahar,Zheray,2019,400
Helmand,Marja,2020,500
Kandahar,Zheray,2020,-
"""
PRICES = b"""drug,country,year,usd_per_gram
heroin,Tajikistan,2019,20
heroin,Kazakhstan,2018,40
heroin,Kazakhstan,2019,30
cannabis,Tajikistan,2019,2
"""
FAR = "Colombia,,Bogota,2015-05-05,Heroin,1,Kilogram,Land,Body,Colombia,Spain"


# Classes


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=60), st.booleans())
def test_classes_are_few_and_in_order(values, whole):
    least = classes.limits(values, whole)
    assert len(least) < classes.MOST
    assert least == sorted(set(least))
    assert least == classes.limits(values[::-1], whole)
    known = [each for each in values if each]
    assert all(1 <= classes.shade(each, least) <= classes.MOST for each in known)
    assert not least or classes.shade(max(known), least) == len(least) + 1


def test_limits_are_round():
    assert classes.limits([1, 1, 2, 3, 7, 12, 40, 99, 130, 2219]) == [2, 6, 40, 100]
    assert classes.limits([]) == classes.limits([4, 4]) == []


# The picture


@pytest.mark.parametrize("box", [REGION, GLOBE, box_of(("tj",)), box_of(("ru",)), box_of(("us",))])
def test_every_area_of_a_picture_is_drawn(box):
    drawn = ground(box)
    west, south, east, north = drawn.box
    assert (west <= box[0], south <= box[1], east >= box[2], north >= box[3]) == (True,) * 4
    inside = [each for each in shapes().values() if west < each.at[0] < east and south < each.at[1] < north]
    assert inside
    assert all(each.id in drawn.areas or each.id in drawn.discs for each in inside if len(each.id) > 2)


def test_an_address_is_read_and_written_alike():
    said = "show=routes&of=kg&near=tj&at=2014-03&rows=all&since=2011-01&country=tj&substance=heroin"
    assert Look.of_address(dict(pair.split("=") for pair in said.split("&"))).query() == said
    broken = {"show": "x", "of": "1", "near": "zzz", "at": "soon", "market": "", "rows": "2"}
    assert Look.of_address(broken) == Look()
    assert Look.of_address({"country": "co"}).level == "country"
    assert Look.of_address({"country": "tj", "at": "2016"}).seen.pairs()[:2] == [
        ("since", "2016-01"),
        ("until", "2016-12"),
    ]


# What it shows whom


@pytest.mark.django_db(databases=["default", "audit"])
class TestSeen:
    def test_numbers_are_those_of_the_store(self, cast: Cast):
        table(cast.reader("owner"), (*ROWS, FAR))
        found = queries.areas(anonymous(), Where(), "country")
        counts = {each.code: each.sum.n for each in found.areas}
        assert counts == {"co": 1, "kz": 1, "tj": 3, "uz": 2}
        near = queries.areas(anonymous(), Where(), "region", near_countries())
        sums = sum(each.sum.n for many in near for each in many)
        assert (sums, [each.country for each in near.outside]) == (7, ["co"])
        flows = queries.flows(anonymous(), Where())
        assert [each[:4] for each in flows.flows[:2]] == [
            ("af", "tj", "departure-country", 3), ("tj", "ru", "country-destination", 2),
        ]  # fmt: skip
        assert (flows.routed, flows.n) == (7, 7)

    def test_a_click_on_a_route_leads_to_exactly_what_it_counts(self, cast: Cast):
        from sarhad.systems.monitor.map.words import of_flow

        rows = (*ROWS, FAR, "Tajikistan,,,2016,Opium,1,Kilogram,,,,Iran")
        table(cast.reader("owner"), rows)
        for flow in queries.flows(anonymous(), Where()).flows:
            assert store.sums(anonymous(), of_flow(Where(), flow), (), ("n",)).rows == [(flow.n,)]

    def test_steps_of_time_are_months_of_a_short_period_and_years_of_a_long_one(self, cast: Cast):
        table(cast.reader("owner"))
        months = queries.steps(anonymous(), Where())
        assert (months[0], months[-1], len(months)) == ("2014-01", "2016-11", 35)
        table(cast.reader("owner"), (FAR.replace("2015-05-05", "2009-05-05"),))
        assert queries.steps(anonymous(), Where()) == [f"{year}" for year in range(2009, 2017)]

    def test_regions_by_name_and_what_lies_in_none(self, cast: Cast):
        table(cast.reader("owner"), (*ROWS, "Tajikistan,Atlantis,,2016-01-01,Heroin,1,Kilogram,,,,"))
        found = queries.areas(anonymous(), Where(country=("tj",)), "region", ("tj",))
        assert {each.code: each.sum.n for each in found.areas} == {"TJ-KT": 2, "TJ-SU": 1}
        assert [(each.country, each.sum.n) for each in found.lost] == [("tj", 1)]
        said = body(Client(), "/monitor/map/?country=tj").decode()
        assert "Most seizures: Khatlon, 2 of 4" in said
        assert "1 seizure has no known place and is counted apart." in said
        assert 'path class="q0"' in said  # no report: hatched
        shown = store.sums(anonymous(), Where(country=("tj",), region=(UNKNOWN,)), (), ("n",))
        assert shown.rows == [(1,)]

    def test_layers_leave_as_features(self, cast: Cast):
        table(cast.reader("owner"))
        for kind, geometry in {"areas": "MultiPolygon", "clusters": "Point", "routes": "LineString"}.items():
            found = queries.layer(anonymous(), Where(), kind)
            assert {each["geometry"]["type"] for each in found} == {geometry}
            assert all(each["properties"]["seizures"] for each in found)
        assert queries.layer(anonymous(), Where(country=("tj",)), "none") == []
        made = Client().get("/monitor/map/?form=geojson").json()
        assert {each["properties"]["code"] for each in made["features"]} >= {"TJ-KT", "UZ-SU"}
        for show in ("areas", "clusters", "routes"):
            drawn = ElementTree.fromstring(Client().get(f"/monitor/map/?show={show}&form=svg").content)
            assert not [each for each in drawn.iter() if "class" in each.attrib or each.tag.endswith("}a")]

    def test_cultivation_is_that_of_a_year_and_prices_are_of_one_substance(self, cast: Cast):
        owner = cast.reader("owner")
        series(owner, "cultivation", POPPY, "poppy.csv", country="af", substance="opium-poppy")
        series(owner, "prices", PRICES, "prices.csv", market="retail")
        told = {(each.code, each.year): (each.value, each.flag) for each in queries.fields(anonymous(), Where())}
        assert told["AF-HEL", 2019] == (300, "sum")
        assert told["AF-KAN", 2020][0] is None
        last = body(Client(), "/monitor/map/?show=cultivation").decode()
        assert "Largest area in 2020: Helmand, 500 of 500 hectares" in last
        before = body(Client(), "/monitor/map/?show=cultivation&at=2019").decode()
        assert "Largest area in 2019: Kandahar, 400 of 700 hectares" in before
        prices = body(Client(), "/monitor/map/?show=prices").decode()
        assert "Heroin, retail: from $20 to $30 for one gram" in prices
        assert "Choose a substance to see another: Cannabis" in prices

    def test_what_a_reader_may_not_see_changes_nothing(self, cast: Cast):
        table(cast.reader("owner"))
        asked = [
            f"/monitor/map/{more}?show={show}" for show in ("areas", "clusters", "routes") for more in ("", "data/")
        ]
        before = [body(Client(), address) for address in asked]
        table(cast.reader("owner"), (*ROWS, FAR), scope=Scope(read=(MEMBERS,)), name="For members")
        assert [body(Client(), address) for address in asked] == before
        assert "Tajikistan, 6 of 13" in body(cast.client("partner"), "/monitor/map/?near=world").decode()
        assert AuditEntry.objects.filter(act="read-monitor-map").count() == 13

    @pytest.mark.parametrize("show", ["areas", "clusters", "routes", "cultivation", "prices"])
    def test_each_layer_in_each_language_is_light(self, cast: Cast, show: str):
        table(cast.reader("owner"))
        for language in ("en", "ru"):
            said = body(Client(headers={"Accept-Language": language}), f"/monitor/map/?show={show}&near=world")
            assert len(gzip.compress(said)) <= PAGE
            assert b"style=" not in said
        made = Client().get(f"/monitor/map/data/?show={show}&zoom=99999")
        assert set(made.json()) == {"title", "areas", "discs", "lines", "signs"}

    def test_the_caption_says_what_is_missing(self, cast: Cast):
        table(cast.reader("owner"))
        said = body(Client(), "/monitor/map/?near=world&since=soon").decode()
        assert "3 of 7 members reported" in said
        assert "Most seizures: Tajikistan, 3 of 6" in said
        assert "imply no opinion" in said
        assert "“soon” is no month" in said
        assert "No seizure" not in said


def body(client: Client, address: str) -> bytes:
    """The page without what is new in every answer."""
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(line for line in answer.content.split(b"<") if b"csrfmiddlewaretoken" not in line)
