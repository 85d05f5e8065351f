"""Who is linked to whom: what lies around some records, links among them, paths between them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router
from pydantic import StringConstraints

from sarhad.access import audit
from sarhad.access.guards import require
from sarhad.access.roles import Does
from sarhad.api.given import Given, Line
from sarhad.api.shapes import GradeOut, HandlingOut, Shape, Text
from sarhad.links.graph import queries

router = Router(tags=["links"], by_alias=True)

NodeId = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{32}|[a-z]{2,12}:.{1,200})$")]
Day = Annotated[str, StringConstraints(pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$")]


class AskIn(Given):
    kinds: Annotated[list[Line], Field(max_length=100)] = Field([], description="Ownership, Vehicle.owner, phone")
    since: Day = Field("", description="Links that had ended by then are left out; undated ones stay")
    until: Day = ""

    def filters(self) -> dict[str, Any]:
        return {"kinds": self.kinds, "since": self.since, "until": self.until}


class BetweenIn(AskIn):
    ids: Annotated[list[NodeId], Field(max_length=2000)] = Field(description="Entities, or values as kind:key")


class ExpandIn(AskIn):
    ids: Annotated[list[NodeId], Field(max_length=200)]
    hops: Annotated[int, Field(ge=1, le=queries.MOST_HOPS)] = 1
    limit: Annotated[int, Field(ge=1, le=queries.MOST_NODES)] = 200


class PathsIn(AskIn):
    ends: Annotated[list[NodeId], Field(min_length=2, max_length=queries.MOST_ENDS)]
    most: Annotated[int, Field(ge=1, le=10)] = Field(3, description="Paths between each two of the ends")
    longest: Annotated[int, Field(ge=1, le=12)] = Field(8, description="Steps of a path")


class AskOut(Shape):
    office: str
    level: int

    @staticmethod
    def resolve_office(ask: Any) -> str:
        return str(ask[0])

    @staticmethod
    def resolve_level(ask: Any) -> int:
        return int(ask[1])


class NodeOut(Shape):
    id: str = Field(description="The smallest id of its members, or kind:key of a value")
    schema_: str = Field(alias="schema", description="Empty of a value")
    value_kind: str
    caption: str
    owners: list[str]
    handling: HandlingOut
    grade: GradeOut | None
    members: list[str]
    asks: list[AskOut] = Field(description="Whom to ask before it goes into a letter or to others")


class LinkOut(Shape):
    source: str
    target: str
    kind: str
    directed: bool
    times: int
    strength: str
    start: str
    stop: str
    entity: str
    owners: list[str]
    grade: GradeOut | None = Field(description="The best")
    weakest: GradeOut | None
    handling: HandlingOut
    refs: list[Text] = Field(description="The statements behind it")
    asks: list[AskOut]


class CollapsedOut(Shape):
    node: str
    kind: str
    count: int = Field(description="Of what you see")


class ExpansionOut(Shape):
    nodes: list[NodeOut]
    links: list[LinkOut]
    collapsed: list[CollapsedOut] = Field(
        description="Too many of a kind: named in `kinds`, with one hop, they come"
    )
    more: bool = Field(description="There is more than the limit")


class PathOut(Shape):
    nodes: list[NodeOut]
    links: list[list[LinkOut]] = Field(description="Of each step")
    weakest: GradeOut | None = Field(description="Of the weakest step, which its best link speaks for")
    ungraded: int = Field(description="Steps that nobody graded")
    asks: list[AskOut]


@router.post("/links/between", response=list[LinkOut])
def between(request: HttpRequest, body: BetweenIn) -> Any:
    """All links among these nodes; parallel links of one kind are one."""
    _told(request, "read-links", body.ids)
    return queries.between(request.reader, body.ids, **body.filters())


@router.post("/links/expand", response=ExpansionOut)
def expand(request: HttpRequest, body: ExpandIn) -> Any:
    """What lies around these nodes, and the links among all of them."""
    _told(request, "read-links", body.ids)
    return queries.expand(request.reader, body.ids, hops=body.hops, limit=body.limit, **body.filters())


@router.post("/links/paths", response=list[PathOut])
def paths(request: HttpRequest, body: PathsIn) -> Any:
    """The shortest paths between each two of these, which pass through no node with more than 1,000 neighbours."""
    _told(request, "read-paths", body.ends)
    return queries.paths(request.reader, body.ends, most=body.most, longest=body.longest, **body.filters())


def _told(request: HttpRequest, act: str, ids: list[str]) -> None:
    require(request.reader, Does.READ)
    entities = [id for id in ids if ":" not in id]
    audit.record(request.reader, act, " ".join(entities), ", ".join(id for id in ids if ":" in id))
