"""Purging: what was stated is erased from every file of this node, and only then said to be gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.queries import history, own_offices, owns
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import index
from sarhad.entities.copies import drop_copies
from sarhad.entities.signing import names_of, withdrawals
from sarhad.entities.traces import Traces, still_said, traces_of
from sarhad.kernel import envelope
from sarhad.kernel.claim import ACTS, Act, FragmentRef, Kind
from sarhad.ledger import erase, followers
from sarhad.ledger.actions import append, feed_of
from sarhad.ledger.models import ITEMS_PER_ENTRY, AttachmentUse, Blob, Body, Entry, Fragment, Ref
from sarhad.ledger.naming import resolve
from sarhad.ledger.node import writer

MOST = 1000  # fragments in one purge, earlier versions included


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a purge did and found. Holds no purged text."""

    contribution: str  # id of the purge entry
    fragments: int  # purged, earlier versions included
    survivors: int  # of the same entries, stated again under new names
    attachments: int  # whose bytes were erased
    texts: int  # of queries in the audit, erased because they held a purged value
    looked_for: int  # strings
    files: int  # scanned
    size: int  # bytes scanned
    found: tuple[str, ...]  # files that still hold one of the strings, below SARHAD_HOME; none: gone
    told: tuple[str, ...]  # what the operator must know: backups, other nodes, PostgreSQL's log

    @property
    def gone(self) -> bool:
        return not self.found


@dataclass(frozen=True, slots=True)
class _Signed:
    contribution: str
    fragments: int
    survivors: int
    attachments: int


def purge(reader: Reader, refs: Sequence[FragmentRef], why: str, approver: Reader) -> Receipt:
    """Erase statements of the own office, with the versions that they had corrected.

    Args:
        refs: current, corrected or withdrawn statements, or judgements.
        reader: may release; `approver` is a second officer of the same office who may approve.

    Raises:
        PermissionDenied: not their act.
        ValidationError: the office holds no such statements, or no reason is given.
    """
    _check(reader, approver, why)
    rows = _with_earlier_versions(reader, _held(reader, refs))
    traces = traces_of(rows)
    with index.locked():  # or the follower would go on writing what is to vanish
        index.drop()
        _drop_files("xref")  # of a bulk linking that is under way: they hold folded values
        _drop_files("graph")  # arrays, with digests of values
        followers.advance("graph", 0, "")
        _drop_files("monitor")  # rows of tables and cases
        with writer():
            _drop_made()
            signed = _sign(reader, rows, why, approver)
            waiting = drop_copies(own_offices(reader), traces.of_copies())
    texts = audit.erase_text(containing=traces.values)
    audit.compact()
    erase.compact()
    return _receipt(signed, texts, traces, waiting)


def _drop_files(name: str) -> None:
    """Files that others made of facts. Renamed first: who writes them cannot write more."""
    folder = Path(settings.HOME) / name
    if folder.exists():
        shutil.rmtree(folder.rename(folder.with_name(f"{name}-{uuid4().hex}")))


def _drop_made() -> None:
    """Tables that followers made of facts (models that name theirs): each makes its own anew."""
    for model in apps.get_models():
        name = getattr(model, "FOLLOWER", "")
        if name:
            followers.advance(name, 0, "")
            model._default_manager.all().delete()


# What may be purged


def _check(reader: Reader, approver: Reader, why: str) -> None:
    require(reader, Does.RELEASE)
    require(approver, Does.APPROVE)
    if not reader.office or approver.office != reader.office or approver.officer == reader.officer:
        raise PermissionDenied(_("A second officer of your office has to approve this."))
    if not why.strip():
        raise ValidationError(_("Give the reason."))
    if connection.in_atomic_block:
        raise RuntimeError("a purge rewrites the database and cannot be part of a transaction")


def _held(reader: Reader, refs: Sequence[FragmentRef]) -> list[Fragment]:
    """The same words for what is not there and for what is not the office's own."""
    refs = list(dict.fromkeys(refs))
    rows = history(reader).filter(id__in=resolve(refs)).exclude(schema__in=ACTS - {Act.JUDGEMENT})
    held = [row for row in rows.select_related("scope") if owns(row.scope, reader)]
    if not refs or len(held) != len(refs):
        raise ValidationError(_("Name records that your office holds."))
    return held


