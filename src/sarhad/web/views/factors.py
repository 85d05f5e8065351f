"""One's own second factors: an app with codes, security keys, recovery codes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_registration
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import factors, sessions
from sarhad.web.account_forms import NewAppForm, NewKeyForm
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.locking import confirmed
from sarhad.web.views.account import back_to

View = Callable[..., HttpResponse]


def own(view: View) -> View:
    """Of somebody who has signed in with a password; the second factor may be missing still."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.PIN in request.session:
            raise Http404
        return view(request, *args, **kwargs)

    return page(seat=False, factor=False)(guarded)


@own
def factors_page(request: HttpRequest) -> HttpResponse:
    """What there is, and ways to add to it."""
    rows = factors.held(request.user)
    context = {
        "rows": [(row, _name_of(row)) for row in rows],
        "app": any(row.type == factors.APP for row in rows),
        "codes": factors.codes_left(request.user),
        "missing": factors.is_missing(request),
        "next": back_to(request),
    }
    return render(request, "account/factors.html", context)


def _name_of(row: Authenticator) -> str:
    return _("App with codes") if row.type == factors.APP else row.wrap().name


@own
@confirmed
def app(request: HttpRequest) -> HttpResponse:
    """Set up an app: its drawing, its text, and the first code in return."""
    form = NewAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: factors.add_app(request, form.cleaned_data["code"]))
        if made is not None:
            return _set_up(request, made)
    address = factors.new_app(request)
    context = {"form": form, "code": drawing(address), "secret": _grouped(address), "next": back_to(request)}
    return render(request, "account/app.html", context)


def drawing(address: str) -> SafeString:
    """For the phone's camera."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, light="#fff", title=_("Code for the app"), svgid="app-code"))  # noqa: S308 - drawn here


def _grouped(address: str) -> str:
    """The secret for typing, in groups of four."""
    secret = address.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


@own
@confirmed
def key(request: HttpRequest) -> HttpResponse:
    """Set up a security key; the browser's own dialogue needs JavaScript."""
    form = NewKeyForm(request.POST or None, user=request.user, initial={"name": ""})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return _set_up(request, factors.add_key(request, given["name"], given["credential"]))
    options = {"creation_options": begin_registration(request.user, False)}
    return render(request, "account/key.html", {"form": form, "options": options, "next": back_to(request)})


def _set_up(request: HttpRequest, codes: list[str]) -> HttpResponse:
    messages.success(request, _("Your second factor is set up."))
    if not codes:
        return redirect("second-factor")
    return render(request, "account/codes.html", {"codes": codes, "next": back_to(request)})


@own
@require_POST
@confirmed
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, this once; earlier ones are nothing any more."""
    if not factors.held(request.user):
        raise Http404
    made = factors.renewed_codes(request)
    return render(request, "account/codes.html", {"codes": made, "next": back_to(request)})


@own
@require_POST
@confirmed
def end(request: HttpRequest, number: int) -> HttpResponse:
    row = get_object_or_404(Authenticator, pk=number, user=request.user)
    try:
        factors.remove(request, row)
        messages.success(request, _("It is removed."))
    except ValidationError as refused:
        messages.warning(request, " ".join(refused.messages))
    return redirect("second-factor")
