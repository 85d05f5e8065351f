"""The form that issues a profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sarhad.web.fields import Several
from sarhad.web.forms import PasswordForm
from sarhad.web.scopes import ScopeForm


class IssueForm(PasswordForm, ScopeForm):
    """What people write into a profile, and whom it is for."""

    name = forms.CharField(label=_("Title"), max_length=200)
    laws = Several(
        label=_("Laws and strategies"), required=False, max_length=8000, help_text=_("Several: one on each line")
    )
    contacts = Several(
        label=_("Contacts"), required=False, max_length=4000,
        help_text=_("Offices to turn to, as they may be published; one on each line"),
    )  # fmt: skip
    field_order = ("name", "laws", "contacts", "read", "point", "level", "text", "secrecy", "tlp", "password")

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, request=request, reader=request.reader, **kwargs)
        self.order_fields(self.field_order)
