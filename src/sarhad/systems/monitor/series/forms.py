"""The form of a single observed price."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_name
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import units
from sarhad.web.days import day_field
from sarhad.web.forms import country_choices
from sarhad.web.planning import Written
from sarhad.web.words import lang, options

WEIGHED = ("gram", "kilogram", "litre", "millilitre", "tablet", "piece")
NUMBERS = ("price", "lowest", "highest", "dollars", "perAmount", "purity")
CURRENCIES = ("USD", "AFN", "AZN", "EUR", "IRR", "KGS", "KZT", "PKR", "RUB", "TJS", "TMT", "TRY", "UZS", "CNY")


def _number(label: Any, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=40, help_text=hint)


class PriceForm(Written):
    """What a drug or precursor cost, where, when, and how one knows."""

    facts = (
        "substance", "market", "price", "currency", "perAmount", "perUnit", "lowest", "highest", "dollars",
        "purity", "date", "country", "region", "method",
    )  # fmt: skip
    days = ("date",)

    substance = forms.CharField(
        label=_("Substance"), max_length=200, help_text=_("A drug or precursor, as the source names it")
    )
    market = forms.ChoiceField(label=_("Market"))
    price = _number(_("Typical price"), required=True, hint=_("Such as 900 or 12.50"))
    currency = forms.ChoiceField(label=_("Currency"))
    perAmount = _number(_("For how much"), hint=_("Empty: one unit"))
    perUnit = forms.ChoiceField(label=pgettext_lazy("of an amount", "Unit"))
    lowest = _number(_("Lowest price seen"))
    highest = _number(_("Highest price seen"))
    dollars = _number(_("Dollars for one unit of the currency"), hint=_("The rate of that day, if you know it"))
    purity = _number(_("Purity, %"), hint=_("If it was measured"))
    date = day_field(_("When"), hint=_("A day, a month or a year"))
    country = forms.ChoiceField(label=pgettext_lazy("country", "State"))
    region = forms.CharField(label=_("Region or town"), max_length=200, required=False)
    method = forms.CharField(
        label=_("How one knows"), max_length=300, required=False, help_text=_("Such as test purchases, interviews")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = units.all_units()
        self._choose("market", options("PriceObservation", "market"))
        self._choose(
            "currency", [(code, f"{code}, {get_currency_name(code, locale=lang())}") for code in CURRENCIES]
        )
        self._choose("perUnit", [(code, known[code].label(lang())) for code in WEIGHED if code in known])
        self._choose("country", country_choices())

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for name in NUMBERS:
            if found.get(name):
                self._read(found, name)
        low, high = (self._value(found, name) for name in ("lowest", "highest"))
        if low is not None and high is not None and high < low:
            self.add_error("highest", gettext("The highest price is below the lowest. Exchange them."))
        purity = self._value(found, "purity")
        if purity is not None and not 0 < purity <= 100:
            self.add_error("purity", gettext("Give a share between 0 and 100."))
        if self._value(found, "perAmount") == 0:
            self.add_error("perAmount", gettext("Give the amount that the price is for, such as 1."))
        return found

    def _read(self, found: dict[str, Any], name: str) -> None:
        text = found[name].replace("\u00a0", "").replace(" ", "").replace(",", ".")
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value < 10**12:
            self.add_error(name, ValidationError(gettext("Give a number, such as 900 or 12.50.")))
        else:
            found[name] = format(value, "f")

    def _value(self, found: dict[str, Any], name: str) -> Decimal | None:
        return Decimal(found[name]) if found.get(name) and name not in self.errors else None
