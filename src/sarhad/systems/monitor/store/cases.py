"""Seizures of the ledger as rows, as `figures` counts them for one reader: each once, however many report it.

Made when a reader asks and kept as a Parquet file named by what the reader sees of seizures. Whoever sees exactly
the same gets the same file; nobody else ever opens it, so it need not be told who may read what.
"""

from __future__ import annotations

import hashlib
import os
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, hex_of, rows, together
from sarhad.figures import follower as figures
from sarhad.figures import sources
from sarhad.figures.claims import UNKNOWN, Said, group_of, number, said_of
from sarhad.figures.counting import Decided, order
from sarhad.figures.models import NAME as LINES_OF
from sarhad.figures.records import Ask
from sarhad.figures.settling import COLUMNS
from sarhad.figures.view import View
from sarhad.kernel import model, substances, units
from sarhad.kernel.claim import EntityId
from sarhad.ledger import followers
from sarhad.ledger.models import ITEMS_PER_ENTRY
from sarhad.systems.monitor import words
from sarhad.systems.monitor.places.settled import settled
from sarhad.systems.monitor.store import files, follower
from sarhad.systems.monitor.store.bound import LINES, asking
from sarhad.systems.monitor.store.dims import Crossing, Dims, dims_of
from sarhad.systems.monitor.store.dims import together as best
from sarhad.systems.monitor.store.engine import connection, folder
from sarhad.systems.monitor.store.records import SEIZURES

ID = "cases"
"""Of the source that is no table."""
ALWAYS = Ask("0001-01-01", "9999-12-31")
MICRO = 1e9  # micrograms in a kilogram
READERS = 64  # of which a process remembers what their files are called
KEPT = 16  # files; of those that were asked for longest ago the oldest go
SETTLE = 60  # seconds in which whoever has just been given a file's name may open it


class Seen(NamedTuple):
    """A reader's cases."""

    path: Path | None  # none: it sees no case
    behind: bool  # much that came last is not counted yet


def cases(reader: Reader) -> Seen:
    """The file with all cases that the reader sees, made now where nobody has asked since they changed."""
    if not reader.may(Does.READ):
        return Seen(None, False)
    view = View(reader, ALWAYS)
    name = _known(view.sight)
    if not name:
        return Seen(None, view.catching_up)
    path = files.place(files.CASES) / f"{name}{files.ROWS}"
    try:
        os.utime(path)
    except FileNotFoundError:
        with files.whole(path) as half:
            _save(list(_rows(view)), half)
        _tidy()
    return Seen(path, view.catching_up)


_names: dict[tuple[object, ...], str] = {}
"""Of readers that asked last. What they see changes only when something enters the ledger."""


def _known(sight: Sight) -> str:
    last = rows("SELECT pos, id FROM ledger_entry ORDER BY pos DESC LIMIT 1", [])
    newest = [(pos, hex_of(id)) for pos, id in last]
    key = (folder(), sight.reader.parties, str(newest), followers.cursor(LINES_OF), follower.mark())
    name = _names.get(key)
    if name is None:
        if len(_names) >= READERS:
            _names.clear()
        name = _names[key] = _name(sight)
    return name


