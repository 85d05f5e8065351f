"""How alike two words of a name are: the same name in another spelling, a mistake, or another name."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import takewhile
from typing import NamedTuple

from rapidfuzz.distance import OSA

from sarhad.kernel.data import table
from sarhad.kernel.given import known
from sarhad.kernel.parts import FAMILY, FATHER, GIVEN, INITIAL, RESPECT, Part, parts, without_article

VOWELS = frozenset("aeiuy")
ONE_OF_MANY = 0.98  # one row of `given.tsv`
GUESSED = 0.6  # what a vowel costs that Arabic script did not write
ENDINGS = 0.86  # another ending of one family's name: -ov, -zoda
SEXES = 0.96  # the other sex's ending of it
ALIKE_SOUNDS = 0.6  # what a change of sound costs at most that clerks hear
MOST_WRONG = 3  # letters of a word, however cheap
OTHERS = 1.3  # of a letter put for another in two given names that the table does not know
FIRST = 0.25  # a wrong first letter more rarely is a mistake, if one of the two is a name
MISTAKE = 0.2  # what a whole wrong letter costs in a word of six
BROKEN = 7  # letters of a word whose ending may be mistyped beyond recognition
SERVANT = 0.62  # Abdul- left out
UNWRITTEN = 0.92  # vowels that Arabic script leaves out
DIALECT = 0.9  # the same name in languages that differ in voice: Қуаныш, Guwanç
ARTICLE = 0.93  # al- written to the word
ARTICLES = ("al", "el")
RESPECTED = 0.9  # -jon, -bek left out
SHARED = (("abdu", ""), ("", "udin"), ("", "ula"))
"""What many names begin or end with: how alike two of them are, the rest of them says."""


class Alike(NamedTuple):
    """How well two words stand for each other, and by what: a key of `words.NOTES`, "" where they are equal."""

    score: float  # 0 to 1
    note: str = ""


NOT = Alike(0.0)
_VOICED = str.maketrans("gbd", "kpt")


class _Costs(NamedTuple):
    pairs: dict[str, float]  # of two letters in the order of the alphabet
    lost: dict[str, float]
    swapped: float


def alike(a: Part, b: Part, stand: float) -> Alike:
    """Symmetric. `stand`: how well their roles allow it."""
    if INITIAL in (a.role, b.role):
        return _initial(a, b)
    if RESPECT in (a.role, b.role):
        return Alike(1.0) if a.key == b.key else NOT
    if stand <= 0:
        return _broken(a, b)
    found = _words(a, b)
    if a.key.startswith(ARTICLES) or b.key.startswith(ARTICLES):
        found = max(found, _article(a, b), _article(b, a), key=lambda each: each.score)
    if not found.score and a.role != b.role:
        return _broken(a, b)
    return Alike(found.score * stand, found.note or "role") if stand < 1 else found


def _broken(a: Part, b: Part) -> Alike:
    """A word with its ending mistyped: `Григорьевч`."""
    if min(len(a.key), len(b.key)) < BROKEN or a.key[:4] != b.key[:4] or (a.known and b.known):
        return NOT
    return _mistake(a, b, whole=True)


def _initial(a: Part, b: Part) -> Alike:
    if a.role == b.role:
        return Alike(1.0) if a.key == b.key else NOT
    short, full = (a, b) if a.role == INITIAL else (b, a)
    letters = short.text.rstrip(".").casefold()
    same = full.key.startswith(short.key) or full.text.casefold().startswith(letters)
    same = same or (short.key in ("i", "y", "e") and full.key[:1] in ("i", "y", "e"))
    return Alike(0.93, "initial") if same else NOT


def _words(a: Part, b: Part) -> Alike:
    if a.key == b.key:
        return Alike(1.0, "" if a.text.casefold() == b.text.casefold() else "spelling")
    if a.role != b.role or a.role in (FAMILY, FATHER) or a.kind or b.kind:
        return _stems(a, b)
    return _names(a, b)


def _article(a: Part, b: Part) -> Alike:
    """Whether `a` is `b` with an article written to it: `Elsharif`, `al-Sharif`."""
    if a.known or a.sure or a.role != GIVEN or not a.text.isascii() or a.key[:2] == b.key[:2]:
        return NOT  # Turkic names begin so, too: Elnazar, Алдияр
    key = without_article(a.key)
    bare = parts(key) if key != a.key else ()
    found = _words(bare[0], b) if len(bare) == 1 else NOT
    return Alike(ARTICLE * found.score, "article") if found.score else NOT


def _names(a: Part, b: Part) -> Alike:
    if "abdu" + a.stem.removeprefix("l") == b.stem or "abdu" + b.stem.removeprefix("l") == a.stem:
        return Alike(SERVANT, "servant")
    if a.known and b.known:
        if a.known & b.known:
            return Alike(ONE_OF_MANY, "one-name")
        if a.vowels != b.vowels and _unwritten(a.stem, b.stem):
            return Alike(UNWRITTEN, "unwritten")
        return Alike(DIALECT, "dialect") if a.stem.translate(_VOICED) == b.stem.translate(_VOICED) else NOT
    if _woman(a.stem, b.stem):
        return NOT
    for before, behind in SHARED:
        one, other = _inside(a.stem, before, behind), _inside(b.stem, before, behind)
        if one and other:
            return _names(*(part._replace(stem=stem, known=known(stem)) for part, stem in ((a, one), (b, other))))
    return _mistake(a, b)


def _inside(stem: str, before: str, behind: str) -> str:
    """What tells a compound from others of its kind, such as Karim of Abdukarim; "" if it is none."""
    if not (stem.startswith(before) and stem.endswith(behind)) or len(stem) < len(before) + len(behind) + 3:
        return ""
    return stem[len(before) : len(stem) - len(behind)]


def _unwritten(one: str, other: str) -> bool:
    """Whether they differ in vowels only that Arabic script leaves out: نظر and `Nazar`, not حسن and `Husan`."""
    short, long = sorted((one, other), key=len)
    if not 0 < len(long) - len(short) < 3 or short[-1] != long[-1]:
        return False
    rest = iter(long)
    skipped = [letter for wanted in short for letter in takewhile(wanted.__ne__, rest)]
    return all(letter in VOWELS for letter in skipped) and len(short) + len(skipped) == len(long)


def _woman(one: str, other: str) -> bool:
    """`Aziz` and `Aziza`, `Vahid` and `Vahideh`, `Şükrü` and `Şükriye`."""
    short, long = sorted((one, other), key=len)
    return long in (short + "a", short + "e", short + "eh", short[:-1] + "ia", short[:-1] + "ie")


def _stems(a: Part, b: Part) -> Alike:
    """Words with endings: the name inside, then what the endings say."""
    found = Alike(1.0, "spelling") if a.stem == b.stem else _names(a, b)
    if not found.score and not (a.kind + b.kind).startswith(RESPECT):
        return NOT if a.kind == b.kind or (a.known and b.known) else _mistake(a, b, whole=True)
    if a.role == b.role == FATHER:
        return found if a.sex == b.sex else Alike(0.6 * found.score, "other-sex")
    if a.kind == b.kind:
        return found if a.sex == b.sex else Alike(SEXES * found.score, "family-sex")
    if a.kind.startswith(RESPECT) or b.kind.startswith(RESPECT):
        if a.kind and b.kind:
            return NOT
        return Alike(RESPECTED * found.score, "respect") if found.score else _mistake(a, b, whole=True)
    if (a.known and b.known) or {a.role, b.role} == {FAMILY, FATHER}:
        return Alike(ENDINGS * found.score, "family-ending")
    return _mistake(a, b, whole=True)


# Mistakes


def _mistake(a: Part, b: Part, *, whole: bool = False) -> Alike:
    others = a.role == b.role == GIVEN and a.sure and b.sure
    one, other = (a.key, b.key) if whole else (a.stem, b.stem)
    one, other = sorted((one, other))
    longest = max(len(one), len(other))
    if longest < 3 or abs(len(one) - len(other)) > 3:
        return NOT
    guessed = a.vowels != b.vowels
    if OSA.distance(one, other, score_cutoff=MOST_WRONG) > (MOST_WRONG if guessed or longest > 5 else 2):
        return NOT
    cost = distance(one, other, guessed) + (
        FIRST if (a.known or b.known) and _other_sound(one[0], other[0]) else 0.0
    )
    allowed = (
        0.5 if longest == 3 else 0.75 if longest == 4 else 1.0 if longest == 5 else 1.05 if longest < 8 else 1.6
    )
    if not (a.known or b.known or others):
        allowed = max(allowed, 1.0) if longest > 3 else allowed
    elif len(one) == len(other) and (a.known or b.known):
        allowed *= 0.9
    elif others and len(one) == len(other):
        cost *= OTHERS  # two rare names more probably than one and a mistake
    if cost > allowed:
        return NOT
    return Alike(1 - MISTAKE * cost * (6 / max(longest, 4)) ** 0.5, "mistake")


def _other_sound(a: str, b: str) -> bool:
    return a != b and _costs().pairs.get(a + b if a < b else b + a, 1.0) > ALIKE_SOUNDS


@lru_cache(maxsize=100_000)
def distance(one: str, other: str, guessed: bool = False) -> float:
    """Weighted mistakes between two folded words: letters put for others, lost, or swapped."""
    costs = _costs()
    if guessed:
        lost = {
            letter: costs.lost.get(letter, 1.0) * (GUESSED if letter in VOWELS else 1.0) for letter in one + other
        }
    else:
        lost = costs.lost
    before: list[float] = []
    row = [0.0]
    for letter in other:
        row.append(row[-1] + lost.get(letter, 1.0))
    for i, a in enumerate(one):
        after = [row[0] + lost.get(a, 1.0)]
        for j, b in enumerate(other):
            if a == b:
                best = row[j]
            else:
                change = costs.pairs.get(a + b if a < b else b + a, 1.0)
                if guessed and a in VOWELS and b in VOWELS:
                    change *= GUESSED
                best = min(row[j] + change, row[j + 1] + lost.get(a, 1.0), after[j] + lost.get(b, 1.0))
                if i and j and a == other[j - 1] and b == one[i - 1]:
                    best = min(best, before[j - 1] + costs.swapped)
            after.append(best)
        before, row = row, after
    return row[-1]


@cache
def _costs() -> _Costs:
    letters = table("parts")["letters"]
    pairs = (pair.split("=") for pair in letters["pairs"].split())
    lost = (pair.split("=") for pair in letters["lost"].split())
    return _Costs(
        {"".join(sorted(two)): float(cost) for two, cost in pairs},
        {letter: float(cost) for letter, cost in lost},
        float(letters["swapped"]),
    )
