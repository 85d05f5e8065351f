"""A chart from tables: a list of links, a list of things beside it, or a matrix of who is linked to whom."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sarhad.collect.errors import Fault
from sarhad.links.formats.anx_words import strength_for
from sarhad.links.formats.columns import LINKS, MATRIX, THINGS, Layout
from sarhad.links.formats.grids import Grid
from sarhad.links.formats.plain import Drawn, Thing, Tie, must_fit
from sarhad.links.graph.records import is_node_id

FACTS = ("alias", "birthDate", "country", "phone", "idNumber")
ROW_KIND, COLUMN_KIND = "row", "column"
"""Types of a matrix whose rows and columns are not the same things: people and what they took part in."""


def ours(key: str) -> str:
    """The id of a record, where a table of ours gives it."""
    return key if is_node_id(key) else ""


class Reading:
    """What is found, table by table: things first, so that links can name them."""

    def __init__(self) -> None:
        self.things: dict[str, Thing] = {}
        self.named: dict[str, str] = {}  # name -> key; "" where two have it
        self.ties: list[Tie] = []
        self.faults: list[Fault] = []
        self.listed = False  # whether a table lists the things
        self.groups: dict[str, str] = {}

    def fault(self, code: str, grid: Grid, row: int, field: str = "", value: str = "", **values: str) -> None:
        self.faults.append(Fault(code, grid.name, row, field, value[:80], values))

    def end(self, grid: Grid, row: int, given: str, name: str, kind: str) -> str:
        """The key of what an end names: by id, else by name, else a new thing."""
        if given in self.things:
            key = given
        elif self.named.get(given):
            key = self.named[given]
        else:
            key = given
            self.things[key] = Thing(key, name or given, kind, ours=ours(key), row=row)
            if self.listed:
                self.fault("unknown-end", grid, row, "", given, end=given[:80])
        thing = self.things[key]
        if (name and thing.label in ("", thing.key)) or (kind and not thing.kind):
            label = name if name and thing.label in ("", thing.key) else thing.label
            self.things[key] = replace(thing, label=label, kind=thing.kind or kind)
        return key


def build(tables: Sequence[tuple[Grid, Layout]], *, directed: bool) -> tuple[Drawn, list[Fault]]:
    """The chart that the tables hold, read as the layouts say.

    Raises:
        BadFile: there is nothing, or more than a chart takes.
    """
    reading = Reading()
    for kind, read in ((THINGS, _things), (LINKS, _links), (MATRIX, _matrix)):
        for grid, layout in tables:
            if layout.kind == kind:
                read(reading, grid, layout, directed)
    drawn = Drawn(things=list(reading.things.values()), ties=_joined(reading.ties, directed), groups=reading.groups)
    must_fit(drawn)
    return drawn, reading.faults


def _cells(grid: Grid, layout: Layout) -> Iterator[tuple[int, dict[str, str]]]:
    """(row, role -> cell); cells of a role that several columns have stand together."""
    names = grid.rows[0][1] if layout.header else [""] * grid.width
    for number, cells in grid.rows[1 if layout.header else 0 :]:
        found: dict[str, str] = {}
        for role, name, cell in zip(layout.roles, names, cells, strict=True):
            if role and cell:
                text = f"{name}: {cell}" if role == "note" and name else cell
                found[role] = f"{found[role]}\n{text}" if role in found else text
        yield number, found


def _things(reading: Reading, grid: Grid, layout: Layout, _directed: bool) -> None:
    reading.listed = True
    for row, cells in _cells(grid, layout):
        key = cells.get("id") or cells.get("name", "")
        if not key:
            reading.fault("no-name", grid, row)
            continue
        if key in reading.things:
            reading.fault("same-thing", grid, row, "", key)
            continue
        group = cells.get("group", "")
        if group:
            reading.groups.setdefault(group, group)
        label = cells.get("name", key)
        x, y = _place(cells.get("x", "")), _place(cells.get("y", ""))
        reading.things[key] = Thing(
            key, label, cells.get("type", ""), x=x, y=y if x is not None else None, group=group,
            note=cells.get("note", ""), ours=ours(key), row=row,
            facts=tuple((name, text) for name in FACTS for text in cells.get(name, "").split("\n") if text),
        )  # fmt: skip
        if label != key:
            reading.named[label] = key if label not in reading.named else ""


def _links(reading: Reading, grid: Grid, layout: Layout, directed: bool) -> None:
    for row, cells in _cells(grid, layout):
        ends = [cells.get("from", ""), cells.get("to", "")]
        if not all(ends):
            reading.fault("end-missing", grid, row)
            continue
        if ends[0] == ends[1]:
            reading.fault("self-link", grid, row, "", ends[0])
            continue
        times = _times(cells.get("times", ""))
        if times is None:
            reading.fault("not-a-number", grid, row, "", cells["times"], text=cells["times"][:80])
        if times == 0:
            continue  # a list of all pairs says so of those that nothing links
        source, target = (
            reading.end(grid, row, ends[n], cells.get(f"{side}_name", ""), cells.get(f"{side}_type", ""))
            for n, side in enumerate(("from", "to"))
        )
        note = cells.get("note", "")
        reading.ties.append(
            Tie(
                source, target, cells.get("label", ""), directed=directed, times=times or 1,
                strength=strength_for(cells.get("strength", "")), start=cells.get("start", ""),
                stop=cells.get("stop", ""), facts=(("Description", note),) if note else (), row=row,
            )
        )  # fmt: skip


def _matrix(reading: Reading, grid: Grid, _layout: Layout, directed: bool) -> None:
    head, body = grid.rows[0][1][1:], grid.rows[1:]
    names = [cells[0] or str(number) for number, (_row, cells) in enumerate(body, 1)]
    same = names == head
    kinds = ("", "") if same else (ROW_KIND, COLUMN_KIND)
    for names_of, kind in ((names, kinds[0]), (head, kinds[1])):
        for name in names_of:
            reading.things.setdefault(name, Thing(name, name, kind))
    for place, (row, cells) in enumerate(body):
        for at, cell in enumerate(cells[1:]):
            if same and (at == place or (not directed and at < place and _times(body[at][1][place + 1]))):
                continue  # the diagonal; of an undirected one, the half that was read already
            times = _times(cell) if cell else 0
            if times is None:
                reading.fault("not-a-number", grid, row, head[at], cell, text=cell[:80])
            elif times:
                reading.ties.append(Tie(names[place], head[at], directed=directed, times=times, row=row))


def _joined(ties: list[Tie], directed: bool) -> list[Tie]:
    """Links of the same pair that say the same are one, as often as all together.

    An undirected list that has every pair both ways, each as often, says everything twice.
    """
    found: dict[tuple[object, ...], Tie] = {}
    for tie in ties:
        ends = (tie.source, tie.target)
        key = (*(ends if directed else sorted(ends)), tie.label, tie.strength, tie.start, tie.stop, tie.facts)
        before = found.get(key)
        found[key] = replace(before, times=before.times + tie.times) if before else tie
    if directed or not _twice(ties):
        return list(found.values())
    return [replace(tie, times=max(1, tie.times // 2)) for tie in found.values()]


def _twice(ties: list[Tie]) -> bool:
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for tie in ties:
        counted[tie.source, tie.target] += tie.times
    return bool(counted) and all(counted.get((b, a)) == times for (a, b), times in counted.items())


def _times(text: str) -> int | None:
    """Whole and at least 1; 0 if it says that there is no link, None if it is no number. Empty counts once."""
    if not text:
        return 1
    try:
        number = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        return None
    if not math.isfinite(number) or abs(number) > 1e9:
        return None
    return 0 if number == 0 else max(1, round(abs(number)))


def _place(text: str) -> float | None:
    try:
        place = float(text.replace(",", "."))
    except ValueError:
        return None
    return place if abs(place) < 1e7 else None
