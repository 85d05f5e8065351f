"""What is asked of the lists of substances and of the rules."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import substances, units
from sarhad.systems.monitor.kinds.queries import SHOW
from sarhad.web.days import DayForm, day_field
from sarhad.web.fields import Number
from sarhad.web.forms import Form
from sarhad.web.words import lang

LABELS = (_("all substances"), _("in a schedule today"), _("new psychoactive substances"), _("precursors"))


class SearchForm(Form):
    """Which substances to list."""

    q = forms.CharField(
        label=_("Substance, by name or number"), max_length=100, required=False,
        help_text=_("In any spelling, English or Russian; a street name, an HS code, a CAS number"),
    )  # fmt: skip
    show = forms.ChoiceField(label=_("Which"), required=False, choices=list(zip(SHOW, LABELS, strict=True)))


class ConvertForm(DayForm):
    """An amount to convert into kilograms."""

    amount = Number(label=_("Amount"), max_length=40, help_text=_("Such as 1000 or 12,5"))
    unit = forms.ChoiceField(label=_("Unit"))
    substance = forms.CharField(
        label=_("Substance"), max_length=100, required=False,
        help_text=_("Any name or spelling; empty: unknown"),
    )  # fmt: skip
    day = day_field(_("Day of the seizure"), required=False, hint=_("A day, month or year; empty: as of today"))
    days = ("day",)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _units()

    def clean_substance(self) -> str:
        name: str = self.cleaned_data["substance"].strip()
        known = substances.substance(name) if name else None
        if name and not known:
            raise ValidationError(
                gettext("“%(name)s” is not in the list of substances. Look for it there, or leave this empty.")
                % {"name": name}
            )
        return known.code if known else ""


def _units() -> list[tuple[str, list[tuple[str, str]]]]:
    """The units under the headings of their dimensions."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in units.all_units().values():
        found.setdefault(each.dimension, []).append((each.code, each.label(lang())))
    said = units.dimensions()
    return [(str(said[code]["ru" if lang() == "ru" else "en"]), rows) for code, rows in found.items()]
