"""The form engine on forms of our own: what it shows, computes, refuses and writes."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.collect.forms import Group, Instance, Unpublishable, read_form
from sarhad.collect.tests.filling import fill, refusals

REPORT = """
| survey  |
| | type | name | label::English (en) | label::Русский (ru) | hint::English (en) | required | required_message::Русский (ru) | relevant | constraint | constraint_message::English (en) | constraint_message::Русский (ru) | calculation | choice_filter | repeat_count | default | trigger |
| | start | start |
| | date | day | Day | День | | yes | Укажите день | | . <= today() | Not in the future | Не в будущем |
| | select_one country | country | Country | Страна |
| | select_one town | town | Town | Город | Of the country | | | ${country} != '' | | | | | country = ${country} |
| | begin_group | seized | Seized in ${town} | Изъято |
| | select_multiple goods | goods | Goods | Что | | | | | count-selected(.) < 3 | Two at most, not ${goods} | Не больше двух |
| | decimal | weight | Weight | Вес | | yes | | selected(${goods}, 'opium') | . > 0 |
| | end_group | |
| | integer | many | How many persons | Сколько лиц | | | | | . <= 5 | | |
| | begin_repeat | person | Person | Лицо | | | | | | | | | | ${many} |
| | text | name | Name | Имя | | yes |
| | calculate | row | | | | | | | | | | position(..) |
| | text | greeting | Greeting | Обращение | | | | | | | | | | | | ${name} |
| | end_repeat | |
| | begin_repeat | car | Car | Машина |
| | text | plate | Plate | Номер | | | | | regex(., '[0-9]{2}') |
| | calculate | before | | | | | | | | | | indexed-repeat(${plate}, ${car}, position(..) - 1) |
| | end_repeat | |
| | note | sum | ${all} in all | Всего ${all} |
| | calculate | all | | | | | | | | | | ${many} + count(${car}) |
| choices |
| | list_name | name | label::English (en) | label::Русский (ru) | country |
| | country | tj | Tajikistan | Таджикистан |
| | country | kz | Kazakhstan | Казахстан |
| | town | khorog | Khorog | Хорог | tj |
| | town | almaty | Almaty | Алматы | kz |
| | goods | opium | Opium | Опий |
| | goods | heroin | Heroin | Героин |
| | goods | other | Other | Другое |
| settings |
| | form_title | title::Русский (ru) | form_id | version | default_language |
| | Report | Донесение | report | 3 | English (en) |
"""  # noqa: E501


@pytest.fixture(scope="module")
def form():
    return read_form(REPORT.encode())


@pytest.fixture
def instance(form):
    return Instance(form)


def shown(instance, lang=""):
    return [(one.number, one.path, one.label(lang)) for one in instance.walk()]


def messages(instance, lang="en"):
    return [(fault.path, fault.kind, fault.message) for fault in instance.faults(lang)]


def test_what_a_form_says_of_itself(form):
    assert (form.id, form.version, form.languages) == ("report", "3", ("en", "ru"))
    titles = [form.title(lang) for lang in ("", "en", "de", "ru", "ru-RU")]
    assert titles == ["Report", "Report", "Report", "Донесение", "Донесение"]
    assert form.hash.startswith("md5:")
    assert [(one.number, one.name, one.kind) for one in form.questions() if one.name != "meta"][:6] == [
        ("1", "day", "date"),
        ("2", "country", "select"),
        ("3", "town", "select"),
        ("4.1", "goods", "select-multiple"),
        ("4.2", "weight", "decimal"),
        ("5", "many", "integer"),
    ]
    assert {one.name: one.kind for one in form.hidden} == {
        **{
            "start": "hidden",
            "row": "calculate",
            "before": "calculate",
            "all": "calculate",
            "instanceID": "hidden",
        },
    }
    groups = [node for node in form.children if isinstance(node, Group)]
    assert [(one.number, one.path, one.repeat) for one in groups] == [
        ("4", "/data/seized", False),
        ("6", "/data/person", True),
        ("7", "/data/car", True),
    ]
    assert groups[0].label("en") == "Seized in …"
    assert [choice.name for choice in form.children[2].choices] == ["khorog", "almaty"]


def test_a_new_form(instance):
    assert [path for _number, path, _label in shown(instance)] == [
        *("/data/day", "/data/country", "/data/seized", "/data/seized/goods", "/data/many"),
        *("/data/person", "/data/car", "/data/car[1]", "/data/car[1]/plate", "/data/sum"),
    ]
    assert instance.get("/data/start")
    assert instance.instance_id.startswith("uuid:")
    assert messages(instance) == [("/data/day", "required", "This question must be answered.")]
    assert messages(instance, "ru")[0][2] == "Укажите день"


def test_answers_decide_what_is_asked(instance):
    instance.set("/data/country", "kz")
    instance.set("/data/seized/goods", "opium")
    instance.set("/data/many", "2")
    instance.recalculate()
    found = {one.path: one for one in instance.walk()}
    assert [choice.name for choice in found["/data/town"].choices] == ["almaty"]
    assert found["/data/seized/weight"].required
    assert found["/data/person"].rows == 2
    assert found["/data/person"].fixed
    assert found["/data/person[2]/name"].label("ru") == "Имя"
    assert instance.get("/data/person[2]/row") == "2"
    assert found["/data/sum"].label("ru") == "Всего 3"
    instance.set("/data/many", "1")
    instance.recalculate()
    assert instance.count("/data/person") == 1


def test_a_value_that_another_sets():
    """In the same row, from what the rules make of the answer; it stays until the answer changes again."""
    source = """
