"""Charts of other programs: `sarhad import-chart`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import FAULTS, as_json, put_json, reading

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

SHOWN = 20  # refusals that are written out


@click.command("import-chart")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="", help="Name of the case or list. Part of every id: keep it the same.")
@click.option("--title", default="", help="Of the chart. Default: the file's name.")
@click.option("--read", multiple=True, metavar="PARTY", help="Who may read it: an office, a group, public.")
@click.option("--handling", default=1, type=click.IntRange(0, 3), help="H0 to H3.")
@click.option("--conditions", default="", help="Conditions of use, in words.")
@click.option("--directed/--undirected", default=None, help="Whether links point somewhere. Default: as it seems.")
@click.option("--check", is_flag=True, help="Write nothing; only say what would happen.")
@as_json
@reading
def import_chart(reader: Reader, files: tuple[Path, ...], **options: Any) -> None:
    """Bring in a chart of Analyst's Notebook (.anx) or a network from tables, and open it as a chart of yours.

    Two files may be a list of people and a list of links (CSV, XLSX). What columns hold is guessed and told; the
    page "Bring in a chart" lets you change it. The same file again states nothing twice. Exit code 4: some rows
    could not be read.

    \b
    Examples:
      sarhad import-chart case.anx --check --as aziz@TJ-DCA --purpose 'operation Saffron'
      sarhad import-chart people.csv links.csv --source caviar --as aziz@TJ-DCA --purpose 'operation Saffron'
    """
    found = _run(reader, files, options)
    if options["json_"]:
        put_json(found)
    else:
        for name in ("columns", "told", "faults"):
            click.echo("\n".join(found[name])) if found[name] else None
    click.get_current_context().exit(FAULTS if found["faults"] else 0)


def _run(reader: Reader, files: tuple[Path, ...], options: dict[str, Any]) -> dict[str, Any]:
    from sarhad.access.guards import require
    from sarhad.access.roles import Does
    from sarhad.kernel.claim import Handling, Scope
    from sarhad.links.formats import kept, planning
    from sarhad.links.formats.signing import Stated, sign

    require(reader, Does.CONTRIBUTE)
    read = kept.read_files(files, [path.name for path in files], directed=options["directed"])
    source = options["source"] or files[0].stem
    made = planning.plan(reader, read.drawn, source, {}, {})
    faults = [*read.faults, *made.faults]
    told = [
        f"{len(made.things)} new people and things, {len(made.ties)} new links; "
        f"{made.known} and {made.known_ties} are here already."
    ]
    number = 0
    if not options["check"]:
        scope = Scope(options["read"], handling=Handling(options["handling"], options["conditions"]))
        number, entries = sign(reader, made, options["title"] or read.drawn.title or source, Stated(scope, source))
        told.append(f"Chart {number}: /charts/{number}/. Signed as {', '.join(entries) or 'nothing new'}.")
    return {
        "columns": [_column(grid, layout) for grid, layout in read.tables],
        "told": told,
        "chart": number,
        "faults": [*map(str, faults[:SHOWN]), *([f"… and {len(faults) - SHOWN} more."] if faults[SHOWN:] else [])],
    }


def _column(grid: Any, layout: Any) -> str:
    """What each column of a table was taken for."""
    head = grid.rows[0][1] if layout.header else [str(place + 1) for place in range(grid.width)]
    pairs = [f"{name}: {role or 'not imported'}" for name, role in zip(head, layout.roles, strict=True)]
    return f"{grid.name}: {layout.kind or 'left out'}" + (f" ({'; '.join(pairs)})" if any(layout.roles) else "")
