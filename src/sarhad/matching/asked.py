"""What an officer typed or scanned at a post, as the subjects that it describes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sarhad.kernel import dates, model, mrz, mrz_lines, names
from sarhad.kernel.cleaners import UNREADABLE
from sarhad.kernel.dates import Order
from sarhad.kernel.mrz import Mrz
from sarhad.kernel.mrz_lines import MrzError
from sarhad.matching.records import Subject

LONGEST = {"name": 300, "birth": 40, "number": 60, "plate": 30, "nationality": 60, "sex": 20}  # characters
FEWEST = {"name": 2, "number": 4, "plate": 3}  # letters and digits, without which nothing is found but noise
PERSONAL = {"KAZ": r"\d{12}", "UZB": r"\d{14}", "KGZ": r"\d{14}", "AZE": r"[A-Z0-9]{7}"}
"""Where states of the region print the personal number: in the optional data of their documents."""
SHAPES = re.compile(r"\d{12}|\d{14}")  # of personal numbers in Kazakhstan, Uzbekistan and Kyrgyzstan
KEYPAD = re.compile(r"(\d\d)(\d\d)((?:19|20)\d\d)")  # never a year first: there is no month 19 or 20
CODES = {"D": "de", **dict.fromkeys(("GBD", "GBN", "GBO", "GBP", "GBS"), "gb"), "RKS": "xk"}
"""ICAO's codes that are no code of ISO 3166."""


@dataclass(frozen=True, slots=True)
class Asked:
    """As typed; whatever is not known stays empty. A name, a number, a plate or the lines are needed."""

    name: str = ""
    birth: str = ""  # in any form that the region writes; `order` tells 03.04 from 04.03
    number: str = ""  # of a passport, card or person
    plate: str = ""
    mrz: str = ""  # machine-readable lines
    nationality: str = ""
    sex: str = ""
    order: Order = "dmy"

    @property
    def text(self) -> str:
        """For the audit."""
        given = (self.name, self.birth, self.number, self.plate, self.mrz, self.nationality, self.sex)
        return " · ".join(" ".join(each.split()) for each in given if each.strip())


class Understood(NamedTuple):
    """Whom and what to look for, and what the officer should know about how it was read."""

    subjects: tuple[Subject, ...]  # a person, a vehicle, or both
    notes: tuple[str, ...]
    read: Mrz | None


def understood(asked: Asked, today: date | None = None) -> Understood:
    """Read what was typed.

    Raises:
        ValidationError: by field of `Asked` ("__all__" where nothing was given), each with its remedy.
    """
    asked = _scanned_into_a_field(asked)
    today = today or timezone.localdate()
    faults: dict[str, str] = {}
    given = {field: _tidy(field, getattr(asked, field), faults) for field in LONGEST}
    read = _document(asked.mrz, today, faults)
    birth = _births(given["birth"], asked.order, today, faults)
    if not faults and not any((given["name"], given["number"], given["plate"], read)):
        faults = _nothing(given)
    if faults:
        raise ValidationError(faults)
    notes = tuple(gettext(mrz.MESSAGES[note.key]) % note.values for note in read.notes) if read else ()
    return Understood(tuple(_subjects(given, birth, read)), notes, read)


def _scanned_into_a_field(asked: Asked) -> Asked:
    """Whoever scans with the cursor in the wrong field still means the document."""
    for field in ("name", "number"):
        text = getattr(asked, field)
        if not asked.mrz.strip() and text.count("<") > 1 and len(text) > 40:
            kept = {name: getattr(asked, name) for name in ("birth", "plate", "nationality", "sex", "order")}
            return Asked(mrz=text, **kept)
    return asked


TOO_LONG = _("This is longer than %(most)s characters. Write it shorter.")
TOO_SHORT = {
    "name": _("“%(text)s” is no name. Write at least two letters, in any script."),
    "number": _("“%(text)s” is too short for a document number. Type all of it."),
    "plate": _("“%(text)s” is too short for a plate. Type all of it."),
}


