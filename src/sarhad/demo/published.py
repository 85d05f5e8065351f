"""Tables that a regional centre would publish, invented: seizures of seven states over ten years, and more.

Methamphetamine rises from year to year and overtakes heroin, opium falls, cannabis stays; one state sends nothing
for the last year. Small enough to look through.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

FIRST, LAST = 2016, 2025
SEIZURES = (
    "Country", "Region", "Place", "Date", "Substance", "Amount", "Unit", "Transport", "Concealment", "Departure",
    "Destination", "Cause",
)  # fmt: skip
# country: share of all seizures, then region and town
STATES: dict[str, tuple[float, tuple[tuple[str, str], ...]]] = {
    "Tajikistan": (
        1.2, (("Khatlon", "Farkhor"), ("Khatlon", "Shahritus"), ("Sughd", "Khujand"), ("Dushanbe", "Dushanbe")),
    ),
    "Uzbekistan": (
        1.3,
        (("Surkhandarya", "Termez"), ("Samarkand", "Samarkand"), ("Tashkent", "Tashkent"), ("Fergana", "Fergana")),
    ),
    "Kyrgyzstan": (0.8, (("Osh", "Osh"), ("Batken", "Batken"), ("Chuy", "Tokmok"))),
    "Kazakhstan": (1.0, (("Almaty", "Almaty"), ("Turkistan", "Shymkent"), ("Zhambyl", "Taraz"))),
    "Turkmenistan": (0.4, (("Lebap", "Turkmenabat"), ("Mary", "Mary"))),
    "Azerbaijan": (0.9, (("Baku", "Baku"), ("Astara", "Astara"))),
    "Russian Federation": (1.6, (("Orenburg", "Orenburg"), ("Saratov", "Saratov"), ("Moscow", "Moscow"))),
}  # fmt: skip
# substance: seizures of all states in the first year and in the last, usual weight in kilograms, spread
DRUGS = {
    "Heroin": (212, 88, 1.1, 1.4),
    "Methamphetamine": (21, 231, 0.6, 1.6),
    "Opium": (95, 37, 2.2, 1.3),
    "Cannabis resin": (60, 74, 1.5, 1.2),
    "Cannabis herb": (60, 75, 0.9, 1.2),
    "Mephedrone": (0, 41, 0.2, 1.2),
    "Acetic anhydride": (6, 4, 180.0, 1.0),
}
WAYS = ("Road", "Road", "Road", "Rail", "Air", "Post", "")
HIDDEN = ("Baggage", "Body", "Vehicle", "Double floor", "Among goods", "Swallowed", "")
CAUSES = ("routine-control", "routine-control", "own-intelligence", "shared", "operation", "")


def seizures(rng: Random) -> bytes:
    """About 4,500 single seizures as a CSV file."""
    return _csv(SEIZURES, _seizures(rng))


def _seizures(rng: Random) -> Iterator[Sequence[Any]]:
    for year in range(FIRST, LAST + 1):
        part = (year - FIRST) / (LAST - FIRST)
        for drug, (begin, end, weight, spread) in DRUGS.items():
            for country, (share, _places) in STATES.items():
                if (country, year) == ("Turkmenistan", LAST):
                    continue  # sent no report
                wanted = (begin + (end - begin) * part**1.3) * share / 7.2
                for _ in range(int(wanted * rng.uniform(0.85, 1.15) + rng.random())):
                    yield _seizure(rng, country, drug, year, rng.lognormvariate(0, spread) * weight)
    yield from _unusual(rng)


def _unusual(rng: Random) -> Iterator[Sequence[Any]]:
    """What early warning is for: in the last month a surge in one region, a new substance, a very large load."""
    for day in range(1, 15):
        kg = rng.lognormvariate(0, 1.6) * 0.6
        yield _row("Tajikistan", "Khatlon", "Farkhor", date(LAST, 12, day), "Methamphetamine", kg, rng)
    yield _row("Kyrgyzstan", "Osh", "Osh", date(LAST, 12, 9), "Isotonitazene", 0.012, rng)
    yield _row("Uzbekistan", "Surkhandarya", "Termez", date(LAST, 12, 20), "Heroin", 612.0, rng)


def _seizure(rng: Random, country: str, drug: str, year: int, kg: float) -> Sequence[Any]:
    region, place = rng.choice(STATES[country][1])
    return _row(country, region, place, date(year, 1, 1) + timedelta(days=rng.randrange(365)), drug, kg, rng)


def _row(country: str, region: str, place: str, day: date, drug: str, kg: float, rng: Random) -> Sequence[Any]:
    amount, unit = (round(kg, 3), "Kilogram") if kg >= 1 else (round(kg * 1000, 1), "Gram")
    if drug == "Acetic anhydride":
        unit = "Litre"
    source = "Afghanistan" if drug in ("Heroin", "Opium", "Methamphetamine", "Cannabis resin") else ""
    bound = rng.choice(("Russian Federation", "Kazakhstan", "", "")) if source else ""
    return (
        country, region, place, day.isoformat(), drug, amount, unit, rng.choice(WAYS), rng.choice(HIDDEN), source,
        bound, rng.choice(CAUSES),
    )  # fmt: skip


def prices(rng: Random) -> bytes:
    """Wholesale and retail prices of heroin and methamphetamine along the northern route, and of a precursor."""
    head = ("Country", "Year", "Substance", "Market", "Price", "Low", "High", "Currency", "Unit", "Purity")
    return _csv(head, _prices(rng))


STEPS = {"Afghanistan": 1.0, "Tajikistan": 1.6, "Kyrgyzstan": 2.4, "Uzbekistan": 2.5, "Kazakhstan": 3.9,
         "Russian Federation": 6.8}  # fmt: skip
KILO = {"Heroin": (3200, 62), "Methamphetamine": (900, 88)}  # USD a kilogram at the source, purity there


def _prices(rng: Random) -> Iterator[Sequence[Any]]:
    for year in range(FIRST, LAST + 1):
        for drug, (dollars, purity) in KILO.items():
            for country, times in STEPS.items():
                typical = dollars * times * rng.uniform(0.93, 1.07) * (1 - 0.02 * (year - FIRST))
                pure = max(8, round(purity / times**0.7))
                yield _price(country, year, drug, "wholesale", typical, "kg", pure)
                yield _price(country, year, drug, "retail", typical / 1000 * 3.5, "g", max(4, pure // 2))
        yield _price("Afghanistan", year, "Acetic anhydride", "wholesale", 5 * (year - FIRST) + 90, "litre", None)


def _price(
    country: str, year: int, drug: str, market: str, typical: float, unit: str, purity: int | None
) -> Sequence[Any]:
    low, value, high = (round(typical * part, 2) for part in (0.8, 1.0, 1.25))
    return country, year, drug, market, value, low, high, "USD", unit, purity if purity is not None else ""


def cultivation() -> bytes:
    """Hectares of opium poppy by province, as a survey prints them: bounds, a dash, a total that disagrees."""
    head = ("Country", "Province", "District", "Year", "Hectares", "Low", "High")
    base = {"Helmand": 98000, "Kandahar": 19000, "Badakhshan": 6200, "Nangarhar": 9800, "Balkh": 2900}
    years = {2018: 1.0, 2019: 0.62, 2020: 0.85, 2021: 0.67, 2022: 0.9, 2023: 0.04, 2024: 0.05}
    rows: list[Sequence[Any]] = []
    for year, part in years.items():
        for province, size in base.items():
            rows += [_area(province, "", year, size * part)]
        for district, share in (("Nad Ali", 0.31), ("Musa Qala", 0.24), ("Marja", 0.45)):
            rows.append(("Afghanistan", "Helmand", district, year, round(98000 * part * share), "", ""))
        rows.append(("Afghanistan", "Takhar", "", year, "p-f" if year != 2020 else "-", "", ""))
        rows.append(_area("", "", year, sum(base.values()) * part))
    printed = [list(row) for row in rows]
    for row in printed:
        if row[1:4] == ["", "", 2019]:
            row[4] = 0  # printed as 0 between its bounds, as happens
        if row[1:4] == ["Helmand", "Marja", 2021]:
            row[4] = "part of Nad Ali"  # so that the districts do not come to what the province prints
    return _csv(head, printed)


def _area(province: str, district: str, year: int, size: float) -> Sequence[Any]:
    low, value, high = (round(size * part) for part in (0.86, 1.0, 1.15))
    return "Afghanistan", province, district, year, value, low, high


def users(rng: Random) -> bytes:
    """People registered with drug dependence, by drug and year."""
    head = ("Country", "Year", "Substance", "Measure", "Number")
    base = {"Kyrgyzstan": 8900, "Tajikistan": 7100, "Kazakhstan": 22800, "Uzbekistan": 6900}
    return _csv(head, (
        (country, year, drug, "registered", round(size * part * (1.4 - year % 100 / 50) * rng.uniform(0.97, 1.03)))
        for country, size in base.items()
        for year in range(FIRST, LAST)
        for drug, part in (("Heroin", 0.55), ("Opium", 0.08), ("Cannabis", 0.27), ("Methamphetamine", 0.1))
    ))  # fmt: skip


def crimes(rng: Random) -> bytes:
    """Offenders and victims by sex and age, as a statistics committee prints them."""
    head = ("Country", "Year", "Measure", "Sex", "Age", "Number")
    ages = {"14-17": 0.05, "18-24": 0.24, "25-29": 0.22, "30-49": 0.41, "50+": 0.08}
    return _csv(head, (
        ("Kyrgyzstan", year, measure, sex, age, round(size * part * share * rng.uniform(0.95, 1.05)))
        for year in range(LAST - 4, LAST + 1)
        for measure, size, women in (("offenders", 16000, 0.14), ("victims", 21000, 0.42))
        for sex, part in (("m", 1 - women), ("f", women))
        for age, share in ages.items()
    ))  # fmt: skip


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    return text.getvalue().encode()
