"""Charts as pictures and as files."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from sarhad.systems.monitor.out import pictures
from sarhad.systems.monitor.out.records import Sheet
from sarhad.systems.monitor.trends import drawing, vega
from sarhad.systems.monitor.trends.charts import Chart, Line, number

YEARS = ("2014", "2015", "2016", "2017")
METH = Line("Meth & co", (1, None, 3, 4), (0, None, 2, 3), (2, None, 4, 12), "c2")
CHART = Chart("What rose", YEARS, (METH, Line("Heroin", (9, 8, None, 7), colour="c1")))


@pytest.mark.parametrize(
    ("top", "most", "whole", "steps"),
    [
        (12, 5, True, [0, 5, 10, 15]),
        (10, 5, True, [0, 2, 4, 6, 8, 10]),
        (0, 5, True, [0, 1]),
        (0.3, 3, False, [0, 0.1, 0.2, 0.3]),
        (41234, 5, True, [0, 10000, 20000, 30000, 40000, 50000]),
        (3, 5, True, [0, 1, 2, 3]),
    ],
)
def test_an_axis_starts_at_zero_and_has_round_steps(top: float, most: int, whole: bool, steps: list[float]):
    assert drawing.axis(top, most, whole=whole) == pytest.approx(steps)


@pytest.mark.parametrize(
    "chart", [CHART, Chart("x", YEARS, (METH,), bars=True), Chart("x", YEARS, (METH,), small=True)]
)
def test_a_picture_is_whole_says_its_title_and_has_no_style_of_its_own(chart: Chart):
    svg = drawing.draw(chart)
    root = ElementTree.fromstring(svg)
    assert root.findtext("title") == chart.title
    assert "style=" not in svg
    assert not re.search("#[0-9a-f]{6}", svg)
    assert "<script" not in svg
    assert "2015: Meth &amp; co –" in svg


def test_what_was_not_reported_is_a_gap_and_no_zero():
    stroke = next(path for path in re.findall(r'<path d="([^"]*)" fill="none"', drawing.draw(CHART)))
    assert stroke.count("M") == 2  # 2014 alone, then 2016 and 2017
    assert "<circle" in drawing.draw(Chart("x", YEARS, (Line("a", (None, 5, None, None)),), small=True))


def test_names_at_the_ends_stand_apart_and_inside():
    many = tuple(Line(f"line {n}", (1, 1 + n / 100)) for n in range(8))
    at = [
        float(y)
        for y in re.findall(r'y="([\d.]+)" fill="var\(--ink\)"', drawing.draw(Chart("x", ("a", "b"), many)))
    ]
    assert len(at) == 8
    assert all(b - a >= drawing.APART - 0.1 for a, b in pairwise(at))
    assert max(at) <= drawing.FULL.bottom + 5


def test_two_lines_of_one_colour_have_two_dashes():
    assert len(set(drawing.dashes([Line("a", (1,), colour="c6"), Line("b", (1,), colour="c6")]))) == 2


def test_a_file_holds_its_own_colours_and_asks_for_nothing():
    gap = Chart("Bars", YEARS, (METH,), bars=True)
    file = pictures.svg(Sheet("x", "A finding <here>", [], [], picture=drawing.draw(gap)), None).decode()
    assert "var(" not in file
    marks = {each.get("id") for each in ElementTree.fromstring(file).iter()}
    assert all(name in marks for name in re.findall(r"url\(#([^)]*)\)", file))
    said = vega.specification(CHART)
    assert said["data"] == {"values": said["data"]["values"]}
    assert len(said["data"]["values"]) == 8
    assert said["data"]["values"][1] == {
        "tick": "2015",
        "series": "Meth & co",
        "value": None,
        "low": None,
        "high": None,
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (0, "0"),
        (7.689, "7.69"),
        (21.095, "21.1"),
        (0.0003, "0.0003"),
        (0.32749, "0.327"),
        (1234.56, "1,235"),
        (59.0, "59"),
    ],
)
def test_numbers_are_rounded_to_three_digits_that_tell_something(value: float | None, said: str):
    assert number(value).replace("\u202f", ",").replace("\xa0", ",") == said