def _tidy(field: str, text: str, faults: dict[str, str]) -> str:
    """On one line, without what cannot be read."""
    text = " ".join(UNREADABLE.sub("", text.replace("\0", "")).encode("utf-8", "ignore").decode().split())
    if len(text) > LONGEST[field]:
        faults[field] = str(TOO_LONG) % {"most": LONGEST[field]}
    elif text and _telling(field, text) < FEWEST.get(field, 0):
        faults[field] = str(TOO_SHORT[field]) % {"text": text[:50]}
    return text


def _telling(field: str, text: str) -> int:
    if field == "name":
        return sum(char.isalpha() for char in text) if names.words(text) else 0
    return len(names.identifier(text))


def _document(text: str, today: date, faults: dict[str, str]) -> Mrz | None:
    if not text.strip():
        return None
    try:
        return mrz.parse(text, today)
    except MrzError as error:
        faults["mrz"] = gettext(mrz_lines.MESSAGES[error.key]) % error.values
        return None


def _births(text: str, order: Order, today: date, faults: dict[str, str]) -> list[str]:
    """One date; two for a year or month of the Solar Hijri calendar, which runs through two of ours."""
    if not text:
        return []
    try:
        found = _parsed(text, order)
    except dates.DateError as error:
        faults["birth"] = gettext(dates.MESSAGES[error.key]) % {**error.values, "text": error.values["text"][:50]}
        return []
    if found.iso > today.isoformat():
        faults["birth"] = gettext("This birth date lies in the future. Write it like 14.04.1983 or 1983.")
    return sorted({found.iso[:10], found.last[:10]})


def _parsed(text: str, order: Order) -> dates.Parsed:
    """Years about 1360 are of the calendar of Iran and Afghanistan; a keypad of figures alone types 14041983."""
    if figures := KEYPAD.fullmatch(text):
        text = ".".join(figures.groups())
    try:
        return dates.parse(text, order)
    except dates.DateError as error:
        if error.key != "calendar":
            raise
        return dates.parse(text, order, "solar-hijri")


def _nothing(given: Mapping[str, str]) -> dict[str, str]:
    if given["birth"]:
        return {"name": gettext("A birth date alone finds nobody. Add a name or a document number.")}
    return {"__all__": gettext("Scan the document, or type a name, a document number or a plate.")}


def _subjects(given: Mapping[str, str], birth: list[str], read: Mrz | None) -> Iterator[Subject]:
    person = _person(given, birth, read)
    if any(name in person for name in ("name", "passportNumber", "idNumber")):
        yield Subject("Person", model.clean("Person", person).properties)
    if given["plate"]:
        yield Subject("Vehicle", model.clean("Vehicle", {"registrationNumber": [given["plate"]]}).properties)


def _person(given: Mapping[str, str], birth: list[str], read: Mrz | None) -> dict[str, list[str]]:
    number = "idNumber" if SHAPES.fullmatch(names.identifier(given["number"])) else "passportNumber"
    found = {
        "name": [given["name"]], "birthDate": birth, number: [given["number"]],
        "nationality": [given["nationality"]], "gender": [given["sex"]],
    }  # fmt: skip
    for name, values in _of_document(read).items() if read else ():
        found[name] = [*values, *found.get(name, ())]
    return {name: [value for value in values if value] for name, values in found.items() if any(values)}


def _of_document(read: Mrz) -> dict[str, list[str]]:
    """A number that was mended is looked for as it was read, too."""
    misread = [note.values["given"] for note in read.notes if note.key == "number"]
    shape = PERSONAL.get(read.issuer)
    return {
        "name": [read.name],
        "birthDate": [read.birth],
        "gender": [{"M": "male", "F": "female"}.get(read.sex, "")],
        "nationality": [CODES.get(read.nationality, read.nationality)],
        "passportNumber": [read.number, *misread],
        "idNumber": [read.personal] if shape and re.fullmatch(shape, read.personal) else [],
    }
