"""A node of its own in a folder of its own, driven by its command line in real processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SARHAD = Path(sys.executable).with_name("sarhad")
SECRETS = {
    "SARHAD_ROOT_PASSPHRASE": "a long root passphrase",
    "SARHAD_NEW_PASSPHRASE": "another long root passphrase",
    "SARHAD_BACKUP_PASSPHRASE": "a long backup passphrase",
    "SARHAD_PASSWORD": "a long enough password",
    "SARHAD_APPROVER_PASSWORD": "a long enough password",
}
PATIENCE = 60  # seconds until a server answers


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Node:
    def __init__(self, home: Path, **environment: str) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("SARHAD_", "DATABASE_", "DJANGO_"))}
        self.home = home
        self.environment = {**inherited, **SECRETS, "LC_ALL": "C.UTF-8", "SARHAD_HOME": str(home), **environment}

    def run(self, *arguments: str | Path, code: int | None = 0) -> Done:
        """Runs one command and expects this exit code (None: any)."""
        command = [SARHAD, *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        assert code is None or done.returncode == code, (
            f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def prepare(self) -> None:
        """An office with a head and a director."""
        self.run("init")
        self.run("office", "open", "TJ-DCA", "--name", "Drug Control Agency", "--country", "tj")
        for name, role in (("aziz", "head"), ("farida", "director")):
            self.run("officer", "enrol", name, "--office", "TJ-DCA", "--name", name.title(), "--role", role)

    @contextmanager
    def serving(self, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """`sarhad serve` on a free port, from the moment it answers; stopped afterwards."""
        address, command = (
            f"http://127.0.0.1:{(port := _free_port())}",
            [SARHAD, "serve", "--port", str(port), *options],
        )
        with (self.home / "serve.log").open("wb") as log:
            process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        try:
            _wait(address, process, self.home / "serve.log")
            yield address, process
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{address}/sign-in/").close()
            return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"`sarhad serve` does not answer: {log.read_text()}") from error
            time.sleep(0.2)
