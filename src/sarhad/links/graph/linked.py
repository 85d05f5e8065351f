"""What is a thing on a chart, what links two of them, and what is neither."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from sarhad.entities.records import Statement
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS
from sarhad.ledger.derive import is_id, period
from sarhad.links.graph.records import NodeId

PAPERWORK = frozenset({
    # Charts themselves, and files that an analysis reads: what stands on one is no fact about the world.
    "Chart", "CallRecords",
    # Letters between offices, their steps and receipts: whom an office asked about is not whom he knows.
    "Letter", "LetterReceipt", "Request", "RequestStep", "Answer", "Instrument", "InstrumentParty", "RecallReceipt",
    "LineMessage", "LineReceipt", "Feedback", "TrafficCount",
    # Plans, meetings and figures.
    "Meeting", "Plan", "Recommendation", "RecommendationStep", "ResultsReport", "ReportBasis", "PublishedFigure",
    # The inner life of an operation, and the steps in the lives of notices, cases, groups and deliveries.
    "OperationPhase", "CommandPost", "OperationBrief", "BriefReceipt", "OperationCheck", "OperationForce",
    "OperationResult", "OperationStep", "OperationLogLine", "SourceUse", "DeliveryPermission", "LegStep",
    "DisruptionStep", "CaseStep", "NoticeStep",
})  # fmt: skip
"""Records that offices keep about their own work. Through them everybody would be linked to everybody."""


class Tie(NamedTuple):
    """What one statement links: a tie between two entities, or of an entity with a value that others may share."""

    source: NodeId
    target: NodeId
    kind: str
    start: str = ""
    stop: str = ""


@lru_cache(maxsize=1024)
def is_thing(schema: str) -> bool:
    """Whether a statement of this schema makes a node. Unknown schemata do: they are kept and shown as given."""
    spec = model.schema(schema)
    return schema not in PAPERWORK and schema not in ACTS and not (spec and (spec.edge or spec.hidden))


@cache
def not_things() -> tuple[str, ...]:
    """Names of all schemata that make no node, for SQL."""
    return tuple(sorted({*ACTS, *(spec.name for spec in model.schemata() if not is_thing(spec.name))}))


@lru_cache(maxsize=4096)
def is_link(kind: str) -> bool:
    """Whether an edge of this kind, as `ledger.models.Edge` has it, is a link of the graph."""
    schema, _, name = kind.partition(".")
    return is_thing(schema) if name else schema not in PAPERWORK


@lru_cache(maxsize=4096)
def is_directed(kind: str) -> bool:
    """Whether it matters which end is which. Shared values and family ties have no direction."""
    schema, _, name = kind.partition(".")
    known = model.ftm().schemata.get(schema)
    return known is not None and (bool(name) or bool(known.edge_directed))


def ties(said: Statement) -> list[Tie]:
    """Everything that a statement links."""
    spec, get = model.schema(said.schema), said.properties.get
    if spec and spec.edge:
        ends = [(s, t) for s in get(spec.edge[0], ()) for t in get(spec.edge[1], ())]
        start, stop = period(said.properties)
        return [Tie(s, t, said.schema, start, stop) for s, t in ends if is_id(s) and is_id(t)]
    if not is_thing(said.schema):
        return []
    links = [
        Tie(said.entity, target, f"{said.schema}.{name}")
        for name, target in model.links(said.schema, said.properties)
        if is_id(target)
    ]
    return [
        *links,
        *(Tie(said.entity, f"{kind}:{key}", kind) for kind, key in values(said.schema, said.properties)),
    ]


def values(schema: str, properties: model.Properties) -> list[tuple[str, str]]:
    """(kind, key) of what others may share with it."""
    every = [*model.identifiers(schema, properties), *model.addresses(schema, properties)]
    return every if is_thing(schema) else []


def within(start: str, stop: str, since: str, until: str) -> bool:
    """Whether a period touches another one. ISO 8601 at any precision; what is not dated is not outside."""
    begins_in_time = not until or not start or start[: len(until)] <= until[: len(start)]
    return begins_in_time and (not since or not stop or stop[: len(since)] >= since[: len(stop)])
