"""What an officer states by hand. Each act checks the role, signs an entry for the office, stands in the audit.

All raise PermissionDenied where the role does not allow the act, ValidationError where its arguments do not fit.
"""

from __future__ import annotations

from collections.abc import Sequence

from sarhad.access.reader import Reader
from sarhad.entities.drafts import Draft, File
from sarhad.kernel.claim import EntityId, FragmentRef, Scope
from sarhad.ledger.models import Entry


def contribute(reader: Reader, drafts: Sequence[Draft], scope: Scope, why: str = "") -> Entry:
    """Sign new statements, 1 to 1,000, under one scope unless a draft has its own."""
    raise NotImplementedError


def correct(reader: Reader, ref: FragmentRef, draft: Draft, why: str = "") -> Entry:
    """Replace one current statement of the own office by the draft; whoever was let in reads the new one.

    What the draft leaves as None (scope, grade, stated, source) stays as it was; properties are replaced whole.
    """
    raise NotImplementedError


def retract(reader: Reader, refs: Sequence[FragmentRef], why: str) -> Entry:
    """Withdraw current statements of the own office: others no longer see them. Nothing is erased."""
    raise NotImplementedError


def judge(reader: Reader, a: EntityId, b: EntityId, verdict: str, why: str = "") -> Entry:
    """Decide that two entities are the same, different, or that one cannot tell; replaces the office's earlier
    verdict on them. It reaches those who, as far as the reader knows, see both."""
    raise NotImplementedError


def undo(reader: Reader, ref: FragmentRef) -> Entry:
    """Take back a judgement of the own office."""
    raise NotImplementedError


def attach(reader: Reader, entity: EntityId, files: Sequence[File], scope: Scope, why: str = "") -> Entry:
    """Add photos or scans to an entity that the reader sees."""
    raise NotImplementedError
