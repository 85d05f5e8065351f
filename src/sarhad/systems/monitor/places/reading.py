"""A written place taken apart into the names that it holds, with what each may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sarhad.kernel.names import ordered
from sarhad.systems.monitor.places import kinds
from sarhad.systems.monitor.places.kinds import AFTER, CITIES, KINDS, kind_of, stem
from sarhad.systems.monitor.places.names import Names
from sarhad.systems.monitor.places.records import Entry

MOST = 300  # characters of a text that are looked at
GREAT = 50_000  # inhabitants of a town that a bare name may mean, though a region has it too
_SPLIT = re.compile(r"[,;:()/\n|]+|(?<=\w{4})\. | [–—-] |→|->")
_QUOTES = re.compile('["“”„«»]')
_SHORT = (
    (re.compile(r"\bр-н\w*", re.I), " район "),
    (re.compile(r"\bж[/.-]? ?д\b\.?|\br/w\b|\bzh/d\b", re.I), " жд "),
    (re.compile(r"\bт\.? ?п\.", re.I), " тп "),
    (re.compile(r"\br\.p\.|\bр\.п\.", re.I), " рп "),
)


class Found(NamedTuple):
    """A name in a text."""

    sound: str
    kind: str  # what the words beside it say that it is
    entries: tuple[Entry, ...]  # what it may mean
    joined: bool  # "and" stands before it

    @property
    def firm(self) -> bool:
        """Whether it names a region, rather than something in one."""
        return any(each.kind == "region" for each in self.entries)

    @property
    def regions(self) -> frozenset[str]:
        far = (code for each in self.entries if each.kind == "city" for code in each.elsewhere)
        return frozenset(each.region for each in self.entries if each.region).union(() if self.firm else far)


def parts(text: str) -> list[str]:
    text = _QUOTES.sub(" ", text[:MOST])
    for pattern, form in _SHORT:
        text = pattern.sub(form, text)
    return [part for each in _SPLIT.split(text) if (part := each.strip())]


def read(text: str, names: Names) -> list[Found]:
    """The names that a text holds and the gazetteer knows, in their order."""
    found: list[Found] = []
    for each in (each for part in parts(text) for each in _read(ordered(part), names)):
        if each.joined and found:
            each = each._replace(entries=found.pop().entries + each.entries)
        found.append(each)
    return found


def _read(words: list[str], names: Names) -> Iterator[Found]:
    if any(kind_of(word) == kinds.ROUTE for word in words):
        return  # a road or train from one town to another
    start = 0
    while start < len(words):
        if not kind_of(words[start]):
            for stop in range(min(len(words), start + names.longest + 2), start, -1):
                if not kind_of(words[stop - 1]) and (found := _found(words, start, stop, names)):
                    yield found
                    start = stop - 1
                    break
        start += 1


def _found(words: Sequence[str], start: int, stop: int, names: Names) -> Found | None:
    said = [word for word in words[start:stop] if not kind_of(word) and word not in ("of", "the")]
    sound = "".join(said)
    if len(sound) < 3 and sound not in ("om",):
        return None
    kind = _kind(words, start, stop)
    if kind == kinds.WATER:
        return None
    entries = names.whole.get(sound, ())
    if not entries and kind in (kinds.DISTRICT, kinds.REGION):
        entries = names.stems.get(stem(sound), ())
    entries = _fitting(entries, kind)
    joined = start > 0 and words[start - 1] in kinds.JOINED
    return Found(sound, kind, entries, joined) if entries else None


def _kind(words: Sequence[str], start: int, stop: int) -> str:
    """What the nearest word behind or before a name says about it."""
    if stop < len(words) and (kind := KINDS.get(words[stop], "")) in AFTER and len(words[stop]) > 2:
        return kind
    return KINDS.get(words[start - 1], "") if start else ""


_FIRST = {
    kinds.REGION: (("region",), ("none",)),
    kinds.CITY: (("city",), ("none", "region", "crossing", "district")),
    kinds.DISTRICT: (("district",), ("city",), ("none", "crossing", "region")),
    kinds.VILLAGE: (("city", "crossing"), ("none", "district")),
    kinds.POST: (("crossing",), ("city",), ("none", "district", "region")),
    kinds.STATION: (("crossing", "city"), ("none", "district", "region")),
}


def _fitting(entries: tuple[Entry, ...], kind: str) -> tuple[Entry, ...]:
    """Those that are what the words say; of a bare name regions, and towns as great as a region's."""
    if kind == kinds.REGION:  # an oblast' of Moscow is not the city
        entries = tuple(each for each in entries if each.region not in CITIES) or entries
    for wanted in _FIRST.get(kind, ()):
        if found := tuple(each for each in entries if each.kind in wanted):
            return found
    if kind in _FIRST:
        return ()
    firm = [each for each in entries if each.kind == "region"]
    if firm:
        return tuple(each for each in entries if each.kind == "region" or each.size >= GREAT)
    return entries
