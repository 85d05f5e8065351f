"""The monitor's pages are open to everyone; what they show is what their reader may read, and may count."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from sarhad.access.reader import Reader, anonymous
from sarhad.access.roles import Does
from sarhad.systems.monitor.out.forms import FORMS
from sarhad.systems.monitor.store import taking

View = Callable[..., HttpResponse]


class Reading(NamedTuple):
    """For whom a page is made."""

    reader: Reader  # whose records it may show
    counting: Reader  # who may count, in fixed cells, what it may not read

    @property
    def public(self) -> bool:
        """Whether it is shown what everyone is."""
        return not self.reader.office


def who(request: HttpRequest) -> Reading:
    """An officer who may read is shown what it may read; everybody else what is public."""
    reader = getattr(request, "reader", None) or anonymous()
    return Reading(reader if reader.office and reader.may(Does.READ) else anonymous(), reader)


def open_page(view: View) -> View:
    """A page of the monitor: its view is called with the request and `request.reading`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.reading = who(request)
        try:
            with taking.begun() if request.GET.get("form") in FORMS else nullcontext():
                response = view(request, *args, **kwargs)
        except PermissionDenied as denied:
            raise Http404 from denied
        add_never_cache_headers(response)
        return response

    guarded.for_whom = ("everyone",)
    return guarded
