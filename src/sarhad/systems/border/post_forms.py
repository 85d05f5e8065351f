"""Forms of the post's page: traffic of a day, an asset, its condition."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access.reader import Reader
from sarhad.desk.clocks import today
from sarhad.kernel import model
from sarhad.systems.border import post
from sarhad.systems.border.week import MOST, offices_of
from sarhad.web.fields import field_for
from sarhad.web.forms import Form
from sarhad.web.templatetags.look import lang

NEW_ASSET = (
    "name", "category", "donor", "project", "amount", "currency", "handoverDate", "keeper", "condition", "handler",
    "inventoryNumber", "serialNumber",
)  # fmt: skip
CHANGED = ("condition", "keeper", "handler", "inspectedDate", "notes")
GROUPED = re.compile(r"(?<=\d)[\s,.'’](?=\d{3}(?!\d))")  # what stands between groups of three digits
CURRENCIES = ("USD", "EUR", "JPY", "TJS", "KZT", "KGS", "UZS", "TMT", "RUB")


class Count(forms.IntegerField):
    """A whole number as people write it: 12500, 12 500, 12,500."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(GROUPED.sub("", value) if isinstance(value, str) else value)


class TrafficForm(Form):
    """One day at one crossing. Empty means: nobody counted."""

    crossing = forms.ChoiceField(label=_("Border crossing"), required=False)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = post.crossings(reader)
        self.fields["crossing"].choices = [*known, ("", gettext("another, or the post as a whole"))]
        self.fields["crossing"].initial = known[0][0] if known else ""
        self.fields["day"].initial = self.today = today(reader)
        held = model.schema("TrafficCount").properties
        for way in post.DIRECTIONS:
            for name in post.COUNTED:
                label = f"{held['direction'].show(way, lang())}: {held[name].label(lang()).lower()}"
                self.fields[f"{way}_{name}"] = Count(
                    label=label, required=False, min_value=0, max_value=MOST,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                )  # fmt: skip
        self.fields["released"] = forms.BooleanField(
            label=_("Release to the office above"), required=False, initial=True
        )
        self.order_fields(["crossing", "day", "released"])  # then a row for each direction

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError(gettext("This day is still to come."))
        return day

    def counted(self) -> dict[tuple[str, str], int]:
        values = (
            (way, name, self.cleaned_data[f"{way}_{name}"]) for way in post.DIRECTIONS for name in post.COUNTED
        )
        return {(way, name): n for way, name, n in values if n is not None}


class AssetForm(Form):
    """What a donor handed over; only some of it when it changes."""

    def __init__(self, *args: Any, reader: Reader, asset: post.Asset | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = CHANGED if asset else NEW_ASSET
        spec = model.schema("DonatedAsset")
        for name in self.names:
            self.fields[name] = field_for(spec.properties[name], required=name == "name")
            self.fields[name].initial = asset.first(name) if asset else None
        offices = offices_of(reader)
        self.fields["keeper"] = forms.ChoiceField(
            label=spec.properties["keeper"].label(lang()), choices=[(each, each) for each in offices],
            initial=(asset and asset.first("keeper")) or reader.office,
        )  # fmt: skip
        self.order_fields(self.names)
        if asset is None:
            self.fields["name"].widget = forms.TextInput()
            self.fields["name"].help_text = _("Such as “Trailer X-ray” or the dog's name.")
            codes = [("", "—"), *((each, each) for each in CURRENCIES)]
            self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=codes, required=False)
            self.fields["condition"].initial = "working"
            self.order_fields(self.names)
            self.fields["released"] = forms.BooleanField(
                label=_("Release to the office above"), required=False, initial=True
            )

    def values(self) -> dict[str, list[str]]:
        given = ((name, self.cleaned_data[name]) for name in self.names)
        listed = {name: value if isinstance(value, list) else [value] for name, value in given}
        return {name: [each for each in values if each] for name, values in listed.items() if any(values)}
