"""What the codes of published tables are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FAULTS: dict[str, str | Promise] = {
    "torn": _("The row has more or fewer cells than the heading. Check its separators and quotation marks."),
    "no-label": _("The row has numbers but does not say of what. Write the name into its first cell."),
    "no-country": _("Nobody knows a country of this name. Its numbers are kept without a country."),
    "no-year": _("No year stands in the row or over the column. Its number is left out."),
    "no-number": _("This is no number. It is shown as it stands and counted as unknown."),
}
"""Why something of a table could not be read, and what becomes of it."""

FLAGS: dict[str, str | Promise] = {
    "dash": _("printed as a dash"),
    "blank": _("no figure"),
    "no-data": _("no figure"),
    "poppy-free": _("printed as poppy-free, fewer than 100 ha"),
    "part-of": _("counted with a neighbour"),
    "words": _("in words"),
    "less-than": _("less than"),
    "more-than": _("more than"),
    "rounded": pgettext_lazy("of a number", "rounded"),
    "repeated": _("repeats the year before"),
    "zero-between-bounds": _("printed as 0 between its bounds: unknown"),
    "outside-bounds": _("printed outside its own bounds: unknown"),
    "zero-doubtful": _("printed as 0 between two years of far more: unknown"),
}
"""What is to be known of a number, or stands in its place."""

MEASURES: dict[str, str | Promise] = {
    "kg": pgettext_lazy("measure", "Seized, kg"),
    "seizures": pgettext_lazy("measure", "Seizures"),
    "price": pgettext_lazy("measure", "Price"),
    "hectares": pgettext_lazy("measure", "Cultivation, ha"),
    "eradicated": pgettext_lazy("measure", "Eradicated, ha"),
    "production": pgettext_lazy("measure", "Production, t"),
    "prevalence": _("Used in the past year, %"),
    "prevalence-life": _("Ever used, %"),
    "prevalence-month": _("Used in the past month, %"),
    "users": _("People who use drugs"),
    "treatment": _("In treatment"),
    "registered": pgettext_lazy("of people who use drugs", "Registered"),
    "perception": _("Trend as experts see it"),
    "crimes": pgettext_lazy("statistics", "Crimes"),
    "offenders": pgettext_lazy("statistics", "Offenders"),
    "victims": pgettext_lazy("statistics", "Victims"),
}

MARKETS: dict[str, str | Promise] = {
    "farm": _("At the farm"),
    "wholesale": _("Wholesale"),
    "retail": pgettext_lazy("market", "Retail"),
    "": _("not said"),
}

SEXES: dict[str, str | Promise] = {
    "f": pgettext_lazy("people", "Women"),
    "m": pgettext_lazy("people", "Men"),
    "": pgettext_lazy("people", "Both"),
}

CONFLICTS: dict[str, str | Promise] = {
    "same": _("They speak of the same number, and no number fits them all."),
    "period": _("The longer period counts less than a part of it."),
    "until": _("None, but until different days."),
    "dated": _("One operation, held in different years."),
}
"""Why printed figures cannot all be true."""

DOUBTS: dict[str, str | Promise] = {
    "hundredfold": _("More than a hundred times the next largest weight printed of the same substance."),
}
"""The rule by which a printed figure can hardly be true."""

ROLES: dict[str, str | Promise] = {
    "": _("nothing"),
    "country": pgettext_lazy("country", "State"),
    "region": _("Province or region"),
    "area": _("District or town"),
    "year": _("Year"),
    "date": _("Day, month or period"),
    "substance": _("Substance"),
    "family": _("Substance group"),
    "measure": _("What is counted"),
    "market": _("Market"),
    "sex": _("Sex"),
    "age": _("Age"),
    "unit": _("Unit"),
    "currency": _("Currency"),
    "rate": _("Dollars for one unit of the currency"),
    "per": _("The amount that a price is for"),
    "purity": _("Purity, %"),
    "flag": _("Mark in the place of a number"),
    "note": _("Note"),
    "topic": _("What kind of crime"),
    "value": pgettext_lazy("of a number", "Number"),
    "low": _("Lower bound"),
    "high": _("Upper bound"),
}
"""What a column can say; `role` names those that carry settings."""


def fault(code: str) -> str:
    return str(FAULTS.get(code, code))


def role(text: str) -> str:
    """`value;year=2010;sex=f` is Number: 2010, Women."""
    from sarhad.systems.monitor.series.records import settings_of

    name = text.partition(";")[0]
    said = [_setting(key, value) for key, value in settings_of(text).items()]
    return f"{ROLES.get(name, name)}: {', '.join(said)}" if said else str(ROLES.get(name, name))


def _setting(key: str, value: str) -> str:
    table = {"sex": SEXES, "measure": MEASURES, "market": MARKETS}.get(key, {})
    return str(table.get(value, value))
