"""The questionnaire's table, and what programs get by the API."""

from __future__ import annotations

from sarhad.access.reader import anonymous
from sarhad.kernel.claim import Scope
from sarhad.systems.monitor.out import questionnaire
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import Cast
from tests.test_api import Program

NOT = "not known"


def test_quantities_stand_as_reported_and_what_is_not_known_says_so(cast: Cast):
    table(cast.reader("owner"))
    found = questionnaire.table(anonymous(), "uz", 2016).rows
    assert [row[2:] for row in found] == [(1, NOT, NOT, "40 tablet")]
    [heroin, opium] = questionnaire.table(anonymous(), "tj", 2016).rows
    assert heroin[2:] == (2, "25", NOT, NOT)
    assert opium[2:4] == (1, "3")
    assert questionnaire.table(anonymous(), "kz", 2014).rows[0][3:] == (NOT, NOT, "2 unit not known")


def test_the_page_is_for_everyone_and_shows_what_each_may_read(cast: Cast, client):
    table(cast.reader("owner"), scope=Scope(), name="Ours")
    assert "Heroin" not in client.get("/monitor/questionnaire/").content.decode()
    shown = cast.client("owner").get("/monitor/questionnaire/?country=tj&year=2016")
    assert "Heroin" in shown.content.decode()
    taken = cast.client("owner").get("/monitor/questionnaire/?country=tj&year=2016&form=csv")
    assert b"Heroin,heroin,2,25" in taken.content
    assert b"TJ-DCA" in taken.content, "what is not public is stamped"


def test_programs_get_the_same_as_pages(cast: Cast):
    table(cast.reader("owner"), scope=Scope(), name="Ours")
    owner, outsider = (Program(cast, who) for who in ("owner", "outsider"))
    assert [each["name"] for each in owner.get("/monitor/sources").json()] == ["Ours"]
    asked = "/monitor/seizures?by=country&measure=n&measure=kg&since=2016&until=2016"
    assert owner.get(asked).json() == {
        "columns": ["country", "n", "kg"], "rows": [["tj", 3, 28.0], ["uz", 1, 0.008]], "more": False,
    }  # fmt: skip
    assert outsider.get(asked).json()["rows"] == []
    one = owner.get("/monitor/records?country=tj&size=1").json()
    assert one["more"] is True
    assert one["rows"][0][one["columns"].index("day")] == "2016-04-01"
    assert owner.get("/monitor/seizures?by=password").status_code == 422
