"""Which fragments may be a given subject, the likeliest first, of those that one reader sees.

The index counts the same for every document that holds a word, whatever else there is; equal scores are taken
together and ordered by the fragment. So what the reader does not see moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tantivy import Query

from sarhad.entities.index import Reading, any_of, best_of, date_words, scored
from sarhad.entities.matching import having, tail
from sarhad.entities.ranking import distance
from sarhad.kernel import model, parts
from sarhad.kernel.given import known
from sarhad.ledger.models import ITEMS_PER_ENTRY
from sarhad.matching.records import Subject

MOST_NAMES, MOST_WORDS = 4, 6  # of the one that is looked for
WORD, NAME, SKELETON, ONE_OFF, JOINED, INITIAL = 1.0, 0.95, 0.7, 0.75, 0.9, 0.5
YEAR, DAY = 0.7, 0.9
COMMON, RARE = 0.85, 1.2  # words that are given names of many, and others
FIRST = 128  # hits asked of the index at first
CUT = 0.4  # share of the best possible score below which nothing is looked at


def candidates(reading: Reading, subject: Subject) -> Iterator[int]:
    """Local ids of fragments, each once, in the order of score and id, whoever sees them."""
    known: set[int] = set()
    for id in _found(reading, subject):
        if id not in known:
            known.add(id)
            yield id


def _found(reading: Reading, subject: Subject) -> Iterator[int]:
    """Those with an equal number first, then what the index has not reached yet, then the rest."""
    terms = set(model.identifiers(subject.schema, dict(subject.properties)))
    if terms:
        yield from having(terms)
    wanted = _names(subject)
    if wanted:
        yield from (id for id, _count in tail(reading, sorted({word for words in wanted for word in words})))
        yield from _by_words(reading, wanted, subject)


def _names(subject: Subject) -> list[tuple[str, ...]]:
    found = (
        tuple(parts.searched(name)[:MOST_WORDS]) for name in model.names(subject.schema, dict(subject.properties))
    )
    return [words for words in dict.fromkeys(found) if words][:MOST_NAMES]


def _by_words(reading: Reading, wanted: list[tuple[str, ...]], subject: Subject) -> Iterator[int]:
    dates = sorted(date_words({name: list(values) for name, values in subject.properties.items()}))
    born = [scored("born", word, YEAR if word.startswith("y") else DAY) for word in dates]
    query = any_of(_name(words, born) for words in wanted)
    size, last = FIRST, 1e9
    least = CUT * max(len(words) for words in wanted)
    end = (reading.pos + 1) * ITEMS_PER_ENTRY
    while True:
        found = reading.ranked(query, size)
        whole = found if len(found) < size else [hit for hit in found if hit[0] > found[-1][0]]
        fresh = [hit for hit in whole if least <= hit[0] < last and hit[1] < end]
        yield from (id for _, id in sorted(fresh, key=lambda hit: (-hit[0], hit[1])))
        if len(found) < size or found[-1][0] < least:
            return
        last = min((score for score, _ in whole), default=last)
        size *= 4


def _name(words: tuple[str, ...], born: list[Query]) -> Query:
    ways = [_word(word) for word in words] + [_joined(one, other) for one, other in pairwise(words)]
    return any_of([*ways, *born], at_least=1 if len(words) == 1 else 2)


def _joined(one: str, other: str) -> Query:
    """Two words that a record may hold as one."""
    return scored("part", parts.tokens(one + other)[-1], JOINED)


def _word(word: str) -> Query:
    """Every way in which a name may hold a word: the most alike counts."""
    if len(word) == 1:
        return any_of([scored("part", f".{word}", INITIAL), scored("part", f",{word}", INITIAL)])
    weight = COMMON if known(word) else RARE
    ways = [scored("name", word, WORD * weight), scored("part", f".{word[0]}", INITIAL)]
    for token in parts.tokens(word):
        ways.append(scored("part", token, weight * (SKELETON if token.startswith("-") else NAME)))
    if distance(word):
        ways.append(scored("name", word, ONE_OFF * weight, 1))
    return best_of(ways)
