"""XPath of forms: tables of expressions and what they give."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarhad.collect.forms import Instance, Unpublishable, read_form
from sarhad.collect.forms.xpath import BadExpression, compiled
from sarhad.collect.forms.xpath.functions import ARITIES
from sarhad.collect.forms.xpath.values import string

FORM = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>
  <itext><translation lang="en"><text id="red"><value>Red</value></text></translation>
  <translation lang="ru"><text id="red"><value>Красный</value></text></translation></itext>
  <instance><data id="f" version="7"><a>5</a><b>5.0</b><t>Tea for two</t><e/><s>x y z</s><d>2020-02-29</d>
    <c>red</c><p>38.5 68.7 0 0</p>
    <r><n>1</n><m>p</m></r><r><n>2</n><m>q</m></r><r><n>4</n><m/></r><out/></data></instance>
  <instance id="l"><root><item kind="1"><v>k1</v><l>One</l></item>
    <item kind="2"><v>k2</v><l>Two</l></item></root></instance>
  <bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" type="decimal"/><bind nodeset="/data/r/n" type="int"/>
  </model></h:head><h:body><group><repeat nodeset="/data/r"><input ref="/data/r/n"/></repeat></group>
  <select1 ref="/data/c"><item><label ref="jr:itext('red')"/><value>red</value></item></select1>
  </h:body></h:html>""".encode()

TABLE = b"key,name\n1,Khorog\n2,Osh\n"