| survey |
| | type | name | label | calculation | trigger |
| | begin_repeat | person | Person | | |
| | text | name | Name | | |
| | calculate | polite | | concat('Mr ', ${name}) | |
| | text | greeting | Greeting | concat(${polite}, '!') | ${name} |
| | text | louder | Louder | concat(${greeting}, '!') | ${greeting} |
| | end_repeat | | | | |
"""
    instance = Instance(read_form(source.encode(), name="greetings"))
    instance.add("/data/person")
    instance.set("/data/person[2]/name", "Olim")
    assert [instance.get(f"/data/person[{at}]/greeting") for at in (1, 2)] == ["", "Mr Olim!"]
    assert instance.get("/data/person[2]/louder") == "Mr Olim!!"
    instance.set("/data/person[2]/greeting", "Salom")
    instance.recalculate()
    assert instance.get("/data/person[2]/greeting") == "Salom"


WRONG = [
    ("/data/day", "2999-01-01", "constraint", "Not in the future", "Не в будущем"),
    ("/data/day", "yesterday", "type", "Write a date as year-month-day, such as 2026-05-31.", None),
    ("/data/day", "2026-02-30", "type", "Write a date as year-month-day, such as 2026-05-31.", None),
    ("/data/country", "uz", "choice", "“uz” is not one of the choices.", None),
    ("/data/town", "khorog", "choice", "“khorog” is not one of the choices.", None),
    (
        "/data/seized/goods",
        "opium heroin other",
        "constraint",
        "Two at most, not opium heroin other",
        "Не больше двух",
    ),
    ("/data/seized/goods", "opium opium", "choice", "A choice is given twice.", None),
    ("/data/many", "1.5", "type", "Write a whole number, such as 12.", None),
    ("/data/many", "6", "constraint", "This answer does not fit what the form asks for.", None),
    ("/data/car[1]/plate", "123", "constraint", "This answer does not fit what the form asks for.", None),
]


@pytest.mark.parametrize(("path", "value", "kind", "english", "russian"), WRONG)
def test_wrong_answers(instance, path, value, kind, english, russian):
    for where, what in (("/data/day", "2026-01-01"), ("/data/country", "kz"), ("/data/seized/goods", "heroin")):
        instance.set(where, what)
    instance.recalculate()
    assert messages(instance) == []
    instance.set(path, value)
    found = [fault for fault in instance.faults("en") if fault.path == path]
    assert [(fault.kind, fault.message) for fault in found] == [(kind, english)]
    again = next(fault for fault in instance.faults("ru") if fault.path == path)
    assert again.message == russian if russian else again.message
    assert [fault.path for fault in instance.faults("en", within=path.rpartition("/")[0])]
    assert instance.faults("en", within="/data/sum") == []


def test_rows_come_and_go(instance):
    assert instance.add("/data/car") == "/data/car[2]"
    assert instance.add("/data/car") == "/data/car[3]"
    for at, plate in enumerate(("01", "02", "03"), 1):
        instance.set(f"/data/car[{at}]/plate", plate)
    instance.remove("/data/car[1]")
    instance.recalculate()
    assert instance.answers()["car"] == [{"plate": "02", "before": ""}, {"plate": "03", "before": "02"}]
    assert instance.count("/data/car") == 2


@pytest.mark.parametrize(
    "path", ["/data/no", "/data/car[9]/plate", "/data/car[0]", "/other/day", "", "x", "/data/car[1"]
)
def test_paths_that_are_not_there(instance, path):
    for act in (instance.get, instance.remove, instance.add, instance.count, lambda path: instance.set(path, "1")):
        with pytest.raises(KeyError):
            act(path)


def test_what_is_sent(instance, form):
    instance.set("/data/country", "tj")
    instance.set("/data/town", "khorog")
    instance.set("/data/day", "2026-01-01")
    instance.set("/data/seized/goods", "opium")
    instance.set("/data/seized/weight", "1.5")
    instance.set("/data/seized/goods", "heroin")
    instance.recalculate()
    assert b"weight" not in instance.xml()
    assert b"<weight>1.5</weight>" in instance.xml(whole=True)
    again = Instance(form, instance.xml())
    assert again.answers() == instance.answers()
    assert again.xml() == instance.xml()
    assert again.faults() == []
    assert Instance(form, instance.xml(whole=True)).xml(whole=True) == instance.xml(whole=True)


SENT = """<x:data xmlns:x="urn:x" xmlns:o="http://openrosa.org/xforms" id="report" version="2">
  <x:day> 2026-01-01 </x:day><x:stranger><deep>1</deep></x:stranger><day>2020-01-01</day>
  <x:car><plate>12</plate></x:car><x:car/><all>999</all><start>2026-01-01T10:00:00.000+05:00</start>
  <o:meta><o:instanceID>uuid:1</o:instanceID></o:meta></x:data>"""


def test_what_other_clients_send(form):
    """Foreign prefixes, missing, additional and repeated nodes; what is computed is computed anew."""
    instance = Instance(form, SENT.encode())
    assert instance.faults() == []
    assert instance.instance_id == "uuid:1"
    assert instance.count("/data/car") == 2
    assert instance.get("/data/all") == "" or instance.get("/data/all") == "NaN"
    assert instance.get("/data/start") == "2026-01-01T10:00:00.000+05:00"
    assert b"<deep>1</deep>" in instance.xml()
    assert b"2020-01-01" in instance.xml()


def test_a_workbook_is_the_same_form(form):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for line in REPORT.strip().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0]:
            sheet = book.create_sheet(cells[0])
        else:
            sheet.append(cells[1:])
    out = io.BytesIO()
    book.save(out)
    assert read_form(out.getvalue()).xml == form.xml


def test_files_of_choices(tmp_path):
    source = """
