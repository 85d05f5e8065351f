"""Who speaks for the two sides of a letter: the offices that it names and, of closed ones, those that took over.

What a closed office had sent passes with its records, what it had been sent with what it had received: the two may
have gone to different heirs, and only those hear of what follows.
"""

from __future__ import annotations

from collections.abc import Iterable

from sarhad.ledger.models import Party
from sarhad.ledger.queries import family, receivers


def senders(office: str) -> frozenset[str]:
    """Who may speak for the office that sent a letter."""
    return family(office, "Letter")


def addressees(office: str) -> frozenset[str]:
    """Who may speak for the office that a letter was sent to, or passed through."""
    return frozenset({office, *receivers(office)})


def open_ones(offices: Iterable[str]) -> tuple[str, ...]:
    """Those of them that letters can reach."""
    rows = Party.objects.filter(id__in=list(offices), kind="office", closed="")
    return tuple(sorted(rows.values_list("id", flat=True)))
