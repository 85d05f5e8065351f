from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sarhad.access.grades import SCHEMES, example, meaning, parse, validate
from sarhad.kernel.claim import Grade


@pytest.mark.parametrize(
    ("scheme", "text", "code"),
    [
        ("4x4", "B2", "B2"),
        ("4x4", "x4", "X4"),
        ("4x4", " b-2 ", "B2"),
        ("4x4", "В2", "B2"),  # typed in Cyrillic
        ("4x4", "Х/4", "X4"),
        ("admiralty", "F6", "F6"),
        ("5x5x5", "E41", "E41"),
        ("5x5x5", "B 2 4", "B24"),
        ("3x5x2", "1ap", "1AP"),
        ("3x5x2", "2СС", "2CC"),
    ],
)
def test_parse(scheme, text, code):
    assert parse(text, scheme) == Grade(scheme, code)


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("4x4", "D2"),  # of another scheme
        ("4x4", "A5"),
        ("4x4", "X"),
        ("4x4", ""),
        ("4x4", "B22"),
        ("4x4", "2B"),
        ("admiralty", "X1"),
        ("5x5x5", "B2"),
        ("3x5x2", "A11"),
        ("6x6", "A1"),
        ("4x4", "Б2"),  # Cyrillic, and no Latin letter looks like it
    ],
)
def test_refused(scheme, text):
    with pytest.raises(ValidationError):
        parse(text, scheme)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_scheme_explains_its_own_codes(scheme):
    grade = Grade(scheme, example(scheme))
    validate(grade)
    assert [sign for _, sign, _ in meaning(grade)] == list(grade.code)
    assert all(str(text) for _, _, text in meaning(grade))


@pytest.mark.parametrize(
    ("grade", "words"),
    [
        (Grade("4x4", "B2"), ["reliable in most instances", "known personally to the source, not to the officer"]),
        (Grade("admiralty", "B2"), ["usually reliable", "probably true"]),
        (Grade("3x5x2", "1AP"), ["reliable", "known directly to the source", "lawful sharing permitted"]),
        (Grade("unknown", "B2"), []),
        (Grade("4x4", "ZZZ"), []),
        (Grade("4x4", "Z2"), ["", "known personally to the source, not to the officer"]),
    ],
)
def test_meaning(grade, words):
    assert [str(text) for _, _, text in meaning(grade)] == words
