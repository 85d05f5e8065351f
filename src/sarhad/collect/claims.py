"""From what a file states to what an office signs: ids made, values cleaned, equal rows counted."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sarhad.collect.errors import SHOWN, BadRow
from sarhad.collect.records import Stated
from sarhad.kernel import dates, model, units
from sarhad.kernel.claim import Claim, Grade

Values = dict[str, list[str]]
Remark = Callable[[str, str, str, dict[str, str]], None]
"""(code, property, value, values for the texts) of a value that is kept as given."""


class Claims:
    """Makes the claims of one import. `remark` hears of values that are kept as given."""

    def __init__(
        self, id_key: bytes, source: str, grade: Grade | None, order: dates.Order | None, remark: Remark
    ) -> None:
        self._id_key, self._source, self._grade, self._order = id_key, source, grade, order
        self._remark = remark
        name = source.encode()
        self._prefix = len(name).to_bytes(4, "big") + name

    def id(self, key: str) -> str:
        """As `keys.entity_id`, with the source's part made once."""
        text = key.encode("utf-8", "surrogatepass")
        message = self._prefix + len(text).to_bytes(4, "big") + text
        return hmac.digest(self._id_key, message, "sha256")[:16].hex()

    def make(self, stated: Stated) -> Claim:
        """Raises BadRow."""
        try:
            values = self._linked(stated)
            properties, raw = model.clean(stated.schema, values, country=stated.country, date_order=self._order)
        except (ValueError, TypeError) as error:
            raise _bad_text(error) from error
        if raw:
            self._check_refused(stated, properties, raw)
        if stated.origins:
            _patch(properties, raw, stated.origins)
        if "reportedUnit" in properties:
            self._check_unit(properties["reportedUnit"])
        return Claim(
            entity=self.id(stated.key),
            schema=stated.schema,
            properties=properties,
            raw=raw,
            grade=stated.grade or self._grade,
            source=self._source,
            stated=stated.stated,
        )

    def _linked(self, stated: Stated) -> dict[str, Any]:
        """The values with our ids for the keys that point to other entities of the source, known or yet to come."""
        links = link_names(stated.schema)
        if links.isdisjoint(stated.values):
            return stated.values
        values: dict[str, Any] = dict(stated.values)
        for name in links.intersection(values):
            keys = values[name] if type(values[name]) is list else [values[name]]
            values[name] = [self.id(key) if type(key) is str and key.strip() else key for key in keys]
        return values

    def _check_refused(self, stated: Stated, properties: Values, raw: Values) -> None:
        """A date with two readings refuses the row; anything else that cannot be cleaned is kept and told."""
        for name, given in raw.items():
            for text in given[len(properties.get(name, ())) :]:
                code, values = "kept", {"text": text[:SHOWN]}
                if name in date_names(stated.schema):
                    code, values = _why_no_date(text, name, self._order) or (code, values)
                self._remark(code, name, text, values)

    def _check_unit(self, values: list[str]) -> None:
        for value in values:
            if units.unit(value) is None:
                self._remark("unknown-unit", "reportedUnit", value, {"text": value[:SHOWN]})


def merge(one: Claim, other: Claim) -> Claim:
    """Two rows about one entity: all that either says. Raises BadRow where they say that it is not one thing."""
    schema = model.common(one.schema, other.schema)
    if schema is None:
        raise BadRow("same-key", schema=other.schema, other=one.schema)
    names = sorted({*one.properties, *one.raw, *other.properties, *other.raw})
    properties, raw = {}, {}
    for name in names:
        known: dict[str, str] = {}
        refused = set()
        for claim in (other, one):
            for value, given in model.pairs(claim.properties, claim.raw, name):
                if value:
                    known[value] = given or known.get(value, "")
                else:
                    refused.add(given)
        if known:
            properties[name] = sorted(known)
        if refused or any(known.values()):
            raw[name] = [known[value] for value in sorted(known)] + sorted(refused)
    stated = max(one.stated, other.stated)
    return replace(
        one, schema=schema, properties=properties, raw=raw, stated=stated, grade=one.grade or other.grade
    )


def size(claim: Claim) -> int:
    """Characters of its values."""
    total = 0
    for held in (claim.properties, claim.raw):
        for values in held.values():
            for value in values:
                total += len(value)
    return total


@lru_cache(maxsize=1024)
def link_names(schema: str) -> frozenset[str]:
    return _of_type(schema, "entity")


@lru_cache(maxsize=1024)
def date_names(schema: str) -> frozenset[str]:
    return _of_type(schema, "date")


def _of_type(schema: str, kind: str) -> frozenset[str]:
    spec = model.schema(schema)
    return frozenset(name for name, prop in spec.properties.items() if prop.type == kind) if spec else frozenset()


def _why_no_date(text: str, name: str, order: dates.Order | None) -> tuple[str, dict[str, str]] | None:
    """Code and values of why it cannot be read. Raises BadRow if it can be read in two ways."""
    try:
        dates.parse(text, order)
    except dates.AmbiguousDate as error:
        raise BadRow("date-ambiguous", name, text, **error.values) from error
    except dates.DateError as error:
        return f"date-{error.key}", {key: value[:SHOWN] for key, value in error.values.items()}
    return None


def _patch(
    properties: dict[str, list[str]], raw: dict[str, list[str]], origins: dict[tuple[str, str], str]
) -> None:
    """Put what stood in the file beside values that the reader or mapping made of it."""
    for (name, value), text in origins.items():
        values = properties.get(name, ())
        if value in values and text.strip().casefold() != value.casefold():
            given = raw.setdefault(name, [""] * len(values))
            place = values.index(value)
            given[place] = given[place] or text.strip()


def _bad_text(error: Exception) -> BadRow:
    field, _, why = str(error).partition(": ")
    code = "nul" if "NUL" in why else "half-character" if "half" in why else "not-text"
    return BadRow(code, field[:SHOWN])
