"""A written place taken apart into the names that it holds, with what each may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sarhad.kernel.names import ordered
from sarhad.systems.monitor.places import kinds
from sarhad.systems.monitor.places.kinds import AFTER, CITIES, KINDS, bare, kind_of, stem
from sarhad.systems.monitor.places.names import Names, key
from sarhad.systems.monitor.places.records import Entry

MOST = 300  # characters of a text that are looked at
LONGEST = 6  # words of a name
SHORTEST = ("om", "ay")
LESS = 10  # so many times smaller, a place of the same name is not meant by a bare name
GREAT = 50_000  # inhabitants of a town that a bare name may mean, though a region has it too
TELLING = (kinds.REGION, kinds.CITY, kinds.DISTRICT)
_SPLIT = re.compile(r"[,;:()/\n|]+|(?<=\w{4})\. | [–—-] |→|->")
_QUOTES = re.compile('["“”„«»]')
_SHORT = (
    (re.compile(r"\bр-н\w*", re.I), " район "),
    (re.compile(r"\bж[/.-]? ?д\b\.?|\br/w\b|\bzh/d\b", re.I), " жд "),
    (re.compile(r"\bт\.? ?п\.", re.I), " тп "),
    (re.compile(r"\br\.p\.|\bр\.п\.", re.I), " рп "),
    (re.compile(r"\bст-ца\b", re.I), " станица "),
    (re.compile(r"\bгор\b\.?", re.I), " г "),  # as it sounds it is also Ghar
    (re.compile(r"\b(wilayat|velayat|ostan|shahr)-(i|e|ye)\b", re.I), r"\1"),
    (re.compile(r"(?<=\w)-(i|e)-? ?(?=\w)"), r"\1"),  # Persian joins words so: Shahrak-i-Hairatan is one name
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
        return frozenset(each.region for each in self.entries if each.region)

    @property
    def likely(self) -> frozenset[str]:
        """Without those that a bare name does not mean, since another is so much greater; one that is only
        called so too, such as by a former name, does not put aside what has the name."""
        if self.firm:
            return self.regions
        own = [each for each in self.entries if key(each.name) == self.sound] or self.entries
        most = max(each.size for each in own)
        kept = (each for each in self.entries if each.kind != "city" or each.size * LESS >= most)
        return frozenset(each.region for each in kept if each.region)


def parts(text: str) -> list[str]:
    text = _QUOTES.sub(" ", text[:MOST])
    for pattern, form in _SHORT:
        text = pattern.sub(form, text)
    return [part for each in _SPLIT.split(text) if (part := each.strip())]


def read(text: str, names: Names) -> list[Found]:
    """The names that a text holds and the gazetteer knows, in their order."""
    words = ordered(" ".join(parts(text)))
    if 1 < len(words) <= LONGEST and (
        whole := _exact(words, 0, len(words), names) or _found(words, 0, len(words), names)
    ):
        return [whole]
    found: list[Found] = []
    for each in (each for part in parts(text) for each in _read(ordered(part), names)):
        if each.joined and found:
            each = each._replace(entries=found.pop().entries + each.entries)
        found.append(each)
    return found


def _read(words: list[str], names: Names) -> Iterator[Found]:
    if any(kind_of(word) == kinds.ROUTE for word in words):
        return  # a road or train from one town to another
    spans = list(_spans(words, names))
    known = {n for start, stop, _found in spans for n in range(start, stop)}
    strange = {n for n, word in enumerate(words) if n not in known and not kind_of(word) and not _slight(word)}
    for start, stop, found in spans:
        if not {start - 1, stop} & strange or found.kind in TELLING:  # else it is a part of a longer name
            yield found


def _slight(word: str) -> bool:
    return word.isdigit() or word in kinds.JOINED or word in kinds.SLIGHT


def _spans(words: list[str], names: Names) -> Iterator[tuple[int, int, Found]]:
    """The longest names first, with where they begin and end."""
    start = 0
    while start < len(words):
        for stop in range(min(len(words), start + LONGEST), start, -1):
            if found := _exact(words, start, stop, names) or _found(words, start, stop, names):
                yield start, stop, found
                start = stop - 1
                break
        start += 1


def _exact(words: Sequence[str], start: int, stop: int, names: Names) -> Found | None:
    sound = "".join(words[start:stop])
    if entries := names.exact.get(sound):
        inside = next((kind for word in words[start:stop] if (kind := kind_of(word))), "")
        return Found(sound, inside or _kind(words, start, stop), entries, _joined(words, start))
    return None


def _found(words: Sequence[str], start: int, stop: int, names: Names) -> Found | None:
    if any(kind_of(word) or word in kinds.SLIGHT for word in (words[start], words[stop - 1])):
        return None
    sound = "".join(bare(words[start:stop]))
    kind = _kind(words, start, stop)
    if (len(sound) < 3 and sound not in SHORTEST) or kind == kinds.WATER:
        return None
    entries = names.whole.get(sound, ())
    if not entries and kind in (kinds.DISTRICT, kinds.REGION):
        entries = names.stems.get(stem(sound), ())
    entries = _fitting(entries, kind)
    return Found(sound, kind, entries, _joined(words, start)) if entries else None


def _joined(words: Sequence[str], start: int) -> bool:
    return start > 0 and words[start - 1] in kinds.JOINED


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
