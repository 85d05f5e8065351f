"""How alike the names of companies, organisations and vessels are."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rigour.names import replace_org_types_compare

from sarhad.kernel import names
from sarhad.kernel.data import table
from sarhad.matching.records import Reason
from sarhad.matching.spelling import distance

SCHEMATA = frozenset({"Company", "Organization", "PublicBody", "Vessel", "Airplane"})

EMPTY, COMMON, FIGURES = 0.1, 0.45, 0.8
"""How much a word that says nothing, a common word, and a number count beside others."""

OTHER_FORM = 0.83
"""What is left of a score where the legal forms contradict each other."""

CONFLICT, MISSING = 1.3, 0.42
"""What an unmatched word counts that has another in its place, and one that has none."""

_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_GLUED = re.compile(r"(?<=[a-zа-я])(?=[A-ZА-Я]{2,}\b)")  # SiemensAG
_QUOTED = re.compile('[«„“”][^»“”]+[»“”]|"[^"]{4,}"')
_PIECE = re.compile(r"[^\W_](?:[\w'’‘ʻʼ`´])*")


class Parsed(NamedTuple):
    words: tuple[str, ...]  # folded, without legal forms
    forms: frozenset[str]  # kinds of legal form


@lru_cache(maxsize=50_000)
def compare(one: str, other: str) -> tuple[float, tuple[Reason, ...]]:
    """Score (0 to 1) and reasons. Symmetric but for the reasons' sides."""
    a, b = parsed(one), parsed(other)
    if not a.words or not b.words:
        return 0.0, ()
    pairs, left, right = _paired(a.words, b.words)
    score = _score(pairs, left, right)
    differ = a.forms and b.forms and not a.forms & b.forms
    reasons = [Reason("name", "agrees" if s >= 0.95 else "similar", round(s, 3), x, y) for x, y, s in pairs]
    if left or right:
        finding, note = ("differs", "other-word") if left and right else ("missing", "missing-word")
        reasons.append(Reason("name", finding, -CONFLICT, " ".join(left), " ".join(right), note))
    if differ:
        forms = (" ".join(sorted(each.forms)) for each in (a, b))
        reasons.append(Reason("name", "differs", OTHER_FORM, *forms, "legal-form"))
    return score * (OTHER_FORM if differ else 1.0), tuple(reasons)


def named(*given: str) -> bool:
    """Whether one of these is called as companies are: with a legal form, or in quotes."""
    return any(_QUOTED.search(name) or _has_form(name) for name in given)


@lru_cache(maxsize=50_000)
def _has_form(name: str) -> bool:
    pieces = _PIECE.findall(_DOTTED.sub(lambda found: found[0].replace(".", ""), name[:400]))
    tables = _tables()
    return any(_is_form(piece, tables) for piece in (pieces[:1] + pieces[-1:] if len(pieces) > 1 else ()))


def _is_form(piece: str, tables: dict[str, Any]) -> bool:
    """`ООО`, `LLC`, `GmbH`; not `Ad` or `Ak`, which are names elsewhere."""
    capitals = sum(char.isupper() for char in piece)
    return ((len(piece) > 2 and capitals > 1) or len(piece) > 8) and piece.casefold() in tables["forms"]


@lru_cache(maxsize=50_000)
def parsed(name: str) -> Parsed:
    """A name's folded words without its legal form, and what kind of form that is."""
    tables = _tables()
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _GLUED.sub(" ", name[:400]))
    text = replace_org_types_compare(text.casefold(), generic=True)
    found = [word for piece in _PIECE.findall(text) for word in _words(piece, tables)]
    first, last = 0, len(found)
    while first < last - 1 and found[first] in tables["forms"]:
        first += 1
    while last - 1 > first and found[last - 1] in tables["forms"]:
        last -= 1
    ends = [*found[:first], *found[last:]]
    return Parsed(tuple(found[first:last]), frozenset(tables["forms"][word] for word in ends))


def _words(piece: str, tables: dict[str, Any]) -> tuple[str, ...]:
    if piece in tables["forms"]:  # before folding: LLP is no LP
        return (piece,)
    return (tables["numbers"][piece],) if piece in tables["numbers"] else names.folded(piece)


def _paired(
    one: tuple[str, ...], other: tuple[str, ...]
) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    scores = sorted(
        (-found, *sorted((a, b)), i, j)
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if (found := _alike(a, b))
    )
    left, right, pairs = dict(enumerate(one)), dict(enumerate(other)), []
    for found, _a, _b, i, j in scores:
        if i in left and j in right:
            pairs.append((left.pop(i), right.pop(j), -found))
    if (left or right) and "".join(one) == "".join(other):
        return [(" ".join(one), " ".join(other), 0.98)], [], []
    return pairs, [left[i] for i in sorted(left)], [right[j] for j in sorted(right)]


@lru_cache(maxsize=200_000)
def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit() or min(len(one), len(other)) < 3:
        return 0.0
    longest = max(len(one), len(other))
    cost = distance(*sorted((one, other)))
    allowed = 0.5 if longest < 4 else 1.0 if longest < 7 else 1.6 if longest < 12 else 2.5
    return 1 - 0.17 * cost * (6 / longest) ** 0.5 if cost <= allowed else 0.0


def _weight(word: str) -> float:
    tables = _tables()
    return (
        EMPTY
        if word in tables["empty"]
        else COMMON
        if word in tables["common"]
        else FIGURES
        if word.isdigit()
        else 1.0
    )


def _score(pairs: list[tuple[str, str, float]], left: list[str], right: list[str]) -> float:
    if all(_weight(one) <= COMMON for one, _other, _score in pairs) and (left or right):
        return 0.0
    agreed = sum(_weight(one) for one, _other, _score in pairs)
    value = sum(_weight(one) * score for one, _other, score in pairs)
    over, under = sorted((sum(map(_weight, left)), sum(map(_weight, right))), reverse=True)
    if not agreed:
        return 0.0
    return value / (agreed + CONFLICT * under + MISSING * (over - under))


@cache
def _tables() -> dict[str, Any]:
    data = table("organisations")
    fold = lambda text: [word for piece in text.split() for word in names.folded(piece)]
    return {
        "forms": {word.casefold(): kind for kind, row in data["forms"].items() for word in row["words"].split()},
        "empty": frozenset(fold(data["empty"]["words"])),
        "common": frozenset(fold(data["common"]["words"])),
        "numbers": dict(pair.split("=", 1) for pair in data["numbers"].split()),
    }
