"""Where things stand: force, tree and time. The same picture gives the same places, on every node and every day.

All take ids and pairs of what ONE reader sees, sorted by id; what is hidden from it moves nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np

from sarhad.links.charts.changes import Spot
from sarhad.links.charts.trees import ROOM, STEP, Near, Pairs, levels, neighbours, parts, rings
from sarhad.links.graph.records import NodeId

SEED = 11
EXACT = 3000  # things in one connected part that springs can hold within a second
WORK = 40_000_000  # pairs of things that springs look at, all rounds together


def force(ids: Sequence[NodeId], pairs: Pairs, fixed: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    """Springs between what is linked; parts that nothing links stand beside each other, the largest first."""
    near = neighbours(ids, pairs)
    laid = [_sprung(part, near, fixed) for part in parts(ids, near)]
    held = [places for places in laid if places.keys() & fixed.keys()]
    free = [places for places in laid if not places.keys() & fixed.keys()]
    found = {id: spot for places in held for id, spot in places.items()}
    return _packed(free, below=max((spot.y for spot in found.values()), default=-ROOM) + ROOM) | found


def tree(ids: Sequence[NodeId], pairs: Pairs, fixed: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    """Levels below the one with most links of each connected part; whatever hangs on it one level down."""
    near = neighbours(ids, pairs)
    laid = [levels(part, near) for part in parts(ids, near)]
    return _packed(laid) | dict(fixed)


def time(ids: Sequence[NodeId], dates: Mapping[NodeId, str], fixed: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    """From left to right by first date (ISO 8601); what has none stands in rows below."""
    dated = sorted((id for id in ids if dates.get(id)), key=lambda id: (dates[id], id))
    days = [_day(dates[id]) for id in dated]
    span = max(days[-1] - days[0], 1) if days else 1
    wide = max(len(dated) * ROOM * 0.6, 600)
    found, ends = {}, [-math.inf] * 400
    for id, day in zip(dated, days, strict=True):
        x = (day - days[0]) / span * wide
        lane = next((n for n, end in enumerate(ends) if x - end >= ROOM * 1.3), len(ends) - 1)
        ends[lane] = x
        found[id] = Spot(x, lane * ROOM)
    low = max((spot.y for spot in found.values()), default=-2 * ROOM) + 2 * ROOM
    rest = [id for id in ids if id not in found]
    columns = max(1, int(wide / (ROOM * 1.3)), math.isqrt(2 * len(rest)))
    found |= {id: Spot(n % columns * ROOM * 1.3, low + n // columns * ROOM) for n, id in enumerate(rest)}
    return found | dict(fixed)


LAYOUTS = ("force", "tree", "time")


def beside(
    new: Sequence[NodeId], anchors: Mapping[NodeId, NodeId], there: Mapping[NodeId, Spot]
) -> dict[NodeId, Spot]:
    """Places for what is new: around what it hangs on, where nobody stands yet. What is there does not move."""
    taken = {(_cell(spot.x), _cell(spot.y)) for spot in there.values()}
    found: dict[NodeId, Spot] = {}
    middle = Spot(*_middle(there.values()))
    for id in new:
        around = there.get(anchors.get(id, ""), found.get(anchors.get(id, ""), middle))
        spot = around if not (there or found) else _free(around, taken)
        taken.add((_cell(spot.x), _cell(spot.y)))
        found[id] = spot
    return found


TOUCHED = 30_000  # things that are looked at while pushing apart, all rounds together


# Springs


def _sprung(part: list[NodeId], near: Near, fixed: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    start = {id: Spot(n * STEP, 0.0) for n, id in enumerate(part)} if len(part) < 3 else rings(part, near)
    held = {id: fixed[id] for id in part if id in fixed}
    if held:
        start = _moved(start, held)
    places = np.array([start[id] for id in part], dtype=float)
    if 3 <= len(part) <= EXACT:
        places = _relaxed(part, near, places, held)
    still = np.array([id in held for id in part])
    return {id: Spot(float(x), float(y)) for id, (x, y) in zip(part, _spread(places, still), strict=True)}


def _relaxed(part: list[NodeId], near: Near, places: np.ndarray, held: Collection[NodeId]) -> np.ndarray:
    import rustworkx

    graph, row = rustworkx.PyGraph(), {id: n for n, id in enumerate(part)}
    graph.add_nodes_from(part)
    graph.add_edges_from_no_data([(row[id], row[to]) for id in part for to in near[id] if row[id] < row[to]])
    size = math.sqrt(len(part)) * STEP
    start = {n: list(places[n] / size) for n in range(len(part))}
    found = rustworkx.spring_layout(
        graph, pos=start, fixed={row[id] for id in held} or None, k=STEP / size * 1.1, seed=SEED,
        num_iter=max(8, min(120, WORK // len(part) ** 2)),
    )  # fmt: skip
    relaxed = np.array([found[n] for n in range(len(part))])
    if held:
        return relaxed * size
    ends = np.array([(row[id], row[to]) for id in part for to in near[id] if row[id] < row[to]])
    apart = relaxed[ends[:, 0]] - relaxed[ends[:, 1]]
    return relaxed * (STEP / max(float(np.median(np.hypot(apart[:, 0], apart[:, 1]))), 1e-3))


def _spread(places: np.ndarray, still: np.ndarray, rounds: int = 30) -> np.ndarray:
    """Push apart what stands too close to be read. What may touch is looked for in squares, not among all."""
    for _ in range(max(3, min(rounds, TOUCHED // len(places)))):
        near = _close(places)
        if not len(near):
            break
        apart = places[near[:, 0]] - places[near[:, 1]]
        far = np.hypot(apart[:, 0], apart[:, 1])
        same = far < 1e-6
        apart[same] = np.stack([np.cos(near[same, 0]), np.sin(near[same, 0])], axis=1)
        push = apart / np.where(same, 1, far)[:, None] * ((ROOM - np.minimum(far, ROOM)) / 2)[:, None]
        shift = np.zeros_like(places)
        np.add.at(shift, near[:, 0], push)
        np.add.at(shift, near[:, 1], -push)
        places = places + np.where(still[:, None], 0, np.clip(shift, -ROOM, ROOM))
    return places


def _close(places: np.ndarray) -> np.ndarray:
    """Pairs of rows that stand nearer than `ROOM` to each other: each is compared with those that follow it from
    left to right, the next one first, until the next is too far for all."""
    order = np.argsort(places[:, 0], kind="stable")
    xs, ys = places[order].T
    found = [np.empty((0, 2), dtype=int)]
    for step in range(1, len(order)):
        dx, dy = xs[step:] - xs[:-step], ys[step:] - ys[:-step]
        if not (dx < ROOM).any():
            break
        near = np.flatnonzero(dx * dx + dy * dy < (ROOM * 0.98) ** 2)
        found.append(np.stack([order[near], order[near + step]], axis=1))
    return np.concatenate(found)


def _moved(start: dict[NodeId, Spot], held: Mapping[NodeId, Spot]) -> dict[NodeId, Spot]:
    """Everything shifted to where the pinned ones stand, and these in their places."""
    dx = sum(held[id].x - start[id].x for id in held) / len(held)
    dy = sum(held[id].y - start[id].y for id in held) / len(held)
    return {id: Spot(spot.x + dx, spot.y + dy) for id, spot in start.items()} | dict(held)


# Parts beside each other


def _packed(laid: Sequence[Mapping[NodeId, Spot]], below: float = 0.0) -> dict[NodeId, Spot]:
    """In rows, the page about as high as a screen is wide to it."""
    boxes = [_box(places) for places in laid]
    wide = max(
        [math.sqrt(sum((w + STEP) * (h + STEP) for _x, _y, w, h in boxes) * 1.7), *(b[2] for b in boxes)], default=0
    )
    found, x, y, high = {}, 0.0, below, 0.0
    for places, (left, top, w, h) in zip(laid, boxes, strict=True):
        if x and x + w > wide:
            x, y, high = 0.0, y + high + STEP, 0.0
        found.update({id: Spot(spot.x - left + x, spot.y - top + y) for id, spot in places.items()})
        x, high = x + w + STEP, max(high, h)
    return found


def _box(places: Mapping[NodeId, Spot]) -> tuple[float, float, float, float]:
    xs, ys = [spot.x for spot in places.values()], [spot.y for spot in places.values()]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


# Beside what is there


def _free(around: Spot, taken: Collection[tuple[int, int]]) -> Spot:
    """The first place on growing rings where nobody stands."""
    for ring in range(1, 200):
        count = 6 * ring
        for n in range(count):
            angle = 2 * math.pi * (n * 0.618034 % 1)
            spot = Spot(around.x + ring * STEP * math.cos(angle), around.y + ring * STEP * math.sin(angle))
            if (_cell(spot.x), _cell(spot.y)) not in taken:
                return spot
    return around


def _cell(value: float) -> int:
    return round(value / (ROOM * 1.2))


def _middle(spots: Iterable[Spot]) -> tuple[float, float]:
    every = list(spots)
    return (sum(s.x for s in every) / len(every), sum(s.y for s in every) / len(every)) if every else (0.0, 0.0)


def _day(iso: str) -> float:
    """Days since year 0, about: months of 31 days keep the order and the distances."""
    year, month, day = (int(part) if part.isdecimal() else 0 for part in (iso[:10] + "-00-00").split("-")[:3])
    return year * 372 + max(month - 1, 0) * 31 + max(day - 1, 0)


_ARRANGE: Mapping[str, Callable[..., dict[NodeId, Spot]]] = {"force": force, "tree": tree}


def arrange(
    how: str, ids: Sequence[NodeId], pairs: Pairs, dates: Mapping[NodeId, str], fixed: Mapping[NodeId, Spot]
) -> dict[NodeId, Spot]:
    """By one of `LAYOUTS`; an unknown one is force."""
    return time(ids, dates, fixed) if how == "time" else _ARRANGE.get(how, force)(ids, pairs, fixed)
