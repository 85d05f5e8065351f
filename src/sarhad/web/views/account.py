"""One's own account: the seat and purpose of the session, language, tokens for programs, help."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from sarhad.access import accounts, actions
from sarhad.access.grades import SCHEMES
from sarhad.access.handling import ANSWER_LABELS, LEVEL_LABELS, TABLE, USE_LABELS, USES
from sarhad.access.models import AppPassword, Seat, Token
from sarhad.access.roles import Does
from sarhad.ledger.models import Party
from sarhad.web.forms import PhoneForm, SeatForm, TokenForm, attempt
from sarhad.web.gate import open_to_all, page
from sarhad.web.locking import confirmed
from sarhad.web.templatetags.look import party_name


def nothing_here(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Routes of allauth that this node does not have, but that allauth's pages ask the address of."""
    raise Http404


nothing_here.for_whom = ("nobody",)


def back_to(request: HttpRequest, default: str = "home") -> str:
    """Where the form says to go next, if that is on this node."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if safe and to.startswith("/") else resolve_url(default)


@page(seat=False)
def seat(request: HttpRequest) -> HttpResponse:
    """Choose the office to act for and state the purpose."""
    seats = accounts.seats_of(request.user)
    names = {party.id: party_name(party) for party in Party.objects.filter(id__in=[s.office for s in seats])}
    now = str(request.session.get("seat", "")) if request.reader.office else ""
    to = request.GET.get("to", now)
    stated = request.reader.purpose if to == now else ""  # another office is another purpose
    initial = {"seat": to, "purpose": stated} if to else None
    form = SeatForm(request.POST or None, seats=seats, names=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = next(each for each in seats if str(each.pk) == form.cleaned_data["seat"])
        if attempt(form, lambda: accounts.take_seat(request, chosen, form.cleaned_data["purpose"])):
            return HttpResponseRedirect(back_to(request))
    return render(request, "web/seat.html", {"form": form, "next": back_to(request), "has_seat": bool(seats)})


@open_to_all
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    code = request.POST.get("language", "")
    response = HttpResponseRedirect(back_to(request))
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = code
            request.user.save(update_fields=["language"])
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, code, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.HTTPS,
            httponly=True,
        )  # fmt: skip
        with override(code):
            return response
    return response


@page(Does.READ)
@confirmed
def tokens(request: HttpRequest) -> HttpResponse:
    """A program's way in: one officer, one office, one purpose. The text of a new one is shown this once."""
    form = TokenForm(request.POST or None)
    issued = None
    if request.method == "POST" and form.is_valid():
        expires = datetime.combine(form.cleaned_data["expires"], time.max, UTC)
        purpose = form.cleaned_data["purpose"]
        issued = attempt(form, lambda: actions.issue_token(request.reader, purpose=purpose, expires=expires))
        form = TokenForm() if issued else form
    return render(request, "web/tokens.html", tokens_context(request) | {"form": form, "issued": issued})


def tokens_context(request: HttpRequest) -> dict[str, Any]:
    """What programs and phones of this seat there are, and empty forms for more."""
    own = {"seat__officer": request.user, "seat__office": request.reader.office}
    return {
        "form": TokenForm(),
        "phone_form": PhoneForm(),
        "now": timezone.now(),
        "tokens": Token.objects.filter(**own).order_by("-created")[:50],
        "phones": AppPassword.objects.filter(**own).order_by("-created")[:50],
    }


@page()
@require_POST
def token_end(request: HttpRequest, number: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.select_related("seat__officer"), pk=number)
    actions.revoke_token(request.reader, token=token)
    messages.success(request, _("The token has ended."))
    return redirect(back_to(request, reverse("tokens")))


@open_to_all
def help_page(request: HttpRequest) -> HttpResponse:
    """Words, marks and keys on one page."""
    handling = [
        (level, LEVEL_LABELS[level], [ANSWER_LABELS[answer] for answer in answers])
        for level, answers in TABLE.items()
    ]
    context = {"handling": handling, "uses": [USE_LABELS[use] for use in USES], "schemes": SCHEMES.values()}
    return render(request, "web/help.html", context)


def seat_of(number: int) -> Seat:
    return get_object_or_404(Seat.objects.select_related("officer"), pk=number)
