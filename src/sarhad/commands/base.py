"""What the commands share: setting up, who reads, errors as one line, progress, secrets that are typed."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

NOTHING_HERE = 3
"""Exit code for what is absent or invisible: the two are never told apart."""
FAULTS = 4
"""Exit code of a check that ran and found faults: `verify`, or an import that refused rows."""
INSIDE = 70  # EX_SOFTWARE of sysexits.h: our own fault

SECRET_LENGTH = 12  # characters of a passphrase, as of a password
Command = Callable[..., Any]


class Refused(click.ClickException):
    """One line that says what is wrong and what to do about it."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code

    def show(self, file: Any = None) -> None:
        click.echo(f"sarhad: {self.message}", err=True)


class Commands(click.Group):
    """A group of commands that never shows a traceback (unless SARHAD_DEBUG=1)."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("SARHAD_DEBUG") == "1":
                raise
            raise refusal(error) from None


def refusal(error: Exception) -> Refused:
    """What to tell the person at the keyboard about an error."""
    from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
    from django.db import Error

    from sarhad.collect.errors import BadFile
    from sarhad.collect.forms import Unpublishable
    from sarhad.kernel.envelope import BadEntry
    from sarhad.kernel.keys import KeyFault
    from sarhad.ledger.node import in_words

    match error:
        case ValidationError():
            return Refused(" ".join(error.messages))
        case PermissionDenied() | KeyFault() | BadEntry() | BadFile() | Unpublishable() | ImproperlyConfigured():
            return Refused(str(error))
        case Error():
            return Refused(in_words(error) or _of_database(str(error).strip()))
        case OSError():
            return Refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    name = type(error).__name__
    return Refused(f"internal fault, {name}: {error}. Run it again with SARHAD_DEBUG=1 and report it.", INSIDE)


def _of_database(text: str) -> str:
    if "no such table" in text or "does not exist" in text or "unable to open" in text:
        return f"There is no node here, or one of an older version ({text}). Run `sarhad init`."
    return f"The database refuses: {text}"


def setup() -> None:
    """Start Django. Called inside commands, so that `--help` stays quick."""
    import django
    from django.utils import translation

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sarhad.settings")
    os.umask(0o077)  # whatever the node writes is nobody else's to read
    django.setup()
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    translation.activate("ru" if spoken.startswith("ru") else "en")


def started(command: Command) -> Command:
    """A command that needs Django but reads no facts."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        setup()
        return command(*args, **options)

    return run


def reading(command: Command) -> Command:
    """A command that acts as one officer in one office; it gets a `reader`."""

    @click.option("--as", "seat", metavar="OFFICER@OFFICE", required=True, help="Who acts, and for which office.")
    @click.option("--office", metavar="OFFICE", help="The office, when --as names the officer alone.")
    @click.option("--purpose", metavar="WORDS", required=True, help="What for. It stands in the audit.")
    @functools.wraps(command)
    def run(*args: Any, seat: str, office: str | None, purpose: str, **options: Any) -> Any:
        setup()
        from sarhad import home  # loads models, which want Django set up

        home.must_be_fresh()
        return command(*args, reader=reader_at(seat, office, purpose), **options)

    return run


def as_json(command: Command) -> Command:
    return click.option("--json", "json_", is_flag=True, help="Print JSON instead of text.")(command)


def reader_at(seat: str, office: str | None, purpose: str) -> Reader:
    """The reader that `--as` names; stands in the audit as taking the seat does on the pages."""
    from sarhad.access import audit
    from sarhad.access.reader import reader_for

    username, _, at = seat.partition("@")
    reader = reader_for(seat_of(username, at or office), purpose)
    audit.record(reader, "take-seat", f"command line of system user {os.getuid()}")
    return reader


def seat_of(username: str, office: str | None) -> Any:
    """The current seat of an officer; the office may be left out when there is only one."""
    from sarhad.access.models import Seat

    seats = list(Seat.objects.current().filter(officer__username=username.lower()).select_related("officer"))
    found = [one for one in seats if office in (None, "", one.office)]
    if not found:
        raise Refused(
            f"{username} has no current seat{f' at {office}' if office else ''}; see `sarhad officer list`."
        )
    if len(found) > 1:
        offices = ", ".join(sorted(one.office for one in found))
        raise Refused(f"{username} sits in {offices}: say --as {username}@OFFICE.")
    return found[0]


def nothing_here() -> Refused:
    """For what is absent and for what is invisible."""
    from django.utils.translation import gettext as _

    return Refused(_("Nothing here for you."), NOTHING_HERE)


def secret(prompt: str, variable: str, *, new: bool = False) -> str:
    """A passphrase or password: from an environment variable, else typed unseen. Never from an argument.

    Args:
        new: it is being chosen now: typed twice, and long enough.
    """
    given = os.environ.get(variable) or click.prompt(prompt, hide_input=True, confirmation_prompt=new, err=True)
    if new and len(given) < SECRET_LENGTH:
        raise Refused(f"{prompt}: at least {SECRET_LENGTH} characters.")
    return str(given)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, where that is a terminal; called with (done, in all)."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def step(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        yield step


def table(rows: list[tuple[Any, ...]], *, head: tuple[str, ...] = ()) -> None:
    """Columns as wide as their widest cell."""
    lines = [tuple(str(cell) for cell in row) for row in ([head] if head else []) + rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))] if lines else []
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def put_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
