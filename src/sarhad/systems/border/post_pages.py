"""Pages of the post: the day at a glance, counting traffic, assets."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import LABELS, Does
from sarhad.desk.clocks import today
from sarhad.desk.plans import queries as plans
from sarhad.kernel.claim import EntityId
from sarhad.systems.border import post, week
from sarhad.systems.border.post_forms import AssetForm, TrafficForm
from sarhad.web.forms import Form, attempt
from sarhad.web.gate import page
from sarhad.web.paging import page_of
from sarhad.web.words import option

FEW = 5
PER_PAGE = 50
SHOWS = ("", "faulty", "gone")
WIDE, HIGH, BASE = 560, 120, 100  # of the picture, and where its bars stand


class Bar(NamedTuple):
    """One day in the picture of two weeks."""

    date: str
    x: int
    y: int
    height: int
    counted: dict[str, int]


@page(Does.READ)
def overview(request: HttpRequest) -> HttpResponse:
    """Today's traffic, what is open, who works here, what was handed over, meetings and plans."""
    reader, now = request.reader, today(request.reader)
    audit.record(reader, "read-post")
    shown, kept = post.days(reader, now), post.assets(reader)
    context: dict[str, Any] = {
        "now": now, "today": shown[-1], "bars": bars(shown),
        "most": max((each.people or 0 for each in shown), default=0),
        "wide": WIDE, "high": HIGH, "base": BASE, "open": week.still_open(reader),
        "staff": [(seat, [LABELS.get(role, role) for role in seat.roles]) for seat in post.staff(reader)],
        "assets": kept, "faulty": [each for each in kept if not each.works],
        "dogs": [each for each in kept if each.first("category") == "dog"],
        "meetings": plans.gatherings(reader)[:FEW], "plans": plans.plans(reader)[:FEW],
        "few": FEW, "below": [each for each in week.offices_of(reader) if each != reader.office],
    }  # fmt: skip
    return render(request, "border/post.html", context)


def bars(shown: list[post.Day]) -> list[Bar]:
    """A bar for each day, as high as its people; no bar where nobody counted."""
    most, step = max((each.people or 0 for each in shown), default=0) or 1, WIDE // len(shown)
    heights = [round((each.people or 0) / most * (BASE - 10)) for each in shown]
    return [
        Bar(each.date, n * step + 4, BASE - high, high, each.counted)
        for n, (each, high) in enumerate(zip(shown, heights, strict=True))
    ]


@page(Does.CONTRIBUTE)
def traffic(request: HttpRequest) -> HttpResponse:
    form = TrafficForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        released = given["released"]

        def deed() -> bool:
            counted = form.counted()
            return (
                post.count(request.reader, given["crossing"], given["day"], counted, released=released) is not None
            )

        if attempt(form, deed):
            messages.success(request, _("Signed. A number for the same day corrects it."))
            return redirect("post")
    told = _("Leave empty what nobody counted: empty is not zero. The same day again corrects it.")
    return _act(request, form, _("Count traffic"), _("Sign"), told, "post")


@page(Does.READ)
def assets(request: HttpRequest) -> HttpResponse:
    """What is kept; `?show=faulty` what does not work, `?show=gone` what is lost or written off."""
    audit.record(request.reader, "read-assets")
    show = request.GET.get("show", "")
    if show not in SHOWS:
        raise Http404
    chosen = page_of(request, post.assets(request.reader, show), PER_PAGE)
    rows = [(each, *_told(each)) for each in chosen.items]
    return render(request, "border/assets.html", {"rows": rows, "page": chosen, "show": show})


def _told(asset: post.Asset) -> tuple[str, str]:
    """Category and condition in words."""
    return tuple(option("DonatedAsset", name, asset.first(name)) for name in ("category", "condition"))


@page(Does.CONTRIBUTE)
def asset_new(request: HttpRequest) -> HttpResponse:
    form = AssetForm(request.POST or None, reader=request.reader)
    if request.method == "POST" and form.is_valid():
        released = form.cleaned_data["released"]
        if attempt(form, lambda: post.add_asset(request.reader, form.values(), released=released)):
            messages.success(request, _("Signed and on record."))
            return redirect("assets")
    return _act(request, form, _("Put an asset on record"), _("Sign"))


@page(Does.CONTRIBUTE)
def asset_change(request: HttpRequest, asset: EntityId) -> HttpResponse:
    """Its condition, keeper or handler as they are now."""
    found = post.asset(request.reader, asset)
    audit.record(request.reader, "read-assets", asset)
    if found is None or not found.said.held:
        raise Http404
    form = AssetForm(request.POST or None, reader=request.reader, asset=found)
    given = request.method == "POST" and form.is_valid()
    if given and attempt(form, lambda: post.change_asset(request.reader, found, form.values())):
        messages.success(request, _("Signed and on record."))
        return redirect("assets")
    return _act(request, form, _("%(name)s: what has changed") % {"name": found.name}, _("Sign the change"))


def _act(
    request: HttpRequest, form: Form, heading: str, deed: str, explained: str = "", back: str = "assets"
) -> HttpResponse:
    context = {"form": form, "heading": heading, "deed": deed, "explained": explained, "back": reverse(back)}
    return render(request, "border/grid_form.html", context)
