"""Words of the pages about tables: kinds, fields, what can be wrong with a cell and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

SEIZURES = "seizures"
FIELD_LABELS: dict[str, Text] = {
    "country": _("Country"),
    "region": _("Region"),
    "place": _("Place"),
    "date": _("Date"),
    "substance": _("Substance"),
    "amount": _("Amount"),
    "unit": _("Unit"),
    "transport": _("Transport"),
    "concealment": _("Concealment"),
    "premises": _("Premises"),
    "direction": pgettext_lazy("seizure", "Direction"),
    "cause": _("Cause"),
    "found": _("How it was found"),
    "origin": _("Country of origin"),
    "departure": _("Country of departure"),
    "transit": _("Country of transit"),
    "destination": _("Country of destination"),
    "office": _("Authority"),
    "reference": _("Number of the case"),
}
ORDER_LABELS: dict[str, Text] = {
    "ymd": _("year first: 2026-01-25"),
    "dmy": _("day first: 25.01.2026"),
    "mdy": _("month first: 01/25/2026"),
}
DECIMAL_LABELS: dict[str, Text] = {
    "": _("as each number shows"),
    ".": _("a point: 12.5"),
    ",": _("a comma: 12,5"),
}

_COPY = _("Correct it in a copy of the file and add that as a new edition.")
_COUNTRY = _("Check the spelling, or choose a country for the whole file.")
_ORDER = _("Say in which order dates are written.")
_ONE_DAY = _("Give the day, month or year that is sure in a copy of the file.")
_DECIMAL = _("Say which sign stands before decimals.")
_NUMBER = _("Give one number in a copy of the file.")

FAULTS: dict[str, tuple[Text, Text]] = {
    "country:missing": (_("No country."), _COUNTRY),
    "country:unknown": (_("Nobody knows this country."), _COUNTRY),
    "date:missing": (_("No date; the row stands in no month."), _ONE_DAY),
    "date:unreadable": (_("This is not a date."), _ONE_DAY),
    "date:ambiguous": (_("Day and month could be either."), _ORDER),
    "date:order": (_("Not written in the order that was chosen."), _ORDER),
    "date:range": (_("More than one date."), _ONE_DAY),
    "date:approximate": (_("The date is not sure."), _ONE_DAY),
    "substance:missing": (_("No substance; it counts as unknown."), _COPY),
    "substance:unknown": (
        _("Nobody knows this name; it counts as unknown."),
        _("Tell whoever runs the node: a name of a substance can be added to its list."),
    ),
    "amount:missing": (_("No amount; the seizure counts, its weight does not."), _COPY),
    "amount:ambiguous": (_("The comma could part decimals or thousands."), _DECIMAL),
    "amount:approximate": (_("The amount is not sure."), _NUMBER),
    "amount:range": (_("More than one amount."), _NUMBER),
    "amount:negative": (_("Below zero."), _NUMBER),
    "amount:unreadable": (_("This is not a number."), _NUMBER),
    "unit:missing": (_("No unit."), _("Choose a unit for the whole file, or correct a copy of it.")),
    "unit:unknown": (
        _("Nobody knows this unit."),
        _("Tell whoever runs the node: a unit can be added to its list."),
    ),
    "row:torn": (_("The row has not the cells of the heading."), _COPY),
}
_LISTED = (
    _("Not in the list of words; it counts as other."),
    _("Tell whoever runs the node: the word can be added."),
)
_STATE = (_("Nobody knows this country."), _COPY)
FAULTS |= {
    f"{name}:unlisted": _LISTED for name in ("transport", "concealment", "premises", "direction", "cause", "found")
}
FAULTS |= {f"{name}:unknown": _STATE for name in ("origin", "departure", "transit", "destination")}
"""“field:code” -> (what is wrong, what to do)."""


def fault(code: str) -> tuple[Text, Text]:
    return FAULTS.get(code, (code, ""))


def field_of(code: str) -> Text:
    """The field that a fault is about."""
    name = code.partition(":")[0]
    return FIELD_LABELS.get(name, _("Row"))


ROWS: Text = pgettext_lazy("of a table", "Rows")
EQUAL_ROWS: Text = _("Equal rows")
ALIKE_ROWS: Text = _("Also elsewhere?")
WITH_FAULTS: Text = _("with something that could not be read")
UNCONVERTED: Text = _("amount not convertible to kilograms")
UNWEIGHED: Text = _("without an amount")
PLACELESS: Text = _("without a region")
DAYLESS: Text = _("without a date")
