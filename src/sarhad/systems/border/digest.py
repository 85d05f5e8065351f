"""The digest on one or two sheets of paper, as PDF: for the head of the post and for the national authority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from sarhad.access.handling import Answer, Use, may, strictest
from sarhad.access.reader import Reader
from sarhad.collect.export_forms import mark
from sarhad.desk.plans.records import Item
from sarhad.kernel import model
from sarhad.kernel.papers import is_rtl, pdf
from sarhad.ledger.models import Party
from sarhad.systems.border.records import Report
from sarhad.systems.border.week import Open, Week, still_open, week
from sarhad.web.templatetags.look import day, lang, party_name
from sarhad.web.words import option

TEMPLATE = Path(__file__).parent / "digest.typ"
LISTED = 25  # lines of one list


def draw(reader: Reader, since: date, until: date, to: str) -> bytes:
    """The PDF in language `to`."""
    with translation.override(to):
        return pdf(TEMPLATE, content(reader, since, until))


def content(reader: Reader, since: date, until: date) -> dict[str, Any]:
    """Everything that the digest says, in the active language, as `digest.typ` takes it.

    What may be counted is counted; what may not be printed without asking its owner is not named.
    """
    found, open_now = week(reader, since, until), still_open(reader)
    printed = [each for each in found.reports if _may_print(each)]
    office = Party.objects.filter(id=reader.office).first()
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    return {
        "lang": lang(),
        "title": _("Digest of the post"),
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "office": f"{party_name(office)} · {reader.office}",
        "period": f"{day(found.since)} – {day(found.until)}",
        "handling": mark(strictest(each.handling for each in printed)) if printed else "H0",
        "tables": [each for each in _tables(found, open_now) if each["rows"]],
        "lists": [each for each in _lists(found, open_now) if each["lines"]],
        "left_out": _left_out(len(found.reports) - len(printed)),
        "none": "" if found.reports or found.traffic else _("Nothing was reported in these days."),
        "printed": _("Printed %(at)s UTC by %(office)s") % {"at": at, "office": reader.office},
    }


def _may_print(report: Report) -> bool:
    return may(Use.EXPORT, report.handling, report.held) in (Answer.YES, Answer.MARKED)


def _left_out(n: int) -> str:
    return _("Counted but not named, because the owner must be asked first: %(n)d.") % {"n": n} if n else ""


def _tables(found: Week, open_now: Open) -> Iterable[dict[str, Any]]:
    kinds = [(option("Report", "reportType", kind) or "—", n) for kind, n in _most(found.kinds)]
    yield _table(_("Reports by kind"), [*kinds, (_("Together"), found.kinds.total())] if kinds else [])
    if len(found.offices) > 1:
        yield _table(_("Reports by office"), _most(found.offices))
    yield _table(_("Traffic"), [(_direction(*key), n) for key, n in found.traffic.items()])
    quality = [(_("Average completeness"), f"{found.complete} %")] if found.complete is not None else []
    quality += [(_("Urgent reports"), len(found.urgent))] if found.reports else []
    quality += [(option("Feedback", "usefulness", code), n) for code, n in _most(found.feedback)]
    yield _table(_("Quality and feedback"), quality)
    waits = [
        (_("Forms that wait for correction"), open_now.quarantined),
        (_("Requests to answer"), len(open_now.requests)),
        (_("Recommendations due within 30 days"), len(open_now.recommendations)),
    ]
    yield _table(_("Open on the day of printing"), waits)


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    """The largest first, in an order that does not depend on which came first."""
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))


def _table(title: str, rows: Iterable[tuple[str, int | str]]) -> dict[str, Any]:
    shown = [
        (name, number_format(n, use_l10n=True, force_grouping=True) if isinstance(n, int) else n)
        for name, n in rows
    ]
    return {"title": title, "rows": shown}


def _direction(code: str, name: str) -> str:
    way = option("TrafficCount", "direction", code) or _("Both ways")
    return f"{way}: {model.schema('TrafficCount').properties[name].label(lang()).lower()}"


def _lists(found: Week, open_now: Open) -> Iterable[dict[str, Any]]:
    seized = [(each, "; ".join(what)) for each, what in found.seized if _may_print(each)]
    yield _list(_("Seizures"), [_line(each, what) for each, what in seized])
    refused = [each for each in found.reports if each.kind == "refusal" and _may_print(each)]
    yield _list(_("Refusals of entry"), [_line(each) for each in refused])
    yield _list(_("Urgent"), [_line(each) for each in found.urgent if _may_print(each)])
    yield _list(_("Recommendations due"), [_due(each) for each in open_now.recommendations if _own(each)])


def _own(item: Item) -> bool:
    return may(Use.EXPORT, item.handling, item.held) in (Answer.YES, Answer.MARKED)


def _list(title: str, lines: list[str]) -> dict[str, Any]:
    more = len(lines) - LISTED
    shown = [*lines[:LISTED], *([_("and %(n)d more") % {"n": more}] if more > 0 else [])]
    return {"title": title, "lines": [{"text": each, "rtl": is_rtl(each)} for each in shown]}


def _line(report: Report, more: str = "") -> str:
    parts = (day(report.date[:10]), report.title or option("Report", "reportType", report.kind), report.place, more)
    return " · ".join(part for part in parts if part)


def _due(item: Item) -> str:
    return " · ".join(part for part in (day(item.state.due) if item.state.due else "", item.name) if part)
