"""Country profiles: of the day for each reader, and editions, which hold what everyone may read."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from sarhad.access.reader import anonymous
from sarhad.kernel.claim import PUBLIC, Scope
from sarhad.systems.monitor.profiles import printing, queries, showing
from sarhad.systems.monitor.tests.tabling import ROWS, table
from tests.cast import MEMBERS, Cast

DAY = "2026-11-22"


def issued(cast: Cast, who: str = "owner", **more: object):
    given = {
        "name": "Tajikistan 2026", "laws": "Criminal Code, art. 200\nStrategy to 2030", "contacts": "Press office",
        "level": "0", "read": [PUBLIC], "password": "a long enough password", **more,
    }  # fmt: skip
    return cast.client(who).post("/monitor/countries/tj/issue/", given)


def test_a_profile_is_made_of_what_its_reader_may_read(cast: Cast):
    table(cast.reader("owner"))
    table(cast.reader("owner"), ROWS[:1], Scope(read=(MEMBERS,)), name="For members")
    said = {who: queries.today(cast.reader(who), "tj", DAY) for who in ("owner", "partner", "outsider")}
    assert {who: each["seizures"]["heroin"][-1] for who, each in said.items()} == {
        "owner": 3, "partner": 3, "outsider": 2,
    }  # fmt: skip
    assert said["outsider"] == queries.today(anonymous(), "tj", DAY)
    assert said["owner"]["years"][-1] == 2016
    assert said["owner"]["ways"]["departure"] == [["af", 4]]
    assert [name for name, _years in queries.countries(anonymous(), 2017)] == ["kz", "tj", "uz"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_it_is_told_in_words_and_printed(cast: Cast, language: str):
    table(cast.reader("owner"))
    said = queries.public("tj", DAY, ["Law on narcotics"], [])
    with override(language):
        assert showing.finding(said).startswith({"en": "Tajikistan: 2 of 3", "ru": "Таджикистан: "}[language])
        parts = showing.blocks(said)
    assert "Law on narcotics" in parts[-2].lines
    assert parts[0].picture.startswith("<svg")
    assert printing.pdf(said, language, 1, "CENTRE")[:5] == b"%PDF-"


def test_a_country_of_which_nothing_is_known_says_so(cast: Cast):
    page = cast.client("outsider").get("/monitor/countries/af/").content.decode()
    assert "no seizure has been reported" in page
    assert cast.client("outsider").get("/monitor/countries/fr/").status_code == 404


def test_an_edition_stays_as_it_was_and_holds_only_what_is_public(cast: Cast, client):
    table(cast.reader("owner"))
    table(cast.reader("owner"), ROWS[:1], Scope(), name="Ours alone")
    assert issued(cast, password="wrong").status_code == 200
    assert queries.editions(anonymous(), "tj") == []
    assert issued(cast).status_code == 302
    table(cast.reader("owner"), ROWS[:2], name="Later")
    assert issued(cast).status_code == 302
    second, first = queries.editions(anonymous(), "tj")
    assert (first.edition, second.edition) == (1, 2)
    assert first.said["seizures"]["heroin"][-1] == 2, "not the table of the office alone"
    assert second.said["seizures"]["heroin"][-1] == 4
    page = client.get(f"/monitor/profiles/{first.id}/").content.decode()
    assert "Criminal Code, art. 200" in page
    assert "Ours alone" not in page
    paper = client.get(f"/monitor/profiles/{first.id}/?paper=ru")
    assert paper.content[:5] == b"%PDF-"
    assert "Strategy to 2030" in client.get("/monitor/countries/tj/").content.decode(), "what people wrote is kept"


def test_only_who_may_release_issues(cast: Cast):
    assert cast.client("colleague").get("/monitor/countries/tj/issue/").status_code == 404
    assert issued(cast, "colleague").status_code == 404
