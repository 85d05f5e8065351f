"""What offices say of each other's reports. Signs an entry and stands in the audit.

Raises PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.signing import must, offices_of
from sarhad.kernel.claim import Handling, Scope
from sarhad.ledger.models import Entry
from sarhad.systems.border.records import Report


def give_feedback(reader: Reader, report: Report, usefulness: str, text: str = "") -> Entry:
    """Tell the author of a report what became of it. The office that reported reads it, and the own one."""
    must(reader, Does.JUDGE)
    if usefulness == "incomplete" and not text.strip():
        raise ValidationError({"text": _("Say what is missing.")})
    values = {"report": [report.id], "usefulness": [usefulness], "date": [today(reader).isoformat()]}
    if text.strip():
        values["text"] = [text]
    to = tuple(office for office in offices_of(report.office) if office != reader.office)
    return actions.contribute(reader, [Draft("Feedback", values)], Scope(read=to, handling=Handling(1)))
