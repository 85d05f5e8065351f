"""What is unresolved, as a table that leaves."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sarhad.systems.monitor.out.records import Column, Sheet
from sarhad.systems.monitor.places.looking import Known
from sarhad.systems.monitor.places.queries import country_name
from sarhad.systems.monitor.places.words import HOW


def of_unresolved(known: Known, language: str) -> Sheet:
    """One row for each spelling."""
    lands = {each.country: country_name(each.country, language) for each in known.unresolved}
    columns = [
        Column("country", _("Country"), "code", codes=lands), Column("written", _("As written")),
        Column("rows", _("Rows"), "number"), Column("why", _("Why there is no region")),
        Column("might", _("Could be")),
    ]  # fmt: skip
    rows = [
        [each.country, each.written, each.rows, str(HOW.get(each.found.how, "")), " ".join(each.found.might)]
        for each in known.unresolved
    ]
    about = [_("Spellings without a first-level region, of ten countries; a person can settle what they mean.")]
    return Sheet("places-unresolved", _("Places without a region"), columns, rows, about)
