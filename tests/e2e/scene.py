"""A small region for looking at pages: one person whom three offices know, what belongs to him, what waits."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from sarhad.access import actions as access
from sarhad.access.reader import Reader
from sarhad.collect.answers.parties import for_reader
from sarhad.collect.forms import Instance, catalogue
from sarhad.collect.waiting import save_draft
from sarhad.desk import requests as desk
from sarhad.desk.plans import actions as plans
from sarhad.desk.plans import queries as tasks
from sarhad.desk.queries import request as sent
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File, new_entity
from sarhad.entities.index import NameIndex
from sarhad.entities.sight import Sight
from sarhad.figures.lives import life
from sarhad.kernel.claim import FragmentRef, Grade, Handling, Scope
from sarhad.links.charts import changes, drafts, saving
from sarhad.links.charts import starting as charts
from sarhad.links.charts.picture import picture as seen_on
from sarhad.matching.hits import Hits
from sarhad.systems.exchange import agreements, recalls
from sarhad.systems.lab import actions as lab
from sarhad.systems.lab.queries import item as seized_item
from sarhad.systems.operations import actions as operations
from sarhad.systems.operations import delivering, log
from sarhad.systems.operations import life_actions as lives
from sarhad.systems.operations.journeys import journey
from sarhad.systems.operations.queries import operation as one_operation
from sarhad.systems.operations.records import Operation
from sarhad.systems.wanted import actions as wanted
from sarhad.systems.wanted.actions import Issue
from sarhad.systems.wanted.queries import notice as one_notice
from tests.cast import MEMBERS, Cast
from tests.cast import person as claim_of
from tests.e2e.monitored import monitored

OPEN = Scope(read=(MEMBERS,), handling=Handling(0))
PUBLIC = Scope(read=(MEMBERS, "public"), handling=Handling(0))
MARKED = Scope(read=(MEMBERS,), handling=Handling(1, "Not as evidence in court without our consent"))
NOTICE = Issue(
    notice={
        "colour": ["blue"], "noticeNumber": ["W-0093"], "wantedBy": ["tj"], "offence": ["Trafficking in heroin"],
        "dangers": ["armed"], "contactPhone": ["+992 00 555 0100"], "reviewDate": ["2026-12-01"],
        "legalBasis": ["Order 000/2026"], "validUntil": ["2099-05-23"],
    },
)  # fmt: skip
SIGHTING = {"date": ["2026-11-09T06:40"], "location": ["Korday, lane 2"], "direction": ["exit"]}
CLOSED = Scope(handling=Handling(3, "Not to be used or passed on without TJ-DCA", tlp="amber"))


@dataclass
class Scene:
    cast: Cast
    person: str  # known to TJ-DCA, KZ-MIA and UZ-NIAC
    other: str  # perhaps the same person
    phone: str
    vehicle: str
    seizure: str
    entry: str  # contribution of TJ-DCA about the person
    corrected: str  # what replaced it
    offer: FragmentRef  # to KZ-MIA, under conditions
    upload: str  # address of a file that was checked and waits
    notice: str  # TJ-DCA seeks the person
    agreement: str
    request: str  # of TJ-DCA to two offices, one of which has answered
    letter: str  # with a question to TJ-DCA
    report: str  # of TJ-DCA about the person
    draft: int  # of its head: a seizure, half filled in
    meeting: str
    task: str  # that TJ-DCA has to do, and is late with
    plan: str
    operation: str  # that TJ-DCA leads with KZ-MIA; its plan waits for the head
    group: str  # disputed
    case: str
    item: str  # seized, and examined
    chart: int  # on the table of TJ-DCA's head, around the person
    saved: str  # the same, as members of the group may open it
    rung: tuple[str, str]  # files of calls of two numbers
    ringing: str  # address of one that is looked at before it is signed


def picture(shade: int = 120, size: int = 96) -> bytes:
    """A grey PNG with a lighter head and shoulders: nobody in particular."""

    def pixel(x: int, y: int) -> int:
        head = (x - size / 2) ** 2 + (y - size * 0.38) ** 2 < (size * 0.2) ** 2
        body = (x - size / 2) ** 2 + (y - size * 1.05) ** 2 < (size * 0.42) ** 2
        return 225 if head or body else shade

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(pixel(x, y) for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def build(cast: Cast) -> Scene:
    owner, partner, third, centre = (cast.reader(name) for name in ("owner", "partner", "third", "centre"))
    for reader in (owner, partner, third, centre):  # each knows the others
        assert reader.office
    person, phone, vehicle, seizure, item = (new_entity(owner) for _ in range(5))
    other = new_entity(partner)

    def sign(reader, scope, *drafts):
        return actions.contribute(reader, list(drafts), scope)

    first = sign(
        owner,
        OPEN,
        Draft(
            "Person",
            {
                "name": ["Karimov Farhod Salimzoda", "Каримов Фарҳод Салимзода"],
                "birthDate": ["13.04.1983"],
                "gender": ["male"],
                "nationality": ["tj"],
                "idNumber": ["0000 555 7781"],
                "address": ["Rudaki 000, Dushanbe"],
            },
            person,
            Grade("4x4", "A2"),
            stated="2026-03-14",
            files=(File("face.png", picture()),),
            date_order="dmy",
        ),
    )
    sign(
        owner,
        OPEN,
        Draft(
            "Phone",
            {"number": ["+992 90 555 0142"], "holder": [person]},
            phone,
            Grade("4x4", "B2"),
            stated="2026-11-02",
        ),
    )
    corrected = actions.correct(
        owner,
        FragmentRef(first.id, 0),
        Draft(
            "Person",
            {
                "name": ["Karimov Farhod Salimzoda", "Каримов Фарҳод Салимзода"],
                "birthDate": ["1983-04-14"],
                "gender": ["male"],
                "nationality": ["tj"],
                "idNumber": ["0000 555 7781"],
                "address": ["Rudaki 000, Dushanbe"],
                "phone": ["+992 90 555 0142"],
            },
            grade=Grade("4x4", "A2"),
            stated="2026-11-19",
        ),
        "The day was mistyped",
    )
    sign(
        partner,
        MARKED,
        Draft(
            "Person",
            {
                "name": ["Karimov Farkhod Salimovich"],
                "birthDate": ["04/04/1983"],
                "phone": ["+996 555 555 017"],
                "passportNumber": ["SIM 4471203"],
                "email": ["not an address"],
            },
            other,
            Grade("4x4", "B2"),
            stated="2026-10-02",
            date_order="dmy",
        ),
    )
    sign(
        third,
        OPEN,
        Draft(
            "Person",
            {"name": ["Каримов Ф."], "birthDate": ["1983"]},
            person,
            Grade("admiralty", "C3"),
            stated="2026-11-11",
        ),
        Draft(
            "Vehicle",
            {
                "registrationNumber": ["0000 TS 03"],
                "make": ["KamAZ"],
                "color": ["white"],
                "country": ["uz"],
                "owner": [person],
            },
            vehicle,
            Grade("4x4", "A1"),
            stated="2026-11-11",
        ),
    )
    sign(
        owner,
        CLOSED,
        Draft(
            "Person",
            {"name": ["“Ака”"], "notes": ["Gives orders by telephone; not identified."]},
            stated="2026-11-18",
        ),
        Draft(
            "UnknownLink", {"subject": [person], "object": [vehicle], "role": ["drives"]}, grade=Grade("4x4", "X4")
        ),
    )
    sign(
        owner,
        OPEN,
        Draft(
            "Seizure",
            {
                "date": ["2026-11-09"],
                "country": ["tj"],
                "settlement": ["Nizhny Panj"],
                "cause": ["shared"],
                "causeOffice": ["KZ-MIA"],
                "vehicle": [vehicle],
                "involved": [person],
                "reference": ["S-77"],
            },
            seizure,
            Grade("4x4", "A1"),
        ),
        Draft(
            "SeizedItem",
            {"substance": ["heroin"], "reportedAmount": ["12.4"], "reportedUnit": ["kg"], "seizure": [seizure]},
            item,
        ),
    )
    actions.judge(owner, person, other, "same", "Phone and face agree")
    secret = sign(owner, CLOSED, Draft("Person", {"name": ["Nazarova Zebo"]}, grade=Grade("4x4", "C3")))
    offer = access.grant(
        owner,
        refs=[FragmentRef(secret.id, 0)],
        scope=Scope(read=("KZ-MIA",), handling=Handling(2)),
        on_accept=True,
        conditions="Only for case 2026-114; destroy after the verdict.",
    )
    recalled = access.grant(owner, refs=[FragmentRef(secret.id, 0)], scope=replace(OPEN, read=("UZ-NIAC",)))
    access.recall(owner, grant=FragmentRef(recalled.id, 0))
    agreement = taken_back(cast)
    hits(cast)
    notice = wanted.issue(owner, replace(NOTICE, subject=person), PUBLIC)
    wanted.report(partner, one_notice(partner, notice), SIGHTING)
    request, letter = asked(cast, person)
    catch_up()
    return Scene(
        cast,
        person,
        other,
        phone,
        vehicle,
        seizure,
        first.id,
        corrected.id,
        FragmentRef(offer.id, 0),
        checked(cast),
        notice,
        agreement,
        request,
        letter,
        *reported(owner, person),
        *planned(cast),
        led(cast),
        *pursued(cast, person, seizure, item),
        *charted(cast, person, other, seizure),
        *rung(cast),
    )


def rung(cast: Cast) -> tuple[tuple[str, str], str]:
    """Calls of two numbers, one of which is the person's; and a third file that waits."""
    client, found = cast.client("owner"), []
    for own in ("992905550142", "992905550143", "992905550144"):
        calls = [
            f"{own};99290555{200 + n * n % 7:04d};{1 + n % 28:02d}.10.2026;{n * 5 % 24:02d}:15:00;{n * 7};Звонок"
            if n != 8
            else f"{own};;39.10.2026;12:00:00;5;Звонок"
            for n in range(60)
        ]
        text = "\n".join(["Абонент А;Абонент Б;Дата;Время;Длительность;Тип", *calls, ""])
        file = SimpleUploadedFile(f"tcell-{own}.csv", text.encode("cp1251"))
        address = client.post("/calls/new/", {"file": file, "country": "tj"}).url
        form = client.get(address).context["form"]
        given = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        given = {name: value for name, value in given.items() if value}
        if not own.endswith("4"):
            signed = given | {"legalBasis": "Order 000/2026", "level": "1", "read": [MEMBERS], "deed": "sign"}
            found.append(client.post(address, signed).url.split("/")[2])
    return (found[0], found[1]), address


