"""One clerk writes one person's name: script, forms of surname and patronymic, order, joins, slips."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from bench import spelling
from sarhad.demo.names import Stem

# How often a record of a person of this culture is written in which hand, in percent. A Latin hand names its table.
HANDS = {
    "tg": {
        "russian": 40, "native": 18, "persian": 8, "tg": 12, "icao": 8, "english": 7, "afghan": 3, "french": 2,
        "bgn": 2,
    },
    "uz": {"russian": 38, "uz": 26, "native": 10, "icao": 8, "english": 9, "tg": 3, "french": 3, "bgn": 3},
    "kk": {"russian": 46, "native": 15, "kk": 17, "kk-2021": 2, "icao": 9, "english": 7, "french": 2, "bgn": 2},
    "ky": {"russian": 48, "native": 14, "ky": 16, "icao": 9, "english": 8, "french": 3, "bgn": 2},
    "ru": {"russian": 64, "ru": 12, "icao": 6, "english": 10, "bgn": 4, "french": 4},
    "fa": {"persian": 38, "afghan": 40, "russian": 14, "tg": 8},
    "az": {"native": 32, "az": 18, "az-letters": 14, "russian": 30, "english": 6},
    "tk": {"native": 28, "tk": 18, "tk-letters": 14, "russian": 34, "english": 6},
}  # fmt: skip
OVER = {"russian", "icao", "english", "french", "bgn", "ru"}  # Latin tables that start from the Russian form
BEFORE = ("абду", "муҳаммад", "шо", "мир", "хол", "нур", "дил", "худой")
AFTER = ("ҷон", "жон", "хон", "бек", "jan", "хан")
SOFT = "аеиоуыэюяaäeiouöüəy"
ZODA = {"russian": "зода зода заде задэ", "native": "зода зода зода", "latin": "zoda zoda zodah zade zadeh"}
SON = {"uz": ("ўғли", "қизи"), "kk": ("ұлы", "қызы"), "ky": ("уулу", "кызы"), "az": ("oğlu", "qızı")}
RUSSIAN_SON = {"uz": ("угли", "кизи"), "kk": ("улы", "кызы"), "ky": ("уулу", "кызы"), "az": ("оглы", "кызы")}


@dataclass(frozen=True, slots=True)
class Named:
    """What somebody is called, apart from how it is written."""

    culture: str
    woman: bool
    surname: Stem
    given: Stem
    father: Stem
    style: str  # ov, zoda, i, bare, son, li


def write(who: Named, rng: Random, hand: str | None = None, slips: bool = True) -> str:
    """The name as this clerk puts it; without `slips` as a careful one would, from the passport."""
    hand = hand or rng.choices(list(HANDS[who.culture]), list(HANDS[who.culture].values()))[0]
    if hand == "persian" and not (who.given.persian and who.father.persian):
        hand = "native"
    if slips and who.culture not in {"ru", "fa"} and rng.random() < 0.04:
        who = replace(who, style=rng.choice(["bare", "ov", "zoda" if who.culture in {"tg", "az"} else "bare"]))
    if hand == "persian":
        return _persian(who, rng)
    parts = [_family(who, hand, rng), _given(who, hand, rng, slips), _father(who, hand, rng, slips)]
    text = _ordered(who, hand, parts, rng, slips)
    return _slips(text, rng) if slips else text


# Parts of a name


def _spell(native: str, culture: str, hand: str, rng: Random) -> str:
    """A word of the culture's own alphabet in this hand, in lower case."""
    word = native.replace("İ", "i").lower()
    if hand == "native":
        return word
    if hand in spelling.PLAIN:
        return "".join(spelling.PLAIN[hand].get(char, char) for char in word)
    latin_script = culture in {"az", "tk"}
    if hand == "russian" or hand in OVER or latin_script:
        word = spelling.russian(word, culture, rng)
        return word if hand == "russian" else _latin(word, hand, rng)
    return _latin(word, hand, rng)


