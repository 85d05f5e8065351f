"""Addresses that OpenSanctions' API (yente) has too, in its shapes: existing clients work against a node.

What they see is what the reader sees. Nothing asked here raises a pointer: only signed contributions do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router
from ninja.errors import HttpError

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api import asked, datasets, entity_shapes, given, guard
from sarhad.api.asked import Asked
from sarhad.entities import queries as records
from sarhad.entities import records as found_by
from sarhad.entities.records import Page, Result
from sarhad.kernel import model
from sarhad.matching.queries import match as matches
from sarhad.matching.records import Match, Subject

router = Router(tags=["matching"], by_alias=True)

Dataset = Path(..., max_length=70, description="default, or an office: TJ-DCA or tj_dca")
LARGEST = 2**20  # bytes of a batch
SEARCHED = 1000  # results that one may page through
KEPT_NOWHERE = {"Cache-Control": "no-store, private"}
SHORT = Query("", max_length=200)


# Matching


@router.post("/match/{dataset}", response=entity_shapes.BatchOut)
def match(
    request: HttpRequest, body: asked.BatchIn, options: Query[asked.MatchIn], dataset: str = Dataset
) -> HttpResponse:
    """Who may each of these be? Up to 100 queries by example, each answered with the likeliest first.

    `match` is true for the verdict strong alone: a name by itself never is. Other options of yente's (`algorithm`,
    `fuzzy`, `weights`, `config`) may be sent and change nothing.
    """
    require(request.reader, Does.READ)
    if len(request.body) > LARGEST:
        raise HttpError(413, _("The request is too large."))
    examples = {name: each for name, each in body.queries.items() if each}
    if not examples:
        raise HttpError(422, _("The request holds no query."))
    guard.count(request, len(examples))
    where = ("body", "queries")
    wanted = {name: asked.asked(each.schema_, each.properties, (*where, name)) for name, each in examples.items()}
    found = look_for(request, dataset, wanted, options)
    responses = {name: _matches(found[name], each, options, examples[name].id) for name, each in wanted.items()}
    answer = as_json({"responses": responses, "limit": options.limit})
    answer["X-Batch-Size"] = str(len(responses))
    return answer


def look_for(
    request: HttpRequest, dataset: str, wanted: dict[str, Asked], options: asked.MatchIn
) -> dict[str, list[Match]]:
    """What each query finds. One line of the audit tells what was asked and which entities were seen."""
    reader, owner = request.reader, datasets.owner_of(dataset)
    found = {name: _found(reader, each, owner, options) for name, each in wanted.items()}
    seen = dict.fromkeys(each.summary.id for several in found.values() for each in several)
    typed = "\n".join([dataset, *(f"{name}: {_typed(each.subject)}" for name, each in wanted.items())])
    audit.record(reader, "match", " ".join(seen), typed)
    return found


def _typed(subject: Subject) -> str:
    """In plain text: a purge looks for values as they stand."""
    pairs = [(name, value) for name, values in subject.properties.items() for value in values]
    return "; ".join([subject.schema, *(f"{name}={value}" for name, value in pairs)])


def _found(reader: Any, each: Asked, owner: str, options: asked.MatchIn) -> list[Match]:
    most = asked.RESULTS if options.narrows else options.limit
    found = matches(reader, each.subject, limit=most, owner=owner)
    found = [one for one in found if one.score >= options.cutoff]
    if options.narrows:
        found = [one for one in found if options.lets_through(one.summary, one.entities, one.properties)]
    return found[: options.limit]


def _matches(found: list[Match], each: Asked, options: asked.MatchIn, id: str | None) -> dict[str, Any]:
    results = [entity_shapes.scored(one, options.threshold) for one in found]
    return {
        "status": 200,
        "results": results,
        "total": {"value": sum(one["match"] for one in results), "relation": "eq"},
        "query": {"id": id, "schema": each.subject.schema, "properties": each.subject.properties},
        "ignored": each.ignored,
    }


# Searching


class SearchIn(asked.NarrowIn):
    schema_: given.Line = Field("", alias="schema")
    datasets: asked.Names = []
    limit: int = Field(10, ge=0, le=asked.RESULTS)
    offset: int = Field(0, ge=0, le=SEARCHED)

    def narrow(self) -> asked.NarrowIn:
        """`datasets` and `include_dataset` mean the same here."""
        fields = {name: getattr(self, name) for name in asked.NarrowIn.model_fields}
        return asked.NarrowIn(**{**fields, "include_dataset": [*self.include_dataset, *self.datasets]})


@router.get("/search/{dataset}", response=entity_shapes.FoundOut)
def search(request: HttpRequest, options: Query[SearchIn], dataset: str = Dataset, q: str = SHORT) -> HttpResponse:
    """Names in any script, identifiers and free text; there is no query language."""
    require(request.reader, Does.READ)
    schema, owner, narrow = schema_of(options.schema_), datasets.owner_of(dataset), options.narrow()
    until = SEARCHED if narrow.narrows else min(options.offset + options.limit, SEARCHED)
    page = records.search(request.reader, found_by.Query(q, schema, owner), limit=max(until, 1))
    passing = narrow.lets_through
    results = [each for each in page.results if passing(each.summary, [each.summary.id], each.properties)]
    total = len(results) if narrow.narrows else page.total
    shown = results[options.offset : options.offset + options.limit]
    audit.record(request.reader, "search", ids(shown), f"{dataset}: {guard.asked(request)}")
    return as_json({
        "results": [entity_shapes.entity(each.summary, each.properties) for each in shown],
        "facets": _facets(page, results if narrow.narrows else None),
        "total": {"value": total, "relation": "gte" if page.capped else "eq"},
        "limit": options.limit,
        "offset": options.offset,
    })  # fmt: skip


def schema_of(name: str) -> str:
    """A schema to search for; of `Thing`, as of none, any. Raises HttpError."""
    if name in ("", asked.ANYTHING):
        return ""
    if model.schema(name) is None:
        raise HttpError(422, _("There is no schema %(name)s.") % {"name": name})
    return name


def ids(results: Iterable[Result]) -> str:
    return " ".join(each.summary.id for each in results)


def _facets(page: Page, results: list[Result] | None) -> dict[str, Any]:
    """Counts of everything that was found; of what narrowing left, where that was asked for."""
    counts = page.facets
    if results is not None:
        counts = {"schema": {}, "owner": {}}
        for each in results:
            counts["schema"][each.summary.schema] = counts["schema"].get(each.summary.schema, 0) + 1
            for owner in each.summary.owners:
                counts["owner"][owner] = counts["owner"].get(owner, 0) + 1
    return entity_shapes.facets(counts["schema"], counts["owner"], get_language() or "en")


# One entity


@router.get("/entities/{entity}", response=entity_shapes.EntityOut)
def entity(request: HttpRequest, entity: str, nested: bool = True) -> HttpResponse:
    """A profile as one entity; `nested` puts what it is linked to into its properties. /profiles says more: who
    states what, when, and under which handling."""
    audit.record(request.reader, "read-profile", entity if len(entity) == 32 and entity.isalnum() else "")
    profile = records.profile(request.reader, entity)
    if profile is None:
        raise Http404
    relations = records.relations(request.reader, profile) if nested else ()
    return as_json(entity_shapes.whole(profile, relations))


# What there is


@router.get("/catalog")
def catalog(request: HttpRequest) -> Any:
    """The datasets: everything, and each office. Nothing is said of what they hold."""
    return datasets.catalog()


@router.get("/algorithms")
def algorithms(request: HttpRequest) -> Any:
    """There is one, whatever `algorithm` says; the documents tell how it decides and how often it errs."""
    words = _("Folds names across scripts, weighs what agrees and differs, and gives a calibrated probability.")
    one = {"name": "sarhad", "description": words, "features": {}}
    one["docs"] = {"name": "sarhad", "description": words, "config": {}, "features": {}}
    return {"algorithms": [one], "default": "sarhad", "best": "sarhad"}


@router.get("/healthz", auth=None, throttle=[])
def healthz(request: HttpRequest) -> Any:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", auth=None, throttle=[])
def readyz(request: HttpRequest) -> Any:
    """It reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"status": "ok"}


def as_json(value: Any) -> HttpResponse:
    """Without a second look by the shape that the description shows: a batch has thousands of values."""
    return HttpResponse(orjson.dumps(value), content_type="application/json", headers=KEPT_NOWHERE)
