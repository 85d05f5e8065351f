"""What is no form and no submission: refused in words, whatever it is."""

from __future__ import annotations

import time

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from sarhad.collect.forms import Instance, Unpublishable, Unreadable, read_form
from sarhad.collect.forms.tree import parse
from sarhad.collect.tests.test_forms import REPORT


@pytest.fixture(scope="module")
def form():
    return read_form(REPORT.encode())


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><data id="report">&b;</data>'
UNREADABLE = [
    ("", "line"),
    ("report", "line"),
    ("<data", "line 1"),
    ("<data id='report'><day></data>", "line 1"),
    (BOMB, "entities"),
    ("<other id='report'/>", "other"),
    ("<data id='else'/>", "else"),
    ("<data id='report'>" + "<a>" * 200 + "</a>" * 200 + "</data>", "nested"),
    ("<?xml version='1.0' encoding='nonsense'?><data id='report'/>", "damaged"),
]


@pytest.mark.parametrize(("xml", "says"), UNREADABLE)
def test_what_is_no_submission(form, xml, says):
    with pytest.raises(Unreadable, match=says):
        Instance(form, xml.encode())


def test_text_in_many_parts_is_read_in_one_go():
    """(put together part by part it took minutes: one report from a stolen phone would have held a process up)"""
    began = time.process_time()
    [root] = parse(b"<data>" + (b"<b/>" + b"x" * 60) * 200_000 + b"</data>").children
    assert len(root.text) == 60 * 200_000
    assert time.process_time() - began < 10


def xform(model="", body="", instance="<a/><b/><r><n/></r>"):
    return (
        '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
        'xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance>'
        f'<data id="f">{instance}</data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>'
    )


REFUSED = [
    ("", "Markdown tables"),
    ("just text", "Markdown tables"),
    ("<a", "line 1"),
    ("<a/>", "<h:html>"),
    ("<h:html xmlns:h='x'><h:head/></h:html>", "<model>"),
    (BOMB, "entities"),
    ("| survey |\n| | type | name |\n| | nonsense | a |", "nonsense"),
    ("| survey |\n| | type | name | label |\n| | text | a | A |\n| | text | a | A |", "row"),
    ("| survey |\n| | type | name | label |\n| | select_one x | a | A |", "choices"),
    ("| survey |\n| | type | name | label | relevant |\n| | text | a | A | ${b} |", "'b'"),
    ("| survey |\n| | type | name | label |\n| | text | 1 a | A |", "row"),
    (xform('<submission base64RsaPublicKey="x"/>'), "encrypts"),
    (xform('<bind nodeset="/data/a" calculate="foo(1)"/>'), r"foo\(\)"),
    (xform('<bind nodeset="/data/a" calculate="if(1)"/>'), r"if\(\) with 1 arguments"),
    (xform('<bind nodeset="/data/a" calculate="1 +"/>'), "cannot be read"),
    (xform('<bind nodeset="/data/a" calculate="/data/zz"/>'), "/data/zz"),
    (xform('<bind nodeset="/data/a" calculate="instance(\'q\')/root"/>'), "instance"),
    (xform("<bind nodeset=\"/data/a\" calculate=\"pulldata('q', 'a', 'b', 1)\"/>"), "q.csv"),
    (xform('<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>'), "circle"),
    (xform('<bind nodeset="/data/a" calculate=". + 1"/>'), "circle"),
    (xform('<bind nodeset="/data/r" relevant="/data/r/n = 1"/>'), "circle"),
    (xform(body='<input ref="/data/zz"/>'), "/data/zz"),
    (xform(body="<input/>"), "input"),
    (xform(body='<repeat><input ref="/data/a"/></repeat>'), "repeat"),
    (xform(body='<repeat nodeset="/data"><input ref="/data/a"/></repeat>'), "repeat"),
    (xform(body='<select1 ref="/data/a"/>'), "nothing"),
    (xform(instance="").replace('<data id="f"></data>', ""), "<instance>"),
    (
        xform(
            '<instance id="q" src="jr://file-csv/q.csv"/>',
            "<select1 ref=\"/data/a\"><itemset nodeset=\"instance('q')/root/item\"><value ref='n'/><label ref='n'/>"
            "</itemset></select1>",
        ),
        "q.csv",
    ),
]


@pytest.mark.parametrize(("source", "says"), REFUSED)
def test_what_is_not_published(source, says):
    with pytest.raises(Unpublishable, match=says):
        read_form(source.encode())


@pytest.mark.parametrize("lang", ["", "en", "ru", "tg", "de-CH", "Русский (ru)", "../x", "\0", "x" * 500])
def test_any_language_may_be_asked_for(form, lang):
    instance = Instance(form)
    assert [fault.path for fault in instance.faults(lang)] == ["/data/day"]
    assert all(one.label(lang) for one in instance.walk())


def test_reasons_in_russian():
    with override("ru"), pytest.raises(Unpublishable, match="шифрует"):
        read_form(xform('<submission base64RsaPublicKey="x"/>').encode())


def made(make, error):
    """What is made, or None if it is refused with a reason; anything else that is raised is a fault of ours."""
    try:
        return make()
    except error as reason:
        found = str(reason)
    assert found
    return None


NAMES = st.sampled_from(["data", "day", "car", "plate", "many", "seized", "x:y", "a", "meta", "instanceID"])
NODES = st.recursive(
    st.text(alphabet="ab<&>1 \x00\u0416", max_size=6),
    lambda inner: st.builds(
        lambda name, inside: f"<{name} id='report'>{''.join(inside)}</{name}>", NAMES, st.lists(inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.one_of(
        NODES.map(str.encode), st.binary(max_size=60), NODES.map(lambda text: f"<data>{text}</data>".encode())
    )
)
def test_garbage_is_refused_in_words(form, xml):
    instance = made(lambda: Instance(form, xml), Unreadable)
    if instance:
        assert all(fault.message for fault in instance.faults())
        Instance(form, instance.xml())
    made(lambda: read_form(xml), Unpublishable)


CELLS = st.sampled_from(
    [*"| \n", "survey", "choices", "settings", "type", "name", "label", "text", "select_one a", "begin group"]
)


@given(st.lists(CELLS, max_size=25).map(lambda parts: "|" + " ".join(parts)))
def test_garbage_of_tables(text):
    made(lambda: read_form(text.encode()), Unpublishable)