def _with_earlier_versions(reader: Reader, rows: list[Fragment]) -> list[Fragment]:
    """What a purged correction had replaced must not come back."""
    found = {row.id: row for row in rows}
    new = rows
    while new:
        refs = Ref.objects.filter(item__in=[row.id for row in new], kind=Kind.CORRECT)
        earlier = resolve(FragmentRef(ref.contribution, ref.index) for ref in refs)
        own = history(reader).filter(id__in=earlier).exclude(id__in=found).select_related("scope")
        new = [row for row in own if owns(row.scope, reader)]
        found.update((row.id, row) for row in new)
    if len(found) > MOST:
        raise ValidationError(
            _("Purge at most %(most)d records at a time, earlier versions included.") % {"most": MOST}
        )
    return [found[id] for id in sorted(found)]


# The entries


def _sign(reader: Reader, rows: list[Fragment], why: str, approver: Reader) -> _Signed:
    ids = {row.id for row in rows}
    names = names_of(rows)
    used = set(AttachmentUse.objects.filter(fragment__in=ids).values_list("digest", flat=True))
    survivors = sum(_state_again(reader, pos, ids) for pos in sorted({id // ITEMS_PER_ENTRY for id in ids}))
    entry = append(
        feed_of(reader.office),
        kind=Kind.PURGE,
        items=withdrawals(rows),
        officer=reader.officer,
        why=why,
        approver=approver.officer,
    )
    audit.record(reader, "purge", " ".join(map(str, names)))
    unused = Blob.objects.filter(digest__in=used).exclude(digest__in=AttachmentUse.objects.values("digest"))
    unused.delete()
    # Counted by what the office itself still uses: that others have the same photo is not for it to know.
    owners = own_offices(reader)
    kept = AttachmentUse.objects.filter(digest__in=used, fragment__scope__owner__in=owners)
    return _Signed(entry.id, len(rows), survivors, len(used - set(kept.values_list("digest", flat=True))))


def _state_again(reader: Reader, pos: int, purged: set[int]) -> int:
    """What else the entry at `pos` states, in a new one: same kind, same items, each naming its earlier self.

    Raises ValidationError where another heir holds some of it: stating it again would take it over.
    """
    first = pos * ITEMS_PER_ENTRY
    rows = Fragment.objects.filter(id__gte=first, id__lt=first + ITEMS_PER_ENTRY).select_related("scope")
    if not all(owns(row.scope, reader) for row in rows):
        raise ValidationError(_("Another office holds records of the same contribution; purge them together."))
    entry, stored = Entry.objects.get(pos=pos), Body.objects.get(pos=pos)
    body = envelope.decode_body(envelope.decompress(bytes(stored.data or b"")))
    items = [(n, item) for n, item in enumerate(body.items) if pos * ITEMS_PER_ENTRY + n not in purged]
    for n, item in items:
        item.was = (*item.was, FragmentRef(entry.id, n))
    if items:
        kept = [item for _, item in items]
        feed = feed_of(reader.office)
        append(feed, kind=body.kind, items=kept, scope=body.scope, officer=body.officer, why=body.why)
    return len(items)


# What is left


def _receipt(signed: _Signed, texts: int, traces: Traces, waiting: int) -> Receipt:
    home = Path(settings.HOME)
    needles = traces.needles()
    # The style sheet and its like hold words, but never facts.
    scan = erase.scan(home, needles, skip=[Path(settings.STATIC_ROOT)])
    left = {needle for needle in scan.found if not (needles[needle] and still_said(needles[needle]))}
    return Receipt(
        contribution=signed.contribution,
        fragments=signed.fragments,
        survivors=signed.survivors,
        attachments=signed.attachments,
        texts=texts,
        looked_for=len(needles),
        files=scan.files,
        size=scan.size,
        found=tuple(sorted({str(path.relative_to(home)) for needle in left for path in scan.found[needle]})),
        told=tuple(_told(waiting)),
    )


def _told(waiting: int) -> Iterable[str]:
    if waiting:
        text = _(
            "Drafts and forms of your office that wait and hold the same words: %(n)d. Delete or dismiss them."
        )
        yield text % {"n": waiting}
    yield _("Backups made before hold these records still: destroy them, or purge again after restoring one.")
    yield _("Processes that run now may keep what they read in memory: restart the node.")
    yield _("What was exported, printed or noted elsewhere is not erased by this.")
    yield _("The reasons that officers gave for other entries stay as they were written.")
    yield _("A disk may keep erased blocks until something else is written over them.")
    if connection.vendor == "postgresql":
        yield _("PostgreSQL’s own files were rewritten but not searched: its log (pg_wal) and its archives hold the"
                " records until they are recycled.")  # fmt: skip
