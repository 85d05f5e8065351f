"""Writes the rows of every published table as a Parquet file of its own, a follower of the ledger.

A file tells nothing of who may read it: what a reader is shown are the files of the tables that come through the
door at the moment of its question.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import orjson

from sarhad.ledger import followers
from sarhad.ledger.followers import Progress, Row, quiet
from sarhad.ledger.models import AttachmentUse, Blob, Fragment
from sarhad.systems.monitor.store.engine import folder
from sarhad.systems.monitor.tables import reading

NAME, VERSION = "monitor", "1"
TABLE = "StatisticalTable"


class Monitor:
    """The follower."""

    name = NAME

    def catch_up(self, progress: Progress = quiet) -> int:
        """Take in what is new; everything again if the rules have changed. Returns how many fragments it was."""
        if followers.cursor(NAME).stamp != VERSION:
            followers.advance(NAME, 0, VERSION)
        done = 0
        while followers.cursor(NAME).pos < followers.head():
            batch = followers.all_fragments(NAME)
            for row in batch.rows:
                if row.schema == TABLE:
                    _write(row)
            followers.advance(NAME, batch.pos, VERSION)
            done += len(batch.rows)
            progress(batch.pos, followers.head())
        return done


def path_of(fragment: int) -> Path:
    return folder() / f"{fragment}.parquet"


def _write(row: Row) -> None:
    """Whole or not at all: under another name first."""
    properties = orjson.loads(row.data)["properties"]
    use = AttachmentUse.objects.filter(fragment=row.id).first()
    columns = orjson.loads(properties["columns"][0]) if properties.get("columns") else None
    blob = Blob.objects.filter(digest=use.digest).first() if use else None
    if blob is None or columns is None or properties["tableType"] != ["seizures"]:
        return
    entity = str(Fragment.objects.filter(id=row.id).values_list("entity", flat=True)[0])
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(bytes(blob.data))
        file.flush()
        half = path_of(row.id).with_suffix(".part")
        reading.write(Path(file.name), columns, half, entity)
        os.replace(half, path_of(row.id))
