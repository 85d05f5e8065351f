"""How much of what a report is for has been filled in, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sarhad.collect.answers.mapping import FormMapping
from sarhad.collect.answers.words import PURPOSES
from sarhad.collect.forms.shown import Shown

POSITION = re.compile(r"\[(\d+)\]")
LANGUAGES = ("en", "ru")

Weights = Mapping[str, Mapping[str, float]]
"""By purpose, then by path of the question."""


class Missing(NamedTuple):
    """A question that was asked and left open."""

    number: str  # "3.2"
    row: str  # of a repeat: "2"; "" elsewhere
    labels: tuple[str, ...]  # in each language that differs
    purposes: tuple[str, ...]  # keys of PURPOSES

    def __str__(self) -> str:
        row = f" ({self.row})" if self.row else ""
        return f"{self.number}{row} {' / '.join(self.labels)}".strip()


@dataclass(frozen=True, slots=True)
class Quality:
    percent: int
    missing: tuple[Missing, ...]  # in the order of the form
    by_purpose: dict[str, int]  # per cent

    def reasons(self) -> Iterator[str]:
        """Number and label of each; kept in the Report, in both languages, since it is read in both."""
        yield from map(str, self.missing)

    def purposes(self) -> list[tuple[str, int]]:
        """(what the report is for, per cent) in the active language."""
        return [(str(PURPOSES[name]), percent) for name, percent in self.by_purpose.items()]


def score(mapping: FormMapping | None, walked: Iterable[Shown]) -> Quality | None:
    """Weights of what is answered against those of what was asked; questions that did not apply do not count.

    Args:
        walked: what `Instance.walk` gives.

    Returns:
        None where the mapping names no purposes.
    """
    if mapping is None or not mapping.quality:
        return None
    asked = [shown for shown in walked if not shown.group]
    weights = {purpose.name: purpose.weights for purpose in mapping.quality}
    percents = {name: _percent(known, asked) for name, known in weights.items()}
    together = _percent({path: _most(weights, path) for known in weights.values() for path in known}, asked)
    missing = tuple(
        _missing(shown, weights) for shown in asked if not shown.value and _most(weights, shown.node.path)
    )
    return Quality(together, missing, percents)


def _most(weights: Weights, path: str) -> float:
    return max((known.get(path, 0.0) for known in weights.values()), default=0.0)


def _percent(weights: Mapping[str, float], asked: list[Shown]) -> int:
    counted = [(weights[shown.node.path], shown) for shown in asked if shown.node.path in weights]
    whole = sum(weight for weight, _shown in counted)
    given = sum(weight for weight, shown in counted if shown.value)
    return int(100 * given / whole) if whole else 100


def _missing(shown: Shown, weights: Weights) -> Missing:
    labels = tuple(dict.fromkeys(filter(None, (shown.label(lang) for lang in LANGUAGES))))
    rows = ".".join(POSITION.findall(shown.path))
    purposes = tuple(name for name, known in weights.items() if shown.node.path in known)
    return Missing(shown.number, rows, labels or (shown.node.name,), purposes)
