"""The follower that finds hits: which pairs, once each, whatever happens to it."""

from __future__ import annotations

import pytest

from sarhad.entities.index import NameIndex
from sarhad.kernel.claim import Act, Kind
from sarhad.ledger import followers
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.models import ITEMS_PER_ENTRY
from sarhad.ledger.naming import resolve
from sarhad.matching import hits
from sarhad.matching.hits import Hits
from sarhad.matching.models import Hit
from tests.cast import OWNER_ALONE, person

BORN = {"birthDate": "1983-04-14"}


def catch_up() -> int:
    NameIndex().catch_up()
    return Hits().catch_up()


def pairs() -> set[tuple[int, int]]:
    return set(Hit.objects.values_list("left", "right"))


def ids(*refs) -> tuple[int, ...]:
    return tuple(sorted(resolve(refs)))


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (person("Karimov Farhod", **BORN), person("Каримов Фарҳод", **BORN), "strong"),
        (person("Karimov Farhod"), person("Каримов Фарҳод"), "possible"),
        (person("Karimov Farhod", phone="+992905550142"), person("Unknown Man", phone="+992905550142"), "possible"),
        (person("Karimov Farhod"), person("Yusupova Madina"), None),
    ],
)
def test_who_hits_whom(cast, one, other, verdict):
    (a,), (b,) = cast.contribute("TJ-DCA", [one]), cast.contribute("KZ-MIA", [other])
    catch_up()
    found = {(hit.left, hit.right): hit.verdict for hit in Hit.objects.all()}
    assert found == ({ids(a, b): verdict} if verdict else {})


def test_the_same_entity_of_the_same_owner_is_no_news_but_of_another_it_is(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    cast.contribute("TJ-DCA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    catch_up()
    assert pairs() == set()
    cast.contribute("KZ-MIA", [person("Somebody", "ab" * 16)])
    catch_up()
    assert set(Hit.objects.values_list("right_owner", flat=True)) == {"KZ-MIA"}


def test_within_one_entry_and_within_one_office(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN), person("Karimov Farhod", **BORN)])
    catch_up()
    assert len(pairs()) == 1


def test_imports_are_left_to_bulk_linking(cast, monkeypatch):
    monkeypatch.setattr(hits, "SINGLE", 2)
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    cast.contribute("KZ-MIA", [person("Karimov Farhod", **BORN), person("A B"), person("C D")])
    catch_up()
    assert pairs() == set()
    cast.contribute("UZ-NIAC", [person("Karimov Farhod", **BORN)])  # a single one is compared with the import
    catch_up()
    assert len(pairs()) == 2


def test_a_correction_takes_the_hits_over_even_in_bulk(cast, monkeypatch):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    old = cast.contribute("KZ-MIA", [person("Karimov Farhod", "ab" * 16, **BORN)])
    catch_up()
    monkeypatch.setattr(hits, "SINGLE", 0)
    new = person("Karimov Farkhod", "ab" * 16, **BORN)
    new.refs = (old[0],)
    append(feed_of("KZ-MIA"), kind=Kind.CORRECT, items=[new], scope=OWNER_ALONE, officer="x")
    catch_up()
    assert len(pairs()) == 2
    wrong = person("Somebody Else", "ab" * 16)
    wrong.refs = (old[0],)
    append(feed_of("KZ-MIA"), kind=Kind.CORRECT, items=[wrong], scope=OWNER_ALONE, officer="x")
    catch_up()
    assert len(pairs()) == 2  # what is none any more is not taken over


def test_what_a_purge_restates_keeps_its_hits(cast, monkeypatch):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    both = cast.contribute("KZ-MIA", [person("Karimov Farhod", "ab" * 16, **BORN), person("A B")])
    catch_up()
    monkeypatch.setattr(hits, "SINGLE", 0)
    again = person("Karimov Farhod", "ab" * 16, **BORN)
    again.was = (both[0],)
    append(feed_of("KZ-MIA"), kind=Kind.CONTRIBUTE, items=[again], scope=OWNER_ALONE, officer="x")
    withdrawal = act(Act.WITHDRAWAL, {}, refs=(both[1],))
    append(feed_of("KZ-MIA"), kind=Kind.PURGE, items=[withdrawal], scope=OWNER_ALONE, officer="x")
    catch_up()
    assert {right // ITEMS_PER_ENTRY for _left, right in pairs()} == {followers.head() - 2, followers.head() - 1}


def test_done_again_it_changes_nothing(cast):
    for _ in range(3):
        cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    assert catch_up() == 3
    before = list(Hit.objects.order_by("pk").values())
    assert len(before) == 3
    followers.advance(hits.NAME, 0, hits.mark())
    assert catch_up() == 3
    assert list(Hit.objects.order_by("pk").values()) == before
    assert catch_up() == 0


def test_it_waits_for_the_index(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    cast.contribute("KZ-MIA", [person("Karymov Farkhod", **BORN)])
    assert Hits().catch_up() == 0
    assert catch_up() == 2
    assert len(pairs()) == 1


def test_another_scoring_scores_old_hits_anew(cast, monkeypatch):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", **BORN)])
    cast.contribute("KZ-MIA", [person("Karimov Farhod", **BORN)])
    cast.contribute("KZ-MIA", [person("Karimov Farhod")])
    catch_up()
    assert len(pairs()) == 3
    usual, nothing = hits.score_prepared, hits.Scored(0.0, "none", ())

    def stricter(one, other):
        return usual(one, other) if one.dates and other.dates else nothing

    monkeypatch.setattr(hits, "scoring", lambda: "other")
    monkeypatch.setattr(hits, "score_prepared", stricter)
    monkeypatch.setattr(hits, "score", lambda one, other: stricter(hits.Prepared(one), hits.Prepared(other)))
    catch_up()
    assert {(hit.verdict, hit.model) for hit in Hit.objects.all()} == {("strong", "other")}


def test_a_common_name_is_not_cut_off(cast):
    """Where a limit stood, what is hidden would push out what is not."""
    cast.contribute("KZ-MIA", [person("Karimov Farhod") for _ in range(700)])
    cast.contribute("TJ-DCA", [person("Karimov Farhod")])
    catch_up()
    assert len(pairs()) == 700


def test_every_name_is_looked_for(cast):
    cast.contribute("KZ-MIA", [person("Yusupova Madina", **BORN)])
    aliases = ["Alpha Beta", "Gamma Delta", "Epsilon Zeta", "Theta Iota", "Kappa Lambda"]
    cast.contribute("TJ-DCA", [person("Somebody Else", alias=[*aliases, "Юсупова Мадина"], **BORN)])
    catch_up()
    assert len(pairs()) == 1
