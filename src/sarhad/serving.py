"""The production web server, and beside it the worker that runs what follows the ledger."""

from __future__ import annotations

import atexit
import gc
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

WORKER = (sys.executable, "-m", "sarhad.worker")
AGAIN_AFTER = 5  # seconds after the worker ended by itself
PATIENCE = 15  # seconds that the worker gets to finish what it is at
GARBAGE = 20_000  # objects between two collections
KEPT, MAPPED = 8 * 2**20, 128 * 2**20  # bytes of an SQLite file: pages of each connection, and those all share


def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve until told to stop (SIGTERM, SIGINT)."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    beside = Beside(WORKER)
    Server(
        {
            "bind": address,
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 120,
            "graceful_timeout": 30,
            "keepalive": 15,
            "control_socket_disable": True,
            "when_ready": lambda server: beside.start(),
            "on_exit": lambda server: beside.stop(),
        }
    ).run()


class Server(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        # Forwarded headers are only believed from a proxy on this machine, or from those named here.
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        from sarhad.collect.publishing import warm as warm_forms
        from sarhad.matching.warm import warm
        from sarhad.wsgi import application

        get_resolver().url_patterns  # noqa: B018 - imports every page now, once for all workers
        connection_created.connect(save_memory)
        warm()  # no first answer waits for the tables of names, and all workers share them
        warm_forms()  # nor for the forms
        connections.close_all()  # no connection may be shared across a fork
        gc.collect()
        gc.freeze()  # tables of names and forms stay: no collection need look through them
        gc.set_threshold(GARBAGE)
        atexit.register(gc.unfreeze)  # or DuckDB's binding complains, at the end, of what it cannot clear away
        return application


def save_memory(connection: BaseDatabaseWrapper, **more: object) -> None:
    """Every thread keeps its connection, so that what one command may take would add up."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={-KEPT // 1024}")
            cursor.execute(f"PRAGMA mmap_size={MAPPED}")


class Beside:
    """One process beside the server: started with it, started again when it ends, stopped with it."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self.command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Call before any fork: one that happens meanwhile would hold the pipe on which Popen waits."""
        self._process = self._open()
        threading.Thread(target=self._keep, name="worker", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _open(self) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches the server alone, which then stops it in good order.
        return subprocess.Popen(self.command, start_new_session=True)  # noqa: S603

    def _keep(self) -> None:
        while self._process:
            self._process.wait()
            if self._stopping.wait(AGAIN_AFTER):
                return
            self._process = self._open()
