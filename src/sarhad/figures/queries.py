"""Figures for one reader, and the records behind each. Whoever calls them records the read in the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from sarhad.access.reader import Reader
from sarhad.desk.records import Leg
from sarhad.figures import letters, plain, showing
from sarhad.figures.alike import alike
from sarhad.figures.cells import cells
from sarhad.figures.claims import kilograms, span
from sarhad.figures.operations import NUMBERS, Deed, Number
from sarhad.figures.records import CODES, Ask, Claim, Counted, Figure, Figures
from sarhad.figures.summing import Filter, Sums, rows
from sarhad.figures.view import BY_STEP, View
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id

__all__ = ["cells", "every_seizure", "figures", "records", "seizure"]

EVERY, BATCH = 1_000_000_000, 500
OF_SEIZURES = ("seizures", "kg", "detained")
PAGE = 50
ZERO = Decimal(0)


def figures(reader: Reader, ask: Ask) -> Figures:
    """Every figure of a page, in one go."""
    view = View(reader, ask)
    sums = view.sums()
    found = {**_of_seizures(sums), **_of_operations(view), **_of_lives(view), **_of_letters(view)}
    return Figures(
        ask=ask,
        by_code={code: found[code] for code in CODES},
        weights=sums.weights(),
        requests=letters.times(view.legs),
        by_cause=rows(sums.by_cause),
        by_country=rows(sums.by_country),
        by_office=rows(sums.by_office),
        by_month=rows(sums.by_month),
        left_out=sums.left(),
        suspected=alike(view),
        behind=view.catching_up,
    )


def _figure(code: str, value: Decimal | int, n: int, how: str = "") -> Figure:
    return Figure(code, Decimal(value), Decimal(value), Decimal(value), n, how)


def _of_seizures(sums: Sums) -> dict[str, Figure]:
    total = sums.total
    weight = (kilograms(ug) for ug in (total.ug, sums.low, sums.high))
    persons = (Decimal(n) for n in (total.detained, sums.detained_low, sums.detained_high))
    return {
        "seizures": _figure("seizures", total.n, total.n),
        "kg": Figure("kg", *weight, sums.weighed),
        "detained": Figure("detained", *persons, sums.detained_n),
    }


def _of_operations(view: View) -> dict[str, Figure]:
    how = "" if view.plainly else "not-asked"
    found = {}
    for code, deliveries in (("operations", False), ("deliveries", True)):
        n = len(view.ran(deliveries=deliveries))
        found[code] = _figure(code, n, n, how)
    for code in NUMBERS.keys() - {"detained"}:
        numbers = view.numbers(code)
        found[code] = _figure(code, sum(number.value for _, number in numbers), len(numbers), how)
    return found


def _of_lives(view: View) -> dict[str, Figure]:
    found = {}
    for code in BY_STEP:
        behind = [showing.of_life(life, step, _worth(code, step)) for life, step in view.lived(code)]
        value, low, high = (sum((getattr(e, name) for e in behind), ZERO) for name in ("value", "low", "high"))
        found[code] = Figure(code, value, low, high, len(behind), "" if view.plainly else "not-asked")
    return found


def _worth(code: str, step: object) -> Decimal:
    """A case counts as the persons convicted in it, anything else as one."""
    number = getattr(step, "number", None) if code == "convicted" else None
    return showing.ONE if number is None else number


def _of_letters(view: View) -> dict[str, Figure]:
    how = "not-asked" if view.ask.operation or not view.plainly else ""
    answered = [leg for leg in view.legs if letters.answered(leg)]
    return {
        "requests-sent": _figure("requests-sent", len(view.legs), len(view.legs), how),
        "requests-answered": _figure("requests-answered", len(answered), len(answered), how),
    }


# The records behind


def records(
    reader: Reader, ask: Ask, code: str, after: str = "", size: int = PAGE, **row: str
) -> tuple[list[Counted], str]:
    """What is behind one figure, the newest first, and the key of the next page ("" where none is).

    The values of all pages add up to the figure.

    Args:
        after: the key that an earlier answer gave.
        row: any of cause, country, office, month, group: only what stands in that line of a table.
    """
    view = View(reader, ask, row)
    behind = [*_plain(view, code, after, size + 1), *_behind(view, code, after, size + 1)]
    rest = sorted((each for each in behind if not after or _key(each) < after), key=_key, reverse=True)
    return rest[:size], _key(rest[size - 1]) if len(rest) > size else ""


def every_seizure(reader: Reader, ask: Ask) -> Iterator[tuple[Counted, dict[str, Decimal]]]:
    """All that is behind “seizures”, “kg” and “detained”, in one pass: each with what it adds to each of them."""
    view = View(reader, ask)
    ids = plain.page(reader, view.wanted, "seizures", None, EVERY) + _weighed(view, "seizures", "", EVERY)
    for start in range(0, len(ids), BATCH):
        for each in view.decided(ids[start : start + BATCH]):
            values = {code: showing.value_of(each, code, view.wanted) for code in OF_SEIZURES}
            yield showing.of_seizure(view.sight, each, "seizures", view.wanted), values
    for each in _reports(view.persons()):
        yield each, {"detained": each.value}


def _key(counted: Counted) -> str:
    return f"{span(counted.date)[0] or '0'} {counted.id}"


def _plain(view: View, code: str, after: str, size: int) -> list[Counted]:
    """So many of the seizures that need no weighing, the next ones."""
    if code not in OF_SEIZURES:
        return []
    day, _, id = after.partition(" ")
    ids = plain.page(view.sight.reader, view.wanted, code, (day, id) if id else None, size)
    return [showing.of_seizure(view.sight, each, code, view.wanted) for each in view.decided(ids)]


def _weighed(view: View, code: str, after: str, size: int) -> list[EntityId]:
    """The same of those that are weighed."""
    decided = (each for each, when in view.weighed() if when == "in" and showing.value_of(each, code, view.wanted))
    keys = sorted((f"{each.first} {each.members[0]}" for each in decided), reverse=True)
    return [key.partition(" ")[2] for key in keys if not after or key < after][:size]


def _behind(view: View, code: str, after: str, size: int) -> Iterator[Counted]:
    if code in OF_SEIZURES:
        ids = _weighed(view, code, after, size)
        yield from (showing.of_seizure(view.sight, each, code, view.wanted) for each in view.decided(ids))
        if code == "detained":
            yield from _reports(view.persons())
    elif code in ("operations", "deliveries"):
        yield from (showing.of_deed(each, (), showing.ONE) for each in view.ran(deliveries=code == "deliveries"))
    elif code in NUMBERS:
        yield from _reports(view.numbers(code))
    elif code in BY_STEP:
        for life, step in view.lived(code):
            yield showing.of_life(life, step, _worth(code, step))
    elif code in CODES:
        legs = (leg for leg in view.legs if code == "requests-sent" or letters.answered(leg))
        yield from map(_of_leg, legs)


def _reports(numbers: Iterable[tuple[Deed, Number]]) -> Iterator[Counted]:
    """One for each operation, with the numbers of its offices."""
    found: dict[EntityId, list[tuple[Deed, Number]]] = defaultdict(list)
    for deed, number in numbers:
        found[deed.id].append((deed, number))
    for group in found.values():
        said = [number for _, number in group]
        yield showing.of_deed(group[0][0], said, Decimal(sum(number.value for number in said)))


def _of_leg(leg: Leg) -> Counted:
    said = leg.statements[-1]
    one = showing.ONE
    return Counted(
        id=leg.letter, members=(leg.letter,), schema="Letter", caption=leg.number, value=one, low=one, high=one,
        date=leg.date, office=leg.asker, offices=tuple(sorted({leg.asker, leg.to})),
        taken=(Claim(str(said.ref), said.entity, said.owner, said.stated, said.grade, "reported", one),),
        refs=tuple(str(each.ref) for each in leg.statements), why="only", handling=said.handling,
    )  # fmt: skip


def seizure(reader: Reader, id: EntityId) -> Counted | None:
    """How one seizure is counted, by the id of any member. None: absent or invisible, alike."""
    view = View(reader, Ask("0001-01-01", "9999-12-31"))
    found = view.decided([id]) if is_id(id) else []
    own = [each for each in found if id in each.members]
    if not own:
        return None
    others = {id for pair in alike(view, own[0].members) for id in pair[:2]} - {*own[0].members}
    return replace(showing.of_seizure(view.sight, own[0], "kg", Filter(view.ask)), suspected=tuple(sorted(others)))
