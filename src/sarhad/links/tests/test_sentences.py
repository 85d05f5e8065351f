"""What the measures say in words, in both languages: short, true, and without a number that is not there."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from sarhad.links.measures import sentences
from sarhad.links.measures.between import Between
from sarhad.links.measures.measuring import measure, without
from sarhad.links.tests.test_measuring import TWO_RINGS, made

STAR = "m-a m-b m-c m-d*3 m-d"

SAID = [
    # network, of whom, what stands among the sentences
    ("a b", "a", ["It has no link to anything else that is drawn."]),
    (STAR, "m", [
        "It is linked directly to 4 of the 4 others; nobody here to more. Observed 7 times.",
        "Of all pairs of others, 100% have their shortest way through it: orders, goods and money are likely to "
        "pass here, and can be seen or stopped here.",
        "Without it, its part of the network falls into 4: the largest keeps 1, the rest have 3.",
        "Of the pairs of those whom it is linked to, 0% are linked: it can stand between them.",
        "It belongs to community 1, of 5.",
    ]),
    (STAR, "a", [
        "It is linked directly to 1 of the 4 others.",
        "No shortest way between two others leads through it.",
        "Without it, all that it is linked to still hangs together.",
        "It belongs to community 1, of 5.",
    ]),
    (TWO_RINGS, "c", [
        "It is linked directly to 3 of the 5 others; nobody here to more.",
        "Of all pairs of others, 60% have their shortest way through it: orders, goods and money are likely to "
        "pass here, and can be seen or stopped here.",
        "Without it, its part of the network falls into 2: the largest keeps 3, the rest have 2.",
        "It belongs to community 1, of 3. Its links lead into 1 other.",
    ]),
    ("a-b a-c a-d b-c b-d c-d", "a", [
        "It is linked directly to 3 of the 3 others; nobody here to more.",
        "No shortest way between two others leads through it.",
        "Without it, all that it is linked to still hangs together.",
        "Of the pairs of those whom it is linked to, 100% are linked: they do not need it to meet.",
        "It belongs to community 1, of 4.",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "id", "said"), SAID)
def test_about_one(text, id, said):
    found = measure(made(text))
    assert sentences.of_one(found.of[id], found) == said


WHOLE = [
    ("a b", ["Nothing that is drawn is linked to anything."]),
    ("a-b c", [
        "3 things and 1 linked pair: 33% of all pairs there could be. They are 2 parts without a link between "
        "them; the largest has 2.",
        "Nobody stands between others: whoever is linked at all is linked to all of the same part.",
        "No single one holds it together: whoever is taken out, the others still reach each other.",
    ]),
    (TWO_RINGS, [
        "6 things and 7 linked pairs: 47% of all pairs there could be. Everything hangs together.",
        "Most shortest ways between others lead through: C (60%), D (60%).",
        "The one whose removal cuts off most: C; 2 would lose the largest part.",
        "2 communities are linked inside more than outside. The largest, by who has most links: C (3), D (3).",
    ]),
    (STAR, [
        "5 things and 4 linked pairs: 40% of all pairs there could be. Everything hangs together.",
        "Most shortest ways between others lead through: M (100%).",
        "The one whose removal cuts off most: M; 3 would lose the largest part.",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WHOLE)
def test_about_the_whole(text, said):
    assert sentences.of_all(measure(made(text)), str.upper) == said


GONE = [
    (STAR, "m", [
        "That part of the network falls into 4: the largest keeps 1, the rest have 3.",
        "Of the pairs of others who could reach each other, 100% cannot any more.",
    ]),
    (TWO_RINGS, "a", [
        "The others still hang together: each reaches each, by other ways.",
        "Most ways would then lead through: D (67%). Look there for who steps in.",
    ]),
    ("a b-c", "a", ["Nothing else hangs on it."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "gone", "said"), GONE)
def test_about_what_is_left(text, gone, said):
    assert sentences.of_removal(without(made(text), [gone]), str.upper) == said


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.001, "less than 1%"), (0.01, "1%"), (0.637, "64%"), (0.996, "more than 99%"), (1, "100%")],
)
def test_percent(share, said):
    assert sentences.percent(share) == said


def test_an_estimate_says_how_far_off_it_may_be(monkeypatch):
    import numpy as np

    from sarhad.links.measures import measuring

    guess = Between(np.array([0.124, 0, 0.3]), np.array([0.031, 0.02, 0.0004]), 700)
    monkeypatch.setattr(measuring, "between", lambda network: guess)
    found = measuring.measure.__wrapped__(made("a-b b-c"))
    assert [sentences.estimate(found.of[each]) for each in "abc"] == ["12% ± 3.1", "0% ± 2.0", "30% ± 0.1"]
    assert "None of the shortest ways that were drawn leads through it." in sentences.of_one(found.of["b"], found)
    assert "700" in sentences.caveats(found)[-1]
    assert "3.1 points" in sentences.caveats(found)[-1]


NETWORKS = ["a b", "a-b", "a-b c", STAR, TWO_RINGS, f"{TWO_RINGS} x-y z", "a-b a-c a-d b-c b-d c-d"]


@pytest.mark.parametrize("text", NETWORKS)
def test_in_russian_there_is_no_english_left(text):
    it = made(text)
    found = measure(it)
    with override("ru"):
        said = [*sentences.of_all(found, lambda id: "Икс"), *sentences.caveats(found), sentences.removal_caveat()]
        for id, one in found.of.items():
            said += [*sentences.of_one(one, found), *sentences.of_removal(without(it, [id]), lambda id: "Икс")]
    for sentence in said:
        assert not re.search("[A-Za-z]{2}", sentence), sentence
        assert sentence.endswith(".")
