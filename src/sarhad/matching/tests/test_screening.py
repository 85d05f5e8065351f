"""What officers type, as subjects; and what the answer obliges to."""

from __future__ import annotations

from datetime import date
from random import Random
from time import process_time

import pytest
from django.core.exceptions import ValidationError

from sarhad.access import audit
from sarhad.access.models import AuditEntry
from sarhad.entities.index import NameIndex
from sarhad.kernel import mrz
from sarhad.kernel.claim import Scope
from sarhad.kernel.tests.test_mrz import MRV_A, TD3, passport
from sarhad.matching import screening
from sarhad.matching.asked import Asked, understood
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Match, Scored
from sarhad.matching.screening import CHECK, NOTHING, STOP, Found, decided, screen
from tests.cast import MEMBERS, person

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("asked", "schema", "properties"),
    [
        (Asked(name=" Каримов  Фарҳод "), "Person", {"name": ["Каримов Фарҳод"]}),
        (Asked(name="Karimov", birth="14.04.1983"), "Person", {"name": ["Karimov"], "birthDate": ["1983-04-14"]}),
        (Asked(name="K O", birth="14041983"), "Person", {"name": ["K O"], "birthDate": ["1983-04-14"]}),
        (Asked(name="K O", birth="19830414"), "Person", {"name": ["K O"], "birthDate": ["1983-04-14"]}),
        (Asked(name="K O", birth="20121912"), "Person", {"name": ["K O"], "birthDate": ["1912-12-20"]}),
        (Asked(name="K O", birth="1983"), "Person", {"name": ["K O"], "birthDate": ["1983"]}),
        (Asked(name="K O", birth="04.1983"), "Person", {"name": ["K O"], "birthDate": ["1983-04"]}),
        (Asked(name="K O", birth="03/04/1983"), "Person", {"name": ["K O"], "birthDate": ["1983-04-03"]}),
        (Asked(name="KO", birth="3/4/1983", order="mdy"), "Person", {"name": ["KO"], "birthDate": ["1983-03-04"]}),
        (Asked(name="K O", birth="14 апреля 1983 г."), "Person", {"name": ["K O"], "birthDate": ["1983-04-14"]}),
        (Asked(name="K O", birth="۲۵/۰۱/۱۳۶۲"), "Person", {"name": ["K O"], "birthDate": ["1983-04-14"]}),
        (Asked(name="K O", birth="1362"), "Person", {"name": ["K O"], "birthDate": ["1983", "1984"]}),
        (Asked(number="sim 447-120"), "Person", {"passportNumber": ["sim 447-120"]}),
        (Asked(number="830414 300123"), "Person", {"idNumber": ["830414 300123"]}),
        (Asked(plate="0000 TS 03"), "Vehicle", {"registrationNumber": ["0000 TS 03"]}),
        (Asked(name="K O", nationality="Тоҷикистон", sex="ж"), "Person", {"name": ["K O"], "gender": ["female"]}),
        (Asked(name="K\0O"), "Person", {"name": ["KO"]}),
    ],
)  # fmt: skip
def test_what_was_typed(asked, schema, properties):
    found = understood(asked, TODAY)
    said = [
        (each.schema, {k: v for k, v in each.properties.items() if k != "nationality"}) for each in found.subjects
    ]
    assert said == [(schema, properties)]


def test_a_document_says_it_all():
    found = understood(Asked(mrz=TD3.lower(), name="Эрикссон Анна"), TODAY)
    assert found.subjects[0].properties == {
        "name": ["ERIKSSON ANNA MARIA", "Эрикссон Анна"],
        "birthDate": ["1974-08-12"],
        "gender": ["female"],
        "passportNumber": ["L898902C3"],
    }
    assert found.notes == ("The document expired on 2012-04-15.",)


@pytest.mark.parametrize(
    ("state", "personal", "properties"),
    [
        ("KAZ", "830414300123", {"nationality": ["kz"], "idNumber": ["830414300123"]}),
        ("UZB", "31404832350017", {"nationality": ["uz"], "idNumber": ["31404832350017"]}),
        ("TJK", "12345", {"nationality": ["tj"]}),  # whatever it is, it is no personal number
        ("D<<", "", {"nationality": ["de"]}),
        ("XXA", "", {}),  # stateless
    ],
)
def test_states_and_personal_numbers(state, personal, properties):
    lines = passport("A1234567", state, "830414", "M", "301231", personal, "DOE<<JO")
    found = understood(Asked(mrz=lines), TODAY).subjects[0].properties
    assert {name: found[name] for name in ("nationality", "idNumber") if name in found} == properties