def charted(cast: Cast, person: str, other: str, seizure: str) -> tuple[int, str]:
    """A chart around a person with a note, a group and a pin; saved, and still on the table."""
    owner = cast.reader("owner")
    start = QueryDict("around=1&title=Fuel-tank route, autumn 2026")
    number = charts.start(owner, charts.wanted(owner, [person, other, seizure]), start)
    drafts.change(owner, number, lambda state: changes.note(state, "Ask KZ-MIA about the second phone"))
    held = seen_on(owner, drafts.draft(owner, number))
    others = sorted(node.id for node in held.nodes if node.schema in ("Vehicle", "Seizure"))
    drafts.change(owner, number, lambda state: changes.group(state, others, "The lorry"))
    drafts.change(owner, number, lambda state: changes.look(state, colour="owner"))
    draft = drafts.draft(owner, number)
    words = {"name": [draft.title], "summary": ["One lorry, two phones, and who gives the orders."]}
    return number, saving.save(owner, draft, seen_on(owner, draft), words, OPEN)


def pursued(cast: Cast, person: str, seizure: str, item: str) -> tuple[str, str, str]:
    """A group that one office holds to be dismantled and another to be active, a case with a seizure that a
    laboratory has weighed."""
    owner, partner = cast.reader("owner"), cast.reader("partner")
    said = {"name": ["Barchan"], "leader": [person], "operatesIn": ["tj", "kz"]}
    group = lives.record(owner, Draft("OrganisedGroup", said), OPEN, "active", "2026-08-02")
    for reader, step, day in ((owner, "dismantled", "2026-11-14"), (partner, "active", "2026-11-18")):
        lives.take_step(reader, life(Sight(reader), group), step, day)
    opened = {"caseNumber": ["118/26"], "fileDate": ["2026-11-10"], "article": ["TJ 200"]}
    case = lives.record(owner, Draft("CriminalCase", opened), OPEN)
    lives.join(owner, life(Sight(owner), case), seizure)
    found = {"date": ["2026-11-12"], "netWeight": ["12.1"], "netUnit": ["kg"], "substance": ["heroin"]}
    lab.add(partner, seized_item(partner, item), {"sampleNumber": ["S-1"]}, found)
    return group, case, item


