"""The public list: what offices have released to everyone, for readers who are nobody in particular.

Officers who look at it see the same as the public.
"""

from __future__ import annotations

from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control

from sarhad.access import audit
from sarhad.access.reader import anonymous
from sarhad.entities.queries import open_attachment
from sarhad.entities.sight import Sight
from sarhad.systems.wanted import queries
from sarhad.systems.wanted.rows import SHOWN, rows
from sarhad.web.gate import open_to_all
from sarhad.web.paging import page_of


@open_to_all
@cache_control(no_store=True)  # what is withdrawn must not live on in a cache
def wanted(request: HttpRequest) -> HttpResponse:
    """Everyone whom an office seeks in public, newest first, with the count and the day of the last change."""
    reader, today = anonymous(), timezone.localdate()
    audit.record(reader, "read-wanted-list")
    found = queries.public_notices(today)
    changed = max((each.stated for notice in found for each in notice.statements), default="")
    shown = page_of(request, found, 24)
    shown = shown._replace(items=rows(Sight(reader), shown.items, today))
    context = {"page": shown, "count": len(found), "changed": changed, "public": True}
    return render(request, "wanted/public.html", context)


@csp({"default-src": [NONE], "sandbox": []})
@open_to_all
@cache_control(no_store=True)
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture that was released to everyone."""
    found = open_attachment(anonymous(), digest)
    if found is None or found[0] not in SHOWN:
        raise Http404
    audit.record(anonymous(), "open-file", digest)
    response = HttpResponse(found[1], content_type=found[0])
    response["X-Content-Type-Options"] = "nosniff"
    return response
