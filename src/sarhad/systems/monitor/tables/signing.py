"""Pages on which a table is taken in: choose the file, check how it is understood, sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.roles import Does
from sarhad.collect.errors import BadFile
from sarhad.ledger.derive import is_id
from sarhad.systems.monitor.tables import actions, kinds, numbers, queries, reading, rows, waiting, words
from sarhad.systems.monitor.tables.columns import columns_of
from sarhad.systems.monitor.tables.forms import ABOUT, FIXED_FIELDS, CheckForm, FileForm, NumbersForm, posted
from sarhad.systems.monitor.tables.queries import Published
from sarhad.systems.monitor.tables.rows import Found
from sarhad.systems.monitor.tables.waiting import Read, Waiting
from sarhad.web.forms import attempt
from sarhad.web.gate import page
from sarhad.web.words import lang, option

FIRST, SAMPLE, NUMBERS, FAULTY = 6, 8, 15, 20  # rows of the file; rows and numbers as read; faults
FIXED = ("order", "decimal", "country", "unit")  # what is said for all rows of a table of seizures


@page(Does.CONTRIBUTE)
def new(request: HttpRequest) -> HttpResponse:
    """Choose a file; nothing is signed before one has seen how it is understood."""
    edition = _edition(request)
    kind = edition.source.kind if edition else request.GET.get("kind", "")
    form = FileForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
        kept = waiting.keep(request.reader, file.chunks(), file.name or "", kind, edition.id if edition else "")
        try:
            kinds.guessed(kind, kept.path, kept.name)
        except BadFile as bad:
            kept.drop()
            form.add_error("file", f"{bad.fault.message} {bad.fault.remedy}")
        else:
            return redirect("monitor-table-check", kept.id)
    return render(request, "monitor/table_new.html", {"form": form, "edition": edition})


def _edition(request: HttpRequest, id: str = "") -> Published | None:
    """The table of the own office that a new edition is of."""
    wanted = id or request.GET.get("edition", "")
    if not wanted:
        return None
    audit.record(request.reader, "read-table", wanted[:64])
    found = queries.table(request.reader, wanted) if is_id(wanted) else None
    if found is None or not found.by.held:
        raise Http404
    return found


@page(Does.CONTRIBUTE)
def check(request: HttpRequest, id: str) -> HttpResponse:
    """How the file is understood; look again, sign, or drop it."""
    kept = waiting.find(request.reader, id)
    if kept is None:
        raise Http404
    deed = request.POST.get("deed", "")
    if deed == "drop":
        kept.drop()
        messages.success(request, _("The file is removed from this node. Nothing of it was signed."))
        return redirect("monitor-tables")
    edition = _edition(request, kept.edition) if kept.edition else None
    seizures = kept.kind == words.SEIZURES
    form, shown = (_seizures if seizures else _numbers)(request, kept, edition, deed == "sign")
    guessed = str(shown.pop("guessed"))
    columns = _columns(form, guessed, kept)
    read = waiting.understood(kept, columns) if columns else Read()
    if form.is_bound and columns and (answer := _next(request, form, kept, edition, columns, read)):
        return answer
    context = {
        "form": form, "kept": kept, "edition": edition, "read": read,
        "waits": bool(columns) and not (read.path or read.fault),
        "kind": option("StatisticalTable", "tableType", kept.kind),
        "about": [form[name] for name in ("name", *ABOUT, "lacks")],
    }  # fmt: skip
    found = _understood(read, columns) if seizures else _understood_numbers(read)
    return render(request, "monitor/table_check.html", context | shown | found)


Shown = dict[str, Any]


def _seizures(
    request: HttpRequest, kept: Waiting, edition: Published | None, sign: bool
) -> tuple[CheckForm, Shown]:
    looked = reading.looked_at(kept.path)
    form = CheckForm(
        request.POST or None, reader=request.reader, guessed=looked.columns, signing=sign, edition=bool(edition),
        initial=_initial(kept, edition),
    )  # fmt: skip
    headers = [(place + 1, text, form[f"c{place}"]) for place, text in enumerate(looked.columns.header)]
    first = [row for _n, row in looked.first[:FIRST]]
    return form, {
        "guessed": looked.columns.json(),
        "parts": [("", headers, first)],
        "fixed": [form[name] for name in FIXED],
    }


def _numbers(
    request: HttpRequest, kept: Waiting, edition: Published | None, sign: bool
) -> tuple[NumbersForm, Shown]:
    looked = kinds.numbers_of(kept.kind, kept.path, kept.name)
    form = NumbersForm(
        request.POST or None, reader=request.reader, looked=looked, signing=sign, edition=bool(edition),
        initial=_initial(kept, edition),
    )  # fmt: skip
    parts = []
    for n, part in enumerate(looked.columns.parts):
        headers = [(place + 1, text, form[f"r{n}_{place}"]) for place, text in enumerate(looked.heading(part))]
        parts.append((looked.grids[part.sheet].name, headers, looked.first(part, FIRST)))
    return form, {
        "guessed": kinds.as_json(looked.columns), "parts": parts, "fixed": [form[name] for name in FIXED_FIELDS],
    }  # fmt: skip


def _initial(kept: Waiting, edition: Published | None) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": kept.name.rpartition(".")[0] or kept.name}
    if edition:
        own = edition.by.properties
        plain = {name: min(own.get(name, ("",))) for name in ("name", *ABOUT)} | {"lacks": own.get("lacks", [])}
    return plain | kept.draft


def _columns(form: CheckForm | NumbersForm, guessed: str, kept: Waiting) -> str:
    """As the form says, as it said when it was looked at last, or as guessed; "": the form says nothing usable."""
    if form.is_bound:
        return form.columns() if form.is_valid() else ""
    return str(kept.draft.get("columns") or guessed)


def _next(
    request: HttpRequest,
    form: CheckForm | NumbersForm,
    kept: Waiting,
    edition: Published | None,
    columns: str,
    read: Read,
) -> HttpResponse | None:
    """Signs it, or notes what was said and shows the page anew; None: the form is shown with what is wrong."""
    if read.fault:
        form.add_error(None, f"{read.fault.message} {read.fault.remedy}")
        return None
    seen = str(kept.draft.get("columns") or "")
    kept.note(posted(dict(request.POST.lists())) | {"columns": columns})
    if request.POST.get("deed") != "sign":
        return redirect("monitor-table-check", kept.id)
    if read.path is None or (seen and seen != columns):
        messages.info(request, _("The columns have changed. Look at how the file is read now, then sign."))
        return redirect("monitor-table-check", kept.id)
    return _sign(request, form, kept, edition, columns, read)


def _sign(
    request: HttpRequest,
    form: CheckForm | NumbersForm,
    kept: Waiting,
    edition: Published | None,
    columns: str,
    read: Read,
) -> HttpResponse | None:
    if read.path is None:
        return None
    said = columns_of(columns)
    found = rows.summary(read.path, said) if said else numbers.summary(read.path)
    given = form.cleaned_data
    about = form.about()
    about = {**about, "startDate": about["startDate"] or found.first, "endDate": about["endDate"] or found.last}
    table = actions.Given(
        given["name"], kept.kind, kept.path, kept.name, columns, found.rows, about, tuple(given["lacks"])
    )
    if edition:
        made = attempt(form, lambda: actions.renew(request.reader, edition, table, given["why"]))
    else:
        made = attempt(form, lambda: actions.add(request.reader, table, form.scope()))
    if made is None:
        return None
    kept.drop()
    messages.success(request, _("Signed: %(n)d rows.") % {"n": found.rows})
    return redirect("monitor-table", made)


def _understood(read: Read, columns: str) -> dict[str, Any]:
    """The rows as read, counts, what is unknown."""
    said = columns_of(columns) if columns else None
    if read.path is None or said is None:
        return {}
    found = rows.summary(read.path, said)
    faulty = rows.some(read.path, said, lang(), Found("faults <> ''"), f"ORDER BY row LIMIT {FAULTY}")
    return {
        "summary": found, "sample": rows.some(read.path, said, lang(), Found(), f"ORDER BY row LIMIT {SAMPLE}"),
        "faulty": [(row.number, *each) for row in faulty for each in _faults(row)],
        "unknown": [(words.FIELD_LABELS[name], names) for name, names in found.unknown.items()],
    }  # fmt: skip


def _understood_numbers(read: Read) -> Shown:
    if read.path is None:
        return {}
    return {
        "numbers": numbers.some(read.path, NUMBERS), "told": numbers.summary(read.path), "bad": read.bad[:FAULTY],
        "bad_more": max(len(read.bad) - FAULTY, 0),
    }  # fmt: skip


def _faults(row: rows.Row) -> Iterator[tuple[words.Text, str, words.Text, words.Text]]:
    """(field, as written, what is wrong, remedy)"""
    for code in row.faults:
        yield words.field_of(code), row.written(code.partition(":")[0]), *words.fault(code)
