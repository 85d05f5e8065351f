"""Maps: where a name lies, what is put there, what is drawn, and that nobody sees more than they may."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from sarhad.access.models import AuditEntry
from sarhad.kernel.claim import Scope
from sarhad.links.maps import base, drawing
from sarhad.links.maps.places import Exactness, Spot, country, given, locate
from sarhad.links.maps.queries import scene
from sarhad.links.maps.records import Scene
from sarhad.links.maps.siting import stop_of, way_of
from sarhad.links.tests.journey import Journey, claim
from tests.cast import MEMBERS, Cast

pytestmark = pytest.mark.django_db(databases="__all__")
MANY = "&".join(f"e={n:032x}" for n in range(250))
NOBODY = lambda _id: ("", {})


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def journey(cast) -> Journey:
    return Journey(cast)


@pytest.mark.parametrize(
    ("text", "code", "en", "exactness"),
    [
        ("Худжанд", "tj", "Khujand", "city"),
        ("Хуҷанд", "", "Khujand", "city"),
        ("خجند", "", "Khujand", "city"),
        ("Ленинабад", "tj", "Khujand", "city"),
        ("г. Душанбе, ул. Айни 14", "tj", "Dushanbe", "city"),
        ("Almaty (simulated)", "", "Almaty", "city"),
        ("Москва", "", "Moscow", "city"),
        ("Рашт", "", "Rasht", "city"),  # Tajikistan's, not the greater one in Iran
        ("Пяндж", "tj", "Panj", "city"),  # not Dusti, which was called so too
        ("Ош", "", "Osh", "city"),
        ("Ошская", "kg", "Osh", "region"),
        ("Сурхандарьинская область", "uz", "Surxondaryo", "region"),
        ("ГБАО", "tj", "Gorno-Badakhshan", "region"),
        ("Карамык", "kg", "Karamyk", "crossing"),
        ("Бор-Дёбё", "kg", "Bor-Dobo", "crossing"),
        ("Nizhniy Pyandj", "tj", "Nizhny Panj", "crossing"),
        ("Таджикистан", "", "Tajikistan", "country"),
    ],
)
def test_names_of_places(text, code, en, exactness):
    spot = locate(text, code)
    assert spot is not None
    assert (spot.name("en"), spot.exactness) == (en, exactness)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", ""), ("дома", "tj"), ("near the market", "tj"), ("Алматы", "uz"), ("12 34", ""), ("– ,", "")],
)
def test_what_is_no_place_is_nowhere(text, code):
    assert locate(text, code) is None


@pytest.mark.parametrize("bad", ["", "nan", "inf", "91", "east", "-1e9"])
def test_coordinates_that_are_none(bad):
    assert given(["39.5"], ["70.1"]) == Spot(39.5, 70.1, Exactness.GIVEN)
    assert given([bad], ["70.1"]) is None
    assert given(["39.5"], []) is None


@pytest.mark.parametrize(
    ("said", "exactness"),
    [
        ({"latitude": ["39.5"], "longitude": ["70"], "settlement": ["Ош"], "country": ["kg"]}, "given"),
        ({"settlement": ["Ош"], "region": ["Чуйская"], "country": ["kg"]}, "city"),
        ({"settlement": ["Нигде"], "region": ["Чуйская"], "country": ["kg"]}, "region"),
        ({"settlement": ["Нигде"], "country": ["kg"]}, "country"),
        ({"country": ["kg"]}, "country"),
    ],
)
def test_the_most_exact_that_a_record_says(said, exactness):
    stop = stop_of("Seizure", said, NOBODY)
    assert not isinstance(stop, str)
    assert stop.spot.exactness == exactness
    assert stop.text == next(iter(said.get("settlement", said.get("region", [""]))))


def test_a_person_is_not_in_the_middle_of_a_country():
    assert stop_of("Person", {"country": ["tj"], "nationality": ["tj"]}, NOBODY) == ""
    assert stop_of("Person", {"address": ["Нигде 5"], "country": ["tj"]}, NOBODY) == "Нигде 5"


def test_a_way_keeps_its_order_and_says_what_it_does_not_know():
    said = {"route": ["Khorog – somewhere – Osh → Bishkek"], "country": ["kg"], "departureCountry": ["af"]}
    stops, lost = way_of("Seizure", said, "", NOBODY)
    assert [stop.spot.en for stop in stops] == ["Afghanistan", "Khorog", "Osh", "Bishkek"]
    assert lost == []
    stops, lost = way_of("DeliveryLeg", {"fromPlace": ["Сарма"], "toPlace": ["Ташкент"]}, "", NOBODY)
    assert (stops, lost) == ([], ["Сарма"])


# The base map


def test_the_base_map_is_whole():
    world = base.base()
    assert {"tj", "kg", "uz", "kz", "tm", "af"} <= {each.id for each in world.countries if each.near}
    assert all(ring.points[0] == ring.points[-1] for each in world.countries for ring in each.rings)
    assert len(base.FILE.read_bytes()) < 400_000
    tajikistan = next(each for each in world.countries if each.id == "tj")
    assert _inside((68.78, 38.54), max(tajikistan.rings, key=lambda ring: len(ring.points)).points)  # Dushanbe
    assert not any(_inside((69.24, 41.3), ring.points) for ring in tajikistan.rings)  # Tashkent
    assert country("tj") is not None


def _inside(point, ring):
    (x, y), odd = point, False
    for (a, b), (c, d) in pairwise(ring):
        if (b > y) != (d > y) and x < (c - a) * (y - b) / (d - b) + a:
            odd = not odd
    return odd


def test_a_picture_holds_all_that_is_marked(cast, journey):
    found = scene(cast.reader("owner"), [journey.operation, journey.truck])
    picture = drawing.draw(found, found.pins(), "ru")
    assert len(picture.dots) == len(found.pins())
    assert all(0 < dot.x < drawing.WIDE and 0 < dot.y < drawing.HIGH for dot in picture.dots)
    assert {each.text for each in picture.exits} == {"Россия", "Афганистан"}
    assert "Кыргызстан" in {each.text for each in picture.countries}
    alone = scene(cast.reader("owner"), [journey.operation])  # without the truck nothing is marked at these
    stops = drawing.draw(alone, alone.pins(), "en").stops
    assert {each.label.text for each in stops} == {"Rasht", "Karamyk"}  # Ak-Zhol lies under the mark of Korday
    assert drawing.draw(Scene([], [], []), [], "en").near


# What is on it


def test_places_and_ways_of_an_operation(cast, journey):
    found = scene(cast.reader("colleague"), [journey.operation])
    assert [(each.thing.caption, each.at.spot.en, each.at.spot.exactness) for each in found.marks] == [
        ("Seizure S-78", "Osh", "region"),
        ("Seizure S-77", "Korday", "crossing"),
    ]
    ways = {way.thing.schema: [] for way in found.ways}
    for way in found.ways:
        ways[way.thing.schema].append([stop.spot.en for stop in way.stops])
    assert ways == {
        "DeliveryLeg": [["Rasht", "Karamyk"], ["Karamyk", "Ak-Zhol"]],
        "Seizure": [["Afghanistan", "Korday", "Russia"]],
    }
    assert [each.text for each in found.lost] == ["Сарма"]


def test_sightings_in_their_order_and_what_a_partner_does_not_see(cast, journey):
    ask = lambda who: scene(cast.reader(who), [journey.truck])
    untold = lambda found: [[stop.spot.en for stop in way.stops] for way in found.ways if not way.told]
    assert untold(ask("owner")) == [["Rasht", "Karamyk"], ["Karamyk", "Osh"]]
    assert untold(ask("partner")) == [["Rasht", "Karamyk"]]
    assert [mark.at.spot.exactness for mark in ask("partner").marks] == ["city", "crossing", "given"]
    assert ask("outsider") == Scene([], [], [])


@pytest.mark.parametrize(
    ("since", "until", "captions"),
    [
        ("2026-11-08", "", ["S-78", "S-77"]),  # 2026 may be that day
        ("2026-11-09", "", ["S-78"]),
        ("2027", "", []),
        ("", "2026-11-07", ["S-78"]),
        ("", "2025-12-31", []),
        ("2026-11", "2026-11", ["S-78", "S-77"]),
    ],
)
def test_a_period(cast, journey, since, until, captions):
    found = scene(cast.reader("owner"), [journey.operation], since=since, until=until)
    assert [mark.thing.caption.removeprefix("Seizure ") for mark in found.marks] == captions


# Pages


def test_the_page_says_what_the_picture_shows(cast, journey):
    client = cast.client("colleague")
    text = client.get(f"/map/?e={journey.operation}&e={journey.truck}").content.decode()
    for words in (
        "0000 TS 03",
        "Seizure S-77",
        "somewhere in the region",
        "order of sightings",
        "Сарма",
        "imply no",
    ):
        assert words in text
    assert AuditEntry.objects.filter(act="read-map", what__contains=journey.operation).exists()
    russian = client.get(f"/map/?e={journey.operation}", headers={"Accept-Language": "ru"})
    assert russian.status_code == 200


def test_what_is_hidden_changes_no_byte(cast, journey):
    """Neither a place kept secret, nor a link to it, nor a judgement that nobody else sees."""
    clients = {who: cast.client(who) for who in ("partner", "outsider")}
    asked = f"/map/?e={journey.operation}&e={journey.truck}&e={journey.kept}&e={journey.crossing}"
    page = lambda client: re.sub(r'value="[A-Za-z0-9]{64}"', "", client.get(asked).content.decode())
    before = {who: page(client) for who, client in clients.items()}
    hidden = [
        claim("Seizure", operation=journey.operation, date="2026-11-07", country="kg", settlement="Бишкек"),
        claim("Sighting", subject=journey.truck, date="2026-11-05T12:00", location="Баткен", country="kg"),
        claim("BorderCrossing", journey.crossing, latitude="10", longitude="10", name="Elsewhere"),
    ]
    cast.contribute("TJ-DCA", hidden, Scope())
    assert {who: page(client) for who, client in clients.items()} == before
    assert "Batken" in page(cast.client("owner"))


@pytest.mark.parametrize(
    "query",
    ["", "e=", "e=x", f"e={'f' * 32}", "e=%00&since=%00", "since=31.02.2026", "since=2026&until=2025", MANY],
)  # fmt: skip
def test_malformed_addresses(cast, query):
    assert cast.client("owner").get(f"/map/?{query}").status_code == 200


def test_unknown_and_forbidden_are_the_same(cast, journey):
    client = cast.client("partner")
    plain = lambda e: re.sub(
        r'value="[A-Za-z0-9]{64}"', "", client.get(f"/map/?e={e}").content.decode().replace(e, "")
    )
    assert plain(journey.kept) == plain("f" * 32)
    assert MEMBERS not in plain(journey.kept)


def test_the_map_of_a_chart(cast, journey):
    client = cast.client("owner")
    at = client.post("/charts/start/", {"e": [journey.operation, journey.truck]}).url
    text = client.get(f"{at}map/?since=2026-11-06").content.decode()
    assert "Lorry without papers" in text
    assert "Сарма" in text
    assert 'aria-current="page">Map' in text
    assert cast.client("colleague").get(f"{at}map/").status_code == 404
