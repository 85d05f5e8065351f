"""The index of names and texts: a follower of the ledger, and the searching side of its folder.

One document for each fragment: its local id, the folded words of its names, and those of its texts. Documents
never change: whether a fragment is current and who may read it is asked at the door. Hits come in the order of
the ids, without scores, so that no document moves another one.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import orjson
import tantivy
from django.conf import settings
from tantivy import Document, Index, Occur, Order, Query, Searcher

from sarhad.kernel import model, names, parts
from sarhad.ledger import followers
from sarhad.ledger.followers import Cursor, Progress, Row, quiet
from sarhad.ledger.models import ITEMS_PER_ENTRY

NAME = "names"
VERSION = "2"  # of what a document holds
MEMORY = 128 * 2**20  # bytes that the writer may use
COMMITTED = 60_000  # fragments at once: each time makes a segment, and a search looks through each of them
EXACT = 4  # decimals of a score, which is a sum of weights of four: the rest depends on how it was added up
SHORT = 5  # letters of a word that may be part of the next one
ALL_TEXT = frozenset({"text", "string", "address", "html"})
NONE: frozenset[str] = frozenset()


class NameIndex:
    """The writing side. Its folder is `SARHAD_HOME/index`, with one subfolder for each generation."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Take in the fragments of new entries; from the beginning if folding or the folder has changed."""
        if _usable(followers.cursor(NAME)) and followers.cursor(NAME).pos >= followers.head():
            return 0
        with locked():
            generation = self._generation()
            writer = _open(generation).writer(MEMORY, num_threads=1)
            # What a run that was killed added behind the cursor.
            writer.delete_documents_by_query(_from(followers.cursor(NAME).pos + 1))
            done = 0
            while (pos := followers.cursor(NAME).pos) < followers.head():
                done += self._take_batch(writer, generation)
                progress(followers.cursor(NAME).pos, followers.head())
                assert followers.cursor(NAME).pos > pos
            writer.wait_merging_threads()
            return done

    def _generation(self) -> str:
        known = followers.cursor(NAME)
        if _usable(known):
            return _generation_of(known)
        generation = uuid4().hex
        drop()
        _folder(generation).mkdir(parents=True)
        _open(generation)
        followers.advance(NAME, 0, f"{_mark()}.{generation}")
        return generation

    def _take_batch(self, writer: tantivy.IndexWriter, generation: str) -> int:
        batch = followers.all_fragments(NAME, COMMITTED)
        for row in batch.rows:
            writer.add_document(_document(row))
        writer.commit()
        followers.advance(NAME, batch.pos, f"{_mark()}.{generation}")
        return len(batch.rows)


def drop() -> None:
    """Remove the index; the next `catch_up` makes it anew, and until then search asks the terms."""
    followers.advance(NAME, 0, "")
    shutil.rmtree(_folder(""), ignore_errors=True)


@contextmanager
def locked() -> Iterator[None]:
    """One process writes or removes the index at a time."""
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "index.lock", "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _mark() -> str:
    """Of the rules by which words are made."""
    return f"{VERSION}.{names.stamp()}{parts.stamp()}"


def _generation_of(cursor: Cursor) -> str:
    return cursor.stamp.rpartition(".")[2]


def _usable(cursor: Cursor) -> bool:
    mark, _, generation = cursor.stamp.rpartition(".")
    return mark == _mark() and (_folder(generation) / "meta.json").exists()


def _folder(generation: str) -> Path:
    return Path(settings.HOME) / "index" / generation


def _open(generation: str) -> Index:
    index = Index(_schema(), path=str(_folder(generation)))
    index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("fragment", indexed=True, fast=True)
    builder.add_text_field("name", tokenizer_name="words", index_option="basic")
    builder.add_text_field("part", tokenizer_name="words", index_option="basic")
    builder.add_text_field("born", tokenizer_name="words", index_option="basic")
    builder.add_text_field("text", tokenizer_name="words", index_option="basic")
    return builder.build()


def _from(pos: int) -> Query:
    first = pos * ITEMS_PER_ENTRY
    return Query.range_query(_schema(), "fragment", tantivy.FieldType.Unsigned, lower_bound=first)


# Documents


def _document(row: Row) -> Document:
    properties = orjson.loads(row.data)["properties"]
    document = Document()
    document.add_unsigned("fragment", row.id)
    if words := name_words(row.schema, properties):
        document.add_text("name", " ".join(words))
        document.add_text("part", " ".join(part_words(row.schema, properties, words)))
    if born := " ".join(date_words(properties)):
        document.add_text("born", born)
    if text := " ".join(text_words(row.schema, properties)):
        document.add_text("text", text)
    return document


