"""Who gets a page at all. What a reader may not see and what is not there answer with the same 404."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from sarhad.access import factors
from sarhad.access.middleware import COOKIE
from sarhad.access.roles import Does

View = Callable[..., HttpResponse]


def page(*any_of: Does, seat: bool = True, factor: bool = True) -> Callable[[View], View]:
    """A page for officers whose roles include one of these acts (none named: for every officer).

    Args:
        seat: whether an office and a purpose must have been chosen already.
        factor: whether the second factor must have been given, where the officer's seats ask for one.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _ask_first(request, "account_login")
            if factor and not request.reader.office and factors.is_missing(request):
                return _ask_first(request, "second-factor")
            if seat and not request.reader.office:
                return _ask_first(request, "seat")
            if any_of and not any(request.reader.may(does) for does in any_of):
                raise Http404
            try:
                response = view(request, *args, **kwargs)
            except PermissionDenied as denied:
                raise Http404 from denied
            add_never_cache_headers(response)
            return response

        guarded.for_whom = any_of or ("officers",)
        return guarded

    return wrap


def open_to_all(view: View) -> View:
    """A page that shows no facts: help, language."""
    view.for_whom = ("everyone",)
    return view


def _ask_first(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """To sign-in or to the choice of a seat, and back here afterwards if this was a page to look at."""
    if request.COOKIES.get(COOKIE) and not request.user.is_authenticated:
        name = "terminal"
    if request.method == "POST":
        messages.warning(
            request,
            _("What you sent was not received: sign in first, then go back in the browser and send it again."),
        )
    back = f"?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else ""
    return HttpResponseRedirect(reverse(name) + (back if request.path != resolve_url("home") else ""))
