"""Who else may read: releases and their recall, offers under conditions; and purges."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access import actions, audit
from sarhad.access.roles import Does
from sarhad.entities import actions as entity_actions
from sarhad.kernel.claim import FragmentRef
from sarhad.web import sharing
from sarhad.web.account_forms import PurgeForm
from sarhad.web.forms import WhyForm, attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.scopes import ReleaseForm
from sarhad.web.views.account import back_to
from sarhad.web.views.contribute import selected, signed


@page(Does.READ)
def releases(request: HttpRequest) -> HttpResponse:
    """Offers that wait, what the office released and what was released to it."""
    reader = request.reader
    audit.record(reader, "read-releases")
    chosen = page_of(request, sharing.grants(reader), 30)
    waiting = sharing.offers(reader)
    context = {"page": chosen, "rows": sharing.told(reader, chosen.items), "waiting": waiting}
    return render(request, "web/releases.html", context)


@page(Does.RELEASE)
def release(request: HttpRequest) -> HttpResponse:
    """Let further offices or groups read statements of the own office."""
    statements = selected(request, dict(request.GET.lists()))
    if not statements:
        raise Http404
    form = ReleaseForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        given, refs = form.cleaned_data, [each.ref for each in statements]
        entry = attempt(
            form,
            lambda: actions.grant(
                request.reader,
                refs=refs,
                scope=form.scope(),
                on_accept=given["on_accept"],
                conditions=given["conditions"],
            ),
        )
        if entry:
            messages.success(request, signed(entry, len(given["read"])))
            return redirect("releases")
    standing = sharing.told(request.reader, sharing.grants_of(request.reader, [each.ref for each in statements]))
    context = {
        "form": form,
        "statements": statements,
        "standing": standing,
        "heading": _("Release"),
        "explained": _(
            "It adds to those who may read already. Each party gets a release of its own, to recall alone."
        ),
        "deed": _("Sign and release"),
    }
    return render(request, "web/release.html", context)


@page(Does.RELEASE)
@require_POST
def recall(request: HttpRequest, contribution: str, index: int) -> HttpResponse:
    """End a release at once."""
    form = WhyForm({})
    entry = attempt(form, lambda: actions.recall(request.reader, grant=FragmentRef(contribution, index)))
    if entry is None:
        raise Http404
    messages.success(request, _("Recalled. It reads nothing by this release any more."))
    return redirect("releases")


@page(Does.APPROVE)
@require_POST
def accept(request: HttpRequest, contribution: str, index: int) -> HttpResponse:
    """Accept the conditions of an offer; the records open."""
    form = WhyForm({})
    entry = attempt(form, lambda: actions.accept(request.reader, grant=FragmentRef(contribution, index)))
    if entry is None:
        raise Http404
    messages.success(request, _("Accepted. The records are open to your office under these conditions."))
    return redirect(back_to(request, "releases"))


@page(Does.RELEASE)
def purge(request: HttpRequest) -> HttpResponse:
    """Erase statements of the own office from every file of this node; two officers, no way back."""
    statements = selected(request, dict(request.GET.lists()), withdrawn=True)
    if not statements:
        raise Http404
    form = PurgeForm(request.POST or None, request=request)
    receipt = None
    if request.method == "POST" and form.is_valid():
        refs, why = [each.ref for each in statements], form.cleaned_data["why"]
        approver = form.cleaned_data["approving"]
        receipt = attempt(form, lambda: entity_actions.purge(request.reader, refs, why, approver))
        if receipt:
            return render(request, "web/purged.html", {"receipt": receipt})
    context = {
        "form": form,
        "statements": statements,
        "heading": _("Purge"),
        "explained": _("The text is removed from every file of this node, with every earlier version of it."),
        "deed": _("Purge for ever"),
        "grave": True,
    }
    return render(request, "web/deed.html", context)
