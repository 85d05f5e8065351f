"""Pages of published tables: the list, one table, one row of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.sight import Sight
from sarhad.kernel import substances
from sarhad.kernel.claim import EntityId
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.out.forms import answer, offered
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.store.engine import UNREADABLE, whole
from sarhad.systems.monitor.tables import alike, decisions, equal, leaving, numbers, queries, rows, words
from sarhad.systems.monitor.tables.columns import Columns
from sarhad.systems.monitor.tables.decisions import Decision, Once
from sarhad.systems.monitor.tables.queries import Published
from sarhad.systems.monitor.tables.rows import Found
from sarhad.web.paging import Page, page_of
from sarhad.web.words import lang, option

SHOWN, GROUPS, FEW = 50, 25, 11  # rows and groups of a page; countries of a table that shows more on demand
TABS = (
    ("monitor-table", words.ROWS),
    ("monitor-table-equal", words.EQUAL_ROWS),
    ("monitor-table-alike", words.ALIKE_ROWS),
)


def readable(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Shown once more where a file was replaced just now, or was damaged: then the node makes it again."""

    @wraps(view)
    def once_more(request: HttpRequest, entity: EntityId, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, entity, **kwargs)
        except UNREADABLE:
            for each in queries.tables(request.reading.reader if hasattr(request, "reading") else request.reader):
                if each.path:
                    whole(str(each.path))
            return view(request, entity, **kwargs)

    return once_more


@open_page
def tables(request: HttpRequest) -> HttpResponse:
    """Every table that the reader sees."""
    reader = request.reading.reader
    audit.record(reader, "read-tables")
    found = queries.tables(reader)
    shown = page_of(request, found, SHOWN)
    listed = [(each, option("StatisticalTable", "tableType", each.source.kind)) for each in shown.items]
    return render(request, "monitor/tables.html", {"tables": listed, "page": shown, "total": len(found)})


def opened(request: HttpRequest, id: EntityId) -> tuple[Reader, Published]:
    """The table; 404 where the reader sees none."""
    reader: Reader = request.reading.reader if hasattr(request, "reading") else request.reader
    audit.record(reader, "read-table", id)
    found = queries.table(reader, id)
    if found is None:
        raise Http404
    return reader, found


def about(request: HttpRequest, reader: Reader, found: Published, here: str) -> dict[str, Any]:
    """What every page of a table shows."""
    return {
        "table": found, "source": found.source, "here_tab": here,
        "kind": option("StatisticalTable", "tableType", found.source.kind),
        "tabs": TABS if found.seizures else (), "lacks": [_group(code) for code in found.source.lacks],
        "may_change": found.by.held and reader.may(Does.CONTRIBUTE),
        "may_judge": reader.may(Does.JUDGE) and reader.may(Does.CONTRIBUTE),
    }  # fmt: skip


def _group(code: str) -> str:
    known = substances.groups().get(code)
    return known.label(lang()) if known else rows.substance(code, lang()) or code


def said(reader: Reader, found: Published) -> tuple[list[Decision], Once]:
    """The decisions in force on a table, and what they come to."""
    every = decisions.in_force(Sight(reader), [found.source]).get(found.id, [])
    seen = [each.source for each in queries.tables(reader)] if any(each.other for each in every) else [found.source]
    return every, decisions.decisions(reader, seen).get(found.id, Once())


