"""Random histories of offices that state, share and judge who is linked to whom."""

from __future__ import annotations

from sarhad.access.reader import Reader
from sarhad.access.roles import Role
from sarhad.kernel.claim import Act, Claim, Grade, Kind
from sarhad.ledger.actions import act
from sarhad.ledger.queries import groups_of
from sarhad.links.graph.queries import between, expand, kinds_around, nodes, paths
from tests.worlds import OFFICES, World

PHONES = [f"+99291800000{n}" for n in range(4)]
DAYS = ["2024", "2024-03", "2024-05-01", "2025-01-01", ""]
ONE_BY_ONE = [
    *(["contribute"] * 3), *(["judge"] * 2), "correct", "retract", "grant", "accept", "recall", "join", "leave",
]  # fmt: skip
"""Acts after which arrays are not built anew."""


class Tangle(World):
    """People, cars and companies, linked in every way that there is."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.things = [f"{seed % 2**32:08x}aa{n:022x}" for n in range(9)]
        self.ties = [f"{seed % 2**32:08x}bb{n:022x}" for n in range(9)]
        self.asked = [*self.things, *(f"phone:{phone}" for phone in PHONES), self.ties[0], "9" * 32]

    def claim(self) -> Claim:
        claim = self.tie() if self.random.random() < 0.5 else self.thing()
        claim.grade = self.random.choice([None, Grade("4x4", "A1"), Grade("4x4", "C3"), Grade("admiralty", "B2")])
        return claim

    def thing(self) -> Claim:
        n = self.random.randrange(len(self.things))
        if n < 6:
            said = {"name": [f"Person {n}"], "phone": self.random.sample(PHONES, self.random.randint(0, 2))}
            return Claim(self.things[n], "Person", said)
        if n == 6:
            return Claim(self.things[n], "Vehicle", {"model": ["Niva"], "owner": [self.random.choice(self.things)]})
        phone = {"name": ["Phone"], "number": [self.random.choice(PHONES)]}
        return Claim(self.things[n], "Phone", phone) if n == 7 else Claim(self.things[n], "Chart", self.chart())

    def chart(self) -> dict[str, list[str]]:
        return {"name": ["Chart"], "shows": self.random.sample(self.things, 2)}

    def tie(self) -> Claim:
        n = self.random.randrange(len(self.ties))
        one, other = self.random.choices(self.things, k=2)
        schema, ends = [
            ("Associate", ("person", "associate")),
            ("Communication", ("caller", "receiver")),
            ("Family", ("person", "relative")),
        ][n % 3]
        said = dict(zip(ends, ([one], [other]), strict=True))
        dates = {name: [day] for name in ("startDate", "endDate", "date") if (day := self.random.choice(DAYS))}
        return Claim(self.ties[n], schema, {**said, **dates, "times": ["3"]})

    def judge(self, office: str = "") -> None:
        a, b = self.random.sample(self.things[:6], 2)
        verdict = self.random.choice(["same", "same", "different", "unsure"])
        item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict})
        self.sign(office or self.office(), Kind.JUDGE, [item], self.scope())

    def grow_one_by_one(self, steps: int) -> None:
        for _ in range(steps):
            getattr(self, self.random.choice(ONE_BY_ONE))()

    def readers(self) -> list[Reader]:
        roles = frozenset({Role.ANALYST})
        return [Reader("someone", office, groups_of(office), roles, "test") for office in [*OFFICES, ""]]

    def answers(self, reader: Reader, seed: int) -> list[object]:
        """Everything that may be asked, drawn anew from a seed."""
        draw = type(self.random)(seed)
        pairs = [draw.sample(self.asked, 2) for _ in range(6)]
        kinds = draw.choice([(), (), ("Associate", "phone"), ("Communication",)])
        days = draw.choice(
            [{}, {"since": "2024-04"}, {"until": "2024-03-15"}, {"since": "2024-02", "until": "2024"}]
        )
        return [
            nodes(reader, self.asked),
            between(reader, self.asked, kinds=kinds, **days),
            *(kinds_around(reader, id) for id in self.asked[:4]),
            *(expand(reader, pair, kinds=kinds, **days, hops=draw.randint(1, 3), limit=4) for pair in pairs),
            *(paths(reader, pair, kinds=kinds, **days, most=4) for pair in pairs),
        ]
