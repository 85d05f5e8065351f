"""Hits: who else holds something on what your office has contributed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Status

from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api import given, hit_shapes
from sarhad.entities import queries
from sarhad.matching import actions
from sarhad.matching.inbox import inbox, matches_of
from sarhad.web.hits import items_of, shown

router = Router(tags=["hits"], by_alias=True)
ON_PAGE = 100
Id = Path(..., pattern=r"^[0-9a-f]{32}$")


@router.get("/hits", response=hit_shapes.InboxOut)
def hits(
    request: HttpRequest,
    kind: given.HitKind = "",
    entity: given.EntityId | None = None,
    page: int = Query(1, ge=1, le=100),
) -> Any:
    """What waits for your office, likeliest first, 100 on a page; then pointers, in the order of your own records.

    `kind` is strong, possible, pointers, or done: what your office has judged or marked handled. With `entity`:
    what may be the same as one record that you see, whoever holds it.
    """
    require(request.reader, Does.READ)
    profile = queries.profile(request.reader, entity) if entity else None
    if entity and profile is None:
        raise Http404
    found = matches_of(request.reader, profile, kind == "done") if profile else inbox(request.reader, kind)
    items = items_of(found)
    lines, pointed = shown(request.reader, items[(page - 1) * ON_PAGE : page * ON_PAGE])
    return {
        "hits": lines,
        "pointers": [each.hit for each in pointed],
        "total": len(items),
        "capped": found.capped,
        "crowded": found.crowded,
    }


@router.post("/hits/{one}/{other}/handled", response={204: None})
def handle(request: HttpRequest, one: str = Id, other: str = Id) -> Any:
    """Mark the hit between two entities handled for your office: it leaves the list."""
    actions.handle(request.reader, one, other)
    return Status(204, None)


@router.delete("/hits/{one}/{other}/handled", response={204: None})
def reopen(request: HttpRequest, one: str = Id, other: str = Id) -> Any:
    """Take that back."""
    actions.handle(request.reader, one, other, handled=False)
    return Status(204, None)


@router.post("/pointers/{token}/handled", response={204: None})
def handle_pointer(request: HttpRequest, token: str = Id) -> Any:
    """Mark a pointer handled for your office."""
    actions.handle_pointer(request.reader, token)
    return Status(204, None)


@router.delete("/pointers/{token}/handled", response={204: None})
def reopen_pointer(request: HttpRequest, token: str = Id) -> Any:
    """Take that back."""
    actions.handle_pointer(request.reader, token, handled=False)
    return Status(204, None)
