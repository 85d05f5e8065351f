"""Lines of the audit that readers get committed while an import is running beside them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import Any

from bench import generate
from bench.measure import FOLDER, ROOT, Figure, Options, child, environment, setup

LIMITS = "≥ 500 rows/s"
READERS, SECONDS = 20, 15


def run(options: Options) -> list[Figure]:
    few = replace(options, entities=max(options.entities, 100_000))  # an import that lasts long enough
    generate.write(few.records, few.entities, links=few.links)
    home = FOLDER / "node-audit"
    shutil.rmtree(home, ignore_errors=True)
    child("audit:prepare", home)
    command = [sys.executable, "-m", "bench.measure", "audit:importing", str(few.records)]
    with subprocess.Popen(command, cwd=ROOT, env=environment(home), stdout=subprocess.DEVNULL) as importing:
        time.sleep(3)
        spent = child("audit:record", home)
        still = importing.poll() is None
        importing.kill()
    if not still:
        raise SystemExit("The import ended before the audit was measured: take more --entities.")
    return [
        Figure("audit, rows a second", spent["rows"] / spent["wall"], "rows/s", 500, least=True),
        Figure("audit, one row, p95", spent["p95"], "ms"),
    ]


def prepare() -> dict[str, Any]:
    setup()
    from bench.import_ import node

    node()
    return {}


def importing(records: str) -> dict[str, Any]:
    setup()
    from bench.import_ import import_file, reader

    import_file(reader(), records)
    return {}


def record() -> dict[str, Any]:
    """As many readers at once as a busy morning brings, each waiting for its row before it reads on."""
    setup()
    from bench.import_ import reader
    from sarhad.access import audit

    who, times, end = reader(), [], time.perf_counter() + SECONDS

    def read() -> None:
        while time.perf_counter() < end:
            start = time.perf_counter()
            audit.record(who, "read", "0" * 32)
            times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    return {"rows": len(times), "wall": wall, "p95": sorted(times)[int(len(times) * 0.95)] * 1000}
