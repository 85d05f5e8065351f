"""The check page of a chart that comes in: what was found, what it would become, and what people change of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.collect.errors import BadFile
from sarhad.kernel import model
from sarhad.links.formats import columns, kept, planning
from sarhad.links.formats.anx_words import LINK_CHOICES
from sarhad.links.formats.columns import Layout
from sarhad.links.formats.grids import Grid
from sarhad.links.formats.kept import Incoming
from sarhad.links.formats.planning import LEAVE_OUT, Kind, Plan
from sarhad.web.templatetags.look import lang

SHOWN = 5  # rows and records of a kind
FAULTS = 100
WIDE = 40  # columns whose roles are shown; a matrix has none to choose


@dataclass(frozen=True, slots=True)
class Column:
    name: str  # of its form field
    heading: str
    role: str
    samples: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One table with what its columns are taken for."""

    number: int
    grid: Grid
    layout: Layout
    columns: list[Column]
    roles: Mapping[str, str | Promise]
    kinds: Mapping[str, str | Promise]

    @property
    def rows(self) -> int:
        return len(self.grid.rows) - self.layout.header


@dataclass(frozen=True, slots=True)
class Choice:
    """A type of the file and what it becomes."""

    name: str  # of its form field
    kind: Kind
    label: str
    options: list[tuple[str, str]]


def planned(reader: Reader, incoming: Incoming) -> Plan:
    """What would be signed now. Raises BadFile."""
    read = kept.read(incoming)
    made = planning.plan(reader, read.drawn, incoming.source, incoming.kinds, incoming.links)
    made.faults = [*read.faults, *made.faults]
    return made


def checked(reader: Reader, incoming: Incoming) -> dict[str, Any]:
    """For the page. Raises BadFile."""
    read = kept.read(incoming)
    made = planning.plan(reader, read.drawn, incoming.source, incoming.kinds, incoming.links)
    faults = [*read.faults, *made.faults]
    level = int(incoming.scope.get("handling", {}).get("level", 0))
    return {
        "incoming": incoming,
        "plan": made,
        "tables": tables(read.tables),
        "directed": read.directed,
        "kinds": [_choice("kind", n, each, planning.offered()) for n, each in enumerate(made.kinds)],
        "links": [_choice("link", n, each, list(LINK_CHOICES)) for n, each in enumerate(made.links)],
        "faults": faults[:FAULTS],
        "faults_left": max(0, len(faults) - FAULTS),
        "stricter": made.strictest if made.strictest > level else 0,
        "sample": made.things[:SHOWN],
        "sample_ties": _with_names(made),
    }


def _with_names(made: Plan) -> list[tuple[str, str, str, int]]:
    labels = {thing.key: thing.label or thing.key for thing in made.drawn.things}
    return [
        (
            labels[each.tie.source],
            each.tie.label or schema_label(each.schema),
            labels[each.tie.target],
            each.tie.times,
        )
        for each in made.ties[:SHOWN]
    ]


def tables_to_choose(incoming: Incoming) -> list[Table]:
    """Of a file that could not be made a chart of: its tables, if it is one of tables at all."""
    try:
        return tables(kept.tables_of(incoming))
    except BadFile:
        return []


def tables(found: list[tuple[Grid, Layout]]) -> list[Table]:
    return [
        Table(number, grid, layout, _columns(number, grid, layout), columns.ROLES[layout.kind], columns.KINDS)
        for number, (grid, layout) in enumerate(found)
    ]


def _columns(number: int, grid: Grid, layout: Layout) -> list[Column]:
    if layout.kind not in (columns.LINKS, columns.THINGS):
        return []
    body = [cells for _row, cells in grid.rows[1 if layout.header else 0 :][:SHOWN]]
    head = grid.rows[0][1] if layout.header else [""] * grid.width
    return [
        Column(
            f"role-{number}-{place}",
            head[place] or _("column %(n)d") % {"n": place + 1},
            role,
            [cells[place] for cells in body if cells[place]][:3],
        )
        for place, role in enumerate(layout.roles[:WIDE])
    ]


def _choice(prefix: str, number: int, kind: Kind, schemata: list[str]) -> Choice:
    known = schemata if kind.schema in (*schemata, LEAVE_OUT) else [kind.schema, *schemata]
    options = [(schema, schema_label(schema)) for schema in known]
    if prefix == "kind":
        options.append((LEAVE_OUT, _("leave it out")))
    label = {"row": _("rows of the matrix"), "column": _("columns of the matrix")}.get(kind.name) or kind.name
    return Choice(f"{prefix}-{number}", kind, label or _("without a type"), options)


def schema_label(schema: str) -> str:
    spec = model.schema(schema)
    return spec.label(lang()) if spec else schema


# What people change


def note(incoming: Incoming, given: QueryDict) -> None:
    """Keep what the form says. What does not fit is left as it was: the page shows it."""
    try:
        _note_tables(incoming, given)
        _note_kinds(incoming, given)
    except BadFile:
        pass  # the page says why
    if "title" in given:
        incoming.title = " ".join(given["title"].split())[:200]
    incoming.save()


def _note_tables(incoming: Incoming, given: QueryDict) -> None:
    found = kept.tables_of(incoming)
    if found and "table-0" in given:
        incoming.layouts = [
            asdict(_layout(number, grid, layout, given)) for number, (grid, layout) in enumerate(found)
        ]
        incoming.directed = given.get("directed") == "yes"


def _layout(number: int, grid: Grid, before: Layout, given: QueryDict) -> Layout:
    kind = given.get(f"table-{number}", before.kind)
    if kind != before.kind:  # what its columns were taken for means something else now
        roles = columns.guess_as(grid, kind) if kind in columns.KINDS else before.roles
        return Layout(kind if kind in columns.KINDS else before.kind, before.header, roles)
    roles = [given.get(f"role-{number}-{place}", role) for place, role in enumerate(before.roles)]
    chosen = Layout(kind, given.get(f"header-{number}") == "yes" or kind == columns.MATRIX, roles)
    return chosen if columns.fitting(chosen, grid) else before


def _note_kinds(incoming: Incoming, given: QueryDict) -> None:
    """By the names that the page showed: its numbers count the types of what was read then."""
    read = kept.read(incoming)
    shown = planning.shown(read.drawn, incoming.kinds, incoming.links)
    for prefix, kinds, allowed, into in (
        ("kind", shown[0], (*planning.offered(), LEAVE_OUT), incoming.kinds),
        ("link", shown[1], LINK_CHOICES, incoming.links),
    ):
        for number, kind in enumerate(kinds):
            named = given.get(f"{prefix}-{number}-of", kind.name)
            chosen = given.get(f"{prefix}-{number}", "")
            if chosen in allowed and named == kind.name and not kind.fixed:
                into[kind.name] = chosen
