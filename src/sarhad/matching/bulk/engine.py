"""Where the SQL runs: DuckDB in this process, or Apache Spark by its URL. Both read and write Parquet."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import Any, Protocol

from sarhad.matching.bulk.settings import DUCKDB, SPARK, Sql, settings

MEMORY = 2500  # MB that DuckDB may hold; beyond that it writes to disk


class Engine(Protocol):
    """What linking needs of a database. Paths may hold `*`."""

    sql: Sql
    unnest: str  # how it makes rows of a list

    def read(self, name: str, path: Path) -> None:
        """Give Parquet files a name for queries."""

    def write(self, query: str, path: Path) -> None:
        """The answer as Parquet, there as a whole or not at all."""

    def count(self, query: str) -> int: ...

    def scored(self, table: str, rows: str, pairs: str, threshold: float | None, *, details: bool = False) -> str:
        """Splink's match weights of the pairs in table `pairs`; returns the name of the table that holds them.

        Args:
            threshold: the least weight, in bits.
            details: with the level of each comparison (`gamma_name`, ...).
        """

    def drop(self, name: str) -> None:
        """Forget what `scored` made."""

    def close(self) -> None: ...


class Duck:
    """DuckDB 1 and later."""

    sql, unnest = DUCKDB, "unnest"

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute(f"set memory_limit = '{memory}MB'")
        self.connection.execute(f"set temp_directory = '{_quoted(folder / 'spill')}'")
        self.connection.execute("set preserve_insertion_order = false")
        self.connection.execute("set enable_progress_bar = false")

    def read(self, name: str, path: Path) -> None:
        self.connection.execute(
            f"create or replace view {name} as select * from read_parquet('{_quoted(path)}')"  # noqa: S608
        )

    def write(self, query: str, path: Path) -> None:
        part = path.with_suffix(".part")
        self.connection.execute(f"copy ({query}) to '{_quoted(part)}' (format parquet)")
        part.rename(path)

    def count(self, query: str) -> int:
        return int(self.connection.execute(query).fetchall()[0][0])

    def scored(self, table: str, rows: str, pairs: str, threshold: float | None, *, details: bool = False) -> str:
        from splink.backends.duckdb import DuckDBAPI

        return _scored(DuckDBAPI(self.connection), self, table, rows, pairs, threshold, details)

    def drop(self, name: str) -> None:
        self.connection.execute(f"drop table {name}")

    def close(self) -> None:
        self.connection.close()


class Spark:
    """Apache Spark 4, by the URL of its master. The folder must be one that its workers reach too."""

    sql, unnest = SPARK, "explode"

    def __init__(self, folder: Path, url: str) -> None:
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1") if url.startswith("local") else None
        builder, jar = SparkSession.builder.master(url).appName("sarhad xref"), similarity_jar_location()
        for key, value in {
            "spark.jars": jar,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.warehouse.dir": str(folder / "spill"),
            "spark.log.level": "ERROR",
        }.items():
            builder = builder.config(key, value)
        self.session = builder.getOrCreate()
        self.session.sql(f"ADD JAR '{jar}'")  # where this process has had another session before
        self.session.sparkContext.setCheckpointDir(str(folder / "spill"))

    def read(self, name: str, path: Path) -> None:
        self.session.read.parquet(str(path)).createOrReplaceTempView(name)

    def write(self, query: str, path: Path) -> None:
        part = path.with_suffix(".part")
        self.session.sql(query).write.mode("overwrite").parquet(str(part))
        part.rename(path)

    def count(self, query: str) -> int:
        return int(self.session.sql(query).first()[0])

    def scored(self, table: str, rows: str, pairs: str, threshold: float | None, *, details: bool = False) -> str:
        from splink.backends.spark import SparkAPI

        cores = self.session.sparkContext.defaultParallelism
        api = SparkAPI(spark_session=self.session, num_partitions_on_repartition=2 * cores)
        return _scored(api, self, table, rows, pairs, threshold, details)

    def drop(self, name: str) -> None:
        self.session.catalog.dropTempView(name)

    def close(self) -> None:
        self.session.stop()


def _scored(
    api: Any, engine: Engine, table: str, rows: str, pairs: str, threshold: float | None, details: bool
) -> str:
    from splink import Linker

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = settings(table, engine.sql) | {"retain_matching_columns": details}
        linker = Linker(api.register(rows), known, log_level=None)
        linker.table_management.register_blocked_pairs_for_predict(api.register(pairs))
        found = linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")
    return str(found.physical_name)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
