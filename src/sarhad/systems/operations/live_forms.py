"""Forms of the live part: a leg, a permission, an event on a leg, a line of the log. Times by a zone's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import dates
from sarhad.kernel.calendars import zone
from sarhad.systems.operations import log, times
from sarhad.systems.operations.legs import Leg
from sarhad.systems.operations.live_words import city
from sarhad.systems.operations.permissions import Paper, Word
from sarhad.web.fields import Number, Record
from sarhad.web.forms import Form, country_choices
from sarhad.web.words import option, options

HINT = _("Day and time, such as 14.04.2026 18:00")
OFFICES = {"list": "offices"}  # the page has a <datalist> of that name


def typed(at: datetime, where: ZoneInfo) -> str:
    """As it would be typed by the clocks there."""
    return at.astimezone(where).strftime("%d.%m.%Y %H:%M")


def _text(label: Any, *, long: bool = False, needed: bool = False, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput(attrs=attrs)
    most = log.LONGEST if long else 200
    return forms.CharField(label=label, required=needed, max_length=most, help_text=hint, widget=widget)


class TimedForm(Form):
    """With instants as people type them, by the clocks of one place; `clean` makes them aware."""

    instants: tuple[str, ...] = ()
    zone = forms.ChoiceField(label=_("Whose clock"), required=False)

    def __init__(self, *args: Any, own: str, **kwargs: Any) -> None:
        """`own` is what the first choice is called: the clock that is meant if nothing is chosen."""
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = [("", own), *((each, city(each)) for each in times.zones())]

    def where(self, found: dict[str, Any]) -> ZoneInfo:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        where = self.where(found)
        for name in self.instants:
            if text := found.get(name):
                try:
                    found[name] = times.typed(text, where, last=name == "until")
                except dates.DateError as error:
                    self.add_error(name, gettext(times.MESSAGES[error.key]) % error.values)
        since, until = found.get("since"), found.get("until")
        if isinstance(since, datetime) and isinstance(until, datetime) and until <= since:
            self.add_error("until", gettext("It ends before it begins."))
        found["where"] = where
        return found

    def written(self, name: str) -> str:
        at = self.cleaned_data.get(name)
        return times.written(at) if at else ""


class LegForm(TimedForm):
    """A stretch inside one state."""

    instants = ("since", "until")
    field_order = (
        "country", "order", "from_place", "to_place", "since", "until", "zone", "hands_over", "takes_over",
        "transport", "vehicle", "note",
    )  # fmt: skip

    country = forms.ChoiceField(label=_("State"))
    order = Number(label=_("Order"), max_length=4, required=False, help_text=_("1 for the first leg"))
    from_place = _text(pgettext_lazy("place", "From"))
    to_place = _text(pgettext_lazy("place", "To"))
    since = _text(_("Enters or sets out"), hint=HINT)
    until = _text(_("Leaves or is handed over"), hint=HINT)
    hands_over = _text(_("Hands over"), hint=_("The office that has the load in sight, such as TJ-DCA"), **OFFICES)
    takes_over = _text(_("Takes over"), hint=_("At the end of the leg; empty at the last one"), **OFFICES)
    transport = _text(_("Transport"), hint=_("Lorry, train, parcel"))
    vehicle = Record(label=_("Vehicle on record"), required=False, help_text=_("The address of its page"))
    note = _text(_("Note"), long=True)

    def __init__(self, *args: Any, leg: Leg | None = None, order: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, own=gettext("That state's own clock"), **kwargs)
        self.fields["country"].choices = country_choices()
        self.initial = _of_leg(leg) if leg else {"order": order}

    def where(self, found: dict[str, Any]) -> ZoneInfo:
        return times.named(found.get("zone", ""), found.get("country", ""))

    def values(self) -> dict[str, list[str]]:
        given = self.cleaned_data
        names = {
            "country": "country", "order": "order", "fromPlace": "from_place", "toPlace": "to_place",
            "handsOver": "hands_over", "takesOver": "takes_over", "transport": "transport", "vehicle": "vehicle",
            "note": "note",
        }  # fmt: skip
        values = {prop: given[name] for prop, name in names.items()}
        values |= {"startDate": self.written("since"), "endDate": self.written("until")}
        return {name: [value] for name, value in values.items() if value}


def _of_leg(leg: Leg) -> dict[str, Any]:
    names = (
        "country", "from_place", "to_place", "hands_over", "takes_over", "transport", "vehicle", "note",
    )  # fmt: skip
    own = {name: getattr(leg, name) for name in names}
    where = zone(leg.country)
    clocks = {name: typed(at, where) for name in ("since", "until") if (at := getattr(leg, name))}
    return {**own, **clocks, "order": f"{leg.order:g}" if leg.order else ""}


class PermissionForm(TimedForm):
    """What a state has said to the load crossing it; a new paper, or a further word on one."""

    instants = ("since", "until", "date")
    field_order = (
        "country", "status", "authority", "number", "since", "until", "date", "zone", "conditions", "request",
    )  # fmt: skip

    country = forms.ChoiceField(label=_("State"))
    status = forms.ChoiceField(label=_("What it said"), widget=forms.RadioSelect)
    authority = _text(_("Authority"), hint=_("Who permits, such as the prosecutor's office"))
    number = _text(pgettext_lazy("paper", "Number"))
    since = _text(_("Valid from"), hint=HINT)
    until = _text(_("Valid until"), hint=HINT)
    date = _text(_("Said on"), hint=_("Empty: now. Of a permission taken back: from when on"))
    conditions = _text(_("Conditions"), long=True)
    request = Record(label=_("Our request"), required=False, help_text=_("The address of its page"))

    def __init__(
        self, *args: Any, paper: Paper | None = None, word: Word | None = None, country: str = "", **kwargs: Any
    ) -> None:
        """`word`: that is corrected."""
        super().__init__(*args, own=gettext("That state's own clock"), **kwargs)
        self.fields["country"].choices = country_choices()
        every = options("DeliveryPermission", "permissionStatus")
        offered = [each for each in every if word or _next(each[0], paper)]
        self.fields["status"].choices = offered
        self.initial = {"country": country, "status": offered[0][0]}
        if paper:
            del self.fields["country"]
            self.initial |= {"authority": paper.authority, "number": paper.number}
        if paper and word:
            clocks = {"since": word.since, "until": word.until, "date": word.at}
            self.initial |= {"status": word.status, "conditions": paper.conditions, "request": paper.request}
            self.initial |= {name: typed(at, zone(paper.country)) for name, at in clocks.items() if at}
        self.state = paper.country if paper else ""

    def where(self, found: dict[str, Any]) -> ZoneInfo:
        return times.named(found.get("zone", ""), found.get("country", self.state))

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        found["date"] = found.get("date") or timezone.now().astimezone(found["where"])
        if found.get("status") == "granted":
            if not found.get("until") and "until" not in self.errors:
                self.add_error("until", gettext("Say until when it is valid, day and time."))
            found["since"] = found.get("since") or found["date"]
        return found

    def values(self) -> dict[str, list[str]]:
        given = self.cleaned_data
        values = {name: given[name] for name in ("authority", "number", "conditions", "request")}
        values |= {"country": given.get("country", self.state), "permissionStatus": given["status"]}
        values["date"] = self.written("date")
        if given["status"] == "granted":
            values |= {"startDate": self.written("since"), "endDate": self.written("until")}
        return {name: [value] for name, value in values.items() if value}


def _next(status: str, paper: Paper | None) -> bool:
    """Nothing is taken back that was never said; what was asked for is not asked for again."""
    return status != ("requested" if paper else "revoked")


class OnceForm(TimedForm):
    """Something that happened, signed once however often the button is pressed."""

    instants = ("at",)
    at = _text(_("When"), hint=_("Empty: now. Day and time, such as 14.04.2026 18:00"))
    once = forms.RegexField("^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, here: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = here
        self.initial = {"once": self.new_once(), **self.initial}

    @staticmethod
    def new_once() -> str:
        return uuid4().hex

    def where(self, found: dict[str, Any]) -> ZoneInfo:
        return times.named(found["zone"]) if found.get("zone") else self.here

    def moment(self) -> datetime:
        return self.cleaned_data["at"] or timezone.now().astimezone(self.cleaned_data["where"])

    def drawn(self) -> str:
        """What makes it the same thing when it is sent again: a changed time makes it another."""
        return f"{self.cleaned_data['once']} {self.cleaned_data['at'] or ''}"


class EventForm(OnceForm):
    field_order = ("step", "at", "zone", "place", "note", "once")

    step = forms.ChoiceField(label=_("What happened"), widget=forms.RadioSelect)
    place = _text(pgettext_lazy("place", "Where"))
    note = _text(_("Note"), long=True)

    def __init__(self, *args: Any, leg: Leg, steps: list[str], step: str = "", **kwargs: Any) -> None:
        super().__init__(*args, own=gettext("The clock of that state"), here=zone(leg.country), **kwargs)
        self.fields["step"].choices = [(each, option("LegStep", "step", each)) for each in steps]
        self.initial["step"] = step


class LineForm(OnceForm):
    field_order = ("kind", "text", "why", "at", "zone", "place", "level", "leg", "once")

    kind = forms.ChoiceField(label=pgettext_lazy("log", "Kind"))
    text = _text(_("What happened"), long=True, needed=True)
    why = _text(_("Why"), long=True, hint=_("Of a decision: what spoke for it"))
    place = _text(pgettext_lazy("place", "Where"))
    level = forms.ChoiceField(label=_("Level of command"), required=False)
    leg = forms.ChoiceField(label=_("Leg"), required=False)

    def __init__(self, *args: Any, legs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, own=gettext("Our office's clock"), **kwargs)
        self.fields["kind"].choices = options("OperationLogLine", "logType")
        self.fields["level"].choices = [("", "—"), *options("CommandPost", "level")]
        self.fields["leg"].choices = [("", "—"), *legs]
        if not legs:
            del self.fields["leg"]

    def line(self) -> log.Line:
        given = self.cleaned_data
        rest = (given["place"], given["level"], given.get("leg", ""))
        return log.Line(given["text"], self.moment(), given["kind"], given["why"], given["where"].key, *rest)


class CorrectionForm(LineForm):
    """A line anew, and why."""

    because = forms.CharField(
        label=_("Why it is corrected"), max_length=500, help_text=_("What it said before stays in the log.")
    )
