"""The queries: which pairs meet, and how Splink weighs them."""

from __future__ import annotations

from pathlib import Path

from sarhad.matching.bulk.engine import Engine
from sarhad.matching.bulk.settings import weights

MOST = 2000
"""Records that may share a key. More would be two million pairs about a number such as 000000; it is left out,
and the command says so."""

ROWS_PER_CHUNK = 150_000


def chunks(engine: Engine, table: str, rows: Path) -> int:
    """In how many pieces a table is linked, so that each needs little memory; 0 if it is empty."""
    engine.read(table, rows)
    return -(-engine.count(f"select count(*) from {table}") // ROWS_PER_CHUNK)  # noqa: S608


def block(engine: Engine, table: str, path: Path) -> None:
    """Write the keys that two records or more have, each with its records."""
    engine.write(
        f"""
        with keyed as (select {engine.unnest}(keys) as meet, unique_id, entity from {table}),
        often as (select meet from keyed group by meet having count(*) between 2 and {MOST})
        select keyed.meet, keyed.unique_id, keyed.entity from keyed join often on keyed.meet = often.meet
        """,  # noqa: S608
        path,
    )


def too_many(engine: Engine, table: str) -> int:
    """How many keys more records share than are compared."""
    keyed = f"select {engine.unnest}(keys) as meet from {table}"  # noqa: S608
    often = f"select meet from ({keyed}) as keyed group by meet having count(*) > {MOST}"  # noqa: S608
    return engine.count(f"select count(*) from ({often}) as often")  # noqa: S608


def pairs(engine: Engine, blocks: Path, chunk: int, chunks: int, path: Path) -> None:
    """Write the pairs of one chunk that share a key, as Splink wants them, and name them `pairs`."""
    engine.read("blocks", blocks)
    engine.write(
        f"""
        select distinct '0' as match_key, l.unique_id as join_key_l, r.unique_id as join_key_r
        from blocks l join blocks r on l.meet = r.meet
        where l.unique_id < r.unique_id and l.entity <> r.entity and l.unique_id % {chunks} = {chunk}
        """,  # noqa: S608
        path,
    )
    engine.read("pairs", path)


def link(engine: Engine, table: str, path: Path) -> None:
    """Write those of `pairs` that are likely enough: one, other, weight in bits."""
    found = engine.scored(table, table, "pairs", weights()[table]["threshold"])
    query = f"select unique_id_l as one, unique_id_r as other, match_weight as weight from {found}"  # noqa: S608
    engine.write(query, path)
    engine.drop(found)
