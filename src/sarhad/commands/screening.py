"""Whole lists against what an office may see: `sarhad screen`; pairs of names alone: `sarhad score-names`."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import FAULTS, Refused, progress, reading, started

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("score-names")
@click.argument("source", metavar="IN.csv", type=FILE)
@click.argument("target", metavar="OUT.csv", type=FILE)
@started
def score_names(source: Path, target: Path) -> None:
    """Say of each pair of names in a table whether they are the same name, and why. Needs no node.

    IN.csv (or .xlsx) has the columns name1 and name2, perhaps schema (Person, Company, …). OUT.csv gets all its
    columns and score (0 to 1), verdict (same, possible, different) and reasons. A row that cannot be
    compared has no verdict and says why. An existing OUT.csv is replaced.

    The same name is not the same person: that takes birth dates and numbers, as `sarhad screen` uses them.

    \b
    Example:
      sarhad score-names pairs.csv scored.csv
    """
    from sarhad.collect.name_pairs import score_names as run

    if source.resolve() == target.resolve():
        raise Refused("IN and OUT are the same file; choose another name for OUT.")
    with progress("Comparing") as step:
        found = run(source, target, step)
    click.echo(f"{found.pairs} pairs: {found.same} the same name; {found.unread} could not be compared.", err=True)


FIELDS = ("name", "surname", "given", "father", "birth", "series", "number", "plate", "mrz", "nationality", "sex")


@click.command()
@click.argument("source", metavar="IN.csv", type=FILE)
@click.argument("target", metavar="OUT.csv", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN",
    help=f"Which column holds what, where its name does not say so. FIELD: {', '.join(FIELDS)}.",
)  # fmt: skip
@click.option(
    "--dates", type=click.Choice(["dmy", "mdy", "ymd"]), default="dmy", show_default=True,
    help="How dates such as 03/04/1983 are meant.",
)  # fmt: skip
@reading
def screen(reader: Reader, source: Path, target: Path, columns: tuple[str, ...], dates: Any) -> None:
    """Screen a list of travellers, staff or vehicles (CSV, XLSX) against what you may see.

    OUT (- for the screen) gets every column and row of IN and verdict (stop, check, nothing), score, matches,
    reasons, error. A row that cannot be read says why under error while the rest goes through (exit code 4).
    Stopped half-way, run it again: OUT.part keeps what is done,
    until a record, the rules or the day change. CHECK obliges to a second look; it is no reason to
    hold anybody.

    \b
    Examples:
      sarhad screen passengers.csv screened.csv --as aziz@BLO-NP --purpose 'train 336, 4 May'
      sarhad screen staff.xlsx screened.xlsx --column name='Работник' --as aziz@TJ-DCA --purpose 'vetting'
    """
    from sarhad.access.guards import require
    from sarhad.access.roles import Does
    from sarhad.collect.screened import List, Tally
    from sarhad.matching.warm import warm

    require(reader, Does.READ)
    if str(target) != "-" and target.exists():
        raise Refused(f"{target} exists already; choose another name.")
    given = List(source, _chosen(columns), dates)
    click.echo("Read as " + ", ".join(f"{name}: {column}" for name, column in given.columns.items()), err=True)
    tally = Tally()
    warm()
    for answered in _to_screen(reader, given) if str(target) == "-" else _to_file(reader, given, target):
        tally = tally.with_(answered)
    click.echo(f"{tally.rows} rows: {tally.stop} stop, {tally.check} check, {tally.unread} not read.", err=True)
    click.get_current_context().exit(FAULTS if tally.unread else 0)


def _chosen(columns: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in columns]
    for field, _, column in pairs:
        if field not in FIELDS or not column:
            raise Refused(f"--column {field}: write FIELD=COLUMN with one of {', '.join(FIELDS)}.", 2)
    return {field: column for field, _, column in pairs}


def _to_file(reader: Reader, given: Any, target: Path) -> Iterator[Any]:
    with Journal(target, reader, given) as journal:
        yield from journal.answers()


def _to_screen(reader: Reader, given: Any) -> Iterator[Any]:
    from sarhad.collect.safe import cell
    from sarhad.collect.screened import ADDED, screened
    from sarhad.systems.wanted.queries import notices_about

    _put([*given.table.header, *ADDED])
    for row, answered in screened(reader, given, notices_about):
        _put([*row.cells, *map(cell, answered)])
        yield answered


def _put(cells: list[Any]) -> None:
    """UTF-8 whatever the terminal speaks: it may be a file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    sys.stdout.buffer.write(line.getvalue().encode())


class Journal:
    """What is screened so far, in OUT.part: a line for each row, so that a run that was cut off can go on."""

    def __init__(self, target: Path, reader: Reader, given: Any) -> None:
        self.target, self.reader, self.given = target, reader, given
        self.path = target.with_name(target.name + ".part")

    def __enter__(self) -> Journal:
        from sarhad.collect.screened import about_input, answers_as_of

        # Looked up before the first row: what arrives while rows are screened counts as later.
        about = [about_input(self.reader, self.given), answers_as_of()]
        lines = self._usable_lines(about)
        self.done = [json.loads(line) for line in lines[1:]]
        self.file = self.path.open("ab")
        if not lines:
            self._write([about])
        return self

    def _usable_lines(self, about: list[Any]) -> list[bytes]:
        """Those of an earlier run that would give the same answers today."""
        lines = self._whole_lines()
        found = json.loads(lines[0]) if lines else about
        if not isinstance(found, list) or found[0] != about[0]:
            raise Refused(f"{self.path} is of another list, office or columns. Remove it, or choose another OUT.")
        if found == about:
            return lines
        click.echo("Records, rules or the day have changed: every row is screened anew.", err=True)
        os.truncate(self.path, 0)
        return []

    def _whole_lines(self) -> list[bytes]:
        """Without a line that was cut off while it was written."""
        if not self.path.exists():
            return []
        data = self.path.read_bytes()
        whole = data.rfind(b"\n") + 1
        os.truncate(self.path, whole)
        return data[:whole].splitlines()

    def _write(self, lines: list[Any]) -> None:
        self.file.write(b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines))
        self.file.flush()

    def answers(self) -> Iterator[Any]:
        """Every row's answer, those of an earlier run first; OUT is there when the last one is."""
        from sarhad.collect.screened import Answered, screened
        from sarhad.matching.workers import Workers
        from sarhad.systems.wanted.queries import notices_about

        every = sum(1 for _ in self.given.rows())
        yield from (Answered(*line) for line in self.done)
        with progress("Screening") as step:
            workers = Workers(forked=True)
            for _row, answered in screened(self.reader, self.given, notices_about, len(self.done), workers):
                self._write([answered])
                self.done.append(answered)
                step(len(self.done), every)
                yield answered
        self._finish()

    def _finish(self) -> None:
        from sarhad.collect.screened import ADDED
        from sarhad.collect.widened import written

        with written(self.target, self.given.table.header, ADDED, self.given.table) as add:
            for row, answered in zip(self.given.rows(), self.done, strict=True):
                add(row.cells, answered)
        self.path.unlink()

    def __exit__(self, *error: object) -> None:
        self.file.close()
