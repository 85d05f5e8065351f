"""Dates in forms, as people of the region write them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from sarhad.kernel import dates
from sarhad.web.forms import Form


class DayForm(Form):
    """With dates as people write them, day first, which become ISO."""

    days: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for name in self.days:
            if text := found.get(name):
                try:
                    found[name] = dates.parse(text, "dmy").iso
                except dates.DateError as error:
                    self.add_error(name, gettext(dates.MESSAGES[error.key]) % error.values)
        return found


def day_field(label: Any, required: bool = True, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=40, help_text=hint)
