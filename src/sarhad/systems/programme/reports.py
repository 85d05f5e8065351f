"""Publishing figures: a report is signed as it was issued, and its office can see what has changed since.

The report and its figures go to whom the publisher names. What they were counted from is for the office alone, in
an entry of its own, so that nobody learns even that there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.queries import own_offices, rule_of, visible
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.desk.clocks import today
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.lists import by_office, ids_listed, pointing
from sarhad.entities.queries import open_attachment
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.entities.signing import must, readers
from sarhad.figures.queries import figures
from sarhad.figures.records import Ask, Figures, Row
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, Scope
from sarhad.ledger.derive import is_id
from sarhad.ledger.node import writer
from sarhad.systems.programme.basis import Basis, basis, changes, dumped, loaded, marks
from sarhad.systems.programme.issued import Compared, Issued, Since
from sarhad.systems.programme.published import What, read

Values = Mapping[str, str]
Draw = Callable[[str, str], bytes]
"""(language, form) to the bytes of a paper."""

PAPERS = (("en", "pdf"), ("en", "docx"), ("ru", "pdf"), ("ru", "docx"))
FACTS = ("name", "number", "signatory", "text", "resultsType")
BASIS = "basis.jsonl.gz"


# Publishing


def publish(
    reader: Reader, ask: Ask, values: Values, scope: Scope, draw: Callable[[Figures, Basis], Draw]
) -> EntityId:
    """Sign figures as a report, with its papers; returns its id.

    Args:
        values: name, number, signatory, text and resultsType of ResultsReport; `replaces`: the edition before;
            `agreed`: how the owners of what must not go out unasked have agreed.
        draw: what draws a paper of these figures.

    Raises:
        PermissionDenied: the reader's roles do not let it release.
        ValidationError: the node is catching up, an owner must be asked first, or there is no such edition.
    """
    must(reader, Does.RELEASE)
    before = _edition_before(reader, values.get("replaces", ""))
    found = figures(reader, ask)
    if found.behind:
        raise ValidationError(_("This node is catching up with new records. Try again in a minute."))
    marked = marks(reader, found)
    _must_be_agreed(marked, values.get("agreed", ""))
    behind, drawn = basis(reader, found), draw(found, marked)
    files = tuple(File(f"{lang}.{form}", drawn(lang, form), True) for lang, form in PAPERS)
    report = actions.new_entity(reader)
    given = {name: [values[name]] for name in FACTS if values.get(name)} | _about(reader, ask, before)
    drafts = [Draft("ResultsReport", given, report, files=files)]
    drafts += [Draft("PublishedFigure", each | {"report": [report]}) for each in stated(found, values["name"])]
    kept = Draft("ReportBasis", {"report": [report]}, files=(File(BASIS, dumped(behind), True),))
    with writer():
        entry = actions.contribute(reader, drafts, scope)
        actions.contribute(reader, [kept], Scope(), values.get("agreed", "").strip())
        audit.record(reader, "publish-report", f"{report} {entry.id}")
    return report


def _edition_before(reader: Reader, id: EntityId) -> Issued | None:
    if not id:
        return None
    found = report(reader, id)
    if found is None or not found.held:
        raise ValidationError(_("Only the office that issued a report can issue a new edition of it."))
    return found


def _must_be_agreed(behind: Basis, agreed: str) -> None:
    if behind.ask_first and not agreed.strip():
        owners = ", ".join(f"{office} ({n})" for office, n in sorted(behind.ask_first.items()))
        raise ValidationError(
            _("Ask first, and write how they agreed: records of %(owners)s may not leave your office unasked.")
            % {"owners": owners}
        )


def _about(reader: Reader, ask: Ask, before: Issued | None) -> dict[str, list[str]]:
    edition = str(before.edition + 1 if before else 1)
    given = {
        "startDate": ask.since, "endDate": ask.until, "office": reader.office, "edition": edition,
        "aboutOffice": ask.office, "country": ask.country, "operation": ask.operation,
        "replaces": before.id if before else "", "author": reader.officer, "date": today(reader).isoformat(),
    }  # fmt: skip
    return {name: [value] for name, value in given.items() if value}


def stated(found: Figures, publication: str) -> list[dict[str, list[str]]]:
    """Every figure of a report as one PublishedFigure each: totals, then by cause, substance, state and office."""
    return [_figure(what, value, publication) for what, value in numbers(found).items()]


def numbers(found: Figures) -> dict[What, Decimal]:
    """The figures that a report states, by what they count."""
    ask = found.ask
    base = What("", ask.since, ask.until, ask.office, ask.country, ask.operation, ask.cause, ask.substance)
    made = {
        base._replace(figure=code): each.value for code, each in found.by_code.items() if each.how != "not-asked"
    }
    if not ask.cause:
        together = [*found.by_cause, *_sums(found)]
        made |= _of_rows(base, "cause", together)
    if not ask.substance:
        for each in found.weights:
            made[base._replace(figure="kg", substance=each.group)] = each.kg
    made |= {} if ask.country else _of_rows(base, "country", found.by_country)
    return made | ({} if ask.office else _of_rows(base, "office", found.by_office))


def _sums(found: Figures) -> list[Row]:
    """What several causes come to together, where there is any of them."""
    return [row for row in (found.cooperation, found.shared) if row.n]


def _of_rows(base: What, name: str, rows: list[Row] | tuple[Row, ...]) -> dict[What, Decimal]:
    made = {}
    for row in rows:
        if row.key:
            of = base._replace(**{name: row.key})
            made |= {of._replace(figure="seizures"): Decimal(row.n), of._replace(figure="kg"): row.kg}
    return made


def _figure(what: What, value: Decimal, publication: str) -> dict[str, list[str]]:
    given = {
        "figure": what.figure, "value": format(value.normalize(), "f"), "bound": "exact",
        "unit": "kg" if what.figure == "kg" else "", "startDate": what.since, "endDate": what.until,
        "aboutOffice": what.office, "country": what.country, "operation": what.operation, "cause": what.cause,
        "substance": what.substance, "publication": publication,
    }  # fmt: skip
    return {name: [value] for name, value in given.items() if value}


# Reading


def reports(reader: Reader) -> list[Issued]:
    """Every published report that the reader sees, the newest first."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, "ResultsReport")))
    found = _among(sight, ids)
    return sorted(found, key=lambda each: (each.date, each.until, each.id), reverse=True)