| survey |
| | type | name | label | choice_filter | appearance |
| | select_one_from_file towns.csv | town | Town | | |
| | select_one_from_file spots.geojson | spot | Spot | | |
| | select_one fruit | fruit | Fruit | | search('fruits', 'contains', 'name', 'app') |
| | select_one_external streets | street | Street | town = ${town} | |
| choices |
| | list_name | name | label |
| | fruit | key | name |
| external_choices |
| | list_name | name | label | town |
| | streets | s1 | First | osh |
| | streets | s2 | Second | khorog |
| settings |
| | form_id |
| | files |
"""
    media = {
        "towns.csv": "name,label\nosh,Ош\nkhorog,Хорог\n".encode(),
        "fruits.csv": b"key,name\n1,apple\n2,pear\n",
        "spots.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "id": "p1", "properties":'
        b' {"title": "Post 1"}, "geometry": {"type": "Point", "coordinates": [68.5, 38.5]}}]}',
    }
    form = read_form(source.encode(), media=media)
    assert "itemsets.csv" in form.media
    instance = Instance(form)
    instance.set("/data/town", "osh")
    choices = {one.path: [(choice.name, choice.label()) for choice in one.choices] for one in instance.walk()}
    assert choices == {
        "/data/town": [("osh", "Ош"), ("khorog", "Хорог")],
        "/data/spot": [("p1", "Post 1")],
        "/data/fruit": [("1", "apple")],
        "/data/street": [("s1", "First")],
    }
    for file in media:
        with pytest.raises(Unpublishable, match=file):
            read_form(source.encode(), media={name: data for name, data in media.items() if name != file})


def test_choices_whose_labels_speak_of_answers():
    """In a repeat, of the answers in the same row."""
    source = """
