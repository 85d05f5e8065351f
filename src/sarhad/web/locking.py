"""Asking for the password again: of a session in which nobody worked, and before what is hard to undo.

A form that was sent meanwhile is kept and goes on its way afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from sarhad.access import kept, sessions
from sarhad.access.kept import LARGEST, Kept
from sarhad.access.middleware import reader_of
from sarhad.web.account_forms import AgainForm

View = Callable[..., HttpResponse]
FREE = {"account_logout"}
MANY = 100  # records: who takes out more gives the password again
LATER = 5  # seconds after which a page that rests goes to look: the session is locked by then
TYPED = (b"<textarea", b'type="text"', b'type="date"', b'type="number"', b'type="file"', b'type="password"')
"""What shows that somebody may have begun to fill in a page: it is never taken away from under their hands."""


class LockMiddleware:
    """Comes after the reader: a locked session gets its way back and what is open to everyone, nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.locked and not _is_free(request.path_info):
            return _refused(request)
        response = self.get_response(request)
        if request.user.is_authenticated and settings.IDLE and _rests(response):
            back = urlencode({"next": request.get_full_path(), sessions.WATCH: "1"})
            response["Refresh"] = f"{settings.IDLE + LATER}; url={reverse('unlock')}?{back}"
        return response


def _is_free(path: str) -> bool:
    """Whether it is the same for everyone: programs bring tokens of their own and no session."""
    try:
        found = resolve(path)
    except Resolver404:
        return True
    api = bool(found.namespaces)
    return api or found.url_name in FREE or getattr(found.func, "for_whom", ()) == ("everyone",)


def _rests(response: HttpResponse) -> bool:
    """Whether this is a page in which nobody types what would be lost."""
    if response.streaming or "Refresh" in response or response.status_code != 200:
        return False
    page = response.get("Content-Type", "").startswith("text/html")
    if not page or b"<script src" in response.content:  # a chart or a map, in which one works without leaving it
        return False
    return not any(map(_is_typed_in, response.content.split(b"<form")[1:]))


def _is_typed_in(form: bytes) -> bool:
    tag, _end, rest = form.partition(b">")
    return b'method="post"' in tag and any(mark in rest.partition(b"</form>")[0] for mark in TYPED)


def _refused(request: HttpRequest) -> HttpResponse:
    if "application/json" in request.headers.get("accept", ""):
        words = _("This session is locked. Open a page and give your password.")
        return JsonResponse({"detail": words, "locked": True}, status=403)
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(f"{reverse('unlock')}?{urlencode({'next': request.get_full_path()})}")
    length = request.META.get("CONTENT_LENGTH") or "0"
    fits = length.isdecimal() and int(length[:12]) <= LARGEST
    key = kept.keep(request, request.read(int(length)), request.META.get("CONTENT_TYPE", "")) if fits else ""
    return ask(request, key, fits=fits)


def ask(request: HttpRequest, key: str, *, fits: bool = True) -> HttpResponse:
    """The page that asks for the password, with the key of what waits behind it."""
    context = {"form": AgainForm(request=request), "key": key, "lost": not fits, "locked": request.locked}
    response = render(request, "account/unlock.html", context, status=403)
    add_never_cache_headers(response)
    return response


# Before what is hard to undo


def confirmed(view: View) -> View:
    """A form that counts only within five minutes of a password or code; otherwise it waits for one."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (request.method == "POST" and asked_first(request)) or view(request, *args, **kwargs)

    return asked


def asked_first(request: HttpRequest) -> HttpResponse | None:
    """The page that asks for the password, unless it was given lately. A PIN is not enough for what asks for it."""
    if sessions.PIN in request.session:
        messages.warning(request, _("Sign in with your password for this."))
        return redirect("home")
    if sessions.is_recent(request):
        return None
    body = request.POST.urlencode().encode() if request.method == "POST" else b""
    return ask(request, kept.keep(request, body, "application/x-www-form-urlencoded" if body else ""))


# Going on


def resumed(request: HttpRequest, waiting: Kept) -> HttpResponse:
    """The answer to what was kept, as if it were sent now: with its own token against forgery checked too."""
    path, _question, query = waiting.path.partition("?")
    environ = {
        **request.META,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": waiting.method,
        "CONTENT_TYPE": waiting.content_type,
        "CONTENT_LENGTH": str(len(waiting.body)),
        "wsgi.input": BytesIO(waiting.body),
    }
    again = WSGIRequest(environ)
    for name in ("session", "user", "LANGUAGE_CODE", "_messages", "_dont_enforce_csrf_checks"):
        if hasattr(request, name):
            setattr(again, name, getattr(request, name))
    again.locked, again.reader = False, reader_of(again)
    again.resolver_match = found = resolve(path)
    forged = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(again, found.func, (), {})
    return forged or found.func(again, *found.args, **found.kwargs)
