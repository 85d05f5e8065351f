"""Agreements and the steps that states take: recorded by its own offices, and by the centre for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.queries import known_parties, members_known, owns, reasons, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.access.treaties import Instrument, instruments, keeps
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight, together
from sarhad.entities.signing import about, must, readers
from sarhad.kernel import model
from sarhad.kernel.claim import PUBLIC, EntityId, Scope
from sarhad.ledger.models import Entry, Party

MAY_RECORD = (Does.APPROVE,)  # the head of an office, the director of the centre


def all_of(reader: Reader) -> list[Instrument]:
    """Every agreement that the reader sees; what it covers as far as that counts for the reader's own office."""
    return instruments(reader, country_of(reader.office))


def one(reader: Reader, id: EntityId) -> tuple[Instrument, dict[str, list[str]]] | None:
    """An agreement, and all that is said of it."""
    found = next((each for each in all_of(reader) if each.id == id), None)
    return (found, together(Sight(reader).statements(id))) if found else None


def country_of(office: str) -> str:
    return Party.objects.filter(id=office).values_list("country", flat=True).first() or ""


def states(reader: Reader, shown: Iterable[Instrument]) -> list[str]:
    """The states of a table: all that anybody speaks for, and those of the members that the reader knows."""
    found = {state for each in shown for state in each.standing} | {country_of(reader.office)}
    for group in known_parties(reader).filter(kind="group", id__endswith="/members"):
        members = members_known(reader, group.id)
        found |= set(Party.objects.filter(id__in=members).exclude(sort="centre").values_list("country", flat=True))
    return sorted(found - {""})


# Recording


def speaks_for(reader: Reader) -> list[str] | None:
    """The states for which the reader's office may record a step; None: every one."""
    office = Party.objects.filter(id=reader.office).first()
    if office is None:
        return []
    return None if keeps(office) else [office.country] if office.country else []


def may_record(reader: Reader) -> bool:
    return reader.may(Does.CONTRIBUTE) and reader.may(Does.APPROVE) and speaks_for(reader) != []


def add(reader: Reader, values: Mapping[str, Iterable[str]], read: Iterable[str]) -> EntityId:
    """Record an agreement; returns its id. What it covers counts for the offices of the same state, and for all
    where a centre says so."""
    must(reader, *MAY_RECORD)
    id = actions.new_entity(reader)
    actions.contribute(reader, [Draft("Instrument", values, id, date_order="dmy")], Scope(read=tuple(read)))
    return id


def take_step(
    reader: Reader, instrument: EntityId, *, state: str, status: str, date: str, reservation: str = "",
    read: Iterable[str],
) -> Entry:  # fmt: skip
    """Record what a state did about an agreement, on which day (ISO 8601)."""
    must(reader, *MAY_RECORD)
    allowed = speaks_for(reader)
    if allowed is not None and state not in allowed:
        raise ValidationError(_("Only an office of that state, or the centre, can say where it stands."))
    if not about(reader, instrument).filter(schema="Instrument").exists():
        raise ValidationError(_("Nothing here for you."))
    if status not in statuses() or not date:
        raise ValidationError(_("Choose the step and give its day: without a day it binds nobody."))
    values = {"instrument": instrument, "party": state, "partyStatus": status, "date": date}
    values |= {"reservation": reservation} if reservation else {}
    draft = Draft("InstrumentParty", {name: [value] for name, value in values.items()})
    return actions.contribute(reader, [draft], Scope(read=tuple(read)))


def statuses() -> list[str]:
    spec = model.schema("InstrumentParty")
    return list(spec.properties["partyStatus"].options) if spec else []


def readers_of(reader: Reader, instrument: EntityId) -> list[str]:
    """Whom a further step should reach: those who read the agreement, as far as the reader knows."""
    found: set[str] = set()
    for row in visible(reader).filter(entity=instrument, schema="Instrument").select_related("scope"):
        if owns(row.scope, reader):
            found |= readers(rule_of(row.scope))
        else:
            found |= {each.party for each in reasons(reader, row.scope) if each.kind in {"group", "public"}}
            found.add(row.scope.owner)
    return sorted(found - {reader.office}) or [PUBLIC]
