"""How a place is known, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOW: dict[str, str | Promise] = {
    "region": _("the region is named"),
    "city": _("a town is named"),
    "district": _("a district is named"),
    "crossing": _("a crossing or post is named"),
    "settled": _("a person settled it"),
    "settled-none": _("a person settled that it is no place of this country"),
    "settled-twice": _("offices settled it differently"),
    "country-only": _("regions of this country are not in the gazetteer"),
    "no-country": _("the country is not known"),
    "empty": _("no place is given"),
    "abroad": _("a place in another country is named"),
    "none": _("it names no place of this country that has a code"),
    "unknown": _("the gazetteer does not know the name"),
    "conflict": _("the names contradict each other"),
    "ambiguous": _("several regions have a place of this name"),
}
"""By the code `Resolved.how`."""

EXACTNESS: dict[str, str | Promise] = {
    "crossing": _("crossing, by its name"),
    "city": _("town or district, by its name"),
    "region": _("somewhere in the region"),
    "country": _("somewhere in the country"),
}
