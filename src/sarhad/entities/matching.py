"""Which fragments a query may mean, tier by tier: the index, and the terms that it has not reached yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from tantivy import Query

from sarhad.entities import index
from sarhad.entities.index import Reading, all_of, any_of, word
from sarhad.entities.ranking import distance
from sarhad.entities.sight import marks, rows
from sarhad.kernel import model, names
from sarhad.ledger.models import ITEMS_PER_ENTRY

LONGEST = 500  # characters of a query that are looked at
MOST_WORDS = 12
FIRST_HITS = 1000
FEW, ALWAYS = 50, 1 << 30
CAP, PARTIAL_CAP = 200, 100  # what a reader sees of one tier at most; then the query matches too much
COUNTRIES = ("tj", "uz", "kg", "kz", "tm", "af", "ru", "az", "ir", "pk")
"""Where a phone number without a country code may be dialled."""

TELLING = re.compile(r"[\d@]")  # what no number or address is without

Terms = frozenset[tuple[str, str]]


class Tier(NamedTuple):
    """Fragments that match in the same way, by local id. A later tier holds those of earlier ones again."""

    kind: str  # as in records.Reason
    below: int  # asked only where the tiers before it found fewer than so many that the reader sees
    most: int  # that are taken, of those that the reader sees
    fragments: Iterator[int]


def tiers(text: str) -> tuple[list[str], Terms, list[Tier]]:
    """The folded words of a query, the identifiers that it may be, and where both may be found."""
    text = text[:LONGEST]
    words = list(names.words(text))[:MOST_WORDS]
    terms = identifiers(text)
    found = [Tier("identifier", ALWAYS, CAP, having(terms))] if terms else []
    return words, terms, [*found, *(_by_words(index.reading(), words) if words else ())]


def _by_words(reading: Reading, words: list[str]) -> Iterator[Tier]:
    behind = tail(reading, words)
    whole = [id for id, count in behind if count == len(words)]
    most_words = [id for id, count in behind if count == len(words) - 1]
    hits = partial(_hits, reading)
    yield Tier("name", ALWAYS, CAP, _chain(hits(all_of(word(w) for w in words)), whole))
    yield Tier("text", ALWAYS, CAP, hits(all_of(word(w, texts=True) for w in words)))
    for most in (1, 2):
        yield Tier("similar", FEW, CAP, hits(all_of(word(w, min(most, distance(w))) for w in words)))
    if len(words) > 1:
        query = any_of((word(w, min(1, distance(w))) for w in words), at_least=len(words) - 1)
        # One word of two says little: only where nothing better is there.
        yield Tier("partial", FEW if len(words) > 2 else 1, PARTIAL_CAP, _chain(hits(query), most_words))


def _chain(hits: Iterator[int], tail: list[int]) -> Iterator[int]:
    yield from hits
    yield from tail


def _hits(reading: Reading, query: Query) -> Iterator[int]:
    """All that the index certainly holds, asking for more only as far as the caller reads."""
    size, last, end = FIRST_HITS, -1, (reading.pos + 1) * ITEMS_PER_ENTRY
    while True:
        ids = reading.fragments(query, size)
        yield from (id for id in ids if last < id < end)
        if len(ids) < size:
            return
        last, size = ids[-1], size * 4


def tail(reading: Reading, words: Sequence[str]) -> list[tuple[int, int]]:
    """(fragment, how many of the words) of what has come since the index was written."""
    sql = (
        "SELECT fragment_id, COUNT(*) FROM ledger_term WHERE kind = 'name'"  # noqa: S608
        f" AND value IN ({marks(words)}) AND fragment_id >= %s GROUP BY fragment_id ORDER BY fragment_id"
    )
    return [(id, count) for id, count in rows(sql, [*words, (reading.pos + 1) * ITEMS_PER_ENTRY])]


# Identifiers


def identifiers(text: str) -> Terms:
    """What a query may be as a number or address of any kind: as a whole, and each word of it."""
    parts = {part for part in {text.strip(), *text.split()} if len(part) > 3 and TELLING.search(part)}
    kinds = {*model.KINDS.values(), *model.TYPE_KINDS.values()} - {"phone"}
    keys = {(kind, model.identifier_key(kind, part)) for kind in kinds for part in parts}
    phones = {("phone", number) for part in parts for number in _phones(part)}
    return frozenset((kind, key) for kind, key in keys | phones if len(key) > 2)


def _phones(text: str) -> Iterable[str]:
    figures = "".join(char for char in text if char.isdigit())
    if len(figures) < 6 or any(char.isalpha() for char in text):
        return ()
    if text.startswith(("+", "00")):
        return {f"+{figures.removeprefix('00')}"}
    dialled = {f"+{figures}"}
    for country in COUNTRIES:
        dialled.update(model.clean("Person", {"phone": [figures]}, country=country).properties.get("phone", ()))
    return dialled


def having(terms: Collection[tuple[str, str]]) -> Iterator[int]:
    """Fragments with one of these (kind, value) terms, by local id. At least one is needed."""
    # CROSS JOIN makes SQLite look each one up; with IN it would read the whole table.
    pairs = ", ".join(["(%s, %s)"] * len(terms))
    sql = (
        f"WITH wanted (kind, value) AS (VALUES {pairs}) SELECT DISTINCT t.fragment_id"  # noqa: S608
        " FROM wanted w CROSS JOIN ledger_term t WHERE t.kind = w.kind AND t.value = w.value ORDER BY t.fragment_id"
    )
    return iter([id for (id,) in rows(sql, [part for term in sorted(terms) for part in term])])
