"""Forms: `sarhad forms …`, and reports that come as a filled-in template: `sarhad submit`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import FAULTS, Refused, as_json, put_json, reader_at, reading, started, table

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

FILE = click.Path(path_type=Path, dir_okay=False)
LANGUAGE = click.option("--lang", type=click.Choice(["en", "ru"]), default="en", show_default=True)


@click.group()
def forms() -> None:
    """Forms that officers fill in: those that ship, and those that the node or an office added."""


@forms.command("list")
@as_json
@reading
def list_(reader: Reader, json_: bool) -> None:
    """The forms that your office can fill in.

    \b
    Example:
      sarhad forms list --as aziz@TJ-DCA --purpose 'daily work'
    """
    from sarhad.collect.forms import catalogue
    from sarhad.collect.publishing import mapping_of, shipped

    found = []
    for form in catalogue(reader.office).values():
        mapped = "mapped" if mapping_of(form, reader.office) else "as text"
        origin = "ships" if form.id in shipped() else "added"
        found.append({"id": form.id, "version": form.version, "origin": origin, "answers": mapped})
        found[-1] |= {"en": form.title("en"), "ru": form.title("ru")}
    if json_:
        put_json(found)
    else:
        table(
            [tuple(each.values()) for each in found],
            head=("id", "version", "origin", "answers", "English", "Russian"),
        )


@forms.command()
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="What its answers become (YAML). Without one they stay text.")
@click.option("--media", type=FILE, multiple=True, help="A table or picture that it uses; as often as needed.")
@click.option(
    "--as", "seat", metavar="OFFICER@OFFICE", help="A head, for the own office. Default: for every office."
)
@click.option("--purpose", default="forms", show_default=True)
@started
def publish(file: Path, mapping: Path | None, media: tuple[Path, ...], seat: str | None, purpose: str) -> None:
    """Add a form: XLSForm as a workbook or as Markdown tables, or an XForm.

    It is refused with the reason if it cannot be used, for example where it needs a function that this program
    lacks. A changed form needs a new version; what came in on the old one stays.

    \b
    Example:
      sarhad forms publish patrol.xlsx --mapping patrol.yml
    """
    from sarhad.access.reader import operator
    from sarhad.collect.publishing import publish as run

    reader = reader_at(seat, None, purpose) if seat else operator()
    text = _bytes(mapping).decode("utf-8-sig", "replace") if mapping else ""
    form = run(reader, file.name, _bytes(file), text, {each.name: _bytes(each) for each in media})
    scope = reader.office or "every office"
    click.echo(f"{form.id} {form.version} is published for {scope}: {form.title()}")
    if not text:
        click.echo("It has no mapping: its answers become the text of a report.", err=True)


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


@forms.command()
@click.argument("form")
@click.argument("file", type=FILE)
@LANGUAGE
@reading
def template(reader: Reader, form: str, file: Path, lang: str) -> None:
    """Write an empty workbook of a form, with drop-down lists, to fill in away from the node.

    \b
    Example:
      sarhad forms template intelligence report.xlsx --lang ru --as aziz@TJ-DCA --purpose 'patrol'
    """
    from sarhad.collect.answers.parties import for_reader
    from sarhad.collect.answers.sheets import template as run

    _write(file, run(for_reader(reader, _form(reader.office, form), lang), lang))


@forms.command("print")
@click.argument("form")
@click.argument("file", type=FILE)
@LANGUAGE
@reading
def print_(reader: Reader, form: str, file: Path, lang: str) -> None:
    """Write an empty form as PDF, to fill in by hand; numbers are those of the page.

    \b
    Example:
      sarhad forms print seizure seizure.pdf --lang ru --as aziz@TJ-DCA --purpose 'patrol'
    """
    from sarhad.collect.answers.printed import empty

    _write(file, empty(_form(reader.office, form), lang, reader.office))


@forms.command()
@click.argument("form")
@click.option("--as", "seat", metavar="OFFICER@OFFICE", help="A head, of a form of the own office.")
@click.option("--purpose", default="forms", show_default=True)
@started
def close(form: str, seat: str | None, purpose: str) -> None:
    """Take a form that was added out of use; what was reported on it stays.

    \b
    Example:
      sarhad forms close patrol
    """
    from sarhad.access.reader import operator
    from sarhad.collect.publishing import close as run

    run(reader_at(seat, None, purpose) if seat else operator(), form)
    click.echo(f"{form} is closed.")


def _form(office: str, id: str) -> Any:
    from sarhad.collect.forms import catalogue

    known = catalogue(office)
    if id not in known:
        raise Refused(f"There is no form “{id}”. There are: {', '.join(sorted(known))}.")
    return known[id]


def _write(file: Path, data: bytes) -> None:
    if file.exists():
        raise Refused(f"{file} exists already; choose another name.")
    file.write_bytes(data)
    click.echo(f"{file}: {len(data):,} bytes.", err=True)


@click.command()
@click.argument("file", type=FILE)
@as_json
@reading
def submit(reader: Reader, file: Path, json_: bool) -> None:
    """Take the reports of a filled-in template (`sarhad forms template`).

    Good reports go in, each by itself; what is wrong is named with sheet, row and question (exit code 4). Put it
    right and run this again: what is in already is known and stays.

    \b
    Example:
      sarhad submit report.xlsx --as aziz@TJ-DCA --purpose 'patrol'
    """
    from django.utils.translation import get_language

    from sarhad.collect.sheet_import import import_sheet

    report = import_sheet(reader, file, (get_language() or "en")[:2])
    if json_:
        faults = [each._asdict() for each in report.faults]
        counts = {"known": report.known, "refused": report.refused}
        put_json({"form": report.form, "accepted": report.accepted, **counts, "faults": faults})
    else:
        click.echo("\n".join(report.lines()))
    click.get_current_context().exit(FAULTS if report.faults else 0)
