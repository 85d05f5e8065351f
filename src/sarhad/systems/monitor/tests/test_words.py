"""What sources write about a seizure, in codes."""

from collections import Counter

import pytest

from sarhad.kernel import model
from sarhad.kernel.tests import seizures
from sarhad.systems.monitor import words

READ = {
    "transport": {
        "Commercial air": "air", "Land": "road", "Private road": "road", "Mail": "post", "Rail": "rail",
        "Air": "air", "None": "none", "Pedestrian": "foot", "Unknown": "", "": "", "Other": "other",
        "Поезд": "rail",
    },
    "concealment": {
        "Postal": "postal", "Swallowed": "swallowed", "Car Parts": "vehicle-parts", "Plastic bags": "packaging",
        "Farm / Plantation": "premises", "Unknown": "", "Double floor among raisins": "compartment",
        "в двойном дне": "compartment", "among 18 sacks of raisins": "food", "В запасном колесе": "vehicle-parts",
        "неизвестно": "",
    },
    "premises": {
        "Post Office": "post", "Flat/Apartment": "home", "Police facilites": "public", "Air Cargo": "airport",
        "Truck / Lorry": "vehicle", "International Waters": "water", "on the road to Osh": "road", "КПП": "border",
    },
    "direction": {
        "Border - inbound": "entry", "International waters/unclaimed territory": "international-waters",
        "Border - transit/free trade zone": "transit", "National territory/domestic seizure": "domestic",
    },
    "cause": {"controlled-delivery": "controlled-delivery", "Операция": "operation", "By chance": "chance"},
    "found": {"Dog": "dog", "Служебная собака": "dog", "X-ray or scanner": "scanner"},
}  # fmt: skip
COLUMNS = {
    "HIDING_PLACE": "concealment",
    "INSTALLATION": "premises",
    "TRANSPORT": "transport",
    "ROUTING": "direction",
}


@pytest.mark.parametrize(
    ("field", "text", "code"), [(field, *pair) for field, rows in READ.items() for pair in rows.items()]
)
def test_words_have_codes(field, text, code):
    assert (words.code(field, text), words.known(field, text)) == (code, True)


def test_what_nobody_knows_is_other_and_can_be_listed():
    assert words.code("concealment", "behind a waterfall") == "other"
    assert not words.known("concealment", "behind a waterfall")
    assert words.code("concealment", "body-building") == "body"  # whole words only, but these are there
    assert not words.known("concealment", "antibody")
    assert words.codes("weather") == ()


@pytest.mark.parametrize("field", words.FIELDS)
def test_every_code_reads_itself_and_has_a_label_in_each_language(field):
    codes = words.codes(field)
    assert 6 <= len(codes) <= 22
    for code in codes:
        assert words.code(field, code) == code
        labels = [words.label(field, code, language) for language in ("en", "ru")]
        assert labels[0] != labels[1]
        assert [words.code(field, each) for each in labels] == [code, code]
    assert (words.label(field, "", "en"), words.label(field, "", "ru")) == ("not given", "не указано")
    assert words.label(field, "nobody", "ru") == "nobody"


@pytest.mark.parametrize("field", ["transport", "direction", "cause", "found"])
def test_the_codes_are_those_of_the_schema(field):
    assert words.codes(field) == tuple(model.schema("Seizure").properties[field].options)


@pytest.mark.shared
def test_every_word_of_the_real_file_is_known():
    rows = seizures.rows()
    unread = Counter(
        (column, row[column])
        for row in rows
        for column, field in COLUMNS.items()
        if not words.known(field, row[column])
    )
    assert unread == {}
