"""Comparing the names of companies, organisations and vessels, by the registers' customs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.kernel.data import table
from sarhad.matching import organisations
from sarhad.matching.names import SAME, compare
from sarhad.matching.organisation_tables import phrase
from sarhad.matching.organisation_words import MOST_WORDS, parsed

ONE_NAME = {
    "Kyrgyz limited": "ОсОО «Нур» | ЖЧК «Нур» | Нур LLC | «Нур» жоопкерчилиги чектелген коому",
    "Kazakh": "ТОО «Асыл Тас» | «Асыл Тас» ЖШС | Asyl Tas LLP | Асыл Тас жауапкершілігі шектеулі серіктестігі",
    "Uzbek limited": '"Zarafshon Savdo" MChJ | МЧЖ «Зарафшон Савдо» | OOO Zarafshan Savdo',
    "Tajik limited": "ҶДММ «Нақлиёти Суғд» | Ҷамъияти дорои масъулияти маҳдуди «Нақлиёти Суғд»",
    "Turkmen": "HJ «Bagtyýar» | ХО «Багтыяр» | Hojalyk jemgyýeti «Bagtyýar»",
    "Azerbaijani": "«Bakı İnşaat» ASC | ОАО «Баку Иншаат» | Açıq Səhmdar Cəmiyyəti «Bakı İnşaat»",
    "Iranian": "شرکت سهامی خاص آریا تجارت | Sherkat Sahami Khass Aria Tejarat | Aria Trading P.J.S. Co.",
    "Turkish": "Deniz Ticaret Anonim Şirketi | DENIZ TICARET A.Ş. | Deniz Ticaret A.S.",
    "trades translated": "شرکت ساختمانی کابل نوین | Kabul Novin Construction Company",
    "abbreviated": "Global Intl Trading Co., Ltd. | Global International Trading Company Limited",
    "sole trader": "ИП Каримов Рустам Алиевич | ЯТТ Каримов Рустам | ЖК Karimov R.A.",
    "vessel": 'M/V "Caspian Star" | MV CASPIAN STAR',
    "joined": 'ООО "Восток-Сервис" | ООО Востоксервис | ООО «ВостокСервис»',
    "and": "Smith & Sons Ltd | Smith and Sons Limited",
    "number": "ООО «Шахта №12» | ООО «Шахта 12» | OOO Shakhta N12",
    "number in words": "Brigade Forty-Four LLC | Brigade 44 LLC",
    "ordinal": "1st Steppe Bank Ltd | First Steppe Bank Ltd",
    "adjective": "Муромский завод ООО | Murom Plant LLC",
    "farm": "Хоҷагии деҳқонии «Баракат» | Дехканское хозяйство «Баракат»",
    "a letter": "ООО «Меркурий» | ООО «Меркурйи»",
    "private enterprise": "ЧП «Нур» | «Nur» XK | Хусусий корхона «Нур»",
    "Turkmen private enterprise": "HK «Bagtyýar» | ИП «Багтыяр»",
    "initials in brackets": "Great Lakes Trading House Ltd (GLTH) | Great Lakes Trading House Ltd",
    "abbreviated trades": "НПО «Восток» | Научно-производственное объединение «Восток»",
    "Turkish abbreviations": "Öz Nakliyat San. ve Tic. Ltd. Şti. | ÖZ NAKLİYAT SANAYİ VE TİCARET LİMİTED ŞİRKETİ",
    "railway": "ГУП «Таджикская железная дорога» | КВД «Роҳи оҳани Тоҷикистон»",
    "joint venture": 'JV "Lukoil-Asia" LLC | СП ООО «Лукойл-Азия»',
    "Dari": "شرکت خدمات لوجستیکی افغان ترانزیت | Afghan Transit Logistics Services Company",
    "foreign form": "Societatea cu Răspundere Limitată PRO TRAFFIC | SRL PRO TRAFFIC",
}

OTHER_NAMES = {
    "number": "ООО «Транс-Азия-1» | ООО «Транс-Азия-11»",
    "number added": "ООО «Нур» | ООО «Нур-2»",
    "Roman number": "Terminal II LLC | Terminal III LLC",
    "city": "Kabul Zamin Import-Export Ltd | Herat Zamin Import-Export Ltd",
    "city added": "ООО «Сомон Трейд» | ООО «Сомон Трейд Душанбе»",
    "country added": "Banco Santander S.A. | Banco Santander Chile S.A.",
    "trade": "ООО «Каскад Агро» | ООО «Каскад Авто»",
    "trade inside": "ООО «Автотранс» | ООО «Агротранс»",
    "trade added": "ООО «Альфа» | ООО «Альфа Лизинг»",
    "trades alone": "National Bank LLC | Trade Bank LLC",
    "form": "ТОО «Алтын» | АО «Алтын»",
    "a name translated": "ООО «Звезда» | ООО «Star»",
    "sole traders": "ИП Каримов Рустам | ИП Каримов Рашид",
    "sole trader and company": "ИП Каримов Рустам | ООО Каримов Рустам",
    "given names": "ООО «Рахим» | ООО «Рахман»",
    "a place in brackets": "Aria Bank Ltd (Herat) | Aria Bank Ltd",
    "short words": "ООО «Алма» | ООО «Алта»",
}


def pairs(rows):
    return [(first, each) for first, *rest in (row.split(" | ") for row in rows.values()) for each in rest]


@pytest.mark.parametrize(("one", "other"), pairs(ONE_NAME))
@pytest.mark.parametrize("schema", ["Company", ""])
def test_one_organisation(one, other, schema):
    found = compare(one, other, schema)
    assert found.verdict == SAME, found


@pytest.mark.parametrize(("one", "other"), pairs(OTHER_NAMES))
@pytest.mark.parametrize("schema", ["Company", ""])
def test_two_organisations(one, other, schema):
    found = compare(one, other, schema)
    assert found.verdict != SAME, found


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("ООО Ромашка", True),
        ("Завод «Нур»", True),
        ("«Нур»", True),
        ("ИП Каримов", True),
        ("Aria Noor Transport Company", True),
        ("Kandahar Cement Plant", True),
        ("Иван Петров «Седой»", False),
        ('"Caesar"', False),
        ("Каримов А.О.", False),
        ("Каримов АО", False),
        ("Ad Ak", False),
        ("KIM SONG MIN", False),
    ],
)
def test_who_is_called_as_companies_are(name, company):
    assert organisations.named(name) == company


@pytest.mark.parametrize(
    ("name", "words", "forms"),
    [
        ("Филиал №2 ООО «Каскад»", "Филиал 2 Каскад", "limited"),
        ("«Ak Ýol» HJ", "Ak Ýol", "limited"),
        ("Ала-Тоо", "Ала Тоо", ""),
        ("ИП ООО «Samo»", "Samo", "limited"),
        ("«Гулистон» ҚК МЧЖ", "Гулистон", "limited"),
        ("ООО", "ООО", ""),
        ("АО «НК «КазМунайГаз»", "НК Каз Мунай Газ", "joint-stock"),
        ("z² Ltd.", "z²", "limited"),
    ],
)
def test_what_is_left_without_the_form(name, words, forms):
    found = parsed(name)
    assert " ".join(word.shown for word in found.words) == words
    assert " ".join(found.forms) == forms


def test_of_a_long_name_the_first_words_are_compared_and_its_form_is_known():
    found = parsed(" ".join(f"{letter}bak" for letter in "bcdfghjklmnpqrstvwx") + " LLC")
    assert (len(found.words), found.sure) == (MOST_WORDS, True)
    assert len(parsed("Word " * 2000).words) <= MOST_WORDS


def test_no_word_of_the_table_has_two_meanings():
    data, seen = table("organisations"), {}
    for part in ("trades", "meanings"):
        for meaning, words in data[part].items():
            for word in filter(None, map(phrase, words.split(";"))):
                assert seen.setdefault(word, meaning) == meaning, f"{word}: {seen[word]} and {meaning}"


WORDS = ["ООО", "«Нур»", "Savdo", "12", "II", "AK", "ИП", "Карго", "Кабул", "&", "«А", "Б»", "transport"]
NAMES = st.lists(st.sampled_from(WORDS), max_size=6)


@given(NAMES, NAMES)
def test_it_is_symmetric(one, other):
    a, b = " ".join(one), " ".join(other)
    there, back = compare(a, b, "Company"), compare(b, a, "Company")
    assert there[:2] == back[:2]
    assert 0 <= there.score <= 1
    assert [(r.left, r.right) for r in there.reasons] == [(r.right, r.left) for r in back.reasons]
