"""Evaluation of source and information, by scheme and code. Grades of two schemes are never converted.

Sources: 4x4 as Europol and its partners use it; 5x5x5 of the UK National Intelligence Model; 3x5x2, its
successor (College of Policing, 2016); Admiralty of NATO AJP-2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.kernel.claim import Grade

Text = str | Promise


@dataclass(frozen=True)
class Part:
    """One place of a code: what it evaluates and what each sign means."""

    label: Text
    meanings: dict[str, Text]


@dataclass(frozen=True)
class Scheme:
    label: Text
    parts: tuple[Part, ...]


SOURCE, INFORMATION, SHARING = _("Source"), _("Information"), _("Sharing")

KNOWN_TO_SOURCE = _("known personally to the source, not to the officer")
CORROBORATED = _("not known personally to the source, but corroborated")

SCHEMES: dict[str, Scheme] = {
    "4x4": Scheme(
        "4×4",
        (
            Part(
                SOURCE,
                {
                    "A": _("no doubt about the source"),
                    "B": _("reliable in most instances"),
                    "C": _("unreliable in most instances"),
                    "X": _("reliability cannot be assessed"),
                },
            ),
            Part(
                INFORMATION,
                {
                    "1": _("accuracy not in doubt"),
                    "2": KNOWN_TO_SOURCE,
                    "3": CORROBORATED,
                    "4": _("not known personally to the source, cannot be corroborated"),
                },
            ),
        ),
    ),
    "5x5x5": Scheme(
        "5×5×5",
        (
            Part(
                SOURCE,
                {
                    "A": _("always reliable"),
                    "B": _("mostly reliable"),
                    "C": _("sometimes reliable"),
                    "D": _("unreliable"),
                    "E": _("untested source"),
                },
            ),
            Part(
                INFORMATION,
                {
                    "1": _("known to be true without reservation"),
                    "2": KNOWN_TO_SOURCE,
                    "3": CORROBORATED,
                    "4": _("cannot be judged"),
                    "5": _("suspected to be false"),
                },
            ),
            Part(
                SHARING,
                {
                    "1": _("law enforcement of the own country"),
                    "2": _("other parties of the own country"),
                    "3": _("foreign law enforcement"),
                    "4": _("within the originating agency only"),
                    "5": _("under conditions"),
                },
            ),
        ),
    ),
    "3x5x2": Scheme(
        "3×5×2",
        (
            Part(SOURCE, {"1": _("reliable"), "2": _("untested"), "3": _("not reliable")}),
            Part(
                INFORMATION,
                {
                    "A": _("known directly to the source"),
                    "B": _("known indirectly, but corroborated"),
                    "C": _("known indirectly to the source"),
                    "D": _("not known"),
                    "E": _("suspected to be false"),
                },
            ),
            Part(SHARING, {"P": _("lawful sharing permitted"), "C": _("lawful sharing under conditions")}),
        ),
    ),
    "admiralty": Scheme(
        _("Admiralty"),
        (
            Part(
                SOURCE,
                {
                    "A": _("completely reliable"),
                    "B": _("usually reliable"),
                    "C": _("fairly reliable"),
                    "D": _("not usually reliable"),
                    "E": _("unreliable"),
                    "F": _("reliability cannot be judged"),
                },
            ),
            Part(
                INFORMATION,
                {
                    "1": _("confirmed by other sources"),
                    "2": _("probably true"),
                    "3": _("possibly true"),
                    "4": _("doubtful"),
                    "5": _("improbable"),
                    "6": _("truth cannot be judged"),
                },
            ),
        ),
    ),
}

# People type these on a Russian keyboard without seeing the difference.
LATIN = str.maketrans("АВСЕРХ", "ABCEPX")


def parse(text: str, scheme: str) -> Grade:
    """The grade written as `B2`, `b-2`, `B/2` or `B 2`. Raises ValidationError if the scheme has no such code."""
    code = "".join(sign for sign in text.upper().translate(LATIN) if sign not in " -/.\u00a0")
    grade = Grade(scheme, code)
    validate(grade)
    return grade


def validate(grade: Grade) -> None:
    """Raises ValidationError for an unknown scheme, or a code that the scheme does not have."""
    scheme = SCHEMES.get(grade.scheme)
    if scheme is None:
        raise ValidationError(_("Unknown grading scheme: %(scheme)s"), params={"scheme": grade.scheme})
    fits = len(grade.code) == len(scheme.parts) and all(
        sign in part.meanings for sign, part in zip(grade.code, scheme.parts, strict=True)
    )
    if not fits:
        raise ValidationError(
            _("%(scheme)s has no grade “%(code)s”. An example is %(example)s."),
            params={"scheme": scheme.label, "code": grade.code, "example": example(grade.scheme)},
        )


def example(scheme: str) -> str:
    """The first code of a scheme, to show how one is written."""
    return "".join(next(iter(part.meanings)) for part in SCHEMES[scheme].parts)


def meaning(grade: Grade) -> list[tuple[Text, str, Text]]:
    """For each place of the code: what it evaluates, the sign, what the sign means. Empty if not ours."""
    scheme = SCHEMES.get(grade.scheme)
    if scheme is None or len(grade.code) != len(scheme.parts):
        return []
    pairs = zip(scheme.parts, grade.code, strict=True)
    return [(part.label, sign, part.meanings.get(sign, "")) for part, sign in pairs]
