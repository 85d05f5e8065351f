"""Reading: search, profiles with relations and history, contributions, who can see what, files, exports."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Path, Query, Router
from pydantic import StringConstraints

from sarhad.access import audit
from sarhad.access import queries as door
from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api import given, shapes
from sarhad.api.guard import asked
from sarhad.collect.exports import export as exported
from sarhad.entities import queries
from sarhad.entities import records as found_by
from sarhad.kernel.claim import FragmentRef, Grade
from sarhad.ledger.naming import resolve

router = Router(tags=["records"], by_alias=True)

Id = Path(..., pattern=r"^[0-9a-f]{32}$")
NAMED = Query([], max_length=given.ITEMS)
Words = Annotated[str, StringConstraints(max_length=200)]


@router.get("/search", response=shapes.PageOut)
def search(
    request: HttpRequest,
    q: Words,
    kind: given.Line = "",
    owner: given.Line = "",
    grade: Annotated[str, StringConstraints(pattern=r"^([a-z0-9x]+:[A-Za-z0-9]+)?$", max_length=40)] = "",
    since: Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")] = "",
    limit: int = Query(25, ge=1, le=100),
    after: Annotated[str, StringConstraints(max_length=400)] = "",
) -> Any:
    """Names in any script, identifiers and free text.

    `kind` is a schema; `grade` a scheme and its code, such as `4x4:B2`, and finds what is at least as good in that
    scheme; `since` is ISO 8601.
    """
    require(request.reader, Does.READ)
    scheme, _colon, code = grade.partition(":")
    query = found_by.Query(q, kind, owner, Grade(scheme, code) if code else None, since)
    audit.record(request.reader, "search", text=asked(request))
    return queries.search(request.reader, query, limit=limit, after=after or None)


@router.get("/profiles/{entity}", response=shapes.ProfileOut)
def profile(request: HttpRequest, entity: str = Id) -> Any:
    """All that you see of what you hold to be one thing; each fact names who states it."""
    return _opened(request, entity, "read-profile")


@router.get("/profiles/{entity}/relations", response=list[shapes.RelationOut])
def relations(request: HttpRequest, entity: str = Id) -> Any:
    """What it is linked to, where you see both ends."""
    return queries.relations(request.reader, _opened(request, entity, "read-relations"))


@router.get("/profiles/{entity}/history", response=list[shapes.EventOut])
def history(request: HttpRequest, entity: str = Id) -> Any:
    """What was stated, corrected, withdrawn and judged, newest first."""
    return queries.history(request.reader, _opened(request, entity, "read-history"))


@router.get("/profiles/{entity}/recipients", response=list[shapes.SeenOut])
def recipients(request: HttpRequest, entity: str = Id) -> Any:
    """Why you see each statement; of your own office's, also whom it reaches."""
    profile = _opened(request, entity, "read-recipients")
    return [_seen(request, statement.ref) for statement in profile.statements]


@router.get("/statements/{ref}/recipients", response=shapes.SeenOut)
def recipients_of_one(request: HttpRequest, ref: str) -> Any:
    """The same for one statement."""
    name = given.ref_of(ref)
    audit.record(request.reader, "read-recipients", str(name))
    return _seen(request, name)


@router.get("/contributions/{contribution}", response=shapes.ContributionOut)
def contribution(request: HttpRequest, contribution: str = Id) -> Any:
    """One signed entry as far as you see it."""
    audit.record(request.reader, "read-contribution", contribution)
    found = queries.contribution(request.reader, contribution)
    if found is None:
        raise Http404
    return found


@router.get("/attachments/{digest}")
def attachment(request: HttpRequest, digest: str = Path(..., pattern=r"^[0-9a-f]{64}$")) -> HttpResponse:
    """The bytes of a photo or scan."""
    audit.record(request.reader, "open-file", digest)
    found = queries.open_attachment(request.reader, digest)
    if found is None:
        raise Http404
    media_type, data = found
    name = f"{digest[:12]}.{media_type.rpartition('/')[2]}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(data, content_type=media_type, headers=headers)


@router.get("/export")
def export(
    request: HttpRequest,
    form: Literal["ftm", "csv", "xlsx"] = "ftm",
    entity: list[given.EntityId] = NAMED,
) -> StreamingHttpResponse:
    """What you see of these entities (none named: of all) and may take out, each statement with owner, grade and
    handling. `X-Left-Out` names offices to be asked first, with the number of their records."""
    made = exported(request.reader, form, entity or None)
    headers = {"Content-Disposition": content_disposition_header(True, made.name) or "attachment"}
    headers["X-Handling"] = f"H{made.handling.level}"
    if made.left_out:
        headers["X-Left-Out"] = ", ".join(f"{owner}={n}" for owner, n in sorted(made.left_out.items()))
    return StreamingHttpResponse(made, content_type=made.media_type, headers=headers)


def _opened(request: HttpRequest, entity: str, act: str) -> found_by.Profile:
    """The profile, once the audit says that it was opened."""
    audit.record(request.reader, act, entity)
    found = queries.profile(request.reader, entity)
    if found is None:
        raise Http404
    return found


def _seen(request: HttpRequest, ref: FragmentRef) -> dict[str, Any]:
    rows = door.history(request.reader).filter(id__in=resolve([ref])).select_related("scope")
    fragment = rows.first()
    if fragment is None:
        raise Http404
    why = door.explain(request.reader, fragment) or ()
    return {"ref": ref, "why": list(why), "who": door.who_can_see(request.reader, fragment)}
