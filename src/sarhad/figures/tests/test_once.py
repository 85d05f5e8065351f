"""Nothing is counted twice and nothing is lost, whatever offices report, correct, withdraw, release and recall.

Random worlds through the real ledger, against an oracle that knows the true seizures and never looks at a record.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, pairwise
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sarhad.access import actions
from sarhad.entities.actions import Draft, correct, retract
from sarhad.figures.queries import OF_SEIZURES, figures, records
from sarhad.figures.records import Ask
from sarhad.kernel.claim import Claim, FragmentRef, Grade, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from tests.cast import MEMBERS
from tests.seeds import seeds

ALL, ALONE = Scope(read=(MEMBERS,)), Scope()
OFFICES = {"TJ-DCA": "owner", "KZ-MIA": "partner", "CENTRE": "centre"}
DRUGS = {"heroin": "heroin", "hashish": "cannabis", "opium": "opium"}
GRADES = ["", "A1", "B2", "C3"]
YEARS = count(1700)  # one for each world, so that they do not meet

grams = st.integers(1, 50_000)


@dataclass
class Report:
    """What one office says of one true seizure."""

    office: str
    entity: str
    weights: dict[str, int | None]  # drug -> grams; None: no amount
    detained: int | None
    grade: str
    day: int  # when it was stated: each its own, or the name of a statement would decide
    way: str  # shared, granted, recalled, alone
    corrected: dict[str, int] = field(default_factory=dict)
    withdrawn: bool = False
    laboratory: dict[str, int] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> bool:
        return self.way in ("shared", "granted") and not self.withdrawn

    @property
    def order(self) -> tuple[int, int]:
        return GRADES.index(self.grade) or 9, -self.day


@st.composite
def worlds(draw):
    """True seizures, each with its reports, and the pairs of reports that somebody judged the same."""
    world = []
    days = iter(draw(st.permutations(range(1, 28))))
    for _ in range(draw(st.integers(1, 3))):
        offices = draw(st.permutations(list(OFFICES)))[: draw(st.integers(1, 3))]
        one_id, one_item = draw(st.booleans()), draw(st.booleans())
        drugs = draw(st.lists(st.sampled_from(list(DRUGS)), min_size=1, max_size=2, unique=True))
        shared, items = uuid4().hex, {drug: uuid4().hex for drug in drugs}
        reports = []
        for office in offices:
            weights = {drug: draw(grams | st.none()) for drug in drugs}
            reports.append(
                Report(
                    office, shared if one_id else uuid4().hex, weights, draw(st.none() | st.integers(0, 9)),
                    draw(st.sampled_from(GRADES)), next(days),
                    draw(st.sampled_from(["shared", "shared", "granted", "recalled", "alone"])),
                    draw(st.dictionaries(st.sampled_from(drugs), grams)), draw(st.integers(0, 9)) == 0,
                    draw(st.dictionaries(st.sampled_from(drugs), grams, max_size=1)),
                    items if one_id and one_item else {drug: uuid4().hex for drug in drugs},
                )
            )  # fmt: skip
        world.append((draw(st.integers(1, 12)), reports))
    return world, draw(st.randoms(use_true_random=False))


class Told:
    """Writes a world into the ledger, in any order that a ledger can have."""

    def __init__(self, cast, world, year, rng):
        self.cast, self.year = cast, year
        self.readers = {office: cast.reader(who) for office, who in OFFICES.items()}
        stories = [self._tell(month, report) for month, reports in world for report in reports]
        stories += [self._judge(a, b) for _, reports in world for a, b in pairwise(reports)]
        while stories:  # each story in its own order, and all of them mixed
            story = rng.choice(stories)
            if next(story, "over") == "over":
                stories.remove(story)

    def _tell(self, month, report):
        reader = self.readers[report.office]
        scope = ALL if report.way == "shared" else ALONE
        claims = [self._seizure(month, report), *(self._item(report, drug) for drug in report.weights)]
        refs = self.cast.contribute(report.office, claims, scope)
        yield
        if report.way in ("granted", "recalled"):
            entry = actions.grant(reader, refs=refs, scope=Scope(read=("UZ-NIAC",)))
            yield
            if report.way == "recalled":
                actions.recall(reader, grant=_first(entry))
                yield
        for drug, weight in report.laboratory.items():
            sample = {"item": [report.items[drug]], "sampleNumber": ["1"]}
            found = {
                "substance": [drug],
                "netWeight": [str(weight)],
                "netUnit": ["g"],
                "date": [_stated(self.year, report)],
            }
            one = uuid4().hex
            result = Claim(uuid4().hex, "LabResult", {"sample": [one], **found}, stated=_stated(self.year, report))
            self.cast.contribute(report.office, [Claim(one, "Sample", sample), result], ALL)
            yield
        for drug, weight in report.corrected.items():
            n = 1 + list(report.weights).index(drug)
            claim = self._item(report, drug, weight)
            draft = Draft(claim.schema, claim.properties, claim.entity, claim.grade, "", claim.stated)
            entry = correct(reader, refs[n], draft)
            refs[n] = _first(entry)
            yield
        if report.withdrawn:
            retract(reader, refs)
            yield

    def _judge(self, a, b):
        yield
        if a.entity != b.entity:
            said = {"a": a.entity, "b": b.entity, "verdict": "same"}
            append(feed_of("CENTRE"), kind=Kind.JUDGE, items=[act("Judgement", said)], scope=ALL, officer="x")

    def _claim(self, report, entity, schema, values):
        grade = Grade("4x4", report.grade) if report.grade else None
        return Claim(entity, schema, values, grade=grade, stated=_stated(self.year, report))

    def _seizure(self, month, report):
        values = {"date": [f"{self.year}-{month:02}-10"], "country": ["tj"], "cause": ["shared"]}
        if report.detained is not None:
            values["detained"] = [str(report.detained)]
        return self._claim(report, report.entity, "Seizure", values)

    def _item(self, report, drug, weight=None):
        weight = weight or report.weights[drug]
        values = {"seizure": [report.entity], "substance": [drug]}
        if weight is not None:
            values |= {"reportedAmount": [str(weight)], "reportedUnit": ["g"]}
        return self._claim(report, report.items[drug], "SeizedItem", values)


def _first(entry):
    return FragmentRef(entry.id, 0)


def _stated(year, report):
    return f"{year}-12-{report.day:02}"


# The oracle


def expected(world):
    """(seizures, persons, kilograms by group, seizures by month) that somebody at UZ-NIAC should count."""
    n, persons, weights, months = 0, 0, Counter(), Counter()
    for month, reports in world:
        for seen in _known_as_one(reports):
            n, months[month] = n + 1, months[month] + 1
            best = sorted(seen, key=lambda each: each.order)
            persons += next((each.detained for each in best if each.detained is not None), 0)
            for drug in best[0].weights:
                weights[DRUGS[drug]] += Decimal(_weight(reports, best, drug)) / 1000
    return n, persons, weights, months


def _known_as_one(reports):
    """Reports that the reader sees, by what links them: an id, or a judgement between two that it sees."""
    found = []
    linked = list(pairwise(reports))
    for each in reports:
        if each.seen:
            near = [g for g in found if any(o.entity == each.entity or (o, each) in linked for o in g)]
            found = [g for g in found if g not in near] + [[each, *(o for g in near for o in g)]]
    return found


def _weight(reports, seen, drug):
    """Grams that count: the newest laboratory's that is about an item which the reader sees; then the best report
    with an amount."""
    items = {each.items[drug] for each in seen}
    measured = [each for each in reports if drug in each.laboratory and each.items[drug] in items]
    if measured:
        return max(measured, key=lambda each: each.day).laboratory[drug]
    amounts = (each.corrected.get(drug, each.weights[drug]) for each in seen)
    return next((amount for amount in amounts if amount is not None), 0)


@settings(
    max_examples=len(seeds(30)),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a world takes too long to shrink
)
@given(worlds())
def test_each_seizure_counts_once(cast, drawn):
    world, rng = drawn
    year = next(YEARS)
    Told(cast, world, year, rng)
    reader, ask = cast.reader("third"), Ask(f"{year}-01-01", f"{year}-12-31")
    found = figures(reader, ask)
    n, persons, weights, months = expected(world)
    assert (found.seizures.value, found.detained.value) == (n, persons)
    assert {each.group: each.kg for each in found.weights if each.kg} == {k: v for k, v in weights.items() if v}
    assert {row.key: row.n for row in found.by_month} == {f"{year}-{m:02}": k for m, k in months.items()}
    for rows in (found.by_month, found.by_cause, found.by_office, found.by_country):
        assert sum(row.n for row in rows) == n
        assert sum(row.kg for row in rows) == found.kg_total
        assert sum(row.detained for row in rows) == persons
    for code in OF_SEIZURES:
        total, after = Decimal(0), ""
        while True:
            behind, after = records(reader, ask, code, after, 2)
            total += sum(each.value for each in behind)
            if not after:
                break
        assert total == found[code].value, code
