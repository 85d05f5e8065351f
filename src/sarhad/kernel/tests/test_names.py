"""What folding must bring together, what it must keep apart, and what it may cost."""

import time
from itertools import combinations
from operator import itemgetter
from pathlib import Path

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from sarhad.kernel import names
from sarhad.kernel.data import table
from sarhad.kernel.names import _fold, display_key, identifier, stamp, text_words, words

COMMON = ["Фарҳод", "Karim", "Раҳмон", "Hasan", "Ғаффор", "Muhammad", "Саид", "Rustam", "Довуд", "محمد", "رستم"]

# Spellings of one name that must give equal words.
EQUAL = {
    "Tajik, Russian, passport": "Каримов Фарҳод | Karimov Farhod | Karimov Farkhod | Каримов Фарход",
    "order and capitals": "Каримов Фарҳод | ФАРҲОД КАРИМОВ | фарҳод каримов",
    "six alphabets": "Ҳасан | Хасан | Hasan | Hassan | Həsən | Khasan | حسن",
    "Muhammad": "Муҳаммад | Мухаммад | Mohammed | Mohammad | Muhammad | محمد | Махмад | Магомед",
    "Mahmud": "Маҳмуд | Махмуд | Mahmood | Mahmud | محمود",
    "Rahman": "Раҳмон | Рахман | Rahman | Rakhmon | رحمان",
    "Uzbek apostrophes": "Ўктам | O‘ktam | Oʻktam | O'ktam | O`ktam | Oʼktam | Уктам | Uktam",
    "Uzbek G": "Ғуломов | Gʻulomov | G'ulomov | G‘ulomov | Ghulomov",
    "Uzbek X": "Ходжаев | Xojayev | Khodzhaev | Khodjaev | Hojaev",
    "Uzbek s-h": "Исҳоқ | Is'hoq | Исхак | Ishoq",
    "Uzbek and Russian surname": "Қодиров Ёқуб | Кадыров Якуб | Kadirov Yakub | Qodirov Yoqub",
    "Tajik j": "Бобоҷонов | Бабаджанов | Babadzhanov | Bobojonov",
    "Kazakh": "Тоқаев | Токаев | Tokayev | Toqaev | Tokaev",
    "Kazakh vowels": "Нұрсұлтан | Нурсултан | Nursultan | Nūrsūltan",
    "Kyrgyz": "Жээнбеков | Jeenbekov | Zheenbekov",
    "Kyrgyz j": "Жапаров | Japarov | Zhaparov",
    "Turkmen": "Какаев | Kakaýew | Kakayev",
    "Turkmen letters": "Абдуллаев | Abdullaýew | Abdullayev | Abdullaev | Abdulayev",
    "Azerbaijani": "Cəfərov | Джафаров | Jafarov | Ҹәфәров",
    "Russian yo": "Соловьёв | Соловьев | Solovyov | Solovyev | Solov'ev | Solovev",
    "ICAO passports": "Юлия | Iuliia | Yuliya | Iuliya",
    "soft sign": "Татьяна | Tatiana | Tatyana | Tat'yana",
    "Russian shch": "Щербаков | Shcherbakov",
    "Persian in four scripts": "کریمی | Karimi | Каримӣ | Карими",
    "Persian participle": "قاسم | Qasim | Қосим | Касим | Kasim",
    "long vowels": "داوود | Davood | Довуд | Давуд | Davoud",
    "Arabic article": "العظيم | Al-Azim | Azim | al Azim",
    "two keyboards": "Каримов | Kаpимoв | KАPИMOB",
    "h for ҳ": "Фарҳод | Фарhод | Фарһод",
    "presentation forms": "محمد | ﻣﺤﻤﺪ",
    "zero-width joiner": "Каримов | Кари\u200dмов",
    "decomposed": "Йулдуз | И\u0306улдуз",
    "initials": "Иванов | И. И. Иванов | Ivanov I.I.",
    "company": "ООО «Восток-Сервис» | OOO Vostok Servis",
}  # fmt: skip

