#!/usr/bin/env python3
"""Everything a developer or a curious visitor runs. Needs Python 3.11 and nothing else.

python3 dev.py demo          a demonstration region on http://127.0.0.1:8000
python3 dev.py test [ARGS]   all tests (ARGS go to pytest)
python3 dev.py soak          the long property and fault tests
python3 dev.py bench [NAME]  the benchmarks
python3 dev.py lint          ruff and mypy
python3 dev.py sarhad ...    the command line of a real node, in this checkout
python3 dev.py messages      collect the texts for translation; lists what has none yet
python3 dev.py clients       install other systems' clients, which tests/test_clients.py runs against a node
python3 dev.py lock          write the two lists of requirements anew from pyproject.toml

The demonstration installs requirements.txt; test, soak, bench and lint install requirements-bulk.txt, which has
Splink, DuckDB and Spark besides.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BIN = "Scripts" if os.name == "nt" else "bin"
UV = ROOT / ".tools" / BIN / "uv"
VENV = ROOT / ".venv" / BIN
LOCK, BULK = ROOT / "requirements.txt", ROOT / "requirements-bulk.txt"
WANT_BULK = {"test", "soak", "bench", "lint"}
CLIENTS = ROOT / ".tools" / "clients"

os.chdir(ROOT)
os.environ.update(UV_PYTHON_DOWNLOADS="never")
# Compiled once: where bytecode is forbidden, every process that a test starts would compile all packages anew.
os.environ.update(PYTHONDONTWRITEBYTECODE="", PYTHONPYCACHEPREFIX=str(ROOT / ".bytecode"))


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command])
    if done.returncode:
        sys.exit(done.returncode)


def tools() -> None:
    if not UV.exists():
        venv.create(ROOT / ".tools", with_pip=True)
        run(ROOT / ".tools" / BIN / "python", "-m", "pip", "-q", "install", "uv==0.13.8")


def stamp(lock: Path) -> Path:
    return ROOT / ".venv" / f"installed-{lock.stem}"


def is_fresh(lock: Path) -> bool:
    """Whether .venv was set up from this list, and is as new as what describes it."""
    described_by = [lock, ROOT / "pyproject.toml", *ROOT.glob("src/sarhad/locale/*/LC_MESSAGES/*.po")]
    made = stamp(lock)
    return made.exists() and all(path.stat().st_mtime <= made.stat().st_mtime for path in described_by)


def install(lock: Path) -> None:
    """Set up .venv; returns at once when it holds all that the list names. The longer list holds the shorter."""
    if is_fresh(BULK) or is_fresh(lock):
        return
    tools()
    if not VENV.exists():
        run(UV, "-q", "venv", "--python", sys.executable, ".venv")
    # --python names our own environment: left out, uv may change the interpreter that runs this file.
    run(UV, "-q", "pip", "sync", "--python", VENV / "python", lock)
    run(UV, "-q", "pip", "install", "--python", VENV / "python", "--no-deps", "-e", ".")
    for each in (LOCK, BULK):
        stamp(each).unlink(missing_ok=True)
    stamp(lock).touch()


def lock() -> None:
    tools()
    how = ["-q", "pip", "compile", "--group", "dev", "--generate-hashes", "--no-annotate", "--no-header"]
    said = ["--custom-compile-command", "python3 dev.py lock", "--python", sys.executable]
    run(UV, *how, *said, "-o", LOCK, "pyproject.toml")
    more = [word for each in ("bulk", "research", "spark") for word in ("--extra", each)]
    run(UV, *how, *said, "--group", "peers", *more, "-c", LOCK, "-o", BULK, "pyproject.toml")


def clients() -> None:
    """An environment of their own: what they depend on would change ours."""
    tools()
    run(UV, "-q", "venv", "--clear", "--python", sys.executable, CLIENTS)
    run(UV, "-q", "pip", "install", "--python", CLIENTS / BIN / "python", "-r", "tests/clients/requirements.txt")


TASKS = {
    "demo": ["python", "-m", "sarhad.demo"],
    "test": ["python", "-m", "pytest", "-n", "2", "--dist", "worksteal"],
    "soak": ["python", "-m", "pytest", "-n", "2", "-m", "soak"],
    "bench": ["python", "-m", "bench"],
    "messages": ["python", "-m", "tests.messages"],
    "sarhad": ["sarhad"],
}


def main(task: str = "help", *args: str) -> None:
    if task in {"lock", "clients"}:
        return lock() if task == "lock" else clients()
    if task not in {*TASKS, "lint"}:
        sys.exit(__doc__)
    install(BULK if task in WANT_BULK else LOCK)
    if task == "lint":
        run(VENV / "ruff", "check", ".")
        run(VENV / "ruff", "format", "--check", ".")
        run(VENV / "mypy")
        return
    program, *rest = TASKS[task]
    os.execv(VENV / program, [str(VENV / program), *rest, *args])  # it hears who wants it to stop


if __name__ == "__main__":
    main(*sys.argv[1:])
