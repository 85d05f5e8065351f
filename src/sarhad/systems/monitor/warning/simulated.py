"""Series of which one knows whether anything changed, to measure false alarms and power. Seeded, so repeatable.

Each world is one month of one method as a node with many places would see it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from sarhad.systems.monitor.warning import counts, firsts, prices, routes, sizes
from sarhad.systems.monitor.warning.control import affordable, discoveries

Random = np.random.Generator
SERIES, PLACES = 150, 20


def _negative_binomial(random: Random, mean: Any, spread: Any) -> Any:
    """Counts with variance `spread` times their mean."""
    mean = np.maximum(mean, 1e-9)
    over = np.maximum(spread - 1, 1e-6)
    return random.negative_binomial(mean / over, 1 / (1 + over))


def of_counts(random: Random, times: float = 1, mean: float = 10) -> tuple[int, bool]:
    """150 monthly series of means from 0.3 to 60, overdispersed, half of them with a season of ±40 %.

    Args:
        times: by how much the first series, of mean `mean`, rises in the last month.
    """
    means = np.exp(random.uniform(np.log(0.3), np.log(60), SERIES))
    means[0] = mean
    spread = random.uniform(1, 3, SERIES)
    months = np.arange(counts.PAST + 1)
    swing = np.where(random.random(SERIES) < 0.5, 0.4, 0)[:, None]
    season = 1 + swing * np.cos(2 * np.pi * (months + random.integers(0, 12, SERIES)[:, None]) / 12)
    level = means[:, None] * season
    level[0, -1] *= times
    drawn = _negative_binomial(random, level, spread[:, None]).astype(float)
    found = counts.excesses(drawn[:, :-1], drawn[:, -1])
    alarms = discoveries([each.p if each else 1 for each in found])
    return sum(alarms[1:] if times != 1 else alarms), alarms[0]


def of_firsts(random: Random, newcomer: bool = False) -> tuple[int, bool]:
    """20 places with 3 to 60 kinds each, some rare; `newcomer`: one of no list, twice in the first place."""
    found = []
    for place in range(PLACES):
        shares = 1 / np.arange(1, random.integers(3, 60) + 1) ** random.uniform(1.2, 2.5)
        past = random.choice(len(shares), int(random.integers(60, 1500)), p=shares / shares.sum())
        now = Counter(map(str, random.choice(len(shares), max(1, len(past) // 36), p=shares / shares.sum())))
        if newcomer and place == 0:
            now["new"] = 2
        found.append(firsts.newcomers(Counter(map(str, past)), now))
    may = affordable([each.chance if each else 1 for each in found])
    alarms = [bool(each and each.codes and able) for each, able in zip(found, may, strict=True)]
    return sum(alarms[1:] if newcomer else alarms), alarms[0]


def of_sizes(random: Random, times: float = 0) -> tuple[int, bool]:
    """20 places, weights lognormal or Pareto; `times`: the first seizure is so often the 99th percentile."""
    p, of = [], 0
    for place in range(PLACES):
        draw = _weights(random, heavy=place % 2 == 1)
        past = draw(int(random.integers(200, 3000)))
        now = draw(20)
        if times and place == 0:
            now[0] = times * np.quantile(draw(100_000), 0.99)
        known = sizes.tail(np.sort(past)[-sizes.LARGEST - 1 :].tolist(), len(past))
        p += [known.reaches(kg) if known else 1 for kg in now]
        of += len(now)
    alarms = discoveries(p, of=of)
    return sum(alarms[1:] if times else alarms), alarms[0]


def _weights(random: Random, *, heavy: bool) -> Callable[[int], Any]:
    wide = random.uniform(1, 2)
    if heavy:
        return lambda n: np.round(0.05 * random.pareto(1 / wide, n) + 0.05, 4)
    return lambda n: np.round(np.exp(random.normal(0, wide, n)), 4) + 1e-4


def of_prices(random: Random, times: float = 1) -> tuple[int, bool]:
    """40 markets, 8 to 40 changes each of 5 to 30 % (normal, or Student's t of 4); the first changes by `times`."""
    p = []
    for place in range(2 * PLACES):
        wide, n = random.uniform(0.05, 0.3), int(random.integers(8, 40))
        changes = wide * (random.normal(size=n + 1) if place % 2 else random.standard_t(4, size=n + 1) / np.sqrt(2))
        if place == 0 and times != 1:
            changes[-1] = np.log(times)
        found = prices.jump(np.exp(changes[:-1]).tolist(), float(np.exp(changes[-1])))
        p.append(found.p if found else 1)
    alarms = discoveries(p)
    return sum(alarms[1:] if times != 1 else alarms), alarms[0]


def of_routes(random: Random, share: float = 0) -> tuple[int, bool]:
    """60 routes of 20 places whose shares vary from quarter to quarter; `share` is what the first one rises to."""
    p = []
    for place in range(PLACES):
        usual = np.array([0.5, 0.3, 0.2])
        n = random.integers(15, 120)
        steady = random.uniform(20, 400)
        of = [random.multinomial(n, random.dirichlet(usual * steady)) for _quarter in range(routes.PAST + 1)]
        for route in range(3):
            past = [(int(each[route]), int(n)) for each in of[:-1]]
            now = int(of[-1][route])
            if share and place == route == 0:
                past, now = [(x * 4 // 10, each) for x, each in past], int(random.binomial(n, share))
            found = routes.shift(past, (now, int(n)))
            p.append(found.p if found else 1)
    alarms = discoveries(p)
    return sum(alarms[1:] if share else alarms), alarms[0]


METHODS: dict[str, Callable[..., tuple[int, bool]]] = {
    "count": of_counts, "first": of_firsts, "size": of_sizes, "price": of_prices, "route": of_routes,
}  # fmt: skip
POWER: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "count": (
        ("10 a month become 20", {"times": 2}), ("10 a month become 30", {"times": 3}),
        ("40 a month become 80", {"times": 2, "mean": 40}), ("3 a month become 15", {"times": 5, "mean": 3}),
    ),
    "first": (("one that was never seen, in one of 20 places", {"newcomer": True}),),
    "size": (
        ("ten times the 99th percentile", {"times": 10}), ("a hundred times it", {"times": 100}),
    ),
    "price": (("a price doubles", {"times": 2}), ("it falls to a third", {"times": 1 / 3})),
    "route": (("from a fifth to a half", {"share": 0.5}), ("from a fifth to two fifths", {"share": 0.4})),
}  # fmt: skip
"""What is looked for, in words, and how to make it."""


def measure(method: str, worlds: int, seed: int = 12) -> tuple[float, float]:
    """Where nothing changes: (share of months with any alarm, alarms in a year)."""
    random = np.random.default_rng(seed)
    alarms = np.array([METHODS[method](random)[0] for _world in range(worlds)])
    return float((alarms > 0).mean()), float(12 * alarms.mean())


def power(method: str, change: dict[str, Any], worlds: int, seed: int = 13) -> float:
    """The share of worlds in which a change is found in the month in which it happens."""
    random = np.random.default_rng(seed)
    return float(np.mean([METHODS[method](random, **change)[1] for _world in range(worlds)]))
