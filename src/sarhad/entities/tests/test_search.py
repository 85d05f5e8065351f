"""What a search finds, for whom, in which order."""

import pytest

from sarhad.entities import matching
from sarhad.entities.index import NameIndex
from sarhad.entities.queries import search
from sarhad.entities.records import Query
from sarhad.entities.search import at_least
from sarhad.entities.tests.people import A, B, C, judge
from sarhad.kernel.claim import Claim, Grade, Scope
from tests.cast import MEMBERS, Cast, person

TO_MEMBERS = Scope(read=(MEMBERS,))


@pytest.fixture(params=["indexed", "tail"])
def index(request):
    """Both before and after the index has caught up."""
    return NameIndex().catch_up if request.param == "indexed" else lambda: 0


def found(cast: Cast, text: str, username: str = "owner", **filters) -> list[str]:
    """Captions of the results, best first."""
    return [result.summary.caption for result in search(cast.reader(username), Query(text, **filters)).results]


NAMES = [  # what is looked for, what is on record: found whether or not the index has reached it
    ("Каримов Фарҳод", "Karimov Farhod"),
    ("karimov farkhod", "Каримов Фарҳод"),
    ("Farhod Karimov", "Karimov Farhod Salimzoda"),
    ("Karimov", "Karimov Farhod Salimzoda"),
    ("محمد کریمی", "Karimi Mohammad"),
    ("Ёқуб Қодиров", "Kadyrov Yakub"),
]
CLOSE = [  # these only from the index
    ("Karimof Farhot", "Karimov Farhod", "similar"),
    ("Karimov Farhod Nazarovich", "Karimov Farhod", "partial"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names_are_found_across_scripts_and_spellings(cast, index, text, name):
    cast.contribute("TJ-DCA", [person(name), person("Юсупова Мадина")])
    index()
    assert found(cast, text) == [name]


@pytest.mark.parametrize(("text", "name", "kind"), CLOSE)
def test_close_names_are_found_and_said_to_be_close(cast, text, name, kind):
    cast.contribute("TJ-DCA", [person(name), person("Юсупова Мадина")])
    NameIndex().catch_up()
    [result] = search(cast.reader("owner"), Query(text)).results
    assert (result.summary.caption, result.reasons[0].kind, result.reasons[0].text) == (name, kind, name)


IDENTIFIERS = [  # what is looked for, schema, property, what is on record
    ("+992 90 123 45 67", "Person", "phone", "+992901234567"),
    ("00992901234567", "Person", "phone", "+992901234567"),
    ("901234567", "Person", "phone", "+992901234567"),
    ("АВ 123-45", "Person", "passportNumber", "AB12345"),
    ("ab12345", "Person", "passportNumber", "АВ 12345"),
    ("01 KG 123 ABC", "Vehicle", "registrationNumber", "01KG123ABC"),
    ("Lada 01KG123ABC", "Vehicle", "registrationNumber", "01KG123ABC"),
    ("Someone@Example.org", "Person", "email", "someone@example.org"),
]


@pytest.mark.parametrize(("text", "schema", "name", "value"), IDENTIFIERS)
def test_identifiers_are_found_as_people_write_them(cast, index, text, schema, name, value):
    cast.contribute("TJ-DCA", [Claim(A, schema, {"name": ["One"], name: [value]}), person("Another", B)])
    index()
    [result] = search(cast.reader("owner"), Query(text)).results
    assert (result.summary.id, result.reasons[0]) == (A, ("identifier", value, name))


def test_texts_are_found_in_the_index(cast):
    cast.contribute("TJ-DCA", [person("Karimov", A, notes="met at the market of Nizhny Panj"), person("Nazarov")])
    NameIndex().catch_up()
    [result] = search(cast.reader("owner"), Query("market panj")).results
    assert result.reasons[0] == ("text", "met at the market of Nizhny Panj", "notes")


def test_a_link_goes_by_the_names_of_its_ends_that_the_reader_sees(cast):
    link = Claim(C, "Associate", {"person": [A], "associate": [B], "relationship": ["a friend from the market"]})
    cast.contribute("TJ-DCA", [link, person("Karimov", A)], TO_MEMBERS)
    cast.contribute("TJ-DCA", [person("Nazarov", B)])
    NameIndex().catch_up()
    assert found(cast, "market") == ["Karimov – Nazarov"]
    assert found(cast, "market", "partner") == ["Karimov"]


def test_nothing_is_found_for_nothing(cast, index):
    cast.contribute("TJ-DCA", [person("Karimov")])
    index()
    for text in ("", "  ", "?!", "x", "0", "nobody at all", "\0", "%", "a' OR 1=1"):
        page = search(cast.reader("owner"), Query(text))
        assert (page.results, page.total, page.facets) == ([], 0, {"schema": {}, "owner": {}}), text


def test_only_what_is_visible_is_found(cast, index):
    cast.contribute("TJ-DCA", [person("Karimov")])
    index()
    for username, expected in [("owner", 1), ("partner", 0), ("liaison", 0), ("anonymous", 0), ("auditor", 0)]:
        assert len(found(cast, "Karimov", username)) == expected, username


def test_what_was_withdrawn_is_not_found_although_it_is_indexed(cast):
    from sarhad.entities import actions

    [ref] = cast.contribute("TJ-DCA", [person("Karimov")], TO_MEMBERS)
    NameIndex().catch_up()
    assert found(cast, "Karimov", "partner")
    actions.retract(cast.reader("owner"), [ref])
    assert not found(cast, "Karimov", "partner")


def test_what_comes_after_the_index_is_found_beside_what_is_in_it(cast):
    cast.contribute("TJ-DCA", [person("Karimov Farhod")])
    NameIndex().catch_up()
    cast.contribute("TJ-DCA", [person("Karimov Farkhod Salimovich")])
    assert set(found(cast, "karimov farhod")) == {"Karimov Farhod", "Karimov Farkhod Salimovich"}


def test_better_matches_come_first(cast):
    claims = [person("Karimov Farhod Salimzoda Nazarovich"), person("Karimov Farhod"), person("Karimof Farhot")]
    cast.contribute("TJ-DCA", claims)
    NameIndex().catch_up()
    names = ["Karimov Farhod", "Karimov Farhod Salimzoda Nazarovich", "Karimof Farhot"]
    assert found(cast, "karimov farhod") == names


def test_one_profile_is_listed_once_with_all_reasons(cast, index):
    cast.contribute("TJ-DCA", [person("Karimov Farhod", A), person("Каримов Фарҳод", B), person("Karimov", C)])
    judge(cast, "TJ-DCA", A, B, "same")
    index()
    page = search(cast.reader("owner"), Query("karimov"))
    assert page.total == len(page.results) == 2
    [merged] = [result for result in page.results if result.summary.id in {A, B}]
    assert {reason.text for reason in merged.reasons} == {"Karimov Farhod", "Каримов Фарҳод"}


def graded(name: str, grade: tuple[str, str] | None, stated: str, schema: str = "Person") -> Claim:
    return Claim(
        person("x").entity, schema, {"name": [name]}, grade=Grade(*grade) if grade else None, stated=stated
    )


FILTERS = [
    ({}, {"Karimov One", "Karimov Two", "Karimov Three", "Karimov Four"}),
    ({"schema": "Company"}, {"Karimov Two"}),
    ({"schema": "LegalEntity"}, {"Karimov One", "Karimov Two", "Karimov Three", "Karimov Four"}),
    ({"owner": "KZ-MIA"}, {"Karimov Four"}),
    ({"since": "2026-03"}, {"Karimov Two", "Karimov Four"}),
    ({"grade": Grade("4x4", "B2")}, {"Karimov One"}),
    ({"grade": Grade("4x4", "B4")}, {"Karimov One", "Karimov Two"}),
]


@pytest.mark.parametrize(("filters", "names"), FILTERS)
def test_filters_narrow_and_facets_count_what_is_left(cast, index, filters, names):
    ours = [
        graded("Karimov One", ("4x4", "A1"), "2026-01-01"),
        graded("Karimov Two", ("4x4", "A3"), "2026-05-01", "Company"),
        graded("Karimov Three", None, ""),
    ]
    cast.contribute("TJ-DCA", ours)
    cast.contribute("KZ-MIA", [graded("Karimov Four", ("admiralty", "A1"), "2026-04-01")], TO_MEMBERS)
    index()
    page = search(cast.reader("owner"), Query("karimov", **filters))
    assert {result.summary.caption for result in page.results} == names
    assert sum(page.facets["owner"].values()) == sum(page.facets["schema"].values()) == page.total == len(names)


@pytest.mark.parametrize(
    ("code", "wanted", "holds"), [("A1", "B2", True), ("B2", "B2", True), ("C1", "A4", False), ("X1", "C1", False)]
)
def test_grades_compare_place_by_place(code, wanted, holds):
    assert at_least(Grade("4x4", code), Grade("4x4", wanted)) is holds
    assert not at_least(Grade("4x4", code), Grade("admiralty", wanted))
    assert not at_least(None, Grade("4x4", wanted))


def test_pages_hold_everything_once(cast, index):
    cast.contribute("TJ-DCA", [person(f"Karimov {chr(0x61 + n) * 4}") for n in range(26)])
    index()
    reader, seen, after = cast.reader("owner"), [], None
    while after != "":
        page = search(reader, Query("karimov"), limit=7, after=after)
        assert page.total == 26
        seen += [result.summary.caption for result in page.results]
        after = page.after
    assert len(seen) == len(set(seen)) == 26
    whole = search(reader, Query("karimov"), limit=50)
    assert seen == [result.summary.caption for result in whole.results]


@pytest.mark.parametrize("after", ["", "nonsense", "1", "1.2", "9.9.x", "-1.0.x"])
def test_a_broken_cursor_breaks_nothing(cast, after):
    cast.contribute("TJ-DCA", [person("Karimov")])
    assert search(cast.reader("owner"), Query("karimov"), after=after).total == 1


def test_what_matches_too_much_is_capped_by_what_the_reader_sees(cast, index, monkeypatch):
    monkeypatch.setattr(matching, "CAP", 10)
    cast.contribute("TJ-DCA", [person(f"Karimov {n}") for n in range(30)])
    cast.contribute("KZ-MIA", [person("Karimov Last")], TO_MEMBERS)
    index()
    ours, theirs = (search(cast.reader(name), Query("karimov")) for name in ("owner", "partner"))
    assert (ours.total, ours.capped) == (10, True)
    assert (theirs.total, theirs.capped) == (1, False)
