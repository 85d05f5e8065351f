"""Shows cleaned values as a person reads them: names of countries and languages, spaced phone numbers."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "schema" / "words-ru.yml"


def show(type_: str, value: str, lang: str, format_: str | None = None) -> str:
    """A cleaned value of a FollowTheMoney type, in `lang` ("en" or "ru"); as it is where nothing reads better."""
    if type_ == "country":
        return country(value, lang)
    if type_ == "language":
        return _language(value, lang)
    if type_ in {"topic", "gender"}:
        return _words(type_).get(value, "") if lang[:2] == "ru" else _english(type_, value)
    return _english(type_, value, format_) if type_ in {"phone", "identifier"} else value


@cache
def _words(section: str) -> dict[str, str]:
    import yaml

    return dict(yaml.safe_load(WORDS.read_text("utf-8"))[section])


def _english(type_: str, value: str, format_: str | None = None) -> str:
    from followthemoney.types import registry

    return registry.get(type_).caption(value, format=format_)


@cache
def _locale(lang: str) -> Any:
    from babel import Locale

    return Locale.parse(lang[:2])


@lru_cache(maxsize=4096)
def country(code: str, lang: str) -> str:
    """The short name of a country; where there is no Russian one, as for some former states, the English."""
    if lang[:2] == "en":
        return _english("country", code)
    ours = _words("country").get(code) if lang[:2] == "ru" else None
    return ours or _locale(lang).territories.get(code.upper()) or _english("country", code)


@lru_cache(maxsize=1024)
def _language(code: str, lang: str) -> str:
    from rigour.langs import iso_639_alpha2

    return str(_locale(lang).languages.get(iso_639_alpha2(code) or code) or code)
