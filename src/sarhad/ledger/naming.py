"""Names of fragments: what refs say, under old names too, and the local ids that stand for them."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from sarhad.kernel.claim import FragmentRef
from sarhad.ledger.models import ITEMS_PER_ENTRY, Entry, Fragment, Term


def resolve(refs: Iterable[FragmentRef]) -> list[int]:
    """Local ids of the fragments that these names stand for, under old names too; unknown ones are left out."""
    refs = set(refs)
    if not refs:
        return []
    positions = dict(Entry.objects.filter(id__in={r.contribution for r in refs}).values_list("id", "pos"))
    direct = [positions[r.contribution] * ITEMS_PER_ENTRY + r.index for r in refs if r.contribution in positions]
    renamed = Term.objects.filter(kind="was", value__in=[str(r) for r in refs]).values_list(
        "fragment_id", flat=True
    )
    return [*direct, *renamed]


def names_of(rows: list[Fragment]) -> dict[int, list[FragmentRef]]:
    """Every name that refs may use for these fragments."""
    contributions = dict(
        Entry.objects.filter(pos__in={row.id // ITEMS_PER_ENTRY for row in rows}).values_list("pos", "id")
    )
    return {
        row.id: [
            FragmentRef(contributions[row.id // ITEMS_PER_ENTRY], row.id % ITEMS_PER_ENTRY),
            *(FragmentRef.parse(name) for name in orjson.loads(row.data).get("was", [])),
        ]
        for row in rows
    }
