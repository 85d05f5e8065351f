"""The table of given names: its format, and that it keeps apart what it is made to keep apart."""

from collections import Counter, defaultdict
from itertools import combinations

import pytest

from sarhad.kernel.data import FOLDER
from sarhad.kernel.names import words

CODES = "tg uz kk ky tk az fa prs ps ar ru uk hy ka tr tt ug kaa av ce inh kum lez ku"
LANGUAGES = frozenset(CODES.split())
LINES = (FOLDER / "given.tsv").read_text("utf-8").splitlines()
TABLE = [line.split("\t") for line in LINES if not line.startswith("#")]
ROWS = TABLE[1:]

# Spellings that are two names, each really written so. Everything else stands in one row only.
# Spellings are compared by sex: Arzu may be a man or a woman.
AMBIGUOUS = {"jan"}  # Jan is Russian Ян and Tajik Ҷон

APART = """
Hasan Husan Husayn
Karim Rahim Halim Hakim
Salim Halim Shamil Jamil Kamil
Aziz Aziza
Rahim Rahmon
Muhammad Mahmud Ahmad Hamid
Nodir Nozim Nosir
Anvar Sanvar Sarvar Sardor
Vali Ali
Zafar Jafar Zufar Safar
Sobir Sobit Sabur
Jahongir Jamshed
Kamol Jamol Jalol
Jabbor Sattor Gaffor
Olim Odil Orif Obid
Umar Amir Anvar
Qodir Qosim Qobil
Fozil Farid
Said Solih
Zahro Zuhra
Malika Salima Halima Karima
Amina Anora
Marina Karina
Irina Arina
Maria Marina Maryam
Elena Alyona Elina
Andrey Anton
Roman Rodion
Daniil Denis
Sodiq Siddiq
Normurod Nurmyrat
Arslan Aslan Arystan
Abdurahmon Abdurahim Abdurashid Abdurasul
Abdulqodir Abdulqahhor Abdulqayum
Habibullo Najibullo Nasibullo
Nizomiddin Nuriddin Najmiddin Nasriddin
Gulnora Gulnoza Gulsara
Yerbol Yerbolat Yerlan
Farshad Farzad Farhod
Levan Lela
""".strip().splitlines()


def folded() -> dict[str, set[str]]:
    """The rows of each folded word."""
    found = defaultdict(set)
    for name, _sex, _languages, forms in ROWS:
        for form in [name, *forms.split(" ")]:
            found["".join(words(form))].add(name)
    return found


def test_the_table_has_its_columns_and_is_large():
    assert TABLE[0] == ["name", "sex", "languages", "forms"]
    assert len(ROWS) >= 1500
    assert sum(len(row[3].split(" ")) for row in ROWS) / len(ROWS) >= 5


def faults(name: str, sex: str, languages: str, forms: str) -> list[str]:
    spellings, codes = forms.split(" "), languages.split(",")
    found = [f"{form!r} is not one word" for form in [name, *spellings] if len(words(form)) != 1]
    if sex not in {"m", "f", "mf"}:
        found.append(f"sex {sex!r}")
    if not set(codes) <= LANGUAGES or len(set(codes)) < len(codes):
        found.append(f"languages {languages!r}")
    if len(set(spellings)) < len(spellings):
        found.append("a spelling stands there twice")
    return found


def test_every_row_is_well_formed():
    assert {row[0]: found for row in ROWS if (found := ["columns"] if len(row) != 4 else faults(*row))} == {}


def test_a_name_stands_in_one_row_for_each_sex():
    assert [name for name, count in Counter((row[0], row[1]) for row in ROWS).items() if count > 1] == []


def test_a_spelling_stands_in_one_row_but_for_those_that_are_two_names():
    found = defaultdict(set)
    for name, sex, _languages, forms in ROWS:
        for form in {form.casefold() for form in [name, *forms.split(" ")]}:
            for each in sex:
                found[form, each].add(name)
    assert {form for (form, _sex), names in found.items() if len(names) > 1} == AMBIGUOUS


def test_few_folded_words_are_two_names():
    """Folding may join what the table parts (Hakim, Hokim); where it often does, one of the two is wrong."""
    found = folded()
    shared = {word: names for word, names in found.items() if len(names) > 1}
    assert len(shared) < len(found) * 0.02, shared


@pytest.mark.parametrize("row", APART)
def test_names_that_look_alike_are_different_rows(row):
    found = folded()
    kept = [found["".join(words(name))] for name in row.split()]
    assert all(kept), "each of them is in the table"
    assert all(one != other for one, other in combinations(kept, 2))
