"""The history of a profile, and single entries with their proof."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sarhad.access.queries import history as through_history
from sarhad.access.queries import visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities.records import Contribution, Event, Judgement, Profile, Proof, Statement
from sarhad.entities.sight import Sight
from sarhad.kernel import envelope
from sarhad.kernel.claim import ACTS, Act, FragmentRef, Kind
from sarhad.kernel.envelope import BadEntry
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import ITEMS_PER_ENTRY, Body, Entry, Fragment, Ref, State
from sarhad.ledger.queries import family


def history(reader: Reader, profile: Profile) -> list[Event]:
    """What was said of a profile and when, newest first: versions that were corrected since, judgements, and what
    the reader's own office withdrew."""
    sight = Sight(reader)
    sight.see(profile.members)
    seen = [
        statement
        for statement in sight.statements_of(through_history(reader).filter(entity__in=profile.members))
        if statement.schema not in ACTS
    ]
    names = {name for statement in seen for name in (statement.ref, *statement.was)}
    events = [*_versions(sight.shown(seen), names), *_withdrawals(sight, seen), *_judged(sight, profile)]
    return sorted(events, key=lambda event: (event.at, str(event.ref)), reverse=True)


def _versions(seen: list[Statement], names: set[FragmentRef]) -> Iterator[Event]:
    """`names` of all versions, earlier ones included: readers are not shown those, yet corrections use them."""
    signed = _signed(seen)
    for statement in seen:
        replaces = tuple(ref for ref in statement.refs if ref in names)
        at = statement.stated or signed[statement.ref.contribution]
        what = "corrected" if replaces else "stated"
        yield Event(at, what, statement.owner, statement.ref, replaces, statement=statement)


def _withdrawals(sight: Sight, seen: list[Statement]) -> Iterator[Event]:
    gone = {name: s for s in seen if s.state == State.RETRACTED for name in (s.ref, *s.was)}
    refs = Ref.objects.filter(contribution__in={name.contribution for name in gone}, kind=Kind.RETRACT)
    items = {ref.item for ref in refs if (ref.contribution, ref.index) in gone}
    for act in sight.statements_of(visible(sight.reader).filter(id__in=items)):
        for statement in dict.fromkeys(gone[ref].ref for ref in act.refs if ref in gone):
            yield Event(act.stated, "retracted", act.owner, act.ref, (statement,))


def _judged(sight: Sight, profile: Profile) -> Iterator[Event]:
    about = Fragment.objects.filter(judgement__a__in=profile.members).values("id")
    acts = sight.statements_of(through_history(sight.reader).filter(id__in=about, schema=Act.JUDGEMENT))
    sight.see(entity for act in acts for entity in _sides(act))
    for act in acts:
        a, b = _sides(act)
        if sight.statements(a) and sight.statements(b):
            verdict = act.properties.get("verdict", ["unsure"])[0]
            judgement = Judgement(act.ref, a, b, verdict, act.owner, act.held, act.stated, act.handling)
            what = "judged" if act.state == State.CURRENT else "undone"
            yield Event(act.stated, what, act.owner, act.ref, judgement=judgement)


def _sides(act: Statement) -> tuple[str, str]:
    return act.properties["a"][0].lower(), act.properties["b"][0].lower()


def _signed(seen: list[Statement]) -> dict[str, str]:
    """When each entry was signed, for statements that do not say when they were made."""
    undated = {statement.ref.contribution for statement in seen if not statement.stated}
    stubs = Entry.objects.filter(id__in=undated).values_list("id", "stub")
    times = {id: envelope.open_stub(bytes(stub))[0].made_at for id, stub in stubs}
    return {id: datetime.fromtimestamp(at, UTC).isoformat() for id, at in times.items()}


# One entry


def contribution(reader: Reader, contribution_id: str) -> Contribution | None:
    """What the reader sees of one entry. None: nothing of it, or there is none.

    Its place in the chain is for readers of the office that signed it and for that office's auditor, who sees no
    items.
    """
    if not is_id(contribution_id):
        return None
    entry = Entry.objects.select_related("feed").filter(id=contribution_id).first()
    if entry is None:
        return None
    first = entry.pos * ITEMS_PER_ENTRY
    rows = through_history(reader).filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY)
    sight = Sight(reader)
    items = tuple(sight.shown(sight.statements_of(rows)))
    own = bool(reader.office) and reader.office in family(entry.feed.office)
    audits = own and reader.may(Does.AUDIT)
    return _contribution(entry, items, own and bool(items), audits) if items or audits else None


def _contribution(entry: Entry, items: tuple[Statement, ...], held: bool, audits: bool) -> Contribution:
    header, signed, signature = envelope.open_stub(bytes(entry.stub))
    stored = Body.objects.get(pos=entry.pos)
    text = envelope.decompress(bytes(stored.data)) if stored.data is not None else None
    body = envelope.decode_body(text) if text is not None else None
    place = entry.feed_id, entry.feed.device, entry.seq, header.prev.hex(), entry.hash
    return Contribution(
        id=entry.id,
        kind=body.kind if body else None,
        office=entry.feed.office,
        made_at=header.made_at,
        verified=_verifies(entry, header, signed, signature, bytes(stored.salt or b""), text),
        statements=items,
        held=held,
        officer=body.officer if body and held else "",
        why=body.why if body and held else "",
        approver=body.approver if body and held else "",
        proof=Proof(*place, bytes(entry.stub).hex()) if held or audits else None,
    )


def _verifies(
    entry: Entry, header: envelope.Header, signed: bytes, signature: bytes, salt: bytes, text: bytes | None
) -> bool:
    """Signature, and the commitment to the body where there still is one. `sarhad verify` checks the chain too."""
    try:
        envelope.check_signature(bytes.fromhex(entry.feed.public_key), signed, signature)
    except BadEntry:
        return False
    return text is None or envelope.commit(salt, text) == header.commitment
