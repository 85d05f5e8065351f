"""What every page shows around its content: who acts for which office and why, and where one can go."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sarhad import __version__
from sarhad.access.accounts import seats_of
from sarhad.access.reader import Reader, anonymous
from sarhad.access.roles import LABELS, Does, Role
from sarhad.ledger.models import Party
from sarhad.web.templatetags.look import party_name


class Place(NamedTuple):
    """One entry of the side menu."""

    name: str  # of the route; also marks the current place
    icon: str
    label: str | Promise
    any_of: tuple[Does, ...]


class Section(NamedTuple):
    label: str | Promise
    places: tuple[Place, ...]


MONITOR = (
    Section(
        _("Drugs monitor"),
        (
            Place("monitor", "trend", pgettext_lazy("menu", "Overview"), ()),
            Place("monitor-map", "map", pgettext_lazy("of places", "Map"), ()),
            Place("monitor-countries", "flag", _("Countries"), ()),
            Place("monitor-records", "seizure", _("Seizures"), ()),
            Place("monitor-prices", "org", _("Prices"), ()),
            Place("monitor-cultivation", "place", _("Cultivation"), ()),
            Place("monitor-demand", "person", _("People who use drugs"), ()),
            Place("monitor-crime", "audit", pgettext_lazy("statistics", "Crimes"), ()),
            Place("monitor-news", "doc", _("Seizure news"), ()),
            Place("monitor-warnings", "warn", _("Early warning"), ()),
        ),
    ),
    Section(
        _("About the data"),
        (
            Place("monitor-tables", "import", _("Tables and sources"), ()),
            Place("monitor-substances", "screen", _("Substances and units"), ()),
            Place("monitor-places", "pin", _("Places"), ()),
            Place("monitor-totals", "trend", pgettext_lazy("menu", "State totals"), ()),
            Place("monitor-claims", "differ", _("Contradictions"), ()),
            Place("monitor-cells", "none", _("Rounded cells"), ()),
            Place("monitor-questionnaire", "doc", _("UN questionnaire"), ()),
        ),
    ),
)
"""Open to everyone: what its pages show differs by what their reader may read or count."""

MENU = (
    Section(
        _("Work"),
        (
            Place("home", "inbox", pgettext_lazy("menu", "Inbox"), ()),
            Place("search", "search", _("Search"), (Does.READ,)),
            Place("screening", "screen", _("Screening"), (Does.READ,)),
            Place("wanted", "wanted", _("Wanted list"), (Does.READ,)),
            Place("requests", "request", _("Requests"), (Does.READ,)),
        ),
    ),
    Section(
        pgettext_lazy("menu", "Analysis"),
        (
            Place("charts", "chart", _("Charts"), (Does.READ,)),
            Place("paths", "trend", pgettext_lazy("between records", "Paths"), (Does.READ,)),
            Place("calls", "phone", _("Calls"), (Does.READ,)),
        ),
    ),
    Section(
        _("Border"),
        (
            Place("report-new", "plus", pgettext_lazy("menu", "Report"), (Does.CONTRIBUTE,)),
            Place("reports", "doc", _("Reports"), (Does.READ,)),
            Place("lines", "phone", _("Direct line"), (Does.READ,)),
            Place("post", "place", _("Our post"), (Does.READ,)),
        ),
    ),
    Section(
        pgettext_lazy("menu", "Operations"),
        (
            Place("operations", "flag", _("Operations"), (Does.READ,)),
            Place("disruptions", "chart", _("Groups and channels"), (Does.READ,)),
            Place("cases", "doc", _("Cases"), (Does.READ,)),
            Place("lab", "seizure", _("Laboratory"), (Does.READ,)),
        ),
    ),
    Section(
        pgettext_lazy("menu", "Exchange"),
        (
            Place("releases", "lock", _("Releases"), (Does.READ,)),
            Place("recalls", "undo", _("Recalls"), (Does.READ,)),
            Place("agreements", "doc", _("Agreements"), (Does.READ,)),
            Place("weekly", "download", _("Weekly update"), (Does.READ,)),
        ),
    ),
    Section(
        pgettext_lazy("menu", "Results"),
        (
            Place("results", "trend", _("Results"), (Does.READ, Does.COUNT)),
            Place("published", "doc", _("Published reports"), (Does.READ,)),
            Place("council", "flag", pgettext_lazy("menu", "Council"), (Does.READ,)),
        ),
    ),
    *MONITOR,
    Section(
        _("Our office"),
        (
            Place("contribute", "plus", _("Contribute"), (Does.CONTRIBUTE,)),
            Place("import", "import", _("Import"), (Does.CONTRIBUTE,)),
            Place("recommendations", "clock", _("Plans"), (Does.READ,)),
            Place("officers", "person", _("Officers"), (Does.MANAGE,)),
            Place("groups", "chart", _("Groups"), (Does.RELEASE, Does.MANAGE)),
            Place("audit", "audit", _("Who read what"), (Does.AUDIT,)),
        ),
    ),
    Section(
        _("This node"),
        (
            Place("offices", "org", _("Offices"), (Does.OPERATE,)),
            Place("health", "ok", _("Health"), (Does.OPERATE,)),
        ),
    ),
)


UNDER = {
    "wanted": (
        "wanted-new", "wanted-notice", "wanted-step", "wanted-review", "wanted-withdraw", "wanted-sighting",
        "wanted-lists",
    ),
    "report-new": ("report-start", "draft", "draft-step", "draft-check", "report-sheet"),
    "reports": ("report", "report-log", "report-waiting"),
    "lines": ("line",),
    "charts": (
        "chart", "chart-start", "chart-map", "map", "chart-save", "chart-saved", "chart-merge",
        "chart-measures", "chart-without", "chart-matrix", "chart-events", "chart-flows",
        "chart-export", "chart-import", "chart-import-one",
    ),
    "post": ("traffic", "assets", "asset-new", "asset-change"),
    "operations": (
        "operation-delivery", "operation-leg-new", "operation-leg", "operation-event", "operation-permission-new",
        "operation-permission", "operation-log", "operation-log-line", "operation-log-print",
        "operation", "operation-new", "operation-plan", "operation-add", "operation-checks", "operation-source",
        "operation-decide", "operation-step", "operation-offices", "operation-dismiss", "operation-brief",
        "operation-brief-one", "operation-brief-write", "operation-results", "operation-join",
        "operation-templates", "operation-plan-text", "operation-debrief", "operation-debrief-new",
    ),
    "home": ("inbox",),
    "search": ("profile", "relations", "history", "who", "compare", "contribution"),
    "screening": ("screening-list",),
    "contribute": ("contribute-new", "contribute-more", "contribute-link", "correct", "retract", "purge"),
    "disruptions": ("disruption", "disruption-new", "disruption-step"),
    "cases": ("case", "case-new", "case-step", "case-join"),
    "lab": ("lab-new",),
    "calls": ("calls-new", "calls-check", "calls-one", "calls-common"),
    "requests": (
        "request-new", "request", "request-answer", "request-step", "request-end", "approvals", "approval",
        "journal", "balance",
    ),
    "results": ("results-records", "seizure-count", "cells"),
    "releases": ("release",),
    "recalls": ("recall-sign",),
    "agreements": ("agreement", "agreement-new", "agreement-step", "partners"),
    "import": ("import-one",),
    "recommendations": (
        "recommendation", "recommendation-new", "recommendation-step", "meetings", "meeting", "meeting-new",
        "plans", "plan", "plan-new",
    ),
    "published": (
        "report-publish", "report-published", "report-changes", "published-figures", "published-new", "annual",
        "annual-year", "annual-text", "annual-publish",
    ),
    "council": ("council-new",),
    "officers": ("officer-new", "seat-new", "seat-roles", "terminals"),
    "groups": ("group-new", "group-join"),
    "offices": ("office", "office-new", "office-close"),
    "monitor": ("monitor-trends",),
    "monitor-prices": ("monitor-price-new",),
    "monitor-tables": (
        "monitor-table", "monitor-table-new", "monitor-table-check", "monitor-table-row", "monitor-table-equal",
        "monitor-table-alike", "monitor-table-decide", "monitor-table-undo",
    ),
    "monitor-countries": ("monitor-country", "monitor-country-issue", "monitor-edition"),
    "monitor-news": ("monitor-news-one", "monitor-news-new", "monitor-subscriptions"),
    "monitor-substances": ("monitor-substance", "monitor-rules"),
    "monitor-places": ("monitor-places-settle",),
}  # fmt: skip
"""Which place of the menu a page stands under, if not its own."""


def place_of(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    name = (match and match.url_name) or ""
    return next((place for place, names in UNDER.items() if name in names), name)


def menu(reader: Reader) -> list[Section]:
    """The sections and places that this reader's roles lead to."""
    allowed = [
        Section(section.label, tuple(place for place in section.places if _open(place, reader))) for section in MENU
    ]
    return [section for section in allowed if section.places]


