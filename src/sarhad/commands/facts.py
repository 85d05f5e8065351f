"""Commands that print facts: search, show, explain. The same queries as the pages, audited under the same names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sarhad.commands.base import as_json, nothing_here, put_json, reading, table

if TYPE_CHECKING:
    from sarhad.access.reader import Reader
    from sarhad.entities.records import Contribution, Fact, Profile, Statement


@click.command()
@click.argument("text")
@click.option("--kind", default="", metavar="SCHEMA", help="Person, Vehicle, …; what descends from it too.")
@click.option("--owner", default="", metavar="OFFICE", help="Stated by this office.")
@click.option("--grade", default="", metavar="SCHEME:CODE", help="At least as good in this scheme, such as 4x4:B2.")
@click.option("--since", default="", metavar="DATE", help="Stated on or after this date.")
@click.option("--limit", default=25, show_default=True, type=click.IntRange(1, 500))
@click.option("--after", default="", metavar="CURSOR", help="Go on behind this result; printed below a full page.")
@as_json
@reading
def search(
    reader: Reader,
    text: str,
    kind: str,
    owner: str,
    grade: str,
    since: str,
    limit: int,
    after: str,
    json_: bool,
) -> None:
    """Find by name in any script, by identifier or by words.

    \b
    Examples:
      sarhad search 'Махмад Каримов' --as aziz@TJ-DCA --purpose 'case 12/2026'
      sarhad search 'AA 1234 BB' --kind Vehicle --as aziz@TJ-DCA --purpose 'case 12/2026' --json
    """
    from urllib.parse import urlencode

    from sarhad.access import audit
    from sarhad.access.grades import validate
    from sarhad.entities import queries
    from sarhad.entities.records import Query
    from sarhad.kernel.claim import Grade

    scheme, _, code = grade.partition(":")
    if grade:
        validate(Grade(scheme, code))
    given = {"q": text, "kind": kind, "owner": owner, "grade": grade, "since": since}
    audit.record(reader, "search", text=urlencode({name: value for name, value in given.items() if value}))
    query = Query(text, kind, owner, Grade(scheme, code) if grade else None, since)
    page = queries.search(reader, query, limit=limit, after=after or None)
    if json_:
        from sarhad.api import shapes

        return put_json(shapes.as_json(shapes.PageOut, page))
    rows = [(r.summary.id, r.summary.schema, r.summary.caption, " ".join(r.summary.owners)) for r in page.results]
    table(rows)
    more = f"; more: --after '{page.after}'" if page.after else ""
    click.echo(f"{page.total} found{' (too many: say more)' if page.capped else ''}{more}", err=True)


@click.command()
@click.argument("id")
@click.option("--relations", is_flag=True, help="What it is linked to.")
@click.option("--history", is_flag=True, help="What was stated, corrected, withdrawn and judged, newest first.")
@as_json
@reading
def show(reader: Reader, id: str, relations: bool, history: bool, json_: bool) -> None:
    """Print a profile, or a contribution, as far as you see it. Each fact names who states it.

    \b
    Examples:
      sarhad show 0f3b9c… --as aziz@TJ-DCA --purpose 'case 12/2026'
      sarhad show 0f3b9c… --history --as aziz@TJ-DCA --purpose 'case 12/2026' --json
    """
    from sarhad.access import audit
    from sarhad.entities import queries

    id = id.lower()
    act = "read-relations" if relations else "read-history" if history else "read-profile"
    audit.record(reader, act, id)
    profile = queries.profile(reader, id)
    entry = queries.contribution(reader, id) if profile is None and act == "read-profile" else None
    if profile and relations:
        _show_relations(reader, profile, json_)
    elif profile and history:
        _show_history(reader, profile, json_)
    elif profile:
        _put("ProfileOut", profile, json_, _profile_lines)
    elif entry:
        audit.record(reader, "read-contribution", id)
        _put("ContributionOut", entry, json_, _contribution_lines)
    else:
        raise nothing_here()


def _put(shape: str, record: Any, json_: bool, lines: Any) -> None:
    if json_:
        from sarhad.api import shapes

        put_json(shapes.as_json(getattr(shapes, shape), record))
    else:
        click.echo("\n".join(lines(record)))


def _profile_lines(profile: Profile) -> Iterator[str]:
    yield f"{profile.caption}  ({profile.schema}, {profile.id}, H{profile.handling.level})"
    if profile.handling.text:
        yield f"Conditions: {profile.handling.text}"
    others = [member for member in profile.members if member != profile.id]
    if others:
        yield f"The same as: {' '.join(others)}"
    for fact in profile.facts:
        yield from _fact_lines(fact)
    for dispute in profile.disputes:
        yield f"Disputed: {dispute.a} and {dispute.b}"


def _fact_lines(fact: Fact) -> Iterator[str]:
    yield f"{fact.label(_lang())}{' (they differ)' if fact.differs else ''}:"
    for value in fact.values:
        said = "; ".join(_by(each.by) + (f", as “{each.given}”" if each.given else "") for each in value.said[:5])
        yield f"    {fact.show(value, _lang())}   [{said}]"


def _by(statement: Statement) -> str:
    grade = f" {statement.grade.code}" if statement.grade else ""
    return f"{statement.owner} {statement.stated[:10]}{grade} H{statement.handling.level} {statement.ref}"


def _contribution_lines(entry: Contribution) -> Iterator[str]:
    from datetime import UTC, datetime

    made = datetime.fromtimestamp(entry.made_at, UTC)
    kind = entry.kind.name.lower() if entry.kind is not None else "purged"
    verified = "verified" if entry.verified else "FAULTY"
    yield f"{entry.id}: {kind} by {entry.office}, {made:%Y-%m-%d %H:%M} UTC, {verified}"
    if entry.proof:
        yield f"    {entry.proof.device} entry {entry.proof.seq}, hash {entry.proof.hash}, after {entry.proof.prev}"
    if entry.why:
        yield f"    Why: {entry.why}"
    for statement in entry.statements:
        values = "; ".join(f"{name}: {', '.join(found)}" for name, found in statement.properties.items())
        yield f"    {statement.ref} {statement.schema} {statement.entity}: {values}"


def _show_relations(reader: Reader, profile: Profile, json_: bool) -> None:
    from sarhad.entities import queries

    _put(
        "RelationOut", queries.relations(reader, profile), json_, lambda found: (_relation(each) for each in found)
    )


def _relation(relation: Any) -> str:
    other, dates = relation.other, "–".join(filter(None, (relation.start, relation.stop)))
    return f"{relation.label(_lang())}: {other.caption}  ({other.schema}, {other.id}) {dates}".rstrip()


def _show_history(reader: Reader, profile: Profile, json_: bool) -> None:
    from sarhad.entities import queries

    _put("EventOut", queries.history(reader, profile), json_, lambda found: map(_event, found))


def _event(event: Any) -> str:
    verdict = f" {event.judgement.verdict}" if event.judgement else ""
    return f"{event.at}  {event.office} {event.what}{verdict}  {event.ref}"


def _lang() -> str:
    from django.utils.translation import get_language

    return (get_language() or "en")[:2]


@click.command()
@click.argument("id")
@as_json
@reading
def explain(reader: Reader, id: str, json_: bool) -> None:
    """Say why you see something; of your own office's statements, also whom they reach.

    ID is a profile, or one statement (CONTRIBUTION.NUMBER).

    \b
    Example:
      sarhad explain 0f3b9c… --as aziz@TJ-DCA --purpose 'case 12/2026'
    """
    from sarhad.access import audit
    from sarhad.entities import queries
    from sarhad.kernel.claim import FragmentRef

    audit.record(reader, "read-recipients", id)
    if "." in id:
        refs = [FragmentRef.parse(id)] if _is_ref(id) else []
    else:
        profile = queries.profile(reader, id.lower())
        refs = [statement.ref for statement in profile.statements] if profile else []
    found = [seen for ref in refs if (seen := _seen(reader, ref))]
    if not found:
        raise nothing_here()
    if json_:
        from sarhad.api import shapes

        return put_json(shapes.as_json(shapes.SeenOut, found))
    for seen in found:
        click.echo(seen["ref"])
        for reason in seen["why"]:
            click.echo(f"    {reason.text} (H{reason.handling.level})")
        for audience in seen["who"] or ():
            click.echo(f"    {audience.level.name.lower()}: {audience.party} {' '.join(audience.grants)}".rstrip())


def _is_ref(text: str) -> bool:
    from sarhad.kernel.claim import FragmentRef

    try:
        return bool(FragmentRef.parse(text))
    except ValueError:
        return False


def _seen(reader: Reader, ref: Any) -> dict[str, Any] | None:
    from sarhad.access import queries as door
    from sarhad.ledger.naming import resolve

    fragment = door.history(reader).filter(id__in=resolve([ref])).select_related("scope").first()
    if fragment is None:
        return None
    return {"ref": ref, "why": door.explain(reader, fragment) or (), "who": door.who_can_see(reader, fragment)}
