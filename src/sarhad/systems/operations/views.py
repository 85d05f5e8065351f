"""Reading operations. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.kernel.claim import EntityId
from sarhad.systems.operations import actions, queries
from sarhad.systems.operations.records import Operation
from sarhad.web.gate import page


def opened(request: HttpRequest, id: EntityId) -> Operation:
    """The operation, once the audit says that it was opened; 404 where there is nothing for this reader."""
    audit.record(request.reader, "read-operation", id)
    found = queries.operation(request.reader, id, request.GET.get("by", ""))
    if found is None:
        raise Http404
    return found


@page(Does.READ)
def operations(request: HttpRequest) -> HttpResponse:
    audit.record(request.reader, "read-operations")
    found = queries.operations(request.reader, ended=None)
    return render(request, "operations/operations.html", {"operations": found})


@page(Does.READ)
def operation(request: HttpRequest, operation: EntityId) -> HttpResponse:
    found = opened(request, operation)
    context = {"operation": found, "steps": actions.may_take(request.reader, found)}
    return render(request, "operations/operation.html", context)
