"""What a reader may not see changes nothing that it gets: not a result, count, order, caption or reason.

Each world mixes records that a partner sees with others about the same people that it does not see. Everything
that the partner asks is compared with the answers after the hidden records are taken out as if never made.
"""

from random import Random

import pytest
from django.db import connection

from sarhad.access.queries import history as through_history
from sarhad.access.queries import scopes
from sarhad.entities import matching
from sarhad.entities import relations as relating
from sarhad.entities import search as searching
from sarhad.entities.index import NameIndex, drop, locked
from sarhad.entities.queries import contribution, history, profile, relations, search
from sarhad.entities.records import Query
from sarhad.kernel.claim import Act, Attachment, Claim, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from sarhad.ledger.models import Entry, Fragment
from sarhad.ledger.store import DERIVED, FRAGMENT_COLUMN
from tests.cast import MEMBERS
from tests.seeds import seeds

SURNAMES = ["Karimov", "Каримов", "Karimof", "Rakhimov", "Раҳимов", "Kerimova"]
NAMES = ["Farhod", "Фарход", "Farkhot", "Madina", "Мадина", "Salim"]
PHONES = ["+992901234567", "+996555123456"]
QUERIES = [
    "karimov", "farhod", "Каримов Фарход", "karimof farhot", "rakhimov madina salim", "panj", "karimov panj",
    "+992 90 123 45 67", "901234567", "nobody",
]  # fmt: skip
TO_MEMBERS, TO_NOBODY, TO_OTHERS = Scope(read=(MEMBERS,)), Scope(), Scope(read=("BLO-NP",))
ENTITIES = [f"{n:032x}" for n in range(1, 31)]


class World:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def grow(self, entries: int) -> None:
        for _ in range(entries):
            self.random.choice([self.people, self.links, self.links, self.judgement])()

    def scope(self) -> Scope:
        return self.random.choice([TO_MEMBERS, TO_NOBODY, TO_OTHERS])

    def office(self) -> str:
        return self.random.choice(["TJ-DCA", "UZ-NIAC", "KZ-MIA"])

    def people(self) -> None:
        self.sign(Kind.CONTRIBUTE, [self.person() for _ in range(self.random.randint(1, 5))])

    def person(self) -> Claim:
        draw = self.random.choice
        name = f"{draw(SURNAMES)} {draw(NAMES)}"
        properties = {"name": [name], "birthDate": [draw(["1983", "1983-04-14", "1984-01-01"])]}
        if self.random.random() < 0.3:
            properties["phone"] = [draw(PHONES)]
        if self.random.random() < 0.3:
            properties["notes"] = [f"seen at {draw(['Panj', 'Osh'])} with {draw(NAMES)}"]
        return self.claim("Person", properties)

    def claim(self, schema: str, properties: dict[str, list[str]]) -> Claim:
        photo = Attachment("ab" * 32, "image/jpeg", 9, "photo.jpg")
        claim = Claim(self.random.choice(ENTITIES), schema, properties, stated=f"2026-0{self.random.randint(1, 9)}")
        claim.scope, claim.attachments = self.scope(), (photo,) if self.random.random() < 0.2 else ()
        return claim

    def links(self) -> None:
        one, other = self.random.sample(ENTITIES, 2)
        edge = self.claim("Associate", {"person": [one], "associate": [other], "relationship": ["friend"]})
        edge.entity = f"{self.random.getrandbits(128):032x}"
        self.sign(Kind.CONTRIBUTE, [edge])

    def judgement(self) -> None:
        one, other = self.random.sample(ENTITIES, 2)
        verdict = self.random.choice(["same", "same", "different"])
        self.sign(Kind.JUDGE, [act(Act.JUDGEMENT, {"a": one, "b": other, "verdict": verdict}, scope=self.scope())])

    def sign(self, kind: Kind, items: list[Claim]) -> None:
        append(feed_of(self.office()), kind=kind, items=items, officer="x")


def answers(reader) -> list[tuple[str, object]]:
    """Everything that a reader can ask here."""
    found = [
        (text, search(reader, Query(text, **filters))) for text in QUERIES for filters in ({}, {"owner": "UZ-NIAC"})
    ]
    found += [(f"{text} by pages", pages(reader, text)) for text in QUERIES[:3]]
    for entity in ENTITIES:
        whole = profile(reader, entity)
        found.append((entity, whole))
        if whole:
            found += [
                (f"{entity} relations", relations(reader, whole)),
                (f"{entity} history", history(reader, whole)),
            ]
    found += [
        (entry.id, contribution(reader, entry.id)) for entry in Entry.objects.exclude(feed__office=reader.office)
    ]
    return found


def pages(reader, text: str) -> list[str]:
    seen, after = [], None
    while after != "":
        page = search(reader, Query(text), limit=2, after=after)
        seen += [result.summary.id for result in page.results]
        after = page.after
    return seen


def take_out_what_is_hidden(reader) -> int:
    shown = set(through_history(reader).values_list("id", flat=True))
    hidden = [id for id in Fragment.objects.filter(schema__in=["Person", "Associate", Act.JUDGEMENT]).values_list(
        "id", flat=True) if id not in shown]  # fmt: skip
    with connection.cursor() as cursor:
        for table in DERIVED:
            column = FRAGMENT_COLUMN.get(table, "fragment_id")
            cursor.execute(f"DELETE FROM ledger_{table} WHERE {column} IN ({', '.join(map(str, hidden)) or '0'})")
    return len(hidden)


def compare(cast, seed: int) -> None:
    World(seed).grow(50)
    reader = cast.reader("partner")
    assert scopes(reader)
    NameIndex().catch_up()
    before = answers(reader)
    assert take_out_what_is_hidden(reader) > 5
    with locked():
        drop()
    NameIndex().catch_up()
    for (asked, one), (_, other) in zip(before, answers(reader), strict=True):
        assert one == other, asked
        assert repr(one) == repr(other), asked


@pytest.fixture(autouse=True)
def _tight(monkeypatch):
    """Limits so small that they bite."""
    monkeypatch.setattr(matching, "CAP", 6)
    monkeypatch.setattr(matching, "PARTIAL_CAP", 4)
    monkeypatch.setattr(matching, "FEW", 3)
    monkeypatch.setattr(searching, "DOOR", 3)
    monkeypatch.setattr(matching, "FIRST_HITS", 2)
    monkeypatch.setattr(relating, "LINKS", 1)


@pytest.mark.parametrize("seed", seeds(12))
def test_hidden_records_change_no_answer(cast, seed):
    compare(cast, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 400))
def test_hidden_records_change_no_answer_in_many_worlds(cast, seed):
    compare(cast, seed)


def test_the_tail_is_no_other_than_the_index_for_whole_words(cast):
    """Before and after the index has caught up, who sees it all finds the same exact names in the same order."""
    World(7).grow(30)
    reader = cast.reader("partner")
    exact = lambda: [
        [
            result
            for result in search(reader, Query(text)).results
            if result.reasons[0].kind in {"name", "identifier"}
        ]
        for text in QUERIES
    ]
    before = exact()
    NameIndex().catch_up()
    assert exact() == before
    assert any(before)