def test_a_mended_number_is_looked_for_as_read_too():
    lines = passport("A3077462", "TJK", "830414", "M", "301231", "", "DOE<<JO").replace("A3077", "A3O77")
    assert understood(Asked(mrz=lines), TODAY).subjects[0].properties["passportNumber"] == ["A3077462", "A3O77462"]


def test_scanned_into_the_wrong_field():
    assert understood(Asked(name=TD3.replace("\n", "")), TODAY) == understood(Asked(mrz=TD3), TODAY)


def test_a_person_and_a_vehicle():
    assert [each.schema for each in understood(Asked(name="K O", plate="AB 1234"), TODAY).subjects] == [
        "Person", "Vehicle"
    ]  # fmt: skip
    assert understood(Asked(mrz=MRV_A), TODAY).subjects[0].properties["passportNumber"] == ["L8988901C"]


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        (Asked(), "__all__", "Scan the document"),
        (Asked(name=" \t\n"), "__all__", "Scan the document"),
        (Asked(birth="1983"), "name", "alone finds nobody"),
        (Asked(name="1"), "name", "“1” is no name"),
        (Asked(name="Я"), "name", "at least two letters"),
        (Asked(name="x" * 301), "name", "longer than 300"),
        (Asked(number="12"), "number", "too short"),
        (Asked(plate="--1"), "plate", "too short"),
        (Asked(name="K O", birth="31.02.1983"), "birth", "does not exist"),
        (Asked(name="K O", birth="14.04.83"), "birth", "all four"),
        (Asked(name="K O", birth="about 1983"), "birth", "not sure"),
        (Asked(name="K O", birth="2090"), "birth", "future"),
        (Asked(mrz=TD3[:50]), "mrz", "Scan it again"),
        (Asked(mrz=TD3.replace("C36UTO", "C37UTO")), "mrz", "Line 2: the check digit after the number"),
    ],
)
def test_refusals_name_the_field_and_the_remedy(asked, field, said):
    with pytest.raises(ValidationError) as refused:
        understood(asked, TODAY)
    assert list(refused.value.message_dict) == [field]
    assert said in refused.value.message_dict[field][0]


def test_ten_thousand_malformed_queries():
    """Each is understood or refused by field, and fast."""
    random, signs = Random(8), "abЯқ漢ع٣0123456789<. /-'\"\x00\x1d\ud800\n\u202e%{}"
    fields, began, refused = ("name", "birth", "number", "plate", "mrz", "nationality", "sex"), process_time(), 0
    for _ in range(10_000):
        given = {name: "".join(random.choices(signs, k=random.randint(0, 20))) for name in random.sample(fields, 3)}
        try:
            understood(Asked(**given), TODAY)
        except ValidationError as error:
            refused += 1
            faults = error.message_dict
        else:
            continue
        assert faults.keys() <= {*fields, "__all__"}
        assert all(text for texts in faults.values() for text in texts)
    assert refused > 3000
    assert process_time() - began < 30


# The answer


class Sought:
    def __init__(self, colour: str, *subjects: str) -> None:
        self.colour, self.subjects = colour, subjects


def found(verdict: str, *colours: str, id: str = "1", score: float = 0.9) -> Found:
    match = Match((id,), None, (), {}, Scored(score, verdict, ()))
    return Found(match, tuple(map(Sought, colours)))


@pytest.mark.parametrize(
    ("each", "verdict", "headline"),
    [
        ([], NOTHING, "No match in the lists released to your post. Go on as usual."),
        ([found(STRONG, "red")], STOP, "Wanted. Stop and call."),
        ([found(STRONG, "blue")], STOP, "Wanted. Stop and call."),
        ([found(POSSIBLE, "red")], CHECK, "Perhaps. Take a second look."),  # a second look, not a stop
        ([found(POSSIBLE)], CHECK, "Perhaps. Take a second look."),
        ([found(STRONG)], CHECK, "Known, not wanted. Take a second look."),
        ([found(STRONG, "other")], CHECK, "On an official list. Take a second look."),
    ],
)
def test_verdicts(each, verdict, headline):
    answer = decided(each)
    assert (answer.verdict, screening.headline(answer)) == (verdict, headline)
    assert bool(screening.steps(answer)) == (verdict != NOTHING)
    said = " ".join(screening.steps(answer))
    assert ("no reason to hold" in said or "Do not detain" in said) == (verdict == CHECK)


