"""The records that figures were counted from: for what stands on paper, and to see later what has changed since."""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import NamedTuple

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader
from sarhad.figures.holders import holders
from sarhad.figures.queries import every_seizure, records
from sarhad.figures.records import CODES, Ask, Counted, Figures
from sarhad.kernel.claim import EntityId, Handling

AT_ONCE = 1_000_000
SEIZED = frozenset({"seizures", "kg", "detained"})
BESIDE = tuple(
    code for code in CODES if code not in {"seizures", "kg", "detained", "requests-sent", "requests-answered"}
)
"""What is behind figures besides seizures and the office's own letters."""
FREE = (Answer.YES, Answer.MARKED)


class Piece(NamedTuple):
    """One record and what it adds to each figure."""

    refs: tuple[str, ...]  # statements, "contribution.index"
    amounts: dict[str, Decimal]  # by code


@dataclass(slots=True)
class Basis:
    """Everything behind the figures that somebody asked for."""

    ask: Ask
    pieces: dict[EntityId, Piece] = field(default_factory=dict)
    captions: dict[EntityId, tuple[str, str]] = field(default_factory=dict)  # schema, caption; not kept
    within: dict[EntityId, EntityId] = field(default_factory=dict)  # held to be the same: what it is counted as
    handling: Handling = Handling(0)  # noqa: RUF009 - immutable; the strictest of all; not kept
    ask_first: Counter[str] = field(default_factory=Counter)  # offices -> their records; not kept

    def total(self, code: str) -> Decimal:
        return sum((each.amounts.get(code, Decimal(0)) for each in self.pieces.values()), Decimal(0))


def basis(reader: Reader, found: Figures, codes: Iterable[str] = CODES) -> Basis:
    """The records behind these figures.

    Raises:
        ValidationError: they do not come to the figures, since something was signed in between.
    """
    refs: dict[EntityId, dict[str, None]] = defaultdict(dict)
    amounts: dict[EntityId, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    made, own, seen = Basis(found.ask), set(own_offices(reader)), dict[Handling, None]()
    for each, values in _behind(reader, found, codes):
        if each.id not in refs:
            _mark(made, own, each)
            seen[each.handling] = None
        refs[each.id].update(dict.fromkeys(each.refs))
        for code, value in values.items():
            amounts[each.id][code] += value
        made.captions[each.id] = each.schema, each.caption
        made.within.update((member, each.id) for member in each.members)
    made.pieces = {id: Piece(tuple(refs[id]), dict(amounts[id])) for id in sorted(refs)}
    made.handling = strictest(seen) if seen else Handling(0)
    if odd := [code for code in codes if made.total(code) != found[code].value]:
        raise ValidationError(_("Records came in while it was counted (%(codes)s). Try again.") % {"codes": odd[0]})
    return made


def _behind(reader: Reader, found: Figures, codes: Iterable[str]) -> Iterator[tuple[Counted, dict[str, Decimal]]]:
    """Each record with what it adds to which of these figures; seizures in one pass."""
    wanted = {code for code in codes if found[code].n}
    for each, values in every_seizure(reader, found.ask) if wanted & SEIZED else ():
        kept = {code: value for code, value in values.items() if code in wanted and value}
        if kept:
            yield each, kept
    for code in [code for code in CODES if code in wanted - SEIZED]:
        behind, _more = records(reader, found.ask, code, size=AT_ONCE)
        yield from ((each, {code: each.value}) for each in behind)


def _mark(made: Basis, own: set[str], each: Counted) -> None:
    others = set(each.offices) - own
    if others and may(Use.EXPORT, each.handling) not in FREE:
        made.ask_first.update(others)


def marks(reader: Reader, found: Figures) -> Basis:
    """Under which handling a paper with these figures stands and whom to ask first, without the records.

    Without a filter it is read from scopes, which takes no longer than the figures do.
    """
    if found.ask != Ask(found.ask.since, found.ask.until):
        return basis(reader, found, ("seizures", *BESIDE))
    made = basis(reader, found, BESIDE)
    held = holders(reader, found.ask)
    for owner, handling, own, n in held:
        if not own and may(Use.EXPORT, handling) not in FREE:
            made.ask_first[owner] += n
    made.handling = strictest([made.handling, *(handling for _owner, handling, _own, _n in held)])
    return made


# As it is kept


def dumped(made: Basis) -> bytes:
    """JSON lines, gzipped: what was asked for, then each record with its statements and amounts."""
    rows = [{"ask": asdict(made.ask)}]
    rows += [
        {"entity": id, "refs": each.refs, "amounts": {code: str(value) for code, value in each.amounts.items()}}
        for id, each in made.pieces.items()
    ]
    return gzip.compress(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows), mtime=0)


def loaded(data: bytes) -> Basis:
    first, *rows = map(orjson.loads, gzip.decompress(data).splitlines())
    return Basis(Ask(**first["ask"]), {row["entity"]: _piece(row) for row in rows})


def _piece(row: dict[str, dict[str, str]]) -> Piece:
    return Piece(tuple(row["refs"]), {code: Decimal(value) for code, value in row["amounts"].items()})


# What has changed


class Change(NamedTuple):
    """One record that adds something else to the figures than it did."""

    entity: EntityId
    what: str  # new, changed, gone
    amounts: dict[str, tuple[Decimal | None, Decimal | None]]  # by code: then, now; those that differ
    schema: str = ""
    caption: str = ""  # "": the reader sees nothing of it any more
    refs: tuple[str, ...] = ()
    counted_as: EntityId = ""  # of one that is gone: it is held to be the same as this one now


def changes(then: Basis, now: Basis) -> list[Change]:
    """The records that differ: those that are gone, those that changed, those that are new; by id."""
    found = (_change(then, now, id) for id in sorted({*then.pieces, *now.pieces}))
    order = ("gone", "changed", "new")
    return sorted((each for each in found if each), key=lambda each: (order.index(each.what), each.entity))


def _change(then: Basis, now: Basis, id: EntityId) -> Change | None:
    was, is_ = then.pieces.get(id), now.pieces.get(id)
    amounts = _differ(was.amounts if was else {}, is_.amounts if is_ else {})
    if not amounts:
        return None
    what = "changed" if was and is_ else "gone" if was else "new"
    refs = (is_ or was or Piece((), {})).refs
    counted_as = now.within.get(id, "") if what == "gone" else ""
    return Change(id, what, amounts, *now.captions.get(id, ("", "")), refs, counted_as)


def _differ(
    was: Mapping[str, Decimal], is_: Mapping[str, Decimal]
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    pairs = {code: (was.get(code), is_.get(code)) for code in CODES if code in was or code in is_}
    return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}
