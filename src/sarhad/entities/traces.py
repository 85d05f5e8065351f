"""What records leave in files, to be looked for after they were purged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import orjson
from django.db.models import Value
from django.db.models.functions import StrIndex

from sarhad.entities.index import name_words, text_words
from sarhad.kernel import model
from sarhad.ledger.erase import windows
from sarhad.ledger.models import ITEMS_PER_ENTRY, AttachmentUse, Blob, Body, Fragment, Term

SHORTEST = 6  # characters: shorter ones stand everywhere by chance
MOST = 500  # texts that are looked for; the longest tell most
TELLING = frozenset(
    {"name", "identifier", "phone", "email", "address", "text", "string", "url", "html", "ip", "iban"}
)
"""Types of values that point at somebody; a date, country or sex stands in any file."""
NAMING = frozenset({"name", "identifier", "phone", "email", "text", "ip", "iban"})
"""Those that seldom stand where nobody means the same: a town or a drug stands in many."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Texts, and pieces of the stored bytes that nothing else holds."""

    values: tuple[str, ...]
    words: tuple[str, ...]  # folded
    pieces: tuple[bytes, ...]
    naming: tuple[str, ...] = ()  # those values by which a copy is known as one

    def needles(self) -> dict[bytes, str]:
        """Bytes to look for, and the text that they are of; "" for the pieces."""
        written = {form: text for text in (*self.values, *self.words) for form in _forms(text)}
        return written | dict.fromkeys(self.pieces, "")

    def of_copies(self) -> set[bytes]:
        """Bytes of which one is in a copy that somebody made beside the ledger."""
        return {form for text in self.naming for form in _forms(text)} | set(self.pieces)


def traces_of(records: Sequence[Fragment]) -> Traces:
    values: set[str] = set()
    words: set[str] = set()
    naming: set[str] = set()
    for record in records:
        data = orjson.loads(record.data)
        values.update(_values(record.schema, data["properties"]), _values(record.schema, data.get("raw", {})))
        naming.update(_values(record.schema, data["properties"], NAMING))
        words |= name_words(record.schema, data["properties"]) | text_words(record.schema, data["properties"])
    return Traces(_longest(values), _longest(words), tuple(_pieces(records)), _longest(naming))


def still_said(text: str) -> bool:
    """Whether a fragment that is left holds this text. Call it for what was found: it reads the whole table."""
    in_data = Fragment.objects.annotate(at=StrIndex("data", Value(text))).filter(at__gt=0)
    return in_data.exists() or Term.objects.annotate(at=StrIndex("value", Value(text))).filter(at__gt=0).exists()


def _values(schema: str, properties: model.Properties, types: frozenset[str] = TELLING) -> Iterator[str]:
    spec = model.schema(schema)
    known = spec.properties if spec else {}
    for name, values in properties.items():
        if name not in known or known[name].type in types:
            yield from values


def _longest(texts: Iterable[str]) -> tuple[str, ...]:
    telling = {text for text in texts if len(text) >= SHORTEST}
    return tuple(sorted(telling, key=lambda text: (-len(text), text))[:MOST])


def _forms(text: str) -> set[bytes]:
    """As text, and as it stands in JSON."""
    return {text.encode(), orjson.dumps(text)[1:-1]}


def _pieces(records: Sequence[Fragment]) -> Iterator[bytes]:
    ids = [record.id for record in records]
    for body in Body.objects.filter(pos__in={id // ITEMS_PER_ENTRY for id in ids}).exclude(data=None):
        yield bytes(body.salt or b"")
        yield from windows(bytes(body.data or b""))
    only_here = AttachmentUse.objects.filter(fragment__in=ids).values("digest")
    elsewhere = AttachmentUse.objects.exclude(fragment__in=ids).values("digest")
    for blob in Blob.objects.filter(digest__in=only_here).exclude(digest__in=elsewhere):
        yield from windows(bytes(blob.data))
