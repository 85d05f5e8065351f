"""Pages of recalls: what to remove and sign, who has signed for ours, and what was built on what was taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.entities.basis import built
from sarhad.kernel.claim import FragmentRef
from sarhad.systems.exchange import recalls
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.words import option

SHOWN = {"": 30, "ours": 10, "built": 50}


@page(Does.READ)
def recalls_page(request: HttpRequest) -> HttpResponse:
    """What others took back, what the office took back (`?show=ours`), what stands on it (`?show=built`)."""
    reader, tab = request.reader, request.GET.get("show", "")
    if tab not in SHOWN:
        raise Http404
    audit.record(reader, "read-recalls")
    found: dict[str, Any] = {"": recalls.received, "ours": recalls.given, "built": built}
    rows = page_of(request, found[tab](reader), SHOWN[tab])
    context = {"tab": tab, "page": rows, "may_sign": recalls.may_sign(reader)}
    return render(request, "exchange/recalls.html", context)


class ReceiptForm(Form):
    """What was done with the copies."""

    outcome = forms.ChoiceField(label=gettext_lazy("What was done"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("Note for the owner"),
        help_text=gettext_lazy("Needed if it went further: to whom, so that the owner can ask them."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [
            (code, option("RecallReceipt", "outcome", code)) for code in recalls.OUTCOMES
        ]


@page(*recalls.SIGNERS)
def sign_page(request: HttpRequest, contribution: str, index: int) -> HttpResponse:
    """Sign that it is removed; the owner reads it at once."""
    ref = FragmentRef(contribution, index)
    audit.record(request.reader, "read-recalls", str(ref))
    waiting = recalls.received(request.reader, waiting=True)
    found = next((each for each in waiting if each.ref == ref), None)
    if found is None or not recalls.may_sign(request.reader):
        raise Http404
    form = ReceiptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        entry = attempt(form, lambda: recalls.sign_removal(request.reader, ref, given["outcome"], given["note"]))
        if entry:
            text = _("Signed as %(id)s. %(owner)s reads it now.")
            messages.success(request, text % {"id": entry.id[:8], "owner": found.owner})
            return redirect("recalls")
    context = {
        "form": form,
        "each": found,
        "heading": _("Sign the removal: %(owner)s") % {"owner": found.owner},
        "explained": _(
            "Remove it from files, prints and notes of your office first. What you sign reaches the owner alone."
        ),
        "deed": _("Sign"),
        "back": reverse("recalls"),
    }
    return render(request, "exchange/recall_sign.html", context)
