"""What notices say to those who meet their subjects: what each colour asks, which dangers there are."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sarhad.systems.wanted.records import Notice
from sarhad.web.words import option

TO_DO: dict[str, str | Promise] = {
    "red": _("Hold the person as your own law permits and call at once: arrest for extradition is sought."),
    "blue": _(
        "Do not detain. Note where the person comes from and goes to, with whom and in which vehicle, and report."
    ),
    "green": _("Do not detain. Check with care and report the crossing: a warning about criminal activities."),
    "yellow": _("Missing person. Make sure that the person is safe, do not hand over to anybody, and call."),
    "black": _("Unidentified body. Compare the description and report what may tell who it is."),
    "orange": _("Keep your distance, warn those around and call at once: danger is imminent."),
    "purple": _("Look for the method, object or hiding place described, keep what you find and report."),
    "silver": _("Do not seize on this notice alone. Note the asset and who disposes of it, and report."),
    "un": _(
        "Sanctions of the UN Security Council apply: as a rule no entry and no transit, assets are frozen."
        " Stop the crossing and call before you decide."
    ),
    "other": _(
        "On an official list. Take a second look, note the document and ask the office that keeps the list."
    ),
}
NO_POWER = frozenset({"blue", "green", "yellow", "purple", "silver", "other"})
"""Colours that by themselves give no power to detain."""


def what_to_do(notice: Notice) -> str:
    """The issuer's own words, or else what the colour asks."""
    return notice.instructions or str(TO_DO.get(notice.colour, TO_DO["other"]))


def colour_name(colour: str) -> str:
    return option("WantedNotice", "colour", colour)


def step_name(step: str) -> str:
    return option("NoticeStep", "step", step)


def cautions(notice: Notice) -> list[str]:
    """Dangers in words, then the issuer's own."""
    named = [option("WantedNotice", "dangers", each) for each in notice.dangers]
    return [*named, *([notice.caution] if notice.caution else [])]


def sighted(n: int) -> str:
    """“Sighted, 2 reports”."""
    return ngettext("Sighted, %(n)d report", "Sighted, %(n)d reports", n) % {"n": n}
