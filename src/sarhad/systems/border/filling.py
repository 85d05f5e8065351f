"""Filling in a form: choose it, go through its pages, check, sign. Each page that is sent is saved first.

Works without JavaScript: what an answer opens or closes is found out when its page is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect import waiting
from sarhad.collect.answers.parties import as_read_by, for_reader
from sarhad.collect.answers.starting import begin
from sarhad.collect.forms import Fault, Form, Instance, catalogue
from sarhad.collect.models import Submission
from sarhad.systems.border.files import take_file
from sarhad.systems.border.parts import Part, anchor
from sarhad.systems.border.steps import Step, place, steps
from sarhad.systems.border.typed import typed
from sarhad.web.gate import page
from sarhad.web.templatetags.look import lang

Named = TypeVar("Named", waiting.Draft, waiting.Waiting)
LATELY = 90  # days whose reports say which forms are used most
MOST_ROWS = 200  # of one repeat


@dataclass(slots=True)
class Filling:
    """A form that an officer is filling in; `draft` 0: nothing of it is saved yet."""

    form: Form
    instance: Instance
    files: Mapping[str, bytes] = field(default_factory=dict)
    draft: int = 0

    def address(self, step: int | str, more: str = "") -> str:
        if step == "check":
            return reverse("draft-check", args=[self.draft])
        return reverse("draft-step", args=[self.draft, step]) + more


@page(Does.CONTRIBUTE)
def choose(request: HttpRequest) -> HttpResponse:
    """Which form? Those that the office uses most come first."""
    forms = list(catalogue(request.reader.office).values())
    since = timezone.now() - timedelta(days=LATELY)
    rows = Submission.objects.filter(office=request.reader.office, received__gte=since)
    used = dict(rows.values_list("form").annotate(n=Count("pk")))
    forms.sort(key=lambda form: -used.get(form.id, 0))
    shown = [(form.id, form.title(lang()), about(form)) for form in forms]
    return render(
        request,
        "border/choose.html",
        {"forms": shown, "drafts": named(request.reader, waiting.drafts(request.reader)[:3])},
    )


def about(form: Form) -> str:
    """One line: what the form asks about, without where all forms begin and end."""
    titles = [title for child in form.children[1:-1] if (title := child.label(lang()))]
    return ", ".join(titles[:3]) + (" …" if len(titles) > 3 else "")


def named(reader: Reader, rows: Iterable[Named]) -> list[tuple[Named, str]]:
    """Drafts or submissions, each with the title of its form."""
    known = catalogue(reader.office)
    return [(each, known[each.form].title(lang()) if each.form in known else each.form) for each in rows]


# The pages of one form


@page(Does.CONTRIBUTE)
def start(request: HttpRequest, form: str) -> HttpResponse:
    """The first page of a new report; it becomes a draft when that page is sent."""
    known = catalogue(request.reader.office).get(form)
    if known is None:
        raise Http404
    own = for_reader(request.reader, known, lang())
    filling = Filling(own, begin(request.reader, own))
    if request.method == "POST":
        filling = _begun(request.reader, filling, request.POST.get("instance", ""))
    first = steps(filling.instance, lang())
    if not first:
        raise Http404
    return _page(request, filling, first[0].number)


def _begun(reader: Reader, filling: Filling, id: str) -> Filling:
    """The draft that the same page has made already (a second click), or else a new report under the page's id."""
    filling.instance.set_instance_id(id if id.startswith("uuid:") and len(id) < 60 else "")
    for each in waiting.drafts(reader)[:3]:
        found = waiting.draft(reader, each.id) if each.form == filling.form.id else None
        if found and found[1].instance_id == filling.instance.instance_id:
            return filling_of(reader, *found, each.id)
    return filling


def opened(request: HttpRequest, draft: int) -> Filling:
    """The officer's own draft; 404 for what is absent or another's."""
    found = waiting.draft(request.reader, draft)
    if found is None:
        raise Http404
    return filling_of(request.reader, *found, draft)


def filling_of(
    reader: Reader, _form: Form, instance: Instance, files: Mapping[str, bytes] | None = None, draft: int = 0
) -> Filling:
    """With the choices that this reader gets: the offices that it knows, the crossings that it sees."""
    own = as_read_by(reader, instance, lang())
    return Filling(own.form, own, files or {}, draft)


@page(Does.CONTRIBUTE)
def resume(request: HttpRequest, draft: int) -> HttpResponse:
    """To the first page that still needs an answer, or else to the check."""
    filling = opened(request, draft)
    asked = steps(filling.instance, lang(), filling.instance.faults(lang()))
    left = next((step for step in asked if step.faults), None)
    return redirect(filling.address(left.number if left else "check"))


@page(Does.CONTRIBUTE)
def step(request: HttpRequest, draft: int, step: int) -> HttpResponse:
    return _page(request, opened(request, draft), step)


