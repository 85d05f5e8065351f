"""Signing what a laboratory found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.lists import pointing
from sarhad.entities.sight import Sight, first
from sarhad.entities.signing import about, must, reach
from sarhad.kernel.claim import PUBLIC, EntityId, Scope
from sarhad.systems.lab.records import Item

Values = Mapping[str, Iterable[str]]


def add(reader: Reader, item: Item, sample: Values, result: Values, files: tuple[File, ...] = ()) -> EntityId:
    """Sign a sample of a seized item together with what was found; returns the result's id.

    Whoever reads the item reads the result, as far as this reader may say so. A sample of that number that the
    office has stated before is not stated again.

    Args:
        sample: of the schema Sample, without the item.
        result: of the schema LabResult, without the sample.

    Raises:
        PermissionDenied, ValidationError: the role does not allow it, or the item is not there for the reader.
    """
    must(reader, Does.CONTRIBUTE)
    scope = Scope(read=readers(reader, item), handling=item.handling)
    known = _known(reader, item, first({"n": list(sample.get("sampleNumber", ()))}, "n"))
    taken, made = known or actions.new_entity(reader), actions.new_entity(reader)
    drafts = [Draft("LabResult", {**result, "sample": [taken]}, made, files=files, date_order="dmy")]
    if not known:
        drafts.insert(0, Draft("Sample", {**sample, "item": [item.id]}, taken, date_order="dmy"))
    actions.contribute(reader, drafts, scope)
    return made


def readers(reader: Reader, item: Item) -> tuple[str, ...]:
    """Whom the result must reach besides the own office; never the public, for which it is too early."""
    rows = [row for row in about(reader, item.id) if row.schema == "SeizedItem"]
    if not rows:
        raise ValidationError(_("Nothing here for you."))
    owner = next((each.owner for each in item.statements if each.held), item.statements[0].owner)
    said = [row for row in rows if row.scope.owner == owner]
    return tuple(each for each in reach(reader, said, owner) if each != PUBLIC)


def _known(reader: Reader, item: Item, number: str) -> EntityId:
    """The office's own sample of this number, if it has stated one."""
    for each in pointing(Sight(reader), "Sample.item", [item.id])[item.id]:
        if each.held and number in each.properties.get("sampleNumber", ()):
            return each.entity
    return ""
