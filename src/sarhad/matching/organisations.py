"""How alike the names of companies, organisations and vessels are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from sarhad.kernel import given
from sarhad.matching.organisation_tables import EMPTY, LETTER, MEANING, NUMBER, OWN, PLACE, TRADE, stem, tables
from sarhad.matching.organisation_words import SOLE_TRADER, Parsed, Word, parsed
from sarhad.matching.records import Reason
from sarhad.matching.spelling import distance

SCHEMATA = frozenset({"Company", "Organization", "PublicBody", "Vessel", "Airplane"})

WEIGHTS = {OWN: 1.0, MEANING: 1.0, PLACE: 1.0, NUMBER: 0.8, TRADE: 0.5, LETTER: 0.5, EMPTY: 0.05}
TRANSLATED = {TRADE: 0.95, PLACE: 0.97, MEANING: 0.78}
"""How alike words of one meaning are that are not one word: people translate trades, rarely names."""

OTHER_FORM = 0.83
"""What is left of a score where the legal forms contradict each other."""

CONFLICT, MISSING = 1.3, 0.46
"""What an unmatched word counts that has another in its place, and one that has none."""

OTHER_PLACE = 1.0  # what a place more counts
OTHER_NUMBER, NUMBER_MORE, OTHER_WORD = 0.5, 0.8, 0.8
"""The most that names score which have different numbers; one of which has a number; each of which has its word."""

JOINED, ADJECTIVE = 0.98, 0.9
LONGEST_RUN = 4  # words that may be written as one
SHORT = 5
MISTAKE, SHORT_MISTAKE = 0.17, 0.23
"""What a whole wrong letter costs in a word of six; for short words more: another letter often is another word."""


_ARABIC = re.compile("[\u0600-\u06ff]")  # which leaves vowels out


class Pair(NamedTuple):
    """Words that stand for each other."""

    left: tuple[Word, ...]
    right: tuple[Word, ...]
    score: float
    note: str = ""  # a key of `words.NOTES`

    @property
    def weight(self) -> float:
        return min(_weight(self.left), _weight(self.right))


def named(*given: str) -> bool:
    """Whether one of these is called as companies are: with a legal form, or in quotes."""
    return any(parsed(name).sure for name in given)


def traders(one: str, other: str) -> tuple[str, str] | None:
    """The names of two sole traders without the form, which are persons' names; None if they are not."""
    a, b = parsed(one), parsed(other)
    one_trade = SOLE_TRADER in a.forms | b.forms and not _contradict(a, b)
    return (a.rest, b.rest) if one_trade and a.rest and b.rest else None


@lru_cache(maxsize=10_000)
def compare(one: str, other: str) -> tuple[float, tuple[Reason, ...]]:
    """Score (0 to 1) and reasons. Symmetric but for the reasons' sides."""
    a, b = parsed(one), parsed(other)
    if not a.words or not b.words:
        return 0.0, ()
    if b < a:
        score, reasons = compare(other, one)
        return score, tuple(reason._replace(left=reason.right, right=reason.left) for reason in reasons)
    pairs, left, right = _paired(list(a.words), list(b.words))
    score = _score(pairs, left, right)
    return score * (OTHER_FORM if _contradict(a, b) else 1.0), _reasons(pairs, left, right, a, b)


def _contradict(a: Parsed, b: Parsed) -> bool:
    beside = tables().beside
    agree = any(x in beside[y] or y in beside[x] for x in a.forms for y in b.forms)
    return bool(a.forms and b.forms and not agree)


# Pairing


def _paired(one: list[Word], other: list[Word]) -> tuple[list[Pair], list[Word], list[Word]]:
    """Words that stand for each other, the most alike first, and what is left on either side."""
    if [word.text for word in one] != [word.text for word in other] and _joined(one) == _joined(other):
        return [Pair(tuple(one), tuple(other), JOINED, "joined")], [], []
    scores: list[tuple[float, list[str], int, int, str]] = sorted(
        (-found[0], sorted((a.text, b.text)), i, j, found[1])
        for i, a in enumerate(one)
        for j, b in enumerate(other)
        if (found := _alike(a, b))[0]
    )
    left, right, pairs = dict(enumerate(one)), dict(enumerate(other)), []
    for score, _words, i, j, note in scores:
        if i in left and j in right:
            pairs.append(Pair((left.pop(i),), (right.pop(j),), -score, note))
    pairs += [Pair(run, (word,), JOINED, "joined") for word, run in _runs(right, left)]
    pairs += [Pair((word,), run, JOINED, "joined") for word, run in _runs(left, right)]
    return pairs, [left[i] for i in sorted(left)], [right[j] for j in sorted(right)]


