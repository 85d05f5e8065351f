"""What may be done with a fact that one has read: the effects of handling, secrecy marks and TLP.

Handling limits use and passing on. It never decides who reads: that is the scope's part.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum, StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sarhad.kernel.claim import Handling


class Use(StrEnum):
    ANALYSIS = "analysis"  # in the office
    EXPORT = "export"  # a file, a print
    LETTER = "letter"  # a letter, evidence in court
    ONWARD = "onward"  # release to a further party, for preventing and fighting crime


class Answer(IntEnum):
    """In order of strictness."""

    YES = 0
    MARKED = 1  # yes, with the handling written on it
    TEXT = 2  # as the owner's conditions say
    ASK = 3  # the owner first


USES = (Use.ANALYSIS, Use.EXPORT, Use.LETTER, Use.ONWARD)
TABLE: dict[int, tuple[Answer, Answer, Answer, Answer]] = {
    0: (Answer.YES, Answer.MARKED, Answer.YES, Answer.YES),
    1: (Answer.YES, Answer.MARKED, Answer.ASK, Answer.MARKED),
    2: (Answer.YES, Answer.ASK, Answer.ASK, Answer.ASK),
    3: (Answer.TEXT, Answer.ASK, Answer.ASK, Answer.ASK),
}
LEAVES_THE_OFFICE = frozenset({Use.LETTER, Use.ONWARD})

TLP_ONWARD: dict[str, Answer] = {
    "clear": Answer.YES,
    "green": Answer.MARKED,
    "amber": Answer.ASK,
    "amber+strict": Answer.ASK,
    "red": Answer.ASK,
}
"""TLP 2.0 (FIRST): amber stays in the recipient's organisation and its clients, red with the persons named."""

USE_LABELS: dict[Use, str | Promise] = {
    Use.ANALYSIS: _("analysis in the office"),
    Use.EXPORT: _("export, print"),
    Use.LETTER: _("letter, evidence in court"),
    Use.ONWARD: _("onward release"),
}
ANSWER_LABELS: dict[Answer, str | Promise] = {
    Answer.YES: _("yes"),
    Answer.MARKED: _("yes, marked"),
    Answer.TEXT: _("as its text says"),
    Answer.ASK: _("ask the owner"),
}
LEVEL_LABELS: dict[int, str | Promise] = {
    0: _("Use and pass on, for preventing and fighting crime"),
    1: _("Pass on marked; ask the owner before a letter or court"),
    2: _("For analysis in your office; ask the owner before anything else"),
    3: _("As its text says; ask the owner before anything else"),
}
TLP_LABELS = {
    "clear": "TLP:CLEAR",
    "green": "TLP:GREEN",
    "amber": "TLP:AMBER",
    "amber+strict": "TLP:AMBER+STRICT",
    "red": "TLP:RED",
}
"""As FIRST prints them, in every language."""

SECRECY_MARKS = (
    "Для служебного пользования",
    "Конфиденциально",
    "Секретно",
    "Совершенно секретно",
    "Особой важности",
)
"""Offered in forms, in the wording of the region's laws. An owner may write any other; none is converted."""


def may(use: Use, handling: Handling, reader_is_owner: bool = False) -> Answer:
    """Whether a fact under this handling may be put to this use. An unknown level is the strictest one."""
    if reader_is_owner:
        return Answer.MARKED if use is Use.EXPORT else Answer.YES
    answer = TABLE.get(handling.level, TABLE[3])[USES.index(use)]
    if use is Use.ONWARD and handling.tlp:
        answer = max(answer, TLP_ONWARD.get(handling.tlp, Answer.ASK))
    if use in LEAVES_THE_OFFICE and handling.secrecy:
        answer = Answer.ASK
    return answer


def strictest(handlings: Iterable[Handling]) -> Handling:
    """One handling that binds as much as all of these: highest level and TLP, every text and secrecy mark.

    Marks of two states have no common order, so each one is kept. Of nothing: H3, because none permitted it.
    """
    every = list(dict.fromkeys(handlings))
    if not every:
        return Handling(level=3)
    if len(every) == 1:
        return every[0]
    return Handling(
        level=max(each.level for each in every),
        text="\n".join(dict.fromkeys(each.text for each in every if each.text)),
        secrecy="; ".join(dict.fromkeys(each.secrecy for each in every if each.secrecy)),
        tlp=max((each.tlp for each in every), key=_tlp_rank),
    )


def _tlp_rank(mark: str) -> int:
    order = ["", *TLP_ONWARD]
    return order.index(mark) if mark in order else len(order)
