"""How invented people are called: seven ways of forming names, each in the scripts that its offices write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from sarhad.demo import words as w

# To Russian letters, as a Russian-speaking clerk writes them, and from those to Latin, as passports do.
TO_RUSSIAN = {
    "ҳ": "х", "қ": "к", "ғ": "г", "ӣ": "и", "ӯ": "у", "ҷ": "дж", "ў": "у", "ө": "о", "ү": "у", "ң": "н", "ә": "а",
    "і": "и", "ұ": "у", "һ": "х",
}  # fmt: skip
PASSPORT = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip
NATIVE = PASSPORT | {
    "ҳ": "h", "қ": "q", "ғ": "gh", "ӣ": "i", "ӯ": "u", "ҷ": "j", "ө": "o", "ү": "u", "ң": "ng", "ә": "a", "і": "i",
    "ұ": "u", "ў": "u",
}  # fmt: skip
UZBEK = NATIVE | {"ж": "j", "х": "x", "ў": "oʻ", "ғ": "gʻ", "ъ": "ʼ", "ц": "s", "ё": "yo"}
FROM_LATIN = {
    "a": "а", "b": "б", "c": "дж", "ç": "ч", "d": "д", "e": "е", "ə": "а", "ä": "а", "f": "ф", "g": "г", "ğ": "г",
    "h": "г", "x": "х", "ı": "ы", "i": "и", "j": "дж", "k": "к", "q": "г", "l": "л", "m": "м", "n": "н", "ň": "н",
    "o": "о", "ö": "о", "p": "п", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у", "ü": "у", "v": "в", "w": "в",
    "y": "й", "ý": "й", "z": "з", "ž": "ж",
}  # fmt: skip
TABLES = {"russian": TO_RUSSIAN, "passport": PASSPORT, "native": NATIVE, "uzbek": UZBEK, "from latin": FROM_LATIN}


@cache
def spell(word: str, table: str) -> str:
    """A word letter by letter by one of the tables above, with its capital kept."""
    letters = TABLES[table]
    text = "".join(letters.get(char, char) for char in word.replace("İ", "i").lower())
    return text[:1].upper() + text[1:] if word[:1].isupper() else text


@dataclass(frozen=True, slots=True)
class Stem:
    """A man's or woman's name in the script that it comes from, and in Persian where it has one."""

    native: str
    persian: str = ""


@dataclass(frozen=True, slots=True)
class Culture:
    """The names of one country's people, commonest first."""

    code: str
    country: str
    men: list[Stem]
    women: list[Stem]
    surnames: list[Stem]
    weights: tuple[list[float], list[float], list[float]]  # cumulative, of men, women, surnames

    def man(self, rng: Random) -> Stem:
        return rng.choices(self.men, cum_weights=self.weights[0])[0]

    def given(self, rng: Random, woman: bool) -> Stem:
        return rng.choices(self.women, cum_weights=self.weights[1])[0] if woman else self.man(rng)

    def surname(self, rng: Random) -> Stem:
        return rng.choices(self.surnames, cum_weights=self.weights[2])[0]


def _zipf(count: int, exponent: float) -> list[float]:
    return list(accumulate(1 / (rank + 3) ** exponent for rank in range(count)))


def _stems(text: str) -> list[Stem]:
    return [Stem(*entry.split(" ", 1)) for entry in w.words(text)]


def _longer(stems: list[Stem], before: str, after: str) -> list[Stem]:
    """Names that begin or end with a common part, such as Абдураҳмон and Каримҷон."""
    starts, ends = ([Stem(*part.split()) for part in w.words(text)] if text else [] for text in (before, after))
    return [
        *(Stem(s.native + end.native, s.persian and s.persian + end.persian) for s in stems for end in ends),
        *(Stem(a.native + s.native.lower(), s.persian and a.persian + s.persian) for s in stems for a in starts),
    ]


def _culture(code: str, country: str, men: str, women: str, longer: list[Stem]) -> Culture:
    rng = Random(f"names of {code}")  # noqa: S311 - invented data; the order is the frequency
    known = [_stems(men), _stems(women), _stems(men), longer]
    for stems in known:
        rng.shuffle(stems)
    return _weighted(code, country, known[0], known[1], [*known[2], *known[3]])


def _weighted(code: str, country: str, men: list[Stem], women: list[Stem], surnames: list[Stem]) -> Culture:
    weights = _zipf(len(men), 0.6), _zipf(len(women), 0.6), _zipf(len(surnames), 0.8)
    return Culture(code, country, men, women, surnames, weights)


@cache
def cultures() -> dict[str, Culture]:
    tajik = _longer(_stems(w.TAJIK_MEN), w.BEFORE, w.AFTER_TAJIK)
    uzbek = _longer(_stems(w.UZBEK_MEN), w.BEFORE, w.AFTER_UZBEK)
    found = [
        _culture("tg", "tj", w.TAJIK_MEN, w.TAJIK_WOMEN, tajik),
        _culture("uz", "uz", w.UZBEK_MEN, w.UZBEK_WOMEN, uzbek),
        _culture("kk", "kz", w.KAZAKH_MEN, w.KAZAKH_WOMEN, _longer(_stems(w.KAZAKH_MEN), "", w.AFTER_KAZAKH)),
        _culture("ky", "kg", w.KYRGYZ_MEN, w.KYRGYZ_WOMEN, _longer(_stems(w.KYRGYZ_MEN), "", w.AFTER_KYRGYZ)),
        _culture("fa", "af", w.TAJIK_MEN, w.TAJIK_WOMEN, tajik),
        _culture("az", "az", w.AZERI_MEN, w.AZERI_WOMEN, []),
        _culture("tk", "tm", w.TURKMEN_MEN, w.TURKMEN_WOMEN, []),
        _weighted("ru", "ru", _stems(w.RUSSIAN_MEN), _stems(w.RUSSIAN_WOMEN), _stems(w.RUSSIAN_STEMS)),
    ]
    return {culture.code: culture for culture in found}


