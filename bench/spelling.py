"""How clerks spell a name: scripts, romanisations, and what hands and keyboards do to them.

Written from how passports and registers of the region look, apart from `kernel/data/names.yml` on purpose: folding
is measured on these spellings, so it must not have made them.
"""

from __future__ import annotations

import re
from random import Random

# Letters of the region's alphabets as a Russian-speaking clerk writes them; several forms where clerks differ.
RUSSIAN = {
    "ҳ": "х х х х х г", "қ": "к", "ғ": "г", "ӣ": "и", "ӯ": "у", "ҷ": "дж дж дж ж", "ў": "у у у о", "ө": "о о у ё",
    "ү": "у у у ю", "ң": "н н н нг", "ә": "а а а е", "і": "и", "ұ": "у", "һ": "х", "ъ": "ъ _",
    # Azerbaijani and Turkmen Latin
    "a": "а", "b": "б", "c": "дж", "ç": "ч", "d": "д", "e": "е", "ə": "а а а я", "ä": "я а", "f": "ф", "g": "г",
    "ğ": "г", "h": "х г г", "x": "х", "ı": "ы", "i": "и", "j": "дж дж ж", "k": "к", "q": "г к", "l": "л", "m": "м",
    "n": "н", "ň": "н нг", "o": "о", "ö": "о ё", "p": "п", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у",
    "ü": "у ю", "v": "в", "w": "в", "y": "ы", "ý": "й", "z": "з", "ž": "ж",
}  # fmt: skip
AZERI = {"y": "й"}  # in Turkmen y is ы and ý is й
RUSSIAN = {letter: [form.replace("_", "") for form in forms.split()] for letter, forms in RUSSIAN.items()}


def _table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


_COMMON = _table("а=a б=b в=v г=g д=d е=e з=z и=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ь= ъ= э=e")
_ENGLISH = _COMMON | _table("ж=zh х=kh ц=ts ч=ch ш=sh щ=shch ы=y")
OWN = _ENGLISH | _table("й=y ё=yo ю=yu я=ya")
LATIN = {  # Russian letters, and those of the region that the table takes as they are
    "icao": _ENGLISH | _table("й=i ё=e ю=iu я=ia ъ=ie"),  # ICAO 9303 part 3, in Russian passports since 2010
    "english": OWN,  # passports of 1997 to 2010 and most websites
    "bgn": _ENGLISH | _table("й=y ё=ye ю=yu я=ya ы=y ъ="),  # with ye at the beginning and after vowels
    "french": _COMMON
    | _table("ж=j х=kh ц=ts ч=tch ш=ch щ=chtch ы=y й=i ё=e ю=iou я=ia у=ou"),  # passports until 1997
    "tg": OWN | _table("ҳ=h қ=q ғ=gh ӣ=i ӯ=u ў=u ҷ=j"),
    "uz": OWN | _table("ж=j х=x ў=oʻ ғ=gʻ қ=q ҳ=h ъ=ʼ ц=s"),
    "kk": _ENGLISH | _table("ә=a ғ=g қ=k ң=n ө=o ұ=u ү=u һ=h і=i й=i ё=yo ю=yu я=ya"),
    "kk-2021": OWN | _table("ә=ä ғ=ğ қ=q ң=ñ ө=ö ұ=ū ү=ü һ=h і=ı ж=j й=i ш=ş х=h ю=iu я=ia"),
    "ky": OWN | _table("ө=o ү=u ң=n ж=j"),
    "ru": _ENGLISH | _table("й=i ё=e ю=iu я=ia"),
}
PLAIN = {  # Azerbaijani and Turkmen letters in machine-readable passports, ICAO 9303 part 3 or as clerks simplify
    "az": _table("ə=a ç=ch ğ=gh ı=i ö=o ş=sh ü=u x=kh c=j q=g"),
    "az-letters": _table("ə=e ç=c ğ=g ı=i ö=o ş=s ü=u"),
    "tk": _table("ä=a ç=ch ň=n ö=o ş=sh ü=u ý=y ž=zh w=w"),
    "tk-letters": _table("ä=a ç=c ň=n ö=o ş=s ü=u ý=y ž=z"),
}

