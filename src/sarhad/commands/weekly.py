"""The weekly update of link charts: `sarhad weekly`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import Refused, as_json, put_json, reading

if TYPE_CHECKING:
    from sarhad.access.reader import Reader


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--target", default="i2", show_default=True, help="Which program or analyst it is for.")
@click.option("--confirm", is_flag=True, help="FOLDER holds an update that arrived whole: the next begins there.")
@as_json
@reading
def weekly(reader: Reader, folder: Path, target: str, confirm: bool, json_: bool) -> None:
    """Write what is new, changed and withdrawn since the last confirmed update: i2-style CSV and XLSX, FtM JSON.

    Each update goes into a folder of its own below FOLDER, with a receipt that states counts and checksums. Until
    it is confirmed, running this again gives the same update. What its owner must be asked for is left out.

    \b
    Examples:
      sarhad weekly out/ --as aziz@TJ-DCA --purpose 'weekly update'
      sarhad weekly out/sarhad-tj-dca-i2-0007 --confirm --as aziz@TJ-DCA --purpose 'weekly update'
    """
    receipt = _confirm(reader, folder, target) if confirm else _make(reader, folder, target)
    if json_:
        put_json(receipt)
        return
    for type_, n in receipt["counts"].items():
        click.echo(f"{type_}: {n['new']} new, {n['changed']} changed, {n['withdrawn']} withdrawn")
    total = receipt["total"]
    click.echo(
        f"Update {receipt['number']} since {receipt['since'] or 'the beginning'}: {total['new']} new, "
        f"{total['changed']} changed, {total['withdrawn']} withdrawn. Checksum {receipt['checksum'][:16]}."
    )
    for owner, n in receipt["left_out"].items():
        click.echo(f"Ask {owner} first: {n} of its statements are left out.", err=True)


def _make(reader: Reader, folder: Path, target: str) -> dict[str, Any]:
    from sarhad.systems.border.weekly import RECEIPT, make

    package = make(reader, target)
    into = folder / package.name
    into.mkdir(parents=True, exist_ok=True)
    for name in sorted(package.files, key=lambda name: name == RECEIPT):  # the receipt last: then all is there
        with (into / name).open("wb") as out:
            out.write(package.files[name])
            out.flush()
            os.fsync(out.fileno())
    click.echo(f"Written to {into}.", err=True)
    return dict(package.row.receipt)


def _confirm(reader: Reader, folder: Path, target: str) -> dict[str, Any]:
    import hashlib
    import json

    from sarhad.systems.border.weekly import RECEIPT, confirm

    try:
        receipt: dict[str, Any] = json.loads((folder / RECEIPT).read_text("utf-8"))
    except ValueError as error:
        raise Refused(f"{folder / RECEIPT} is not whole. Run `sarhad weekly` again.") from error
    for name, stated in receipt["files"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != stated["sha256"]:
            raise Refused(f"{folder / name} is not what the receipt says. Run `sarhad weekly` again.")
    confirm(reader, receipt["number"], receipt["checksum"], target)
    return receipt