def _joined(words: list[Word]) -> str:
    """Two numbers side by side are not one of more figures."""
    return "".join(f" {word.text} " if word.kind == NUMBER else word.text for word in words).replace("  ", " ")


def _runs(whole: dict[int, Word], pieces: dict[int, Word]) -> list[tuple[Word, tuple[Word, ...]]]:
    """Words that the other name writes as several: takes them out of what is left."""
    found = []
    for place in sorted(whole) if len(pieces) > 1 else ():
        run = _run(whole[place].text, pieces)
        if run:
            found.append((whole.pop(place), tuple(pieces.pop(i) for i in run)))
    return found


def _run(word: str, pieces: dict[int, Word]) -> tuple[int, ...]:
    for start in sorted(pieces):
        text, run = "", []
        for place in range(start, start + LONGEST_RUN):
            if place not in pieces or len(text) > len(word):
                break
            text += pieces[place].text
            run.append(place)
            if len(run) > 1 and _spelled(*sorted((text, word))) >= 0.9:
                return tuple(run)
    return ()


def _alike(a: Word, b: Word) -> tuple[float, str]:
    if a.text == b.text:
        return 1.0, "" if a.shown.casefold() == b.shown.casefold() else "spelling"
    if a.meaning and b.meaning:
        return (TRANSLATED[a.kind], "dialect") if a.meaning == b.meaning else (0.0, "")
    if {a.kind, b.kind} & {NUMBER, LETTER, EMPTY}:
        return 0.0, ""
    if stem(a.text) == stem(b.text):
        return ADJECTIVE, "spelling"
    guessed = bool(_ARABIC.search(a.shown)) != bool(_ARABIC.search(b.shown))
    return _spelled(*sorted((a.text, b.text)), guessed), "mistake"


@lru_cache(maxsize=50_000)
def _spelled(one: str, other: str, guessed: bool = False) -> float:
    """How well a word is another with a letter or two wrong; 0 if it is another word."""
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 3 or _two_names(one, other):
        return 0.0
    cost = distance(one, other, guessed)
    allowed = 0.3 if longest < 4 else 1.0 if longest < 7 else 1.6 if longest < 12 else 2.2
    wrong = MISTAKE if longest > SHORT else SHORT_MISTAKE
    return 1 - wrong * cost * (6 / longest) ** 0.5 if cost <= allowed else 0.0


def _two_names(one: str, other: str) -> bool:
    a, b = given.known(one), given.known(other)
    return bool(a and b and not a & b)


# Scoring


def _weight(words: tuple[Word, ...] | list[Word]) -> float:
    return sum(WEIGHTS[word.kind] for word in words)


def _has(kind: str, words: list[Word]) -> bool:
    return any(word.kind == kind for word in words)


def _score(pairs: list[Pair], left: list[Word], right: list[Word]) -> float:
    agreed = sum(pair.weight for pair in pairs)
    over, under = sorted((_weight(left), _weight(right)), reverse=True)
    telling = any(WEIGHTS[word.kind] > WEIGHTS[TRADE] for pair in pairs for word in pair.left)
    if not agreed or (not telling and over > WEIGHTS[TRADE] / 2):
        return 0.0
    value = sum(pair.weight * pair.score for pair in pairs)
    places = OTHER_PLACE * sum(word.kind == PLACE for word in left + right)
    score = value / (agreed + CONFLICT * under + MISSING * (over - under) + places)
    return min(score, _most(left, right, under))


def _most(left: list[Word], right: list[Word], under: float) -> float:
    """What names can score at most whose words are at odds."""
    numbers = _has(NUMBER, left) + _has(NUMBER, right)
    if numbers:
        return OTHER_NUMBER if numbers > 1 else NUMBER_MORE
    return OTHER_WORD if under > WEIGHTS[TRADE] / 2 else 1.0


def _reasons(pairs: list[Pair], left: list[Word], right: list[Word], a: Parsed, b: Parsed) -> tuple[Reason, ...]:
    found = [_agreement(pair) for pair in pairs]
    if left or right:
        finding, note = ("differs", "other-word") if left and right else ("missing", "missing-word")
        found.append(Reason("name", finding, -CONFLICT, _text(left), _text(right), note))
    if _contradict(a, b):
        one, other = (" ".join(sorted(each.forms)) for each in (a, b))
        found.append(Reason("name", "differs", OTHER_FORM, one, other, "legal-form"))
    return tuple(found)


def _agreement(pair: Pair) -> Reason:
    finding = "agrees" if pair.score >= 0.95 else "similar"
    return Reason("name", finding, round(pair.score, 3), _text(pair.left), _text(pair.right), pair.note)


def _text(words: tuple[Word, ...] | list[Word]) -> str:
    return " ".join(word.shown for word in words)
