"""Random histories of a few offices: every kind of entry, in any sensible order, from one seed."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from random import Random

import orjson

from sarhad.access.queries import history, owns, scopes
from sarhad.access.reader import Reader
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, Act, Attachment, Claim, FragmentRef, Handling, Kind, Scope
from sarhad.kernel.model import Prop
from sarhad.ledger import stamp
from sarhad.ledger.actions import act, append, certify_device, feed_of, open_office, revoke_device
from sarhad.ledger.bodies import bodies
from sarhad.ledger.models import Blob, Entry, Fragment, Level, Party, State
from sarhad.ledger.node import keystore
from sarhad.ledger.succession import Successions

OFFICES = ["TJ-DCA", "KG-DCS", "KG-MIA", "UZ-SCC", "CENTRE"]
GROUPS = ["CENTRE/members", "UZ-SCC/chashma"]
PASS = "root"
OWN = Scope()
NAMES = ["Каримов Фарҳод", "Karimov Farhod", "Юсупова Мадина", "Yusupova Madina", "کریمی محمد", "Нурланов Ерлан"]
SCHEMATA = ["Person", "Vehicle", "Company", "Seizure", "WantedNotice", "NoticeStep"]
LIVES = ["located", "arrested", "extradited", "deceased", "withdrawn"]
WORK = [  # records of posts and desks, two of each
    "Report", "Feedback", "TrafficCount", "LineMessage", "LineReceipt", "DonatedAsset", "Request", "Letter",
    "LetterReceipt", "RequestStep", "Answer", "Instrument", "InstrumentParty", "Meeting", "Plan", "Recommendation",
    "RecommendationStep", "RecallReceipt",
    "Operation", "OperationStep", "OperationPhase", "CommandPost", "OperationBrief", "BriefReceipt",
    "OperationCheck", "OperationForce", "OperationResult", "OperationLogLine", "SourceUse", "DeliveryLeg",
    "LegStep", "DeliveryPermission", "OrganisedGroup", "TraffickingChannel", "DisruptionStep", "CriminalCase",
    "CaseStep", "SeizedItem", "Sample", "LabResult", "ResultsReport", "PublishedFigure",
    "CallRecords", "Communication", "Phone", "Chart", "StatisticalTable", "RowDecision", "SeizureNews",
    "PriceObservation", "PlaceName", "CountryProfile",
]  # fmt: skip


def photo() -> Attachment:
    """One small file that any fragment may carry."""
    data = b"\x89PNG\r\n\x1a\n a photo"
    digest = sha256(data).hexdigest()
    Blob.objects.get_or_create(digest=digest, defaults={"data": data})
    return Attachment(digest, "image/png", len(data), "photo.png")


PHONES = ["+992935001122", "+992918000001"]
COLUMNS = '{"places": {"caller": 0, "called": 1, "when": 2}}'


def calls() -> Attachment:
    """An operator's file, the same each time."""
    ways = [",".join([*(PHONES if n % 3 else PHONES[::-1]), f"{n + 1:02d}.01.2026 10:00"]) for n in range(9)]
    data = "\n".join(["Caller,Called,Date time", *ways]).encode()
    digest = sha256(data).hexdigest()
    Blob.objects.get_or_create(digest=digest, defaults={"data": data})
    return Attachment(digest, "application/octet-stream", len(data), "calls.csv")


SAID = '{"places": {"country": 0, "date": 1, "substance": 2, "amount": 3, "unit": 4, "place": 5}, "order": "ymd"}'
PLACES = ["Whole Valley", "Old Ferry"]  # that no gazetteer has
PROFILE = orjson.dumps(
    {"country": "tj", "day": "2026-11-20", "last": 0, "years": []}
    | {name: [] for name in ("sources", "prices", "cultivation", "users", "crimes", "news")}
).decode()


def table() -> Attachment:
    """A small table of seizures with equal rows, the same each time."""
    rows = ["Country,Date,Drug,Amount,Unit,Place", *[f"Tajikistan,2016-03-05,Heroin,12.5,kg,{PLACES[0]}"] * 2]
    data = "\n".join([*rows, f"Tajikistan,2016-04-01,Opium,3,kg,{PLACES[1]}"]).encode()
    digest = sha256(data).hexdigest()
    Blob.objects.get_or_create(digest=digest, defaults={"data": data})
    return Attachment(digest, "application/octet-stream", len(data), "table.csv")