# Names that are written in quite different ways, in Russian and in Latin letters; the first is how rules spell it.
VARIANTS = """
мухаммад мухаммед магомед махмад мухамед мохаммад маммад|юсуф юсуп юсиф иусуф|хусейн хусайн гусейн хуссейн
хасан гасан хассан|абдулло абдулла абдуллах абдуло|сулаймон сулейман сулайман солиман|исмоил исмаил исмайил
иброхим ибрагим ибрахим эбрахим|якуб ёкуб якуп якубджон|саид сайид сеид сайд|ахмад ахмед ахмат|махмуд махмут махмад
усмон осман усман|умар омар|шариф шарип|юнус юнис|хайрулло хайрулла хайруллох|мурод мурат мурад|тохир тагир тахир
косим касым касим|кодир кадыр кадир|гулом гулям голям|зафар запар|бахтиёр бахтияр|фарход фархад пархад|шавкат шаукат
абдулла абдулло абдуллох|файзулла файзулло файзуллох|хусан хусан хусон|бахром бахрам баграм|собир сабир сабыр
султон султан|рустам рустем|тимур темур темир|жамшид джамшид джамшед|джамшед джамшид жамшид|хуршед хуршид
умед умид омид|эркин эркен|нурсултан нурсултон|гулнора гулнара|фотима фатима патима|зулфия зульфия|лайло лейла лайла
ойша айша|мадина медина|севара савара|шахноза шахназа|зебо зеба зиба|наргиза наргис наргиз|наргис наргиза наргиз
наталья наталия|артём артем|фёдор федор|дмитрий димитрий|даниил данил данила|юлия юлья|геннадий генадий
"""
ENGLISH = """
muhammad mohammad mohammed mohamad muhamad mohamed|yusuf yousuf yousef yusof|husein hussein hossein husain hussain
husayn hussein husain|ahmad ahmed|sulaymon sulaiman soleiman suleman|ismoil ismail esmail|ibrohim ibrahim ebrahim
abdullo abdullah abdulla|rahmon rahman|karim kareem|rahim raheem|hamid hameed|rashid rasheed|salim saleem
usmon osman|usman umar omar|said sayed sayid syed|nazar nazer|yunus younus yunis|yaqub yaqoob yakub
khayrullo khairullah khair-ullah|qosim qasim qassem|qodir qadir qader|ghulom ghulam gholam|tohir taher tahir
mahmud mahmood mahmoud|daulat dawlat|jamshed jamshid|davlat dawlat|mansur mansoor
ghafur ghafoor|suhrob sohrab|bahrom bahram|murod murad|zafar zaffar
"""


def _variants(text: str) -> dict[str, list[str]]:
    rows = [row.split() for line in text.strip().splitlines() for row in line.split("|")]
    return {first: others for first, *others in rows}


_END = re.compile("(.*?)((?:[ое]в(?:а|ич|на)?)?)")
KNOWN = _variants(VARIANTS) | _variants(ENGLISH)
VOWELS = "аеёиоуыэюяaeiou"
NEAR = ["йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm"]
HOMOGLYPHS = str.maketrans("аеорсухАВЕКМНОРСТУХ", "aeopcyxABEKMHOPCTYX")


def variant(word: str, rng: Random, share: float) -> str:
    """The word, or with that probability another tradition's spelling of the same name."""
    others = KNOWN.get(word)
    return rng.choice(others) if others and rng.random() < share else word