VALUES = """
1 + 2 * 3 - 4 div 2 = 5               | true
7 mod 3                               | 1
-7 mod 3                              | -1
2 - -2                                | 4
1 div 0                               | Infinity
0 div 0                               | NaN
5 mod 0                               | NaN
'a' = "a" and not('a' = 'b')          | true
1 < 2 OR 1 div 0                      | true
'2' > 1                               | true
'a' > 1                               | false
true() = 1                            | true
/data/a = /data/b                     | true
/data/a = 5                           | true
/data/e = ''                          | true
/data/e = 0                           | false
/data/e + 1                           | NaN
/data/a != ''                         | true
/data/zz = ''                         | true
/data/r/n = 2                         | true
/data/r/n > 3                         | true
/data/r/n > 4                         | false
/data/r[2]/m                          | q
/data/r[n = 4]/n                      | 4
/data/r[last()]/n                     | 4
/data/r[position() > 1][1]/n          | 2
/data/r[n > 1 and m != '']/m          | q
/data/*[1]                            | 5
//m                                   | p
count(//n)                            | 3
count(/data/r | /data/a)              | 4
count(/data/r/n | /data/r/n)          | 3
count(/data/r[m = ''])                | 1
count-non-empty(/data/r/m)            | 2
sum(/data/r/n)                        | 7
sum(/data/r/m)                        | 0
min(/data/r/n)                        | 1
max(/data/r/n, 9)                     | 9
max(/data/e)                          | NaN
name(/data/a)                         | a
local-name(..)                        | data
../a                                  | 5
./../t                                | Tea for two
current()/../a                        | 5
self::node()/../a                     | 5
parent::data/a                        | 5
count(ancestor::data)                 | 1
count(preceding-sibling::r)           | 3
count(/data/r[1]/following-sibling::r)  | 2
count(/data/descendant::n)            | 3
/data/t/text()                        | Tea for two
instance('l')/root/item[v = 'k2']/l   | Two
instance('l')/root/item[2]/@kind      | 2
instance('l')/root/item[@kind = '1']/l  | One
instance('l')/root/item[v = concat('k', count(/data/r[n = 1]))]/l  | One
(/data/r/n)[2]                        | 2
indexed-repeat(/data/r/n, /data/r, 3) | 4
indexed-repeat(/data/r/n, /data/r, 9) |
position(/data/r[2])                  | 2
string(3.0)                           | 3
string(0.1 + 0.2)                     | 0.30000000000000004
string(1000000 * 1000000)             | 1000000000000
string(1 div 3)                       | 0.3333333333333333
string(0.00001)                       | 0.00001
string(true())                        | true
string-length('abc')                  | 3
string-length(/data/t)                | 11
normalize-space('  a   b ')           | a b
translate('bar', 'abc', 'AB')         | BAr
contains('abc', 'b')                  | true
starts-with('abc', 'ab')              | true
ends-with('abc', 'bc')                | true
substr('hello', 1, 3)                 | el
substr('hello', -3)                   | llo
substring('12345', 2, 3)              | 234
substring('12345', 1.5, 2.6)          | 234
substring('12345', 0 div 0)           |
substring-before('1999/04', '/')      | 1999
substring-after('1999/04', '/')       | 04
substring-before('a', 'x')            |
concat('a', 1, true())                | a1true
concat(/data/r/m)                     | pq
join('-', /data/r/n)                  | 1-2-4
join(', ', 'a', 'b')                  | a, b
selected(/data/s, 'y')                | true
selected(/data/s, 'yz')               | false
selected-at(/data/s, 2)               | z
selected-at(/data/s, 9)               |
count-selected(/data/s)               | 3
count-selected('')                    | 0
if(/data/a = 5, 'five', 'no')         | five
if(/data/e, 'full', 'empty')          | empty
coalesce(/data/e, /data/a)            | 5
coalesce('', '')                      |
once('x')                             | x
boolean('')                           | false
boolean('0')                          | true
boolean(0)                            | false
boolean(/data/e)                      | false
boolean-from-string('TRUE')           | true
boolean-from-string('0')              | false
regex('ab12', '[a-z]+[0-9]+')         | true
regex('xab12', '[a-z]{2}[0-9]+')      | false
regex('Қодиров', '\\p{L}+')           | true
regex('a', '(')                       | false
number('12.50')                       | 12.5
number('  7 ')                        | 7
number('x')                           | NaN
number(true())                        | 1
int('7.9')                            | 7
int('-7.9')                           | -7
round(2.5)                            | 3
round(-2.5)                           | -2
round(1.2345, 2)                      | 1.23
round(1.005, 2)                       | 1.01
min(/data/r/m, 3)                     | 3
is-selected(/data/s, 'x')             | true
checklist(2, 2, /data/r/n)            | false
round(1250, -2)                       | 1300
floor(-1.5)                           | -2
ceiling(1.2)                          | 2
abs(-3)                               | 3
pow(2, 10)                            | 1024
pow(-8, 0.5)                          | NaN
log(exp(2))                           | 2
log10(1000)                           | 3
exp10(2)                              | 100
sqrt(16)                              | 4
sqrt(-1)                              | NaN
round(sin(pi() div 2), 3)             | 1
round(cos(0) + tan(0), 3)             | 1
round(atan2(1, 1) * 4, 4)             | 3.1416
round(asin(1) + acos(1) + atan(0), 3) | 1.571
digest('abc', 'MD5', 'hex')           | 900150983cd24fb0d6963f7d28e17f72
digest('abc', 'SHA-1')                | qZk+NkcGgWq6PiVxeFDCbJzQ2J0=
digest('abc', 'SHA-256', 'hex')       | ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
digest('abc', 'x')                    |
base64-decode('SGVsbG8=')             | Hello
base64-decode('%')                    |
checklist(1, 2, true(), false(), 1)   | true
checklist(-1, 1, true(), true())      | false
weighted-checklist(5, -1, true(), 4, true(), 2)  | true
date('2020-02-29')                    | 2020-02-29
date(18321)                           | 2020-02-29
date('2020-02-30')                    |
date('2020-02-29') + 1                | 18322
/data/d + 0                           | 18321
/data/d < '2020-03-01'                | true
/data/d >= date('2020-02-29')         | true
/data/d < today()                     | true
today() <= now()                      | true
number(date('1970-01-02'))            | 1
date-time('2020-02-29T12:00:00')      | 2020-02-29T12:00:00.000+00:00
decimal-date-time('1970-01-02T06:00:00Z')  | 1.25
decimal-time('06:00')                 | 0.25
'10:30' < '11:00'                     | true
format-date(/data/d, '%Y %y %m %n %d %e %%')  | 2020 20 02 2 29 29 %
format-date(/data/d, '%a %e %b')      | Sat 29 Feb
format-date('', '%Y')                 |
format-date-time('2020-02-29T13:04:05.678Z', '%H:%M:%S.%3')  | 13:04:05.678
int((date('2020-03-01') - /data/d))   | 1
jr:choice-name(/data/c, '/data/c')    | Red
jr:choice-name('red', '../c')         | Red
jr:itext('red')                       | Red
pulldata('towns', 'name', 'key', '2') | Osh
pulldata('towns', 'name', 'key', 3)   |
version()                             | 7
property('username')                  | olim
round(distance('38 68;39 68') div 1000)  | 111
round(area('0 0;0 1;1 1;1 0') div 1000000)  | 12391
geofence(/data/p, '38 68;38 69;39 69;39 68')  | true
geofence('40 68', '38 68;38 69;39 69;39 68')  | false
intersects('0 0;1 1;1 0;0 1')         | true
string-length(uuid())                 | 36
string-length(uuid(8))                | 8
random() < 1                          | true
randomize(/data/r/n, 42)              | 4
count(randomize(/data/r))             | 3
depend(1, /data/a)                    | 1
"""


@pytest.fixture(scope="module")
def instance():
    form = read_form(FORM, media={"towns.csv": TABLE})
    return Instance(form, properties={"username": "olim"})


