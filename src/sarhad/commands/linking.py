"""`sarhad xref`: who else knows whom, over everything at once. `sarhad graph`: who is linked to whom."""

from __future__ import annotations

import sys
import time

import click

from sarhad.commands.base import started

EVERY = 10.0  # seconds between two lines where nobody watches


@click.command()
@click.option("--spark", default="", metavar="URL", help="Link on this Apache Spark, such as spark://host:7077.")
@click.option(
    "--memory",
    default=2500,
    show_default=True,
    type=click.IntRange(500, 1_000_000),
    help="MB that DuckDB may hold before it writes to disk.",
)
@started
def xref(spark: str, memory: int) -> None:
    """Compare everything that is recorded with everything else; what may be one thing becomes a hit.

    Run it after large imports: only single contributions are matched at once. Hits reach the offices concerned
    through their inboxes, as far as each of them may see both sides. Stopped half-way it goes on where it was;
    run twice it finds nothing twice, and what was judged stays judged. See docs/bulk-linking.md.

    \b
    Examples:
      sarhad xref
      sarhad xref --spark spark://hub.example.org:7077
    """
    from sarhad import home
    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.matching.bulk import linking, run

    home.must_be_ready()
    found = run.run(Lines(), spark=spark, memory=memory)
    audit.record(operator(), "xref", f"{found.hits} hits")
    click.echo(f"{found.rows:,} records compared, {found.links:,} likely pairs.")
    click.echo(f"{found.hits:,} hits: {found.strong:,} strong, {found.possible:,} possible.")
    if found.left_out:
        click.echo(f"{found.left_out:,} values that more than {linking.MOST:,} records share were left out.")


@click.command()
@started
def graph() -> None:
    """Write the arrays by which paths and expansions are found, whether they are behind or not.

    `sarhad serve` keeps them up to date by itself; this is for a node that has just been restored or rebuilt. Until
    they are there the tables answer, which takes longer on a large node.

    \b
    Example:
      sarhad graph
    """
    from sarhad import home
    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.links.graph import follower

    home.must_be_ready()
    started_at = time.monotonic()
    links = follower.write_now()
    audit.record(operator(), "graph", f"{links} links")
    click.echo(f"{links:,} links in {time.monotonic() - started_at:.1f} s.")


class Lines:
    """Progress on stderr: a line for each stage, renewed on a terminal and every ten seconds elsewhere."""

    def __init__(self) -> None:
        self.stage, self.said = "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        new, now = stage != self.stage, time.monotonic()
        if new and self.stage and sys.stderr.isatty():
            click.echo(err=True)
        if new or done == total or now - self.said > (0.2 if sys.stderr.isatty() else EVERY):
            text = f"{stage}: {done:,} of {total:,}"
            click.echo(f"\r{text}" if sys.stderr.isatty() else text, err=True, nl=not sys.stderr.isatty())
            self.stage, self.said = stage, now
