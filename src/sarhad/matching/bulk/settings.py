"""Splink's settings: what is compared at which levels, with the weights shipped in `weights.yml`.

The same settings run on DuckDB and on Spark; only the spelling of four functions differs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sarhad.matching.bulk.rows import OTHER, PERSON

FILE = Path(__file__).parent / "weights.yml"


class Sql(NamedTuple):
    """How an engine spells what the levels need."""

    dialect: str
    size: str
    intersect: str
    jaro_winkler: str
    first: int  # the number of a list's first value
    rest: str  # the values of a list that another one lacks, as one text

    def shared(self, column: str) -> str:
        """How many values two lists have in common."""
        return f"{self.size}({self.intersect}({column}_l, {column}_r))"

    def least(self, column: str) -> str:
        return f"least({self.size}({column}_l), {self.size}({column}_r))"

    def most(self, column: str) -> str:
        return f"greatest({self.size}({column}_l), {self.size}({column}_r))"

    def empty(self, column: str) -> str:
        return f"({self.least(column)} = 0)"

    def likeness(self, column: str) -> str:
        """How alike the first values of two lists are, 0 to 1."""
        return f"{self.jaro_winkler}({column}_l[{self.first}], {column}_r[{self.first}])"

    def rest_alike(self, column: str) -> str:
        """How alike that is which two lists do not have in common, 0 to 1."""
        one, other = (self.rest.format(f"{column}_{a}", f"{column}_{b}") for a, b in ("lr", "rl"))
        return f"{self.jaro_winkler}({one}, {other})"

    def near(self, column: str, letters: int) -> str:
        """At most so many letters changed, lost, added or swapped."""
        return f"damerau_levenshtein({column}_l, {column}_r) <= {letters}"


IN_DUCKDB = "array_to_string(list_filter({0}, lambda word: not list_contains({1}, word)), ' ')"
IN_SPARK = "array_join(array_except({0}, {1}), ' ')"
DUCKDB = Sql("duckdb", "len", "list_intersect", "jaro_winkler_similarity", 1, IN_DUCKDB)
SPARK = Sql("spark", "size", "array_intersect", "jaro_winkler", 0, IN_SPARK)

UNKNOWN = "unknown"
"""The level of a pair of which one says nothing: it weighs nothing."""

Levels = dict[str, str]  # name of a level -> its condition; the first that holds counts. "" is anything else


def _name(sql: Sql) -> Levels:
    roots, shapes, least = sql.shared("roots"), sql.shared("shapes"), sql.least("roots")
    rare = f"{sql.shared('rare')} >= 1"
    rest, whole = sql.rest_alike("roots"), sql.likeness("names")
    return {
        UNKNOWN: sql.empty("roots"),
        "three words, one rare": f"{roots} >= 3 and {rare}",
        "three words": f"{roots} >= 3",
        "two words, no other, one rare": f"{roots} = 2 and {sql.most('roots')} = 2 and {rare}",
        "two words, no other": f"{roots} = 2 and {sql.most('roots')} = 2",
        "two words, one has more, one rare": f"{roots} = 2 and {least} = 2 and {rare}",
        "two words, one has more": f"{roots} = 2 and {least} = 2",
        "three by sound": f"{shapes} >= 3",
        "two words, rest alike, one rare": f"{roots} = 2 and {rest} >= 0.84 and {rare}",
        "two words, rest alike": f"{roots} = 2 and {rest} >= 0.84",
        "two words, rest differs": f"{roots} = 2",
        "two by sound, no other": f"{shapes} >= 2 and {sql.most('shapes')} = 2",
        "two by sound, rest alike": f"{shapes} >= 2 and {sql.rest_alike('shapes')} >= 0.8",
        "two by sound, one has more": f"{shapes} >= 2 and {sql.least('shapes')} = 2",
        "two by sound": f"{shapes} >= 2",
        "alike": f"{whole} >= 0.92",
        "one word, no other": f"{roots} >= 1 and {least} = 1",
        "one word, rest alike": f"{roots} >= 1 and {rest} >= 0.84",
        "one word": f"{roots} >= 1",
        "one by sound": f"{shapes} >= 1",
        "different": "",
    }


def _father(sql: Sql) -> Levels:
    """Only where both are certain; a father's name that stands bare counts among the words."""
    alike = f"{sql.likeness('fathers')} >= 0.84"
    return {
        UNKNOWN: sql.empty("fathers"),
        "same": f"{sql.shared('fathers')} >= 1",
        "alike": alike,
        "different": "",
    }


