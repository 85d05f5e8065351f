"""What a reader finds for a subject: by everything it sees, and the same whatever it does not see."""

from __future__ import annotations

from random import Random

import pytest

from sarhad.access.reader import Reader
from sarhad.entities.index import NameIndex
from sarhad.entities.judging import judge
from sarhad.kernel.claim import Scope
from sarhad.matching.features import Prepared
from sarhad.matching.queries import CANDIDATES, match
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Match, Subject
from sarhad.matching.scoring import contradicted, score
from tests.cast import MEMBERS, OWNER_ALONE, person
from tests.seeds import seeds

TO_MEMBERS = Scope(read=(MEMBERS,))
FAMILIES = ["Каримов", "Karimov", "Rahimov", "Рахимов", "Kerimow", "Каримзода"]
GIVEN = ["Рустам", "Rustam", "Rustem", "Фарҳод", "Farkhod", "R."]
DAYS = ["1980-05-06", "1980", "1980-06-05", "1981-05-06", ""]


def asked(name: str, **properties: str) -> Subject:
    return Subject("Person", {"name": [name], **{key: [value] for key, value in properties.items()}})


def said(found: list[Match]) -> list[tuple[object, ...]]:
    return [(each.summary.id, each.scored, each.names, sorted(each.properties.items())) for each in found]


@pytest.mark.parametrize("indexed", [True, False], ids=["by the index", "by the terms that it has not reached"])
def test_who_is_found(cast, indexed):
    wanted = person("Каримов Фарҳод Алиевич", birthDate="1983-04-14", passportNumber="AA1234567")
    cast.contribute("TJ-DCA", [wanted, person("Каримов Рустам", birthDate="1983-04-14")], TO_MEMBERS)
    if indexed:
        NameIndex().catch_up()
    partner = cast.reader("partner")
    (found,) = match(partner, asked("KARIMOV FARHOD", birthDate="1983-04-14"))
    assert (found.entities, found.verdict) == ((wanted.entity,), STRONG)
    assert [each.verdict for each in match(partner, asked("Karimov Farhod"))] == [POSSIBLE]
    by_number = match(partner, Subject("Person", {"passportNumber": ["AA1234567"]}))
    assert [each.entities for each in by_number] == [(wanted.entity,)]
    assert match(cast.reader("outsider"), asked("Karimov Farhod", birthDate="1983-04-14")) == []
    assert match(partner, asked("Karimov Farhod", birthDate="1983-04-14"), owner="UZ-NIAC") == []


def test_a_profile_is_scored_by_all_that_is_seen_of_it(cast):
    first, second = person("Каримов Фарҳод"), person("Каримов Фарход", birthDate="1983-04-14")
    cast.contribute("TJ-DCA", [first], TO_MEMBERS)
    cast.contribute("TJ-DCA", [second], OWNER_ALONE)
    NameIndex().catch_up()
    owner, probe = cast.reader("owner"), asked("Karimov Farhod", birthDate="1983-04-14")
    assert [each.verdict for each in match(owner, probe)] == [STRONG, POSSIBLE]
    judge(owner, first.entity, second.entity, "same", "one file")
    (found,) = match(owner, probe)
    assert (set(found.entities), found.verdict) == ({first.entity, second.entity}, STRONG)
    (seen,) = match(cast.reader("partner"), probe)
    assert (seen.entities, seen.verdict) == ((first.entity,), POSSIBLE)


def test_more_than_the_candidates_hold_does_not_hide_the_one_with_the_birth_date(cast):
    many = [person("Каримов Рустам", birthDate=f"19{50 + n % 50}-01-1{n % 9}") for n in range(2 * CANDIDATES)]
    wanted = person("Karimov Rustam", birthDate="1983-04-24")
    cast.contribute("TJ-DCA", [*many, wanted], TO_MEMBERS)
    NameIndex().catch_up()
    found = match(cast.reader("partner"), asked("Каримов Рустам", birthDate="1983-04-24"))
    assert found[0].entities == (wanted.entity,)


@pytest.mark.parametrize("seed", seeds(6))
def test_what_is_hidden_moves_nothing(cast, seed):
    random = Random(seed)
    partner = cast.reader("partner")

    def people(number: int) -> list:
        return [
            person(f"{random.choice(FAMILIES)} {random.choice(GIVEN)}", birthDate=random.choice(DAYS) or "1979")
            for _ in range(number)
        ]

    def everything() -> list:
        probes = [asked("Karimov Rustam"), asked("Каримов Рустам", birthDate="1980-05-06"), asked("Rustam")]
        return [said(match(partner, probe, limit)) for probe in probes for limit in (3, 200)]

    for _ in range(3):
        cast.contribute("TJ-DCA", people(40), TO_MEMBERS)
        cast.contribute("TJ-DCA", people(random.randint(0, 60)), OWNER_ALONE)
    NameIndex().catch_up()
    before = everything()
    assert any(before)
    cast.contribute("UZ-NIAC", people(300), OWNER_ALONE)
    assert everything() == before
    NameIndex().catch_up()
    assert everything() == before


def test_who_may_not_read_finds_nothing(cast):
    cast.contribute("TJ-DCA", [person("Каримов Фарҳод")], TO_MEMBERS)
    reader: Reader = cast.reader("auditor")
    assert match(reader, asked("Каримов Фарҳод")) == []


def test_what_is_passed_over_at_first_sight_would_have_been_none():
    days = ["1983-04-24", "1983-04", "1983", "1983-01-01", "1984-04-24", "1938-04-24", "1999-12-31"]
    numbers: list[dict[str, str]] = [
        {},
        {"passportNumber": "A1234567"},
        {"idNumber": "123"},
        {"phone": "+992372234567"},
    ]
    each = [
        asked("Каримов Рустам", gender="male", **({"birthDate": day} if day else {}), **number)
        for day in ["", *days]
        for number in numbers
    ]
    passed = [(one, other) for one in each for other in each if contradicted(Prepared(one), Prepared(other))]
    assert 0 < len(passed) < len(each) ** 2
    assert {score(one, other).verdict for one, other in passed} == {NONE}
