"""Commands about offices and their keys: `sarhad office …`."""

from __future__ import annotations

from typing import Any

import click

from sarhad.commands.base import Refused, as_json, put_json, secret, started

ROOT = "SARHAD_ROOT_PASSPHRASE"
SORTS = ["agency", "post", "unit", "team", "centre", "observer"]


@click.group()
def office() -> None:
    """Offices and their keys.

    An office has a root key, which certifies its devices, and a key for each device, which signs what the office
    states. The root key opens with a passphrase that only the office knows; move its file
    (SARHAD_HOME/keys/root.OFFICE.key) to a stick and put it back when a command asks for it.

    Passphrases are typed, or taken from SARHAD_ROOT_PASSPHRASE (SARHAD_NEW_PASSPHRASE for a new one).
    """


@office.command("open")
@click.argument("id")
@click.option("--name", required=True, help="Its name in English.")
@click.option("--name-ru", default="", help="Its name in Russian.")
@click.option("--country", required=True, help="Two letters, such as tj.")
@click.option("--sort", type=click.Choice(SORTS), default="agency", show_default=True)
@click.option("--parent", default="", metavar="OFFICE", help="The office above it. Nothing is passed down.")
@click.option("--device", default="node", show_default=True, help="A name for this machine.")
@started
def open_(id: str, name: str, name_ru: str, country: str, **options: str) -> None:
    """Open an office on this node, with keys of its own.

    \b
    Example:
      sarhad office open TJ-DCA --name 'Drug Control Agency' --name-ru 'Агентство' --country tj --sort agency
    """
    from sarhad.access import actions
    from sarhad.access.reader import operator
    from sarhad.ledger.node import keystore

    phrase = secret(f"Root passphrase of {id}", ROOT, new=True)
    names = {"en": name, "ru": name_ru}
    actions.create_office(operator(), id=id, names=names, country=country.lower(), passphrase=phrase, **options)
    click.echo(f"{id} is open. Its keys lie in {keystore().folder}.")
    click.echo(f"Move root.{id}.key to a stick and keep it offline; note the passphrase apart from it.")
    click.echo(f"Next: sarhad officer enrol USERNAME --office {id} --name 'Full Name' --role head")


@office.command("list")
@as_json
@started
def list_(json_: bool) -> None:
    """The offices that this node knows, and their devices.

    \b
    Example:
      sarhad office list
    """
    from sarhad.ledger.queries import offices

    found = [_as_dict(party) for party in offices()]
    if json_:
        return put_json(found)
    for one in found:
        state = f"closed {one['closed'][:10]}" if one["closed"] else one["sort"]
        click.echo(f"{one['id']}  {one['name']}  ({one['country']}, {state})  root key {one['root']}")
        for device in one["devices"]:
            click.echo(
                f"    {device['device']}: {device['entries']} entries, {device['state']}, key {device['key']}"
            )


def _as_dict(party: Any) -> dict[str, Any]:
    from sarhad.kernel.keys import fingerprint

    return {
        "id": party.id,
        "name": party.name_en,
        "name_ru": party.name_ru,
        "country": party.country,
        "sort": party.sort,
        "parent": party.parent,
        "closed": party.closed,
        "root": fingerprint(bytes.fromhex(party.root_key)),
        "devices": _devices(party.id),
    }


def _devices(office: str) -> list[dict[str, Any]]:
    from sarhad.kernel.keys import fingerprint
    from sarhad.ledger.models import Feed
    from sarhad.ledger.node import keystore

    here = set(keystore().devices(office))
    return [
        {
            "device": feed.device,
            "entries": feed.head_seq + 1,
            "key": fingerprint(bytes.fromhex(feed.public_key)),
            "state": _state(feed, feed.device in here),
        }
        for feed in Feed.objects.filter(office=office).order_by("device")
    ]


def _state(feed: Any, here: bool) -> str:
    if feed.revoked_after is not None:
        return "revoked"
    return "signs here" if here else "elsewhere"


