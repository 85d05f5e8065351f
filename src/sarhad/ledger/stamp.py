"""Which version of the rules made the derived tables; when it differs from ours, they want a rebuild."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from sarhad.kernel import names
from sarhad.ledger.models import Entry, Follower

ROOM = Path(__file__).parent
KERNEL = ROOM.parent / "kernel"
MADE_BY = [
    *(ROOM / f"{name}.py" for name in ("derive", "naming", "parties", "scopes", "settle", "succession")),
    *(KERNEL / f"{name}.py" for name in ("model", "specs", "cleaners")),
]
NAME = "derived"


@cache
def stamp() -> str:
    """Changes whenever deriving may give other rows: name folding, schemata, or our own rules."""
    schemata = sorted(path for path in (KERNEL / "schema").glob("*.yml") if not path.stem.endswith("-ru"))
    content = b"".join(path.read_bytes() for path in [*MADE_BY, *schemata])
    return hashlib.sha256(names.stamp().encode() + content).hexdigest()[:16]


def note() -> None:
    """The derived tables are as this version makes them: after a rebuild, or while there is nothing yet."""
    Follower.objects.update_or_create(name=NAME, defaults={"stamp": stamp()})


def is_stale() -> bool:
    """Whether another version made the derived tables."""
    return Entry.objects.exists() and not Follower.objects.filter(name=NAME, stamp=stamp()).exists()
