"""What is dated about the things of a chart: their own dates, and one step around them, as one reader sees it.

Only what has come through the door is here; a link to what the reader does not see is as if it were not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sarhad.entities.records import Statement
from sarhad.entities.sight import BATCH, COLUMNS, JOINED, TABLES, Sight, hex_of, marks
from sarhad.kernel import model
from sarhad.kernel.claim import ACTS, EntityId
from sarhad.ledger.derive import is_id

WORKING = frozenset({
    "Chart", "CallRecords", "Request", "RequestStep", "Letter", "LetterReceipt", "Answer", "Report", "Feedback",
    "RecallReceipt", "Recommendation", "RecommendationStep", "Meeting", "Plan", "ResultsReport", "PublishedFigure",
    "OperationBrief", "BriefReceipt", "OperationCheck", "OperationLogLine", "SourceUse", "LegStep", "NoticeStep",
    "OperationStep", "CaseStep", "DisruptionStep", "DeliveryPermission", "TrafficCount", "LineMessage",
    "LineReceipt",
})  # fmt: skip
"""An office's own desk work is no event of a case."""
MOST = 4000  # statements around one chart


@dataclass(slots=True)
class Around:
    """Statements by the entity that they are about, with those of the chart's things that each one names."""

    said: dict[EntityId, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    named: dict[EntityId, set[str]] = field(default_factory=lambda: defaultdict(set))
    more: bool = False  # there was more than MOST


def around(sight: Sight, members: dict[EntityId, str]) -> Around:
    """Of the things themselves, and of whatever points to them or links them.

    Args:
        members: entity -> the node of the chart that it is a part of.
    """
    found = Around()
    ids = sorted(members)
    sight.see(ids)
    for id in ids:
        for each in sight.statements(id):
            _take(found, each, members[id])
    seen: set[tuple[str, str]] = set()
    for column in ("source", "target"):
        for by, end in _edges(sight, column, ids, found):
            if by.schema not in ACTS and (str(by.ref), end) not in seen:
                seen.add((str(by.ref), end))
                _take(found, by, members[end])
    shown = sight.shown([each for said in found.said.values() for each in said])
    found.said = defaultdict(list)
    for each in {each.ref: each for each in shown if _whole(sight, each)}.values():
        found.said[each.entity].append(each)
    return found


def _whole(sight: Sight, by: Statement) -> bool:
    """Of a link, whether the reader sees something at both of its ends."""
    spec = model.schema(by.schema)
    values = model.present(by.schema, by.properties)
    ends = [values.get(end, ()) for end in spec.edge] if spec and spec.edge else []
    return all(any(is_id(id) and sight.statements(id) for id in each) for each in ends)


def _take(found: Around, by: Statement, node: str) -> None:
    if by.schema not in WORKING:
        found.said[by.entity].append(by)
        found.named[by.entity].add(node)


def _edges(
    sight: Sight, column: str, ids: Sequence[EntityId], found: Around
) -> Iterable[tuple[Statement, EntityId]]:
    for start in range(0, len(ids), BATCH):
        part = [bytes.fromhex(each) for each in ids[start : start + BATCH]]
        where = f"e.{column} IN ({marks(part)}) AND f.id = e.fragment_id AND {JOINED}"
        columns = f"{COLUMNS}, e.{column}"
        tables = f"ledger_edge e CROSS JOIN {TABLES}"
        rows = sight.through_door(columns, tables, where, part, tail=f" LIMIT {MOST + 1}")
        found.more = found.more or len(rows) > MOST
        for row in rows[:MOST]:
            yield sight.statement(row[:8]), hex_of(row[8])


def entities_of(nodes: Iterable[tuple[str, Sequence[EntityId]]]) -> dict[EntityId, str]:
    """Entity -> node, of nodes with their members; shared values have none."""
    return {member: id for id, members in nodes for member in members if is_id(member)}


def dates_of(by: Statement) -> tuple[str, str]:
    """When it was or began, and ended; "" where it does not say."""
    spec = model.schema(by.schema)
    values = model.present(by.schema, by.properties)
    if spec is None:
        return "", ""
    start = next((min(values[name]) for name in spec.temporal[0] if values.get(name)), "")
    stop = next((max(values[name]) for name in spec.temporal[1] if values.get(name)), "")
    if not _is_day(start):
        return "", ""
    return start, stop if _is_day(stop) and stop[:10] > start[:10] else ""


def _is_day(text: str) -> bool:
    """A date of our calendar at its own precision; what an office signed unchecked may be anything."""
    parts = text[:10].split("-")
    try:
        date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (ValueError, OverflowError):
        return False
    return len(text) in (4, 7) or len(parts) == 3


def is_event(schema: str) -> bool:
    """Whether such a thing happens, and has no lane of its own: an event, or a link."""
    spec = model.schema(schema)
    return bool(spec and (spec.edge or spec.is_a("Interval") or spec.is_a("Event")))
