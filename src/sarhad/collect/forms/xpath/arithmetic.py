"""Operators as closures."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from sarhad.collect.forms.xpath.values import EQUALS, NAN, ORDERS, boolean, compare, number

Run = Callable[..., Any]


def chained(first: Run, chain: list[tuple[str, Run]]) -> Run:
    """A chain of operators of one level, from left to right; in a loop, for a long one would exhaust the stack."""
    sign = chain[0][0]
    runs = [first, *(run for _, run in chain)]
    if sign == "or":
        return lambda env, node, at, size: any(boolean(run(env, node, at, size)) for run in runs)
    if sign == "and":
        return lambda env, node, at, size: all(boolean(run(env, node, at, size)) for run in runs)
    combine = compare if sign in EQUALS or sign in ORDERS else _calculate

    def run(env: Any, node: Any, at: int, size: int) -> Any:
        value = first(env, node, at, size)
        for sign, other in chain:
            value = combine(sign, value, other(env, node, at, size))
        return value

    return run


def signed(run: Run, negative: bool) -> Run:
    factor = -1.0 if negative else 1.0
    return lambda env, node, at, size: factor * number(run(env, node, at, size))


def _calculate(sign: str, left: Any, right: Any) -> float:
    one, other = number(left), number(right)
    try:
        return _OPERATORS[sign](one, other)
    except ZeroDivisionError:
        return _over_zero(one) if sign == "div" else NAN
    except (OverflowError, ValueError):
        return NAN


def _over_zero(value: float) -> float:
    return NAN if value == 0 or math.isnan(value) else math.copysign(math.inf, value)


_OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "div": lambda one, other: one / other,
    "mod": math.fmod,  # takes the sign of the first, as XPath has it
}