def _latin(word: str, hand: str, rng: Random) -> str:
    if hand == "afghan":
        return spelling.english(spelling.latin(word, "tg"), rng)
    text = spelling.latin(word, hand)
    if hand in {"english", "tg", "uz", "ky"} and rng.random() < 0.6:
        text = text.replace("iev", "iyev")
    return spelling.apostrophes(text, rng) if hand == "uz" else text


def _soft(word: str) -> tuple[str, bool]:
    """What endings are put to, and whether they are the soft ones: Вали + ев, Салим + ов."""
    base = word.removesuffix("й").removesuffix("ь").replace("ӣ", "и")
    return base, base[-1] in SOFT or base != word


def _ended(word: str, end: str, woman: bool) -> str:
    """The word with `end`, ov or ovich, in the word's own alphabet."""
    base, soft = _soft(word)
    if "a" <= word[-1] <= "z" or word[-1] in "çəäğıňöşüýž":
        return base + ("yev" if soft else "ov") + {"ov": "a" if woman else ""}.get(end, "na" if woman else "iç")
    return base + ("ев" if soft else "ов") + {"ov": "а" if woman else ""}.get(end, "на" if woman else "ич")


def _turkmen(word: str) -> str:
    return word.replace("yev", "ýew").replace("ov", "ow")


def _family(who: Named, hand: str, rng: Random) -> str:
    own, woman = who.surname.native.replace("İ", "i").lower(), who.woman
    if who.culture == "ru":
        return _spell(own + ("а" if woman else ""), "ru", hand, rng)
    if who.style == "ov":
        word = _ended(own, "ov", woman)
        return _spell(_turkmen(word) if who.culture == "tk" else word, who.culture, hand, rng)
    if who.style == "son" and who.culture == "ky":
        return ""  # Салим уулу Бакыт has no surname
    stem = _spell(own, who.culture, hand, rng)
    if who.style == "son":
        return stem + _spell(SON[who.culture][woman], who.culture, hand, rng)
    if who.style == "li":
        return stem + ("лы" if hand == "russian" else "lı" if hand == "native" else "li")
    if who.style == "zoda":
        script = hand if hand in ZODA else "latin"
        if who.culture == "az":
            return stem + {"russian": "заде", "native": "zadə"}.get(hand, "zade")
        return stem + rng.choice(["", "", "", " ", "-"]) + rng.choice(ZODA[script].split())
    if who.style == "i":
        return stem.rstrip("иi") + {"native": "ӣ", "russian": "и"}.get(hand, rng.choice(["i", "i", "iy", "y"]))
    return stem


def _given(who: Named, hand: str, rng: Random, slips: bool) -> str:
    native = who.given.native.replace("İ", "i").lower()
    after = next((end for end in AFTER if native.endswith(end) and len(native) > len(end) + 2), "")
    if slips and after and rng.random() < 0.1:
        native, after = native.removesuffix(after), ""
    joined = not slips or rng.random() > 0.25
    before = next((start for start in BEFORE if _begins(native, start)), "")
    if joined or not (before or after):
        return _ullah(_spell(native, who.culture, hand, rng), rng, joined)
    if before:
        first, second = (_spell(part, who.culture, hand, rng) for part in (before, native.removeprefix(before)))
        first += ("л" if hand in {"russian", "native"} else "l") if before == "абду" and rng.random() < 0.6 else ""
    else:
        first, second = (_spell(part, who.culture, hand, rng) for part in (native.removesuffix(after), after))
    return first + rng.choice([" ", " ", "-"]) + second


def _begins(native: str, start: str) -> bool:
    return native.startswith(start) and len(native) > len(start) + 2 and not native.startswith("абдулл")


def _ullah(text: str, rng: Random, joined: bool) -> str:
    for end in ("улло", "улла", "ullo", "ulla", "ullah"):
        if text.endswith(end) and len(text) > len(end) + 1 and not joined:
            return text.removesuffix(end) + " " + end
    return text + "h" if text.endswith("ulla") and rng.random() < 0.3 else text


