"""What the benchmarks share: figures with limits, child processes that measure themselves, a node to measure on."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".bench"
RESULTS = FOLDER / "results.json"
OFFICE, PASSPHRASE, PASSWORD = "TJ-DCA", "passphrase of the benchmark", "password of the benchmark"
NARROW, WIDE = "KZ-MIA", "UZ-SCC"  # offices that see 300 and 20,000 scopes of the read benchmark
MB = 2**20


@dataclass(frozen=True)
class Figure:
    """One measured number; `limit` is the most it may be, or the least if `least`."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    least: bool = False

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        return "holds" if (self.value >= self.limit if self.least else self.value <= self.limit) else "MISSES"


@dataclass(frozen=True)
class Options:
    entities: int
    links: float
    only: tuple[str, ...] = ()  # parts of a benchmark that has parts

    @property
    def records(self) -> Path:
        return FOLDER / f"records-{self.entities}-{self.links:g}.json"

    @property
    def home(self) -> Path:
        """The node that `import` leaves behind; the other benchmarks measure on it."""
        return FOLDER / f"node-{self.entities}"


def show(figures: Sequence[Figure]) -> None:
    for figure in figures:
        sign = "≥" if figure.least else "≤"
        limit = f"{sign} {figure.limit:g} {figure.unit}" if figure.limit is not None else ""
        print(f"  {figure.name:<52}{figure.value:>12,.3f} {figure.unit:<11}{limit:<16}{figure.verdict}", flush=True)


def keep(name: str, options: Options, figures: Sequence[Figure]) -> None:
    """Note the last figures of a benchmark, for the list that `python -m bench` shows."""
    known = results()
    new = {figure.name: asdict(figure) for figure in figures}
    if options.only:  # the other parts keep what they had
        new = {figure["name"]: figure for figure in known.get(name, {}).get("figures", [])} | new
    known[name] = {"entities": options.entities, "at": time.strftime("%Y-%m-%d %H:%M"), "figures": [*new.values()]}
    RESULTS.write_text(json.dumps(known, indent=1, ensure_ascii=False))


def results() -> dict[str, Any]:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {}


# Processes


def environment(home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SARHAD_HOME": str(home),
        "SARHAD_SECRET": "a secret for benchmarks only",
        "SARHAD_SIMULATED": "1",  # so that its officers need no second factor
        "SARHAD_IDLE": "0",
        "SARHAD_API_RATE": "1000000",  # one token asks for everybody
        "DJANGO_SETTINGS_MODULE": "sarhad.settings",
    }


def child(function: str, home: Path, *args: object) -> dict[str, Any]:
    """Run `bench.module:function` in a process of its own and return the dictionary that it returns."""
    command = [sys.executable, "-m", "bench.measure", function, *map(str, args)]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{function} failed")
    return json.loads(done.stdout.splitlines()[-1])


def setup() -> None:
    import django

    django.setup()


def cost(work: Callable[[], Any]) -> dict[str, float]:
    """CPU seconds (user and system) and wall seconds of a piece of work, and the process's peak memory in MB."""
    before, start = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "wall": time.perf_counter() - start, "memory": after.ru_maxrss / 1024}


def percentiles(work: Callable[[Any], Any], arguments: Sequence[Any]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds over all arguments."""
    times = []
    for argument in arguments:
        start = time.perf_counter()
        work(argument)
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


@contextmanager
def serving(home: Path, port: int, *options: str) -> Iterator[str]:
    """`sarhad serve` on this node; gives its address once it answers."""
    import urllib.error
    import urllib.request

    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", "from sarhad.cli import main; main()", "serve", "--port", str(port), *options]
    with subprocess.Popen(command, cwd=ROOT, env=environment(home), stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(100):
                try:
                    urllib.request.urlopen(address, timeout=5).close()
                    break
                except urllib.error.HTTPError:
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()


if __name__ == "__main__":
    import importlib

    module, _, name = sys.argv[1].partition(":")
    print(json.dumps(getattr(importlib.import_module(f"bench.{module}"), name)(*sys.argv[2:])))
