"""A node whose disk is full, again and again, at random moments: `python -m tests.fulldisk TIMES SEED`.

Works in SARHAD_HOME with SQLite. Prints JSON: what an append and an import answered, what was lost, whether it
works again with room on the disk.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

from tests.crashing import OFFICE, acknowledging, make_node, start, write_people

MOST = 200_000  # bytes; about what twenty entries need


def main(times: int, seed: int) -> None:
    start()
    from django.conf import settings
    from django.db import connections

    from sarhad.access.actions import enrol_officer
    from sarhad.access.reader import operator
    from tests.disk import Disk

    make_node(seed)
    who = {"username": "olim", "name": "Olim", "language": "en", "password": "a long enough password"}
    enrol_officer(operator(), office=OFFICE, roles=["head"], **who)
    connections.close_all()
    disk, random = Disk(), Random(seed)
    disk.watch(Path(settings.HOME))
    connections["default"].settings_dict["OPTIONS"]["init_command"] += "PRAGMA wal_autocheckpoint=20;"
    rounds = []
    for n in range(times):
        rounds += [fill(disk, work, n, random) for work in (append_until_full, import_until_full)]
    connections.close_all()
    print(json.dumps(rounds))


def fill(disk, work, n: int, random: Random) -> dict[str, object]:
    """One full disk, and what came of it."""
    from sarhad.ledger.models import Entry
    from sarhad.ledger.verify import verify

    disk.events.clear()
    disk.room = random.choice([0, random.randint(0, 10_000), random.randint(0, MOST)])
    words = work(disk, n)
    disk.room = None
    said = {event.what for event in disk.events if hasattr(event, "what")}
    lost = said - set(Entry.objects.values_list("id", flat=True))
    acknowledging(disk.say, 1).contribute(OFFICE)
    return {"words": words, "lost": len(lost), "faults": [str(fault) for fault in verify(derived=True)]}


def append_until_full(disk, n: int) -> str:
    from django.db import OperationalError

    from sarhad.ledger.node import in_words

    try:
        acknowledging(disk.say, n).grow(1_000)
    except OperationalError as error:
        return in_words(error)
    return "it never was full"


def import_until_full(disk, n: int) -> str:
    from click.testing import CliRunner
    from django.conf import settings

    from sarhad.cli import cli

    file = write_people(Path(settings.HOME) / f"{n}.json", f"list-{n}")
    words = ["import", str(file), "--source", "list", "--as", f"olim@{OFFICE}", "--purpose", "test"]
    full = CliRunner().invoke(cli, words)
    disk.room = None
    again = CliRunner().invoke(cli, words)
    assert again.exit_code == 0, again.output
    return full.output


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
