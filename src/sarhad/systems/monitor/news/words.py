"""Items of news in words of the reader's language."""

from __future__ import annotations

from sarhad.kernel import units
from sarhad.systems.monitor.news.records import News
from sarhad.systems.programme import words
from sarhad.web.templatetags.look import country, day


def what(news: News) -> str:
    """The substances by name."""
    return ", ".join(words.substance(each) for each in news.substances)


def amount(news: News) -> str:
    """`12.5 kg`."""
    known = units.unit(news.unit)
    return (
        f"{words.given(news.amount)} {words.unit(known.code if known else news.unit)}".strip()
        if news.amount
        else ""
    )


def place(news: News) -> str:
    return ", ".join(filter(None, (news.region, country(news.country))))


def facts(news: News) -> str:
    """“14 Nov 2026 · Khatlon, Tajikistan · heroin · 12.5 kg”."""
    return " · ".join(filter(None, (day(news.date), place(news), what(news), amount(news))))


def month(key: str) -> str:
    """`November 2026`, or `2026`."""
    return words.month(key)
