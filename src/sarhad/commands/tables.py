"""Published tables for the drugs monitor: `sarhad import-table`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import as_json, progress, put_json, reading

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

KINDS = ("seizures", "totals", "prices", "cultivation", "users", "crimes")
SHOWN = 20  # kinds of faults that are written out


@click.command("import-table")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What its rows are.")
@click.option("--name", required=True, help="As others will find and cite it.")
@click.option("--publisher", default="", help="Who published it.")
@click.option("--licence", default="", help="On what terms it may be used.")
@click.option("--link", default="", help="Where it was published.")
@click.option("--published", default="", metavar="DATE", help="Day, month or year.")
@click.option("--since", default="", metavar="DATE", help="Its period. Default: as its rows say.")
@click.option("--until", default="", metavar="DATE")
@click.option("--missing", default="", help="What it leaves out, in words; shown wherever its figures are.")
@click.option("--lacks", multiple=True, metavar="CODE", help="Substances or groups that it leaves out.")
@click.option("--column", multiple=True, metavar="FIELD=HEADING", help="Of seizures: what a column says.")
@click.option("--order", type=click.Choice(["dmy", "mdy", "ymd"]), help="Of seizures: how dates are written.")
@click.option("--country", default="", metavar="CODE", help="Of rows that name none.")
@click.option("--scope", multiple=True, metavar="PARTY", help="Who may read it: an office, a group, public.")
@click.option("--handling", default=1, type=click.IntRange(0, 3), help="H0 to H3.")
@click.option("--conditions", default="", help="Conditions of use, in words.")
@click.option("--check", is_flag=True, help="Write nothing; only say how it is read.")
@as_json
@reading
def import_table(reader: Reader, file: Path, **options: Any) -> None:
    """Take in a published table (CSV or XLSX, also in a ZIP) with its file, as the page "Add a table" does.

    What its columns say is guessed and told; rows with something unreadable stay in. The same file under the same
    name again changes nothing.

    \b
    Examples:
      sarhad import-table ids.zip --kind seizures --name 'Individual drug seizures' --check --as aziz@TJ-DCA --purpose 'monitor'
      sarhad import-table ids.zip --kind seizures --name 'Individual drug seizures' --scope public --handling 0 --lacks cannabis --as aziz@TJ-DCA --purpose 'monitor'
    """  # noqa: E501 - a line to copy
    found = _run(reader, file, options)
    if options["json_"]:
        put_json(found)
    else:
        click.echo("\n".join([*found["columns"], *found["told"], *found["faults"]]))


def _run(reader: Reader, file: Path, options: dict[str, Any]) -> dict[str, Any]:
    import tempfile

    from sarhad.access.guards import require
    from sarhad.access.roles import Does
    from sarhad.systems.monitor.store.engine import folder
    from sarhad.systems.monitor.tables import loading

    require(reader, Does.CONTRIBUTE)
    given = loading.asked(file, options)
    with tempfile.TemporaryDirectory(dir=folder(), prefix=".") as own, progress("Reading") as step:
        read = loading.read(given, Path(own) / "rows", lambda rows: step(rows, max(rows, 1)))
    found = {
        "columns": read.columns,
        "told": read.told,
        "faults": read.faults[:SHOWN],
        "rows": read.rows,
        "table": "",
    }
    if options["check"]:
        return found
    known = loading.here(reader, given)
    found["table"] = known or loading.sign(reader, given, read)
    word = "is here already" if known else "is signed"
    return {**found, "told": [*read.told, f"It {word}: /monitor/tables/{found['table']}/"]}