def russian(native: str, culture: str, rng: Random) -> str:
    """A word of the region's alphabets in Russian letters, in lower case."""
    own = AZERI if culture == "az" else {}
    text = "".join(
        own.get(c) or rng.choice(RUSSIAN[c]) if c in RUSSIAN else c for c in native.replace("İ", "i").lower()
    )
    text = text.replace("йа", "я").replace("йу", "ю").replace("йо", "ё").replace("ыы", "ы").replace("йе", "е")
    if culture in {"tg", "uz", "fa"} and rng.random() < 0.3:  # Раҳмонов as Рахманов, Бобоҷонов as Бабаджанов
        stem, end = _END.fullmatch(text).groups()
        text = stem.replace("о", "а") + end
    if culture in {"tg", "uz", "fa", "tk", "az"} and rng.random() < 0.08:
        text = text.replace("и", "е", 1) if rng.random() < 0.5 else text.replace("е", "и", 1)
    return variant(text, rng, 0.25)


def latin(word: str, table: str) -> str:
    """A Cyrillic word in Latin letters by one of the tables, in lower case."""
    letters, word = LATIN[table], word.lower()
    if table == "french":
        return _french(word)
    if table == "bgn":
        after = ["", *word]
        return "".join(
            "ye" if c == "е" and before in "аеёиоуыэюяйъь" else letters.get(c, c)
            for before, c in zip(after, word, strict=False)
        )
    text = "".join(letters.get(c, c) for c in word)
    if table in {"english", "icao"} and word.endswith("ий"):
        return text.removesuffix(letters["и"] + letters["й"]) + "iy" if table == "english" else text
    return text


def _french(word: str) -> str:
    text, before = "", ""
    for place, char in enumerate(word):
        after = word[place + 1 : place + 2]
        if char == "г" and after and after in "еи":
            text += "gu"
        elif char == "с" and before and before in VOWELS and after and after in VOWELS:
            text += "ss"
        elif char == "й" and before == "и":
            pass
        else:
            text += LATIN["french"].get(char, char)
        before = char
    return text + "e" if text.endswith("in") else text  # Poutine, Ilyine


def english(word: str, rng: Random) -> str:
    """A Latin word as an Afghan or Pakistani office writes it: by how it sounds in English."""
    word = variant(word, rng, 0.5)
    if rng.random() < 0.15:
        word = word.replace("i", "ee", 1) if rng.random() < 0.6 else word.replace("u", "oo", 1)
    return word.replace("aa", "a")


def apostrophes(text: str, rng: Random) -> str:
    """Uzbek oʻ and gʻ as keyboards give them: with their own sign, an ASCII or typographic one, or none."""
    sign = rng.choice(["ʻ", "'", "'", "‘", "`", ""])
    return text.replace("ʻ", sign).replace("ʼ", rng.choice(["ʼ", "'", "’", "", ""]))


def typo(text: str, rng: Random) -> str:
    """One slip: a letter left out, doubled, exchanged with its neighbour, or the next key on the keyboard."""
    places = [n for n, c in enumerate(text) if c.isalpha() and n and text[n - 1].isalpha()]
    if not places:
        return text
    n = rng.choice(places)
    kind = rng.random()
    if kind < 0.3:
        return text[:n] + text[n + 1 :]
    if kind < 0.5:
        return text[:n] + text[n] + text[n:]
    if kind < 0.7:
        return text[: n - 1] + text[n] + text[n - 1] + text[n + 1 :]
    row = next((row for row in NEAR if text[n].lower() in row), None)
    if not row:
        return text[:n] + text[n + 1 :]
    place = row.index(text[n].lower()) + rng.choice([-1, 1])
    return text[:n] + row[place % len(row)] + text[n + 1 :]


def homoglyph(text: str, rng: Random) -> str:
    """A Cyrillic name with some letters typed on a Latin keyboard that look the same."""
    return "".join(c.translate(HOMOGLYPHS) if rng.random() < 0.3 else c for c in text)


def persian(text: str, rng: Random) -> str:
    """Arabic-script letters as different keyboards give them."""
    if rng.random() < 0.15:
        text = text.replace("ی", "ي").replace("ک", "ك")
    return text.replace("\u200c", rng.choice(["\u200c", " ", ""]))