def name_words(schema: str, properties: model.Properties) -> set[str]:
    return names.word_set(model.names(schema, properties))


def part_words(schema: str, properties: model.Properties, words: set[str]) -> set[str]:
    """What the words are made of, initials, and short words joined with what stands beside them."""
    found = {token for word in words for token in parts.tokens(word)}
    for name in model.names(schema, properties):
        pieces = names.ordered(name)
        for one, other in pairwise(pieces):
            if len(one) < 2 or len(other) < 2:
                continue
            if len(one) < SHORT or len(other) < SHORT:
                found.add(parts.tokens(one + other)[-1])
        found.update(f".{piece}" if len(piece) == 1 else f",{piece[0]}" for piece in pieces)
    return found


def date_words(properties: model.Properties) -> set[str]:
    """Of a birth date: the year, and month and day in either order."""
    dates = [*properties.get("birthDate", ()), *properties.get("incorporationDate", ())]
    years, days = {f"y{date[:4]}" for date in dates}, {"".join(sorted((date[5:7], date[8:10]))) for date in dates}
    return years | {f"d{day}" for day in days if len(day) == 4}


def text_words(schema: str, properties: model.Properties) -> set[str]:
    """Of everything that is written in words, and of all that this version does not know."""
    told = (values for name, values in properties.items() if name not in _wordless(schema))
    return {word for values in told for text in values for word in names.text_words(text)}


@lru_cache(maxsize=1024)
def _wordless(schema: str) -> frozenset[str]:
    spec = model.schema(schema)
    return frozenset(name for name, prop in spec.properties.items() if prop.type not in ALL_TEXT) if spec else NONE


# Searching


class Reading:
    """The index as it stands, with the position up to which it certainly holds everything."""

    def __init__(self, pos: int, searcher: Searcher | None) -> None:
        self.pos, self.searcher = pos, searcher

    def fragments(self, query: Query, limit: int) -> list[int]:
        """The first `limit` ids that match, in their order."""
        if self.searcher is None:
            return []
        found = self.searcher.search(query, limit=limit, count=False, order_by_field="fragment", order=Order.Asc)
        return [id for id, _ in found.hits]

    def ranked(self, query: Query, limit: int) -> list[tuple[float, int]]:
        """(score, id) of the `limit` documents that score highest; of equal scores any may be left out."""
        if self.searcher is None:
            return []
        hits = self.searcher.search(query, limit=limit, count=False).hits
        ids = self.searcher.fast_field_values("fragment", [address for _, address in hits])
        return [(round(score, EXACT), id) for (score, _), id in zip(hits, ids, strict=True)]


def reading() -> Reading:
    """The cursor is read first: the index then holds at least as much. Without an index, position 0."""
    cursor = followers.cursor(NAME)
    if not _usable(cursor):
        return Reading(0, None)
    try:
        return Reading(cursor.pos, _searcher(str(_folder(_generation_of(cursor))), cursor.pos))
    except (OSError, ValueError):  # a purge has just removed it
        return Reading(0, None)


@lru_cache(maxsize=1)
def _index(folder: str) -> Index:
    return _open(Path(folder).name)


@lru_cache(maxsize=1)
def _searcher(folder: str, pos: int) -> Searcher:
    """Loaded anew whenever the cursor has moved."""
    index = _index(folder)
    index.reload()
    return index.searcher()


def word(text: str, distance: int = 0, *, texts: bool = False) -> Query:
    """Documents with this folded word, or one so many letters away, in a name (or anywhere)."""
    if distance:
        return Query.fuzzy_term_query(_schema(), "name", text, distance=distance)
    in_name = Query.term_query(_schema(), "name", text)
    return in_name if not texts else any_of([in_name, Query.term_query(_schema(), "text", text)])


def scored(field: str, text: str, score: float, distance: int = 0) -> Query:
    """Documents with this word in a field, or one so many letters away; each counts the same."""
    plain = Query.term_query(_schema(), field, text)
    query = Query.fuzzy_term_query(_schema(), field, text, distance=distance) if distance else plain
    return Query.const_score_query(query, score)


def best_of(queries: Iterable[Query]) -> Query:
    """The highest score among these, not their sum."""
    return Query.disjunction_max_query(list(queries))


def all_of(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: Iterable[Query], at_least: int = 1) -> Query:
    parts = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(parts, minimum_number_should_match=at_least)
