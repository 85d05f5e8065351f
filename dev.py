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
python3 dev.py lock          write requirements.txt anew from pyproject.toml
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
LOCK = ROOT / "requirements.txt"
CLIENTS = ROOT / ".tools" / "clients"

os.chdir(ROOT)
os.environ.update(UV_PYTHON_DOWNLOADS="never")


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command])
    if done.returncode:
        sys.exit(done.returncode)


def tools() -> None:
    if not UV.exists():
        venv.create(ROOT / ".tools", with_pip=True)
        run(ROOT / ".tools" / BIN / "python", "-m", "pip", "-q", "install", "uv==0.13.8")


def install() -> None:
    """Set up .venv; returns at once when it is as new as what describes it."""
    stamp = ROOT / ".venv" / "installed"
    described_by = [LOCK, ROOT / "pyproject.toml", *ROOT.glob("src/sarhad/locale/*/LC_MESSAGES/*.po")]
    if stamp.exists() and all(path.stat().st_mtime <= stamp.stat().st_mtime for path in described_by):
        return
    tools()
    if not VENV.exists():
        run(UV, "-q", "venv", "--python", sys.executable, ".venv")
    # --python names our own environment: left out, uv may change the interpreter that runs this file.
    run(UV, "-q", "pip", "sync", "--python", VENV / "python", LOCK)
    run(UV, "-q", "pip", "install", "--python", VENV / "python", "--no-deps", "-e", ".")
    stamp.touch()


def lock() -> None:
    tools()
    how = ["-q", "pip", "compile", "--group", "dev", "--generate-hashes", "--no-annotate", "--no-header"]
    said = ["--custom-compile-command", "python3 dev.py lock"]
    run(UV, *how, "--python", sys.executable, *said, "-o", LOCK, "pyproject.toml")


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
    install()
    if task == "lint":
        run(VENV / "ruff", "check", ".")
        run(VENV / "ruff", "format", "--check", ".")
        run(VENV / "mypy")
        return
    program, *rest = TASKS[task]
    os.execv(VENV / program, [str(VENV / program), *rest, *args])  # it hears who wants it to stop


if __name__ == "__main__":
    main(*sys.argv[1:])