def _name(sight: Sight) -> str:
    """Of all that the rows depend on: what of seizures, judgements on them and crossings comes through the door."""
    lines = [id for (id,) in sight.through_door("f.id", LINES, "f.id = l.fragment", [])]
    if not lines:
        return ""
    tables = "ledger_judgement j CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s"
    about = (
        "f.id = j.fragment_id AND s.id = f.scope_id AND EXISTS (SELECT 1 FROM figures_line l WHERE l.entity = j.a)"
    )
    judged = sight.through_door("f.id, f.scope_id, s.rule", tables, about, [])  # the own office's word goes first
    verdicts = [2 * id + sight.held(scope, rule) for id, scope, rule in judged]
    posts = [id for _, id in ids_listed(sight, "BorderCrossing")]
    newest = max([*lines, *posts, *(id for id, *_ in judged)])
    lineage = hex_of(rows("SELECT id FROM ledger_entry WHERE pos = %s", [newest // ITEMS_PER_ENTRY])[0][0])
    h = hashlib.sha256(f"{follower.mark()} {figures.mark()} {sight.reader.office} {lineage}".encode())
    for ids in (lines, verdicts, posts):
        h.update(array("q", ids).tobytes() + b".")
    return h.hexdigest()[:32]


def _tidy() -> None:
    """Keep those that were asked for last."""
    there = sorted((path.stat().st_mtime, path) for path in files.place(files.CASES).glob(f"*{files.ROWS}"))
    for asked, path in there[:-KEPT]:
        if time.time() - asked > SETTLE:
            files.remove(path)


Row = dict[str, Any]


def _rows(view: View) -> Iterator[Row]:
    told, bound = _Told(view.sight), asking(view.sight)
    found: Iterator[tuple[Head | Decided, list[Row]]] = chain(_plain(view.sight), _weighed(view))
    for seizure, items in found:
        about = told.of(seizure.members).columns()
        head = {
            "asks": not bound.isdisjoint(seizure.members),
            "case": seizure.members[0], "day": seizure.first, "last": seizure.last, **about,
            "country": seizure.country, "cause": seizure.cause, "office": seizure.office,
        }  # fmt: skip
        for n, item in enumerate(items or [NOTHING]):
            hidden = told.hidden(seizure.members, item["substance"]) or about["concealment"]
            yield {**head, **item, "n": 0 if n else seizure.n, "times": seizure.n, "concealment": hidden}


class Head(NamedTuple):
    """A seizure that one office reports once, with what `Decided` has of others."""

    members: tuple[EntityId, ...]
    n: int
    first: str
    last: str
    office: str
    country: str
    cause: str


NOTHING: Row = {
    "drug": "", "substance": "", "family": UNKNOWN, "amount": None, "unit": "", "kg": None, "kg_low": None,
    "kg_high": None,
}  # fmt: skip


def _plain(sight: Sight) -> Iterator[tuple[Head, list[Row]]]:
    """Those that the database adds up, see `figures.plain`."""
    below: dict[int, list[Row]] = defaultdict(list)
    columns = "l.above, l.substance, l.ug, l.count, l.amount, l.unit"
    for above, substance, ug, count, amount, unit in sight.through_door(
        columns, LINES, "l.kind = 1 AND l.plain AND f.id = l.fragment AND l.substance <> ''", []
    ):
        kg = None if ug is None else ug * count / MICRO
        below[above].append(_item(substance, _amount(amount, count), unit, kg, kg, kg))
    columns = "l.fragment, l.entity, l.count, l.first, l.last, l.owner, l.country, l.cause"
    where = "l.kind = 0 AND l.plain AND f.id = l.fragment"
    for fragment, entity, *rest in sight.through_door(columns, LINES, where, []):
        items = sorted(below[fragment], key=lambda each: each["substance"])
        yield Head((hex_of(entity),), *rest), items


def _weighed(view: View) -> Iterator[tuple[Decided, list[Row]]]:
    """Those with several claims or judgements, and those of a vague date."""
    for each in sources.weighed(view.sight, view.ask):
        if each.first:
            yield each, [_weight(item) for item in each.items]


def _weight(item: Any) -> Row:
    kg, low, high = (None if ug is None else ug / MICRO for ug in (item.ug, item.low, item.high))
    alone = item.unweighed[0] if len(item.unweighed) == 1 and item.ug is None else ("", "", 1)
    unit, amount, times = alone
    return _item(item.substance, _amount(amount, times), unit, kg, low, high)


def _item(
    substance: str, amount: float | None, unit: str, kg: float | None, low: float | None, high: float | None
) -> Row:
    known, measure = substances.all_substances().get(substance), units.unit(unit) if unit else None
    named = {"drug": known.label("en") if known else substance.removeprefix("~"), "family": group_of(substance)}
    weight = {"amount": amount, "unit": measure.code if measure else "", "kg": kg, "kg_low": low, "kg_high": high}
    return {**named, **weight, "substance": substance if known else ""}


def _amount(text: str, times: int) -> float | None:
    value = number(text)
    return None if value is None else float(value) * times


# What is told of each


class _Told:
    """Where and how each seizure was, from the statements that the reader sees."""

    def __init__(self, sight: Sight) -> None:
        crossings, spellings = _crossings(sight), settled()
        self.said: dict[EntityId, list[tuple[Said, Dims]]] = defaultdict(list)
        tables = f"{LINES} CROSS JOIN ledger_entry n"
        where = f"l.kind = 0 AND f.id = l.fragment AND n.pos = l.fragment / {ITEMS_PER_ENTRY}"
        for *row, data in sight.through_door(f"{COLUMNS}, f.data", tables, where, []):
            said = said_of(0, row)
            self.said[said.entity].append((said, dims_of(data, crossings, spellings)))

        self.items = _hidden(sight)

    def hidden(self, members: Iterable[EntityId], substance: str) -> str:
        """How a substance was concealed, where that is said of the item itself."""
        return next((code for id in members if (code := self.items.get((id, substance), ""))), "")

    def of(self, members: Iterable[EntityId]) -> Dims:
        """The best statement first, and before it the one whose day counts; as `figures.counting` orders them."""
        found = [each for id in members for each in self.said[id]]
        if len(found) > 1:
            found.sort(key=lambda each: order(each[0]))
            lead = next((each for each in found if each[0].values.first), found[0])
            found.sort(key=lambda each: each is not lead)
        return best(dims for _, dims in found)


def _hidden(sight: Sight) -> dict[tuple[EntityId, str], str]:
    """By seizure and substance; of several items the first by name of its statement."""
    where = "l.kind = 1 AND f.id = l.fragment AND f.data LIKE %s"
    found: dict[tuple[EntityId, str], str] = {}
    columns = "l.parent, l.substance, f.data"
    for parent, substance, data in sight.through_door(columns, LINES, where, ['%"concealment"%']):
        said = model.present("SeizedItem", orjson.loads(data)["properties"]).get("concealment", ())
        code = words.code("concealment", min(said, default=""))
        if parent and code:
            found.setdefault((hex_of(parent), substance.lstrip("~")), code)
    return found


def _crossings(sight: Sight) -> dict[EntityId, Crossing]:
    ids = [id for id, _ in ids_listed(sight, "BorderCrossing")]
    sight.see(ids)
    found = {}
    for id in ids:
        said = together(sight.statements(id))
        names = sorted(model.names("BorderCrossing", said))
        found[id] = Crossing(
            names[0] if names else "", tuple(said.get("latitude", ())), tuple(said.get("longitude", ()))
        )
    return found


# Into a file


def _save(found: list[Row], out: Path) -> None:
    """In the order of days and cases."""
    found.sort(key=lambda row: (row["day"], row["case"], not row["n"], row["substance"], row["drug"]))
    con = connection()
    given = {n: _array([row[n] for row in found], kind) for n, kind in COLUMNS_OF_CASES.items() if n not in SAME}
    con.register("given", given)
    con.execute(
        f"COPY (SELECT {', '.join(_cast(*each) for each in COLUMNS_OF_CASES.items())} FROM given) TO '{out}'"  # noqa: S608
        " (FORMAT parquet, COMPRESSION zstd)"
    )
    con.close()


COLUMNS_OF_CASES = {**SEIZURES, "times": "INTEGER", "asks": "BOOLEAN"}
"""`times` is how many seizures the case stands for, in each of its rows; `n` in its first one only. `asks`: an
owner has to be asked before anything of it leaves the office."""
SAME = {
    "source": f"'{ID}'", "row": "0", "rule": "''", "twin": "0", "nth": "0",
    "month": "CASE WHEN day[:7] = last[:7] THEN day[:4]::INTEGER * 12 + day[6:7]::INTEGER - 1 ELSE 0 END",
    "year": "CASE WHEN day[:4] = last[:4] THEN day[:4]::INTEGER ELSE 0 END",
}  # fmt: skip
"""Columns that are the same for all, or follow from others."""


def _array(values: list[Any], kind: str) -> np.ndarray[Any, Any]:
    if kind == "DOUBLE":
        return np.array([np.nan if each is None else each for each in values], dtype=float)
    return np.array(values, dtype={"INTEGER": np.int64, "BIGINT": np.int64, "BOOLEAN": bool}.get(kind, object))


def _cast(name: str, kind: str) -> str:
    value = SAME.get(name, f'"{name}"')
    if kind == "DOUBLE":
        value = f"CASE WHEN isnan({value}) THEN NULL ELSE {value} END"
    return f'CAST({value} AS {kind}) AS "{name}"'
