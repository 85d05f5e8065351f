"""The short cuts of cleaning give what the long way gives."""

from random import Random

import phonenumbers
import pytest
from followthemoney.types import registry
from hypothesis import given
from hypothesis import strategies as st

from sarhad.kernel import dates, phones
from sarhad.kernel.model import clean

CODES = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
EXAMPLES = [
    f"+{number.country_code}{number.national_number}"
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    for kind in (0, 1, 3, 6)
    if (number := phonenumbers.example_number_for_type(region, kind))
]


def written(figures: str, random: Random) -> str:
    """A number with marks between some of its figures."""
    return figures[:2] + "".join(
        random.choice(["", "", "", " ", "-", ".", " (", ") "]) + each for each in figures[2:]
    )


def changed(figures: str, random: Random) -> str:
    """One figure more, less or other."""
    at = random.randrange(1, len(figures))
    return figures[:at] + random.choice(["", "0", "8", "5", "19"]) + figures[at + random.randint(0, 2) :]


@pytest.mark.parametrize("seed", range(4))
def test_a_number_written_out_is_what_followthemoney_finds(seed):
    random = Random(seed)
    for example in EXAMPLES:
        for figures in (example, changed(example, random)):
            text = written(figures, random)
            assert phones.clean(text, "TJ") == registry.phone.clean_text(text, format="tj"), text


@given(st.sampled_from(CODES), st.text("0123456789", max_size=17))
def test_any_figures_too(code, rest):
    text = f"+{code}{rest}"
    assert phones.clean(text, None) == registry.phone.clean_text(text)


@given(st.dates(), st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_a_day_as_iso_writes_it_is_read_the_same(day, order):
    text = day.isoformat()
    try:
        wanted = [dates.parse(text, order).iso]
    except dates.DateError:
        wanted = []
    assert clean("Person", {"birthDate": [text]}, date_order=order).properties.get("birthDate", []) == wanted


@pytest.mark.parametrize("text", ["2020-W01-1", "2020-13-01", "2020-02-30", "1020-01-01", "2020-1-001"])
def test_what_only_looks_like_one_is_refused(text):
    assert not clean("Person", {"birthDate": [text]}).properties