def test_the_gravest_comes_first():
    every = [
        found(POSSIBLE, id="a"),
        found(STRONG, id="b", score=0.95),
        found(STRONG, "red", id="c", score=0.91),
        found(POSSIBLE, "red", id="d", score=0.6),
    ]
    assert [each.match.entities[0] for each in sorted(every, key=screening._gravest)] == ["c", "d", "b", "a"]


def test_more_than_are_shown():
    answer = decided([found(POSSIBLE, id=str(n)) for n in range(6)])
    assert (len(answer.found), answer.notes) == (5, (str(screening.MORE),))


def test_the_one_sought_is_not_lost_among_namesakes(cast):
    """Many of one name: the one about whom there is a notice stands first whatever its place was."""
    people = [person("Karimov Farhod", birthDate=f"19{70 + n}") for n in range(12)]
    cast.contribute("TJ-DCA", people, Scope(read=(MEMBERS,)))
    NameIndex().catch_up()
    sought = max(each.entity for each in people)
    answer = screen(cast.reader("owner"), Asked(name="Karimov Farhod"), lambda *_: [Sought("red", sought)])
    assert answer.found[0].match.entities == (sought,)
    assert (answer.verdict, len(answer.found)) == (CHECK, 5)


BORN = {"birthDate": "1983-04-14", "passportNumber": "SIM447120"}


@pytest.fixture
def known(cast):
    """TJ-DCA knows one whom members may read and one whom nobody else may."""
    karimov, hidden = person("Karimov Farhod", **BORN), person("Nazarova Zebo", passportNumber="SIM999999")
    cast.contribute("TJ-DCA", [karimov], Scope(read=(MEMBERS,)))
    cast.contribute("TJ-DCA", [hidden], Scope(point=(MEMBERS,)))  # members would see a pointer in an inbox
    NameIndex().catch_up()
    return karimov.entity


def test_a_screening(cast, known):
    reader = cast.reader("partner-analyst")
    answer = screen(reader, Asked(name="Каримов Фарҳод", number="SIM447120"))
    assert answer.found[0].match.entities == (known,)
    line = AuditEntry.objects.filter(office="KZ-MIA").order_by("-n").first()
    assert (line.act, line.what, line.text.text) == ("screen", known, "Каримов Фарҳод · SIM447120")


def test_screening_raises_no_pointer(cast, known):
    """Those who may only be pointed to it get what those get to whom it does not exist."""
    from sarhad.matching.models import Hit

    hits = Hit.objects.count()
    for who in ("partner", "outsider"):
        answer = screen(cast.reader(who), Asked(name="Nazarova Zebo", number="SIM999999"))
        assert (answer.verdict, answer.found) == (NOTHING, ())
        line = AuditEntry.objects.filter(office=cast.reader(who).office).order_by("-n").first()
        assert (line.act, line.what) == ("screen", "")
    assert Hit.objects.count() == hits


def test_notices_come_from_whoever_keeps_the_list(cast, known):
    asked = []

    def about(reader, entities):
        asked.append((reader.office, tuple(entities)))
        return [Sought("red", known), Sought("red", "somebody else")]

    answer = screen(cast.reader("owner"), Asked(name="Karimov Farhod", number="SIM447120"), about)
    assert asked == [("TJ-DCA", (known,))]
    assert len(answer.found[0].notices) == 1
    assert answer.verdict == (STOP if answer.found[0].match.verdict == STRONG else CHECK)
    assert answer.found[0].match.verdict != NONE


def test_a_refused_question_reads_nothing(cast, known):
    with pytest.raises(ValidationError):
        screen(cast.reader("owner"), Asked(birth="1983"))
    assert not AuditEntry.objects.filter(act="screen").exists()


def test_a_purge_finds_the_name_that_a_document_s_lines_spelled(cast):
    screening.screen(cast.reader("border"), Asked(mrz=TD3))
    said = mrz.parse(TD3)
    line = AuditEntry.objects.get(act="screen")
    assert line.text.text.startswith("P<")
    assert audit.erase_text(containing=[said.name.title()]) == 1
