"""Rules for passwords beside Django's own: some variety, and not the old one again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.models import Officer

DIFFERENT = 6
A_NAME = 4  # letters; shorter ones stand in ordinary words


class VariedValidator:
    """Twelve characters that are few in truth: `aaaaaaaaaaaa`, `123123123123`, or one's own name twice."""

    def validate(self, password: str, user: object = None) -> None:
        rest = password.casefold()
        for name in _names(user):
            rest = rest.replace(name, "")
        if len(set(rest)) < DIFFERENT:
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("At least %(n)d of its characters must be different, beside your name.") % {"n": DIFFERENT}


def _names(user: object) -> list[str]:
    words = [user.username, *user.name.split()] if isinstance(user, Officer) else []
    return [word.casefold() for word in words if len(word) >= A_NAME]


class AnotherValidator:
    """Not the same again."""

    def validate(self, password: str, user: object = None) -> None:
        if isinstance(user, Officer) and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(self.get_help_text())

    def get_help_text(self) -> str:
        return _("It must not be the password that you have now.")