# What each letter stands for: folded between the given letters, all of a row give the same word.
LETTERS = {
    "a_a aba": "بб", "a_a acha": "čćçчچ", "a_a ada": "ڈډدðđд", "a_a afa": "فф", "a_a aga": "ګغگґҝгġḡğǵɣƣғ",
    "a_a aha": "ھحخḩḥһҳẖḫḵх", "a_a aja": "ږجژҗҹҷžж", "a_a aka": "كکкقқ", "a_a ala": "لłл", "a_a ama": "مм",
    "a_a ana": "ںڭڼنňņŋңн", "a_a apa": "پп", "a_a ara": "ړڑڕرр", "a_a asa": "ثسصсß", "a_a asha": "šşшښشщ",
    "a_a ata": "ٹټتطтþ", "a_a atsa": "څц", "a_a ava": "ۋв", "a_a aza": "ځذزضظз", "a_a aya": "йј",
    "b_b bab": "اأٱəäәаآۆøöөо", "b_b baeb": "æœ", "b_b baib": "ۍ", "b_b beb": "ےېەеэё", "b_b bib": "إıїіӣиыý",
    "b_b bub": "ۇۈؤüұүўӯу", "b_b bieb": "є", "b_b biab": "я", "b_b biub": "ю",
    "ب_ب bub": "و", "ب_ب bib": "ىیيئ", "جم_ jama": "هہۂۃةۀ", "ب_اس bas": "ع",
    "ab_ab abab": "ءـъь\u200c\u200d\u00ad", "o_z uz": "’‘ʻʼ`´ʹʿʾ′ʺ‛ˈ՚＇'",
}  # fmt: skip

# Spellings that may differ by a letter or two a word.
NEAR = {
    "Reza": "محمد رضا کریمی | Mohammad Reza Karimi | Муҳаммад Ризо Каримӣ",
    "Persian e": "جمشید | Ҷамшед | Jamshid | Jamshed",
    "O with and without apostrophe": "Xo‘jayev | Xojayev | Хўжаев | Ходжаев",
    "Persian -ov": "کریموف فرهاد | Каримов Фарҳод",
    "soft l": "Ғуломов | Гулямов",
}

# Different names of different people: no word of one may equal a word of another.
DIFFERENT = [
    "Hasan | Husan", "Ҳасан | Ҳусан", "Хасан | Хусан", "حسن | حسین",
    "Aziz | Aziza", "Азиз | Азиза", "عزیز | عزیزه", "Rahim | Rahman", "Раҳим | Раҳмон", "رحیم | رحمان",
    "Muhammad | Mahmud", "Мухаммад | Махмуд", "Махмад | Махмуд", "محمد | محمود", "Hamid | Hamida",
    "Salim | Salima", "Karim | Karima", "Nazir | Nazar", "Anvar | Anora", "Said | Saida", "Umar | Amir",
    "Каримов | Карими", "Рустам | Рустамов", "Zafar | Zufar", "Ilhom | Ilyos", "Alisher | Sherali",
]  # fmt: skip


def spellings(row: str) -> list[str]:
    return [spelling.strip() for spelling in row.split(" | ")]


@pytest.mark.parametrize("row", EQUAL.values(), ids=EQUAL)
def test_spellings_of_one_name_give_equal_words(row):
    folded = {spelling: words(spelling) for spelling in spellings(row)}
    assert len(set(folded.values())) == 1, folded
    assert all(word.isascii() for word in words(row))


@pytest.mark.parametrize(("beside", "letter"), [(key, char) for key, row in LETTERS.items() for char in row])
def test_every_letter_is_folded_to_its_sound(beside, letter):
    pattern, expected = beside.split()
    assert words(pattern.replace("_", letter)) == (expected,)


def test_every_letter_of_the_table_is_tested():
    given = {char for part in table("names")["letters"] for char in map(itemgetter(0), part["pairs"].split())}
    assert given | set(table("names")["inside"]) == set("".join(LETTERS.values()))


RULES = [
    (part, place) for part in ("unwritten", "spellings", "sounds") for place in range(len(table("names")[part]))
]


@pytest.mark.parametrize(("part", "place"), RULES)
def test_every_rule_has_an_example_that_needs_it(part, place, monkeypatch):
    example, expected = table("names")[part][place][2].split(" = ")
    _fold.cache_clear()
    assert words(example) == (expected,)
    rules = getattr(names, f"_{part.upper()}")
    monkeypatch.setattr(names, f"_{part.upper()}", rules[:place] + rules[place + 1 :])
    _fold.cache_clear()
    assert words(example) != (expected,)
    _fold.cache_clear()


def test_no_known_word_and_no_variant_is_superfluous():
    for word, latin in names._KNOWN.items():
        assert names._sound(names._apply(names._UNWRITTEN, word.translate(names._LETTERS))) != words(latin)[0], word
    for spelling, word in names._VARIANTS.items():
        assert names._apply(names._SPELLINGS, spelling) == spelling  # or it would never be met
        assert names._apply(names._SOUNDS, spelling) != names._apply(names._SOUNDS, word), spelling
        assert words(spelling) == words(word)


