"""`sarhad xref`: everything against everything, in stages whose results are files, so that a stop loses little.

The files lie in `SARHAD_HOME/xref`: folded rows of what is recorded, and pairs of local ids. They are removed at
the end, and by a purge at any moment; a run whose files were removed ends with an error and begins anew next time.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from math import log2
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from sarhad.entities import index
from sarhad.kernel import names
from sarhad.kernel import parts as kernel_parts
from sarhad.ledger import followers
from sarhad.matching import hits
from sarhad.matching.bulk import linking, parts
from sarhad.matching.bulk.engine import MEMORY, Duck, Engine, Spark
from sarhad.matching.bulk.rows import OTHER, PERSON
from sarhad.matching.bulk.settings import weights
from sarhad.matching.records import NONE, STRONG, Scored
from sarhad.matching.workers import Workers

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

SCORED = 2000  # pairs that a process scores at a time

SHARE = 0.25
"""How much of the score's bits is added to Splink's weight: most of what it knows Splink knows already."""


class Busy(ImproperlyConfigured):
    """Somebody else is at it."""


@dataclass
class Report:
    """What a run found."""

    rows: int = 0
    links: int = 0  # pairs that Splink holds likely
    strong: int = 0
    possible: int = 0
    left_out: int = 0  # keys that more records share than are compared, see `linking.MOST`

    @property
    def hits(self) -> int:
        return self.strong + self.possible


class Plan(NamedTuple):
    """What a run began with; another one cannot go on with its files."""

    head: int  # the last entry that is taken in
    mark: str  # of all rules by which the files are made


def quiet(stage: str, done: int, total: int) -> None:
    """Tells nobody."""


def run(progress: Progress = quiet, *, spark: str = "", memory: int = MEMORY) -> Report:
    """Find the pairs, score them as single contributions are, and keep them as hits.

    Args:
        spark: the URL of a Spark master; without, DuckDB in this process.
        memory: MB that DuckDB may hold.

    Raises:
        Busy: another run has begun and not ended.
        ImproperlyConfigured: what it needs is not installed.
    """
    needs(spark)
    with _alone() as folder:
        workers = Workers()
        try:
            _rows(folder, _plan(folder), workers, progress)
            report = _linked(folder, spark, memory, progress)
            _hits(folder, report, workers, progress)
            shutil.rmtree(folder)
        except Exception as error:
            if folder.exists():
                raise
            raise ImproperlyConfigured(
                _("A purge removed the files of this run. Run `sarhad xref` again.")
            ) from error
        finally:
            workers.pool.shutdown(cancel_futures=True)
    return report


def needs(spark: str) -> None:
    """Raises ImproperlyConfigured, with the remedy, where the extra is not installed."""
    try:
        import duckdb  # noqa: F401
        import pyarrow  # noqa: F401
        import splink  # noqa: F401
    except ImportError:
        raise ImproperlyConfigured(
            _("Linking in bulk needs Splink and DuckDB: pip install 'sarhad[bulk]'")
        ) from None
    if spark:
        try:
            import pyspark  # noqa: F401
        except ImportError:
            raise ImproperlyConfigured(_("This needs PySpark: pip install 'sarhad[spark]'")) from None


# Files


@contextmanager
def _alone() -> Iterator[Path]:
    home = Path(settings.HOME)
    with open(home / "xref.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(_("Another `sarhad xref` is running on this node.")) from None
        folder = home / "xref"
        with index.locked():  # a purge holds it from before it removes this folder until nothing can be read again
            folder.mkdir(mode=0o700, exist_ok=True)
        yield folder


def _mark() -> str:
    content = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.*")))
    return hashlib.sha256(content + (names.stamp() + kernel_parts.stamp()).encode()).hexdigest()[:16]


def _plan(folder: Path) -> Plan:
    """That of the run that was stopped here, if its files can be gone on with."""
    path = folder / "plan.json"
    known = Plan(*json.loads(path.read_text())) if path.exists() else None
    if known and known.mark == _mark() and known.head <= followers.head():
        return known
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    plan = Plan(followers.head(), _mark())
    path.with_suffix(".part").write_text(json.dumps(plan))
    path.with_suffix(".part").rename(path)
    return plan


# Rows


def _rows(folder: Path, plan: Plan, workers: Workers, progress: Progress) -> None:
    """Records to Parquet, in files named by the ids that they begin behind and end with."""
    if (folder / "rows").exists():
        return
    done = _written(folder)
    progress("rows", done // followers.ITEMS_PER_ENTRY, plan.head)
    batches = _batches(done, plan.head)
    work = ((folder, f"{after:020}-{last:020}", found) for after, last, found in batches)
    for last in workers(_write, work):
        progress("rows", last // followers.ITEMS_PER_ENTRY, plan.head)
    (folder / "rows").touch()


def _batches(after: int, head: int) -> Iterator[tuple[int, int, list[parts.Record]]]:
    while found := followers.all_current(after, head):
        last = found[-1].id
        yield after, last, [parts.Record(*row) for row in found]
        after = last


def _write(folder: Path, name: str, records: list[parts.Record]) -> int:
    parts.write(folder, name, records)
    return records[-1].id


def _written(folder: Path) -> int:
    """The id up to which there are files without a gap; those behind it are removed."""
    last = 0
    for path in sorted(folder.glob(f"{PERSON}-*-*.parquet")):
        after, until = map(int, path.stem.split("-")[1:])
        if after == last:
            last = until
        else:
            path.unlink()
            path.with_name(path.name.replace(PERSON, OTHER)).unlink(missing_ok=True)
    return last


# Links


def _linked(folder: Path, spark: str, memory: int, progress: Progress) -> Report:
    engine: Engine = Spark(folder, spark) if spark else Duck(folder, memory)
    try:
        return _links(engine, folder, progress)
    finally:
        engine.close()


def _links(engine: Engine, folder: Path, progress: Progress) -> Report:
    report = Report()
    for table in (PERSON, OTHER) if _written(folder) else ():
        count = linking.chunks(engine, table, folder / f"{table}-*-*.parquet")
        if not count:
            continue
        report.rows += engine.count(f"select count(*) from {table}")  # noqa: S608
        blocks = folder / f"blocks-{table}.parquet"
        if not blocks.exists():
            linking.block(engine, table, blocks)
        report.left_out += linking.too_many(engine, table)
        for chunk in range(count):
            progress(f"links of table {table}", chunk, count)
            links = folder / f"links-{table}-{chunk:05}.parquet"
            if not links.exists():
                linking.pairs(engine, blocks, chunk, count, folder / "pairs.parquet")
                linking.link(engine, table, links)
        progress(f"links of table {table}", count, count)
    return report


# Hits


def _hits(folder: Path, report: Report, workers: Workers, progress: Progress) -> None:
    """Score each file of links and keep its hits, then note that it is done."""
    files = sorted(folder.glob("links-*.parquet"))
    for number, path in enumerate(files):
        progress("hits", number, len(files))
        note = path.with_suffix(".json")
        if not note.exists():
            counts = _store(path, workers)
            note.with_suffix(".part").write_text(json.dumps(asdict(counts)))
            note.with_suffix(".part").rename(note)
        for name, value in json.loads(note.read_text()).items():
            setattr(report, name, getattr(report, name) + value)
    progress("hits", len(files), len(files))


def _store(path: Path, workers: Workers) -> Report:
    import pyarrow.parquet as pq

    table = path.stem.split("-")[1]
    found = pq.read_table(path).sort_by([("one", "ascending"), ("other", "ascending")])
    links = list(zip(*(found[name].to_pylist() for name in ("one", "other", "weight")), strict=True))
    report = Report(links=len(links))
    for kept in workers(_score, ((part, table) for part in _sides(links))):
        hits.store([hits.hit(*each) for each in kept])
        report.strong += sum(scored.verdict == STRONG for _, _, scored in kept)
        report.possible += sum(scored.verdict != STRONG for _, _, scored in kept)
    return report


class Pair(NamedTuple):
    """A link with what its two sides say."""

    one: hits.Side
    other: hits.Side
    weight: float


def _sides(links: list[tuple[int, int, float]]) -> Iterator[list[Pair]]:
    """What was purged meanwhile is left out."""
    for start in range(0, len(links), SCORED):
        part = links[start : start + SCORED]
        known = {side.id: side for side in hits.sides(id for link in part for id in link[:2])}
        yield [Pair(known[a], known[b], weight) for a, b, weight in part if a in known and b in known]


def _score(pairs: list[Pair], table: str) -> list[tuple[hits.Side, hits.Side, Scored]]:
    """Those that are hits: by the score's verdict, and by what it and Splink's weight say together."""
    least, scored = weights()[table]["together"], [hits.verdict(pair.one, pair.other) for pair in pairs]
    return [
        (pair.one, pair.other, found)
        for pair, found in zip(pairs, scored, strict=True)
        if found.verdict != NONE and pair.weight + SHARE * bits(found.score) >= least
    ]


def bits(score: float) -> float:
    """A probability as the logarithm of its odds."""
    score = min(max(score, 1e-6), 1 - 1e-6)
    return log2(score / (1 - score))
