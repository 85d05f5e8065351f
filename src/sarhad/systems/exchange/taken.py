"""The acts by which owners take back or correct what others had, as one reader sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils.dateparse import parse_datetime

from sarhad.access.queries import history, owns, reasons, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.entities.records import Statement
from sarhad.entities.sight import BATCH, JOINED, Sight, hex_of, marks
from sarhad.kernel.claim import PUBLIC, Act, FragmentRef, Handling, Kind
from sarhad.ledger.models import ITEMS_PER_ENTRY, EffectiveScope, Entry, State
from sarhad.ledger.naming import names_of, resolve
from sarhad.ledger.queries import family
from sarhad.ledger.scopes import Rule

GIVEN = frozenset({"release", "records"})  # what a Withdrawal takes back that somebody had read
WAYS = frozenset({"office", "group", "accepted", "received"})
"""How an office comes to have something. What everybody may read is in nobody's hands to give back."""
LIVE = ("OperationLogLine", "DeliveryLeg", "OperationPhase", "CommandPost", "OperationForce")
"""Plans and logs of operations: they change from hour to hour, and what they said before stays part of the log."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of such an entry."""

    ref: FragmentRef
    what: str  # release, records, corrected
    owner: str
    held: bool  # by the reader's office
    records: tuple[FragmentRef, ...]  # that it is about, by name alone
    parties: frozenset[str]  # offices and groups that had them


def acts(sight: Sight, schema: str) -> list[Statement]:
    """All acts of one kind that the reader sees, found by their term: there may be a million facts around them."""
    return sight.statements_of(visible(sight.reader).filter(term__kind="act", term__value=schema))


# Withdrawals


def withdrawals(sight: Sight) -> Iterator[Item]:
    """Of releases and records. Of others' only those that were told to the reader's office or a group of it."""
    said = {each.ref: each for each in acts(sight, Act.WITHDRAWAL)}
    rows = visible(sight.reader).filter(id__in=resolve(said)).select_related("scope")
    scopes = dict(zip((names[0] for names in names_of(list(rows)).values()), (r.scope for r in rows), strict=True))
    for ref, each in said.items():
        of = each.properties.get("of", [""])[0]
        if of in GIVEN and (each.held or _ours(sight.reader, scopes[ref])):
            named = tuple(FragmentRef.parse(name) for name in each.properties.get("record", ())) or each.refs
            yield Item(ref, of, each.owner, each.held, named, frozenset(rule_of(scopes[ref]).own.read))


def _ours(reader: Reader, scope: EffectiveScope) -> list[Handling]:
    """Under which handlings it has come to the reader's office; none: only as everybody has it."""
    return [each.handling for each in reasons(reader, scope) if each.kind in WAYS]


# Corrections


def corrections(sight: Sight) -> Iterator[Item]:
    """Current statements that replace what others had, unless that was free for any use: such copies need no word.

    Whom a correction leaves out is told by a Withdrawal of its own.
    """
    found = list(_correcting(sight))
    before = dict(_versions(sight.reader, [name for *_, name in found]))
    pairs: dict[tuple[int, int], frozenset[str] | None] = {}  # thousands of records share few scopes
    for ref, by, scope, name in found:
        old = before.get(name)
        if old is None:
            continue
        if (old.id, scope.id) not in pairs:
            counts = by.owner in family(old.owner)
            told = counts and (by.held or had_by(sight.reader, old))
            pairs[old.id, scope.id] = asking(rule_of(old)) & asking(rule_of(scope)) if told else None
        had = pairs[old.id, scope.id]
        if had is not None:
            yield Item(ref, "corrected", by.owner, by.held, (name,), had)


class Signed(NamedTuple):
    owner: str
    held: bool


