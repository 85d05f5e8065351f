"""What the heading of a column says: a field of its row, or numbers with what they are numbers of.

English and Russian. A guess is shown on the check page and can be changed before anything is signed.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

from sarhad.kernel import substances
from sarhad.systems.monitor.series.records import number_of, role_of

_WORDS = re.compile(r"[\s_/.,:()\[\]%-]+")
YEAR = re.compile(r"(?:fy )?((?:19|20)\d\d)(?: ?(?:г|год|year|\*|e|p)){0,2}\*?")
SPAN = re.compile(r"((?:19|20)\d\d)[-–/](?:(?:19|20)?\d\d)")
AGE = re.compile(r"\d{1,2}\s*[-–—]\s*\d{1,2}|\d{1,2}\s*\+|(?:до|under|<) ?\d{1,2}|(?:старше|over|>) ?\d{1,2}")

NAMED: dict[str, str] = {
    "country": r"countr(y|ies)( territory)?|страна|государство|state|reporting country|member state",
    "region": r"(administrative )?(province|region|oblast)|область|провинция|регион|вилоят|first level division",
    "area": r"district|район|area|city|town|город|место|place|locality|market town",
    "date": r"date|дата|period|период|month|месяц|quarter|квартал",
    "year": r"(reference |report(ing)? |survey )?year( of estimate)?|год|отчетный год|отчётный год",
    "substance": (
        r"drug ?(name)?|substance|вещество|наркотик|препарат|drug type|вид наркотика|precursor|прекурсор|crop|"
        r"commodity|наименование( вещества)?"
    ),
    "family": r"drug ?group|drug ?sub ?group|группа( веществ)?|substance group",
    "measure": r"measure|indicator|показатель|what is counted|statistic",
    "market": r"market|level of (trade|market)|рынок|price level|уровень (рынка|торговли)",
    "sex": r"sex|gender|пол",
    "age": r"age( group)?|coverage age grade|возраст(ная группа)?|age range",
    "unit": r"units?|единиц[аы]( измерения)?|ед изм|unit of measure(ment)?",
    "currency": r"currency|валюта",
    "rate": r"(exchange )?rate|курс|dollars for one unit|usd rate",
    "per": r"per amount|for how much|за какое количество|quantity",
    "purity": r"purity( pct)?|чистота|purity percent",
    "flag": r"flag|mark|пометка|знак",
    "topic": r"offen[cs]e|article|crime type|type of crime|kind of crime|статья|вид преступления|topic|npl? type",
    "note": (
        r"(specific )?notes?|comments?|remarks?|примечани[ея]|source|источник|method|метод|adjustment notes?|"
        r"data source"
    ),
    "low": r"low(er)?( bound| estimate)?|min(imum)?|lowest|нижняя (граница|оценка)|наименьш\w+|минимум|from",
    "high": r"high(er)?( bound| estimate)?|upper( bound)?|max(imum)?|highest|верхняя (граница|оценка)|наибольш\w+|"
    r"максимум|to",
    "value": (
        r"value|best( estimate)?|total|overall|all|number|count|значение|всего|итого|число|количество|оценка|"
        r"estimate|price|цена|typical( price)?|kilograms|kg|hectares( ha)?|ha|га|гектар(ов|ы)?|prevalence|"
        r"распространенность|rate per 100 000|amount|persons?|people|человек|лиц[ао]?"
    ),
}  # fmt: skip
"""Headings of columns, whole; in this order: what is said more precisely first."""
_NAMED = {name: re.compile(rf"(?:{pattern})") for name, pattern in NAMED.items()}

SEXES = {
    "f": r"\bfemales?\b|\bwom[ae]n\b|\bgirls?\b|женщин\w*|\bжен\b|девоч\w*|женск\w+",
    "m": r"\bmales?\b|\bm[ae]n\b|\bboys?\b|мужчин\w*|\bмуж\b|мальчик\w*|мужск\w+",
}
MEASURES = {
    "prevalence-life": r"life ?time|в течение жизни|life-time|ever in life",
    "prevalence-month": r"past month|last month|30 days|за последний месяц|past 30",
    "prevalence": r"prevalence|past year|last year|annual|за последний год|распространенност\w+",
    "treatment": r"treatment|treated|лечен\w+|лечащ\w+",
    "registered": r"regist\w+|зарегистрир\w+|на учете|учет\b|учёт\w*|состоящ\w+",
    "perception": r"perception|мнени\w+ экспертов",
    "users": r"\busers?\b|people who use|потребител\w+",
    "victims": r"victims?|потерпевш\w+|жертв\w+",
    "offenders": r"offenders?|suspects?|persons who committed|правонарушител\w+|совершивш\w+|преступник\w+",
    "crimes": r"crimes?\b|offen[cs]es\b|преступлени\w+",
    "eradicated": r"eradicat\w+|уничтож\w+",
    "production": r"production|производств\w+",
    "hectares": r"hectares|cultivat\w+|гектар\w*|посев\w*|\bha\b|\bга\b",
    "seizures": r"seizures?\b.*(number|count)|number of seizures|число изъятий",
    "kg": r"kilograms?|\bkg\b|\bкг\b|килограмм\w*",
    "price": r"price|цен[аы]\b|стоимост\w+|\busd per\b|\bper gram\b",
}
MARKETS = {
    "farm": r"farm ?gate|\bfarm\b|у производителя",
    "wholesale": r"wholesale|опт\w*",
    "retail": r"retail|street|рознич\w+|розниц\w+",
}
UNITS = {"g": r"per gram\b|/g\b|за грамм|per ?gram", "kg": r"per kilo\w*|/kg\b|за килограмм|per kg|per ?kg"}
DOLLARS = r"\busd\b|dollars?|\$|долл\w*"
_SEXES, _MEASURES, _MARKETS, _UNITS = (
    {code: re.compile(pattern) for code, pattern in table.items()} for table in (SEXES, MEASURES, MARKETS, UNITS)
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(text: object) -> str:
    """Lower case, ё as е, words with one blank between them; `priceUsdPerGram` is four words."""
    words = _WORDS.sub(" ", _CAMEL.sub(" ", str(text))).strip().casefold()
    return words.replace("ё", "е")


def known(text: str) -> bool:
    """Whether a cell looks like the heading of a column."""
    return bool(role(text))


def year_of(cell: object) -> str:
    """The year that a heading names: a date of it, or the number."""
    if isinstance(cell, date):
        return str(cell.year)
    found = YEAR.fullmatch(plain(cell))
    return found[1] if found else ""


def role(cell: object) -> str:
    """The role that the heading of a column gives it; "" if it says nothing."""
    year = year_of(cell)
    return role_of("value", year=year) if year else _role(str(cell)) if isinstance(cell, str) else ""


@lru_cache(5_000)
def _role(text: str) -> str:
    words = plain(text)
    if not words or len(words) > 120 or not any(char.isalnum() for char in words):
        return ""
    named = next((name for name, pattern in _NAMED.items() if pattern.fullmatch(words)), "")
    if named and not number_of(named):
        return named
    said = settings(text)
    if named:
        return role_of(named, **said)
    if said:
        return role_of(_bound(words), **said)
    known = substances.substance(text)
    return role_of("value", substance=known.code) if known else ""


def _bound(words: str) -> str:
    """Which of the three numbers: `Price, lowest` is `low`."""
    last = words.split()[-1] if words else ""
    return next((name for name in ("low", "high") if _NAMED[name].fullmatch(last)), "value")


def settings(text: str) -> dict[str, str]:
    """What a heading says that its numbers are of."""
    words = plain(text)
    found = {
        "sex": next((code for code, pattern in _SEXES.items() if pattern.search(words)), ""),
        "measure": measure(words),
        "market": next((code for code, pattern in _MARKETS.items() if pattern.search(words)), ""),
        "age": age.group().replace(" ", "") if (age := AGE.search(text.strip())) else "",
    }
    return {name: value for name, value in found.items() if value}


def sex(text: str) -> str:
    """ "f", "m", or "" for both, or for what is neither word."""
    words = plain(text)
    if words in ("f", "m", "ж", "м"):
        return "f" if words in "fж" else "m"
    return next((code for code, pattern in _SEXES.items() if pattern.search(words)), "")


def measure(text: str) -> str:
    if text in MEASURES:
        return text
    words = plain(text)
    return next((code for code, pattern in _MEASURES.items() if pattern.search(words)), "")


def market(text: str) -> str:
    words = plain(text)
    return next((code for code, pattern in _MARKETS.items() if pattern.search(words)), "")


def unit(text: str) -> str:
    """The unit that a heading such as `USD per gram` names."""
    return next((code for code, pattern in _UNITS.items() if pattern.search(plain(text))), "")


def dollars(text: str) -> bool:
    return bool(re.search(DOLLARS, plain(text)))


def heading(above: list[Any], below: list[Any]) -> list[str]:
    """Roles from a heading of two rows: what spans several columns goes on to the right."""
    wide = max(len(above), len(below))
    over, roles = "", []
    for n in range(wide):
        top = above[n] if n < len(above) else ""
        sub = below[n] if n < len(below) else ""
        over = str(top) if top else over if sub else ""
        text = f"{over} {sub}".strip() if sub else top
        own = role(sub) if sub and not over else role(text) or role(sub)
        roles.append(_both(over, str(sub)) if sub and over and number_of(own or "value") else own)
    return roles


def _both(over: str, sub: str) -> str:
    """`Lifetime` over `Male`: what each says, the lower row where both do."""
    said = settings(over) | settings(sub)
    year = year_of(sub) or year_of(over)
    drug = next((known.code for text in (sub, over) if (known := substances.substance(text))), "")
    more = {"year": year, "substance": drug}
    return role_of(_bound(plain(sub)), **said, **{name: value for name, value in more.items() if value})
