"""Pages of published numbers: what they show, to whom, and that no address breaks them."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from random import Random

import pytest

from sarhad.demo import published as invented
from sarhad.entities.actions import Draft, contribute, new_entity
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import Handling, Scope
from sarhad.systems.monitor.series import claims, pricing, queries
from sarhad.systems.monitor.tests.tabling import EVERYONE, series
from sarhad.systems.programme.published import published
from tests.cast import MEMBERS, Cast

POPPY = b"""Country,Province,District,2018,2019,2020
Afghanistan,Helmand,Nad Ali,"20,000",100,30
Afghanistan,Helmand,Marja,500,part of Nad Ali,-
Afghanistan,Helmand Total,,"20,500",101,p-f
Afghanistan,Total,,"20,500",101,101
"""
COUNTRIES = b"""Country,Year,Best,Low,High
Afghanistan,2019,0,149000,178000
Afghanistan,2020,224000,202000,246000
Myanmar,2020,29500,21000,50400
"""
TOTALS = (
    b"Country,DrugGroup,DrugName,Reference year,Kilograms\nTajikistan,Opioids,Heroin,2022,1200\n"
    b"Tajikistan,Opioids,Opium,2022,3\nTajikistan,Opioids,Heroin,2023,\nTajikistan,Opioids,Opium,2023,4\n"
)
MANAT = b"Country,Year,Drug,Market,Price,Currency\nTurkmenistan,2025,Heroin,Retail,7,TMT\n"
SHARE = b"Country,Year,Drug,Best,Low,High\nTajikistan,2020,Opiates,0.5,0.4,0.7\n"
PRICE = {
    "substance": "heroin", "market": "retail", "price": "1 500,5", "currency": "TJS", "perUnit": "gram",
    "dollars": "0.1", "purity": "20", "date": "5.3.2027", "country": "tj", "region": "Sughd", "level": "0",
}  # fmt: skip
SPACES = re.compile("[\u00a0\u202f]")
REVIEW, NEWSLETTER = "Review of the programme", "Newsletter"
YEARS = {"none until 2008": ("2001", "2008-12-31"), "none until 2007": ("2001", "2007-12-31")}


def told(cast: Cast):
    """Every kind of table for everyone, one of prices for members alone, and printed figures."""
    owner = cast.reader("owner")
    series(owner, "prices", invented.prices(Random(1)), "prices.csv")
    series(owner, "prices", MANAT, "tm.csv", scope=Scope(read=(MEMBERS,)), unit="g")
    series(owner, "cultivation", POPPY, "districts.csv")
    series(owner, "cultivation", COUNTRIES, "countries.csv")
    series(owner, "totals", TOTALS, "totals.csv")
    series(owner, "users", invented.users(Random(2)), "registers.csv")
    series(
        owner,
        "users",
        b"Country,Year,Drug,Best,Low,High\nTajikistan,2020,Opiates,0.5,0.4,0.7\n",
        "1.2 prevalence.csv",
    )
    series(owner, "crimes", invented.crimes(Random(3)), "crimes.csv")
    figures(owner)


def figures(owner):
    """The contradictions that the region's reports print."""
    exchange, tarcet = new_entity(owner), new_entity(owner)
    acid = {"figure": "kg", "substance": "acetic anhydride"}
    given = [
        acid | {"value": "15800", "unit": "t", "country": "pk", "startDate": "2010-03", "text": "15,800 tonnes"},
        acid | {"value": "14", "unit": "t", "startDate": "2008-03", "endDate": "2008-03"},
        *(acid | {"value": "0", "startDate": since, "endDate": until, "text": text, "publication": text[-4:]}
          for text, (since, until) in YEARS.items()),
        {"figure": "operations", "value": "1", "operation": tarcet, "startDate": "2010", "publication": REVIEW},
        {"figure": "operations", "value": "1", "operation": tarcet, "startDate": "2011", "publication": NEWSLETTER},
        {"figure": "operations", "value": "3", "operation": exchange, "startDate": "2016"},
        {"figure": "kg", "value": "150", "bound": "more-than", "operation": exchange, "startDate": "2016"},
        {"figure": "operations", "value": "6", "operation": exchange, "startDate": "2016"},
        {"figure": "kg", "value": "103", "operation": exchange, "startDate": "2016", "unit": "kg"},
    ]  # fmt: skip
    named = [("TARCET III", tarcet), ("Tajik-Afghan operations", exchange)]
    drafts = [Draft("Operation", {"name": [name]}, id) for name, id in named]
    drafts += [
        Draft("PublishedFigure", {name: [value] for name, value in {"publication": REVIEW, **each}.items()})
        for each in given
    ]
    contribute(owner, drafts, EVERYONE)


