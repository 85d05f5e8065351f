"""The demonstration: a region of invented offices and records, made once, then served on this machine.

python3 dev.py demo [--fresh] [--port N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

HOME = Path.cwd() / ".demo"
MADE = HOME / "region"  # written last, and names the version that told the story
HOST = "127.0.0.1"


def main() -> None:
    given = arguments()
    environment()
    if given.fresh or not MADE.exists():
        remove()
    from sarhad.commands.base import setup

    setup()
    if not MADE.exists():
        make()
        again(given.port)  # what serves forks, and forks none of the threads that made it
    elif not ready():
        print("The region in .demo is of another version.")
        again(given.port, "--fresh")
    introduce(given.port)
    from sarhad import serving

    serving.serve(HOST, given.port, workers=2, threads=4)


def again(port: int, *more: str) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "sarhad.demo", *more, "--port", str(port)])  # noqa: S606


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py demo", description="A demonstration region on this machine.")
    parser.add_argument("--fresh", action="store_true", help="make the region anew")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def environment() -> None:
    """A node of its own, whatever the environment says: the demonstration must never write into a real one."""
    for name in ("DATABASE_URL", "SARHAD_SECRET", "SARHAD_HOSTS", "SARHAD_HTTPS"):
        os.environ.pop(name, None)
    os.environ.update(SARHAD_HOME=str(HOME), SARHAD_SIMULATED="1", SARHAD_NODE="the demonstration")


def remove() -> None:
    """Only what an earlier demonstration made, finished or not."""
    if HOME.exists() and not (HOME / "simulated").exists():
        sys.exit(f"{HOME} was not made by the demonstration: move it away.")
    shutil.rmtree(HOME, ignore_errors=True)


def ready() -> bool:
    """Whether the region was made by this version."""
    from django.core.exceptions import ImproperlyConfigured

    from sarhad import home

    try:
        home.must_be_ready()
    except ImproperlyConfigured:
        return False
    return True


def make() -> None:
    from sarhad import home
    from sarhad.demo.build import build

    start = time.monotonic()
    print("Making the region, once. It takes less than a minute ...", flush=True)
    HOME.mkdir()
    (HOME / "simulated").touch()
    home.make()
    build()
    MADE.touch()
    print(f"Made in {time.monotonic() - start:.0f} s.\n")


def introduce(port: int) -> None:
    from sarhad.access.roles import LABELS
    from sarhad.demo.region import SHOWN, password

    print("Everything in this region is invented. One account for each role, open to whoever uses this machine:\n")
    for username, _name, office, role, _language in SHOWN:
        print(f"  {username:<14}{password(username):<30}{office:<11}{LABELS[role]}")
    print("\nStart as rahimova, purpose “operation Chashma”, and search for: karimov farhod")
    print(f"\nOpen http://{HOST}:{port} — stop with Ctrl+C\n", flush=True)


if __name__ == "__main__":
    main()
