"""Short words for what the tests of this room say over and over."""

from sarhad.kernel.claim import Act, FragmentRef, Kind, Scope
from sarhad.ledger.actions import act, append, feed_of
from tests.cast import Cast, person

NOBODY = Scope()  # else than the owner
A, B, C = "a" * 32, "b" * 32, "c" * 32


def tell(
    cast: Cast, office: str, entity: str, scope: Scope = NOBODY, name: str = "Karimov", **properties
) -> FragmentRef:
    return cast.contribute(office, [person(name, entity)], scope)[0]


def judge(cast: Cast, office: str, a: str, b: str, verdict: str, scope: Scope = NOBODY) -> FragmentRef:
    """Signs a judgement as an entry from anywhere might hold it: without the checks of `actions.judge`."""
    item = act(Act.JUDGEMENT, {"a": a, "b": b, "verdict": verdict})
    entry = append(feed_of(office), kind=Kind.JUDGE, items=[item], scope=scope, officer="x")
    return FragmentRef(entry.id, 0)