def _page(request: HttpRequest, filling: Filling, number: int) -> HttpResponse:
    if request.method == "POST":
        return _taken(request, filling, number)
    faults = filling.instance.faults(lang()) if "faults" in request.GET else []
    return _asked(request, filling, number, faults)


def _asked(request: HttpRequest, filling: Filling, number: int, faults: list[Fault]) -> HttpResponse:
    asked = steps(filling.instance, lang(), faults)
    where = place(asked, number)
    if where is None:
        raise Http404
    now = asked[where.at - 1]
    if not filling.draft:
        filling.instance.set_instance_id()
    wrong = [part for top in now.parts for part in top.every() if part.errors]
    context = {
        "form": filling.form, "title": filling.form.title(lang()), "step": now, "steps": asked, "place": where,
        "wrong": wrong, "draft": filling.draft, "instance": filling.instance.instance_id,
        "more": "more" in request.GET, "files": filling.files,
    }  # fmt: skip
    return render(request, "border/step.html", context)


def _taken(request: HttpRequest, filling: Filling, number: int) -> HttpResponse:
    """Keep what the page holds, then go where its button leads."""
    before = {step.number: step for step in steps(filling.instance, lang())}
    if number not in before:
        raise Http404
    files, refused = _apply(request, filling, before[number])
    go, _sep, path = request.POST.get("go", "next").partition(":")
    target = _rows(filling.instance, go, path)
    filling.instance.recalculate()
    filling.draft = waiting.save_draft(request.reader, filling.form, filling.instance, files, filling.draft)
    if refused:
        return _asked(request, filling, number, refused)
    if target:
        return redirect(filling.address(number, f"#{target}"))
    return redirect(_next(filling, before[number], go, path))


def _apply(request: HttpRequest, filling: Filling, step: Step) -> tuple[dict[str, bytes], list[Fault]]:
    """Put what was typed into the instance; (new files, those that were refused)."""
    files: dict[str, bytes] = {}
    refused = []
    for part in (part for top in step.parts for part in top.every()):
        if part.look == "file":
            try:
                taken = take_file(request, part.path, part.value, len(filling.files) + len(files))
            except ValidationError as error:
                refused.append(Fault(part.path, part.number, part.label, " ".join(error.messages), "type"))
                continue
            files |= dict([taken]) if taken and taken[0] and taken[1] else {}
            if taken is not None:
                filling.instance.set(part.path, taken[0])
        elif _answered(part, request.POST):
            node = part.shown.node
            filling.instance.set(part.path, typed(node.kind, node.appearance, part.path, request.POST))
    return files, refused


def _answered(part: Part, given: QueryDict) -> bool:
    """Whether the page held a field for it. Boxes that nobody ticks are not sent at all."""
    if part.look in ("note", "fixed"):
        return False
    names = {"moment": f"{part.path}|d", "position": f"{part.path}|x"}
    return part.look in ("radio", "ticks", "tick", "rank") or names.get(part.look, part.path) in given


def _rows(instance: Instance, go: str, path: str) -> str:
    """Add or remove a row of a repeat; the anchor to go on at, or ""."""
    try:
        if go == "add" and instance.count(path) < MOST_ROWS:
            return anchor(instance.add(path))
        if go == "remove":
            instance.remove(path)
            return anchor(path.rpartition("[")[0])
    except (KeyError, ValueError, IndexError) as error:
        raise Http404 from error
    return ""


def _next(filling: Filling, before: Step, go: str, path: str) -> str:
    faults = filling.instance.faults(lang())
    asked = steps(filling.instance, lang(), faults)
    where = place(asked, before.number)
    if go == "stop":
        return reverse("report-log")
    if go == "check":
        return filling.address("check")
    if go == "step" and path.isdecimal() and place(asked, int(path[:4])):
        return filling.address(int(path))
    if where is None:  # its own answers closed it
        left = [step for step in asked if (step.number > before.number) is (go != "back")]
        return filling.address((left[-1] if go == "back" else left[0]).number if left else "check")
    now = asked[where.at - 1]
    if go == "back":
        return filling.address(where.before.number if where.before else now.number)
    if go == "next" and now.paths - before.paths:
        new = next(part for top in now.parts for part in top.every() if part.path not in before.paths)
        return filling.address(now.number, f"?more=1#{new.id}")
    if go == "next" and now.faults:
        return filling.address(now.number, "?faults=1")
    return filling.address(where.after.number if where.after else "check")


@page(Does.CONTRIBUTE)
@require_POST
def delete(request: HttpRequest, draft: int) -> HttpResponse:
    opened(request, draft)
    waiting.drop_draft(request.reader, draft)
    messages.success(request, _("The draft is deleted."))
    return redirect("report-log")
