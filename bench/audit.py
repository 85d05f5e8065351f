"""The audit while an import runs: 20 threads each wait for their line to be committed. Bar: 500 rows/s.

python -m bench audit
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

SECONDS, THREADS, CHUNK = 10, 20, 1000

IMPORT = f"""
import django; django.setup()
import time
from uuid import uuid4
from sarhad.kernel.claim import Claim, Kind, Scope
from sarhad.ledger.actions import append, feed_of, open_office
open_office(id="BENCH", names={{"en": "Bench"}}, country="tj", sort="agency", passphrase="bench")
feed, start, n = feed_of("BENCH"), time.time(), 0
while time.time() - start < {SECONDS} + 4:
    people = [Claim(uuid4().hex, "Person", {{"name": [f"Karim Karimov {{i}}"]}}) for i in range({CHUNK})]
    append(feed, kind=Kind.CONTRIBUTE, items=people, scope=Scope(), officer="bench")
    n += len(people)
    print(n / (time.time() - start), flush=True)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(SARHAD_HOME=home, SARHAD_SECRET="bench", DJANGO_SETTINGS_MODULE="sarhad.settings")
        import django

        django.setup()
        from django.core.management import call_command

        for alias in ("default", "audit"):
            call_command("migrate", database=alias, verbosity=0)
        alone = measure()
        importing = subprocess.Popen([sys.executable, "-c", IMPORT], stdout=subprocess.PIPE, text=True)
        importing.stdout.readline()  # the first chunk is in
        beside = measure()
        rate = float(importing.communicate()[0].split()[-1])
        print(f"audit alone           {report(alone)}")
        print(f"audit beside import   {report(beside)}; import {rate:,.0f} entities/s")
        from sarhad.access import audit

        assert audit.verify() == []


def measure() -> list[float]:
    """Seconds that each line took, from SECONDS of work by THREADS threads."""
    from sarhad.access import audit
    from sarhad.access.reader import Reader

    reader = Reader("bench", "BENCH", (), frozenset({"analyst"}), "bench")
    end = time.perf_counter() + SECONDS

    def work(number: int) -> list[float]:
        taken = []
        while (start := time.perf_counter()) < end:
            audit.record(reader, "search", "0" * 32, "Karim Karimov")
            taken.append(time.perf_counter() - start)
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        return [one for many in pool.map(work, range(THREADS)) for one in many]


def report(taken: list[float]) -> str:
    cuts = statistics.quantiles(taken, n=20)
    return f"{len(taken) / SECONDS:7,.0f} rows/s, p50 {cuts[9] * 1000:5.1f} ms, p95 {cuts[18] * 1000:5.1f} ms"


if __name__ == "__main__":
    main()