def led(cast: Cast) -> str:
    """An operation of two states: phases, command, forces, some checks answered, the plan laid, one briefing."""
    owner, colleague = cast.reader("owner"), cast.reader("colleague")
    values = {
        "name": ["Chashma"], "operationType": ["joint"], "planning": ["urgent"], "startDate": ["2026-11-18"],
        "endDate": ["2026-12-20"], "purpose": ["Close the road from the south"], "country": ["tj", "kz"],
    }  # fmt: skip
    id = operations.open_operation(owner, values, ["KZ-MIA"], Handling(2))
    seen = lambda: one_operation(owner, id)
    for n, (name, since, until) in enumerate(PHASES, 1):
        days = {"startDate": [since], "endDate": [until], "order": [str(n)]}
        operations.add(owner, seen(), "OperationPhase", {"name": [name], "task": ["Lorries with raisins"], **days})
    for level, office, who in COMMAND:
        post = {"level": [level], "office": [office], "commander": [who], "contact": ["channel 4"]}
        operations.add(owner, seen(), "CommandPost", post)
    numbers = {"officers": ["34"], "dogs": ["2"], "vehiclesDeployed": ["6"], "equipment": ["Scanner"]}
    operations.add(owner, seen(), "OperationForce", {"forceType": ["planned"], "office": ["TJ-DCA"], **numbers})
    operations.add(owner, seen(), "OperationResult", {"date": ["2026-11-20"], "detained": ["3"]})
    given = {
        "legal-basis": ("met", ""),
        "rights-firearms": ("partly", "Course on the 20th"),
        "risk-leak": ("not-met", "?"),
    }
    operations.answer(owner, seen(), given)
    for office in ("TJ-DCA", "KZ-MIA"):
        operations.brief(owner, seen(), office, {"method": ["Hold the lorry at lane 2"], "risks": ["Two drivers"]})
    operations.source(owner, seen(), {"reference": ["S-12"], "use": ["lead"], "mayKnow": ["KZ-MIA"]})
    operations.take_step(colleague, seen(), "planned")
    followed(owner, seen())
    return id


