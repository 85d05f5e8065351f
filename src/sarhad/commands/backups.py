"""`sarhad backup` and `sarhad restore`."""

from __future__ import annotations

from pathlib import Path

import click

from sarhad.commands.base import progress, secret, started

PHRASE = "SARHAD_BACKUP_PASSPHRASE"
ROOT = "SARHAD_ROOT_PASSPHRASE"


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-keys", is_flag=True, help="Put the keys and the node's secret in, under a passphrase.")
@click.option("--keys-only", is_flag=True, help="Only the keys: small, for a stick in a safe.")
@started
def backup(file: Path, with_keys: bool, keys_only: bool) -> None:
    """Write everything of this node that cannot be made again into one file.

    It is the state of one moment, and nobody waits for it. The records in it are readable: keep it as safe as
    the node. The passphrase is typed, or taken from SARHAD_BACKUP_PASSPHRASE.

    \b
    Examples:
      sarhad backup /mnt/stick/sarhad-2026-11-21.backup
      sarhad backup /mnt/safe/keys-2026-11-21.backup --keys-only
    """
    from sarhad import backup as backups
    from sarhad import home
    from sarhad.access import audit
    from sarhad.access.reader import operator

    home.must_exist()
    phrase = secret("Passphrase of the keys in the backup", PHRASE, new=True) if with_keys or keys_only else ""
    with progress("Writing") as step:
        digest = backups.write(file, passphrase=phrase, keys_only=keys_only, progress=step)
    audit.record(operator(), "backup", digest)
    click.echo(f"{file}, {file.stat().st_size:,} bytes, SHA-256 {digest}")
    left_out = ["the search index (made again)", "who is signed in", "settings of the environment"]
    left_out += [] if phrase else ["keys and secret (back them up with --keys-only, once for each new key)"]
    left_out += ["all records"] if keys_only else []
    click.echo(f"Not in it: {'; '.join(left_out)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--keys", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="A backup with the keys."
)
@started
def restore(file: Path, keys: Path | None) -> None:
    """Make a node from a backup, in an empty SARHAD_HOME; everything is verified on the way in.

    The old devices are retired: each office goes on under a new device key, certified by its root. The command
    asks for the root passphrases; press Enter to do it later with `sarhad office device`.

    \b
    Example:
      SARHAD_HOME=/var/lib/sarhad-new sarhad restore /mnt/stick/2026-11-21.backup --keys /mnt/safe/keys.backup
    """
    from sarhad import backup as backups
    from sarhad import restore as back
    from sarhad.access import audit
    from sarhad.access.reader import operator

    keys = keys or (file if backups.head_of(file)["keys"] else None)
    content = back.open_keys(keys, secret("Passphrase of the keys in the backup", PHRASE)) if keys else None
    with progress("Restoring") as step:
        retired = back.restore(file, content, progress=step)
    audit.record(operator(), "restore", backups.head_of(file)["made"])
    click.echo("Everything in the backup is here and verifies.")
    if content:
        click.echo(f"Retired devices: {', '.join(retired) or 'none'}.")
    else:
        click.echo("No keys came with it: this node reads, but signs for nobody and starts no new import.")
        click.echo("If you have them: start again in an empty folder with --keys FILE.")
    if content:
        _new_devices()


def _new_devices() -> None:
    from sarhad.ledger.queries import offices
    from sarhad.restore import new_device_name

    for party in offices():
        name = new_device_name(party.id)
        if not party.closed and not _certified(party.id, name):
            click.echo(f"Before {party.id} can sign: sarhad office device {party.id} {name}")


def _certified(office: str, name: str) -> bool:
    """Whether the root passphrase was given. Asks until it fits or is left empty."""
    import os
    import sys

    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.kernel.keys import KeyFault
    from sarhad.ledger.actions import certify_device

    given = os.environ.get(ROOT)
    while given or sys.stdin.isatty():
        ask = f"Root passphrase of {office} (empty: later)"
        phrase = given or click.prompt(ask, "", hide_input=True, show_default=False, err=True)
        if not phrase:
            break
        try:
            certify_device(office=office, device=name, passphrase=phrase)
        except KeyFault as fault:
            click.echo(f"sarhad: {fault}", err=True)
            if given or "no key file" in str(fault):
                break
        else:
            audit.record(operator(), "certify-device", f"{office} {name}")
            click.echo(f"{office} signs here as {name}.")
            return True
    return False
