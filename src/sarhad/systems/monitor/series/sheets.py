"""Reads one sheet of a published table, by what is said of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sarhad.kernel import substances, units
from sarhad.systems.monitor.series import cells, fields
from sarhad.systems.monitor.series.cells import Label, Number
from sarhad.systems.monitor.series.records import (
    MARKETS,
    MEASURES,
    SHEET,
    Columns,
    Fault,
    Grid,
    Part,
    number_of,
    settings_of,
)
from sarhad.systems.monitor.store.records import Observation

MOST_FAULTS = 1000
UNITS = {"cultivation": "ha", "totals": "kg"}


Settled = Mapping[tuple[str, str], str]
"""What people decided about spellings of places, see `places.settled`."""
Settings = tuple[tuple[str, str], ...]


class _Row(NamedTuple):
    """What one row says besides its numbers."""

    number: int
    cells: Sequence[Any]
    country: str
    region: str
    area: str
    level: str
    notes: tuple[str, ...]
    flag: str
    bound: str  # low or high: of the row before


class Sheet:
    """One sheet, read by what is said of its columns."""

    def __init__(
        self, columns: Columns, part: Part, grid: Grid, source: str, settled: Settled | None = None
    ) -> None:
        self.kind, self.part, self.grid, self.source = columns.kind, part, grid, source
        self.settled = settled
        self.fixed = {**part.fixed, **columns.fixed}
        self.decimal = self.fixed.get("decimal", ".")
        self.places = {role: n for n, role in reversed(list(enumerate(part.roles))) if role and ";" not in role}
        self.notes = [n for n, role in enumerate(part.roles) if role == "note"]
        self.groups = _groups(part.roles)
        self.labelled = "country" if "country" in self.places else "region" if "region" in self.places else "area"
        self.many = "region" in self.places and "area" in self.places
        self.above = ""  # the province of the rows before: a merged cell stands in its first row alone
        self.faults: list[Fault] = []
        self.unknown: set[str] = set()

    def observations(self) -> list[Observation]:
        """In the order of the file."""
        made: dict[int, Observation] = {}
        place: dict[Settings, int] = {}
        for number, row in self.grid.rows:
            if number < self.part.header_row + self.part.headings or not any(cell != "" for cell in row):
                continue
            told = self._row(number, row)
            if told is None:
                continue
            for key, which in self.groups.items():
                numbers = {name: cells.number(self._cell(row, n), self.decimal) for name, n in which.items()}
                if told.bound:
                    if key in place and (bound := numbers.get("value")) and bound.value is not None:
                        made[place[key]] = _with(made[place[key]], told.bound, bound.value)
                    continue
                one = self._one(told, dict(key), numbers, str(self._cell(row, which.get("value", -1))))
                if one:
                    place[key] = len(made)
                    made[len(made)] = one
        return list(made.values())

    def _cell(self, row: Sequence[Any], place: int) -> Any:
        return row[place] if 0 <= place < len(row) else ""

    def _text(self, row: Sequence[Any], name: str) -> str:
        cell = self._cell(row, self.places[name]) if name in self.places else ""
        return " ".join(str(cell).split())[:200]

    # What a row says

    def _row(self, number: int, row: Sequence[Any]) -> _Row | None:
        first = self._label(row)
        flag = "rounded" if first.rounded else ""
        notes = tuple(each for each in (first.note, *(self._said(row, n) for n in self.notes)) if each)
        if first.bound:
            return _Row(number, row, "", "", "", "", notes, "", first.bound)
        if not first.name and not first.total and self.labelled in self.places:
            self._bad(number, "no-label", row)
            return None
        country, region, area, level = self._where(number, row, first)
        return _Row(number, row, country, region, area, level, notes, flag, "")

    def _label(self, row: Sequence[Any]) -> Label:
        if self.labelled not in self.places:
            return Label("")
        found = cells.label(self._text(row, self.labelled))
        if self.many:
            if found.name and not found.total:
                self.above = found.name
            elif not found.name and not found.total and self._text(row, "area"):
                return Label(self.above)
        return found

    def _said(self, row: Sequence[Any], place: int) -> str:
        return " ".join(str(self._cell(row, place)).split())[:300]

    def _bad(self, number: int, code: str, row: Sequence[Any]) -> None:
        """A heading between rows holds no number and is none."""
        if self._counts(row):
            self._fault(number, code, " ".join(str(cell) for cell in row if cell != ""))

    def _counts(self, row: Sequence[Any]) -> bool:
        """Whether any number stands in the row where numbers are."""
        told = (cells.number(self._cell(row, n)) for which in self.groups.values() for n in which.values())
        return any(found and found.value is not None for found in told)

    def _unknown(self, number: int, first: Label, row: Sequence[Any]) -> None:
        """A name that is no country is told once; its numbers stay, for no country."""
        if first.name and not first.total and first.name not in self.unknown and self._counts(row):
            self.unknown.add(first.name)
            self._fault(number, "no-country", first.name)

    def _fault(self, number: int, code: str, value: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(self._place(number), code, value[:60], self.grid.name))

    def _place(self, number: int) -> int:
        return number + SHEET * self.part.sheet

    def _where(self, number: int, row: Sequence[Any], first: Label) -> tuple[str, str, str, str]:
        """(country, region, area, level)."""
        if self.labelled == "country":
            country = cells.country(first.name)
            if not country:
                self._unknown(number, first, row)
                return "", "", first.name or ("total" if first.total else ""), ""
        else:
            country = self.fixed.get("country", "")
        division = (first if self.labelled == "region" else cells.label(self._text(row, "region"))).name
        area = self._text(row, "area")
        region = cells.region(country, division, self.settled) if division else ""
        place = area if region else " | ".join(each for each in (division, area) if each)
        return country, region, place, "district" if area else "province" if division else "country"

    # What one number says

    def _one(
        self, row: _Row, said: Mapping[str, str], numbers: Mapping[str, Number | None], text: str
    ) -> Observation | None:
        """None where the cell is empty and nothing says that a number belongs there."""
        value = numbers.get("value")
        if value is None and "value" in numbers:
            value = Number(None, flag="words")
        value = value or cells.EMPTY
        low, high = (self._bound(numbers.get(name), getattr(value, name)) for name in ("low", "high"))
        mark = cells.mark(self._text(row.cells, "flag"))
        if mark:
            value, text = Number(None, flag=mark), text if mark != "part-of" else self._text(row.cells, "flag")
        if value.flag == "blank" and low is None and high is None and not self._told(row, said):
            return None
        year, period = self._year(said, row)
        if not year:
            self._fault(row.number, "no-year", period or text)
            return None
        if value.flag == "words" and self._setting("measure", said, row) != "perception":
            self._fault(row.number, "no-number", text)
        drug, substance, family = self._substance(said, row)
        measure = self._measure(said, row)
        dollars, unit, currency, note = self._price(row, value.value)
        return Observation(
            self.source, self._place(row.number), self.kind, row.country, row.region, row.area, year, period,
            substance, family, drug, measure,
            self._market(said, row), self._sex(said, row), cells.age(self._setting("age", said, row)),
            value.value, low, high, " ".join(text.split())[:100], unit, currency, dollars,
            self._number(row, "purity"), value.flag or row.flag, "; ".join(filter(None, (*row.notes, note)))[:500],
            row.level,
        )  # fmt: skip

    def _told(self, row: _Row, said: Mapping[str, str]) -> bool:
        """Whether an empty cell is kept as missing: that of a district, or of a row that has no other number."""
        if self.kind == "cultivation" and self.many:
            return "year" in said or "year" in self.places
        others = (n for which in self.groups.values() for n in which.values())
        return not said.keys() - {"measure"} and all(self._cell(row.cells, n) == "" for n in others)

    def _bound(self, given: Number | None, own: float | None) -> float | None:
        return given.value if given and given.value is not None else own

    def _setting(self, name: str, said: Mapping[str, str], row: _Row) -> str:
        """From the column's heading, else the row, else the whole table."""
        return said.get(name) or self._text(row.cells, name) or self.fixed.get(name, "")

    def _year(self, said: Mapping[str, str], row: _Row) -> tuple[int, str]:
        if "year" in said:
            return cells.years(said["year"])
        for name in ("date", "year"):
            if name in self.places and (cell := self._cell(row.cells, self.places[name])) != "":
                return cells.years(cell)
        return cells.years(self.fixed.get("year", ""))

    def _substance(self, said: Mapping[str, str], row: _Row) -> tuple[str, str, str]:
        """(as written, substance, its group). A name that nobody knows is told by its group."""
        topic = self._text(row.cells, "topic")
        own = self._text(row.cells, "substance")
        drug = own or said.get("substance") or self.fixed.get("substance", "")
        known = substances.substance(drug) if drug else None
        group = self._text(row.cells, "family")
        if known is None and group:
            known = substances.substance(group)
        written = topic if self.kind == "crimes" and topic else drug or group
        return written, known.code if known else "", known.group.code if known else _group(drug or group)

    def _measure(self, said: Mapping[str, str], row: _Row) -> str:
        given = self._setting("measure", said, row)
        code = fields.measure(given) if given else ""
        return code or MEASURES[self.kind][0]

    def _market(self, said: Mapping[str, str], row: _Row) -> str:
        given = self._setting("market", said, row)
        return given if given in MARKETS else fields.market(given)

    def _sex(self, said: Mapping[str, str], row: _Row) -> str:
        given = said.get("sex") or self._text(row.cells, "sex")
        return given if given in ("f", "m") else fields.sex(given)

    def _number(self, row: _Row, name: str) -> float | None:
        if name not in self.places:
            return None
        found = cells.number(self._cell(row.cells, self.places[name]), self.decimal)
        return found.value if found else None

    def _price(self, row: _Row, value: float | None) -> tuple[float | None, str, str, str]:
        """(dollars for one unit, unit, currency, note)."""
        unit = self._text(row.cells, "unit") or self.fixed.get("unit", UNITS.get(self.kind, ""))
        known = units.unit(unit) if unit else None
        unit = known.code if known else unit
        if self.kind != "prices":
            return None, unit, "", ""
        currency = (self._text(row.cells, "currency") or self.fixed.get("currency", "")).upper()[:10]
        currency = "USD" if fields.dollars(currency) else currency
        rate = 1.0 if currency == "USD" else self._number(row, "rate")
        per = self._number(row, "per") if "per" in self.places else 1.0
        dollars = value * rate / per if value is not None and rate and per else None
        return dollars, unit, currency, f"for {per:g}" if per and per != 1 else ""


def _with(row: Observation, bound: str, value: float) -> Observation:
    return row._replace(low=value) if bound == "low" else row._replace(high=value)


@lru_cache(5_000)
def _group(text: str) -> str:
    """The group that a name means: `Amphetamines` is one, and no substance."""
    words = text.casefold()
    return next(
        (
            code
            for code, each in substances.groups().items()
            if words in (code, each.en.casefold(), each.ru.casefold())
        ),
        "unknown",
    )


def _groups(roles: Sequence[str]) -> dict[Settings, dict[str, int]]:
    """Columns of numbers by what their headings say: a value with the bounds that say the same, or less."""
    found: dict[Settings, dict[str, int]] = {}
    told = [(number_of(role), tuple(sorted(settings_of(role).items())), n) for n, role in enumerate(roles)]
    for name, key, n in told:
        if name == "value":
            found.setdefault(key, {"value": n})
    for name, key, n in told:
        if name in ("low", "high"):
            fitting = [other for other in found if set(key) <= set(other)]
            found.setdefault(key if key in found or not fitting else fitting[0], {}).setdefault(name, n)
    return found
