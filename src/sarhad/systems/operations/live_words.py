"""What the live part says in words: legs, rows of the log, times in three zones, how long there is."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.kernel import display
from sarhad.systems.operations import times
from sarhad.systems.operations.legs import Leg
from sarhad.systems.operations.log import Row
from sarhad.web.words import lang, option


def leg_name(n: int, leg: Leg) -> str:
    """“Leg 2, Kazakhstan: Konysbaeva – Almaty”."""
    places = " – ".join(filter(None, (leg.from_place, leg.to_place)))
    name = _("Leg %(n)d, %(state)s") % {"n": n, "state": display.country(leg.country, lang())}
    return f"{name}: {places}" if places else name


def row_title(row: Row) -> str:
    """What happened, of a row that is no line."""
    match row.sort:
        case "leg" if row.leg:
            return f"{option('LegStep', 'step', row.code)}, {display.country(row.leg.country, lang())}"
        case "permission":
            state = display.country(row.country, lang())
            return _("Permission, %(state)s: %(what)s") % {
                "state": state, "what": option("DeliveryPermission", "permissionStatus", row.code).lower(),
            }  # fmt: skip
        case "step":
            return _("Operation: %(step)s") % {"step": option("OperationStep", "step", row.code).lower()}
    return ""


def long(minutes: int) -> str:
    """“3 h 20 min”, “2 days 4 h”."""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        told = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
        return f"{told} {_('%(n)d h') % {'n': hours}}" if hours else told
    parts = [_("%(n)d h") % {"n": hours}] if hours else []
    return " ".join([*parts, _("%(n)d min") % {"n": rest}]) if rest or not hours else parts[0]


# Times


def hour(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")


def day_and_hour(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {local:%H:%M}"


@lru_cache(maxsize=256)
def _city(name: str, language: str) -> str:
    return get_timezone_location(name, locale=language, return_city=True)


def city(zone: ZoneInfo | str) -> str:
    """What a clock is called: the city that its zone is named after, in the reader's language."""
    return _city(times.named(str(zone)).key, lang())


def three(at: datetime, there: str, here: ZoneInfo) -> SafeString:
    """An instant by the reader's clock, and below by the clock of the place and in UTC.

    Where the day is another one, it is said.
    """
    others = {"UTC": UTC}
    if there and there != here.key:
        others = {there: times.named(there), **others}
    home = at.astimezone(here).date()
    told = []
    for name, zone in others.items():
        local = at.astimezone(zone)
        if name == here.key or (name != "UTC" and local.utcoffset() == at.astimezone(here).utcoffset()):
            continue  # the same clock
        day = "" if local.date() == home else f"{formats.date_format(local, 'd.m.')} "
        told.append(f"{day}{local:%H:%M} {city(name)}")
    return format_html(
        '<time datetime="{}">{}</time><span class="given">{}</span>',
        at.isoformat(timespec="minutes"), day_and_hour(at, here), " · ".join(told),
    )  # fmt: skip
