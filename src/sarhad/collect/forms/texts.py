"""Labels, hints and messages in the languages of a form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

NAMES = {"english": "en", "russian": "ru", "русский": "ru", "default": ""}
"""Languages that forms name without a code."""

_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\s*\)\s*$")
_BARE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*")
_LAYOUT = re.compile(r"\s*\n[ \t]{2,}")  # of the XML, not of the text
_Value = TypeVar("_Value")


def code(name: str) -> str:
    """The code of a language as a form names it: "Русский (ru)" is "ru". Without one: the name; "default": ""."""
    found = _CODE.search(name)
    if found:
        return found[1].lower()
    return NAMES.get(name.strip().lower(), name.lower() if _BARE.fullmatch(name) else name)


def pick(texts: Mapping[str, _Value], lang: str) -> _Value | None:
    """The text in the language, else in the default one, which stands first."""
    if lang in texts:
        return texts[lang]
    short = lang.replace("_", "-").lower()
    for wanted in (short, short.split("-")[0]):
        for known in texts:
            if wanted and known.lower().split("-")[0] == wanted:
                return texts[known]
    return next(iter(texts.values()), None)


@dataclass(frozen=True, slots=True)
class Text:
    """A text by language; its parts are words and compiled expressions (`<output>`), which need an instance."""

    parts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    expression: Any = None  # a text that is computed as a whole, such as jr:itext(concat(…))

    def __bool__(self) -> bool:
        return bool(self.parts) or self.expression is not None

    @property
    def computed(self) -> bool:
        """Whether answers stand in it."""
        parts = (part for one in self.parts.values() for part in one)
        return self.expression is not None or any(not isinstance(part, str) for part in parts)

    def plain(self, lang: str = "") -> str:
        """Without an instance: what answers would fill in shows as "…"."""
        return self.filled(lang, lambda expression: "…")

    def filled(self, lang: str, value: Callable[[Any], str]) -> str:
        if self.expression is not None:
            return value(self.expression)
        parts = pick(self.parts, lang) or ()
        whole = "".join(part if isinstance(part, str) else value(part) for part in parts)
        return _LAYOUT.sub(" ", whole).strip()


def words(text: str) -> Text:
    """A text that is the same in every language."""
    return Text({"": (text,)}) if text else Text()
