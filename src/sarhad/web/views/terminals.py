"""Shared terminals of posts: what a device shows before anybody has signed in, and what the head does there."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import accounts, audit, terminals
from sarhad.access.middleware import COOKIE, terminal_at
from sarhad.access.models import EnrolmentCode, Pin, Terminal
from sarhad.access.roles import Does
from sarhad.ledger.models import Party
from sarhad.web.forms import attempt
from sarhad.web.gate import open_to_all, page
from sarhad.web.locking import confirmed
from sarhad.web.terminal_forms import EnrolForm, NewPinForm, PinForm
from sarhad.web.views.account import back_to

COOKIE_LIFE = 400 * 24 * 3600  # seconds; browsers keep none for longer


# On the device


@open_to_all
def terminal(request: HttpRequest) -> HttpResponse:
    """Who signs in here: large buttons, then the PIN. Without the terminal's cookie it names nobody."""
    if request.reader.office:
        return redirect("home")
    here = terminal_at(request)
    pins = terminals.officers_at(here) if here else []
    chosen = next((each for each in pins if str(each.pk) == request.GET.get("who")), None)
    form = PinForm(request.POST or None)
    tried = chosen and here and request.method == "POST" and form.is_valid()
    if tried and (response := _signed_in(request, here, chosen, form)):
        return response
    office = Party.objects.filter(id=here.office).first() if here else None
    context = {"terminal": here, "office": office, "pins": pins, "chosen": chosen, "form": form}
    response = render(request, "web/terminal.html", context | {"next": back_to(request), "tries": terminals.TRIES})
    add_never_cache_headers(response)
    return response


def _signed_in(request: HttpRequest, here: Terminal, chosen: Pin, form: PinForm) -> HttpResponse | None:
    pin = terminals.check(here, chosen.pk, form.cleaned_data["pin"])
    try:
        reader = accounts.sign_in_by_pin(request, here, pin, form.stated()) if pin else None
    except PermissionDenied:  # the seat has ended, or its roles do not report
        reader = None
    if reader is None:
        text = _(
            "This is not the PIN, or it is locked. After %(n)d wrong tries the head or your password unlocks it."
        )
        form.add_error("pin", text % {"n": terminals.TRIES})
        return None
    response = HttpResponseRedirect(back_to(request))
    _keep(response, request.COOKIES[COOKIE])
    return response


@open_to_all
def enrol(request: HttpRequest) -> HttpResponse:
    """Make this device a terminal, with the code that the head has made."""
    form = EnrolForm(request.POST or None)
    given = request.method == "POST" and form.is_valid()
    if given and (text := attempt(form, lambda: terminals.enrol(**form.cleaned_data))):
        logout(request)
        messages.success(request, _("This device is enrolled. Sign in with your PIN."))
        response = redirect("terminal")
        _keep(response, text)
        return response
    return render(request, "web/terminal_enrol.html", {"form": form})


def _keep(response: HttpResponse, text: str) -> None:
    safe = {"samesite": "Strict", "secure": settings.HTTPS, "httponly": True}
    response.set_cookie(COOKIE, text, max_age=COOKIE_LIFE, **safe)


@open_to_all
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """End the session at once, for the next officer."""
    if request.reader.terminal:
        audit.record(request.reader, "lock-session", request.reader.terminal)
        logout(request)
    return redirect("terminal")


# One's own PIN


@page(Does.CONTRIBUTE)
def pin(request: HttpRequest) -> HttpResponse:
    if request.reader.terminal:
        raise PermissionDenied
    form = NewPinForm(request.POST or None, request=request)
    given = request.method == "POST" and form.is_valid()
    if given and attempt(form, lambda: terminals.set_pin(request.reader, form.cleaned_data["pin"])):
        text = _("Your PIN is set. It works at the terminals of %(office)s.")
        messages.success(request, text % {"office": request.reader.office})
        return redirect("home")
    explained = _(
        "Together with an enrolled terminal it lets you read and report, and nothing that reaches further."
    )
    context = {"form": form, "heading": _("PIN for terminals"), "deed": _("Set the PIN"), "explained": explained}
    return render(request, "web/act.html", context)


# The head


@page(Does.MANAGE)
@confirmed
def terminals_page(request: HttpRequest) -> HttpResponse:
    """Terminals of the own office, a code for a new one, and the PINs of its officers."""
    reader, now = request.reader, timezone.now()
    if not reader.office or reader.may(Does.OPERATE):
        raise PermissionDenied
    code = terminals.make_code(reader) if request.method == "POST" else ""
    audit.record(reader, "read-terminals")
    own = Terminal.objects.filter(office=reader.office)
    open_codes = EnrolmentCode.objects.filter(office=reader.office, expires__gt=now)
    pins = sorted(terminals.pins_in(reader.office), key=lambda each: each.seat.officer.name)
    context = {
        "code": code,
        "codes": open_codes.filter(wrong__lt=terminals.WRONG_CODES).order_by("expires"),
        "terminals": own.order_by(F("revoked").asc(nulls_first=True), "label")[:100],
        "pins": [(each, terminals.is_locked(each)) for each in pins],
        "minutes": terminals.CODE_LIFE.seconds // 60,
    }
    return render(request, "web/terminals.html", context)


@page(Does.MANAGE)
@require_POST
def terminal_end(request: HttpRequest, number: int) -> HttpResponse:
    here = get_object_or_404(Terminal, pk=number, office=request.reader.office, revoked=None)
    terminals.revoke(request.reader, here)
    messages.success(request, _("“%(label)s” is no terminal any more.") % {"label": here.label})
    return redirect("terminals")


@page(Does.MANAGE)
@require_POST
def pin_unlock(request: HttpRequest, number: int) -> HttpResponse:
    found = _pin_of_own_office(request, number)
    terminals.unlock(request.reader, found)
    messages.success(request, _("The PIN of %(name)s is unlocked.") % {"name": found.seat.officer.name})
    return redirect("terminals")


@page(Does.MANAGE)
@require_POST
def pin_end(request: HttpRequest, number: int) -> HttpResponse:
    found = _pin_of_own_office(request, number)
    terminals.end_pin(request.reader, found)
    messages.success(request, _("%(name)s has no PIN any more.") % {"name": found.seat.officer.name})
    return redirect("terminals")


def _pin_of_own_office(request: HttpRequest, number: int) -> Pin:
    return get_object_or_404(terminals.pins_in(request.reader.office), pk=number)
