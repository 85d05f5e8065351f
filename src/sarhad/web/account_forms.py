"""Forms of signing in: codes, keys, the password once more, and what an invited officer chooses."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.access import factors, sessions
from sarhad.access.models import Seat
from sarhad.access.reader import Reader, reader_for
from sarhad.web.forms import Form, PasswordForm, WhyForm

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "9", "autofocus": True}


def wrong_code() -> ValidationError:
    return ValidationError(gettext("This code is not right, or it was used already. Wait for the next one."))


class CodeForm(AuthenticateForm):
    """At signing in: six digits of the app, or eight of a recovery code."""

    code = forms.CharField(label=_("Code"), max_length=9, widget=forms.TextInput(attrs=DIGITS))

    def clean_code(self) -> str:
        forget = check_rate_limit(self.user)
        self.authenticator = factors.given(self.user, self.cleaned_data["code"])
        if self.authenticator is None:
            factors.note(self.user, "wrong-factor")
            raise wrong_code()
        forget()
        return self.cleaned_data["code"]


class KeyForm(AuthenticateWebAuthnForm):
    """At signing in: what a security key has answered, through the browser."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ValidationError:
            factors.note(self.user, "wrong-factor")
            raise
        except Exception as error:  # the parsers beneath raise whatever they stumble over
            factors.note(self.user, "wrong-factor")
            raise ValidationError(gettext("The key's answer cannot be read. Try again.")) from error


class NewKeyForm(AddWebAuthnForm):
    """Setting up a key: its name, and its first answer."""

    name = forms.CharField(
        label=_("What to call it"), help_text=_("Such as “blue key”."), max_length=60, required=False
    )

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError:
            raise
        except Exception as error:  # as above
            raise ValidationError(gettext("The key's answer cannot be read. Try again.")) from error


class NewAppForm(Form):
    code = forms.CharField(
        label=_("The six digits that the app shows now"), max_length=9, widget=forms.TextInput(attrs=DIGITS)
    )


class AgainForm(Form):
    """The password, or a code of the second factor in its place."""

    secret = forms.CharField(
        label=_("Your password, or a code of your second factor"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_secret(self) -> str:
        """Counts in the session when it is right. How often one may try is limited, as at signing in."""
        given, officer = self.cleaned_data["secret"], self.request.user
        if factors.CODE.fullmatch("".join(given.split())):
            forget = check_rate_limit(officer)
            if (found := factors.given(officer, given)) is None:
                factors.note(officer, "wrong-factor")
                raise wrong_code()
            forget()
            sessions.given_again(self.request, "mfa", id=found.pk, type=found.type)
        elif get_adapter().reauthenticate(officer, given):
            sessions.given_again(self.request, "password")
        else:
            raise ValidationError(gettext("This is not your password."))
        return ""


class NewPasswordForm(Form):
    """What an invited officer chooses."""

    password = forms.CharField(
        label=_("New password"), strip=False, max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same once more"), strip=False, max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, officer: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.officer)
        return self.cleaned_data["password"]

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise ValidationError(gettext("The two do not agree."))
        return self.cleaned_data["again"]


class PurgeForm(PasswordForm, WhyForm):
    """A purge takes two officers of the office: the second one signs in here, at the same desk."""

    second = forms.CharField(label=_("User name of the second officer"), max_length=150)
    second_password = forms.CharField(
        label=_("Password of the second officer"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    second_code = forms.CharField(
        label=_("Code of the second officer"),
        help_text=_("Of the app, or a recovery code."),
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    field_order = ("why", "password", "second", "second_password", "second_code")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not self.errors:
            found["approving"] = self._approver(found["second"].strip().lower(), found["second_password"])
        return found

    def _approver(self, username: str, password: str) -> Reader:
        """The second officer as a reader of the same office. The same words whatever is wrong."""
        officer = get_adapter().authenticate(self.request, username=username, password=password)
        office = self.request.reader.office
        seat = Seat.objects.current().select_related("officer").filter(officer=officer, office=office).first()
        known = seat is not None and username != self.request.reader.officer
        if not known or not factors.vouched(officer, seat, self.cleaned_data["second_code"]):
            raise ValidationError(gettext("The second officer is not known here, or the password is wrong."))
        return reader_for(seat, self.request.reader.purpose)
