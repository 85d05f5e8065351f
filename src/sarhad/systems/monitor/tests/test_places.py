"""Names of countries and places, as the tables of the world spell them."""

import pytest

from sarhad.systems.monitor.places.queries import centre, country, country_name, region_name, regions, resolve

SAID = [
    ("uz", "Surkhandar'inskaya oblast'", "Termezskiy rayon", "UZ-SU", "city"),
    ("uz", "Сурхандарьинская область", "", "UZ-SU", "region"),
    ("uz", "Surxondaryo", "", "UZ-SU", "region"),
    ("uz", "", "Tashkent, Bekabad city", "UZ-TO", "city"),
    ("uz", "", "Tashkent, Tashkent city", "UZ-TK", "city"),
    ("uz", "", "Tashkent, ", "", "country"),  # the city, or the region around it
    ("kg", "", "Bishkek, Chu", "KG-GB", "city"),
    ("kz", "", "Semey, South Kazakhstan", "", "country"),  # Semey lies in the east
    ("ru", "г. Санкт-Петербург и Ленинградская область", "", "", "country"),
    ("ru", "", "Leningrad Region, St. Peterburg", "RU-SPE", "city"),
    ("ru", "Московская область", "", "RU-MOS", "region"),
    ("af", "کابل", "", "AF-KAB", "region"),
    ("co", "Antioquia", "Medellín", "", "country"),
    ("", "", "", "", ""),
]


@pytest.mark.parametrize(("land", "division", "place", "region", "exactness"), SAID)
def test_resolve(land: str, division: str, place: str, region: str, exactness: str) -> None:
    found = resolve(land, division, place)
    assert (found.region, found.exactness) == (region, exactness), found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bolivia, Plurinational State of", "bo"), ("Иран", "ir"), ("KZ", "kz"), ("kaz", "kz"), ("США", "us"),
        ("Congo, the Democratic Republic of the", "cd"), ("Congo", "cg"), ("Kosovo under UNSCR 1244", "xk"),
        ("Unknown", ""), ("Other", ""), ("Multiple Countries", ""), ("", ""), ("Netherlands Antilles", ""),
        ("International waters", "zz"), ("Tadzhikistan", "tj"),
    ],
)  # fmt: skip
def test_country(text: str, code: str) -> None:
    assert country(text) == code


def test_names_of_what_is_known() -> None:
    assert {each.code for each in regions("tm")} == {"TM-A", "TM-B", "TM-D", "TM-L", "TM-M"}
    assert regions("co") == ()
    assert region_name("UZ-SU", "ru") == "Сурхандарьинская область"
    assert region_name("XX-1", "en") == "XX-1"
    assert country_name("tj", "ru") == "Таджикистан"
    assert centre("UZ-SU") == (38.02, 67.45)
    assert centre("") is None
