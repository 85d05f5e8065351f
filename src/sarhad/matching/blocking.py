"""Which fragments may match a given one: the first, cheap look, among all that there are.

For machines: it asks no door. Whether two fragments come together depends on these two alone, so it has no limit
and takes no account of how many others share a name or a number: what is hidden then moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Query

from sarhad.entities.index import Reading, all_of, any_of, word
from sarhad.entities.ranking import distance
from sarhad.entities.sight import rows
from sarhad.kernel import model, names
from sarhad.matching.records import Subject

FIRST = 4096  # ids asked for at first
MOST_WORDS = 12


def alike(reading: Reading, subject: Subject, before: int) -> set[int]:
    """Local ids below `before` that share a number with the subject, or about as many words as make a name."""
    found = set(_by_numbers(subject, before))
    for query in {str(words): words for words in _names(subject)}.values():
        found.update(_by_words(reading, query, before))
    return found


def _names(subject: Subject) -> Iterator[tuple[str, ...]]:
    for name in model.names(subject.schema, _lists(subject)):
        words = tuple(dict.fromkeys(names.words(name)))[:MOST_WORDS]
        if words:
            yield words


def _by_numbers(subject: Subject, before: int) -> Iterator[int]:
    terms = sorted(set(model.identifiers(subject.schema, _lists(subject))))
    if not terms:
        return
    # CROSS JOIN makes SQLite look each one up; with IN it would read the whole table.
    pairs = ", ".join(["(%s, %s)"] * len(terms))
    sql = (
        f"WITH wanted (kind, value) AS (VALUES {pairs}) SELECT DISTINCT t.fragment_id"  # noqa: S608
        " FROM wanted w CROSS JOIN ledger_term t WHERE t.kind = w.kind AND t.value = w.value AND t.fragment_id < %s"
    )
    yield from (id for (id,) in rows(sql, [*(part for term in terms for part in term), before]))


def _by_words(reading: Reading, words: tuple[str, ...], before: int) -> Iterator[int]:
    for query in _queries(words):
        yield from _all(reading, query, before)


def _queries(words: tuple[str, ...]) -> Iterator[Query]:
    """All words with two letters amiss, or most of them with one: the other may lack a patronymic."""
    if len(words) == 1:
        yield word(words[0], min(1, distance(words[0])))
        return
    yield all_of(word(w, distance(w)) for w in words)
    if len(words) > 2:
        yield any_of((word(w, min(1, distance(w))) for w in words), at_least=max(2, len(words) // 2))


def _all(reading: Reading, query: Query, before: int) -> Iterator[int]:
    size, last = FIRST, -1
    while True:
        ids = reading.fragments(query, size)
        yield from (id for id in ids if last < id < before)
        if len(ids) < size or ids[-1] >= before:
            return
        last, size = ids[-1], size * 4


def _lists(subject: Subject) -> dict[str, list[str]]:
    return {name: list(values) for name, values in subject.properties.items()}
