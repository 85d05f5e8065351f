"""What one officer signs, however strange, takes no page from anybody else, and is markup nowhere."""

from __future__ import annotations

import time
from uuid import uuid4

import orjson

from sarhad.figures.follower import FigureLines
from sarhad.kernel.claim import PUBLIC, Claim, Scope
from sarhad.systems.monitor.tests.tabling import table

MARKUP = "<svg onload=alert(1)><script>alert(2)</script>"
NINES = "9" * 5000
FIGURES = {
    "country": "tj", "day": "2016-01-01", "last": 2016,
    "years": [2016], "seizures": {MARKUP: ["x"]}, "weights": [],
    "regions": [], "ways": {}, "sources": [{}], "prices": 5,
    "cultivation": [], "users": [], "crimes": [], "news": [],
}  # fmt: skip
SIGNED = [
    ("CountryProfile", {"name": MARKUP, "country": "tj", "date": "2016", "edition": NINES, "said": FIGURES}),
    ("StatisticalTable", {"name": MARKUP, "tableType": "seizures", "rowsRead": NINES, "lacks": MARKUP}),
    ("StatisticalTable", {"name": "x", "tableType": "nosuch", "columns": "[1]"}),
    ("PriceObservation", {"substance": "heroin", "price": "1e308", "highest": "inf", "currency": "USD",
                          "perAmount": "1e-300", "perUnit": "g", "country": "tj", "date": "2017", "purity": "1"}),
    ("SeizureNews", {"name": MARKUP, "date": "2016-00", "country": "tj", "link": "javascript:alert(1)"}),
    ("SeizureNews", {"name": "x", "date": "0000-01-01", "country": MARKUP, "text": "\1"}),
    ("PlaceName", {"written": MARKUP, "country": "tj", "regionCode": "TJ-SU"}),
    ("PublishedFigure", {"figure": "kg", "value": NINES, "startDate": "2016", "publication": MARKUP}),
    ("Seizure", {"date": "0001-01-01", "country": "tj", "settlement": MARKUP, "latitude": "nan"}),
    ("Seizure", {"date": "9999-12-31", "country": "tj", "latitude": "91", "longitude": "-999"}),
    ("Seizure", {"date": "0215-01-01", "country": "uz"}),
]  # fmt: skip
PAGES = (
    "/monitor/", "/monitor/trends/?period=month", "/monitor/records/", "/monitor/map/", "/monitor/map/?show=prices",
    "/monitor/map/data/?show=clusters",
    "/monitor/tables/", "/monitor/prices/", "/monitor/claims/", "/monitor/news/",
    "/monitor/news/feed.atom", "/monitor/warnings/", "/monitor/countries/", "/monitor/countries/tj/",
    "/monitor/places/", "/monitor/questionnaire/",
    "/monitor/?since=٠٠٠٠-٠١&until=٢٠١٦", "/monitor/map/?at=٠٠٠٠",
)  # fmt: skip


def values(given):
    return {
        name: [orjson.dumps(value).decode() if isinstance(value, dict) else value] for name, value in given.items()
    }


def test_every_page_stands(cast):
    table(cast.reader("owner"))
    claims = [Claim(uuid4().hex, schema, values(given)) for schema, given in SIGNED]
    cast.contribute("TJ-DCA", claims, Scope(read=(PUBLIC,)))
    FigureLines().catch_up()
    client = cast.client("anonymous")
    own = {"CountryProfile": "profiles", "SeizureNews": "news", "StatisticalTable": "tables"}
    addresses = [*PAGES, *(f"/monitor/{own[each.schema]}/{each.entity}/" for each in claims if each.schema in own)]
    for address in addresses:
        begun = time.monotonic()
        answer = client.get(address)
        assert answer.status_code in (200, 404), address
        assert MARKUP.encode() not in answer.content, address
        assert b'href="javascript' not in answer.content, address
        assert time.monotonic() - begun < 20, f"{address}: without end"