@dataclass(frozen=True, slots=True)
class Name:
    """One person's name: as the own country writes it, as Russian and passports do, in Persian if it has that."""

    native: str
    russian: str
    latin: str
    persian: str = ""


def invent(culture: Culture, rng: Random, *, woman: bool = False) -> Name:
    """Surname, given name and father's name, in the order and form of that country."""
    parts = culture.surname(rng), culture.given(rng, woman), culture.man(rng)
    return FORMS[culture.code](*parts, woman, rng)


def _soft(native: str) -> tuple[str, bool]:
    """What endings are put to, and whether they are soft: Мирзо + ев, Вали + ев, Аба + ев, Салим + ов."""
    base = native.removesuffix("й").removesuffix("ь").replace("ӣ", "и")
    return base, base[-1] in "аеиоуыэюя" or base != native


def _ending(native: str, woman: bool) -> str:
    base, soft = _soft(native)
    return base + ("ев" if soft else "ов") + ("а" if woman else "")


def _father(native: str, woman: bool) -> str:
    base, soft = _soft(native)
    return base + ("ев" if soft else "ов") + ("на" if woman else "ич")


def _tajik(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    style = rng.random()
    if style < 0.55:
        parts = [_ending(surname.native, woman), given.native, _father(father.native, woman)]
        latin = " ".join(spell(part, "passport") for part in map(_russian, parts))
    else:
        family = surname.native + ("зода" if style < 0.85 else "ӣ")
        parts = [family, given.native, father.native]
        latin = " ".join(spell(part, "native") for part in parts)
    return Name(" ".join(parts), " ".join(map(_russian, parts)), latin, _persian(surname, given, father))


def _afghan(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    persian = " ".join([given.persian, (surname.persian or father.persian) + "ی"])
    latin = f"{spell(given.native, 'native')} {spell(surname.native, 'native')}i"
    russian = f"{_russian(given.native)} {_russian(surname.native)}и"
    return Name(persian, russian, latin, persian)


def _uzbek(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    family = _ending(surname.native, woman)
    tail = "қизи" if woman else "ўғли"
    native = [family, given.native, father.native, tail]
    russian = [_russian(family), _russian(given.native), _father(_russian(father.native), woman)]
    latin = " ".join(spell(part, "uzbek") for part in native)
    return Name(" ".join(native), " ".join(russian), latin)


def _kazakh(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    family = _ending(surname.native, woman)
    native = [family, given.native, father.native + ("қызы" if woman else "ұлы")]
    russian = [_russian(family), _russian(given.native), _father(_russian(father.native), woman)]
    return Name(" ".join(native), " ".join(russian), " ".join(spell(part, "passport") for part in russian))


def _kyrgyz(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    if rng.random() < 0.3:
        native = [father.native, "кызы" if woman else "уулу", given.native]
        russian = [_russian(part) for part in native]
    else:
        native = [_ending(surname.native, woman), given.native, _father(father.native, woman)]
        russian = [_russian(part) for part in native]
    return Name(" ".join(native), " ".join(russian), " ".join(spell(part, "passport") for part in russian))


def _russians(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    middle = _father(father.native.rstrip("ая"), woman)
    name = " ".join([surname.native + ("а" if woman else ""), given.native, middle])
    return Name(name, name, " ".join(spell(part, "passport") for part in name.split()))


def _azeri(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    hard = surname.native[-1] not in "aəeıioöuü"
    family = surname.native + ("ov" if hard else "yev") + ("a" if woman else "")
    parts = [family, given.native, father.native, "qızı" if woman else "oğlu"]
    russian = [spell(part, "from latin") for part in parts[:3]]
    return Name(" ".join(parts), " ".join(russian), " ".join(spell(part, "passport") for part in russian))


def _turkmen(surname: Stem, given: Stem, father: Stem, woman: bool, rng: Random) -> Name:
    family = surname.native + ("ow" if surname.native[-1] not in "aäeiouüöy" else "ýew") + ("a" if woman else "")
    middle = father.native + ("owna" if woman else "owiç")
    parts = [family, given.native, middle]
    russian = [spell(part, "from latin") for part in parts]
    return Name(" ".join(parts), " ".join(russian), " ".join(spell(part, "passport") for part in russian))


def _russian(word: str) -> str:
    return spell(word, "russian")


def _persian(surname: Stem, given: Stem, father: Stem) -> str:
    return f"{given.persian} {surname.persian}زاده" if given.persian and surname.persian else ""


FORMS = {
    "tg": _tajik, "fa": _afghan, "uz": _uzbek, "kk": _kazakh, "ky": _kyrgyz, "ru": _russians, "az": _azeri,
    "tk": _turkmen,
}  # fmt: skip