| survey |
| | type | name | label::English (en) |
| | begin_repeat | car | Car |
| | text | plate | Plate |
| | select_one whose | owner | Owner |
| | end_repeat | |
| choices |
| | list_name | name | label::English (en) |
| | whose | own | Driver of ${plate} |
"""
    instance = Instance(read_form(source.encode(), name="cars"))
    instance.add("/data/car")
    for at in (1, 2):
        instance.set(f"/data/car[{at}]/plate", f"0{at}")
    found = [choice.label("en") for one in instance.walk() for choice in one.choices]
    assert found == ["Driver of 01", "Driver of 02"]


FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
  <instance><data id="f"><a/><b/><c><d/></c></data></instance>{binds}</model></h:head><h:body><input ref="/data/a"/>
  <input ref="/data/b"/><group ref="/data/c"><input ref="/data/c/d"/></group></h:body></h:html>"""


@pytest.mark.parametrize(
    ("binds", "answer", "asked"),
    [
        ('<bind nodeset="/data/b" relevant="false()"/>', "1", "a c d"),
        ('<bind nodeset="/data/c" relevant="true()"/>', "1", "a b c d"),
        ('<bind nodeset="/data/c" relevant="/data/a"/>', "", "a b"),
        ('<bind nodeset="/data/c" relevant="/data/a"/>', "false", "a b c d"),
        ('<bind nodeset="/data/a" type="boolean"/><bind nodeset="/data/c" relevant="/data/a"/>', "false", "a b"),
        ('<bind nodeset="/data/a" type="boolean"/><bind nodeset="/data/c" relevant="/data/a"/>', "true", "a b c d"),
        ('<bind nodeset="/data/a" type="int"/><bind nodeset="/data/c" relevant="/data/a"/>', "0", "a b"),
        (
            '<bind nodeset="/data/c" relevant="/data/b"/><bind nodeset="/data/b" relevant="/data/a = 1"/>',
            "1",
            "a b",
        ),
        ('<bind nodeset="/data/c" relevant="position() > 1"/>', "1", "a b"),
    ],
)
def test_what_is_relevant(binds, answer, asked):
    """Constant, by a text, by a truth value, by a number, inherited, through what is not relevant itself."""
    instance = Instance(read_form(FORM.format(binds=binds).encode()))
    instance.set("/data/a", answer)
    instance.recalculate()
    assert " ".join(one.node.name for one in instance.walk()) == asked


def test_what_is_read_only():
    """Also by the group around it, and as long as a rule says so."""
    binds = '<bind nodeset="/data/c" readonly="/data/a = 1"/><bind nodeset="/data/b" calculate="1"/>'
    instance = Instance(read_form(FORM.format(binds=binds).encode()))
    for answer, expected in (("1", ["b", "d"]), ("2", ["b"])):
        instance.set("/data/a", answer)
        assert [one.node.name for one in instance.walk() if one.read_only and not one.group] == expected


def test_a_form_filled_by_the_generator(form):
    instance = fill(form, rows=2)
    assert instance.faults() == []
    assert instance.answers()["seized"]["weight"]
    kinds = {(one.node.name, fault.kind) for one, fault in refusals(instance)}
    assert {("day", "required"), ("day", "constraint"), ("country", "choice"), ("many", "constraint")} <= kinds


VALUES = st.text(max_size=30)
QUESTIONS = ["/data/day", "/data/country", "/data/town", "/data/seized/goods", "/data/seized/weight", "/data/many"]
ACTS = st.one_of(
    st.tuples(
        st.sampled_from([*QUESTIONS, "/data/car[1]/plate"]),
        st.one_of(VALUES, st.sampled_from(["1", "2", "3", "tj", "kz"])),
    ),
    st.just(("add", "/data/car")),
    st.just(("remove", "/data/car[1]")),
)


@given(st.lists(ACTS, max_size=8))
def test_whatever_is_typed(form, acts):
    """What is set is got; computing twice is computing once; what is sent reads back."""
    instance = Instance(form)
    for where, what in acts:
        if where in ("add", "remove"):
            if where == "add" or instance.count("/data/car"):
                getattr(instance, where)(what)
        elif "car" not in where or instance.count("/data/car"):
            instance.set(where, what)
            assert instance.get(where) == "".join(
                sign
                for sign in what.replace("\r\n", "\n").replace("\r", "\n")
                if sign in "\t\n" or " " <= sign < "\ufffe" or sign > "\uffff"
            )
    instance.recalculate()
    before = instance.xml(whole=True)
    instance.recalculate()
    assert instance.xml(whole=True) == before
    faults = messages(instance)
    again = Instance(form, before)
    assert again.xml(whole=True) == before
    assert messages(again) == faults
