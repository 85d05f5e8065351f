"""Functions on numbers."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from decimal import ROUND_FLOOR, Decimal

from sarhad.collect.forms.xpath.values import NAN, Value, number


def _all(values: Iterable[Value]) -> list[float]:
    """The numbers in some values and sets of nodes; what is none does not count."""
    found: list[float] = []
    for value in values:
        found += [number([node]) for node in value] if isinstance(value, list) else [number(value)]
    return [one for one in found if not math.isnan(one)]


def _extreme(choose: Callable[[list[float]], float]) -> Callable[..., float]:
    def run(*values: Value) -> float:
        found = _all(values)
        return choose(found) if found else NAN

    return run


def _guarded(function: Callable[..., float]) -> Callable[..., float]:
    """The mathematical function, NaN where it has no value."""

    def run(*values: Value) -> float:
        try:
            return float(function(*(number(value) for value in values)))
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):  # TypeError: a complex result
            return NAN

    return run


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _rounded(value: Value, places: Value = 0.0) -> float:
    """Halves go up, as in XPath; with places, as in OpenRosa, negative ones too."""
    amount, digits = number(value), number(places)
    if not math.isfinite(amount) or not math.isfinite(digits) or abs(digits) > 30:
        return amount
    unit = Decimal(1).scaleb(-int(digits))
    exact = Decimal(repr(amount)) / unit
    whole = (exact + Decimal("0.5")).to_integral_value(ROUND_FLOOR) if abs(exact) < 1e20 else exact
    return float(whole * unit)


def _int(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else value


def _whole(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: float(function(value)) if math.isfinite(value) else value


def _shuffled(nodes: Value, seed: Value = None) -> Value:
    """Fisher and Yates, with the generator of Park and Miller where a seed makes it repeatable."""
    if not isinstance(nodes, list):
        return nodes
    found = list(nodes)
    draw = random.random if seed is None else _park_miller(number(seed))
    for last in range(len(found) - 1, 0, -1):
        other = int(draw() * (last + 1))
        found[last], found[other] = found[other], found[last]
    return found


def _park_miller(seed: float) -> Callable[[], float]:
    state = int(seed) % 2_147_483_647 if math.isfinite(seed) else 42
    state = state if state > 0 else state + 2_147_483_646

    def draw() -> float:
        nonlocal state
        state = state * 16_807 % 2_147_483_647
        return (state - 1) / 2_147_483_646

    return draw


FUNCTIONS: dict[str, tuple[Callable[..., Value], int, int]] = {
    "abs": (_guarded(abs), 1, 1),
    "acos": (_guarded(math.acos), 1, 1),
    "asin": (_guarded(math.asin), 1, 1),
    "atan": (_guarded(math.atan), 1, 1),
    "atan2": (_guarded(math.atan2), 2, 2),
    "ceiling": (_guarded(_whole(math.ceil)), 1, 1),
    "cos": (_guarded(math.cos), 1, 1),
    "exp": (_guarded(math.exp), 1, 1),
    "exp10": (_guarded(lambda value: 10.0**value), 1, 1),
    "floor": (_guarded(_whole(math.floor)), 1, 1),
    "int": (_guarded(_int), 1, 1),
    "log": (_guarded(_log), 1, 1),
    "log10": (_guarded(lambda value: _log(value) / math.log(10) if value <= 0 else math.log10(value)), 1, 1),
    "max": (_extreme(max), 1, 1000),
    "min": (_extreme(min), 1, 1000),
    "pi": (lambda: math.pi, 0, 0),
    "pow": (_guarded(lambda base, power: base**power), 2, 2),
    "random": (random.random, 0, 0),
    "randomize": (_shuffled, 1, 2),
    "round": (_rounded, 1, 2),
    "sin": (_guarded(math.sin), 1, 1),
    "sqrt": (_guarded(math.sqrt), 1, 1),
    "sum": (lambda *values: float(sum(_all(values))), 1, 1000),
    "tan": (_guarded(math.tan), 1, 1),
}