@pytest.fixture
def told_tables(told_once):
    told_once("series", lambda: told(Cast()))
    return Cast(here=True)


def page(cast, who, address):
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, address
    return SPACES.sub(" ", unescape(answer.content.decode()))


def test_prices_along_the_route_in_dollars_and_for_the_pure_substance(told_tables: Cast):
    everyone = told_tables.reader("anonymous")
    found = queries.prices(everyone, ("heroin",))
    wholesale = pricing.levels(each for each in found if each.said.market == "wholesale")
    steps = pricing.ladder(wholesale, pricing.ROUTES["north-kg"], 2025)
    assert [each.country for each in steps] == ["af", "tj", "kg", "kz", "ru"]
    assert all(each.times and each.times > 1.2 for each in steps[1:])
    assert steps[-1].overall == pytest.approx(wholesale["ru", 2025].dollars / wholesale["af", 2025].dollars)
    pure = pricing.levels((each for each in found if each.said.market == "wholesale"), pure=True)
    assert pure["ru", 2025].dollars > wholesale["ru", 2025].dollars
    text = page(told_tables, "anonymous", "/monitor/prices/?substance=heroin&market=wholesale&year=2025")
    assert "times as much in Russia" in text
    assert '<svg class="plot curve"' in text
    assert "TMT" not in text
    members = page(told_tables, "partner", "/monitor/prices/?substance=heroin&market=retail")
    assert "7 TMT" in members
    assert "1 prices have no rate" in members or "no rate in dollars" in members
    acid = page(told_tables, "anonymous", "/monitor/prices/?substance=acetic-anhydride&pure=1")
    assert "litre" in acid


def test_a_step_between_prices_of_different_years_says_so():
    level = lambda country, year, dollars: pricing.Level(country, year, dollars, None, None, 1)
    found = {("af", 2020): level("af", 2020, 2.0), ("kg", 2022): level("kg", 2022, 5.0)}
    start, gap, step = pricing.ladder(found, pricing.route_of("af-tj-kg"), 2020)
    assert (start.times, gap.level, step.times, step.since, step.years) == (None, None, 2.5, "af", (2020, 2022))
    assert pricing.ladder({}, ("af",), 2020) == [pricing.Step("af", None)]
    assert [pricing.route_of(text) for text in ("", "af tj", "af-af", "x-1", "north-tm")] == [
        (), ("af", "tj"), ("af",), (), ("af", "tm", "kz", "ru"),
    ]  # fmt: skip


