"""Pages of seizure news. Every read is recorded; what one may not see answers as what is not there."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import anonymous
from sarhad.access.roles import Does
from sarhad.kernel.claim import PUBLIC, EntityId
from sarhad.systems.monitor.depths.gate import open_page
from sarhad.systems.monitor.news import actions, feed, queries
from sarhad.systems.monitor.news.forms import OFFICE, FilterForm, NewsForm
from sarhad.systems.monitor.news.records import Wanted
from sarhad.systems.monitor.news.taken import Taken, taken
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.locking import asked_first
from sarhad.web.paging import page_of

SIZE = 30
FED = 50  # entries of the feed


@open_page
def news_list(request: HttpRequest) -> HttpResponse:
    """What was released to the reader, by month."""
    reader, wanted = request.reading.reader, Wanted.of(request.GET)
    audit.record(reader, "read-news")
    every = queries.news(reader)
    found = [each for each in every if wanted.fits(each)]
    shown = page_of(request, found, SIZE)
    months = [(month, list(items)) for month, items in groupby(shown.items, key=lambda each: each.month)]
    context = {
        "page": shown, "months": months, "count": len(found), "form": FilterForm(wanted, every), "wanted": wanted,
        "feed": feed.address(request, "monitor-news-feed", wanted.query()),
    }  # fmt: skip
    return render(request, "monitor/news.html", context)


@open_page
def news_one(request: HttpRequest, entity: EntityId) -> HttpResponse:
    """One item, as each office tells it."""
    reader = request.reading.reader
    audit.record(reader, "read-news", entity)
    found = queries.one(reader, entity)
    if not found:
        raise Http404
    return render(request, "monitor/news_one.html", {"items": found, "first": found[0]})


@open_page
def news_feed(request: HttpRequest) -> HttpResponse:
    """What everyone may read, as Atom; an officer gets the same as the public."""
    audit.record(anonymous(), "read-news")
    wanted = Wanted.of(request.GET)
    language = feed.language(request)
    with translation.override(language):
        entries = [feed.of_news(request, each) for each in queries.news(anonymous(), wanted)[:FED]]
        about = feed.About(
            f"news/{language}", _("Seizure news"), "monitor-news", "monitor-news-feed", wanted.query()
        )
        return feed.answer(request, about, entries, language)


# A new item


@page(Does.CONTRIBUTE)
def news_new(request: HttpRequest) -> HttpResponse:
    """Write an item, see what will be published, sign it."""
    case = _case(request)
    initial = case.fields if case else {}
    form = NewsForm(request.POST or None, reader=request.reader, initial=initial)
    shown = None
    if request.method == "POST" and form.is_valid():
        shown = form.digest()
        sure = request.POST.get("deed") == "sign" and form.cleaned_data["seen"] == shown
        if sure and (answer := _sign(request, form, case)):
            return answer
    context = {"form": form, "shown": shown, "case": case, "office_alone": OFFICE, "public": PUBLIC}
    return render(request, "monitor/news_new.html", context)


def _case(request: HttpRequest) -> Taken | None:
    """What the case gives; 404 where the reader's office has none under this id."""
    id = request.GET.get("seizure", "") or request.POST.get("seizure", "")
    if not id:
        return None
    audit.record(request.reader, "read-profile", id[:32])
    found = taken(request.reader, id)
    if found is None:
        raise Http404
    return found


def _sign(request: HttpRequest, form: NewsForm, case: Taken | None) -> HttpResponse | None:
    """Signs it and goes to its page; None: the form is to be shown with what is wrong."""
    scope = form.scope()
    if scope.read and (asked := asked_first(request)):
        return asked
    basis = case.basis if case else []
    made = attempt(form, lambda: actions.release(request.reader, form.values(), scope, basis))
    if made is None:
        return None
    messages.success(
        request, _("Released.") if scope.read else _("Signed for your office. Nobody else reads it yet.")
    )
    return redirect("monitor-news-one", made)
