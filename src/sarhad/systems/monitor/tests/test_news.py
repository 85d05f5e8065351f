"""Seizure news: who reads which, what a case gives to them, what stands in the feed."""

from __future__ import annotations

from datetime import datetime

from defusedxml import ElementTree

from sarhad.entities.actions import Draft, contribute, new_entity, retract
from sarhad.kernel.claim import PUBLIC, Scope
from sarhad.systems.monitor.news import queries
from sarhad.systems.monitor.news.records import Wanted
from sarhad.systems.monitor.tests.newsing import EVERYONE, item
from tests.cast import MEMBERS, Cast

ATOM = {"a": "http://www.w3.org/2005/Atom"}
TYPED = {"name": "Heroin at Khatlon", "date": "5.3.2026", "country": "tj", "level": "0"}


def names(reader, **wanted):
    return [each.name for each in queries.news(reader, Wanted(**wanted))]


def test_each_reader_sees_what_was_released_to_it_newest_first(cast: Cast):
    owner = cast.reader("owner")
    item(owner, name="Old", date="2025-12", substance=["acetic anhydride"])
    item(owner, name="New", date="2026-03-05", country="uz")
    item(owner, name="Ours", scope=Scope())
    item(owner, name="Members'", date="2026-01-01", scope=Scope(read=(MEMBERS,)))
    everyone = cast.reader("anonymous")
    assert names(everyone) == names(cast.reader("outsider")) == ["New", "Old"]
    assert names(cast.reader("partner")) == ["New", "Members'", "Old"]
    assert sorted(names(cast.reader("colleague"))) == ["Members'", "New", "Old", "Ours"]
    assert names(everyone, kind="precursors") == names(everyone, substance="precursors") == ["Old"]
    assert names(everyone, kind="drugs", country="uz", substance="heroin") == ["New"]
    assert names(everyone, country="tj", kind="drugs") == []
    public = {each.name: each.public for each in queries.news(cast.reader("colleague"))}
    assert public == {"New": True, "Old": True, "Members'": False, "Ours": False}


def test_a_case_gives_date_place_substance_amount_and_nothing_else(cast: Cast):
    owner = cast.reader("owner")
    seizure = new_entity(owner)
    case = {
        "date": ["2026-03-05"], "country": ["tj"], "region": ["Khatlon"], "reference": ["114/26"],
        "vehicle": [], "summary": ["Karimov's lorry 1234 AB 01"], "notes": ["Karimov"],
    }  # fmt: skip
    part = {"seizure": [seizure], "substance": ["Heroin"], "reportedAmount": ["12.5"], "reportedUnit": ["kg"]}
    contribute(owner, [Draft("Seizure", case, seizure), Draft("SeizedItem", part)], Scope(read=("KZ-MIA",)))
    client, address = cast.client("owner"), f"/monitor/news/new/?seizure={seizure}"
    page = client.get(address).content.decode()
    assert 'value="Heroin, 12.5 kg: Khatlon"' in page
    assert 'value="2026-03-05"' in page
    assert not any(word in page for word in ("Karimov", "1234 AB", "114/26"))
    assert cast.client("partner").get(address).status_code == 404  # what others shared is theirs to release
    given = TYPED | {"seizure": seizure, "reach": PUBLIC, "deed": "sign"}
    looked = client.post(address, given)  # signed only once it was seen
    assert "This will be published to everyone" in looked.content.decode()
    assert names(cast.reader("anonymous")) == []
    assert client.post(address, given | {"seen": looked.context["shown"], "name": "Another"}).status_code == 200
    assert names(cast.reader("anonymous")) == []
    assert client.post(address, given | {"seen": looked.context["shown"]}).status_code == 302
    [shown] = queries.news(cast.reader("anonymous"))
    assert (shown.name, shown.seizure, shown.by.basis) == ("Heroin at Khatlon", "", ())
    assert [each.seizure for each in queries.news(cast.reader("partner"))] == [seizure]
    assert seizure not in cast.client("anonymous").get(f"/monitor/news/{shown.id}/").content.decode()
    assert f"/e/{seizure}/" in cast.client("partner").get(f"/monitor/news/{shown.id}/").content.decode()


def test_nothing_is_chosen_beforehand_and_only_who_may_release_does(cast: Cast):
    post = lambda who, **given: cast.client(who).post("/monitor/news/new/", TYPED | {"deed": "sign"} | given)
    assert list(post("owner").context["form"].errors) == ["reach"]
    assert list(post("owner", reach="parties").context["form"].errors) == ["read"]
    assert list(post("border", reach=PUBLIC).context["form"].errors) == ["reach"]
    prepared = post("border", reach="office")
    assert post("border", reach="office", seen=prepared.context["shown"]).status_code == 302
    [waiting] = queries.news(cast.reader("owner"))
    page = cast.client("owner").get(f"/monitor/news/{waiting.id}/").content.decode()
    assert f"/release/?ref={waiting.by.ref}" in page
    assert cast.client("partner").get(f"/monitor/news/{waiting.id}/").status_code == 404


def test_the_feed_holds_what_is_public_and_forgets_what_is_withdrawn(cast: Cast):
    owner = cast.reader("owner")
    item(owner, name="Five & <six>\x01", date="2026-03")
    item(owner, name="Ours", scope=Scope())
    response = cast.client("owner").get("/monitor/news/feed.atom?lang=ru")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    feed = ElementTree.fromstring(response.content)
    assert [feed.tag, feed.attrib] == [
        "{http://www.w3.org/2005/Atom}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "ru"}
    ]  # fmt: skip
    one = lambda at, name: at.findtext(f"a:{name}", namespaces=ATOM)
    [entry] = feed.findall("a:entry", ATOM)
    assert one(entry, "title") == "Five & <six>"
    assert "героин" in (one(entry, "summary") or "").lower()
    for each in (feed, entry):
        assert (one(each, "id") or "").startswith("tag:")
        assert datetime.fromisoformat(one(each, "updated") or "").tzinfo
    links = {each.get("rel"): each.get("href") for each in feed.findall("a:link", ATOM)}
    assert links["self"] == "http://testserver/monitor/news/feed.atom?lang=ru"
    assert entry.find("a:author/a:name", ATOM) is not None
    again = ElementTree.fromstring(cast.client("anonymous").get("/monitor/news/feed.atom?lang=en").content)
    assert one(again.find("a:entry", ATOM), "id") == one(entry, "id")
    [held] = [each for each in queries.news(owner) if each.public]
    retract(owner, [held.by.ref], "wrong")
    assert b"<entry>" not in cast.client("anonymous").get("/monitor/news/feed.atom").content


def test_the_list_has_a_head_for_each_month_and_pages(cast: Cast):
    drafts = [
        Draft("SeizureNews", {"name": [f"Item {n}"], "date": [f"2026-{n % 2 + 1:02d}-10"], "country": ["tj"]})
        for n in range(31)
    ]
    contribute(cast.reader("owner"), drafts, EVERYONE)
    client = cast.client("anonymous")
    first, second = (client.get(f"/monitor/news/?page={n}").content.decode() for n in (1, 2))
    assert first.index(">February 2026<") < first.index(">January 2026<")
    assert ">February 2026<" not in second
    assert ">January 2026<" in second
    assert "/monitor/news/new/" not in first
    assert client.get("/monitor/news/?kind=x&country=%00&substance=..&page=x").status_code == 200
