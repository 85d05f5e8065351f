"""Forms of shared terminals: enrolling a device, signing in with a PIN, choosing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.web.forms import Form, PasswordForm

PURPOSES = (
    _("border control"),
    _("report from the border"),
    _("direct line with the other side"),
    _("joint operation"),
)
"""What one does at a post's terminal; the first is the usual one."""


def digits(name: str = "off") -> forms.PasswordInput:
    attrs = {"inputmode": "numeric", "pattern": "[0-9]{6}", "maxlength": "6", "autocomplete": name}
    return forms.PasswordInput(attrs=attrs)


class EnrolForm(Form):
    office = forms.CharField(
        label=_("Office"), help_text=_("Its code, such as TJ-DCA."), max_length=32,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip
    code = forms.RegexField(
        r"^[0-9\s]{8,12}$", label=_("One-time code"), help_text=_("Eight digits, from the head of the office."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"invalid": _("The code has eight digits.")},
    )  # fmt: skip
    label = forms.CharField(
        label=_("What to call this device"), help_text=_("Such as “Phone of lane 2”."), max_length=60
    )


class PinForm(Form):
    """At the terminal."""

    pin = forms.CharField(label=_("PIN"), max_length=6, strip=False, widget=digits())
    purpose = forms.ChoiceField(label=_("Purpose of your work now"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(str(n), str(text)) for n, text in enumerate(PURPOSES)]

    def stated(self) -> str:
        return str(PURPOSES[int(self.cleaned_data["purpose"])])


class NewPinForm(PasswordForm):
    """Choosing one, with the password."""

    pin = forms.CharField(
        label=_("New PIN"), help_text=_("Six digits. Not a date, not a row such as 123456."), max_length=6,
        strip=False, widget=digits("new-password"),
    )  # fmt: skip
    again = forms.CharField(label=_("The same once more"), max_length=6, strip=False, widget=digits("new-password"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = _("Asked again, because the PIN stands for it at the terminals.")

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("pin", self.cleaned_data["again"]):
            raise ValidationError(gettext("The two do not agree."))
        return self.cleaned_data["again"]