def _date(sql: Sql) -> Levels:
    year = "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"
    return {
        UNKNOWN: sql.empty("births"),
        "same day": f"{sql.shared('births')} >= 1 and (length(births_l[{sql.first}]) = 10)",
        "same year or month": f"{sql.shared('births')} >= 1",
        "of several": "birth_l is null or birth_r is null",
        "within, one less precise": f"{year} and least(length(birth_l), length(birth_r)) < 10",
        "day and month swapped": f"{year} and substr(birth_l, 6, 2) = substr(birth_r, 9, 2)"
        " and substr(birth_l, 9, 2) = substr(birth_r, 6, 2)",
        "one digit": sql.near("birth", 1),
        "same year": year,
        "near year": "abs(cast(substr(birth_l, 1, 4) as int) - cast(substr(birth_r, 1, 4) as int)) <= 1",
        "different": "",
    }


def _personal(sql: Sql) -> Levels:
    return {
        UNKNOWN: "personal_l is null or personal_r is null",
        "same": "personal_l = personal_r",
        "one sign": sql.near("personal", 1),
        "of another kind": "length(personal_l) <> length(personal_r)",
        "different": "",
    }


def _numbers(sql: Sql) -> Levels:
    shared = sql.shared("numbers")
    return {
        UNKNOWN: sql.empty("numbers"),
        "two": f"{shared} >= 2",
        "one": f"{shared} = 1",
        "none": "",
    }


def _contacts(sql: Sql) -> Levels:
    return {UNKNOWN: sql.empty("contacts"), "shared": f"{sql.shared('contacts')} >= 1", "none": ""}


def _sex(sql: Sql) -> Levels:
    return {UNKNOWN: "sex_l is null or sex_r is null", "same": "sex_l = sex_r", "different": ""}


def _country(sql: Sql) -> Levels:
    return {UNKNOWN: sql.empty("countries"), "shared": f"{sql.shared('countries')} >= 1", "different": ""}


def _place(sql: Sql) -> Levels:
    shared, least = sql.shared("places"), sql.least("places")
    return {
        UNKNOWN: sql.empty("places"),
        "nearly all of many": f"{shared} >= 4 and {shared} * 4 >= {least} * 3",
        "half of many": f"{shared} >= 3 and {shared} * 2 >= {least}",
        "two": f"{shared} >= 2",
        "one": f"{shared} = 1",
        "none": "",
    }


COMPARISONS = {
    PERSON: {
        "name": _name,
        "father": _father,
        "birth": _date,
        "personal": _personal,
        "numbers": _numbers,
        "contacts": _contacts,
        "sex": _sex,
        "country": _country,
        "place": _place,
    },
    OTHER: {
        "name": _name,
        "birth": _date,
        "numbers": _numbers,
        "contacts": _contacts,
        "country": _country,
        "place": _place,
    },
}


@cache
def weights() -> Any:
    """The file as it is; of each table `prior`, `threshold`, `together` and each level's weight, in bits."""
    return yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader)


def settings(table: str, sql: Sql) -> dict[str, Any]:
    """Splink's settings for one of the two tables."""
    known = weights()[table]
    odds = 2.0 ** known["prior"]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": odds / (1 + odds),
        "comparisons": [_comparison(name, levels(sql), known[name]) for name, levels in COMPARISONS[table].items()],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": "l.unique_id = r.unique_id", "sql_dialect": sql.dialect}  # unused: pairs are given
        ],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def _comparison(name: str, levels: Levels, known: dict[str, float]) -> dict[str, Any]:
    return {
        "output_column_name": name,
        "comparison_levels": [_level(level, condition, known) for level, condition in levels.items()],
    }


def _level(level: str, condition: str, known: dict[str, float]) -> dict[str, Any]:
    """Splink wants two probabilities, of which only the quotient counts: two to the power of our bits."""
    found: dict[str, Any] = {"sql_condition": condition or "ELSE", "label_for_charts": level}
    if level == UNKNOWN:
        return found | {"is_null_level": True}
    u = min(0.5, 0.5 * 2.0 ** -known[level])
    return found | {"m_probability": u * 2.0 ** known[level], "u_probability": u}