@open_page
@readable
def table(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """What a table is, what could not be read, and its rows."""
    reader, found = opened(request, entity)
    context = about(request, reader, found, "monitor-table")
    columns, path = found.seizures, found.path
    if columns is not None and path is not None:
        total = rows.count(path, _asked(request))
        if leaving.allowed(found):
            if taken := answer(request, lambda: _leaving(request, found, columns, path, total)):
                return taken
            context |= {"forms": offered(leaving.of_rows(found, (), 0, lang())), "query": _query(request)}
        context |= _rows(request, columns, path, total)
    elif path is not None:
        context |= _series(request, path)
    return render(request, "monitor/table.html", context)


def _leaving(request: HttpRequest, found: Published, columns: Columns, path: Path, total: int) -> Sheet:
    tail = f"ORDER BY row LIMIT {leaving.MOST}"
    return leaving.of_rows(found, rows.some(path, columns, lang(), _asked(request), tail), total, lang())


def _rows(request: HttpRequest, columns: Columns, path: Path, total: int) -> dict[str, Any]:
    """The rows that are asked for, and what there is to ask for."""
    shown, asked = _page(request, total), _asked(request)
    tail = f"ORDER BY row LIMIT {SHOWN} OFFSET {shown.first - 1}"
    listed = rows.some(path, columns, lang(), asked, tail)
    return {
        "rows": listed, "total": total, "page": shown._replace(items=listed, last=shown.first - 1 + len(listed)),
        "summary": rows.summary(path, columns), "asked": request.GET, "filtered": asked != Found(),
        "countries": [(code, rows.country(code, lang()), n) for code, n in rows.by(path, "country")],
        "substances": [(code, rows.substance(code, lang()), n) for code, n in rows.by(path, "substance")],
        "problems": [(code, label) for code, (label, _sql) in PROBLEMS.items()],
    }  # fmt: skip


def _series(request: HttpRequest, path: Path) -> dict[str, Any]:
    """The published numbers of a table of another kind."""
    told = numbers.summary(path)
    shown = _page(request, told.rows)
    listed = numbers.some(path, SHOWN, shown.first - 1)
    return {
        "numbers": listed,
        "told": told,
        "page": shown._replace(items=listed, last=shown.first - 1 + len(listed)),
    }


def _query(request: HttpRequest) -> str:
    """What is asked for, for the address of a file."""
    return urlencode(
        [(name, request.GET[name]) for name in ("country", "substance", "problem") if name in request.GET]
    )


def _page(request: HttpRequest, total: int, size: int = SHOWN) -> Page[Any]:
    """Which page of so many rows is asked for."""
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 8 else 1
    number = min(max(number, 1), max((total + size - 1) // size, 1))
    start = (number - 1) * size
    return Page((), number, start + 1, min(start + size, total), start + size < total)


PROBLEMS = {
    "faults": (words.WITH_FAULTS, "faults <> ''"),
    "unconverted": (words.UNCONVERTED, "amount IS NOT NULL AND kg IS NULL"),
    "unweighed": (words.UNWEIGHED, "amount IS NULL"),
    "placeless": (words.PLACELESS, rows.PLACELESS),
    "dayless": (words.DAYLESS, "day IS NULL"),
    "equal": (words.EQUAL_ROWS, "twin <> 0"),
}


def _asked(request: HttpRequest) -> Found:
    """The rows that the address asks for; what it cannot mean is left out."""
    parts, params = list[str](), list[Any]()
    for name in ("country", "substance"):
        if value := request.GET.get(name, "")[:64]:
            parts.append(f"{name} = ?")
            params.append(value)
    problem = request.GET.get("problem", "")
    if problem in PROBLEMS:
        parts.append(PROBLEMS[problem][1])
    elif problem in words.FAULTS:
        parts.append("contains(' ' || faults || ' ', ?)")
        params.append(f" {problem} ")
    return Found(" AND ".join(parts), tuple(params)) if parts else Found()


@open_page
@readable
def row(request: HttpRequest, entity: EntityId, number: int) -> HttpResponse:
    """One row as it came beside what it was read as: conversion, place, equal rows, decisions."""
    reader, found = opened(request, entity)
    columns, path = found.seizures, found.path
    wanted = rows.within([number]) if number < 2**31 else Found("false")
    listed = rows.some(path, columns, lang(), wanted) if columns and path else []
    if not listed or columns is None or path is None:
        raise Http404
    one = listed[0]
    twin = int(one.values["twin"])
    same = equal.group(path, columns, lang(), twin) if twin else None
    every, once = said(reader, found)
    about_it = [each for each in every if not each.rows or number in each.rows]
    counting = equal.counting(once)
    counts = rows.count(path, Found(f"row = ? AND {counting.where}", (number, *counting.params)))
    context = {
        "row": one, "pairs": one.pairs(), "same": same, "decisions": about_it, "others": _others(path, number),
        "counts": counts,
    }  # fmt: skip
    return render(request, "monitor/table_row.html", about(request, reader, found, "monitor-table") | context)


def _others(path: Any, number: int) -> tuple[int, int]:
    """The rows before and behind; 0: none."""
    before = rows.ask(
        f"SELECT MAX(row) FILTER (row < ?), MIN(row) FILTER (row > ?) {rows.FROM}", [number, number, str(path)]
    )
    return before[0][0] or 0, before[0][1] or 0


@open_page
@readable
def equal_rows(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """Groups of equal rows, the largest first, and what counting them once would change."""
    reader, found = opened(request, entity)
    columns, path = found.seizures, found.path
    if columns is None:
        raise Http404
    context = about(request, reader, found, "monitor-table-equal")
    if path is not None:
        every, once = said(reader, found)
        changes = equal.changes(path, once)
        shown = _page(request, _groups(path, _country(request)), GROUPS)
        groups = equal.groups(path, columns, lang(), every, _country(request), shown.first - 1, GROUPS)
        context |= {
            "few": f":{FEW}", "rest": f"{FEW}:", "few_n": FEW,
            "changes": [(rows.country(each.country, lang()), each) for each in changes], "groups": groups,
            "page": shown._replace(items=groups, last=shown.first - 1 + len(groups)),
            "summary": rows.summary(path, columns),
            "decisions": [each for each in every if each.rule == decisions.EQUAL],
            "country": request.GET.get("country", "")[:64],
        }  # fmt: skip
    return render(request, "monitor/table_equal.html", context)


def _country(request: HttpRequest) -> Found:
    code = request.GET.get("country", "")[:64]
    return Found("country = ?", (code,)) if code else Found()


def _groups(path: Any, found: Found) -> int:
    return rows.count(path, Found(f"nth = 1 AND {found.where}", found.params))


@open_page
@readable
def alike_rows(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """Rows that another table or a case may repeat."""
    reader, found = opened(request, entity)
    if found.seizures is None:
        raise Http404
    every, _once = said(reader, found)
    listed = alike.pairs(reader, found, queries.tables(reader), every)
    shown = page_of(request, listed, GROUPS)
    named = [
        (each, rows.substance(each.substance, lang()), rows.country(each.country, lang())) for each in shown.items
    ]
    context = {
        "pairs": named, "page": shown, "total": len(listed), "most": alike.MOST,
        "decisions": [each for each in every if each.rule == decisions.ALIKE],
    }  # fmt: skip
    return render(
        request, "monitor/table_alike.html", about(request, reader, found, "monitor-table-alike") | context
    )
