"""How alike two names are, with the reasons. Whether two persons are one is another question: see `scoring`."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.kernel.parts import FAMILY, FATHER, GIVEN, INITIAL, RESPECT, Part, parts
from sarhad.matching import organisations
from sarhad.matching.records import Reason
from sarhad.matching.spelling import Alike, alike

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"

SURE, MAYBE = 0.84, 0.62
"""Scores from which two names are held to be the same, or possibly the same."""

CONFLICT = 1.35
"""What a word counts that has another one in its place, for each word that agrees."""

MISSING = 0.135
"""What a word counts that only one of the names has."""

NAMES = frozenset({GIVEN, FAMILY, FATHER})
"""Roles of which one may stand for another."""

CALLED_BY_FATHER = 0.5
"""How well Асанов stands for Асан уулу: enough for a second look, no more."""

LONGEST_RUN = 4  # words that may be written as one
JOINED = 0.94
"""How alike a word must be to several of the other name written as one."""

LONE = 0.7
"""The most that one word can score which stands for a longer name."""


class Compared(NamedTuple):
    """What two *names* come to."""

    score: float  # 0 to 1
    verdict: str  # same, possible, different
    reasons: tuple[Reason, ...]


class Pair(NamedTuple):
    """Words that stand for each other."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    alike: Alike


def compare(one: str, other: str, schema: str = "") -> Compared:
    """Compare two names of persons, companies or vessels, in any scripts. Symmetric but for the reasons' sides.

    Where no schema tells, a name with a legal form or in quotes is a company's.
    """
    if schema in organisations.SCHEMATA or (schema in ("", "LegalEntity") and organisations.named(one, other)):
        traders = organisations.traders(one, other)
        score, reasons = _persons(*map(parts, traders)) if traders else organisations.compare(one, other)
    else:
        score, reasons = _persons(parts(one), parts(other))
    return Compared(score, SAME if score >= SURE else POSSIBLE if score >= MAYBE else DIFFERENT, reasons)


def _persons(one: tuple[Part, ...], other: tuple[Part, ...]) -> tuple[float, tuple[Reason, ...]]:
    if not one or not other:
        return 0.0, ()
    if len(other) < len(one) or (len(other) == len(one) and _texts(other) < _texts(one)):
        score, reasons = _persons(other, one)
        return score, tuple(reason._replace(left=reason.right, right=reason.left) for reason in reasons)
    pairs, left, right = _paired(one, other)
    return _score(pairs, left, right), _reasons(pairs, left, right)


def _texts(name: tuple[Part, ...]) -> list[str]:
    return [part.key + part.text for part in name]


# Pairing


def _paired(one: tuple[Part, ...], other: tuple[Part, ...]) -> tuple[list[Pair], list[Part], list[Part]]:
    """Words that stand for each other, the most alike first, and what is left on either side."""
    scores, roles, others = [], [part.role for part in one], [part.role for part in other]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            found = alike(a, b, 1.0 if a.role == b.role else _stand(a.role, b.role, roles, others))
            if found.score > 0:
                scores.append((-found.score, i, j, found))
    scores.sort()
    lefts, rights, pairs = dict(enumerate(one)), dict(enumerate(other)), []
    for _, i, j, found in scores:
        if i in lefts and j in rights:
            pairs.append(Pair((lefts.pop(i),), (rights.pop(j),), found))
    pairs += _runs(lefts, rights)
    return pairs, list(lefts.values()), list(rights.values())


def _stand(a: str, b: str, one: list[str], other: list[str]) -> float:
    """How well a word of role `a` can stand for one of role `b`, by the roles of all words of the two names: 1 for
    the same role, 0 not at all."""
    if a == b or a not in NAMES or b not in NAMES:
        return 1.0
    if GIVEN not in (a, b):
        return _fathers_family(*((one, other) if a == FAMILY else (other, one)))
    bare, others = (one, other) if a == GIVEN else (other, one)
    if FAMILY in (a, b):
        return 0.0 if FAMILY in bare and len(bare) <= len(others) else 0.9
    if FATHER in bare:
        return 0.0
    return 0.9 if bare.count(GIVEN) > others.count(GIVEN) else 0.0


