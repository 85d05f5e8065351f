"""Scores and verdicts: what speaks for two records, what contradicts, and what a name alone may say."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sarhad.matching import features
from sarhad.matching.features import MOST_NAMES, MOST_PAIRS, Prepared, dates_agree, weights
from sarhad.matching.records import NONE, POSSIBLE, STRONG, Reason, Subject
from sarhad.matching.scoring import score
from sarhad.matching.words import DATES, NAMES, NOTES, OTHERS, say

NAME = "Каримов Рустам Алиевич"


def someone(name: str = NAME, **properties: str) -> Subject:
    return Subject("Person", {"name": [name], **{key: [value] for key, value in properties.items()}})


ASKED = someone(birthDate="1980-05-06", gender="male", idNumber="123456789", passportNumber="AA1234567")

VERDICTS = [  # the other record, the verdict
    ("name and birth date", someone("Karimov Rustam", birthDate="1980-05-06"), STRONG),
    ("day and month exchanged", someone("Karimov Rustam", birthDate="1980-06-05"), STRONG),
    ("a name alone, letter by letter", someone(), POSSIBLE),
    ("the year only", someone("Karimov Rustam", birthDate="1980"), POSSIBLE),
    ("1 January is the year only", someone("Karimov Rustam", birthDate="1980-01-01"), POSSIBLE),
    ("only the month is known", someone("Karimov Rustam", birthDate="1980-05"), POSSIBLE),
    ("one figure wrong", someone("Karimov Rustam", birthDate="1980-05-08"), POSSIBLE),
    ("another birth date", someone(birthDate="1971-02-03"), NONE),
    ("another sex", someone(birthDate="1980-05-06", gender="female"), POSSIBLE),
    ("another sex, no more than the name", someone(gender="female"), NONE),
    ("another father", someone("Каримов Рустам Саидович", birthDate="1971-05-16"), NONE),
    ("a brother", someone("Каримов Алишер Алиевич", birthDate="1983-01-09"), NONE),
    ("another personal number", someone(idNumber="987654321"), NONE),
    (
        "another personal number, the same birth date",
        someone(birthDate="1980-05-06", idNumber="987654321"),
        POSSIBLE,
    ),
    ("a slip in the personal number", someone(birthDate="1980-05-06", idNumber="123456798"), STRONG),
    ("the same passport, another name", someone("Назарова Зебо", passportNumber="AA1234567"), POSSIBLE),
    ("the same passport and name", someone("Karimov R.", passportNumber="AA 1234567"), STRONG),
    (
        "the same passport, another birth date",
        someone(birthDate="1971-02-03", passportNumber="AA1234567"),
        POSSIBLE,
    ),
    ("nothing in common", someone("Назарова Зебо"), NONE),
]


@pytest.mark.parametrize(("other", "verdict"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS])
def test_verdicts(other, verdict):
    found = score(ASKED, other)
    assert found.verdict == verdict, found
    assert score(other, ASKED)[:2] == found[:2]


@pytest.mark.parametrize(
    ("schema", "one", "other", "verdict"),
    [
        ("Vehicle", {"registrationNumber": ["АВ 1234 КМ"]}, {"registrationNumber": ["AB1234KM"]}, POSSIBLE),
        ("Vehicle", {"vin": ["XTA210990Y2765432"]}, {"vin": ["XTA210990Y2765432"]}, STRONG),
        ("Vehicle", {"registrationNumber": ["AB1234KM"]}, {"registrationNumber": ["AB1235KM"]}, NONE),
        ("Company", {"name": ["ООО «Восток»"]}, {"name": ["Vostok LLC"]}, POSSIBLE),
        ("Company", {"name": ["ООО «Восток»"], "taxNumber": ["7701234567"]},
         {"name": ["Vostok LLC"], "taxNumber": ["7701234567"]}, STRONG),
    ],
)  # fmt: skip
def test_other_things(schema, one, other, verdict):
    assert score(Subject(schema, one), Subject(schema, other)).verdict == verdict


def test_things_of_different_kinds_have_nothing_to_compare():
    plate = {"registrationNumber": ["AB1234"]}
    assert score(someone(), Subject("Vehicle", plate)).verdict == NONE


WORDS = st.sampled_from([NAME, "Karimov Rustam", "Каримова Зебо", "Ali", ""])
DAYS = st.sampled_from(["1980-05-16", "1980", "1980-05", "1981-05-16", "1980-01-01", ""])
IDS = st.sampled_from(["123456789", "987654321", ""])
SEXES = st.sampled_from(["male", "female", ""])


@st.composite
def subjects(draw):
    given = {"name": draw(WORDS), "birthDate": draw(DAYS), "idNumber": draw(IDS), "gender": draw(SEXES)}
    return Subject("Person", {key: [value] for key, value in given.items() if value})


@given(subjects(), subjects())
def test_symmetric_bounded_and_a_name_alone_is_never_strong(one, other):
    there, back = score(one, other), score(other, one)
    assert there[:2] == back[:2]
    assert 0 <= there.score <= 1
    telling = {reason.feature for reason in there.reasons if reason.weight > 0} - {"name"}
    assert there.verdict != STRONG or telling & {"birthDate", "id"}
    assert there.verdict != STRONG or not any(reason.weight <= -8 for reason in there.reasons)


def _many(last: str, word: str) -> Prepared:
    return Prepared(Subject("Company", {"name": [*(f"{word}{n} Trading" for n in range(MOST_NAMES - 1)), last]}))


def test_of_many_names_those_that_share_most_words_are_compared(monkeypatch):
    asked = []
    real = features.compare
    monkeypatch.setattr(features, "compare", lambda *given: asked.append(given[:2]) or real(*given))
    one, other = _many("Northern Silk Road Logistics LLC", "Qq"), _many("LLC Northern Silk Road Logistics", "Zz")
    (found,) = features.name(one, other)
    (back,) = features.name(other, one)
    assert (found.finding, found.left) == ("agrees", "Northern Silk Road Logistics LLC")
    assert (back.finding, back.left, back.right) == ("agrees", found.right, found.left)
    asked.clear()
    list(features.name(_many("Alpha", "Qq"), _many("Omega", "Zz")))
    list(features.name(_many("Omega", "Zz"), _many("Alpha", "Qq")))
    assert len(asked) == 2 * MOST_PAIRS
    assert [pair[::-1] for pair in asked[MOST_PAIRS:]] == asked[:MOST_PAIRS]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_every_reason_has_words(lang):
    with translation.override(lang):
        said = {say(reason) for row in VERDICTS for reason in score(ASKED, row[1]).reasons}
        said |= {say(Reason("name", finding, 0, "a", "b")) for finding in NAMES}
        said |= {say(Reason("birthDate", "similar", 0, "1980", "1981", f"date-{kind}")) for kind in DATES}
    assert not any("%(" in text for text in said)
    assert weights()["birthDate"].keys() == DATES.keys()
    assert all(str(text) for text in (*NOTES.values(), *OTHERS.values()))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("1980-05", "1980-05-12", "month"),
        ("1980-05", "1980-06-12", "same-year"),
        ("1980-05", "1981-05-12", "beside"),
        ("1980-05", "1981-06", "differs"),
        ("1980", "1981-06-12", "beside"),
        ("1980-01-01", "1980-06-12", "year"),
    ],
)
def test_a_month_alone_contradicts_no_more_than_a_day(one, other, kind):
    assert dates_agree(one, other) == dates_agree(other, one) == kind