def followed(reader: Reader, whole: Operation) -> None:
    """Two legs, a permission for half of the way, an event, and a line of the log with what it was before."""
    way = [
        ("tj", "TJ-DCA", "KZ-MIA", "T06:00+05:00", "T12:00+05:00"),
        ("kz", "KZ-MIA", "", "T12:00+05:00", "T18:30+05:00"),
    ]
    for n, (country, giver, taker, since, until) in enumerate(way, 1):
        values = {"country": country, "handsOver": giver, "takesOver": taker, "order": str(n)}
        values |= {"startDate": f"2026-11-21{since}", "endDate": f"2026-11-21{until}", "transport": "road"}
        delivering.leg(reader, whole, {name: [value] for name, value in values.items()})
    valid = {"startDate": ["2026-11-20T09:00+05:00"], "endDate": ["2026-11-21T15:00+05:00"]}
    delivering.permission(
        reader, whole, {"country": ["tj"], "permissionStatus": ["granted"], "number": ["TJ-7"], **valid}
    )
    found, at = journey(reader, whole), datetime(2026, 11, 21, 2, tzinfo=UTC)
    delivering.tell(reader, found, found.legs[0], "departed", at, once="", more={"place": "Khorog"})
    log.write(reader, whole, log.Line("Two in the cab", at, zone="Asia/Almaty", place="Khorog"), once="")
    row = next(each for each in log.rows(reader, journey(reader, whole)) if each.sort == "line")
    log.correct(reader, whole, row, log.Line("Three in the cab", at, zone="Asia/Almaty"), "one more seen")


PHASES = (
    ("Watching", "2026-11-18", "2026-11-20"),
    ("Stopping", "2026-11-21", "2026-12-05"),
    ("Asking", "2026-12-06", "2026-12-20"),
)
COMMAND = (
    ("strategic", "TJ-DCA", "Deputy director"),
    ("operational", "TJ-DCA", "Head of division"),
    ("operational", "KZ-MIA", "Colonel in Korday"),
)