def _fathers_family(one: list[str], other: list[str]) -> float:
    """How well a family's name of `one` can stand for a father's of `other`: Tajik ones have had its endings since
    2020 (Назаров Далер Саидзода); and whoever has no family's name is called by the father's (Асан уулу Бакыт)."""
    if FATHER in one:
        return 0.0
    if FAMILY in other:
        return 0.9 if one.count(FAMILY) > other.count(FAMILY) else 0.0
    return CALLED_BY_FATHER


def _runs(lefts: dict[int, Part], rights: dict[int, Part]) -> list[Pair]:
    """Words of one name that the other writes as one: takes them out of what is left."""
    found: list[Pair] = []
    if len(lefts) + len(rights) < 3 or not lefts or not rights:
        return found
    for whole, pieces, swap in ((lefts, rights, False), (rights, lefts, True)):
        for place in sorted(whole):
            run = _run(whole[place], pieces)
            if run:
                word, taken = whole.pop(place), tuple(pieces.pop(i) for i in run)
                pair = (taken, (word,)) if swap else ((word,), taken)
                found.append(Pair(*pair, Alike(0.95, "joined")))
    return found


def _run(word: Part, pieces: dict[int, Part]) -> tuple[int, ...]:
    for start, first in pieces.items():
        if first.key[:1] != word.key[:1]:
            continue
        key, run = "", []
        for place in range(start, start + LONGEST_RUN):
            if place not in pieces:
                break
            key += pieces[place].key
            run.append(place)
            if len(key) > len(word.key) + 3:
                break
            if len(run) > 1 and len(key) > len(word.key) - 3 and _is(word, run, pieces):
                return tuple(run)
    return ()


def _is(word: Part, run: list[int], pieces: dict[int, Part]) -> bool:
    joined = parts("".join(pieces[i].text.rstrip(".").replace(" ", "") for i in run))
    return len(joined) == 1 and alike(word, joined[0], 1.0).score >= JOINED


# Scoring


def _weight(words: tuple[Part, ...] | list[Part]) -> float:
    return sum(word.weight for word in words)


def _score(pairs: list[Pair], left: list[Part], right: list[Part]) -> float:
    if not any(part.role not in (RESPECT, INITIAL) for pair in pairs for part in pair.left):
        return 0.0
    agreed = sum(min(_weight(pair.left), _weight(pair.right)) for pair in pairs)
    value = sum(min(_weight(pair.left), _weight(pair.right)) * pair.alike.score for pair in pairs)
    over, under = sorted((_weight(left), _weight(right)), reverse=True)
    if _fathers_differ(left, right):
        under = max(under, 1.0)
    score = value / (agreed + CONFLICT * under + MISSING * max(over - under, 0.0))
    telling = sum(min(len(pair.left), len(pair.right)) for pair in pairs)
    longest = max(len(left), len(right)) + len(pairs)
    return min(score, LONE) if telling < 2 <= longest else score


def _fathers_differ(left: list[Part], right: list[Part]) -> bool:
    return any(part.role == FATHER for part in left) and any(part.role == FATHER for part in right)


def _reasons(pairs: list[Pair], left: list[Part], right: list[Part]) -> tuple[Reason, ...]:
    found = [_agreement(pair) for pair in pairs]
    if left and right:
        found.append(Reason("name", "differs", -CONFLICT, _text(left), _text(right), "other-word"))
    elif left or right:
        found.append(Reason("name", "missing", -MISSING, _text(left), _text(right), "missing-word"))
    return tuple(found)


def _agreement(pair: Pair) -> Reason:
    finding = "agrees" if pair.alike.score >= 0.95 else "similar"
    return Reason("name", finding, round(pair.alike.score, 3), _text(pair.left), _text(pair.right), pair.alike.note)


def _text(words: tuple[Part, ...] | list[Part]) -> str:
    return " ".join(word.text for word in words)