def _correcting(sight: Sight) -> Iterator[tuple[FragmentRef, Signed, EffectiveScope, FragmentRef]]:
    """(the new statement, who signed it, its scope, what it corrects), where somebody may have to answer for it."""
    tables = "ledger_ref r CROSS JOIN ledger_fragment f CROSS JOIN ledger_scope s CROSS JOIN ledger_entry n"
    columns = 'f.id, n.id, s.id, s.owner, s.rule, r.contribution, r."index"'
    where = f'r.kind = %s AND f.id = r.item AND f."schema" NOT IN ({marks(LIVE)}) AND {JOINED}'
    scopes: dict[int, tuple[EffectiveScope, bool, bool]] = {}
    for id, entry, number, owner, rule, contribution, index in sight.through_door(
        columns, tables, where, [int(Kind.CORRECT), *LIVE]
    ):
        if number not in scopes:
            scope = EffectiveScope(id=number, owner=owner, rule=rule)
            held = owns(scope, sight.reader)
            scopes[number] = scope, held, bool(asking(rule_of(scope))) if held else had_by(sight.reader, scope)
        scope, held, matters = scopes[number]
        if matters:
            ref = FragmentRef(hex_of(entry), id % ITEMS_PER_ENTRY)
            yield ref, Signed(owner, held), scope, FragmentRef(hex_of(contribution), index)


def _versions(reader: Reader, names: list[FragmentRef]) -> Iterator[tuple[FragmentRef, EffectiveScope]]:
    """Under which scopes the earlier versions stand, of those that the reader sees in its history."""
    seen = history(reader).filter(state=State.SUPERSEDED)
    for start in range(0, len(names), BATCH):
        part = names[start : start + BATCH]
        entries = dict(Entry.objects.filter(id__in={n.contribution for n in part}).values_list("id", "pos"))
        ids = {n: entries[n.contribution] * ITEMS_PER_ENTRY + n.index for n in part if n.contribution in entries}
        rows = dict(seen.filter(id__in=ids.values()).values_list("id", "scope_id"))
        scopes = EffectiveScope.objects.in_bulk(set(rows.values()))
        yield from ((name, scopes[rows[id]]) for name, id in ids.items() if id in rows)
        renamed = [name for name in part if ids.get(name) not in rows]  # by a purge, if they are there at all
        again = list(seen.filter(id__in=resolve(renamed)).select_related("scope")) if renamed else []
        yield from ((name, row.scope) for row in again for name in names_of([row])[row.id])


def free(handling: Handling) -> bool:
    """Whether it may be used and passed on by anybody, so that nobody can say where the copies are."""
    return not (handling.level or handling.text or handling.secrecy or handling.tlp not in {"", "clear"})


def asking(rule: Rule) -> frozenset[str]:
    """Offices and groups that read by this rule, and answer for their copies."""
    parts = [(set(rule.own.read), rule.own.handling), *((rule.readers(g), g.scope.handling) for g in rule.grants)]
    found = {party for named, handling in parts if not free(handling) for party in named}
    return frozenset(found - {PUBLIC, rule.owner, *rule.heirs})


def had_by(reader: Reader, scope: EffectiveScope) -> bool:
    """The same for one reader's office."""
    return any(not free(handling) for handling in _ours(reader, scope))


# Who was in a group


def membership_of(sight: Sight) -> Callable[[str, datetime], set[str]]:
    """A function (party, moment) -> offices: the office itself, or who then was in the group, as far as the reader
    sees its memberships."""
    left = [said for said in acts(sight, Act.WITHDRAWAL) if said.properties.get("of") == ["membership"]]
    known: dict[str, list[Statement]] = {}

    def members(party: str, at: datetime) -> set[str]:
        if "/" not in party:
            return {party}
        if party not in known:
            known[party] = _admitted(sight, party)
        ins = {member for said in known[party] if not after(said, at) for member in said.properties["member"]}
        outs = [said for said in left if said.properties.get("group") == [party] and after(said, at)]
        return ins | {member for said in outs for member in said.properties.get("member", ())}

    return members


def after(said: Statement, at: datetime) -> bool:
    moment = parse_datetime(said.stated)
    return moment is not None and moment > at


def _admitted(sight: Sight, group: str) -> list[Statement]:
    founder = group.partition("/")[0]
    rows = visible(sight.reader).filter(term__kind="group", term__value=group, schema=Act.MEMBERSHIP)
    return [said for said in sight.statements_of(rows) if said.owner in family(founder)]