def _father(who: Named, hand: str, rng: Random, slips: bool) -> str:
    """The patronymic as the culture or the clerk's language forms it."""
    if who.culture == "fa" or (slips and rng.random() < 0.18 and not (who.culture == "ky" and who.style == "son")):
        return ""
    own, russian = who.father.native.replace("İ", "i").lower(), hand in OVER
    if who.culture == "ru":
        return _spell(_ended(own.rstrip("ая"), "ovich", who.woman), "ru", hand, rng)
    slavic = who.style == "ov" if who.culture == "tg" else russian or who.culture in {"tk", "ky"}
    if slips and rng.random() < 0.25:
        slavic = not slavic
    if slavic and not (who.culture == "ky" and who.style == "son"):
        word = _ended(own, "ovich", who.woman)
        return _spell(_turkmen(word) if who.culture == "tk" else word, who.culture, hand, rng)
    return _son(_spell(own, who.culture, hand, rng), who, hand, rng)


def _son(stem: str, who: Named, hand: str, rng: Random) -> str:
    """The father's name, with the word for son or daughter where the culture has one: Салим ўғли, Серікұлы."""
    end = SON.get(who.culture, ("", ""))[who.woman]
    if not end:
        return stem
    if hand in OVER:
        clerks = RUSSIAN_SON[who.culture][who.woman]
        end = clerks if hand == "russian" else spelling.latin(clerks, hand)
    else:
        end = _spell(end, who.culture, hand, rng)
    between = "" if who.culture == "kk" and rng.random() < 0.8 else rng.choice([" ", " ", " ", "-"])
    return stem + between + end


def _persian(who: Named, rng: Random) -> str:
    """Given name and surname in Arabic script, as Afghan and Iranian offices write them; patronymics are rare."""
    ends = {"zoda": ["\u200cزاده"], "i": ["ی"], "bare": [""], "ov": ["اف", "وف", "ف"]}
    given, surname = who.given.persian, (who.surname.persian or who.father.persian)
    parts = [given, surname + rng.choice(ends.get(who.style, [""]))]
    if who.culture == "tg" and rng.random() < 0.3:
        parts.insert(1, who.father.persian)
    text = " ".join(parts)
    return spelling.persian(text.replace("عبدال", "عبد ال") if rng.random() < 0.25 else text, rng)


# What happens to the whole


def _ordered(who: Named, hand: str, parts: list[str], rng: Random, slips: bool) -> str:
    family, given, father = parts
    named = bool(family and father)
    if slips and named and rng.random() < 0.03:
        given, father = given[:1] + ".", father[:1] + "."
    elif slips and named and rng.random() < 0.015:
        again = _spell(who.father.native, who.culture, hand, rng)
        father += " " + again if again not in father.split() else ""
    elif slips and named and rng.random() < 0.02:
        family = ""
    latin = hand not in {"russian", "native"}
    orders = [[family, given, father]] * 3
    if who.culture == "ky" and who.style == "son":
        orders = [[father, given]] * 3
    if who.culture == "fa":
        orders = [[given, family]] * 3
    turned = slips and rng.random() < (0.3 if latin else 0.15)
    order = rng.choice([[given, family, father], [given, father, family]]) if turned else orders[0]
    return " ".join(part for part in order if part)


def _slips(text: str, rng: Random) -> str:
    if rng.random() < 0.08:
        text = spelling.typo(text, rng)
    if rng.random() < 0.01:
        text = spelling.homoglyph(text, rng)
    return text


def cased(text: str, rng: Random, capitals: float = 0.2) -> str:
    """With capitals as in a register, or throughout as in a passport."""
    if rng.random() < capitals:
        return text.upper()
    small = {
        "ўғли",
        "қизи",
        "угли",
        "кизи",
        "оглы",
        "кызы",
        "уулу",
        "oğlu",
        "qızı",
        "oʻgʻli",
        "qizi",
        "uulu",
        "kyzy",
    }
    return " ".join(
        word if word in small else "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for word in text.split()
    )
