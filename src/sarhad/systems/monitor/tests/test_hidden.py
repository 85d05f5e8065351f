"""Of each kind that the monitor shows, what is hidden changes no byte of any of its pages, whoever looks."""

from __future__ import annotations

from uuid import uuid4

from sarhad.figures.follower import FigureLines
from sarhad.kernel.claim import PUBLIC, Claim, Scope
from sarhad.systems.monitor.tests.tabling import ROWS, table
from tests.cast import Cast

PAGES = [
    "/monitor/", "/monitor/?scope=all&form=csv", "/monitor/trends/?scope=all", "/monitor/records/?scope=all",
    "/monitor/map/", "/monitor/map/data/?show=clusters", "/monitor/prices/?substance=heroin&market=retail",
    "/monitor/map/?show=prices", "/monitor/claims/", "/monitor/news/?country=tj", "/monitor/news/feed.atom",
    "/monitor/warnings/", "/monitor/warnings/feed.atom", "/monitor/countries/", "/monitor/countries/tj/",
    "/monitor/places/?q=Ferry", "/monitor/tables/", "/monitor/questionnaire/?country=tj&year=2016",
    "/monitor/cells/?country=tj",
]  # fmt: skip
ABOUT = "/monitor/tables/{0}/", "/monitor/tables/{0}/2/", "/monitor/tables/{0}/equal/", "/monitor/tables/{0}/alike/"
READERS = ("anonymous", "partner", "researcher", "auditor")
OLD_FERRY = "Tajikistan,,Old Ferry,2016-08-01,Heroin,9,Kilogram,Land,,,"


def said(schema: str, **values: str) -> Claim:
    return Claim(uuid4().hex, schema, {name: [value] for name, value in values.items()}, stated="2026-11-21")


def of_each(cast: Cast, made: str, scope: Scope) -> None:
    """One of each kind; the decisions are about the public table."""
    table(cast.reader("owner"), ROWS[:2], scope, name="Another table")
    case = said("Seizure", date="2016-03-05", country="tj", settlement="Khujand")
    item = said("SeizedItem", seizure=case.entity, substance="heroin", reportedAmount="12.5", reportedUnit="kg")
    price = said(
        "PriceObservation", substance="heroin", market="retail", price="70", currency="USD", perAmount="1",
        perUnit="g", country="tj", date="2016",
    )  # fmt: skip
    news = said("SeizureNews", name="Headline", date="2016-03-05", country="tj", substance="heroin")
    place = said("PlaceName", written="Old Ferry", country="tj", regionCode="TJ-SU")
    figure = said("PublishedFigure", figure="kg", value="5", startDate="2016", publication="Paper", country="tj")
    equal = said("RowDecision", table=made, rule="equal", verdict="same")
    alike = said("RowDecision", table=made, rule="alike", verdict="same", rows="4", seizure=case.entity)
    cast.contribute("TJ-DCA", [case, item, price, news, place, figure, equal, alike], scope)
    FigureLines().catch_up()


def seen(cast: Cast, made: str) -> dict[tuple[str, str], bytes]:
    clients = {who: cast.client(who) for who in READERS}
    addresses = [*PAGES, *(each.format(made) for each in ABOUT)]
    return {(who, each): told(client.get(each)) for who, client in clients.items() for each in addresses}


def told(answer) -> bytes:
    """Without the time at which a file left."""
    lines = answer.content.split(b"\n")
    return b"\n".join(line.partition(b",H0")[0] for line in lines if b"csrfmiddlewaretoken" not in line)


def test_what_is_hidden_changes_no_byte(cast):
    made = table(cast.reader("owner"), (*ROWS, OLD_FERRY))
    before = seen(cast, made)
    of_each(cast, made, Scope())
    after = seen(cast, made)
    assert [key for key in before if before[key] != after[key]] == []
    of_each(cast, made, Scope(read=(PUBLIC,)))
    shown = {page for (_who, page), content in seen(cast, made).items() if content != after[_who, page]}
    unchanged = {*PAGES, *(each.format(made) for each in ABOUT)} - shown
    quiet = {"/monitor/warnings/", "/monitor/warnings/feed.atom", "/monitor/cells/?country=tj"}
    assert unchanged <= {*quiet, ABOUT[0].format(made)}, "a page that cannot tell proves nothing"
