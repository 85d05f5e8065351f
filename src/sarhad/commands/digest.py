"""News and warnings by e-mail: `sarhad digest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sarhad.commands.base import Refused, as_json, put_json, started

if TYPE_CHECKING:
    from sarhad.systems.monitor.news.sending import Outcome

WORDS = {
    "sent": "sent", "due": "due", "nothing": "nothing new", "failed": "failed",
    "ended": "ended, the officer has no seat there any more",
}  # fmt: skip


@click.command()
@click.option("--check", is_flag=True, help="Only say what is due.")
@as_json
@started
def digest(check: bool, json_: bool) -> None:
    """Send subscribers by e-mail what is new: seizure news and early warnings.

    Run it every hour or day (cron, a systemd timer): each subscriber gets what has not been sent yet, at most once
    a day or week. What the mail server refuses is tried again the next time. In words only what is public is sent.
    Needs SARHAD_MAIL_URL and SARHAD_MAIL_FROM; SARHAD_ADDRESS is what links in mails begin with.

    \b
    Examples:
      sarhad digest --check
      SARHAD_MAIL_URL=smtp://user:secret@mail.example:587 SARHAD_MAIL_FROM=sarhad@example.tj sarhad digest
    """
    from sarhad import home
    from sarhad.systems.monitor.news.sending import send_due

    home.must_be_fresh()
    found = list["Outcome"]()
    for each in send_due(check=check):
        found.append(each)
        if not json_:
            click.echo(_line(each))
    if json_:
        put_json([each._asdict() for each in found])
    elif not found:
        click.echo("No subscription is due.")
    if failed := sum(each.state == "failed" for each in found):
        raise Refused(f"{failed} of {len(found)} mails could not be sent. They are tried again the next time.")


def _line(each: Outcome) -> str:
    counts = [f"{each.news} news" if each.news else "", f"{each.warnings} warnings" if each.warnings else ""]
    what = ", ".join(filter(None, [*counts, "a hint that there is more" if each.more else ""]))
    return ": ".join(filter(None, [each.who, WORDS[each.state], what, each.said]))
