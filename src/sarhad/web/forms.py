"""Forms of the pages, as plain Django forms. What an act refuses is added to the form by `attempt`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sarhad.access.acts import LABELS as ACTS
from sarhad.access.grades import SCHEMES
from sarhad.access.models import Seat
from sarhad.access.queries import known_parties
from sarhad.access.reader import Reader
from sarhad.access.roles import ALONE, LABELS, Does
from sarhad.entities.records import Query
from sarhad.kernel import model
from sarhad.kernel.claim import PUBLIC, Grade
from sarhad.ledger.models import Party
from sarhad.web.templatetags.look import country, lang, party_name

T = TypeVar("T")


def attempt(form: forms.Form, deed: Callable[[], T]) -> T | None:
    """Do it; what it refuses (ValidationError) becomes the form's error and the answer is None."""
    try:
        return deed()
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return None


class Form(forms.Form):
    """Without colons after labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})


NEAR = ("tj", "kz", "kg", "tm", "uz", "az", "ru", "af", "ir", "pk", "cn")
"""States of the region and its neighbours, which lists of countries begin with."""


def office_choices(but: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Open offices, by id."""
    return _named(Party.objects.filter(kind="office").exclude(id__in=list(but)))


def party_choices(reader: Reader) -> list[tuple[str, str]]:
    """Whom the reader can name in a scope: everyone, groups that it knows of, and the other offices."""
    known = known_parties(reader).exclude(id=reader.office)
    groups, offices = _named(known.filter(kind="group")), _named(known.filter(kind="office"))
    return [*groups, *offices, (PUBLIC, gettext("everyone (public)"))]


def _named(found: QuerySet[Party]) -> list[tuple[str, str]]:
    return [(each.id, f"{each.id} · {party_name(each)}") for each in found.filter(closed="").order_by("id")]


def country_choices() -> list[tuple[str, str]]:
    """Those near first, then all others by name."""
    from followthemoney.types import registry

    names = {code: country(code) for code in registry.country.names}
    rest = sorted((name, code) for code, name in names.items() if code not in NEAR)
    return [("", "—"), *((code, names[code]) for code in NEAR), *((code, name) for name, code in rest)]


# One's own account