def report(reader: Reader, id: EntityId, by: str = "") -> Issued | None:
    """One report with its figures, of the office `by` or of the first. None: absent or invisible, alike."""
    if not is_id(id):
        return None
    sight = Sight(reader)
    found = _among(sight, [id])
    chosen = next((each for each in found if each.office == by), found[0] if found else None)
    if chosen is None:
        return None
    said = [each for each in pointing(sight, "PublishedFigure.report", [id])[id] if each.owner == chosen.office]
    listed = [figure for each in sight.shown(said) if (figure := read(each))]
    return replace(chosen, figures=tuple(sorted(listed, key=lambda each: each.by.ref)))


def _among(sight: Sight, ids: list[EntityId]) -> list[Issued]:
    """With the edition that took its place, of the same office; what several offices state is one of each."""
    sight.see(ids)
    later = pointing(sight, "ResultsReport.replaces", ids)
    owns = [own for id in ids for own in by_office(sight.shown(sight.statements(id)), "ResultsReport")]
    return [_issued(own, later.get(own[0].entity, [])) for own in owns]


def _issued(own: list[Statement], later: list[Statement]) -> Issued:
    values, newest = model.present("ResultsReport", together(own[-1:])), own[-1]
    text = lambda name: first(values, name)
    edition = text("edition")
    return Issued(
        id=newest.entity, office=newest.owner, held=newest.held, name=text("name"),
        kind=text("resultsType") or "results", number=text("number"),
        since=text("startDate"), until=text("endDate"),
        edition=_edition(edition), date=text("date") or newest.stated[:10],
        about_office=text("aboutOffice"), country=text("country"), operation=text("operation"),
        signatory=text("signatory"), text=text("text"), replaces=text("replaces"),
        replaced_by=_last(each for each in later if each.owner == newest.owner),
        handling=newest.handling, ref=newest.ref, attachments=newest.attachments,
    )  # fmt: skip


def _edition(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1


def _last(editions: Iterable[Statement]) -> EntityId:
    """The one with the highest number."""
    numbered = ((first(each.properties, "edition").zfill(6), each.entity) for each in editions)
    return max(numbered, default=("", ""))[1]


def readers_of(reader: Reader, found: Issued) -> list[str]:
    """To whom the office released it."""
    row = visible(reader).filter(entity=found.id, schema="ResultsReport").select_related("scope").last()
    return sorted(readers(rule_of(row.scope)) - {reader.office}) if row else []


def has_paper(found: Issued, lang: str, form: str) -> bool:
    return any(each.name == f"{lang}.{form}" for each in found.attachments)


def paper(reader: Reader, found: Issued, lang: str, form: str) -> bytes | None:
    """A paper of the report, byte for byte as it was signed; None where there is none."""
    name = f"{lang}.{form}"
    digests = [each.digest for each in found.attachments if each.name == name]
    opened = open_attachment(reader, digests[0]) if digests else None
    return opened[1] if opened else None


# What has changed


def since(reader: Reader, found: Issued) -> Since | None:
    """What has changed since it was issued; None for any office but the one that issued it, or its heir."""
    then = _kept(reader, found)
    if then is None:
        return None
    now = figures(reader, then.ask)
    behind = basis(reader, now)
    issued = {each.what: each.value for each in found.figures}
    counted = {what: value for what, value in numbers(now).items() if what in issued or value}
    pairs = [Compared(what, issued.get(what), counted.get(what)) for what in dict.fromkeys([*issued, *counted])]
    return Since(tuple(pairs), tuple(changes(then, behind)), now.behind)


def _kept(reader: Reader, found: Issued) -> Basis | None:
    """What it was counted from, which only its office has."""
    said = pointing(Sight(reader), "ReportBasis.report", [found.id])[found.id]
    own = [each for each in said if each.held and each.owner == found.office]
    digests = [each.digest for said in own for each in said.attachments if each.name == BASIS]
    opened = open_attachment(reader, digests[0]) if digests and own_offices(reader) else None
    return loaded(opened[1]) if opened else None


def asked_in(reader: Reader, found: Issued) -> Ask:
    """What it was counted for; for its office."""
    kept = _kept(reader, found)
    return kept.ask if kept else Ask(found.since, found.until)