def planned(cast: Cast) -> tuple[str, str, str]:
    """An assessment with two recommendations, one of them late and under way, and a plan with a step."""
    owner, centre = cast.reader("owner"), cast.reader("centre")
    values = {
        "name": ["Kordai and Ak-Zhol, joint assessment"], "meetingType": ["assessment"], "date": ["2026-05-14"],
        "office": ["CENTRE", "TJ-DCA", "KZ-MIA"], "participants": ["14"], "agenda": ["Queues; rooms for families"],
        "minutes": ["25,000 people and 2,000 vehicles a day; 30 controllers"],
    }  # fmt: skip
    made = [
        {"name": ["Ten more passport controllers"], "office": ["TJ-DCA"], "dueDate": ["2026-11-01"]},
        {"name": ["Two more lanes"], "office": ["KZ-MIA"], "dueDate": ["2099-03-01"]},
    ]
    meeting = plans.meet(centre, values, made, OPEN)
    task = tasks.items_from(owner, meeting)[0]
    plans.take_step(owner, task, "under-way", "2026-10-20", note="Six of ten hired")
    plan = plans.plan(owner, {"name": ["Winter"], "startDate": ["2026-11-01"], "endDate": ["2027-03-31"]}, Scope())
    step = {"name": ["Heat the kennel"], "office": ["TJ-DCA"], "dueDate": ["2099-12-01"], "plan": [plan]}
    plans.recommend(owner, step, Scope())
    return meeting, task.id, plan


def taken_back(cast: Cast) -> str:
    """Two recalls of the owner, one of them signed, with what the partner built on it; and an agreement."""
    owner, partner, centre = (cast.reader(name) for name in ("owner", "partner", "centre"))
    found = actions.contribute(owner, [Draft("Company", {"name": ["Sim Khazar LLC"]})], Scope())
    ref, to = FragmentRef(found.id, 0), Scope(read=("KZ-MIA", "UZ-NIAC"), handling=Handling(1))
    released = access.grant(owner, refs=[ref], scope=to)
    made = Draft("Company", {"name": ["Sim Khazar LLC"], "notes": ["Also in the cases of Shymkent"]}, basis=(ref,))
    actions.contribute(partner, [made], Scope())
    for index in range(2):
        access.recall(owner, grant=FragmentRef(released.id, index))
    third = cast.reader("third")
    for each in recalls.received(third, waiting=True):
        if each.what == "release":
            recalls.sign_removal(third, each.ref, "partly", "One print went to the border office at Ayritom.")
    values = {"name": ["Agreement on Exchange and Protection of Secret Information"], "covers": ["protected"],
              "instrumentType": ["agreement"], "date": ["2011-03"]}  # fmt: skip
    id = agreements.add(centre, values, ["public"])
    for state, status, day in (("tj", "in-force", "2014-01-01"), ("kz", "signed", "2012-02-20")):
        agreements.take_step(centre, id, state=state, status=status, date=day, read=["public"])
    return id


def asked(cast: Cast, person: str) -> tuple[str, str]:
    """A request through the centre, one answer under conditions, one office that wants more time; one request to
    TJ-DCA; a draft. Returns the first one and the letter to TJ-DCA."""
    owner, partner, third = (cast.reader(name) for name in ("owner", "partner", "third"))
    [held] = cast.contribute("KZ-MIA", [claim_of("Каримов Ф. С.", phone="+77000000000")])
    request = desk.ask(owner, desk.Ask(
        "Who owns the telephone +992 00 555 0142, and with whom did he travel?", (person,), ("KZ-MIA", "UZ-NIAC"),
        "CENTRE", urgency="urgent", purpose="case 2026-114", legal_basis="Agreement of 1996", handling=Handling(1),
    ))  # fmt: skip
    to_kz, to_uz = sent(owner, request).legs
    reply = desk.Reply("full", "Known to us.", records=(held,), conditions="Not in court", handling=Handling(2))
    desk.answer(partner, to_kz.letter, reply)
    desk.step(third, to_uz.letter, "extended", "The archive is in another town.", "2099-12-15")
    desk.propose(
        cast.reader("colleague"), desk.Ask("Известна ли эта компания?", to=("UZ-NIAC",), purpose="case 2026-114")
    )
    asking = desk.ask(
        third, desk.Ask("Photographs of concealment, truck 0000 TS 03", to=("TJ-DCA",), urgency="flash")
    )
    return request, sent(third, asking).legs[0].letter


