"""What an officer typed, before it is cleaned and signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access.grades import validate
from sarhad.access.reader import Reader
from sarhad.entities.attachments import describe
from sarhad.entities.signing import must_see
from sarhad.kernel import dates, keys, model
from sarhad.kernel.claim import ACTS, Claim, EntityId, FragmentRef, Grade, Scope
from sarhad.ledger.derive import is_id
from sarhad.ledger.node import keystore


class File(NamedTuple):
    name: str
    data: bytes
    any_kind: bool = False  # kept to download even if it is none of the kinds that we show
    limit: int = 0  # bytes; 0: that of photos and scans


@dataclass(slots=True)
class Draft:
    """One statement as given. `entity` empty: a new one; take `new_entity` where drafts refer to each other."""

    schema: str
    properties: Mapping[str, Iterable[str]] = field(default_factory=dict)  # as typed; cleaned when signed
    entity: EntityId = ""
    grade: Grade | None = None
    source: str = ""  # the case or list that it was taken from
    stated: str = ""  # when it was stated or observed; "": now
    scope: Scope | None = None  # None: the entry's
    files: tuple[File, ...] = ()
    basis: tuple[FragmentRef, ...] = ()  # what it was made from: statements that the reader sees when it signs
    country: str | None = None  # where national phone numbers are dialled
    date_order: dates.Order | None = None  # how dates in figures are written, see `kernel.dates`


def new_entity(reader: Reader) -> EntityId:
    """An id for something that the reader's office is about to describe."""
    return keys.entity_id(keystore().id_key(reader.office), "hand", uuid4().hex)


def claim(reader: Reader, draft: Draft) -> Claim:
    """The draft as an item to sign. Raises ValidationError; values that cleaning refuses are kept as given."""
    _check(draft)
    try:
        cleaned = model.clean(draft.schema, draft.properties, country=draft.country, date_order=draft.date_order)
        stated = dates.parse(draft.stated).iso if draft.stated else now()
    except ValueError as error:
        raise ValidationError(str(error)) from error
    if not (cleaned.properties or cleaned.raw or draft.files):
        raise ValidationError(_("State at least one fact."))
    return Claim(
        entity=draft.entity or new_entity(reader),
        schema=draft.schema,
        properties=cleaned.properties,
        raw=cleaned.raw,
        grade=draft.grade,
        source=draft.source,
        stated=stated,
        scope=draft.scope,
        basis=must_see(reader, draft.basis),
        attachments=tuple(describe(*file) for file in draft.files),
    )


def _check(draft: Draft) -> None:
    spec = model.schema(draft.schema)
    if spec is None or spec.abstract or draft.schema in ACTS:
        raise ValidationError(_("Nobody can state a “%(schema)s”.") % {"schema": draft.schema})
    if draft.entity and not is_id(draft.entity):
        raise ValidationError(_("“%(entity)s” does not name an entity.") % {"entity": draft.entity[:40]})
    if draft.grade:
        validate(draft.grade)


def now() -> str:
    return timezone.now().isoformat(timespec="seconds")
