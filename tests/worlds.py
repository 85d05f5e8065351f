"""Random histories of a few offices: every kind of entry, in any sensible order, from one seed."""

from __future__ import annotations

from hashlib import sha256
from random import Random

from sarhad.kernel.claim import ACTS, Act, Attachment, Claim, FragmentRef, Handling, Kind, Scope
from sarhad.ledger.actions import act, append, certify_device, feed_of, open_office, revoke_device
from sarhad.ledger.models import Blob, Entry, Feed, Fragment, Party, State
from sarhad.ledger.rebuild import bodies

OFFICES = ["TJ-DCA", "KG-DCS", "KG-MIA", "UZ-SCC", "CENTRE"]
GROUPS = ["CENTRE/members", "UZ-SCC/chashma"]
PASS = "root"
OWN = Scope()
NAMES = ["Каримов Фарҳод", "Karimov Farhod", "Юсупова Мадина", "Yusupova Madina", "کریمی محمد", "Нурланов Ерлан"]
SCHEMATA = ["Person", "Vehicle", "Company", "Seizure"]


def photo() -> Attachment:
    """One small file that any fragment may carry."""
    data = b"\x89PNG\r\n\x1a\n a photo"
    digest = sha256(data).hexdigest()
    Blob.objects.get_or_create(digest=digest, defaults={"data": data})
    return Attachment(digest, "image/png", len(data), "photo.png")


class World:
    """Grows by `step`; draws only from its own random numbers, so that a seed gives the same history.

    Args:
        prefix: put before office ids, so that two worlds can share a key folder.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.entities = [f"{seed % 2**32:08x}{n:024x}" for n in range(12)]
        for office in OFFICES:
            if not Party.objects.filter(id=office).exists():
                open_office(
                    id=office, names={"en": office}, country=office[:2].lower(), sort="agency", passphrase=PASS
                )
        for group in GROUPS:
            self.join(group)

    def grow(self, steps: int, *, only: list[str] | None = None) -> None:
        """So many random acts; `only` restricts who acts."""
        acts = [self.contribute] * 8 + [self.correct, self.retract, self.grant, self.accept, self.judge] * 2
        acts += [self.join, self.leave, self.recall, self.purge, self.succeed, self.revoke]
        for _ in range(steps):
            self.random.choice(acts)(**({"office": self.random.choice(only)} if only else {}))

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
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, {}, refs=(ref,))])

    def grant(self, office: str = "") -> None:
        for by, ref, _ in self.own(office, ACTS, exclude=True):
            gives, wait = self.scope(), self.random.choice(["", "true"])
            item = act(Act.GRANT, {"onAccept": wait}, refs=(ref,), gives=gives)
            self.sign(by, Kind.GRANT, [item])

    def accept(self, office: str = "") -> None:
        grants = list(Fragment.objects.filter(schema=Act.GRANT).order_by("id"))
        if grants:
            ref = self.name(self.random.choice(grants))
            self.sign(office or self.office(), Kind.ACCEPT, [act(Act.ACCEPTANCE, {}, refs=(ref,))])

    def recall(self, office: str = "") -> None:
        """Withdraw an act; of certificates and revocations this must come to nothing."""
        for by, ref, _ in self.own(office, ACTS - {Act.MEMBERSHIP, Act.WITHDRAWAL}):
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, {}, refs=(ref,))])

    def judge(self, office: str = "") -> None:
        a, b = self.random.sample(self.entities, 2)
        verdict = self.random.choice(["same", "same", "different", "unsure"])
        item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict})
        self.sign(office or self.office(), Kind.JUDGE, [item], self.scope())

    def join(self, group: str = "", office: str = "") -> None:
        group = group or self.random.choice(GROUPS)
        members = self.random.sample(OFFICES, 2)
        item = act(Act.MEMBERSHIP, {"group": group, "member": members, "nameEn": group})
        self.sign(group.split("/")[0], Kind.GROUP, [item], Scope(read=("public",)))

    def leave(self, office: str = "") -> None:
        for by, ref, _ in self.own(office, {Act.MEMBERSHIP}):
            self.sign(by, Kind.RETRACT, [act(Act.WITHDRAWAL, {}, refs=(ref,))])

    def purge(self, office: str = "") -> None:
        """As `entities.purge` does it: the survivors again under new names, then the purge."""
        for by, ref, _ in self.own(office, ACTS, exclude=True):
            entry, feed, body = next(found for found in bodies() if found[0].id == ref.contribution)
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
        device = f"d{Feed.objects.filter(office=office).count()}"
        lost = feed_of(office)
        certify_device(office=office, device=device, passphrase=PASS)
        last = max(0, lost.head_seq - self.random.randint(0, 2))
        revoke_device(office=office, device=lost.device, passphrase=PASS, last_seq=last, officer="x")

    # What they say

    def claim(self) -> Claim:
        entity = self.random.choice(self.entities)
        schema = SCHEMATA[int(entity, 16) % len(SCHEMATA)]
        properties = {"name": [self.random.choice(NAMES)], "notes": [f"note {self.random.randint(0, 99)}"]}
        if schema == "Company":
            properties["addressEntity"] = [self.random.choice(self.entities)]
        attachments = (photo(),) if self.random.random() < 0.1 else ()
        return Claim(entity, schema, properties, attachments=attachments, stated="2026-11-21", source="world")

    def scope(self) -> Scope:
        def some(most: int) -> tuple[str, ...]:
            parties = [*OFFICES, *GROUPS] if self.random.random() < 0.9 else ["public"]
            return tuple(sorted(self.random.sample(parties, min(len(parties), self.random.randint(0, most)))))

        return Scope(some(2), some(1), some(1), Handling(self.random.randint(0, 3)))

    def office(self) -> str:
        closed = set(Party.objects.exclude(closed="").values_list("id", flat=True))
        return self.random.choice([office for office in OFFICES if office not in closed])

    def sign(self, office: str, kind: Kind, items: list[Claim], scope: Scope = OWN) -> None:
        if not Party.objects.filter(id=office).exclude(closed="").exists():
            append(feed_of(office), kind=kind, items=items, scope=scope, officer="someone")

    def own(self, office: str, schemata: set[str] | frozenset[str], exclude: bool = False):
        """One fragment of the office (or of one whose heir it is), if there is any: a list of none or one."""
        office = office or self.office()
        rows = Fragment.objects.filter(scope__owner__in=[office, "KG-DCS"]).order_by("id")
        rows = rows.exclude(schema__in=schemata) if exclude else rows.filter(schema__in=schemata)
        found = list(rows.exclude(state=State.RETRACTED))
        return [(office, self.name(row), row) for row in self.random.sample(found, min(1, len(found)))]

    def name(self, row: Fragment) -> FragmentRef:
        entry = Entry.objects.get(pos=row.id // 1024)
        return FragmentRef(str(entry.id), row.id % 1024)
