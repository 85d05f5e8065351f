"""Pages of the direct line: all lines, one of them, the receipt that an officer signs."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sarhad.access import audit
from sarhad.access.middleware import WATCH
from sarhad.access.queries import known_parties
from sarhad.access.roles import Does
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Party
from sarhad.ledger.queries import heirs
from sarhad.systems.border import line
from sarhad.web.forms import Form, attempt, office_choices
from sarhad.web.gate import page
from sarhad.web.words import option, options

LONGEST = 4000  # characters of a message
EVERY = 60  # seconds between two looks at a thread that is watched


class MessageForm(Form):
    purpose = forms.ChoiceField(
        label=_("About"), required=False, help_text=_("The other side reads this in its own language.")
    )
    text = forms.CharField(
        label=_("Text"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    urgent = forms.BooleanField(label=_("Urgent: to be opened within 10 minutes"), required=False)
    once = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, initial={"once": uuid4().hex, "purpose": "other"}, **kwargs)
        self.fields["purpose"].choices = options("LineMessage", "purpose")


@page(Does.READ)
def lines(request: HttpRequest) -> HttpResponse:
    reader = request.reader
    if (named := request.GET.get("office", "")) and _other(request, named):
        return redirect("line", named)
    audit.record(reader, "read-line")
    found = line.lines(reader)
    names = {each.id: each for each in Party.objects.filter(id__in=[one.office for one in found])}
    rows = [(each, names[each.office], _about(each.last)) for each in found if each.office in names]
    known = {each.office for each in found}
    context = {"rows": rows, "offices": office_choices(but=[reader.office, *known]), "now": timezone.now()}
    return render(request, "border/lines.html", context)


@page(Does.READ)
def thread(request: HttpRequest, office: str) -> HttpResponse:
    """What two offices said to each other. Opening the page signs nothing: the officer does."""
    reader, other = request.reader, _other(request, office)
    if other is None:
        raise Http404
    writes = reader.may(Does.CONTRIBUTE) and not other.closed
    form = MessageForm(request.POST or None) if writes and WATCH not in request.GET else None
    given = request.method == "POST" and form and form.is_valid()
    if given and attempt(form, lambda: line.send(reader, office, **form.cleaned_data)):
        messages.success(request, __("Signed. %(office)s has not opened it yet.") % {"office": office})
        return redirect("line", office)
    audit.record(reader, "read-line", office)
    now, said = timezone.now(), line.thread(reader, office)
    context = {
        "other": other, "form": form, "watch": WATCH in request.GET, "every": EVERY, "most": line.THREAD,
        "rows": [(each, _about(each), each.waits(now), each.late(now)) for each in said],
        "unopened": sum(1 for each in said if not each.ours and not each.opened),
        "heirs": sorted(heirs(office)) if other.closed else [],
    }  # fmt: skip
    return render(request, "border/line.html", context)


@page(Does.CONTRIBUTE)
@require_POST
def confirm(request: HttpRequest, office: str) -> HttpResponse:
    """“Opened”: for one message or for all of that office."""
    one = request.POST.get("message", "")
    if _other(request, office) is None or (one and not is_id(one)):
        raise Http404
    if n := line.confirm(request.reader, office, one):
        text = ngettext("Signed: %(n)d message opened.", "Signed: %(n)d messages opened.", n)
        messages.success(request, text % {"n": n})
    return redirect("line", office)


def _other(request: HttpRequest, office: str) -> Party | None:
    """Another office, open or closed; all offices are known to all."""
    return known_parties(request.reader).filter(id=office, kind="office").exclude(id=request.reader.office).first()


def _about(message: line.Message | None) -> str:
    """In the reader's language."""
    code = message.purpose if message else ""
    return option("LineMessage", "purpose", code) if code != "other" else ""
