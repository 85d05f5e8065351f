"""OpenRefine's reconciliation API (W3C community group, version 0.2): the cells of a table against the records.

OpenRefine sends no headers, so here alone a token may stand in the address: `?api_key=…`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import orjson
from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from ninja import Field, Form, Query, Router, Schema
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.errors import ValidationError as BadRequest
from pydantic import BaseModel, BeforeValidator, TypeAdapter
from pydantic import ValidationError as NotRight

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api import asked, datasets, entity_shapes
from sarhad.api.asked import Asked
from sarhad.api.given import EntityId, Line
from sarhad.api.guard import ApiKey, InAddress, Token, check, count
from sarhad.api.matching import KEPT_NOWHERE, LARGEST, Dataset, as_json, ids, look_for
from sarhad.entities import queries as records
from sarhad.entities import records as found_by
from sarhad.kernel import model
from sarhad.matching.records import STRONG, Match

router = Router(tags=["reconciliation"], auth=[Token(), ApiKey(), InAddress()], by_alias=True)

AT_ONCE = 50  # cells in one request of OpenRefine's
SUGGESTED = 20
FACTS = 8  # properties in a preview, and values of each
PREFIX = Query("", max_length=200)
QUERIES, ENTITY = Form("", max_length=LARGEST), Query(...)


def _id_of(value: Any) -> Any:
    """A type or value that is already reconciled comes with its name: `{"id": …, "name": …}`."""
    return value.get("id") if isinstance(value, dict) else value


Id = Annotated[Line, BeforeValidator(_id_of)]


class PropertyIn(BaseModel):
    pid: Line
    v: asked.Listed


class QueryIn(BaseModel):
    query: Line = ""
    type: Annotated[list[Id], Field(max_length=20), asked.ALONE] | None = None
    limit: int = Field(5, ge=1, le=asked.RESULTS)
    properties: list[PropertyIn] = Field([], max_length=asked.PROPERTIES)

    def read(self, where: tuple[str, ...]) -> Asked:
        """A type that says nothing, and none at all, is anything. `name` and `Person:name` are one property."""
        schema = next((each for each in self.type or () if each), asked.ANYTHING)
        given: dict[str, list[Any]] = {"name": [self.query]} if self.query else {}
        for each in self.properties:
            given.setdefault(each.pid.rpartition(":")[2], []).extend(map(_id_of, each.v))
        return asked.asked(schema, given, where)


BATCH = TypeAdapter(Annotated[dict[Line, QueryIn], Field(min_length=1, max_length=asked.QUERIES)])


class TypeOut(Schema):
    id: str
    name: str


class CandidateOut(Schema):
    id: str
    name: str
    description: str
    type: list[TypeOut]
    score: float
    match: bool
    features: list[dict[str, str | float]]


class ResultOut(Schema):
    result: list[CandidateOut]


# The service


@router.get("/reconcile/{dataset}")
def manifest(request: HttpRequest, dataset: str = Dataset, queries: str = Query("", max_length=LARGEST)) -> Any:
    """What OpenRefine asks first; with `queries`, the same as POST."""
    if queries:
        return _reconciled(request, dataset, queries)
    here = request.build_absolute_uri(request.path)
    root = request.build_absolute_uri("/")
    key = f"?{urlencode({InAddress.param_name: token})}" if (token := request.GET.get(InAddress.param_name)) else ""
    suggest = {what: {"service_url": here, "service_path": f"/suggest/{what}{key}"} for what in SUGGESTS}
    return open_to_all({
        "versions": ["0.2"],
        "name": f"Sarhad: {datasets.title_of(dataset)}",
        "identifierSpace": f"{root}e/",
        "schemaSpace": f"{root}api/schemata",
        "documentation": f"{root}api/docs",
        "view": {"url": f"{root}e/{{{{id}}}}/"},
        "preview": {"url": f"{here}/preview{key}{'&' if key else '?'}id={{{{id}}}}", "width": 430, "height": 300},
        "suggest": suggest,
        "batchSize": AT_ONCE,
        "defaultTypes": [_type(spec) for spec in _kinds()],
    })  # fmt: skip


@router.post("/reconcile/{dataset}", response=dict[str, ResultOut])
def reconcile(request: HttpRequest, dataset: str = Dataset, queries: str = QUERIES) -> HttpResponse:
    """Who may each of these cells be? `queries` is JSON, as the specification has it; up to 100 at once."""
    return _reconciled(request, dataset, queries)


def _reconciled(request: HttpRequest, dataset: str, queries: str) -> HttpResponse:
    require(request.reader, Does.READ)
    batch = _batch(queries)
    count(request, len(batch))
    wanted = {name: each.read(("queries", name)) for name, each in batch.items()}
    most = asked.MatchIn(limit=max(each.limit for each in batch.values()))
    found = look_for(request, dataset, wanted, most)
    return open_to_all({
        name: {"result": [_candidate(one) for one in found[name][: each.limit]]} for name, each in batch.items()
    })  # fmt: skip


def _batch(queries: str) -> dict[str, QueryIn]:
    try:
        given = orjson.loads(queries)
        check(given)
        return BATCH.validate_python(given)
    except orjson.JSONDecodeError as error:
        raise HttpError(400, _("The queries are not JSON.")) from error
    except NotRight as error:
        raise BadRequest([{**each, "loc": ("queries", *each["loc"])} for each in error.errors()]) from error


def _candidate(match: Match) -> dict[str, Any]:
    told = entity_shapes.explained(match.scored.reasons)
    features: list[dict[str, str | float]] = [{"id": name, "value": each["score"]} for name, each in told.items()]
    return {
        **_named(match.summary),
        "description": "; ".join(each["detail"] for each in told.values()),
        "score": round(match.score, 4),
        "match": match.verdict == STRONG,
        "features": features,
    }


def _named(summary: found_by.Summary) -> dict[str, Any]:
    spec = model.schema(summary.schema)
    kinds = [_type(spec)] if spec else [{"id": summary.schema, "name": summary.schema}]
    owners = ", ".join(summary.owners)
    return {"id": summary.id, "name": summary.caption or summary.id, "description": owners, "type": kinds}


# What OpenRefine proposes while one types


@router.get("/reconcile/{dataset}/suggest/{what}")
def suggest(
    request: HttpRequest,
    what: Literal["entity", "type", "property"],
    dataset: str = Dataset,
    prefix: str = PREFIX,
    cursor: int = Query(0, ge=0, le=1000),
) -> HttpResponse:
    """Entities that fit what was typed; kinds and properties that begin with it."""
    require(request.reader, Does.READ)
    return open_to_all({"result": SUGGESTS[what](request, dataset, prefix)[cursor : cursor + SUGGESTED]})


def _entities(request: HttpRequest, dataset: str, prefix: str) -> list[dict[str, Any]]:
    owner = datasets.owner_of(dataset)
    page = records.search(request.reader, found_by.Query(prefix, owner=owner), limit=SUGGESTED)
    audit.record(request.reader, "search", ids(page.results), prefix)
    return [_named(each.summary) for each in page.results]


def _types(request: HttpRequest, dataset: str, prefix: str) -> list[dict[str, Any]]:
    datasets.owner_of(dataset)
    return [_type(spec) for spec in _kinds() if _begins(prefix, spec.name, spec.label(_lang()))]


def _properties(request: HttpRequest, dataset: str, prefix: str) -> list[dict[str, Any]]:
    datasets.owner_of(dataset)
    found = {
        name: {"id": name, "name": prop.label(_lang())}
        for spec in _kinds()
        for name, prop in spec.properties.items()
        if not (prop.hidden or prop.type == "entity") and _begins(prefix, name, prop.label(_lang()))
    }
    return sorted(found.values(), key=lambda each: each["name"])


SUGGESTS = {"entity": _entities, "type": _types, "property": _properties}


def _begins(prefix: str, *texts: str) -> bool:
    return any(text.casefold().startswith(prefix.strip().casefold()) for text in texts)


def _kinds() -> list[model.Spec]:
    """What can be compared, people first."""
    return sorted((spec for spec in model.schemata() if spec.matchable), key=lambda s: (s.name != "Person", s.name))


def _type(spec: model.Spec) -> dict[str, Any]:
    return {"id": spec.name, "name": spec.label(_lang())}


def _lang() -> str:
    return (get_language() or "en")[:2]


# What OpenRefine shows of a candidate


@router.get("/reconcile/{dataset}/preview")
@decorate_view(xframe_options_exempt, csp_replace({"frame-ancestors": "*"}))
def preview(request: HttpRequest, dataset: str = Dataset, id: EntityId = ENTITY) -> HttpResponse:
    """A few lines about one entity, as HTML for OpenRefine's frame: it holds nothing that could be clicked."""
    datasets.owner_of(dataset)
    audit.record(request.reader, "read-profile", id)
    profile = records.profile(request.reader, id)
    if profile is None:
        raise Http404
    told = ((fact.label(_lang()), _shown(fact)) for fact in profile.facts[:FACTS])
    lines = format_html_join("", "<dt>{}</dt><dd><bdi>{}</bdi></dd>", told)
    page = '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><h1><bdi>{}</bdi></h1><dl>{}</dl>'
    title = profile.caption or profile.schema
    return HttpResponse(format_html(page, _lang(), title, title, lines), headers=KEPT_NOWHERE)


def _shown(fact: found_by.Fact) -> str:
    return "; ".join(fact.show(value, _lang()) for value in fact.values[:FACTS])


def open_to_all(value: Mapping[str, Any]) -> HttpResponse:
    """OpenRefine's page asks from the address that it runs at; what lets it in is the token, never a cookie."""
    answer = as_json(value)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
