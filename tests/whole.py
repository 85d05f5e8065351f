"""Whether what posts and desks did is there, and none of it by half; see `tests/killing.py`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import orjson

from sarhad.access import audit
from sarhad.access.models import AuditEntry
from sarhad.collect.models import FormDraft, State, Submission, SubmissionFile
from sarhad.desk import models as desk
from sarhad.desk import queries
from sarhad.kernel.claim import Act, FragmentRef
from sarhad.ledger.models import ITEMS_PER_ENTRY, AttachmentUse, Entry, Fragment
from sarhad.ledger.naming import resolve
from sarhad.ledger.verify import verify
from sarhad.systems.operations.models import OfficeTemplate
from tests.cast import OFFICES, Cast
from tests.working import ASKED


def entries() -> int:
    return Entry.objects.count()


def stated(schema: str) -> list[Fragment]:
    return list(Fragment.objects.filter(schema=schema).select_related("scope").order_by("id"))


def values(row: Fragment) -> dict[str, list[str]]:
    return dict(orjson.loads(row.data)["properties"])


def is_there(acknowledged: str) -> bool:
    kind, _colon, name = acknowledged.partition(":")
    match kind:
        case "entity":
            return Fragment.objects.filter(entity=name).exists()
        case "entry":
            pos = Entry.objects.filter(id=name).values_list("pos", flat=True).first()
            return pos is not None and Fragment.objects.filter(id=pos * ITEMS_PER_ENTRY).exists()
        case "report":
            return Fragment.objects.filter(entity=name).exists() and name in _bases()
        case "draft":
            return FormDraft.objects.filter(id=name, files__name="a.png").exists()
        case "submission":
            return Submission.objects.filter(id=name).exists()
        case "proposal":
            return desk.Proposal.objects.filter(id=name).exists()
        case "decided":
            return desk.Proposal.objects.filter(id=name, state="approved").exclude(became="").exists()
        case "closed":
            found = queries.request(Cast(here=True).reader("owner"), name)
            return found is not None and all(leg.state.ended for leg in found.legs)
        case "opened":
            return any(name in values(row)["message"] for row in stated("LineReceipt"))
        case "template":  # or one that was put in its place
            return OfficeTemplate.objects.filter(kind="plan").exists()
    raise ValueError(kind)


# What must not be there by half


def halves() -> list[str]:
    found = [*_requests(), *_answers(), *_numbers(), *_drafted(), *_reported(), *_published(), *_debriefed()]
    found += [*_dangling(), *_unrecorded()]
    return found + [str(fault) for fault in (*verify(derived=True), *audit.verify())]


def _requests() -> Iterator[str]:
    """Each went to both offices, as a letter that was sent and with the facts that go with it."""
    owner = Cast(here=True).reader("owner")
    for row in stated("Request"):
        request = queries.request(owner, row.entity)
        legs = request.legs if request else ()
        if {leg.to for leg in legs} != set(ASKED) or not all(leg.steps[0].step == "sent" for leg in legs):
            yield f"request {row.entity} without its letters"
        if len({leg.state.ended for leg in legs}) > 1:
            yield f"request {row.entity} closed at one office alone"


def _answers() -> Iterator[str]:
    carried = {id for row in stated("Letter") if "inReplyTo" in values(row) for id in values(row)["about"]}
    rows = stated("Answer")
    if odd := {row.entity for row in rows} ^ carried:
        yield f"answers without letters, or letters without answers: {sorted(odd)}"
    ends = Counter(each for row in stated("RequestStep") for each in values(row)["step"])
    if ends["answered"] + ends["refused"] != len(carried):
        yield "an answer without its step"
    named = {FragmentRef.parse(each) for row in rows for each in values(row).get("grant", ())}
    given = {row.pk for row in stated(Act.GRANT) if row.scope.owner != "TJ-DCA"}
    if set(resolve(named)) != given:
        yield "a release without its answer, or an answer without its release"


def _numbers() -> Iterator[str]:
    """Each sequence counts 1, 2, 3, as its counter says; nothing has two numbers, and what has one a step."""
    letters, receipts = stated("Letter"), stated("LetterReceipt")
    given = [values(row)["number"][0] for row in (*letters, *receipts)]
    series: dict[str, list[int]] = {}
    for number in given:
        stem, _slash, n = number.rpartition("/")
        series.setdefault(stem, []).append(int(n))
    yield from (f"{stem}: {sorted(ns)}" for stem, ns in series.items() if sorted(ns) != [*range(1, len(ns) + 1)])
    lasts = Counter(desk.Counter.objects.values_list("last", flat=True))
    if lasts != Counter(map(len, series.values())):
        yield "a counter that is not where its numbers are"
    twice = Counter((row.scope.owner, values(row)["letter"][0]) for row in receipts)
    yield from (f"{office} registered {letter} twice" for (office, letter), n in twice.items() if n > 1)
    taken = Counter(each for row in stated("RequestStep") for each in values(row)["step"])
    if taken["received"] + taken["passed-on"] != len(receipts):
        yield "a number without its step"


def _drafted() -> Iterator[str]:
    asked = {values(row)["question"][0] for row in stated("Request")}
    answered = {values(row)["inReplyTo"][0] for row in stated("Letter") if "inReplyTo" in values(row)}
    for row in desk.Proposal.objects.all():
        went = row.letter in answered if row.letter else orjson.loads(row.data)["question"] in asked
        if went != (row.state == "approved") or bool(row.became) != went:
            yield f"draft {row.pk} is {row.state}, and went out: {went}"


def _bases() -> list[str]:
    return [values(row)["report"][0] for row in stated("ReportBasis")]


def _published() -> Iterator[str]:
    """Each report with its four papers, its figures, and once what it was counted from."""
    reports = {row.entity: row for row in stated("ResultsReport")}
    if sorted(reports) != sorted(_bases()):
        yield "a report without its basis, or a basis without its report"
    counted = {values(row)["report"][0] for row in stated("PublishedFigure")}
    yield from (f"report {id} without its figures" for id in reports if id not in counted)
    papers = {id: AttachmentUse.objects.filter(fragment=row.pk).count() for id, row in reports.items()}
    yield from (f"report {id} has {n} papers" for id, n in papers.items() if n != 4)


def _reported() -> Iterator[str]:
    entered = {row.pk // ITEMS_PER_ENTRY: row.entity for row in stated("Report")}
    reports = {Entry.objects.get(pos=pos).id: entity for pos, entity in entered.items()}
    accepted = Submission.objects.filter(state=State.ACCEPTED)
    if dict(accepted.values_list("entry", "report")) != reports:
        yield "a report without its submission, or a submission without its report"
    if accepted.exclude(xml=None).exists() or SubmissionFile.objects.filter(submission__in=accepted).exists():
        yield "an accepted submission keeps its answers"
    kept = Submission.objects.exclude(state=State.ACCEPTED)
    if kept.filter(xml=None).exists() or kept.filter(files=None).exists():
        yield "a quarantined submission without answers or files"
    begun = set(re.findall(r"<instanceID>(.*?)<", " ".join(bytes(x).decode() for x in _drafts())))
    sent = {each for row in stated("Report") for each in values(row).get("instance", ())}
    if begun & sent:
        yield "a draft of what was sent"


def _debriefed() -> Iterator[str]:
    """With what was recommended and with the step of the operation."""
    held = {each for row in stated("Meeting") for each in values(row).get("operation", ())}
    made = {each for row in stated("Recommendation") for each in values(row).get("source", ())}
    steps = (values(row) for row in stated("OperationStep"))
    ended = {each["operation"][0] for each in steps if each["step"] == ["debriefed"]}
    if not held == made == ended:
        yield f"debriefed by half: {sorted(held ^ made | held ^ ended)}"


def _drafts() -> list[bytes]:
    return list(FormDraft.objects.values_list("xml", flat=True))


NAMES = {
    "LineReceipt": "message",
    "LetterReceipt": "letter",
    "RequestStep": "letter",
    "RecommendationStep": "recommendation",
    "OperationLogLine": "operation",
    "DeliveryPermission": "operation",
    "LegStep": "leg",
    "LabResult": "sample",
    "Sample": "item",
    "DisruptionStep": "subject",
    "CaseStep": "criminalCase",
}


def _dangling() -> Iterator[str]:
    for schema, name in NAMES.items():
        for row in stated(schema):
            if not Fragment.objects.filter(entity=values(row)[name][0]).exists():
                yield f"{schema} {row.entity} for nothing"
    signed = Counter(values(row)["recall"][0] for row in stated("RecallReceipt"))
    taken = {row.pk for row in stated(Act.WITHDRAWAL)}
    if set(resolve(map(FragmentRef.parse, signed))) - taken or max(signed.values(), default=1) > 1:
        yield "a removal signed twice, or for nothing"


def _unrecorded() -> Iterator[str]:
    """What happened stands in the audit; a line may speak of what then did not come about, never the reverse."""
    told = " ".join(AuditEntry.objects.values_list("what", flat=True))
    signed = Entry.objects.filter(pos__gt=len(OFFICES)).values_list("id", flat=True)  # after their certificates
    yield from (f"entry {id} not in the audit" for id in signed if id not in told)
