"""Who may ask whom, by the standing that the centre's groups give; and the pages of partners and agreements."""

import pytest

from sarhad.access import actions
from sarhad.access.reader import operator
from sarhad.kernel.claim import Handling
from sarhad.systems.exchange.standing import Standings, may_ask, may_receive
from tests.cast import MEMBERS, PASSWORD


@pytest.fixture
def region(cast):
    """OUTSIDE observes; APPLIES has asked to; nobody else has any standing but the members."""
    actions.create_office(
        operator(),
        id="APPLIES", names={"en": "Applicant"}, country="cn", sort="agency", parent="", passphrase=PASSWORD,
    )  # fmt: skip
    centre = cast.reader("centre")
    for name, members in (("observers", ["OUTSIDE"]), ("applicants", ["APPLIES"])):
        actions.found_group(centre, name=name, names={"en": name}, members=members, known_to=[MEMBERS])
    return cast


@pytest.mark.parametrize(
    ("who", "to", "via", "says"),
    [
        ("owner", "KZ-MIA", "", ""),
        ("liaison", "KZ-MIA", "", "BLO-NP (no standing)"),  # it does not see that its agency is a member
        ("liaison", "TJ-DCA", "", ""),  # of its own state
        ("owner", "CENTRE", "", ""),
        ("owner", "OUTSIDE", "", ""),
        ("owner", "APPLIES", "", "APPLIES (applicant) is asked through the centre"),
        ("owner", "APPLIES", "CENTRE", ""),
        ("outsider", "KZ-MIA", "", "OUTSIDE (observer) asks members through the centre"),
        ("outsider", "KZ-MIA", "CENTRE", ""),
        ("owner", "BLO-NP", "", ""),
    ],
)
def test_who_may_ask_whom(region, who, to, via, says):
    found = may_ask(region.reader(who), to, via)
    assert says in found
    assert bool(says) == bool(found)


def test_without_standing_one_asks_nobody(cast):
    assert "no standing" in may_ask(cast.reader("outsider"), "CENTRE")
    assert "no standing" in may_ask(cast.reader("outsider"), "KZ-MIA")


def test_who_may_be_given_what(region):
    owner = region.reader("owner")
    assert may_receive(owner, ["KZ-MIA", "OUTSIDE", "BLO-NP"], Handling(3)) == []
    assert len(may_receive(owner, ["APPLIES"], Handling(2))) == 1
    assert len(may_receive(owner, ["OUTSIDE"], Handling(0, secrecy="Секретно"))) == 1
    assert may_receive(owner, ["APPLIES"], Handling(1)) == []


def test_since_when_and_through_whom(region):
    known = Standings(region.reader("owner"))
    assert (known.of("BLO-NP").standing, known.of("BLO-NP").through) == ("member", "TJ-DCA")
    assert known.of("KZ-MIA").since
    assert known.of("CENTRE").standing == "host"
    assert Standings(region.reader("outsider")).of("KZ-MIA").standing == ""  # as far as one knows the groups


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_pages(region, language):
    owner, partner, centre, analyst = (region.client(who) for who in ("owner", "partner", "centre", "colleague"))
    for client in (owner, partner, centre, analyst):
        client.post("/language/", {"language": language, "next": "/"})
    assert "OUTSIDE" in owner.get("/partners/").content.decode()
    given = {
        "name": "Agreement on Exchange",
        "instrumentType": "agreement",
        "covers": ["protected"],
        "read": "public",
    }
    page = centre.post("/agreements/new/", given)
    assert page.status_code == 302, page.content.decode()
    one = page["Location"]
    for client, state, status in (
        (owner, "tj", 302),
        (partner, "kz", 302),
        (owner, "kz", 200),
        (centre, "uz", 302),
    ):
        step = {"state": state, "status": "in-force", "date": "01.02.2026", "read": "public"}
        assert client.post(f"{one}step/", step).status_code == status
    shown = owner.get(one).content.decode()
    assert ("Казахстан" if language == "ru" else "Kazakhstan") in shown
    assert "Agreement on Exchange" in analyst.get("/agreements/").content.decode()
    assert analyst.get(f"{one}step/").status_code == analyst.get("/agreements/new/").status_code == 404
    assert owner.get(f"/agreements/{'0' * 32}/").status_code == 404
