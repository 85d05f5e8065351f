"""One reader's records for one question, loaded once for the length of one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from sarhad.access.reader import Reader
from sarhad.desk.records import Leg
from sarhad.entities.lists import pointing
from sarhad.entities.sight import Sight
from sarhad.figures import follower, letters, lives, plain, sources
from sarhad.figures.claims import span
from sarhad.figures.counting import Decided, count
from sarhad.figures.follower import FigureLines
from sarhad.figures.lives import Life
from sarhad.figures.operations import DELIVERY, Deed, Deeds, Number, countries
from sarhad.figures.records import Ask, Step
from sarhad.figures.summing import Filter, Key, Sums
from sarhad.kernel.claim import EntityId

LITTLE = 500  # entries that a read takes in itself

BY_STEP = {  # figure: of what, by which step
    "groups-dismantled": (lives.GROUP, lives.DISMANTLED),
    "channels-dismantled": (lives.CHANNEL, lives.DISMANTLED),
    "cases-opened": (lives.CASE, lives.OPENED),
    "cases-to-court": (lives.CASE, lives.COURT),
    "convicted": (lives.CASE, lives.JUDGED),
}


class View:
    """What a reader sees of the things that count, and which of them an `Ask` means."""

    def __init__(self, reader: Reader, ask: Ask, row: Mapping[str, str] | None = None) -> None:
        self.sight, self.ask, self.row = Sight(reader), ask, row or {}
        self._lives: dict[str, list[Life]] = {}
        self.catching_up = self._take_in()

    @cached_property
    def deeds(self) -> Deeds:
        return Deeds(self.sight)

    @cached_property
    def wanted(self) -> Filter:
        inside = frozenset(self.deeds.within(self.ask.operation)) if self.ask.operation else frozenset()
        return Filter(self.ask, inside, frozenset(self.deeds.reported("detained")), self.row)

    @property
    def plainly(self) -> bool:
        """Whether the question is about more than seizures: nothing else has a cause or a substance."""
        return not (self.ask.cause or self.ask.substance)

    # Seizures

    def _take_in(self) -> bool:
        """Whether much that came last is not counted yet; a little is taken in now."""
        if 0 < follower.lagging() <= LITTLE:
            FigureLines().catch_up()
        return follower.lagging() > LITTLE

    def weighed(self) -> Iterator[tuple[Decided, str]]:
        """Seizures of the period with several claims, judgements or laboratories, and those of a vague date."""
        wanted = self.wanted
        for each in sources.weighed(self.sight, self.ask):
            when = wanted.when(each.first, each.last)
            if when != "out" and wanted.fits(each):
                yield each, when

    def decided(self, ids: Iterable[EntityId]) -> list[Decided]:
        """How these seizures are counted, with every claim."""
        wanted = set(ids)
        self.sight.see(wanted)
        return [count(each) for each in sources.bundles(self.sight, wanted) if wanted.intersection(each.members)]

    def sums(self) -> Sums:
        """What seizures add up to, with the persons that offices report by operation."""
        sums = Sums()
        plain.add(sums, self.sight.reader, self.wanted)
        for seizure, when in self.weighed():
            if when == "in":
                sums.add(seizure, self.wanted)
            else:
                sums.vague(seizure.n)
        for deed, number in self.persons():
            sums.detain(sums.lines(self.key(deed, number)), *[number.value] * 3)
        return sums

    # Operations

    def persons(self) -> Iterator[tuple[Deed, Number]]:
        """Persons detained that offices report by operation, where these stand instead of the seizures' own."""
        if self.plainly and "group" not in self.row:
            for deed, number in self.numbers("detained"):
                if self.wanted.stands_in(self.key(deed, number)):
                    yield deed, number

    def numbers(self, code: str) -> list[tuple[Deed, Number]]:
        return list(self.deeds.numbers(self.ask, code)) if self.plainly else []

    def key(self, deed: Deed, number: Number) -> Key:
        """Under what an office's number stands in tables."""
        first, last = span(number.date)
        cause = DELIVERY if deed.delivery else "operation"
        month = first[:7] if first[:7] == last[:7] else ""
        return Key(month, self._home.get(number.by.owner, ""), number.by.owner, cause, deed.id)

    @cached_property
    def _home(self) -> dict[str, str]:
        """Every office's country."""
        lived = (step.office for found in self._lives.values() for life in found for step in life.steps)
        said = (n.by.owner for deed in self.deeds.all for numbers in deed.numbers.values() for n in numbers)
        return countries([*lived, *said])

    def ran(self, *, deliveries: bool) -> list[Deed]:
        return self.deeds.counted(self.ask, deliveries=deliveries) if self.plainly else []

    # Groups, channels, cases

    def lived(self, code: str) -> Iterator[tuple[Life, Step]]:
        """Each group, channel or case that took a step in the period, once, with the word for it that counts."""
        schema, step = BY_STEP[code]
        if not self.plainly:
            return
        if schema not in self._lives:
            self._lives[schema] = lives.lives(self.sight, schema)
        home = countries(step.office for life in self._lives[schema] for step in life.steps)
        for life in self._lives[schema]:
            found = [each for each in _steps(life, code, step) if self._of(life, each, home)]
            if found:
                yield life, found[-1]

    def _of(self, life: Life, step: Step, home: Mapping[str, str]) -> bool:
        ask = self.ask
        return (
            self.wanted.when(*span(step.date)) == "in"
            and ask.office in ("", step.office)
            and ask.country in ("", home.get(step.office, ""))
            and (not ask.operation or self._by_operation(life, step))
        )

    def _by_operation(self, life: Life, step: Step) -> bool:
        return step.operation in self.wanted.operations or bool(self._cases.intersection(life.members))

    @cached_property
    def _cases(self) -> set[EntityId]:
        """Cases of the operation asked for, and of seizures made in it."""
        seized = pointing(self.sight, "Seizure.operation", sorted(self.wanted.operations))
        said = [each for found in seized.values() for each in found]
        said += [each for id in self.wanted.operations for each in self.sight.statements(id)]
        return {case for each in said for case in each.properties.get("criminalCase", ())}

    # Requests

    @cached_property
    def legs(self) -> list[Leg]:
        return letters.asked(self.sight, self.ask)


def _steps(life: Life, code: str, step: str) -> list[Step]:
    """The words that may count, at most one for each time that it happened."""
    if step == lives.DISMANTLED:
        return lives.dismantlings(life.steps)
    found = lives.convicted(life.steps) if code == "convicted" else lives.taken(life.steps, step)
    return [found] if found else []
