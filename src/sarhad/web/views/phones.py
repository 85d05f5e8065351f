"""App passwords for ODK Collect and its kin: issued to be typed or scanned once, and ended when a phone is lost."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import actions
from sarhad.access.models import AppPassword
from sarhad.access.roles import Does
from sarhad.web.forms import PhoneForm, attempt
from sarhad.web.gate import page
from sarhad.web.locking import confirmed
from sarhad.web.views.account import back_to, tokens_context


@page(Does.CONTRIBUTE)
@require_POST
@confirmed
def issue(request: HttpRequest) -> HttpResponse:
    """The password of a phone, this once, with how to set the phone up."""
    form = PhoneForm(request.POST)
    issued = None
    if form.is_valid():
        issued = attempt(form, lambda: actions.issue_app_password(request.reader, form.cleaned_data["device"]))
    context: dict[str, Any] = {"phone_form": PhoneForm() if issued else form}
    if issued:
        address = request.build_absolute_uri(reverse("form-list")).removesuffix("/formList")
        code = set_up_code(address, request.reader.officer, issued[1], issued[0].seat.office)
        context |= {"phone": issued, "address": address, "code": code, "secure": request.is_secure()}
    return render(request, "web/tokens.html", tokens_context(request) | context)


def set_up_code(*given: str) -> SafeString:
    """A drawing for the camera under ODK Collect's "Configure with QR code"."""
    code = segno.make(settings_of(*given), error="l", micro=False)
    drawing = code.svg_inline(scale=4, light="#fff", title=_("Settings for ODK Collect"), svgid="set-up")
    return mark_safe(drawing)  # noqa: S308 - drawn here, of squares


def settings_of(address: str, username: str, password: str, office: str) -> bytes:
    """ODK Collect's settings: JSON, deflated, in base64."""
    general = {
        "server_url": address,
        "username": username,
        "password": password,
        "form_update_mode": "match_exactly",  # new versions come and closed forms go by themselves
        "autosend": "wifi_and_cellular",
    }
    text = json.dumps({"general": general, "admin": {}, "project": {"name": office}}, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9))


@page()
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    password = get_object_or_404(AppPassword.objects.select_related("seat__officer"), pk=number)
    actions.revoke_app_password(request.reader, password=password)
    messages.success(request, _("The app password has ended. That phone sends nothing any more."))
    return redirect(back_to(request, reverse("tokens")))
