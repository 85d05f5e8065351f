"""A PostgreSQL server for the tests: the one in DATABASE_URL, else one that lives as long as they do."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

UNPRIVILEGED = "postgres"  # the package makes this user; PostgreSQL refuses to run as root
PATIENCE = 60  # seconds until the server answers
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_wal_size=512MB"]


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL that Debian's packages, or PATH, offer."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = packaged[-1] if packaged else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The URL of a new, empty server on this machine; gone without a trace afterwards.

    Args:
        durable: as in production, with fsync; else as fast as can be.
    """
    folder = Path(tempfile.mkdtemp(prefix="sarhad-postgres-"))
    try:
        password, port = secrets.token_hex(16), _free_port()
        _initialise(folder, password)
        options = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories="]
        options += [] if durable else FAST
        with (folder / "log").open("wb") as log:
            command = [*_program("postgres"), "-D", folder / "data", *(f"--{option}" for option in options)]
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_as_nobody_special())
        url = f"postgresql://sarhad:{password}@127.0.0.1:{port}/postgres"
        try:
            _wait(process, url, folder / "log")
            yield url
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _program(name: str) -> list[Path]:
    folder = binaries()
    if folder is None:
        raise FileNotFoundError(name)
    return [folder / name]


def _initialise(folder: Path, password: str) -> None:
    (folder / "password").write_text(password)
    if os.geteuid() == 0:
        for path in (folder, folder / "password"):
            shutil.chown(path, UNPRIVILEGED)
    command = [*_program("initdb"), "-D", folder / "data", "-U", "sarhad", "--pwfile", folder / "password"]
    subprocess.run(
        [*command, "--auth=scram-sha-256", "--locale=C", "--encoding=UTF8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **_as_nobody_special(),
    )


def _as_nobody_special() -> dict[str, object]:
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []} if os.geteuid() == 0 else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg.connect(url, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL does not start: {log.read_text()}") from error
            time.sleep(0.1)
