"""Saving a chart as a contribution, opening a saved one to work on, and making one of two."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.entities.actions import Draft as Claimed
from sarhad.entities.actions import contribute, correct, new_entity
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel.claim import EntityId, FragmentRef, Scope
from sarhad.links.charts import changes, drafts
from sarhad.links.charts.drafts import Draft
from sarhad.links.charts.picture import Picture
from sarhad.links.charts.saved import Saved, properties, saved_chart
from sarhad.web.forms import Form
from sarhad.web.scopes import ScopeForm

OPERATIONS = 200


class Named(Form):
    """What a chart is called and shows."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=drafts.TITLE)
    summary = forms.CharField(
        label=gettext_lazy("What it shows"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The finding in a sentence or two. Whoever opens the chart reads it."),
    )  # fmt: skip
    operation = forms.ChoiceField(label=gettext_lazy("Operation"), required=False)
    field_order = ("title", "summary", "operation")

    def offer(self, reader: Reader) -> None:
        self.fields["operation"].choices = [("", "—"), *((id, name) for id, name, _group in operations(reader))]

    def values(self) -> dict[str, list[str]]:
        given = self.cleaned_data
        values = {"name": given["title"], "summary": given["summary"], "operation": given["operation"]}
        return {name: [value] for name, value in values.items() if value}


class NameForm(Named):
    """Of a chart that is saved again: who may open it stays."""

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(reader)


class SaveForm(Named, ScopeForm):
    """Of one that is saved for the first time: also who may open it."""

    field_order = ("title", "summary", "operation", "read", "level", "text", "secrecy", "tlp")

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.offer(reader)
        del self.fields["point"]
        self.fields["read"].label = _("Who may open it, besides your office")
        self.fields["read"].help_text = _("Each sees on it only what is released to them.")
        groups = {group: name for _id, name, group in operations(reader) if group}
        known = self.fields["read"].choices
        named = [(id, f"{groups[id]} · {id}" if id in groups else label) for id, label in known]
        self.fields["read"].choices = sorted(named, key=lambda each: each[0] not in groups)
        self.order_fields(self.field_order)

    def scope(self) -> Scope:
        return Scope(tuple(self.cleaned_data["read"]), (), (), self.handling())


def operations(reader: Reader) -> list[tuple[EntityId, str, str]]:
    """(id, code name, group of its offices or "") of those that the reader sees, by name."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _ in ids_listed(sight, "Operation", OPERATIONS)))
    sight.see(ids)
    found = [(id, together(sight.statements(id))) for id in ids]
    groups = {id: first(values, "group") for id, values in found}
    named = [(id, first(values, "name") or id[:8], groups[id]) for id, values in found]
    known = set(reader.groups)
    return sorted(
        ((id, name, group if group in known else "") for id, name, group in named), key=lambda e: (e[1], e[0])
    )


def save(
    reader: Reader, draft: Draft, seen: Picture, values: dict[str, list[str]], scope: Scope | None
) -> EntityId:
    """The entity of the Chart. Raises ValidationError, and PermissionDenied of who may not contribute.

    Args:
        scope: None: correct what it was saved as, whose readers stay.
    """
    chart = Claimed("Chart", {**values, **properties(draft.state, seen)}, draft.saved)
    if scope is not None:
        chart.entity = new_entity(reader)
        before = saved_chart(reader, draft.saved) if draft.saved else None
        chart.basis = (before.ref,) if before else ()  # another's chart that it was begun from
        ref = FragmentRef(contribute(reader, [chart], scope).id, 0)
    else:
        ref = FragmentRef(correct(reader, _unchanged(reader, draft), chart).id, 0)
    drafts.rename(reader, draft.number, values["name"][0])
    drafts.is_saved(reader, draft.number, chart.entity, str(ref))
    return chart.entity


def corrects(reader: Reader, draft: Draft) -> Saved | None:
    """The chart of the reader's own office that saving the draft corrects; None: it becomes a new one."""
    found = saved_chart(reader, draft.saved, reader.office) if draft.saved else None
    return found if found and found.held else None


def _unchanged(reader: Reader, draft: Draft) -> FragmentRef:
    """What is corrected, if nobody has saved it since it was opened. Raises ValidationError."""
    found = corrects(reader, draft)
    if found is None or str(found.ref) != draft.ref:
        raise ValidationError(
            _("A colleague has saved this chart since you opened it. Merge it into yours and save, or save as new.")
        )
    return found.ref


# Opening what was saved


def work_on(reader: Reader, chart: Saved) -> int:
    """A draft that begins from a saved chart as its reader sees it: the number. One's own is opened once."""
    open_ = drafts.own(reader).filter(saved=chart.id, ref=str(chart.ref)).first()
    if open_:
        return int(open_.pk)
    audit.record(reader, "begin-chart", chart.id)
    return drafts.begin(reader, chart.name, chart.state, saved=chart.id, ref=str(chart.ref))


def merge(reader: Reader, number: int, which: str) -> Draft | None:
    """Bring another chart onto this one: `which` is the number of a draft, or the entity of a saved chart.

    A saved one that this draft came from counts as known then, so that it can be saved again.
    """
    if which.isascii() and which.isdecimal():
        other = drafts.draft(reader, int(which[:18]))
        state = other.state if other else None
    else:
        chart = saved_chart(reader, which)
        state = chart.state if chart else None
    if state is None:
        raise ValidationError(_("Choose a chart to bring in."))
    after = drafts.change(reader, number, lambda mine: changes.merge(mine, state))
    if after and after.saved == which and chart:
        drafts.is_saved(reader, number, which, str(chart.ref))
    return after
