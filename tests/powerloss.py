"""A node whose power fails, again and again, at random moments: `python -m tests.powerloss FULL MOMENTS SEED`.

Works in SARHAD_HOME with SQLite. Prints JSON: how many acknowledged entries were lost, and what `verify` says.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

from tests.crashing import acknowledging, make_node, start

STEPS = 60


def main(synchronous: str, moments: int, seed: int) -> None:
    start()
    from django.conf import settings
    from django.db import connection, connections

    from tests.disk import Disk

    make_node(seed)
    connections.close_all()  # all of it in the main files
    disk, home = Disk(), Path(settings.HOME)
    disk.watch(home)
    connection.settings_dict["OPTIONS"]["init_command"] += f"PRAGMA synchronous={synchronous};"
    connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA wal_autocheckpoint=200;"
    acknowledging(disk.say, seed).grow(STEPS)
    events = tuple(disk.events)  # what comes later is not part of the story
    draws = (Random(seed * 10_000 + n) for n in range(moments))
    found = [lose_power(disk.before, events, random, home / f"after-{n}") for n, random in enumerate(draws)]
    connections.close_all()  # while there is still somebody to watch
    print(json.dumps({"acknowledged": len(said(events)), "moments": found}))


def lose_power(before, events, random: Random, folder: Path) -> dict[str, object]:
    """What is wrong after a loss at a random moment."""
    from django.db import DatabaseError, connection

    from sarhad.ledger.models import Entry
    from sarhad.ledger.verify import verify
    from tests.disk import after_power_loss

    until_then = events[: random.randint(0, len(events))]
    folder.mkdir()
    for name, data in after_power_loss(before, until_then, random).items():
        (folder / name).write_bytes(data)
    connection.close()
    connection.settings_dict["NAME"] = folder / "sarhad.sqlite3"
    try:
        lost = said(until_then) - set(Entry.objects.values_list("id", flat=True))
        faults = [str(fault) for fault in verify(derived=True)]
    except DatabaseError as error:
        lost, faults = said(until_then), [str(error)]
    return {"lost": len(lost), "faults": faults}


def said(events) -> set[str]:
    from tests.disk import Said

    return {event.what for event in events if isinstance(event, Said)}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
