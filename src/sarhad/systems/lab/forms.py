"""The form of a laboratory result."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.kernel.units import all_units, unit
from sarhad.systems.lab.records import Item
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Files, Number, Several
from sarhad.web.templatetags.look import lang

SAMPLE = ("sampleNumber", "laboratory")
RESULT = (
    "reportNumber", "date", "netWeight", "netUnit", "substance", "purity", "uncertainty", "adulterant", "method",
    "laboratory", "chemist", "conclusion",
)  # fmt: skip


class ResultForm(DayForm):
    """What one examination of one sample of a seized item found."""

    days = ("date",)

    sampleNumber = forms.CharField(label=_("Sample number"), max_length=100, help_text=_("On the label or seal"))
    laboratory = forms.CharField(label=_("Laboratory"), max_length=200)
    reportNumber = forms.CharField(label=_("Report number"), required=False, max_length=100)
    date = day_field(_("Date of the report"), hint=_("Day first, such as 14.04.2026"))
    netWeight = Number(
        label=_("Net weight of the whole item"), required=False, max_length=100,
        help_text=_("Without packaging. It takes the place of the reported weight in figures."),
    )  # fmt: skip
    netUnit = forms.CharField(
        label=_("Unit"), required=False, max_length=50, widget=forms.TextInput(attrs={"list": "units"})
    )
    substance = Several(label=_("Substance found"), max_length=2000, help_text=_("Several: one on each line"))
    purity = Number(label=_("Purity, %"), required=False, max_length=20)
    uncertainty = Number(
        label=_("Uncertainty, %"), required=False, max_length=20, help_text=_("In percentage points, k = 2")
    )
    adulterant = Several(label=_("Adulterants"), required=False, max_length=2000)
    method = forms.CharField(
        label=_("Method"),
        required=False,
        max_length=300,
        help_text=_("Such as GC-MS, with the procedure's version"),
    )
    chemist = forms.CharField(label=_("Chemist"), required=False, max_length=200)
    conclusion = forms.CharField(
        label=_("Conclusion"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 2})
    )
    files = Files(label=_("The report as a scan"), required=False, help_text=_("JPEG, PNG, WebP, GIF, TIFF or PDF"))

    def __init__(self, *args: Any, item: Item, chemist: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = timezone.localdate().strftime("%d.%m.%Y")
        self.fields["substance"].initial = item.substance
        self.fields["netUnit"].initial = item.reported[0].unit if item.reported else ""
        self.fields["chemist"].initial = chemist

    def units(self) -> list[str]:
        """Masses and volumes, offered; other spellings of them are taken too."""
        return [each.label(lang()) for each in all_units().values() if each.to_kilograms("1")]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        self._check_weight(found)
        for name in ("purity", "uncertainty"):
            if found.get(name) and float(found[name]) > 100:
                self.add_error(name, gettext("A share is at most 100 %."))
        if found.get("uncertainty") and not found.get("purity"):
            self.add_error("purity", gettext("Give the purity that this is the uncertainty of."))
        return found

    def _check_weight(self, found: dict[str, Any]) -> None:
        weight, written = found.get("netWeight"), found.get("netUnit")
        if not weight:
            return
        if float(weight) == 0:
            self.add_error(
                "netWeight", gettext("A net weight is above zero. Leave it empty if it was not weighed.")
            )
        known = unit(written) if written else None
        if not written:
            self.add_error("netUnit", gettext("Give the unit, such as kg."))
        elif known is None or known.to_kilograms("1") is None:
            text = gettext("“%(unit)s” is not a unit of weight that is known here, such as kg or g.")
            self.add_error("netUnit", text % {"unit": written})

    def values(self, names: tuple[str, ...]) -> dict[str, list[str]]:
        """By property, empty ones left out; a unit without a weight says nothing."""
        given = {name: self.cleaned_data.get(name) or [] for name in names}
        if not given.get("netWeight"):
            given.pop("netUnit", None)
        return {name: value if isinstance(value, list) else [value] for name, value in given.items() if value}
