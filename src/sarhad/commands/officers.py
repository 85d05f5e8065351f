"""Commands about the people who sign in: `sarhad officer …`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import Refused, as_json, put_json, reading, seat_of, secret, started, table

if TYPE_CHECKING:
    from sarhad.access.models import Officer
    from sarhad.access.reader import Reader

PASSWORD = "SARHAD_PASSWORD"  # noqa: S105 - the name of a variable


@click.group()
def officer() -> None:
    """Officers and their seats in offices.

    Roles: border-officer, chemist, analyst, liaison-officer, head, director, researcher, programme-manager;
    administrator and auditor stand alone. Passwords are typed, or taken from SARHAD_PASSWORD.
    """


@officer.command()
@click.argument("username")
@click.option("--office", required=True)
@click.option("--name", default="", help="As colleagues read it. Needed for a new officer.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@started
def enrol(username: str, office: str, name: str, roles: tuple[str, ...], language: str) -> None:
    """Enrol an officer; one who is known already gets a further seat.

    \b
    Example:
      sarhad officer enrol aziz --office TJ-DCA --name 'Aziz Rahimov' --role analyst --language ru
    """
    from sarhad.access import actions
    from sarhad.access.models import Officer
    from sarhad.access.reader import operator

    known = Officer.objects.filter(username=username.strip().lower()).first()
    if known:
        actions.add_seat(operator(), officer=known, office=office, roles=roles)
    else:
        actions.enrol_officer(
            operator(),
            username=username,
            name=name or username,
            language=language,
            password=secret(f"Password for {username}", PASSWORD, new=True),
            office=office,
            roles=roles,
        )
    click.echo(f"{username} acts for {office}: {', '.join(roles)}.")


@officer.command("list")
@click.option("--office", default="", help="Of this office only.")
@as_json
@started
def list_(office: str, json_: bool) -> None:
    """Who sits where, with which roles.

    \b
    Example:
      sarhad officer list --office TJ-DCA
    """
    from sarhad.access.models import Seat

    seats = Seat.objects.current().select_related("officer").order_by("office", "officer__username")
    found = [_as_dict(seat) for seat in seats if office in ("", seat.office)]
    if json_:
        return put_json(found)
    table([(s["officer"], s["office"], ", ".join(s["roles"]), s["name"]) for s in found])


def _as_dict(seat: Any) -> dict[str, Any]:
    return {
        "officer": seat.officer.username,
        "office": seat.office,
        "name": seat.officer.name,
        "roles": seat.roles,
        "since": seat.since.isoformat(),
    }


@officer.command()
@click.argument("username")
@click.option("--office", help="Where; may be left out if there is one seat only.")
@click.option("--role", "given", multiple=True, help="The new roles. None: end the seat.")
@started
def roles(username: str, office: str | None, given: tuple[str, ...]) -> None:
    """Change an officer's roles in an office, or end the seat there.

    \b
    Examples:
      sarhad officer roles aziz --office TJ-DCA --role analyst --role liaison-officer
      sarhad officer roles aziz --office TJ-DCA            (ends the seat)
    """
    from sarhad.access import actions
    from sarhad.access.reader import operator

    seat = seat_of(username, office)
    if given:
        actions.change_roles(operator(), seat=seat, roles=given)
        click.echo(f"{username} acts for {seat.office}: {', '.join(seat.roles)}.")
    else:
        actions.end_seat(operator(), seat=seat)
        click.echo(f"The seat of {username} at {seat.office} has ended.")


@officer.command()
@click.argument("username")
@started
def password(username: str) -> None:
    """Give an officer a new password.

    \b
    Example:
      sarhad officer password aziz
    """
    from sarhad.access import actions
    from sarhad.access.reader import operator

    known = _known(username)
    new = secret(f"New password for {username}", PASSWORD, new=True)
    actions.reset_password(operator(), officer=known, password=new)
    click.echo(f"{username} has a new password.")


@officer.command()
@click.argument("username")
@click.option("--office", required=True)
@click.option("--name", required=True, help="As colleagues read it.")
@click.option("--role", "roles", multiple=True, required=True, help="May be given several times.")
@click.option("--language", type=click.Choice(["en", "ru"]), default="en", show_default=True)
@started
def invite(username: str, office: str, name: str, roles: tuple[str, ...], language: str) -> None:
    """Enrol an officer without a password: prints a one-time link, by which the officer chooses one.

    \b
    Example:
      sarhad officer invite aziz --office TJ-DCA --name 'Aziz Rahimov' --role analyst --language ru
    """
    from sarhad.access import invitations
    from sarhad.access.reader import operator

    about = {"username": username, "name": name, "language": language, "office": office}
    _seat, text = invitations.invite(operator(), **about, roles=roles)
    _put_link(text)


@officer.command()
@click.argument("username")
@started
def back(username: str) -> None:
    """Let an officer back in who has lost phone or password.

    Ends the password, the second factors and every session, and prints a one-time link for choosing them anew. It
    stands in the audit of the officer's offices. Make sure that it is the officer who asks.

    \b
    Example:
      sarhad officer back aziz
    """
    from sarhad.access import invitations
    from sarhad.access.reader import operator

    _put_link(invitations.let_back_in(operator(), _known(username)))


@officer.command()
@click.argument("username")
@started
def out(username: str) -> None:
    """End every session of an officer: a laptop is lost.

    \b
    Example:
      sarhad officer out aziz
    """
    from sarhad.access import actions
    from sarhad.access.models import Seat
    from sarhad.access.reader import operator

    for seat in Seat.objects.current().filter(officer=_known(username)).select_related("officer"):
        actions.end_sessions(operator(), seat=seat)
    click.echo(f"{username} is signed out everywhere.")


def _put_link(text: str) -> None:
    from sarhad.access.invitations import LIFE

    click.echo(f"/invitation/{text}/")
    click.echo(f"Behind the node's address; once, within {LIFE.days} days. It is kept nowhere.", err=True)


def _known(username: str) -> Officer:
    from sarhad.access.models import Officer

    known = Officer.objects.filter(username=username.strip().lower()).first()
    if known is None:
        raise Refused(f"No officer has the user name {username}; see `sarhad officer list`.")
    return known


@officer.command()
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 366), help="How long it lasts.")
@reading
def token(reader: Reader, days: int) -> None:
    """Make a token for the API. It reads as this officer, in this office, for this purpose.

    It is shown once and kept nowhere.

    \b
    Example:
      sarhad officer token --as aziz@TJ-DCA --purpose 'nightly export to the case system' --days 90
    """
    from datetime import timedelta

    from django.utils import timezone

    from sarhad.access import actions

    made, text = actions.issue_token(
        reader, purpose=reader.purpose, expires=timezone.now() + timedelta(days=days) - timedelta(minutes=1)
    )
    click.echo(text)
    click.echo(f"Until {made.expires:%Y-%m-%d %H:%M} UTC. Send it as: Authorization: Bearer TOKEN", err=True)


@officer.command()
@click.option("--device", required=True, help="What the office calls the phone.")
@reading
def phone(reader: Reader, device: str) -> None:
    """Make an app password for a form program such as ODK Collect. It sends as this officer, for this office.

    It is shown once and kept nowhere.

    \b
    Example:
      sarhad officer phone --as aziz@TJ-DCA --purpose 'mobile team' --device 'team phone 2'
    """
    from sarhad.access import actions

    _row, text = actions.issue_app_password(reader, device)
    click.echo(text)
    click.echo(f"Server: the node's address and /openrosa. User name: {reader.officer}.", err=True)
