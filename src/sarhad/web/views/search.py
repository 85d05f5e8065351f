"""Search by name in any script, number or free text, narrowed by filters over what the reader sees."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities import queries
from sarhad.entities.records import Query
from sarhad.ledger.derive import is_id
from sarhad.web.forms import SearchForm
from sarhad.web.gate import page
from sarhad.web.present import gist, why
from sarhad.web.templatetags.look import schema_label

PAGE = 25
FACETS = 12  # values of one facet


class Choice(NamedTuple):
    value: str
    label: str
    count: int
    chosen: bool
    address: str  # of the same search with this filter set, or taken off


@page(Does.READ)
def search(request: HttpRequest) -> HttpResponse:
    """Results, best first. Without words it says what one can look for."""
    form = SearchForm(request.GET)
    form.is_valid()
    query = form.query()
    after = request.GET.get("after", "")[:400] or None
    found = queries.search(request.reader, query, limit=PAGE, after=after) if query.text else None
    seen = " ".join(each.summary.id for each in found.results) if found else ""
    audit.record(request.reader, "search", seen, ", ".join(filter(None, (query.text, _active(query)))))
    return render(request, "web/search.html", {"form": form, "query": query, **_answer(request, query, found)})


def _answer(request: HttpRequest, query: Query, found: Any) -> dict[str, Any]:
    if found is None:
        return {"found": None}
    return {
        "found": found,
        "results": [
            (each, [why(reason) for reason in each.reasons], gist(each.properties)) for each in found.results
        ],
        "kinds": _choices(request, found.facets.get("schema", {}), "kind", query.schema, schema_label),
        "owners": _choices(request, found.facets.get("owner", {}), "owner", query.owner, str),
        "active": _active(query),
        "compare": compare if is_id(compare := request.GET.get("compare", "").lower()) else "",
        "next": f"?{urlencode({**_kept(request), 'after': found.after})}" if found.after else "",
        "first_page": not request.GET.get("after"),
        "start": f"?{urlencode(_kept(request))}",
    }


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: value for name, value in request.GET.items() if value and name != "after"}


def _choices(request: HttpRequest, counts: dict[str, int], name: str, chosen: str, label: Any) -> list[Choice]:
    """The most frequent values, and always the chosen one."""
    kept = _kept(request)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:FACETS]
    if chosen and chosen not in dict(ordered):
        ordered.append((chosen, counts.get(chosen, 0)))
    without = {key: value for key, value in kept.items() if key != name}
    return [
        Choice(value, label(value), count, value == chosen,
               f"?{urlencode(without if value == chosen else {**without, name: value})}")
        for value, count in ordered
    ]  # fmt: skip


def _active(query: Query) -> str:
    parts = [
        schema_label(query.schema) if query.schema else "",
        query.owner,
        query.grade.code if query.grade else "",
        query.since,
    ]
    return ", ".join(part for part in parts if part)
