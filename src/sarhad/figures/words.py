"""What figures are called, how each is counted, and why a claim or record does not count."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.figures.claims import UNKNOWN
from sarhad.kernel import substances

Text = str | Promise

FIGURES: dict[str, Text] = {
    "seizures": _("Seizures"),
    "kg": _("Seized, kg"),
    "detained": _("Persons detained"),
    "groups-dismantled": _("Groups dismantled"),
    "channels-dismantled": _("Channels dismantled"),
    "cases-opened": _("Cases opened"),
    "cases-to-court": _("Cases sent to court"),
    "convicted": _("Persons convicted"),
    "operations": _("Operations"),
    "deliveries": _("Controlled deliveries"),
    "requests-sent": _("Requests sent"),
    "requests-answered": _("Requests answered"),
    "crimes": _("Crimes detected"),
    "officers": _("Officers deployed"),
    "dogs": _("Dogs deployed"),
    "vehicles": _("Vehicles deployed"),
}

COUNTED: dict[str, Text] = {
    "seizures": _("Each seizure once, however many offices report it: under one id, or under ids that officers hold"
                  " to be the same. By the day of the seizure."),
    "kg": _("For each substance in a seizure one report counts: the laboratory’s net weight, else the best graded,"
            " else the newest. What cannot be converted into kilograms is counted apart."),
    "detained": _("As the seizures say; of an operation of which offices report a number themselves, that number"
                  " instead."),
    "groups-dismantled": _("Each group once, by the day on which an office says that it was dismantled."),
    "channels-dismantled": _("Each channel once, by the day on which an office says that it was dismantled."),
    "cases-opened": _("Each case once, by the day on which it was opened."),
    "cases-to-court": _("Each case once, by the day on which it was sent to court."),
    "convicted": _("Of each case the persons of one judgement, by its day."),
    "operations": _("Those that ran in the period. One that consists of operations counts by these."),
    "deliveries": _("Controlled deliveries that ran in the period."),
    "requests-sent": _("Letters with a question, by the day on which they were sent."),
    "requests-answered": _("Of the letters sent in the period, those answered by more than an interim answer."),
    "crimes": _("Each office’s newest number for each phase of an operation, added up."),
    "officers": _("Each office’s newest number for each phase of an operation, added up."),
    "dogs": _("Each office’s newest number for each phase of an operation, added up."),
    "vehicles": _("Each office’s newest number for each phase of an operation, added up."),
}  # fmt: skip
"""How each figure is counted, in a sentence or two."""

HOW: dict[str, Text] = {
    "laboratory": _("A laboratory weighed it: its net weight counts."),
    "grade": _("The report with the best grade counts."),
    "newest": _("Of equally graded reports the newest counts."),
    "ref": _("Reports of equal grade and day: one of them counts, the same for everybody."),
    "only": _("One report."),
    "judged-same": _("Reported under several ids that officers hold to be the same: counted once."),
    "one-id": _("Reported by several offices under one id: counted once."),
    "by-operation": _("Counted with its operation, of which offices report a number themselves."),
    "sum-of-offices": _("Each office’s newest number for each phase, added up."),
    "ran": _("It ran in the period."),
    "not-asked": _("Not counted by cause, substance or operation."),
}
"""What decided how one record counts."""

WHY: dict[str, Text] = {
    "laboratory": _("A laboratory weighed it."),
    "lower-grade": _("Its grade is lower."),
    "older": _("It is older."),
    "later-ref": _("Equal grade and day: the other one counts, the same for everybody."),
    "other-report": _("Another report on this seizure counts as a whole."),
    "no-amount": _("It gives no amount."),
    "unknown-unit": _("Its unit cannot be converted into kilograms."),
    "vague-date": _("Its date does not say whether it is of the period."),
}
"""Why a claim does not count, or a record is left out."""

UNKNOWN_GROUP = _("Not in the list of substances")


def group_label(code: str, language: str) -> str:
    """A substance group in Russian or English."""
    known = substances.groups().get(code)
    return known.label(language) if known else str(UNKNOWN_GROUP) if code == UNKNOWN else code


def substance_label(code: str, language: str) -> str:
    """A substance; as it was written where nobody knows it."""
    known = substances.all_substances().get(code)
    return known.label(language) if known else code.removeprefix("~")
