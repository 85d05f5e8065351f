"""A few people, what they own and how they call each other, for tests of this room."""

from __future__ import annotations

from sarhad.kernel.claim import Act, Claim, Grade, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from tests.cast import MEMBERS, Cast

TO_MEMBERS = Scope(read=(MEMBERS,))
PUBLIC = Scope(read=("public",))
A, B, C, D, E, F = (f"{digit * 2:0>32}" for digit in "abcdef")


def thing(id: str, schema: str = "Person", grade: Grade | None = None, **properties: str | list[str]) -> Claim:
    """A claim about anything; without a name it goes by the last letter of its id."""
    values = {key: [value] if isinstance(value, str) else value for key, value in properties.items()}
    named = {"name": [f"Person {id[-1]}"], **values} if schema == "Person" else values
    return Claim(entity=id, schema=schema, properties=named, grade=grade)


def tie(id: str, one: str, other: str, schema: str = "Associate", **more: str | Grade) -> Claim:
    """A claim that links two: `Associate` (no direction), or the schema's own two ends."""
    ends = {
        "Associate": ("person", "associate"),
        "Communication": ("caller", "receiver"),
        "UnknownLink": ("subject", "object"),
        "Ownership": ("owner", "asset"),
        "Family": ("person", "relative"),
    }[schema]
    return thing(id, schema, **dict(zip(ends, (one, other), strict=True)), **more)


def same(cast: Cast, office: str, a: str, b: str, verdict: str = "same", scope: Scope = TO_MEMBERS) -> None:
    item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict})
    append(feed_of(office), kind=Kind.JUDGE, items=[item], scope=scope, officer="somebody")


def numbered(n: int, letter: str = "1") -> str:
    """The id of the n-th of many."""
    return f"{letter}{n:031x}"