def rows(table):
    return [tuple(part.strip() for part in line.rsplit("|", 1)) for line in table.strip().splitlines()]


def test_what_expressions_give(instance):
    node = instance.state.at("/data/out")[0]
    wrong = []
    for source, expected in rows(VALUES):
        found = string(compiled(source.replace("\\\\", "\\"), ("data", "out")).value(instance.state, node, "en"))
        if found != expected:
            wrong.append((source, found, expected))
    assert wrong == []


def test_in_the_language_asked_for(instance):
    node = instance.state.at("/data/out")[0]
    texts = [compiled(source, ("data", "out")).text(instance.state, node, "ru") for source in LOCAL]
    assert texts == ["Красный", "сб 29 февр."]


LOCAL = ["jr:itext('red')", "format-date(/data/d, '%a %e %b')"]


def test_an_absolute_path_stays_in_its_row(instance):
    """/data/r/n means the n of this row; count(/data/r) all rows."""
    at = instance.state.at("/data/r/m")
    found = [
        compiled("concat(/data/r/n, count(/data/r), position(..), sum(../../r/n))", ("data", "r", "m")).text(
            instance.state, node
        )
        for node in at
    ]
    assert found == ["1317", "2327", "4337"]


BROKEN = [
    "",
    "1 +",
    "(1",
    "a[1",
    "f(",
    "f(1,",
    "'x",
    "1 2",
    "/data//",
    "a b",
    "${x}",
    "@",
    "x::y",
    "[1]",
    "!",
    "1 = = 2",
]
HUGE = ["(" * 500 + "1" + ")" * 500, "-" * 50_000 + "1", "/a" * 30_000, "#" * 10]


@pytest.mark.parametrize("source", [*BROKEN, *HUGE])
def test_what_is_no_expression(source):
    with pytest.raises(BadExpression):
        compiled(source, ("data", "out"))


def test_long_chains_run(instance):
    node = instance.state.at("/data/out")[0]
    assert compiled(" + ".join(["1"] * 5000), ()).value(instance.state, node) == 5000.0
    assert compiled("-" * 2001 + "1", ()).value(instance.state, node) == -1.0


PIECES = ["/data/a", "/data/r/n", "..", ".", "'x'", "''", "0", "-1", "1.5", "'2020-01-31'", "/data/r", "true()"]
CALLS = ["number", "string", "date", "date-time", "round", "int", "boolean", "count", "sum", "decimal-time"]
CALLS += ["selected-at", "substr", "format-date", "pow", "if", "coalesce", "join", "regex", "min", "digest", "area"]
CALLS += ["indexed-repeat", "position", "uuid", "randomize", "translate", "substring", "distance", "log"]

expressions = st.recursive(
    st.sampled_from(PIECES),
    lambda inner: st.one_of(
        st.builds(
            "({} {} {})".format, inner, st.sampled_from(["+", "div", "mod", "=", "<", "and", "|", "*"]), inner
        ),
        st.builds(
            lambda name, given: f"{name}({', '.join(given)})", st.sampled_from(CALLS), st.lists(inner, max_size=3)
        ),
        st.builds("{}[{}]".format, st.sampled_from(["/data/r", "//n", "/data/*"]), inner),
    ),
    max_leaves=8,
)


@given(expressions)
def test_no_expression_breaks(instance, source):
    """Whatever is well formed gives a value, and values become text and numbers."""
    node = instance.state.at("/data/r/n")[1]
    try:
        found = compiled(source, ("data", "r", "n"))
    except BadExpression:
        return
    value = found.value(instance.state, node)
    assert isinstance(string(value), str)
    assert isinstance(value, list) or not isinstance(value, float) or math.isnan(value) or value == value


@given(st.text(alphabet="ab/.*[]()@'\"=<>+-|:,1 $", max_size=30))
def test_garbage_is_refused_or_runs(instance, source):
    try:
        found = compiled(source, ("data", "out"))
    except BadExpression:
        return
    string(found.value(instance.state, instance.state.at("/data/out")[0]))


@pytest.mark.parametrize("page", ["forms.md", "forms.ru.md"])
def test_the_guide_lists_the_functions(page):
    guide = (Path(__file__).resolve().parents[4] / "docs" / page).read_text()
    listed = re.search(r"^```functions\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert listed[1].split() == sorted(ARITIES)
    table = re.search(r"^```\n(\| survey.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    assert read_form(table[1].encode()).title("ru") == "Изъятие"


def test_a_function_that_we_lack_is_named():
    with pytest.raises(Unpublishable, match=r"/data/out uses the function trim\(\)"):
        read_form(FORM.replace(b'nodeset="/data/b"', b'nodeset="/data/out" calculate="trim(/data/t)"'))