def test_what_may_not_leave_the_office_is_in_no_file_and_in_no_picture(told_tables: Cast):
    partner, owner = told_tables.client("partner"), told_tables.reader("owner")
    address = "/monitor/cultivation/?country=af&form="
    whole = partner.get(f"{address}csv").content.decode()
    assert "districts.csv" in whole
    assert partner.get(f"{address}svg")["Content-Type"] == "image/svg+xml"
    held = POPPY.replace(b"Helmand", b"Kandahar")
    series(owner, "cultivation", held, "held.csv", Scope(read=(MEMBERS,), handling=Handling(2)))
    assert "held.csv" in page(told_tables, "partner", "/monitor/cultivation/")
    file = partner.get(f"{address}csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "held.csv" not in file.content.decode()
    assert "to be asked first: records of TJ-DCA" in partner.get(f"{address}json").content.decode()
    drawn = partner.get(f"{address}svg")
    assert drawn["Content-Type"].startswith("text/html") or b"held.csv" not in drawn.content


def test_a_price_that_an_officer_states_stands_beside_the_tables_for_whoever_may_read_it(told_tables: Cast):
    owner = told_tables.client("owner")
    bad = owner.post(
        "/monitor/prices/new/", PRICE | {"price": "cheap", "purity": "120", "lowest": "9", "highest": "2"}
    )
    assert sorted(bad.context["form"].errors) == ["highest", "price", "purity"]
    assert owner.post("/monitor/prices/new/", PRICE | {"read": [MEMBERS]}).status_code == 302
    [own] = [each for each in queries.prices(told_tables.reader("partner"), ("heroin",)) if each.said.year == 2027]
    assert (own.said.value, own.said.currency, own.said.period, own.said.country) == (
        1500.5,
        "TJS",
        "2027-03-05",
        "tj",
    )
    assert (own.dollars, own.pure) == (pytest.approx(150.05), pytest.approx(750.25))
    assert not [each for each in queries.prices(told_tables.reader("anonymous")) if each.said.year == 2027]
    assert "1500.5 TJS" in page(told_tables, "partner", "/monitor/prices/?substance=heroin&market=retail")
    assert "1500.5" not in page(told_tables, "anonymous", "/monitor/prices/?substance=heroin&market=retail")
    assert told_tables.client("anonymous").get("/monitor/prices/new/").status_code != 200
    assert told_tables.client("auditor").get("/monitor/prices/new/").status_code in (403, 404)


def test_cultivation_from_country_to_district_with_what_disagrees(told_tables: Cast):
    world = page(told_tables, "anonymous", "/monitor/cultivation/")
    assert '0*</span><span class="given">149 000–178 000' in world
    assert "printed as 0 between its bounds" in world
    assert "country=af" in world
    country = page(told_tables, "anonymous", "/monitor/cultivation/?country=af")
    assert "2 of 3 printed totals of provinces agree" in country
    apart = country.partition("Printed totals that disagree")[2].partition("</table>")[0]
    assert all(text in apart for text in ("Afghanistan", "2020", "p-f", "30", "224 000 (countries.csv)"))
    district = page(told_tables, "anonymous", "/monitor/cultivation/?country=af&region=AF-HEL")
    assert "part of Nad Ali*" in district
    assert "Marja" in district


def test_people_who_use_drugs_and_prevalence(told_tables: Cast):
    text = page(told_tables, "anonymous", "/monitor/demand/?country=kz")
    assert "Kazakhstan, 2024: heroin stands first" in text
    assert "0.5 (0.4–0.7), opiates 2020" in text


def test_totals_as_states_reported_them(told_tables: Cast):
    text = page(told_tables, "anonymous", "/monitor/totals/?country=tj")
    assert "Tajikistan: published totals" in text
    assert '<th scope="row">Heroin</th><td class="n">1 200</td>' in text
    assert '<span class="missing">–</span>' in text


def test_offenders_and_victims_by_sex_and_age(told_tables: Cast):
    text = page(told_tables, "anonymous", "/monitor/crime/?measure=victims&year=2023")
    assert "2023: 42 % of victims are women" in text
    assert text.index("14-17") < text.index("50+", text.index("<table"))
    assert page(told_tables, "anonymous", "/monitor/crime/?measure=nonsense&year=1") != text


def test_printed_figures_that_cannot_all_be_true(told_tables: Cast):
    found = published(Sight(told_tables.reader("anonymous")))
    conflicts = {(each.code, each.printed[0].what.figure): each for each in claims.conflicts(found)}
    assert conflicts.keys() == {("until", "kg"), ("dated", "operations"), ("same", "operations"), ("same", "kg")}
    assert [each.text for each in conflicts["until", "kg"].printed] == [
        "none until 2007", "none until 2008", "",
    ]  # fmt: skip
    assert [each.value for each in conflicts["same", "kg"].printed] == [Decimal(150), Decimal(103)]
    assert [each.what.since[:4] for each in conflicts["dated", "operations"].printed] == ["2010", "2011"]
    [doubt] = claims.doubts(found)
    assert (doubt.code, doubt.printed.text, doubt.perhaps) == ("hundredfold", "15,800 tonnes", Decimal(15800))
    text = page(told_tables, "anonymous", "/monitor/claims/")
    assert "4 contradictions" in text
    assert "15,800 tonnes" in text
    assert "it would be 15 800 kg" in text
    assert "none until 2008" in text
    assert page(told_tables, "anonymous", "/monitor/claims/?form=csv").count("\n") > 10


ADDRESSES = ("totals", "prices", "cultivation", "demand", "crime", "claims")
ODD = (
    "?substance=%00&market=x&route=zz-1&year=99999&pure=7&page=-3&country=%2F&region=<b>&crop=%F0&since=abc&until=0"
    "&topic=~&share=%27&form=no"
)


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_breaks_a_page_and_each_can_be_taken_away(told_tables: Cast, name):
    for tail in ("", ODD, "?form=csv", "?form=xlsx", "?form=parquet", "?country=tj&year=2024"):
        for who in ("anonymous", "researcher"):
            assert told_tables.client(who).get(f"/monitor/{name}/{tail}").status_code == 200, tail


def test_pages_without_any_table_say_what_to_do(cast: Cast):
    for name in ADDRESSES:
        assert "empty" in page(cast, "anonymous", f"/monitor/{name}/")
