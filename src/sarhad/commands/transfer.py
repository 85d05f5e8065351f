"""Files in and out, and purging: `sarhad import`, `sarhad export`, `sarhad purge`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import FAULTS, Refused, as_json, progress, put_json, reader_at, reading, secret

if TYPE_CHECKING:
    from sarhad.access.reader import Reader

FORMS = {".xlsx": "xlsx", ".csv": "csv"}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", default="", help="Name of a mapping that is shipped, or a file. Default: what fits.")
@click.option("--source", default="", help="Name of the list or register. Part of every id: keep it the same.")
@click.option("--read", multiple=True, metavar="PARTY", help="Who may read it: an office, a group, public.")
@click.option("--point", multiple=True, metavar="PARTY", help="Who is told that your office holds something.")
@click.option("--count", multiple=True, metavar="PARTY", help="Who may count it.")
@click.option("--handling", default=0, type=click.IntRange(0, 3), help="H0 to H3.")
@click.option("--conditions", default="", help="Conditions of use, in words.")
@click.option("--secrecy", default="", help="National secrecy mark.")
@click.option("--tlp", default="", type=click.Choice(["", "clear", "green", "amber", "amber+strict", "red"]))
@click.option("--grade", default="", metavar="SCHEME:CODE", help="Of what the file gives no grade, such as 4x4:B2.")
@click.option("--dates", type=click.Choice(["dmy", "mdy", "ymd"]), help="How dates such as 03/04/1983 are meant.")
@click.option("--check", is_flag=True, help="Write nothing; only say what would happen.")
@click.option("--snapshot", is_flag=True, help="The file is the whole source: list what it no longer holds.")
@click.option("--retract", is_flag=True, help="With --snapshot: withdraw what is gone.")
@click.option("--faults", type=click.Path(path_type=Path), help="Write every refusal to this CSV file.")
@as_json
@reading
def import_(reader: Reader, file: Path, **options: Any) -> None:
    """Sign what a file states: FtM JSON lines, the UN Security Council's list, CSV or XLSX with a mapping.

    Importing the same file again changes nothing; stopped half-way, run it again. Refused rows are named with
    reason and remedy while the rest goes in (exit code 4).

    \b
    Examples:
      sarhad import wanted.xlsx --check --as aziz@TJ-DCA --purpose 'monthly list'
      sarhad import un.xml --source un-sc --read public --snapshot --as aziz@TJ-DCA --purpose 'UN list'
    """
    report = _run(reader, file, options)
    if options["json_"]:
        put_json(report.as_dict())
    else:
        click.echo("\n".join(report.lines()))
    if options["faults"]:
        with options["faults"].open("w", encoding="utf-8-sig", newline="") as out:
            report.write_csv(out)
    if options["retract"] and report.vanished and not options["check"]:
        _retract(reader, report)
    click.get_current_context().exit(FAULTS if len(report.refused) else 0)


def _run(reader: Reader, file: Path, options: dict[str, Any]) -> Any:
    from sarhad.access.grades import validate
    from sarhad.collect import mapping as mappings
    from sarhad.collect.actions import import_ as run
    from sarhad.collect.records import Source
    from sarhad.kernel.claim import Grade, Handling, Scope

    handling = Handling(options["handling"], options["conditions"], options["secrecy"], options["tlp"])
    scope = Scope(options["read"], options["point"], options["count"], handling)
    scheme, _, code = options["grade"].partition(":")
    grade = Grade(scheme, code) if options["grade"] else None
    if grade:
        validate(grade)
    chosen = mappings.load(options["mapping"]) if options["mapping"] else mappings.guess(file)
    if chosen is None:
        known = ", ".join(each.name for each in mappings.shipped())
        raise Refused(f"No shipped mapping fits {file}. Name one with --mapping: {known}, or a file of your own.")
    source = Source(options["source"] or chosen.source or file.stem, file)
    flags = {name: options[name] for name in ("check", "snapshot", "dates")}
    with progress("Checking" if options["check"] else "Importing") as step:
        return run(reader, source, chosen, scope, grade=grade, progress=step, **flags)


def _retract(reader: Reader, report: Any) -> None:
    from sarhad.collect.actions import retract_vanished

    gone = [each.ref for each in report.vanished]
    retract_vanished(reader, gone, f"no longer in {report.source}")
    click.echo(f"{len(gone)} withdrawn.", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.argument("ids", nargs=-1)
@click.option("--form", type=click.Choice(["ftm", "csv", "xlsx"]), help="Default: by the file's name, else ftm.")
@reading
def export(reader: Reader, file: Path, ids: tuple[str, ...], form: str | None) -> None:
    """Write what you see and may take out to a file (- for the screen): of the profiles with these IDS, or of all.

    Each statement stands with its owner, grade and handling. What its owner must be asked for first is left out
    and named.

    \b
    Examples:
      sarhad export known.xlsx --as aziz@TJ-DCA --purpose 'briefing 4 May'
      sarhad export - 0f3b9c… --as aziz@TJ-DCA --purpose 'briefing 4 May'
    """
    from sarhad.collect.exports import export as run

    if str(file) != "-" and file.exists():
        raise Refused(f"{file} exists already; choose another name.")
    chosen: Any = form or FORMS.get(file.suffix.lower(), "ftm")
    made = run(reader, chosen, [each.lower() for each in ids] or None)
    if str(file) == "-":
        for chunk in made:
            sys.stdout.buffer.write(chunk)
    else:
        _write(file, made)
    click.echo(f"{made.records} statements, H{made.handling.level} at the strictest.", err=True)
    for owner, n in sorted(made.left_out.items()):
        click.echo(f"Ask {owner} first: {n} of its statements are left out.", err=True)


def _write(file: Path, chunks: Any) -> None:
    """All of it or nothing: under another name until it is whole."""
    part = file.with_name(file.name + ".part")
    try:
        with part.open("wb") as out:
            for chunk in chunks:
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        os.rename(part, file)
    finally:
        part.unlink(missing_ok=True)


@click.command()
@click.argument("refs", nargs=-1, required=True)
@click.option("--why", required=True, help="Such as the article of the law, or the court's decision.")
@click.option(
    "--approver", required=True, metavar="OFFICER", help="A second officer of the office, who may approve."
)
@as_json
@reading
def purge(reader: Reader, refs: tuple[str, ...], why: str, approver: str, json_: bool) -> None:
    """Erase statements of your office from every file of this node, for good; then scan the files.

    REFS are statements (CONTRIBUTION.NUMBER). Asks for both officers' passwords (or SARHAD_PASSWORD and
    SARHAD_APPROVER_PASSWORD). Says what backups and other nodes may still hold.

    \b
    Example:
      sarhad purge 8a1f….0 --why 'Art. 12, court of 4 May' --approver farida --as aziz@TJ-DCA --purpose 'erasure'
    """
    from sarhad.entities.purge import purge as run
    from sarhad.kernel.claim import FragmentRef

    _confirm(reader.officer, "SARHAD_PASSWORD")
    _confirm(approver, "SARHAD_APPROVER_PASSWORD")
    second = reader_at(approver, reader.office, reader.purpose)
    try:
        named = [FragmentRef.parse(ref) for ref in refs]
    except ValueError as error:
        raise Refused(f"{error}.") from error
    receipt = run(reader, named, why, second)
    if json_:
        from dataclasses import asdict

        put_json(asdict(receipt))
    else:
        click.echo("\n".join(_receipt(receipt)))
    click.get_current_context().exit(0 if receipt.gone else FAULTS)


def _confirm(username: str, variable: str) -> None:
    from sarhad.access.models import Officer

    officer = Officer.objects.filter(username=username.lower()).first()
    if officer is None or not officer.check_password(secret(f"Password of {username}", variable)):
        raise Refused(f"This is not the password of {username}.")


def _receipt(receipt: Any) -> list[str]:
    lines = [
        f"Purged {receipt.fragments} statements and {receipt.attachments} attachments, signed as "
        f"{receipt.contribution}; {receipt.survivors} others of the same entries were stated again.",
        f"Scanned {receipt.files} files, {receipt.size:,} bytes: "
        + ("none holds the text any more." if receipt.gone else "it is STILL in " + ", ".join(receipt.found)),
    ]
    return [*lines, *receipt.told]