def reported(owner: Reader, person: str) -> tuple[str, int]:
    """A report about the person with an answer to it, and a draft that lacks a few answers."""
    report = new_entity(owner)
    says = {
        "date": ["2026-11-20T06:40"], "timeZone": ["+05:00"], "reportType": ["observation"], "urgency": ["urgent"],
        "summary": ["Waited two hours at the bridge"], "location": ["Nizhny Panj, lane 2"], "subject": [person],
        "completeness": ["62"], "completenessReason": ["3.2 Phone / Телефон"], "form": ["intelligence 1"],
    }  # fmt: skip
    actions.contribute(owner, [Draft("Report", says, report, Grade("4x4", "B2"))], OPEN)
    told = {"report": [report], "date": ["2026-11-21"], "usefulness": ["useful"]}
    actions.contribute(owner, [Draft("Feedback", told)], OPEN)
    form = for_reader(owner, catalogue()["seizure"])
    instance = Instance(form)
    instance.set("/data/what/summary", says["summary"][0])
    instance.set("/data/parties/about", "person")
    return report, save_draft(owner, form, instance)


def hits(cast: Cast) -> None:
    """Something for the inbox of TJ-DCA: a plate in other letters, a name alone, and what is only pointed to."""
    owner, partner, third = (cast.reader(name) for name in ("owner", "partner", "third"))

    def state(reader, scope, schema, grade, stated, **properties):
        actions.contribute(reader, [Draft(schema, properties, grade=Grade(*grade), stated=stated)], scope)

    plate, born = {"make": ["KamAZ"], "color": ["white"]}, {"birthDate": ["1991-03-04"]}
    state(owner, OPEN, "Vehicle", ("4x4", "B1"), "2026-11-18", registrationNumber=["0000 ТS 03"], **plate)
    state(owner, OPEN, "Person", ("4x4", "B2"), "2026-11-17", name=["Юсупова Мадина"], gender=["female"])
    state(third, MARKED, "Person", ("4x4", "C3"), "2026-10-30", name=["Yusupova Madina A."], gender=["female"])
    state(owner, OPEN, "Person", ("4x4", "B2"), "2026-11-16", name=["Nurlanov Yerlan Serikovich"], **born)
    state(partner, OPEN, "Person", ("4x4", "B2"), "2026-11-01", name=["Нұрланов Ерлан Серікұлы"], **born)
    state(partner, Scope(point=(MEMBERS,)), "Person", ("4x4", "B2"), "2026-11-01", idNumber=["0000 555 7781"])


def checked(cast: Cast) -> str:
    """A sheet with a date that can be read in two ways and a row that cannot be read at all."""
    sheet = "Full name;Date of birth;Phone\nNazarova Zebo;03.04.1991;+992 90 555 0111\nAliev Said;31.02.1980;\n"
    form = {"level": "1", "scheme": "4x4", "source": "wanted", "mapping": "", "read": [MEMBERS]}
    file = SimpleUploadedFile("wanted-2026.csv", sheet.encode())
    return cast.client("owner").post("/import/", {**form, "file": file}).url


def catch_up() -> None:
    """Let the followers read what was signed, as the worker of a node does."""
    NameIndex().catch_up()
    Hits().catch_up()


def to_sign(scene: Scene) -> str:
    waiting = recalls.received(scene.cast.reader("partner"), waiting=True)
    ref = next(each.ref for each in waiting if each.what == "release")
    return f"/recalls/{ref.contribution}/{ref.index}/sign/"


