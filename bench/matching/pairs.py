"""Pairs of names with the answer: those of nomenklatura, and our own of the region."""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.matching import OUT, OWN, SHARED, Skipped, peers
from bench.measure import FOLDER, Figure, Options, child, setup

PEER, THRESHOLD = "logic_v2", 0.7  # its own threshold for a match
Row = dict[str, str]


def names(options: Options) -> list[Figure]:
    rows = _rows(SHARED / "names" / "name_pairs.csv")
    ours, theirs, speed = _asked(rows)
    _write_errors(OUT / "names.csv", rows, ours, theirs)
    _table(rows, ours, theirs, lambda row: row["category"] or row["case_group"])
    return [
        *_figures("name_pairs.csv", rows, ours, theirs, 0.88),
        Figure("pairs a second, ours", len(rows) / speed[0], "1/s"),
        Figure("pairs a second, logic-v2", len(rows) / speed[1], "1/s"),
    ]


def regional(options: Options) -> list[Figure]:
    rows = [row | {"schema": _schema(row)} for row in _rows(OWN / "regional_pairs.csv")]
    rows += [row | {"schema": "Company"} for row in _rows(OWN / "company_pairs.csv")]
    ours, theirs, _speed = _asked(rows)
    figures = []
    for half, limit in (("test", 0.95), ("tune", None)):
        kept = [n for n, row in enumerate(rows) if row["half"] == half]
        part, mine, peer = ([every[n] for n in kept] for every in (rows, ours, theirs))
        print(f"  half {half}")
        _table(part, mine, peer, lambda row: row["language"])
        if half == "tune":  # what fails in the other half stays unknown to whoever tunes
            _write_errors(OUT / "regional-tune.csv", part, mine, peer)
        figures += _figures(f"regional pairs, {half} half", part, mine, peer, limit)
        for schema in ("Person", "Company"):
            own = [n for n, row in enumerate(part) if row["schema"] == schema]
            f1 = quality([part[n] for n in own], [mine[n] for n in own], {"same"})[2]
            figures.append(Figure(f"  F1 {half}, {schema}, {len(own)} pairs", f1))
    return figures


def _schema(row: Row) -> str:
    return "Company" if row["kind"].startswith("company") else "Person"


def _rows(path: Path) -> list[Row]:
    if not path.exists():
        raise Skipped(f"{path.name} is not there")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Asking


def _asked(rows: Sequence[Row]) -> tuple[list[str], list[str], tuple[float, float]]:
    """Verdicts of ours and of the peer, and the seconds of each."""
    asked = FOLDER / "matching" / "asked.json"
    pairs = [(row["schema"], row["name1"], row["name2"]) for row in rows]
    asked.write_text(json.dumps(pairs))
    ours = child("matching.pairs:ours", FOLDER / "node-none", asked)
    scores, seconds = peers.scores(PEER, pairs)
    theirs = ["same" if score >= THRESHOLD else "different" for score in scores]
    return ours["verdicts"], theirs, (ours["seconds"], seconds)


def ours(asked: str) -> dict[str, Any]:
    setup()
    from sarhad.matching.names import compare

    pairs = json.loads(Path(asked).read_text())
    compare("warm up", "up warm", "Person")
    start = time.perf_counter()
    verdicts = [compare(one, other, schema).verdict for schema, one, other in pairs]
    return {"verdicts": verdicts, "seconds": time.perf_counter() - start}


# Counting


def _figures(
    title: str, rows: Sequence[Row], ours: Sequence[str], theirs: Sequence[str], limit: float | None
) -> list[Figure]:
    precision, recall, f1 = quality(rows, ours, {"same"})
    return [
        Figure(f"{title}, F1", f1, "", limit, least=True),
        Figure("  precision", precision),
        Figure("  recall", recall),
        Figure("  F1 if possible counts as found", quality(rows, ours, {"same", "possible"})[2]),
        Figure("  F1 of logic-v2", quality(rows, theirs, {"same"})[2]),
    ]


def quality(rows: Sequence[Row], verdicts: Iterable[str], found: set[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of the verdicts that count as found."""
    counts = Counter((_true(row), verdict in found) for row, verdict in zip(rows, verdicts, strict=True))
    right, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    return (
        right / max(1, right + wrong),
        right / max(1, right + missed),
        2 * right / max(1, 2 * right + wrong + missed),
    )


def _true(row: Row) -> bool:
    return row["is_match"].lower() == "true"


def _table(rows: Sequence[Row], ours: Sequence[str], theirs: Sequence[str], group: Callable[[Row], str]) -> None:
    """Missed and wrongly found pairs of each group, ours and the peer's."""
    print(f"    {'':<44}{'pairs':>6}{'missed':>8}{'wrong':>7}   logic-v2{'missed':>8}{'wrong':>7}")
    for name in sorted({group(row) for row in rows}):
        kept = [n for n, row in enumerate(rows) if group(row) == name]
        line = f"    {name[:43]:<44}{len(kept):>6}"
        for verdicts, gap in ((ours, ""), (theirs, " " * 11)):
            missed = sum(_true(rows[n]) and verdicts[n] != "same" for n in kept)
            wrong = sum(not _true(rows[n]) and verdicts[n] == "same" for n in kept)
            line += f"{gap}{missed:>8}{wrong:>7}"
        print(line)


def _write_errors(path: Path, rows: Sequence[Row], ours: Sequence[str], theirs: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow([*rows[0], "ours", "logic_v2"])
        for row, mine, peer in zip(rows, ours, theirs, strict=True):
            if _true(row) != (mine == "same"):
                table.writerow([*row.values(), mine, peer])
    print(f"    our errors: {path}")
