"""A chart as files know it: things, ties between them, notes, groups. What comes in and what goes out is this."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sarhad.collect.errors import BadFile
from sarhad.kernel.claim import Handling

MAX_THINGS, MAX_TIES, MAX_REMARKS = 5_000, 20_000, 1_000  # of a file that comes in
MAX_TEXT = 2_000  # characters of a label or a note; what is longer is cut
STRENGTHS = ("confirmed", "unconfirmed", "tentative")


@dataclass(frozen=True, slots=True)
class Thing:
    """One node. `key` names it inside the file; of ours it is the id of the entity, or `kind:key` of a value."""

    key: str
    label: str = ""
    kind: str = ""  # as the file calls it: "Person", "Vehicle"
    schema: str = ""  # known for certain, from a file of ours
    x: float | None = None
    y: float | None = None
    group: str = ""  # key of `Drawn.groups`
    note: str = ""
    pinned: bool = False
    hidden: bool = False
    ours: str = ""  # its id with us, if the file says so
    facts: tuple[tuple[str, str], ...] = ()  # further words about it: (name, value)
    row: int = 0  # where it stands in a table


@dataclass(frozen=True, slots=True)
class Tie:
    """One link between two things, by their keys."""

    source: str
    target: str
    label: str = ""
    kind: str = ""  # as the file calls it; of ours, the kind of `graph.records.Link`
    directed: bool = False
    times: int = 1
    strength: str = ""  # of STRENGTHS
    start: str = ""  # ISO, any precision
    stop: str = ""
    ours: str = ""  # the id of the entity that the link is, if the file says so
    facts: tuple[tuple[str, str], ...] = ()
    row: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """A text that stands on the chart by itself."""

    text: str
    x: float = 0.0
    y: float = 0.0


@dataclass(slots=True)
class Drawn:
    """The whole chart."""

    title: str = ""
    things: list[Thing] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)  # key -> title
    look: str = ""  # JSON, from a file of ours: filters, colours, folded groups
    marking: str = ""  # the strictest handling of all that is on it, in words
    handling: Handling = Handling()  # noqa: RUF009 - immutable
    said: tuple[str, ...] = ()  # who took it out, when and for what

    @property
    def placed(self) -> bool:
        """Whether the file says where things stand."""
        return any(thing.x is not None for thing in self.things)


def facts_of(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Those that say something."""
    return tuple((name, value) for name, value in pairs if value)


def must_fit(drawn: Drawn) -> None:
    """Raises BadFile: there is nothing, or more than a chart that comes in may hold."""
    limits = (("things", drawn.things, MAX_THINGS), ("links", drawn.ties, MAX_TIES))
    for what, found, most in (*limits, ("notes", drawn.remarks, MAX_REMARKS)):
        if len(found) > most:
            raise BadFile("chart-too-large", most=most, what=what)
    if not drawn.things:
        raise BadFile("no-things")
