"""A new report as an office begins it."""

from __future__ import annotations

from datetime import datetime

from sarhad.access.reader import Reader
from sarhad.collect.forms import Form, Instance
from sarhad.collect.publishing import mapping_of
from sarhad.kernel.calendars import zone
from sarhad.ledger.models import Party


def begin(reader: Reader, form: Form) -> Instance:
    """A new instance with the form's defaults, and the office's own time zone where the form asks for one."""
    instance = Instance(form)
    mapping = mapping_of(form, reader.office)
    for path in mapping.stated[2:] if mapping else ():
        asked = next(question for question in form.questions() if question.path == path)
        here = _offset(reader.office)
        if here in {choice.name for choice in asked.choices}:
            instance.set(path, here)
    instance.recalculate()
    return instance


def _offset(office: str) -> str:
    """Of the office's country at this time of the year: "+06:00"; "" where nobody knows."""
    country = Party.objects.filter(id=office).values_list("country", flat=True).first()
    if not country:
        return ""
    text = datetime.now(zone(country)).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"
