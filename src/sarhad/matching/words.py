"""Reasons and verdicts in words, for the page, the API and the command line."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sarhad.kernel import display
from sarhad.matching.records import Reason

Texts = dict[str, str | Promise]

NAMES: Texts = {
    "agrees": gettext_lazy("The name agrees: %(left)s – %(right)s"),
    "similar": gettext_lazy("The name is similar: %(left)s – %(right)s"),
    "differs": gettext_lazy("The name is another one: %(left)s – %(right)s"),
    "missing": gettext_lazy("Only one of the names has: %(left)s%(right)s"),
}

NOTES: Texts = {
    "spelling": gettext_lazy("spelled in another way"),
    "one-name": gettext_lazy("spellings of one name"),
    "dialect": gettext_lazy("one name in two languages"),
    "unwritten": gettext_lazy("vowels that Arabic script leaves out"),
    "mistake": gettext_lazy("a letter or two differ"),
    "joined": gettext_lazy("joined or apart"),
    "initial": gettext_lazy("an initial stands for the name"),
    "role": gettext_lazy("as another part of the name"),
    "missing-word": gettext_lazy("a word is left out"),
    "other-word": gettext_lazy("another word stands in its place"),
    "family-ending": gettext_lazy("another ending of the family name"),
    "family-sex": gettext_lazy("the family name has the other sex's ending"),
    "other-sex": gettext_lazy("the father's name has the other sex's ending"),
    "respect": gettext_lazy("an ending of respect is left out"),
    "servant": gettext_lazy("Abdul- is left out"),
    "article": gettext_lazy("the article al- is left out"),
    "legal-form": gettext_lazy("the legal form is another one"),
}
"""What makes two spellings one, or tells them apart."""

DATES: Texts = {
    "same": gettext_lazy("The birth date agrees: %(left)s"),
    "swapped": gettext_lazy("The birth dates agree if day and month are exchanged: %(left)s – %(right)s"),
    "digit": gettext_lazy("The birth dates differ in one figure: %(left)s – %(right)s"),
    "near": gettext_lazy("The birth dates are near each other: %(left)s – %(right)s"),
    "year": gettext_lazy("The year of birth agrees; the day is not known: %(left)s – %(right)s"),
    "month": gettext_lazy("Year and month of birth agree: %(left)s – %(right)s"),
    "beside": gettext_lazy("The years of birth stand side by side: %(left)s – %(right)s"),
    "same-year": gettext_lazy("Born in the same year on another day: %(left)s – %(right)s"),
    "differs": gettext_lazy("The birth date is another one: %(left)s – %(right)s"),
}

NUMBERS: Texts = {
    "id": gettext_lazy("The document or personal number agrees: %(left)s"),
    "phone": gettext_lazy("The phone number agrees: %(left)s"),
    "email": gettext_lazy("The e-mail address agrees: %(left)s"),
    "plate": gettext_lazy("The plate agrees: %(left)s"),
    "vin": gettext_lazy("The VIN agrees: %(left)s"),
    "container": gettext_lazy("The container number agrees: %(left)s"),
    "case": gettext_lazy("The case number agrees: %(left)s"),
}

OTHERS: dict[tuple[str, str], str | Promise] = {
    ("gender", "agrees"): gettext_lazy("The sex agrees"),
    ("gender", "differs"): gettext_lazy("The sex is another one"),
    ("country", "agrees"): gettext_lazy("The country agrees: %(left)s"),
    ("country", "differs"): gettext_lazy("The country is another one: %(left)s – %(right)s"),
    ("birthPlace", "agrees"): gettext_lazy("The birthplace agrees: %(left)s"),
    ("birthPlace", "differs"): gettext_lazy("The birthplace is another one: %(left)s – %(right)s"),
    ("address", "agrees"): gettext_lazy("The address agrees: %(left)s"),
    ("personal-number", "differs"): gettext_lazy("The personal number is another one: %(left)s – %(right)s"),
}


def say(reason: Reason) -> str:
    """One reason as a sentence in the reader's language."""
    text = str(_text(reason)) % {"left": _shown(reason, reason.left), "right": _shown(reason, reason.right)}
    notes = [str(NOTES[note]) for note in reason.note.split() if note in NOTES]
    return f"{text} ({', '.join(notes)})" if notes else text


def _text(reason: Reason) -> str | Promise:
    if reason.feature == "name":
        return NAMES[reason.finding]
    if reason.feature == "birthDate":
        return DATES[reason.note.removeprefix("date-")]
    found = OTHERS.get((reason.feature, reason.finding)) or NUMBERS.get(reason.feature)
    return found or _("Another number agrees: %(left)s")


def _shown(reason: Reason, value: str) -> str:
    if reason.feature == "birthDate":
        return _day(value)
    if reason.feature == "country":
        return ", ".join(display.show("country", each, get_language() or "en") for each in value.split(", "))
    return value


def _day(value: str) -> str:
    """A date as people write it; years and months as they are."""
    try:
        return date_format(date.fromisoformat(value[:10])) if len(value) >= 10 else value
    except ValueError:
        return value
