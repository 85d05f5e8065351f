"""The folder of a node: made by `sarhad init`, checked before anything serves from it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from sarhad.ledger import stamp
from sarhad.ledger.models import Entry


def make() -> None:
    """Make the folder, its secret, both databases and the static files; what is there already is kept.

    After an upgrade it brings the databases up to date.
    """
    home = Path(settings.HOME)
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    (home / "keys").mkdir(exist_ok=True, mode=0o700)
    _make_secret(home)
    for database in connections:
        call_command("migrate", database=database, interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not Entry.objects.exists():
        stamp.note()


def _make_secret(home: Path) -> None:
    """Encrypts device keys at rest and signs sessions. Never replaced: what it encrypts would be lost."""
    if not os.environ.get("SARHAD_SECRET") and not (home / "secret").exists():
        write_private(home / "secret", secrets.token_urlsafe(48))
    if not os.environ.get("SARHAD_SECRET"):
        settings.SECRET_KEY = (home / "secret").read_text().strip()


def write_private(path: Path, text: str) -> None:
    """A new file that only its owner reads, on disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def must_exist() -> None:
    """Raises ImproperlyConfigured, with the remedy, where `sarhad init` has not been run or not been run again."""
    if not os.environ.get("SARHAD_SECRET") and not (Path(settings.HOME) / "secret").exists():
        raise ImproperlyConfigured(_("There is no node in %(home)s. Run `sarhad init`.") % {"home": settings.HOME})
    if any(_waiting(database) for database in connections):
        raise ImproperlyConfigured(_("The databases are of an older version. Run `sarhad init`."))


def must_be_ready() -> None:
    """As `must_exist`; also where the derived tables were made by another version."""
    must_exist()
    must_be_fresh()


def must_be_fresh() -> None:
    """Raises ImproperlyConfigured where another version derived the tables: searches and purges would miss rows."""
    if stamp.is_stale():
        raise ImproperlyConfigured(_("The tables were derived by another version. Run `sarhad rebuild`."))


def _waiting(database: str) -> bool:
    """Whether migrations wait to be applied."""
    try:
        executor = MigrationExecutor(connections[database])
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return True
