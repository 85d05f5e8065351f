"""Records to Parquet, part by part, in as many processes as there are cores. Knows no Django and no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

import orjson

from sarhad.matching.bulk.rows import OTHER, PERSON, Row, rows


class Record(NamedTuple):
    """One statement about a thing, as the ledger holds it."""

    id: int  # the fragment's local id
    entity: str
    schema: str
    data: str  # JSON, see `Fragment.data`


def write(folder: Path, name: str, records: Sequence[Record]) -> int:
    """Make the rows of both tables; returns how many. The file of persons comes last: with it all is there."""
    made = [row for one in records for row in rows(one.id, one.entity, one.schema, _properties(one.data))]
    for table in (OTHER, PERSON):
        write_rows(
            [row for row in made if (row.sort == PERSON) == (table == PERSON)], folder / f"{table}-{name}.parquet"
        )
    return len(made)


def _properties(data: str) -> Any:
    return orjson.loads(data)["properties"]


def write_rows(made: Iterable[Row], path: Path) -> None:
    """The file is there as a whole or not at all. Raises FileNotFoundError if somebody removed its folder."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*made, strict=True)) or [()] * len(Row._fields)
    arrays = [pa.array(values, kind) for values, kind in zip(columns, _kinds(pa), strict=True)]
    part = path.with_suffix(".part")
    pq.write_table(pa.Table.from_arrays(arrays, names=list(Row._fields)), part, compression="zstd")
    part.rename(path)


def _kinds(pa: Any) -> list[Any]:
    """Arrow's types of the columns, in their order."""
    known = {int: pa.int64(), str: pa.string(), str | None: pa.string(), list[str]: pa.list_(pa.string())}
    return [known[kind] for kind in get_type_hints(Row).values()]
