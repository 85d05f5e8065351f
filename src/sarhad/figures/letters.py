"""Requests of a period: letters that carry a question, what became of each, and how long it took."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from sarhad.desk.clocks import instant
from sarhad.desk.folding import INTERIM
from sarhad.desk.loading import Loader
from sarhad.desk.records import Leg
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight, first
from sarhad.figures.operations import countries
from sarhad.figures.records import Ask, Requests


def asked(sight: Sight, ask: Ask) -> list[Leg]:
    """Letters with a question that were sent in the period, by the office or from the state asked for."""
    if ask.operation or ask.cause or ask.substance:
        return []  # no letter says that it is of these
    loader = Loader(sight)
    wanted = [
        id
        for id, said in loader.letters(id for id, _ in ids_listed(sight, "Letter")).items()
        if not first(said[-1].properties, "inReplyTo")
        and ask.since <= first(said[-1].properties, "date")[:10] <= ask.until
        and ask.office in ("", first(said[-1].properties, "fromOffice"))
    ]
    legs = loader.legs(wanted)
    if not ask.country:
        return legs
    home = countries(leg.asker for leg in legs)
    return [leg for leg in legs if home.get(leg.asker) == ask.country]


def answered(leg: Leg) -> str:
    """When the first answer came that is more than interim; "" where none did."""
    return min((each.date for each in leg.replies if each.outcome != INTERIM), default="")


def times(legs: Sequence[Leg]) -> Requests:
    """How many, and how long they took."""
    done = [leg for leg in legs if answered(leg)]
    days = [(instant(answered(leg)) - instant(leg.date)).total_seconds() / 86_400 for leg in done]
    in_time = sum(not leg.late for leg in done)
    return Requests(len(legs), len(done), in_time, round(median(days), 1) if days else None)
