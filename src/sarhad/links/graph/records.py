"""What the graph answers: things and what links them, each as one reader sees it, and no more than that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from django.utils.translation import gettext

from sarhad.access.grades import SCHEMES
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId, FragmentRef, Grade, Handling
from sarhad.ledger.derive import is_id
from sarhad.links.graph.words import VALUES

NodeId = str
"""An entity's id (32 hex characters), or a shared value, `kind:key` (`phone:+992…`), as in `ledger.models.Term`."""


Asks = tuple[tuple[str, int], ...]
"""(office, strictest handling level): whom the reader has to ask before it goes into a letter or to others."""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing, person or event, merged with all that this reader holds to be the same; or a shared value."""

    id: NodeId  # the smallest id of the members
    schema: str  # "" for a value
    caption: str
    owners: tuple[str, ...]
    handling: Handling  # the strictest of all that is stated of it
    grade: Grade | None  # the best; None of a value, whose links bear grades
    members: tuple[EntityId, ...]
    asks: Asks = ()
    value_kind: str = ""

    def label(self, lang: str = "en") -> str:
        """What it is: Person, Phone number."""
        spec = model.schema(self.schema)
        return kind_label(self.value_kind, lang) if self.value_kind else spec.label(lang) if spec else self.schema


@dataclass(frozen=True, slots=True)
class Link:
    """All that says the same between two nodes: parallel links of one kind are one."""

    source: NodeId
    target: NodeId
    kind: str  # schema of the edge entity (Ownership), schema.property (Vehicle.owner), or kind of value (phone)
    directed: bool
    times: int  # the sum of what each states, 1 where it states nothing
    strength: str  # confirmed, unconfirmed, tentative; "" where nobody says
    start: str
    stop: str
    entity: EntityId  # the edge entity, the smallest of several; "" where the link is a value
    owners: tuple[str, ...]
    grade: Grade | None  # the best; None: nobody graded it
    weakest: Grade | None  # the worst
    handling: Handling  # the strictest
    refs: tuple[FragmentRef, ...]  # the statements behind it
    asks: Asks = ()

    def label(self, lang: str = "en") -> str:
        return kind_label(self.kind, lang)

    def label_from(self, end: NodeId, lang: str = "en") -> str:
        """How the other end is named from this one: from a vehicle “Owner”, from its owner “Vehicles”."""
        schema, _, name = self.kind.partition(".")
        spec = model.schema(schema) if schema in model.ftm().schemata else None
        if spec is None:
            return kind_label(self.kind, lang)
        out = end == self.source
        if name and out:
            return kind_label(self.kind, lang)
        prop = spec.properties.get(name or (spec.edge or ("", ""))[0 if out else 1])
        there = model.schema(prop.range or "") if prop else None
        back = there.properties.get(prop.reverse or "") if there and prop else None
        return back.label(lang) if back else kind_label(self.kind, lang)


@dataclass(frozen=True, slots=True)
class Collapsed:
    """More of one kind around a node than is opened unasked; `count` of what this reader sees."""

    node: NodeId
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """What lies around some nodes: the new nodes, and all links among them and those that were asked for."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    collapsed: tuple[Collapsed, ...]
    more: bool  # there is more than the limit
    behind: int = 0  # entries that the answer does not know of yet; 0 in normal life


@dataclass(frozen=True, slots=True)
class Path:
    """One way from the first node to the last; between two nodes there may be links of several kinds."""

    nodes: tuple[Node, ...]
    links: tuple[tuple[Link, ...], ...]  # of each step
    weakest: Grade | None  # of the weakest step, which its best link speaks for; None: no step is graded
    ungraded: int  # steps that nobody graded
    asks: Asks

    @property
    def length(self) -> int:
        return len(self.links)


def is_node_id(text: str) -> bool:
    """Whether a text has the form of a node's id, of an entity or of a value."""
    kind, colon, key = text.partition(":")
    return is_id(text) or bool(colon and key and kind in VALUES and "\x00" not in key)


def order(id: NodeId) -> bytes:
    """16 bytes by which nodes are put in order, the same on every node and for every reader."""
    return bytes.fromhex(id) if ":" not in id else blake2b(id.encode(errors="replace"), digest_size=16).digest()


def kind_label(kind: str, lang: str = "en") -> str:
    """A kind of link as a person reads it."""
    if kind in VALUES:
        return str(VALUES[kind])
    schema, _, name = kind.partition(".")
    spec = model.schema(schema)
    prop = spec.properties.get(name) if spec else None
    if prop:
        return prop.label(lang)
    return spec.label(lang) if spec and not name else name or schema or gettext("Link")


@lru_cache(maxsize=1024)
def place(grade: Grade) -> float:
    """Where a grade stands in its own scheme: 0 the best, 1 the worst. Only to choose which one to show first."""
    scheme = SCHEMES.get(grade.scheme)
    if scheme is None:
        return 1.0
    places = [
        list(part.meanings).index(sign) / max(1, len(part.meanings) - 1) if sign in part.meanings else 1.0
        for part, sign in zip(scheme.parts[:2], grade.code, strict=False)
    ]
    return sum(places) / len(places) if places else 1.0


def strictest_asks(asks: Iterable[tuple[str, int]]) -> Asks:
    """Each office once, with the strictest level at which it is to be asked."""
    found: dict[str, int] = {}
    for office, level in asks:
        found[office] = max(level, found.get(office, 0))
    return tuple(sorted(found.items()))


def best(grades: Iterable[Grade | None]) -> Grade | None:
    return min({each for each in grades if each}, key=lambda each: (place(each), each), default=None)


def worst(grades: Iterable[Grade | None]) -> Grade | None:
    return max({each for each in grades if each}, key=lambda each: (place(each), each), default=None)
