"""Unlocking, one's own sessions, and accepting an invitation."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from sarhad.access import accounts, factors, invitations, kept, sessions
from sarhad.access.middleware import speak
from sarhad.access.models import Officer
from sarhad.web.account_forms import AgainForm, NewPasswordForm
from sarhad.web.gate import open_to_all
from sarhad.web.locking import resumed
from sarhad.web.views.account import back_to
from sarhad.web.views.factors import own


@open_to_all
def unlock(request: HttpRequest) -> HttpResponse:
    """The password once more; then what waited goes on, or back to where one was."""
    if not request.user.is_authenticated or sessions.PIN in request.session:
        return redirect(back_to(request))
    form, key = AgainForm(request.POST or None, request=request), request.POST.get("key", "")
    if request.method == "POST" and form.is_valid():
        waiting = kept.take(request, key)
        return resumed(request, waiting) if waiting else HttpResponseRedirect(back_to(request))
    context = {"form": form, "key": key, "next": back_to(request), "locked": request.locked}
    response = render(request, "account/unlock.html", context | {"resting": not (request.locked or key)})
    add_never_cache_headers(response)
    return response


@own
def sessions_page(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; one of them ends, or all others."""
    officer = request.user
    rows = sessions.sessions_of(officer)
    if request.method == "POST" and request.POST.get("all"):
        sessions.end_others(request)
        factors.note(officer, "end-sessions")
        messages.success(request, _("All other sessions have ended."))
        return redirect("sessions")
    if request.method == "POST":
        one = next((each for each in rows if str(each.pk) == request.POST.get("one")), None)
        if one is None:
            raise Http404
        one.end()
        factors.note(officer, "end-sessions")
        messages.success(request, _("That session has ended."))
        return redirect("sessions")
    shown = [(each, device(each.user_agent), each.session_key == request.session.session_key) for each in rows]
    return render(request, "account/sessions.html", {"rows": shown})


BROWSERS = ("Edg", "YaBrowser", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
NAMES = {"Edg": "Edge", "YaBrowser": "Yandex", "OPR": "Opera"}


def device(agent: str) -> str:
    """What a browser calls itself, in two words: enough to tell a phone from a computer."""
    found = [next((mark for mark in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(NAMES.get(mark, mark) for mark in found if mark) or _("unknown browser")


@open_to_all
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a password. The same words for a link that never was, was used, or has ended."""
    found = invitations.open_one(token)
    if found:
        speak(request, found.officer)
    form = NewPasswordForm(request.POST or None, officer=found.officer) if found else None
    if form and request.method == "POST" and form.is_valid():
        return _accepted(request, token, form.cleaned_data["password"])
    context = {"form": form, "officer": found.officer} if found else {}
    response = render(request, "account/invitation.html", context, status=200 if found else 404)
    add_never_cache_headers(response)
    return response


def _accepted(request: HttpRequest, token: str, password: str) -> HttpResponse:
    """Signed in at once, as by that password: what comes next is the second factor."""
    try:
        officer: Officer = invitations.accept(token, password)
    except PermissionDenied as used:
        raise Http404 from used
    logout(request)  # nothing of whoever sat here before
    login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, officer, "password", username=officer.username)
    accounts.track(request)
    return redirect("second-factor")
