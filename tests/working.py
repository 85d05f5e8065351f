"""What posts and desks do, act by act; see `tests/killing.py`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

from sarhad.access import sharing
from sarhad.collect import waiting
from sarhad.collect.answers.filling import fill
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.forms import Form, catalogue
from sarhad.collect.models import FormDraft
from sarhad.collect.submissions import submit
from sarhad.desk import queries
from sarhad.desk.plans import actions as plans
from sarhad.desk.plans.queries import item
from sarhad.desk.proposals import approve, propose
from sarhad.desk.records import Leg
from sarhad.desk.requests import Ask, Reply, answer, ask, end, register, step
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.sight import Sight
from sarhad.figures.lives import life
from sarhad.figures.records import Ask as Period
from sarhad.kernel.claim import FragmentRef, Handling, Scope
from sarhad.systems.border import line
from sarhad.systems.exchange import recalls
from sarhad.systems.lab import actions as lab
from sarhad.systems.lab.queries import item as seized_item
from sarhad.systems.operations import actions as operations
from sarhad.systems.operations import debrief, delivering, life_actions, log, planning, wording
from sarhad.systems.operations.journeys import Journey, journey
from sarhad.systems.operations.queries import operation
from sarhad.systems.operations.records import Operation
from sarhad.systems.programme import reports
from tests.cast import Cast

Deed = Callable[[], list[str]]
ASKED = ("KZ-MIA", "UZ-NIAC")
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PHOTO = b"\x89PNG\r\n\x1a\n a photo"


class Work:
    """One process's part: each act is made ready, with whatever must come before it, and then done."""

    def __init__(self, seed: int) -> None:
        self.random, cast = Random(seed), Cast(here=True)
        names = ("owner", "colleague", "border", "partner", "third", "centre")
        self.owner, self.colleague, self.border, self.partner, self.third, self.centre = map(cast.reader, names)

    def ready(self, act: str) -> Deed:
        """Everything up to the act itself; its deed returns what it acknowledges, "kind:name" each."""
        found: Deed = getattr(self, act)()
        return found

    def word(self) -> str:
        return f"{self.random.getrandbits(64):016x}"

    def record(self, reader, **more: str) -> FragmentRef:
        draft = Draft("Person", {"name": [f"Karimov {self.word()}"]}, actions.new_entity(reader))
        return FragmentRef(actions.contribute(reader, [draft], Scope()).id, 0)

    # Reports

    def form(self) -> Form:
        return for_reader(self.border, catalogue()["mobile-team"], "en")

    def draft(self) -> Deed:
        form = self.form()
        instance = fill(form, BEGUN | {"summary": self.word()})
        return lambda: [f"draft:{waiting.save_draft(self.border, form, instance, {'a.png': PHOTO})}"]

    def report(self) -> Deed:
        form = self.form()
        instance = fill(form, {**REPORT, "summary": self.word()})
        instance.set_instance_id(f"uuid:{self.word()}")
        same = (row.id for row in FormDraft.objects.all() if instance.instance_id.encode() in bytes(row.xml))
        begun = waiting.save_draft(self.border, form, instance, draft=next(same, 0))

        def deed() -> list[str]:
            done = submit(self.border, form, instance, {"a.png": PHOTO}, draft=begun)
            assert done.state == "accepted", done.faults
            return [f"entity:{done.report}", f"entry:{done.entry}", f"submission:{done.submission}"]

        return deed

    def quarantined(self) -> Deed:
        form = self.form()
        instance = fill(form, BEGUN | {"summary": self.word()})
        instance.set_instance_id(f"uuid:{self.word()}")

        def deed() -> list[str]:
            done = submit(self.border, form, instance, {"a.png": PHOTO}, via="openrosa")
            assert done.state == "quarantined", done
            return [f"submission:{done.submission}"]

        return deed

    # Requests and answers

    def given(self) -> Ask:
        fact = self.record(self.owner)
        return Ask(uuid4().hex, to=ASKED, via="CENTRE", facts=(fact,), purpose="case 7", handling=Handling(1))

    def ask(self) -> Deed:
        given = self.given()
        return lambda: [f"entity:{ask(self.owner, given)}"]

    def propose(self) -> Deed:
        given = self.given()
        return lambda: [f"proposal:{propose(self.colleague, given).pk}"]

    def approve(self) -> Deed:
        row = propose(self.colleague, self.given())
        return lambda: [f"entity:{approve(self.owner, row)}", f"decided:{row.pk}"]

    def leg(self, office: str, registered: bool = False) -> Leg:
        """Of a new request."""
        found = queries.request(self.owner, ask(self.owner, self.given()))
        assert found
        [leg] = [leg for leg in found.legs if leg.to == office]
        if registered:
            register(self.partner, leg.letter)
        return leg

    def register(self) -> Deed:
        leg = self.leg("KZ-MIA")
        return lambda: [f"entry:{register(self.partner, leg.letter).id}"]

    def pass_on(self) -> Deed:
        leg = self.leg("UZ-NIAC")
        return lambda: [f"entry:{register(self.centre, leg.letter).id}"]

    def accepted(self) -> Deed:
        leg = self.leg("KZ-MIA", registered=True)
        return lambda: [f"entry:{step(self.partner, leg.letter, 'accepted').id}"]

    def answer(self) -> Deed:
        """With a release under conditions, a record stated anew, and the number in the journal."""
        leg, held = self.leg("KZ-MIA"), self.record(self.partner)
        new = Draft("Person", {"name": [self.word()]}, actions.new_entity(self.partner))
        given = Reply("full", "See the record.", records=(held,), conditions="Not in court", statements=(new,))
        return lambda: [f"entry:{answer(self.partner, leg.letter, given).id}"]

    def propose_answer(self) -> Deed:
        leg, held = self.leg("UZ-NIAC"), self.record(self.third)
        row = propose(self.third, Reply("partial", "See it.", records=(held,)), leg.letter)
        return lambda: [f"entry:{approve(self.third, row)}", f"decided:{row.pk}"]

    def nothing(self) -> Deed:
        leg = self.leg("UZ-NIAC")
        return lambda: [f"entry:{answer(self.third, leg.letter, Reply('nothing-held')).id}"]

    def offer(self) -> FragmentRef:
        """A release that an answer brought and that waits to be accepted."""
        leg, held = self.leg("KZ-MIA"), self.record(self.partner)
        answer(self.partner, leg.letter, Reply("full", "See it.", records=(held,), conditions="Not in court"))
        found = queries.leg_of(self.owner, leg.letter)
        assert found
        return FragmentRef.parse(found.replies[0].grants[0])

    def accept(self) -> Deed:
        offer = self.offer()
        return lambda: [f"entry:{sharing.accept(self.owner, grant=offer).id}"]

    def recall(self) -> Deed:
        offer = self.offer()
        sharing.accept(self.owner, grant=offer)
        return lambda: [f"entry:{sharing.recall(self.partner, grant=offer).id}"]

    def sign_removal(self) -> Deed:
        offer = self.offer()
        sharing.accept(self.owner, grant=offer)
        sharing.recall(self.partner, grant=offer)
        told = recalls.received(self.owner, waiting=True)[0].ref
        return lambda: [f"entry:{recalls.sign_removal(self.owner, told, 'removed').id}"]

    def close(self) -> Deed:
        id = ask(self.owner, self.given())

        def deed() -> list[str]:
            end(self.owner, id, "closed")
            return [f"closed:{id}"]

        return deed

    # The line, recommendations

    def message(self) -> Deed:
        once = self.word() * 2
        return lambda: [f"entity:{line.send(self.border, 'KZ-MIA', 'A lorry', urgent=True, once=once)}"]

    def opened(self) -> Deed:
        sent = [line.send(self.border, "KZ-MIA", self.word(), once=self.word() * 2) for _ in range(2)]

        def deed() -> list[str]:
            line.confirm(self.partner, "TJ-DCA")
            return [f"opened:{id}" for id in sent]

        return deed

    def task(self) -> str:
        values = {"name": [self.word()], "office": ["KZ-MIA"], "dueDate": ["2027-01-31"]}
        return str(plans.recommend(self.owner, values, Scope(read=("CENTRE",))))

    def recommend(self) -> Deed:
        return lambda: [f"entity:{self.task()}"]

    # A controlled delivery

    def journey(self) -> Journey:
        """Of a new delivery of TJ-DCA and KZ-MIA with one leg."""
        values = {"name": [self.word()], "operationType": ["controlled-delivery"]}
        id = operations.open_operation(self.owner, values, ["KZ-MIA"], Handling(1))
        self.owner = Cast(here=True).reader("owner")  # now of that group
        whole = operation(self.owner, id)
        assert whole
        delivering.leg(self.owner, whole, {"country": ["tj"], "handsOver": ["TJ-DCA"]})
        return journey(self.owner, whole)

    def log_line(self) -> Deed:
        whole, line = self.journey().operation, log.Line(self.word(), NOW)
        return lambda: [f"entity:{log.write(self.owner, whole, line, once=self.word() * 2)}"]

    def permission(self) -> Deed:
        whole, values = self.journey().operation, {"country": ["kz"], "permissionStatus": ["granted"]}
        return lambda: [f"entry:{delivering.permission(self.owner, whole, values).id}"]

    def leg_event(self) -> Deed:
        found, once = self.journey(), self.word() * 2
        [leg] = found.legs

        def deed() -> list[str]:
            return [f"entity:{delivering.tell(self.owner, found, leg, 'departed', NOW, once=once, more={})}"]

        return deed

    # The life of an operation

    def led(self, *offices: str) -> Operation:
        values = {"name": [self.word()], "purpose": ["x"], "startDate": ["2026-11-20"]}
        return self.seen(operations.open_operation(self.owner, values, offices, Handling(1)))

    def seen(self, id: str) -> Operation:
        found = operation(self.owner, id)
        assert found
        return found

    def open_operation(self) -> Deed:
        """With its group and its first step."""
        values = {"name": [self.word()], "purpose": ["x"], "startDate": ["2026-11-20"]}
        return lambda: [f"entity:{operations.open_operation(self.owner, values, ['KZ-MIA'], Handling(1))}"]

    def result(self) -> Deed:
        whole, values = self.led(), {"date": ["2026-11-20"], "detained": ["3"]}
        return lambda: [f"entry:{operations.add(self.owner, whole, 'OperationResult', values).id}"]

    def checks(self) -> Deed:
        """Answers to two questions, one of them anew."""
        whole = self.led()
        operations.answer(self.owner, whole, {"risk-leak": ("met", "")})
        given = {"risk-leak": ("partly", self.word()), "risk-others": ("met", "")}
        whole = self.seen(whole.id)
        return lambda: [f"entry:{each.id}" for each in operations.answer(self.owner, whole, given)]

    def office_leaves(self) -> Deed:
        """It is out of the group, and its briefing and what it knew of a source are withdrawn; all or nothing."""
        whole = self.led("KZ-MIA", "UZ-NIAC")
        operations.brief(self.owner, whole, "KZ-MIA", {"method": ["x"]})
        operations.source(
            self.owner, whole, {"reference": ["S"], "mayKnow": ["KZ-MIA", "UZ-NIAC"], "use": ["lead"]}
        )
        return lambda: [f"entry:{operations.dismiss(self.owner, whole, 'KZ-MIA').id}"]

    def progress(self) -> Deed:
        found = item(self.partner, self.task())
        assert found
        return lambda: [f"entry:{plans.take_step(self.partner, found, 'accepted', '2026-11-21').id}"]

    # The laboratory

    def examined(self) -> Deed:
        """A sample and its result, in one entry."""
        item = actions.new_entity(self.owner)
        drafts = [Draft("SeizedItem", {"seizure": [self.word() * 2], "substance": ["heroin"]}, item)]
        actions.contribute(self.owner, drafts, Scope(read=ASKED))
        found = seized_item(self.partner, item)
        assert found
        sample, result = {"sampleNumber": [self.word()]}, {"date": ["2026-11-21"], "netWeight": ["14.73"]}
        return lambda: [f"entity:{lab.add(self.partner, found, sample, result)}"]

    # Results

    def publish(self) -> Deed:
        """A report with its papers and figures, and what it was counted from."""
        seizure = actions.new_entity(self.centre)
        fact = Draft("Seizure", {"date": ["2026-05-01"], "detained": ["2"]}, seizure)
        actions.contribute(self.centre, [fact], Scope())
        given = {"name": self.word(), "signatory": "N. N.", "resultsType": "results"}
        drawn = lambda lang, form: f"%PDF-1.7 {given['name']} {lang} {form}".encode()
        year = Period("2026-01-01", "2026-12-31")
        return lambda: [f"report:{reports.publish(self.centre, year, given, Scope(), lambda *_: drawn)}"]

    # Groups and cases, debriefings and their templates

    def dismantled(self) -> Deed:
        """An end that the public hears of too, without the note."""
        draft, scope = Draft("OrganisedGroup", {"name": [self.word()]}), Scope(read=("KZ-MIA", "public"))
        found = life(Sight(self.owner), life_actions.record(self.owner, draft, scope, "active", "2026-11-01"))
        assert found
        said = (found, "dismantled", "2026-11-21", {"note": ["all held"]})
        return lambda: [f"entry:{life_actions.take_step(self.owner, *said).id}"]

    def joined(self) -> Deed:
        draft = Draft("CriminalCase", {"caseNumber": [self.word()], "fileDate": ["2026-11-01"]})
        found = life(Sight(self.owner), life_actions.record(self.owner, draft, Scope(read=("KZ-MIA",))))
        seizure = actions.new_entity(self.owner)
        given = {"date": ["2026-11-20"], "country": ["tj"]}
        actions.contribute(self.owner, [Draft("Seizure", given, seizure)], Scope())
        assert found
        return lambda: [f"entry:{life_actions.join(self.owner, found, seizure).id}"]

    def debriefed(self) -> Deed:
        """With a recommendation, and the step of the operation."""
        values = {"name": [self.word()], "planning": ["immediate"]}
        id = operations.open_operation(self.owner, values, ["KZ-MIA"], Handling(1))
        owner = Cast(here=True).reader("owner")  # of the operation's group by now
        of = lambda: operation(owner, id)
        for question in [each.question for each in planning.open_checks(of()) if each.required]:
            asked = {"checkType": question.kind, "item": question.code, "question": question.en}
            given = {name: [value] for name, value in asked.items()} | {"answer": ["met"]}
            operations.add(owner, of(), "OperationCheck", given)
        for each in ("planned", "approved", "briefed", "started", "completed"):
            operations.take_step(owner, of(), each, "2026-11-20")
        found, date = of(), {"date": ["2026-11-21"]}
        decided = [{"name": [self.word()], "office": ["KZ-MIA"], "dueDate": ["2027-01-31"]}]
        said = [("What happened", "One lorry")]
        return lambda: [f"entity:{debrief.hold(owner, found, date, said, decided, ended=True)}"]

    def template(self) -> Deed:
        word = self.word()

        def deed() -> list[str]:
            wording.save(self.owner, "plan", "en", f"## {word}\n".encode())
            return [f"template:{word}"]

        return deed


ACTS = (
    "draft", "report", "quarantined", "ask", "propose", "approve", "register", "pass_on", "accepted", "answer",
    "propose_answer", "nothing", "accept", "recall", "sign_removal", "close", "message", "opened",
    "recommend", "progress", "examined", "log_line", "permission", "leg_event",
    "open_operation", "result", "checks", "office_leaves", "publish",
    "dismantled", "joined", "debriefed", "template",
)  # fmt: skip
BEGUN = {"date": "2026-11-20", "about": "person", "person": [{"last_name": "Каримов", "person_photo": "a.png"}]}
REPORT = BEGUN | {
    "time": "14:05:00.000+05:00", "place": "Nizhniy Pyandj, lane 2", "source_grade": "B",
    "information_grade": "2", "handling": "2", "handling_text": "Ask us first", "readers": "KZ-MIA",
    "urgency": "urgent", "position": "38.56 68.79 800 5", "team": "Lynx 2", "found": "patrol",
}  # fmt: skip
