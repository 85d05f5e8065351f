"""The inbox: what waits for this officer, and what the own office did lately."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sarhad.access.queries import history
from sarhad.access.reader import Reader
from sarhad.access.roles import Does, Role
from sarhad.desk import clocks
from sarhad.entities.sight import Sight
from sarhad.kernel import envelope, model
from sarhad.kernel.claim import ACTS
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Feed, Fragment
from sarhad.matching.inbox import inbox
from sarhad.systems.border import line
from sarhad.systems.border.queries import told, urgent
from sarhad.systems.exchange import recalls
from sarhad.systems.exchange.views import home_cards
from sarhad.systems.operations.journeys import warnings
from sarhad.systems.operations.tasks import waiting as operations_waiting
from sarhad.systems.programme.views import home_card
from sarhad.systems.wanted.queries import due_for_review, reported
from sarhad.systems.wanted.rows import rows
from sarhad.web import sharing, uploads
from sarhad.web.gate import page
from sarhad.web.hits import items_of, shown

RECENT = 8
FEW = 5
HITS, POINTERS = 4, 2  # the others stand on a page of their own


class Recent(NamedTuple):
    """An entry of the own office, as its list shows it."""

    id: str
    made_at: int
    schema: str
    count: int
    caption: str


@page()
def home(request: HttpRequest) -> HttpResponse:
    reader, today = request.reader, clocks.today(request.reader)
    if not reader.may(Does.READ):
        return render(request, "web/home_other.html", {"today": today})
    found = inbox(reader)
    items = items_of(found)
    hits, pointers = shown(reader, [*found.pairs[:HITS], *found.pointers[:POINTERS]], "read-inbox")
    context: dict[str, Any] = {
        "today": today,
        "hits": hits,
        "pointers": pointers,
        "hit_count": len(items),
        "offers": sharing.offers(reader),
        "waiting_recalls": recalls.received(reader, waiting=True, ours=False),
        "may_sign": recalls.may_sign(reader),
        "late_recalls": recalls.late(reader)[:RECENT],
        "recent": recent(reader),
        "imports": uploads.waiting(reader),
        **wanted(reader),
        "urgent": urgent(reader, timezone.localdate())[:RECENT],
        "told": told(reader)[:FEW],
        "lines": line.waiting(reader),
        "deliveries": warnings(reader, timezone.now()),
        "now": timezone.now(),
        "operations": operations_waiting(reader),
        **home_cards(reader),
        **home_card(reader),
        "at_border": Role.BORDER_OFFICER in reader.roles,
    }
    lists = ("offers", "imports", "lines", "operations", "drafts", "waiting_recalls", "deliveries")
    counted = sum(len(context[name]) for name in lists)
    context["waiting"] = len(items) + counted + context["to_answer_count"]
    return render(request, "web/home.html", context)


def wanted(reader: Reader) -> dict[str, Any]:
    """Own notices whose review is due, and what posts reported on own notices, each with whom it is about."""
    today, sight = timezone.localdate(), Sight(reader)
    due = due_for_review(reader, today=today)[:RECENT]
    seen = reported(reader, today=today)[:RECENT]
    captions = {id: found.caption for each in seen for id in each.subjects if (found := sight.summary([id]))}
    named = [(each, next((captions[id] for id in each.subjects if id in captions), "")) for each in seen]
    return {"reviews": rows(sight, due, today), "sightings": named}


def recent(reader: Reader) -> list[Recent]:
    """The last entries of the own office, of which the reader sees something."""
    feeds = Feed.objects.filter(office=reader.office)
    entries = [entry for feed in feeds for entry in Entry.objects.filter(feed=feed).order_by("-seq")[: RECENT * 2]]
    found = (_recent(reader, entry) for entry in sorted(entries, key=lambda entry: -entry.pos)[: RECENT * 2])
    return [each for each in found if each][:RECENT]


def _recent(reader: Reader, entry: Entry) -> Recent | None:
    first = entry.pos * ITEMS_PER_ENTRY
    rows = history(reader).filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY)
    item = rows.order_by("id").first()
    if item is None:
        return None
    header, _signed, _signature = envelope.open_stub(bytes(entry.stub))
    return Recent(entry.id, header.made_at, item.schema, rows.count(), _caption(item))


def _caption(item: Fragment) -> str:
    """What it is called; "" for what has no name: an act, and a step or a count, which hold but a code or a day."""
    spec = None if item.schema in ACTS else model.schema(item.schema)
    if spec is None:
        return ""
    properties = orjson.loads(item.data)["properties"]
    caption = model.caption(item.schema, properties)
    shown = [spec.properties[name] for name in spec.caption_props if caption in properties.get(name, ())]
    return "" if any(prop.options or prop.type == "date" for prop in shown) else caption
