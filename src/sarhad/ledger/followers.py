"""What lags the ledger and catches up: search index, hits, graph. Each keeps a cursor here.

`all_fragments` is the one door for machines, which must see everything. What they make of it reaches people
through `access.visible` again. A test lists its callers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from django.db import connection

from sarhad.kernel.claim import ACTS
from sarhad.ledger.models import ITEMS_PER_ENTRY, Follower, Fragment, State

Progress = Callable[[int, int], None]
"""Called with (position reached, last position)."""

BATCH = 20_000  # fragments; more than one entry holds, so that one always fits


def quiet(done: int, total: int) -> None:
    """Tells nobody."""


class Follows(Protocol):
    """One follower. A stop at any moment loses nothing: what was half done is done again."""

    name: str

    def catch_up(self, progress: Progress = quiet) -> int:
        """Take in what is new; returns how many fragments that was."""


class Cursor(NamedTuple):
    """The last entry taken in, and a mark of what with: another mark means to start anew."""

    pos: int
    stamp: str


class Row(NamedTuple):
    id: int
    schema: str
    data: str  # JSON, see `Fragment.data`


class Batch(NamedTuple):
    pos: int  # everything up to this entry is in it, or was in earlier ones
    rows: list[Row]


def cursor(name: str) -> Cursor:
    with connection.cursor() as db:  # asked by every search: the ORM takes twenty times as long
        db.execute("SELECT pos, stamp FROM ledger_follower WHERE name = %s", [name])
        row = db.fetchone()
    return Cursor(*row) if row else Cursor(0, "")


def advance(name: str, pos: int, stamp: str) -> None:
    """Note how far a follower has come, once what it made is safely stored."""
    Follower.objects.update_or_create(name=name, defaults={"pos": pos, "stamp": stamp})


def head() -> int:
    """Position of the newest entry; 0 where there is none."""
    with connection.cursor() as db:  # as often as `cursor`
        db.execute("SELECT COALESCE(MAX(pos), 0) FROM ledger_entry")
        return int(db.fetchone()[0])


def all_fragments(name: str, limit: int = BATCH) -> Batch:
    """The next fragments about entities behind a follower's cursor, whole entries at a time.

    Whoever may read them, and also those corrected or withdrawn: state and scope change later without a new
    fragment, so a follower leaves both to the door.
    """
    after, last = cursor(name).pos, head()
    marks = ", ".join(["%s"] * len(ACTS))
    sql = (
        'SELECT id, "schema", data FROM ledger_fragment'  # noqa: S608
        f' WHERE id >= %s AND id < %s AND "schema" NOT IN ({marks}) ORDER BY id LIMIT %s'
    )
    bounds = [(pos + 1) * ITEMS_PER_ENTRY for pos in (after, last)]
    with connection.cursor() as db:
        db.execute(sql, [*bounds, *sorted(ACTS), limit])
        rows = [Row(*row) for row in db.fetchall()]
    if len(rows) < limit:
        return Batch(last, rows)
    cut = rows[-1].id // ITEMS_PER_ENTRY  # this entry may go on behind the limit
    return Batch(cut - 1, [row for row in rows if row.id // ITEMS_PER_ENTRY < cut])


class Statement(NamedTuple):
    """A current fragment, with what it is about."""

    id: int
    entity: str
    schema: str
    data: str  # JSON, see `Fragment.data`


def all_current(after: int, head: int, limit: int = BATCH) -> list[Statement]:
    """The next current fragments about entities, from entries up to `head`, in the order of their ids.

    For machines that compare everything with everything; as with `all_fragments`, a test lists the callers.
    """
    current = Fragment.objects.filter(id__gt=after, id__lt=(head + 1) * ITEMS_PER_ENTRY, state=State.CURRENT)
    rows = current.exclude(schema__in=ACTS).order_by("id").values_list("id", "entity", "schema", "data")
    return [Statement(*row) for row in rows[:limit]]
