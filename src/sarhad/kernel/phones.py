"""Phone numbers in the form of E.164, as FollowTheMoney and phonenumbers read them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

IN_FULL = re.compile(r"\+[1-9][0-9 ().-]+")
LONGEST = 250  # characters that are read
MARKS = str.maketrans("", "", " \t\r\n().-")


def clean(text: str, region: str | None) -> str | None:
    """`+992904061804`, or None if it is no valid number; `region` is where a national number is dialled."""
    return _in_full(text) or _read(text, region)


def no_marks(text: str) -> str:
    return text.translate(MARKS)


@lru_cache(maxsize=65536)
def _read(text: str, region: str | None) -> str | None:
    from followthemoney.types import registry

    return registry.phone.clean_text(text, format=region)


def _in_full(text: str) -> str | None:
    """A valid number with its country code, and nothing in it to take away: parsing would find the same in twice
    the time. None: it needs to be read."""
    if len(text) > LONGEST or not IN_FULL.fullmatch(text):
        return None
    import phonenumbers

    figures = text.translate(MARKS)
    for end in (2, 3, 4):
        code, rest = figures[1:end], figures[end:]
        if prefix := _prefixes().get(code):
            number = phonenumbers.PhoneNumber(country_code=int(code), national_number=int(rest or "0"))
            whole = len(rest) <= 15 and not prefix.match(rest) and phonenumbers.is_valid_number(number)
            return figures if whole else None
    return None


@cache
def _prefixes() -> dict[str, re.Pattern[str]]:
    """Country code -> what parsing may take away after it: the prefix of national calls, or a leading zero."""
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

    def pattern(code: int, region: str) -> re.Pattern[str]:
        metadata: Any = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        prefix = metadata.national_prefix_for_parsing if metadata else ""
        return re.compile(f"0|(?:{prefix})" if prefix else "0")

    return {str(code): pattern(code, regions[0]) for code, regions in COUNTRY_CODE_TO_REGION_CODE.items()}


@lru_cache(maxsize=1024)
def dialling_region(country: str | None) -> str | None:
    """The region whose national phone numbers a country dials; None for places without one."""
    from phonenumbers import SUPPORTED_REGIONS
    from rigour.territories import get_territory

    place = get_territory(country) if country else None
    codes = (code.upper() for code in (place.code, place.ftm_country) if code) if place else ()
    return next((code for code in codes if code in SUPPORTED_REGIONS), None)
