"""The command line. Each command lies in `commands/`; heavy imports happen inside them."""

from __future__ import annotations

import click

from sarhad import __version__
from sarhad.commands.backups import backup, restore
from sarhad.commands.base import Commands
from sarhad.commands.charts import import_chart
from sarhad.commands.digest import digest
from sarhad.commands.facts import explain, search, show
from sarhad.commands.forms import forms, submit
from sarhad.commands.linking import graph, xref
from sarhad.commands.node import init, rebuild, serve, verify
from sarhad.commands.officers import officer
from sarhad.commands.offices import office
from sarhad.commands.screening import score_names, screen
from sarhad.commands.tables import import_table
from sarhad.commands.transfer import export, import_, purge
from sarhad.commands.weekly import weekly


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sarhad")
def cli() -> None:
    """Share what an office knows, with exactly the partners it chooses.

    The folder of the node is SARHAD_HOME (default: ./home). Commands that print facts act as one officer
    (--as OFFICER@OFFICE) for one purpose (--purpose), and stand in the audit as the pages do.

    \b
    Exit codes: 0 done; 1 not done, the line says why; 2 wrong usage; 3 nothing here for you;
    4 checked, and faults were found; 70 our own fault.
    """


NODE = (init, serve, office, officer, verify, rebuild, backup, restore, xref, graph)
for command in (
    *NODE,
    forms,
    submit,
    import_,
    search,
    screen,
    show,
    explain,
    export,
    purge,
    weekly,
    digest,
    score_names,
    import_chart,
    import_table,
):
    cli.add_command(command)


def main() -> None:
    cli(prog_name="sarhad")