class SeatForm(Form):
    """The office that one acts for, and why; asked once a session."""

    seat = forms.ChoiceField(label=_("You act for"), widget=forms.RadioSelect)
    purpose = forms.CharField(
        label=_("Purpose of your work now"),
        help_text=_("A case, an operation or a task, such as “case 2026-114”. It stands beside all that you open."),
        max_length=200,
    )

    def __init__(self, *args: Any, seats: list[Seat], names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = [(str(each.pk), _seat_label(each, names)) for each in seats]
        if len(seats) == 1:
            self.fields["seat"].initial = str(seats[0].pk)


def _seat_label(seat: Seat, names: dict[str, str]) -> str:
    roles = ", ".join(str(label) for role, label in LABELS.items() if role in seat.roles)
    return f"{seat.office} · {names.get(seat.office, '')} ({roles})"


class TokenForm(Form):
    purpose = forms.CharField(label=_("Purpose"), help_text=_("Which program, and what for."), max_length=200)
    expires = forms.DateField(
        label=_("Valid until"), help_text=_("At most a year."), widget=forms.DateInput(attrs={"type": "date"})
    )


class PhoneForm(Form):
    device = forms.CharField(
        label=_("Phone or tablet"),
        help_text=_("As your office calls it, such as “post phone 2”. It stands in the audit."),
        max_length=60,
    )


# Offices, officers, groups


SORTS = {
    "agency": _("agency"),
    "post": _("post at a border"),
    "unit": _("unit"),
    "team": _("team"),
    "centre": _("regional centre"),
    "observer": _("observer"),
}


class OfficeForm(Form):
    id = forms.RegexField(
        r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$",
        label=_("Code"),
        help_text=_("Capitals, digits and hyphens, such as TJ-DCA. It never changes."),
        max_length=32,
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    sort = forms.ChoiceField(label=_("Kind"), choices=list(SORTS.items()))
    parent = forms.ChoiceField(
        label=_("Part of"), required=False, help_text=_("Says where it belongs. It passes no access up or down.")
    )
    passphrase = forms.CharField(
        label=_("Passphrase of its root key"),
        help_text=_("At least 12 characters. Write it down and lock it away: it cannot be recovered."),
        min_length=12,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = country_choices()
        self.fields["parent"].choices = [("", "—"), *office_choices()]


def role_choices(*, own_office_only: bool) -> list[tuple[str, str]]:
    """A head hands out no role of an administrator or auditor."""
    return [(str(role), str(label)) for role, label in LABELS.items() if not (own_office_only and role in ALONE)]


class RolesForm(Form):
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices(own_office_only=not reader.may(Does.OPERATE))


class OfficerForm(RolesForm):
    """A new account with its first seat."""

    field_order = ("name", "username", "language", "office", "roles", "password")

    name = forms.CharField(
        label=_("Name"), help_text=_("As colleagues read it, such as N. Rahimova."), max_length=200
    )
    username = forms.CharField(
        label=_("User name"), help_text=_("Stands in entries and in the audit; it never changes."), max_length=150
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    office = forms.ChoiceField(label=_("Office"))
    password = forms.CharField(
        label=_("First password"),
        help_text=_("Leave it empty: the officer gets a link and chooses one."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        every = office_choices()
        own = [choice for choice in every if choice[0] == reader.office]
        self.fields["office"].choices = every if reader.may(Does.OPERATE) else own
        self.fields["office"].initial = reader.office


class SeatOfForm(RolesForm):
    """A further seat for an officer who has an account."""

    username = forms.CharField(label=_("User name"), max_length=150)
    office = forms.ChoiceField(label=_("Office"))
    field_order = ("username", "office", "roles")

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, reader=reader, **kwargs)
        self.fields["office"].choices = office_choices()


class PasswordForm(Form):
    """The officer's own password once more, before what is hard to undo."""

    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Asked again because this reaches beyond your office or cannot be undone."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.order_fields([name for name in self.fields if name != "password"])

    def clean_password(self) -> str:
        """Checked by allauth, which also limits how often one may try."""
        from allauth.account.adapter import get_adapter

        password = self.cleaned_data["password"]
        if not get_adapter().reauthenticate(self.request.user, password):
            raise ValidationError(gettext("This is not your password."))
        return password


class CloseForm(PasswordForm):
    """Closing an office: who takes over."""

    heir = forms.ChoiceField(label=_("Heir"), help_text=_("Takes over records, grants and what was received."))
    second = forms.ChoiceField(label=_("Second heir"), required=False)
    schemata = forms.MultipleChoiceField(
        label=_("Records that pass to the second heir"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, office: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = office_choices(but=[office])
        self.fields["heir"].choices = offices
        self.fields["second"].choices = [("", "—"), *offices]
        kinds = ("Person", "Vehicle", "Phone", "Organization", "Company", "Seizure", "SeizedItem", "CriminalCase")
        self.fields["schemata"].choices = [(name, model.schema(name).plural(lang())) for name in kinds]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if bool(found.get("second")) != bool(found.get("schemata")):
            raise ValidationError(gettext("A second heir and the records that pass to it go together."))
        if found.get("second") and found["second"] == found.get("heir"):
            raise ValidationError(gettext("Name two different heirs."))
        return found


class GroupForm(Form):
    name = forms.RegexField(
        r"^[a-z0-9]+(-[a-z0-9]+)*$", label=_("Code"), help_text=_("a–z, digits and hyphens."), max_length=40
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    members = forms.MultipleChoiceField(label=_("Members"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = office_choices()


class MembersForm(Form):
    members = forms.MultipleChoiceField(label=_("Admit"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, but: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = office_choices(but)


# The audit


def sorted_acts() -> list[tuple[str, str]]:
    return sorted(((code, str(label)) for code, label in ACTS.items()), key=lambda act: act[1])


class AuditForm(Form):
    """Filters of the audit; all optional."""

    officer = forms.CharField(label=_("Officer"), required=False, max_length=150)
    act = forms.ChoiceField(label=_("Act"), required=False, choices=lambda: [("", gettext("Any")), *sorted_acts()])
    what = forms.CharField(
        label=_("About"), required=False, max_length=80, help_text=_("A record's or contribution's id.")
    )
    since = forms.DateField(
        label=pgettext_lazy("date", "From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=pgettext_lazy("date", "To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


# Search

BARS = (("4x4", "A1"), ("4x4", "B2"), ("4x4", "C3"), ("admiralty", "B2"))


class SearchForm(Form):
    """Words and filters of a search, from its address. What cannot be read counts as not given."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=60)
    owner = forms.CharField(required=False, max_length=40)
    grade = forms.ChoiceField(label=_("Grade at least"), required=False)
    since = forms.DateField(
        label=_("Stated since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = gettext("%(code)s or better (%(scheme)s)")
        self.fields["grade"].choices = [("", gettext("Any"))] + [
            (f"{scheme}:{code}", text % {"code": code, "scheme": SCHEMES[scheme].label}) for scheme, code in BARS
        ]

    def query(self) -> Query:
        given = self.cleaned_data
        kind = given.get("kind", "")
        scheme, _colon, code = given.get("grade", "").partition(":")
        since = given.get("since")
        return Query(
            text=given.get("q", ""),
            schema=kind if model.schema(kind) else "",
            owner=given.get("owner", ""),
            grade=Grade(scheme, code) if code else None,
            since=since.isoformat() if since else "",
        )


# Judgements


class JudgeForm(Form):
    verdict = forms.ChoiceField(
        label=_("These two records are"),
        choices=[("same", _("the same")), ("different", _("different")), ("unsure", _("unsure: one cannot tell"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=_("Why"),
        help_text=_("What you compared, such as “phone and photograph agree”. Your office reads it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


# Acts on statements


class WhyForm(Form):
    why = forms.CharField(
        label=_("Why"),
        help_text=_("Your office reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
