"""Spark gives the answers that DuckDB gives."""

from __future__ import annotations

import pytest

from sarhad.kernel.claim import Claim, Scope
from sarhad.systems.monitor.store import on_spark, queries
from sarhad.systems.monitor.store.records import Where
from sarhad.systems.monitor.tests.tabling import table
from tests.cast import MEMBERS, Cast

QUESTIONS = (
    (Where(), (), tuple(m for m in queries.MEASURES if m not in ("median_low", "median_high"))),
    (Where(once="all"), ("quarter", "moon", "region", "lat", "departure"), ("n", "kg", "median_kg")),
    (Where(since="2016-01", until="2016-11", substance=("heroin", "unknown")), ("day", "substance"), ("n", "kg")),
)


def test_spark_answers_what_duckdb_answers(cast: Cast):
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    reader = cast.reader("owner")
    table(reader)
    table(reader, name="Ours", rows=("Kazakhstan,Almaty,Kordai,2016-01-20,Heroin,2.25,Kilogram,Rail,,,",))
    case = "a" * 32
    said = {"date": ["2016-02-03"], "country": ["kz"], "departureCountry": ["kg"]}
    items = [
        Claim(f"{n}" * 32, "SeizedItem", {"seizure": [case], "substance": [drug], "reportedAmount": ["3"],
                                          "reportedUnit": ["kg"]})
        for n, drug in enumerate(("heroin", "opium"))
    ]  # fmt: skip
    cast.contribute("TJ-DCA", [Claim(case, "Seizure", said), *items], Scope(read=(MEMBERS,)))
    spark = on_spark.session("local[2]")
    try:
        for where, by, measures in QUESTIONS:
            ours, theirs = (
                queries.sums(reader, where, by, measures),
                on_spark.sums(spark, reader, where, by, measures),
            )
            assert theirs.columns == ours.columns
            assert [pytest.approx(row) for row in ours.rows] == theirs.rows, by
    finally:
        spark.stop()
