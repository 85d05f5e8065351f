"""The questions of `queries` on Apache Spark: the same SQL over the same Parquet, where one machine is too small.

An extra (`pip install sarhad[spark]`). What a reader may be shown is decided here, through the door, before Spark
is asked; its workers reach the node's folder under the same path, and whoever runs them can read all of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sarhad.access.reader import Reader
from sarhad.systems.monitor.store import queries
from sarhad.systems.monitor.store.records import Table, Where

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.mergeSchema": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}


def session(url: str) -> SparkSession:
    """A session of a cluster, by the URL of its master; `local[2]` for this machine."""
    from pyspark.sql import SparkSession

    if url.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master(url).appName("sarhad monitor")
    alone = {"spark.sql.shuffle.partitions": "2"} if url.startswith("local") else {}
    for name, value in {**SETTINGS, **alone}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def sums(
    spark: SparkSession,
    reader: Reader,
    where: Where,
    by: Sequence[str] = (),
    measures: Sequence[str] = ("n", "kg"),
    limit: int = 0,
) -> Table:
    """As `queries.sums`, which has the same answer."""
    behind_from, params = queries.seen(reader, where, by)
    if not behind_from:
        return Table((*by, *measures), [])
    sql, rest = _with_views(spark, queries.summing(by, measures, limit).format(behind_from), params)
    return Table((*by, *measures), [tuple(row) for row in spark.sql(sql, args=rest).collect()])


def _with_views(spark: SparkSession, sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """Lists of files become views, since Spark reads no file by a parameter."""
    rest = list[Any]()
    for n, given in enumerate(params):
        if isinstance(given, list) and str(given[0]).endswith(".parquet"):
            spark.read.parquet(*given).createOrReplaceTempView(f"seen{n}")
            sql = sql.replace(queries.READ, f"seen{n}", 1)
        else:
            rest.append(given)
    return sql, rest
