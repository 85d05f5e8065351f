# ruff: noqa: E501 - tables of words
"""What the columns of a table hold: guessed from their names and contents, then as people say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.links.formats.grids import Grid

LINKS, THINGS, MATRIX, NOTHING = "links", "things", "matrix", ""
KINDS: dict[str, str | Promise] = {
    LINKS: _("Each row is a link"),
    THINGS: _("Each row is a person or thing"),
    MATRIX: _("A matrix: rows and columns are the things, cells say how often"),
    NOTHING: _("Leave it out"),
}
OF_LINKS: dict[str, str | Promise] = {
    "": _("not imported"),
    "from": _("from (id or name)"),
    "to": _("to (id or name)"),
    "from_name": _("from: name"),
    "to_name": _("to: name"),
    "from_type": _("from: type"),
    "to_type": _("to: type"),
    "label": _("what the link is"),
    "times": _("how often"),
    "strength": _("how sure the link is"),
    "start": _("date, or first date"),
    "stop": _("last date"),
    "note": _("remark"),
}
OF_THINGS: dict[str, str | Promise] = {
    "": _("not imported"),
    "id": _("id in the tables"),
    "name": _("name or number"),
    "type": _("type"),
    "alias": _("other name"),
    "birthDate": _("born"),
    "country": _("country"),
    "phone": _("phone"),
    "idNumber": _("number of a document"),
    "group": _("group on the chart"),
    "x": _("place: x"),
    "y": _("place: y"),
    "note": _("remark"),
}
ROLES = {LINKS: OF_LINKS, THINGS: OF_THINGS, MATRIX: {"": _("not imported")}, NOTHING: {"": _("not imported")}}
MANY = frozenset({"", "note", "alias"})  # roles that several columns may have

_FIRST = r"(entity|end|node|actor|person|vertex|id|name|party|сторона|лицо)[ _.-]?(1|a|one)"
_SECOND = r"(entity|end|node|actor|person|vertex|id|name|party|сторона|лицо)[ _.-]?(2|b|two)"
LINK_NAMES = (
    ("from_type", rf"({_FIRST}|from|source)[ _.-]*type"),
    ("to_type", rf"({_SECOND}|to|target)[ _.-]*type"),
    ("from_name", rf"({_FIRST}|from|source)[ _.-]*(name|label|identity)"),
    ("to_name", rf"({_SECOND}|to|target)[ _.-]*(name|label|identity)"),
    ("from", rf"{_FIRST}([ _.-]*id)?|(from|source)([ _.-]*(id|entity|node|actor|person))?|src|ego|caller|sender|v1|x1|откуда|от|источник|кто"),
    ("to", rf"{_SECOND}([ _.-]*id)?|(to|target|dest\w*)([ _.-]*(id|entity|node|actor|person))?|tgt|dst|alter|called|callee|receiver|recipient"
           r"|v2|x2|куда|кому|к|до|цель|с кем"),
    ("times", r"(attr_)?weight|times?|count|n|freq\w*|number of (calls|links|contacts)|calls|contacts|ties|value|вес|раз"
              r"|сколько раз|количество|число"),
    ("strength", r"strength|confiden\w*|certainty|сила|надежность|надёжность|достоверность( связи)?"),
    ("label", r"(link|tie|relation\w*|edge|contact)?[ _.-]?(type|label|kind|name)|relation\w*|role|link|attr_\w*type"
              r"|связь|вид связи|отношение|роль"),
    ("start", r"(start|first|from|begin)[ _.-]?(date|time|seen)|date( and time| & time)?|datetime|year|since|дата|начало|с"),
    ("stop", r"(end|last|to|stop)[ _.-]?(date|time|seen)|until|конец|по"),
    ("note", r"(link )?(descr\w*|note\w*|comment\w*|remark\w*|summary)|примечани\w*|описание"),
)  # fmt: skip
THING_NAMES = (
    ("id", r"(entity |node |actor |vertex )?(id|key|code|no|nr|#)|identity|entity_?id|ид|код|№"),
    ("type", r"(entity |node )?(type|kind|category|icon|class)|тип|вид|категория"),
    ("alias", r"alias\w*|a\.?k\.?a\.?|nick\w*|other names?|кличка|прозвище|псевдоним"),
    ("name", r"(entity |node |actor |full )?(name|label|title|fio)|имя|фио|название|наименование|number|номер"),
    ("birthDate", r"(date of birth|birth ?date|dob|born|год рождения|дата рождения)"),
    ("country", r"country|nationality|citizenship|страна|гражданство"),
    ("phone", r"(phone|mobile|telephone|msisdn)( number| no)?|телефон"),
    ("idNumber", r"(passport|id card|identity card|document)[ _.-]*(no|number|nr)?|паспорт"),
    ("group", r"group|cluster|community|cell|faction|team|module|группа"),
    ("x", r"x|x[ _.-]?(pos\w*|coord\w*)|xposition"),
    ("y", r"y|y[ _.-]?(pos\w*|coord\w*)|yposition"),
    ("note", r"descr\w*|note\w*|comment\w*|remark\w*|summary|примечани\w*|описание"),
)


@dataclass(slots=True)
class Layout:
    """What one table is and what its columns hold. Stored as JSON."""

    kind: str  # a key of KINDS
    header: bool  # whether its first row names the columns
    roles: list[str]  # one for each column; of a matrix, none


def guess(grid: Grid) -> Layout:
    """By its names; without any, by what its cells hold."""
    if _is_matrix(grid):
        return Layout(MATRIX, True, [""] * grid.width)
    if any(_is_number(cell) for cell in grid.rows[0][1]):
        return _unnamed(grid)
    arrows = _says_direction(grid)
    first = ["" if place in arrows else cell for place, cell in enumerate(grid.rows[0][1])]
    links, things = _named(first, LINK_NAMES), _named(first, THING_NAMES)
    if {"from", "to"} <= {*links}:
        return Layout(LINKS, True, links)
    if {"from_name", "to_name"} <= {*links}:
        swapped = {"from_name": "from", "to_name": "to"}
        return Layout(LINKS, True, [swapped.get(role, role) for role in links])
    if {"id", "name"} & {*things}:
        return Layout(THINGS, True, things)
    return _unnamed(grid)


def guess_as(grid: Grid, kind: str) -> list[str]:
    """Roles of the columns, once somebody has said what the table is."""
    if kind not in (LINKS, THINGS):
        return [""] * grid.width
    return _named(grid.rows[0][1], LINK_NAMES if kind == LINKS else THING_NAMES)


def _says_direction(grid: Grid) -> dict[int, bool]:
    """Columns that say of each link whether it is directed, as Gephi writes them; and what they say."""
    found = {}
    for place in range(grid.width):
        said = {cells[place].lower() for _number, cells in grid.rows[1:]}
        if said and said <= {"directed", "undirected", "->", "--", "-"}:
            found[place] = bool(said & {"directed", "->"})
    return found


def directed(grid: Grid, layout: Layout) -> bool:
    """Whether the links of a table seem to point somewhere: most networks have some that are answered, and a list
    of undirected ones has each pair once, or every pair both ways."""
    if layout.kind == MATRIX:
        square = [cells[1:] for _number, cells in grid.rows[1:]]
        return len(square) == grid.width - 1 and any(
            square[a][b] != square[b][a] for a in range(len(square)) for b in range(a)
        )
    if layout.kind != LINKS or not {"from", "to"} <= {*layout.roles}:
        return False
    said = _says_direction(grid)
    if said:
        return any(said.values())
    pairs = pairs_of(grid, layout)
    names = " ".join(grid.rows[0][1]).lower() if layout.header else ""
    answered = sum((b, a) in pairs for a, b in pairs)
    return 0 < answered < len(pairs) or re.search(r"call(er|ed|ee)|sender|кому", names) is not None


def pairs_of(grid: Grid, layout: Layout) -> set[tuple[str, str]]:
    a, b = layout.roles.index("from"), layout.roles.index("to")
    rows = grid.rows[1 if layout.header else 0 :]
    return {(cells[a], cells[b]) for _number, cells in rows if cells[a] != cells[b]}


def fitting(layout: Layout, grid: Grid) -> bool:
    """Whether what people chose can be read."""
    roles = [role for role in layout.roles if role not in MANY]
    known = layout.kind in ROLES and all(role in ROLES[layout.kind] for role in layout.roles)
    return known and len(layout.roles) == grid.width and len(roles) == len({*roles})


def _named(cells: Sequence[str], names: Sequence[tuple[str, str]]) -> list[str]:
    """A role for each cell, each role once: the first column that it fits."""
    found: list[str] = []
    for cell in cells:
        text = re.sub(r"\s+", " ", re.sub(r"^(edge_|vertex_|node_)?attr[_.]", "", cell.strip().lower()))
        fits = (role for role, words in names if re.fullmatch(words, text))
        found.append(next((role for role in fits if role in MANY or role not in found), ""))
    return found


def _unnamed(grid: Grid) -> Layout:
    """Two columns of ends, and how often if a third holds numbers; one column alone lists things."""
    header = _heads(grid)
    if grid.width < 2:
        return Layout(THINGS, header, ["name"])
    body = [cells for _number, cells in grid.rows[header:]]
    roles = ["from", "to", *[""] * (grid.width - 2)]
    if grid.width > 2 and all(_is_number(cells[2]) for cells in body if cells[2]):
        roles[2] = "times"
    elif grid.width > 2:
        roles[2] = "label"
    return Layout(LINKS, header, roles)


def _heads(grid: Grid) -> bool:
    """Whether the first row is no data: words above numbers, or words that never come again in their columns."""
    first, body = grid.rows[0][1], [cells for _number, cells in grid.rows[1:]]
    if not body or any(_is_number(cell) for cell in first if cell):
        return False
    below = [[cells[place] for cells in body if cells[place]] for place in range(min(grid.width, 3))]
    if any(values and all(map(_is_number, values)) for values in below):
        return True
    seen = {value for values in below[:2] for value in values}
    return not any(cell in seen for cell in first[:2]) and len(seen) < sum(map(len, below[:2]))


def _is_matrix(grid: Grid) -> bool:
    """Names above and at the left, numbers inside; at least three columns of them."""
    if grid.width < 4 or len(grid.rows) < 4:
        return False
    head, body = grid.rows[0][1][1:], [cells for _number, cells in grid.rows[1:]]
    if all(head) and head == [cells[0] for cells in body]:
        return True
    inside = [cell for cells in body for cell in cells[1:]]
    numbers = all(_is_number(cell) or not cell for cell in inside)
    words = not any(role for role in (*_named(head, LINK_NAMES), *_named(head, THING_NAMES)))
    return numbers and words and all(head) and len({*head}) == len(head) and not head[0][0].isdigit()


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+([.,]\d+)?([eE][+-]?\d+)?", text.strip()) is not None