def _public(request: HttpRequest) -> list[Section]:
    """Whoever has no seat finds the way among the monitor's pages, and nowhere else."""
    found = [Section(each.label, tuple(place for place in each.places if _there(place.name))) for each in MONITOR]
    here = place_of(request)
    open_to_all = any(place.name == here for section in found for place in section.places)
    return [section for section in found if section.places] if open_to_all else []


@cache
def _there(name: str) -> bool:
    """Whether this node has the room whose page it is."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def _open(place: Place, reader: Reader) -> bool:
    if not _there(place.name):
        return False
    return not place.any_of or any(reader.may(does) for does in place.any_of)


def office_name(office: str) -> str:
    return party_name(Party.objects.filter(id=office).first()) if office else ""


def role_names(reader: Reader) -> str:
    return ", ".join(str(LABELS[role]) for role in Role if role in reader.roles and role in LABELS)


def shell(request: HttpRequest) -> dict[str, Any]:
    reader = getattr(request, "reader", None) or anonymous()
    seated = bool(reader.office)
    user = getattr(request, "user", None)
    return {
        "reader": reader,
        "user": user,
        "seated": seated,
        "may": {str(does): reader.may(does) for does in Does} if seated else {},
        "menu": menu(reader) if seated else _public(request),
        "office_name": SimpleLazyObject(lambda: office_name(reader.office)),
        "role_names": SimpleLazyObject(lambda: role_names(reader)),
        "seats": SimpleLazyObject(lambda: seats_of(user) if user and user.is_authenticated else []),
        "here": place_of(request),
        "simulated": settings.SIMULATED,
        "node": settings.ORGANISATION,
        "version": __version__,
        "languages": settings.LANGUAGES,
    }