def pages(scene: Scene) -> dict[str, list[tuple[str, str]]]:
    """(name, address) of every page to look at, by who opens it."""
    e, c = f"/e/{scene.person}/", f"/c/{scene.entry}/"
    return {
        "owner": [
            ("home", "/"),
            ("inbox", "/inbox/"),
            ("inbox-done", "/inbox/?show=done"),
            ("matches", f"/inbox/?e={scene.person}"),
            ("search-empty", "/search/"),
            ("paths", f"/paths/?e={scene.person}&e={scene.vehicle}&q=karimov"),
            ("search", "/search/?q=karimov"),
            ("search-none", "/search/?q=sodiqov+1990"),
            ("screening", "/screening/"),
            ("screening-list", "/screening/list/"),
            ("requests", "/requests/"),
            ("request", f"/requests/{scene.request}/"),
            ("request-new", f"/requests/new/?e={scene.person}"),
            ("request-answer", f"/requests/{scene.letter}/answer/"),
            ("approval", "/requests/approvals/1/"),
            ("balance", "/balance/"),
            ("results", "/results/"),
            ("results-none", "/results/?year=1999"),
            ("results-bad", "/results/?since=2026-02-01&until=2026-01-01"),
            ("results-records", "/results/records/?figure=seizures&since=2026-01-01&until=2026-12-31"),
            ("results-seizure", f"/results/seizure/{scene.seizure}/"),
            ("report-publish", "/results/reports/new/?year=2026"),
            ("annual", "/annual/2026/"),
            ("council", "/council/?show=all"),
            ("lab", "/lab/"),
            ("lab-new", f"/lab/new/?item={scene.item}"),
            ("disruptions", "/groups-and-channels/"),
            ("disruption", f"/groups-and-channels/{scene.group}/"),
            ("disruption-step", f"/groups-and-channels/{scene.group}/step/"),
            ("channel-new", "/groups-and-channels/new/channel/"),
            ("cases", "/cases/"),
            ("case", f"/cases/{scene.case}/"),
            ("case-new", "/cases/new/"),
            ("case-step", f"/cases/{scene.case}/step/"),
            ("operation-templates", "/operations/templates/"),
            ("operation-plan-text", f"/operations/{scene.operation}/plan/text/"),
            ("operation-debrief", f"/operations/{scene.operation}/debriefing/"),
            ("charts", "/charts/"),
            ("chart-start", f"/charts/start/?e={scene.person}&e={scene.other}"),
            ("chart-work", f"/charts/{scene.chart}/?e={scene.person}"),
            ("chart-save", f"/charts/{scene.chart}/save/?as=new"),
            ("chart-merge", f"/charts/{scene.chart}/merge/"),
            ("chart-import", "/charts/import/"),
            ("chart-network", f"/charts/{scene.chart}/measures/"),
            ("chart-without", f"/charts/{scene.chart}/without/?e={scene.person}"),
            ("chart-matrix", f"/charts/{scene.chart}/matrix/"),
            ("chart-events", f"/charts/{scene.chart}/events/"),
            ("chart-flows", f"/charts/{scene.chart}/flows/"),
            ("paths", f"/paths/?e={scene.person}&e={scene.seizure}"),
            ("calls", "/calls/"),
            ("calls-new", "/calls/new/"),
            ("calls-check", scene.ringing),
            ("calls-one", f"/calls/{scene.rung[0]}/?event=10.10.2026"),
            ("calls-bad", f"/calls/{scene.rung[0]}/?since=nonsense&number=7"),
            ("calls-common", f"/calls/common/?r={scene.rung[0]}&r={scene.rung[1]}"),
            ("wanted", "/wanted/"),
            ("wanted-filtered", "/wanted/?colour=blue&due=on"),
            ("wanted-lists", "/wanted/lists/"),
            ("wanted-notice", f"/wanted/{scene.notice}/"),
            ("wanted-new", f"/wanted/new/?e={scene.person}"),
            ("wanted-new-vehicle", "/wanted/new/?kind=Vehicle"),
            ("wanted-step", f"/wanted/{scene.notice}/step/"),
            ("wanted-review", f"/wanted/{scene.notice}/review/"),
            ("wanted-withdraw", f"/wanted/{scene.notice}/withdraw/"),
            ("public-wanted", "/public/wanted/"),
            ("chart-saved", f"/charts/saved/{scene.saved}/"),
            ("chart-as-a-record", f"/e/{scene.saved}/"),
            ("profile", e),
            ("relations", f"{e}relations/"),
            ("history", f"{e}history/"),
            ("who", f"{e}who/"),
            ("compare", f"{e}with/{scene.other}/"),
            ("add", f"{e}add/"),
            ("link", f"{e}link/?q=karimov"),
            ("contribution", c),
            ("vehicle", f"/e/{scene.vehicle}/"),
            ("seizure", f"/e/{scene.seizure}/"),
            ("contribute", "/contribute/"),
            ("contribute-person", "/contribute/Person/"),
            ("contribute-seizure", "/contribute/Seizure/"),
            ("withdraw", f"/withdraw/?e={scene.person}"),
            ("release", f"/release/?e={scene.person}"),
            ("purge", f"/purge/?e={scene.person}"),
            ("releases", "/releases/"),
            ("import", "/import/"),
            ("import-check", scene.upload),
            ("correct", f"/c/{scene.corrected}/0/correct/"),
            ("officers", "/officers/"),
            ("officer-new", "/officers/new/"),
            ("groups", "/groups/"),
            ("tokens", "/tokens/"),
            ("seat", "/seat/"),
            ("password", "/password/"),
            ("help", "/help/"),
            ("recommendations", "/recommendations/?show=all"),
            ("recommendation", f"/recommendations/{scene.task}/"),
            ("recommendation-step", f"/recommendations/{scene.task}/step/"),
            ("meeting", f"/meetings/{scene.meeting}/"),
            ("meeting-new", "/meetings/new/"),
            ("plan", f"/plans/{scene.plan}/"),
            ("operations", "/operations/"),
            ("operation-new", "/operations/new/"),
            ("operation", f"/operations/{scene.operation}/"),
            ("operation-plan", f"/operations/{scene.operation}/plan/"),
            ("operation-decide", f"/operations/{scene.operation}/plan/decide/"),
            ("operation-briefing", f"/operations/{scene.operation}/briefing/"),
            ("operation-results", f"/operations/{scene.operation}/results/"),
            ("operation-delivery", f"/operations/{scene.operation}/delivery/"),
            ("operation-permission-new", f"/operations/{scene.operation}/delivery/permissions/new/?country=kz"),
            ("operation-log", f"/operations/{scene.operation}/log/"),
            ("lines", "/line/"),
            ("line", "/line/KZ-MIA/"),
            ("post", "/post/"),
            ("traffic", "/post/traffic/"),
            ("weekly", "/weekly/"),
            ("reports", "/reports/"),
            ("report", f"/reports/{scene.report}/"),
            ("report-new", "/reports/new/"),
            ("report-page", f"/reports/drafts/{scene.draft}/3/?faults=1"),
            ("report-check", f"/reports/drafts/{scene.draft}/check/"),
            ("report-log", "/reports/log/"),
            ("terminals", "/terminals/"),
            ("recalls-ours", "/recalls/?show=ours"),
            ("agreements", "/agreements/"),
            ("agreement", f"/agreements/{scene.agreement}/"),
            ("agreement-step", f"/agreements/{scene.agreement}/step/"),
            ("agreement-new", "/agreements/new/"),
            ("partners", "/partners/"),
            ("nothing", "/e/00000000000000000000000000000000/"),
            *monitored(scene.cast.reader("owner")),
        ],
        "partner": [
            ("home-partner", "/"),
            ("operation-briefing-partner", f"/operations/{scene.operation}/briefing/"),
            ("inbox-partner", "/inbox/"),
            ("profile-partner", e),
            ("chart-saved-partner", f"/charts/saved/{scene.saved}/"),
            ("add-partner", f"{e}add/"),
            ("recalls", "/recalls/"),
            ("recall-sign", to_sign(scene)),
            ("recalls-built", "/recalls/?show=built"),
            ("wanted-sighting", f"/wanted/{scene.notice}/sighting/"),
        ],
        "centre": [
            ("groups-own", "/groups/"),
            ("group-join", f"/groups/{MEMBERS}/join/"),
            ("home-director", "/"),
        ],
        "researcher": [("home-researcher", "/"), ("cells", "/results/cells/?year=2026")],
        "administrator": [
            ("home-administrator", "/"),
            ("offices", "/offices/"),
            ("office", "/offices/TJ-DCA/"),
            ("office-new", "/offices/new/"),
            ("office-close", "/offices/TJ-DCA/close/"),
            ("health", "/health/"),
        ],
        "auditor": [("home-auditor", "/"), ("audit", "/audit/")],
        "outsider": [("home-empty", "/"), ("inbox-empty", "/inbox/"), ("releases-empty", "/releases/")],
    }