@office.command()
@click.argument("id")
@click.argument("name")
@started
def device(id: str, name: str) -> None:
    """Let this machine sign for an office under a new device key.

    Needs the office's root key in SARHAD_HOME/keys. After a restore each office gets a new device so: a restored
    one must not carry on the old chain, which may have gone further elsewhere.

    \b
    Example:
      sarhad office device TJ-DCA node-2
    """
    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.kernel.keys import fingerprint
    from sarhad.ledger.actions import certify_device

    feed = certify_device(office=id, device=name, passphrase=secret(f"Root passphrase of {id}", ROOT))
    audit.record(operator(), "certify-device", f"{id} {name}")
    click.echo(f"This machine signs for {id} as {name}, key {fingerprint(bytes.fromhex(feed.public_key))}.")


@office.command()
@click.argument("id")
@started
def rotate(id: str) -> None:
    """Replace an office's root key, the old one signing the new one over.

    Do it when a passphrase may be known to others, or somebody who knew it leaves. The old file is kept as
    root.OFFICE.old. Devices certified before stay valid.

    \b
    Example:
      sarhad office rotate TJ-DCA
    """
    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.kernel.keys import fingerprint
    from sarhad.ledger.actions import rotate_root
    from sarhad.ledger.models import Party

    old = secret(f"Root passphrase of {id}", ROOT)
    new = secret(f"New root passphrase of {id}", "SARHAD_NEW_PASSPHRASE", new=True)
    rotate_root(office=id, passphrase=old, new_passphrase=new)
    audit.record(operator(), "rotate-root", id)
    root = Party.objects.get(id=id).root_key
    click.echo(f"The root key of {id} is now {fingerprint(bytes.fromhex(root))}. Move root.{id}.key to a stick.")


@office.command()
@click.argument("id")
@click.argument("device")
@click.option(
    "--last", type=click.IntRange(0), help="Number of its last entry that counts. Default: the last one here."
)
@started
def revoke(id: str, device: str, last: int | None) -> None:
    """End a lost or stolen device: what it signs after its last good entry does not count, here or elsewhere.

    Needs the office's root key, and another device of the office to sign on (`sarhad office device`).

    \b
    Example:
      sarhad office revoke TJ-DCA node --last 4711
    """
    from sarhad.access import audit
    from sarhad.access.reader import operator
    from sarhad.ledger.actions import revoke_device
    from sarhad.ledger.models import Feed

    feed = Feed.objects.filter(office=id, device=device).first()
    if feed is None or (last or 0) > feed.head_seq:
        raise Refused(f"{id} has no such device or entry; see `sarhad office list`.")
    last = feed.head_seq if last is None else last
    phrase = secret(f"Root passphrase of {id}", ROOT)
    revoke_device(office=id, device=device, passphrase=phrase, last_seq=last, officer=operator().officer)
    audit.record(operator(), "revoke-device", f"{id} {device} {last}")
    click.echo(f"{device} of {id} is revoked after its entry {last}.")


@office.command()
@click.argument("id")
@click.option("--heir", "heirs", multiple=True, required=True, metavar="OFFICE[:SCHEMA,…]", help="Who takes over.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@started
def close(id: str, heirs: tuple[str, ...], yes: bool) -> None:
    """Close an office for good; its records, what it had received and its keys' effects pass to heirs.

    An heir with schemata takes only records of those; one without takes the rest, and what had been released to
    the office. All seats of the office end. It cannot be undone.

    \b
    Examples:
      sarhad office close TJ-DCA --heir TJ-MIA
      sarhad office close KG-SDCS --heir KG-MIA --heir KG-MOH:Sample,LabResult
    """
    from sarhad.access import actions
    from sarhad.access.reader import operator

    if not yes:
        click.confirm(f"Close {id} for good?", abort=True, err=True)
    named = []
    for heir in heirs:
        office, _, schemata = heir.partition(":")
        named.append(actions.Heir(office, tuple(filter(None, schemata.split(","))), received=not schemata))
    actions.close_office(operator(), heirs=named, office=id)
    click.echo(f"{id} is closed. {', '.join(heir.office for heir in named)} act for it.")