def documented() -> list[list[str]]:
    """Rows of the table of examples in docs/names.md: spellings and their folded words."""
    page = (Path(__file__).parents[4] / "docs/names.md").read_text("utf-8")
    table = page.split("| spellings of one name | folded |")[1].split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pytest.mark.parametrize(("row", "folded"), documented())
def test_the_examples_of_the_documentation(row, folded):
    assert {" ".join(words(spelling)) for spelling in row.split(", ")} == {folded}


@pytest.mark.parametrize("row", NEAR.values(), ids=NEAR)
def test_distant_spellings_stay_within_two_letters_a_word(row):
    for one, other in combinations(map(words, spellings(row)), 2):
        assert all(min(DamerauLevenshtein.distance(a, b) for b in other) <= 2 for a in one), (one, other)


@pytest.mark.parametrize("row", DIFFERENT)
def test_different_names_stay_different_words(row):
    one, other = spellings(row)
    assert not set(words(one)) & set(words(other))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("", ()),
        (" - ' . ", ()),
        ("Фарҳод Фарҳод", ("farhad",)),
        ("bin Laden", ("laden",)),
        ("Al", ("al",)),  # nothing else is there
        ("Рейс 17-Б", ("17", "rais")),
        ("۱۷", ("17",)),
        ("李四 Li", ("li", "李四")),
        ("Ким Чен Ын", ("chen", "in", "kim")),
    ],
)
def test_words_are_sorted_and_each_once(name, expected):
    assert words(name) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("АВ 1234", "AB1234", "AB1234"),  # Cyrillic and Latin
        ("ав-1234", "Ab/1234", "AB1234"),
        ("01 А 777 ВС", "01a777bc", "01A777BC"),
        ("А۱۲۳٤", "A1234", "A1234"),  # Persian and Arabic digits
        ("ΑΒ № 5", "AB5", "AB5"),  # Greek, and the numero sign is no letter
        ("ＡＢ１２", "AB12", "AB12"),  # full width
        ("É-5", "e5", "E5"),
        ("ДЖ 5", "дж5", "ДЖ5"),  # Cyrillic without a Latin double stays
        ("\u200eAB 5\u200f", "AB5", "AB5"),
    ],
)
def test_identifiers_compare_across_keyboards(one, other, expected):
    assert identifier(one) == identifier(other) == expected


@pytest.mark.parametrize(("one", "other"), [("AB1234", "AB1243"), ("A0", "AO"), ("Д5", "D5"), ("12", "1.2.3")])
def test_different_identifiers_stay_different(one, other):
    assert identifier(one) != identifier(other)


def test_text_words_keep_order_and_leave_single_letters_out():
    text = "Героин, 5 кг: heroin — в тайнике героин"
    assert text_words(text) == ("gerain", "kg", "herain", "tainike")


def test_text_is_folded_as_names_are():
    assert set(words("Фарҳод Раҳмонов")) <= set(text_words("видели: Farkhod Rahmonov, 12 мая"))


@pytest.mark.parametrize(
    "expected",
    [
        "Гулов Гуфронов Ғаффор Давлат",
        "Иван Иззат Ӣброҳим Йод Карим Қодир Лола",
        "Ерлан Ёқуб Жамол Яков",
        "Ука Ӯктам Фарҳод Холид Ҳасан Чори Ҷамшед Шариф",
        "بابک پدرام تیمور جمشید چنگیز رستم ژاله کریم گلناز",
        "12 aziz Émile Eve Zoe Али",
    ],
)
def test_people_are_sorted_as_they_expect(expected):
    assert sorted(expected.split(), key=display_key) == expected.split()


def test_sorting_is_total():
    assert sorted(["Али", "али", "АЛИ"], key=display_key) == sorted(["АЛИ", "Али", "али"], key=display_key)


def test_long_texts_are_folded_but_not_remembered():
    before = _fold.cache_info().currsize
    assert words("а" * 5000 + " Фарҳод-" + "Раҳмон," * 50) == ("farhad", "rahman")
    assert _fold.cache_info().currsize == before


def test_stamp_is_stable_within_a_version():
    assert stamp() == stamp()
    assert len(stamp()) == 16


def test_folding_three_names_of_three_words_costs_less_than_33_microseconds():
    everybody = [f"{first} {middle}ович {last}ов" for first in COMMON for middle in COMMON for last in COMMON]
    for name in everybody:
        words(name)  # the vocabulary of real names repeats itself
    start = time.process_time()
    for name in everybody:
        words(name)
    per_entity = 3 * (time.process_time() - start) / len(everybody)
    assert per_entity < 33e-6
