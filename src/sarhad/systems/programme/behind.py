"""The records behind a number, as lists and the page of one seizure show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.urls import reverse

from sarhad.entities.sight import Sight
from sarhad.figures.records import Claim, Counted, Weighed
from sarhad.kernel import model
from sarhad.kernel.claim import EntityId
from sarhad.systems.programme import words
from sarhad.systems.programme.lines import spread

PAGES = {
    "Seizure": "seizure-count", "Operation": "operation", "OrganisedGroup": "disruption",
    "TraffickingChannel": "disruption", "CriminalCase": "case", "Letter": "request",
}  # fmt: skip
"""The page of a record of each kind; of any other its profile."""


STATED = frozenset({
    "groups-dismantled", "channels-dismantled", "cases-opened", "cases-to-court", "operations", "deliveries",
    "requests-sent", "requests-answered",
})  # fmt: skip
"""Figures of things that happened, each of which counts as one."""


class Word(NamedTuple):
    """One claim in words: “14.73 kg” or nothing, whose it is, and why it does not count ("": it does)."""

    text: str
    office: str
    why: str
    address: str  # of the signed statement


class Behind(NamedTuple):
    """One line of a list."""

    it: Counted
    label: str
    address: str
    substances: str
    value: str
    spread: str
    taken: list[Word]
    others: list[Word]
    cause: str
    how: str


def behind(sight: Sight, found: Sequence[Counted], code: str) -> list[Behind]:
    """Lines of a list; what they are called comes from what the reader sees of them."""
    sight.see(id for each in found for id in each.members)
    return [_line(sight, each, code) for each in found]


def _line(sight: Sight, each: Counted, code: str) -> Behind:
    taken, others = claims(each, code)
    items = dict.fromkeys(words.substance(item.substance) for item in each.items)
    return Behind(
        each, label(sight, each), address(each.schema, each.id), ", ".join(items), words.amount(each.value),
        spread(each.low, each.value, each.high), [word(claim, code) for claim in taken],
        [word(claim, code) for claim in others], words.cause(each.cause) if each.schema == "Seizure" else "",
        words.rule(each.why),
    )  # fmt: skip


def claims(each: Counted, code: str) -> tuple[list[Claim], list[Claim]]:
    """Whose word the number is made of, and the other words for it."""
    parts: list[Weighed] = list(each.items)
    if code == "detained":
        parts = [each.detained] if each.detained else []
    taken = [*each.taken, *(claim for part in parts for claim in part.taken)]
    return taken, [*each.others, *(claim for part in parts for claim in part.others)]


def label(sight: Sight, each: Counted) -> str:
    """What the office calls it whose claim counts, else what anybody does."""
    said = (one for id in each.members for one in sight.statements(id) if one.owner == each.office)
    own = next((name for one in said if (name := model.caption(one.schema, one.properties))), "")
    return own or each.caption


def address(schema: str, id: EntityId) -> str:
    return reverse(PAGES.get(schema, "profile"), args=[id])


def word(claim: Claim, code: str = "") -> Word:
    """What is merely stated to be so has no amount: its office stands alone."""
    contribution, _dot, index = claim.ref.partition(".")
    return Word(
        "" if code in STATED else amount(claim),
        claim.office,
        words.why_not(claim.why),
        f"{reverse('contribution', args=[contribution])}#i{index}",
    )


def amount(claim: Claim) -> str:
    """As it was reported, with its unit; else the number that counts."""
    if claim.amount:
        return f"{words.given(claim.amount)} {words.unit(claim.unit)}".strip()
    return words.amount(claim.value)


class Weighing(NamedTuple):
    """One number of a seizure with all claims for it."""

    label: str
    value: str
    spread: str
    how: str
    claims: list[tuple[Claim, Word, str]]  # the substance as each names it comes last


def weighings(found: Counted) -> list[Weighing]:
    """What is counted of a seizure: each substance, then the persons."""
    made = [_weighing(words.substance(item.substance), item, _weight(item)) for item in found.items]
    if found.detained:
        made.append(_weighing(words.figure("detained"), found.detained, words.amount(found.detained.value)))
    return made


def _weight(item: Weighed) -> str:
    if item.value is not None:
        return words.kilograms(item.value)
    return f"{words.amount(item.amount)} {words.unit(item.unit)}" if item.amount is not None else "–"


def _weighing(name: str, it: Weighed, value: str) -> Weighing:
    claims = [(claim, word(claim), words.substance(claim.substance)) for claim in (*it.taken, *it.others)]
    return Weighing(name, value, spread(it.low, it.value, it.high), words.rule(it.how), claims)


def offices(found: Iterable[Counted]) -> list[str]:
    return sorted({office for each in found for office in each.offices})
