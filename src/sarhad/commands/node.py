"""Commands for the node as a whole: init, serve, verify, rebuild."""

from __future__ import annotations

import os
from typing import Any

import click

from sarhad.commands.base import FAULTS, as_json, progress, put_json, started


@click.command()
@started
def init() -> None:
    """Make the folder of a node, or bring an existing one up to date.

    Makes SARHAD_HOME (readable by you alone), its secret, both databases and the static files. What is there
    already is kept, so run it after each upgrade.

    \b
    Example:
      SARHAD_HOME=/var/lib/sarhad sarhad init
    """
    from django.conf import settings

    from sarhad import home

    home.make()
    click.echo(f"Ready in {settings.HOME}.")
    click.echo("Next: sarhad office open TJ-DCA --name 'Drug Control Agency' --country tj --sort agency")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=max(2, os.cpu_count() or 2), show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="In each worker.")
@started
def serve(**options: Any) -> None:
    """Serve the pages and the API, and run what follows the ledger (such as the search index).

    Put a proxy that speaks TLS in front of it and set SARHAD_HTTPS=1 and SARHAD_HOSTS; see docs/operator.md.

    \b
    Example:
      SARHAD_HOSTS=sarhad.example.tj SARHAD_HTTPS=1 sarhad serve --port 8000
    """
    from sarhad import home, serving

    home.must_be_ready()
    serving.serve(**options)


@click.command()
@click.option("--derived", is_flag=True, help="Compare every derived row with the entries too. Slower.")
@as_json
@started
def verify(derived: bool, json_: bool) -> None:
    """Check every signature, chain and attachment, and the audit's chain; name what is wrong.

    Prints the head of each chain: noted elsewhere, it later proves that nothing was cut off. Exit code 4 when
    something is wrong.

    \b
    Example:
      sarhad verify --derived
    """
    from sarhad.access import audit
    from sarhad.ledger.models import Feed
    from sarhad.ledger.verify import verify as faults_of

    with progress("Verifying") as step:
        faults = [str(fault) for fault in faults_of(derived=derived, progress=step)]
    faults += [f"audit of {fault.office or 'the node'} line {fault.n}: {fault.what}" for fault in audit.verify()]
    heads = [(f"{f.office}/{f.device}", f.head_seq, f.head_hash) for f in Feed.objects.order_by("office", "device")]
    heads += [(f"audit of {office or 'the node'}", last, hash) for office, last, hash in audit.heads()]
    if json_:
        put_json({"faults": faults, "heads": [dict(zip(("chain", "last", "hash"), h, strict=True)) for h in heads]})
    else:
        for chain, last, hash in heads:
            click.echo(f"{chain}: last entry {last}, {hash}")
        click.echo("\n".join(faults) or "Nothing is wrong.")
    click.get_current_context().exit(FAULTS if faults else 0)


@click.command()
@started
def rebuild() -> None:
    """Make all derived tables again from the signed entries.

    Needed after an upgrade that says so. Readers keep seeing the old tables until it is done; stopped half-way
    it changes nothing.

    \b
    Example:
      sarhad rebuild
    """
    from sarhad import home
    from sarhad.ledger import rebuild as again
    from sarhad.ledger import stamp
    from sarhad.links.graph import follower

    home.must_exist()
    with progress("Rebuilding") as step:
        again.rebuild(step)
    stamp.note()
    follower.drop()  # its scopes go by other numbers now
    for name, digest in again.digests().items():
        click.echo(f"{name}: {digest.replace(':', ' rows, ', 1)}")
