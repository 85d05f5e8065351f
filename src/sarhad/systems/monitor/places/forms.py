"""What is asked of the gazetteer, and what a spelling means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarhad.systems.monitor.places.names import NEAR
from sarhad.systems.monitor.places.queries import country_name, region_name, regions
from sarhad.web.forms import Form
from sarhad.web.words import lang

NOWHERE = "-"


def countries() -> list[tuple[str, str]]:
    return sorted(((code, country_name(code, lang())) for code in NEAR), key=lambda pair: pair[1])


class SearchForm(Form):
    """A name, and where to look for it."""

    q = forms.CharField(
        label=_("Name of a place"), max_length=200, required=False,
        help_text=_("As a table or a record writes it, in any script"),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("All countries")), *countries()]


class SettleForm(Form):
    """What one spelling means; nothing is chosen beforehand."""

    region = forms.ChoiceField(label=_("Region"))
    reason = forms.CharField(
        label=_("How do you know?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as a map, a list of districts, the office that made the table"),
    )  # fmt: skip

    def __init__(self, *args: Any, land: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((region_name(each.code, lang()), each.code) for each in regions(land))
        self.fields["region"].choices = [
            ("", "—"),
            *((code, f"{name} ({code})") for name, code in named),
            (NOWHERE, _("No region: it is no place in this country")),
        ]

    def code(self) -> str:
        code: str = self.cleaned_data["region"]
        return "" if code == NOWHERE else code
