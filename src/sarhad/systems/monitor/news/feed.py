"""Atom feeds (RFC 4287) of what everyone may read. Ids are tag URIs (RFC 4151), which stay when a page moves."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode
from xml.etree import ElementTree  # written here, never read

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from sarhad.systems.monitor.news.records import News
from sarhad.systems.monitor.news.words import facts

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BEGUN = "2026"  # RFC 4151: a time at which the name of the host was the node's
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EPOCH = "2026-01-01T00:00:00+00:00"


class About(NamedTuple):
    """A feed: its name within the node, its title, the routes of the page and of itself, what it is asked for."""

    name: str
    title: str
    page: str
    route: str
    query: str = ""


class Entry(NamedTuple):
    """One entry; `changed` is an instant or a day in ISO 8601."""

    name: str  # within the node; makes its id
    title: str
    changed: str
    author: str
    link: str
    summary: str
    terms: tuple[str, ...] = ()


def language(request: HttpRequest) -> str:
    """As the address asks (`?lang=ru`), else as the page would be."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else (get_language() or "en")[:2]


def address(request: HttpRequest, route: str, query: str = "", lang: str = "") -> str:
    """The whole address of a feed in a language."""
    asked = urlencode({"lang": lang or (get_language() or "en")[:2]})
    return request.build_absolute_uri(f"{reverse(route)}?{'&'.join(filter(None, (query, asked)))}")


def tag(name: str) -> str:
    """`tag:sarhad.example,2026:news/…`, of the node's first name."""
    host = settings.ALLOWED_HOSTS[0].strip("[].*").lower() if settings.ALLOWED_HOSTS else ""
    return f"tag:{host or 'localhost'},{BEGUN}:{name}"


def of_news(request: HttpRequest, news: News) -> Entry:
    link = request.build_absolute_uri(reverse("monitor-news-one", args=[news.id]))
    summary = "\n".join(filter(None, (facts(news), news.text)))
    title = news.name or facts(news)
    return Entry(
        f"news/{news.id}/{news.office}", title, news.by.stated, news.office, link, summary,
        tuple(filter(None, (news.country, *news.substances))),
    )  # fmt: skip


def answer(request: HttpRequest, about: About, entries: list[Entry], lang: str) -> HttpResponse:
    response = HttpResponse(
        write(request, about, entries, lang), content_type="application/atom+xml; charset=utf-8"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def write(request: HttpRequest, about: About, entries: list[Entry], lang: str) -> bytes:
    """The feed as bytes: the same for the same entries, whatever the hour."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, XML_LANG: lang})
    _put(root, "id", tag(about.name + (f"?{about.query}" if about.query else "")))
    _put(root, "title", f"Sarhad: {about.title}")
    _put(root, "updated", max((instant(each.changed) for each in entries), default=EPOCH))
    _put(root, "generator", "Sarhad")
    own = address(request, about.route, about.query, lang)
    page = request.build_absolute_uri(reverse(about.page))
    _link(root, own, "self", "application/atom+xml")
    _link(root, page, "alternate", "text/html")
    for each in entries:
        _entry(root, each)
    ElementTree.indent(root, " ")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"


def _entry(root: ElementTree.Element, entry: Entry) -> None:
    at = ElementTree.SubElement(root, "entry")
    _put(at, "id", tag(entry.name))
    _put(at, "title", Truncator(entry.title).chars(200))
    _put(at, "updated", instant(entry.changed))
    _put(ElementTree.SubElement(at, "author"), "name", entry.author)
    _link(at, entry.link, "alternate", "text/html")
    _put(at, "summary", entry.summary)
    for term in entry.terms:
        ElementTree.SubElement(at, "category", {"term": _storable(term)})


def _put(root: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(root, name).text = _storable(text)


def _link(root: ElementTree.Element, href: str, rel: str, kind: str) -> None:
    ElementTree.SubElement(root, "link", {"rel": rel, "type": kind, "href": href})


def _storable(text: str) -> str:
    """XML 1.0 has no control signs but tab and ends of lines, and no halves of surrogate pairs."""
    return NOT_XML.sub("", text)


def instant(text: str) -> str:
    """RFC 3339 of an ISO text of any precision; where it is none, the beginning of the feed."""
    parts = text.split("-")
    padded = text if "T" in text else "-".join([*parts, *("01",) * (3 - len(parts))])
    try:
        at = datetime.fromisoformat(padded)
    except ValueError:
        return EPOCH
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