class World:
    """Grows by `step`; draws only from its own random numbers, so that a seed gives the same history.

    Args:
        prefix: put before office ids, so that two worlds can share a key folder.
    """

    def __init__(self, seed: int) -> None:
        stamp.note()
        self.random = Random(seed)
        self.unseen_by: Reader | None = None
        self.facts = [f"{seed % 2**32:08x}{n:024x}" for n in range(12)]
        self.work = {
            schema: [f"{seed % 2**32:08x}{100 * n + k:024x}" for k in range(2)] for n, schema in enumerate(WORK, 1)
        }
        self.entities = [*self.facts, *(id for ids in self.work.values() for id in ids)]
        for office in OFFICES:
            if not Party.objects.filter(id=office).exists():
                open_office(
                    id=office, names={"en": office}, country=office[:2].lower(), sort="agency", passphrase=PASS
                )
        for group in GROUPS:
            self.join(group)

    def grow(self, steps: int) -> None:
        """So many random acts."""
        acts = [self.contribute] * 8 + [self.correct, self.retract, self.grant, self.accept, self.judge] * 2
        acts += [self.join, self.leave, self.recall, self.purge, self.succeed, self.revoke]
        for _ in range(steps):
            self.random.choice(acts)()

    def grow_unseen(self, steps: int, reader: Reader) -> None:
        """So many random acts of others, none of which this reader may notice."""
        self.unseen_by = reader
        acts = [self.contribute, self.judge] * 3
        acts += [self.correct, self.retract, self.grant, self.accept, self.recall, self.purge, self.join]
        for _ in range(steps):
            self.random.choice(acts)()
        self.unseen_by = None

    # What offices do

    def contribute(self, office: str = "") -> None:
        office = office or self.office()
        items = [self.claim() for _ in range(self.random.randint(1, 4))]
        self.sign(office, Kind.CONTRIBUTE, items, self.scope())

    def correct(self, office: str = "") -> None:
        for by, ref, row in self.own(office, ACTS, exclude=True):
            item = self.claim()
            item.entity, item.schema, item.refs = row.entity, row.schema, (ref,)
            self.sign(by, Kind.CORRECT, [item], self.scope())

    def retract(self, office: str = "") -> None:
        for by, ref, _ in self.own(office, ACTS, exclude=True):
            told = Scope(read=self.scope().read)
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, {"of": "records"}, refs=(ref,), scope=told)])

    def grant(self, office: str = "") -> None:
        for by, ref, _ in self.own(office, ACTS, exclude=True, release=True):
            gives, wait = self.scope(), self.random.choice(["", "true"])
            item = act(Act.GRANT, {"onAccept": wait}, refs=(ref,), gives=gives)
            self.sign(by, Kind.GRANT, [item])

    def accept(self, office: str = "") -> None:
        grants = [row for row in Fragment.objects.filter(schema=Act.GRANT).order_by("id") if self.free(row)]
        if grants:
            ref = self.name(self.random.choice(grants))
            self.sign(office or self.office(), Kind.ACCEPT, [act(Act.ACCEPTANCE, {}, refs=(ref,))])

    def recall(self, office: str = "") -> None:
        """Withdraw an act; of certificates and revocations this must come to nothing."""
        for by, ref, _ in self.own(office, ACTS - {Act.MEMBERSHIP, Act.WITHDRAWAL}):
            told, given = Scope(read=self.scope().read), [str(each) for each in self.basis()]
            said = {"of": "release", "record": given}
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, said, refs=(ref,), scope=told)])

    def judge(self, office: str = "") -> None:
        a, b = self.random.sample(self.entities, 2)
        verdict = self.random.choice(["same", "same", "different", "unsure"])
        item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict})
        self.sign(office or self.office(), Kind.JUDGE, [item], self.scope())

    def join(self, group: str = "", office: str = "") -> None:
        group = group or self.random.choice(GROUPS)
        founder = group.split("/")[0]
        if self.unseen_by and self.unseen_by.office == founder:
            return
        others = [office for office in OFFICES if office not in self.reach()]
        item = act(Act.MEMBERSHIP, {"group": group, "member": self.random.sample(others, 2), "nameEn": group})
        self.sign(founder, Kind.GROUP, [item], OWN if self.unseen_by else Scope(read=("public",)))

    def leave(self, office: str = "") -> None:
        for by, ref, _ in self.own(office, {Act.MEMBERSHIP}):
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, {}, refs=(ref,))])

    def purge(self, office: str = "") -> None:
        """As `entities.purge` does it: the survivors again under new names, then the purge."""
        for by, ref, _ in self.own(office, ACTS, exclude=True):
            entry, feed, body = next(found for found in bodies() if found[0].id == ref.contribution)
            first = entry.pos * 1024
            if not all(self.free(row) for row in Fragment.objects.filter(id__gte=first, id__lt=first + 1024)):
                continue
            if self.unseen_by and any(item.refs for item in body.items):
                continue  # without the correction, what it corrected would be seen again
            kept = [(i, item) for i, item in enumerate(body.items) if i != ref.index]
            for index, item in kept:
                item.was = (*item.was, FragmentRef(entry.id, index))
                item.scope = item.scope or body.scope
            if kept and feed.office == by:
                self.sign(by, body.kind, [item for _, item in kept])
            if not kept or feed.office == by:
                self.sign(by, Kind.PURGE, [act(Act.WITHDRAWAL, {}, refs=(ref,))])

    def succeed(self, office: str = "") -> None:
        """At most one office closes: the drug service, split between two heirs."""
        if not Party.objects.filter(id="KG-DCS").exclude(closed="").exists():
            health = {"office": "KG-DCS", "heir": "UZ-SCC", "schemata": ["Company"]}
            rest = {"office": "KG-DCS", "heir": "KG-MIA", "received": "true"}
            items = [act(Act.HEIR, health), act(Act.HEIR, rest)]
            self.sign("KG-DCS", Kind.SUCCESSION, items, Scope(read=("public",)))

    def revoke(self, office: str = "") -> None:
        """A lost device: its last entries no longer count."""
        office = office or self.office()
        if Party.objects.filter(id=office).exclude(closed="").exists():
            return
        device = f"d{len(keystore().devices(office))}"  # a key that came to nothing keeps its name
        lost = feed_of(office)
        certify_device(office=office, device=device, passphrase=PASS)
        last = max(0, lost.head_seq - self.random.randint(0, 2))
        revoke_device(office=office, device=lost.device, passphrase=PASS, last_seq=last, officer="x")

    # What they say

    def claim(self) -> Claim:
        if self.random.random() < 0.4:
            return self.piece_of_work()
        entity = self.random.choice(self.facts)
        schema = SCHEMATA[int(entity, 16) % len(SCHEMATA)]
        properties = {"name": [self.random.choice(NAMES)], "notes": [f"note {self.random.randint(0, 99)}"]}
        if schema == "WantedNotice":
            colour, subject = self.random.choice(["red", "blue"]), self.random.choice(self.entities)
            properties |= {"noticeNumber": properties.pop("name"), "colour": [colour], "subject": [subject]}
        if schema == "NoticeStep":
            step, notice = self.random.choice(LIVES), self.random.choice(self.entities)
            properties = {"step": [step], "notice": [notice], "date": ["2026-11-20"]}
        if schema == "Seizure":
            day, cause = self.random.choice(["2026-11-20", "2026-11-21"]), self.random.choice(["shared", "chance"])
            properties |= {"date": [day], "country": [self.random.choice(["tj", "kg"])], "cause": [cause]}
            properties |= {"detained": [str(self.random.randint(0, 3))]}
        if schema == "Company":
            properties["addressEntity"] = [self.random.choice(self.entities)]
        attachments = (photo(),) if self.random.random() < 0.1 else ()
        made = {"attachments": attachments, "basis": self.basis(), "stated": "2026-11-21", "source": "world"}
        return Claim(entity, schema, properties, **made)

    def basis(self) -> tuple[FragmentRef, ...]:
        """Sometimes something that was stated before, by whomever and whether it still stands or not."""
        if self.random.random() < 0.8:
            return ()
        rows = Fragment.objects.exclude(schema__in=ACTS).order_by("id")
        return tuple(self.name(row) for row in self.random.sample(list(rows), min(2, len(rows))))

    def recalled(self) -> str:
        """An owner's act of taking back, for a receipt to name."""
        rows = list(Fragment.objects.filter(schema=Act.WITHDRAWAL).order_by("id"))
        return str(self.name(self.random.choice(rows))) if rows else "f" * 32 + ".0"

    def piece_of_work(self) -> Claim:
        """A report, letter, step, plan: with offices and links as they fit its schema."""
        schema = self.random.choice(WORK)
        spec = model.schema(schema)
        names = sorted(
            {*spec.featured, *spec.required, "subject", "urgency", "about", "letter", "columns", "shows", "item"}
            & set(spec.properties)
        )
        chosen = {name: [self.value(spec.properties[name])] for name in names}
        entity = self.random.choice(self.work[schema])
        attachments = (calls(),) if schema == "CallRecords" else ()
        if schema == "StatisticalTable":
            chosen, attachments = {**chosen, "tableType": ["seizures"], "columns": [SAID]}, (table(),)
        if schema == "PlaceName":  # of a spelling in the table
            written, region = self.random.choice(PLACES), self.random.choice(["TJ-SU", "TJ-KT"])
            chosen |= {"written": [written], "regionCode": [region]}
        if schema == "CountryProfile":
            chosen |= {"said": [PROFILE], "laws": [f"law {self.random.randint(0, 9)}"]}
        if schema == "RowDecision":
            chosen |= {
                "rule": [self.random.choice(["equal", "alike"])],
                "rows": ["2", "3"][: self.random.randint(0, 2)],
            }
        return Claim(entity, schema, chosen, stated="2026-11-21", attachments=attachments)

    def value(self, prop: Prop) -> str:
        if prop.options:
            return self.random.choice(list(prop.options))
        if prop.name == "recall":
            return self.recalled()
        if prop.range == "Seizure":
            return self.random.choice(
                [id for id in self.facts if SCHEMATA[int(id, 16) % len(SCHEMATA)] == "Seizure"]
            )
        if prop.name == "item":  # a chart's arrangement, which names what its reader may not see
            return orjson.dumps({"id": self.random.choice(self.entities), "x": 5, "note": "text 5"}).decode()
        if prop.type == "entity":
            return self.random.choice(self.work.get(prop.range or "", self.entities))
        if prop.type == "date":
            return self.random.choice(["2026-11-20", "2026-11-25"])
        if prop.name in {
            "fromOffice",
            "toOffice",
            "office",
            "via",
            "keeper",
            "lead",
            "handsOver",
            "takesOver",
            "handler",
            "mayKnow",
        }:
            return self.random.choice(OFFICES)
        if prop.type == "phone":
            return self.random.choice(PHONES)
        named = {
            "columns": [COLUMNS],
            "substance": ["heroin", "opium"],
            "currency": ["USD"],
            "perUnit": ["g"],
            "market": ["retail", "wholesale"],
            "reportedUnit": ["kg", "g", "bags"],
            "netUnit": ["kg"],
        }
        if prop.name in named:
            return self.random.choice(named[prop.name])
        return {"number": "5", "country": "tj"}.get(prop.type, f"text {self.random.randint(0, 9)}")

    def scope(self) -> Scope:
        def some(most: int) -> tuple[str, ...]:
            parties = [*OFFICES, *GROUPS] if self.unseen_by or self.random.random() < 0.9 else ["public"]
            parties = [party for party in parties if party not in self.reach()]
            return tuple(sorted(self.random.sample(parties, min(len(parties), self.random.randint(0, most)))))

        return Scope(some(2), some(1), some(1), Handling(self.random.randint(0, 3)))

    def office(self) -> str:
        closed = set(Party.objects.exclude(closed="").values_list("id", flat=True))
        closed |= {self.unseen_by.office} if self.unseen_by else set()
        return self.random.choice([office for office in OFFICES if office not in closed])

    def sign(self, office: str, kind: Kind, items: list[Claim], scope: Scope = OWN) -> None:
        if not Party.objects.filter(id=office).exclude(closed="").exists():
            append(feed_of(office), kind=kind, items=items, scope=scope, officer="someone")

    def own(self, office: str, schemata: set[str] | frozenset[str], exclude: bool = False, release: bool = False):
        """One fragment of the office (or of one whose heir it is), if there is any: a list of none or one."""
        office = office or self.office()
        rows = Fragment.objects.filter(scope__owner__in=[office, "KG-DCS"]).order_by("id")
        rows = rows.exclude(schema__in=schemata) if exclude else rows.filter(schema__in=schemata)
        found = [row for row in rows.exclude(state=State.RETRACTED) if self.free(row, release)]
        return [(office, self.name(row), row) for row in self.random.sample(found, min(1, len(found)))]

    def reach(self) -> set[str]:
        """What names the reader whom the world hides from: its parties, and closed offices that it follows."""
        reader = self.unseen_by
        if reader is None:
            return set()
        successions = Successions.load()
        return {
            *reader.parties,
            *(gone for gone in successions.closed if reader.office in successions.receivers(gone)),
        }

    def free(self, row: Fragment, release: bool = False) -> bool:
        """Whether an unseen act may touch this fragment; a further release may where the reader is no owner."""
        if self.unseen_by is None:
            return True
        if release:
            return not owns(row.scope, self.unseen_by)
        if row.schema == Act.GRANT:  # it is the owner's alone, but what it opens may be the reader's
            gives = orjson.loads(row.data)["gives"]
            if {*gives["read"], *gives["point"], *gives["count"]} & self.reach():
                return False
        reads = replace(self.unseen_by, roles=frozenset({"head"}))  # by the scope alone, whatever the role
        pointed = row.scope_id in scopes(reads, Level.POINT)  # which tells that its office holds something
        return not pointed and not history(reads).filter(pk=row.pk).exists()

    def name(self, row: Fragment) -> FragmentRef:
        entry = Entry.objects.get(pos=row.id // 1024)
        return FragmentRef(str(entry.id), row.id % 1024)
