"""Published numbers that a reader sees, and prices that officers stated. Callers record the read in the audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sarhad.access.reader import Reader
from sarhad.entities.lists import ids_listed
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first
from sarhad.kernel import substances, units
from sarhad.systems.monitor.series import cells
from sarhad.systems.monitor.series.pricing import Price, priced
from sarhad.systems.monitor.series.records import MARKETS
from sarhad.systems.monitor.store import queries as store
from sarhad.systems.monitor.store import taking
from sarhad.systems.monitor.store.records import Observation

OBSERVED = "PriceObservation"
YEARS = range(1800, 2101)


def prices(
    reader: Reader,
    substance: Sequence[str] = (),
    *,
    country: Sequence[str] = (),
    since: int = 0,
    until: int = 9999,
) -> list[Price]:
    """Prices of tables, then those that officers stated; of these substances and what is below them."""
    told = store.series(reader, "prices", country=country, substance=substance, since=since, until=until)
    own = [
        each
        for each in observed(reader)
        if (not country or each.country in country)
        and (not substance or each.substance in _within(substance))
        and since <= each.year <= until
    ]
    return [priced(each) for each in (*told, *own)]


def _within(codes: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(substances.within(code) for code in codes))


def observed(reader: Reader) -> list[Observation]:
    """What officers stated of prices, as rows like those of tables; `source` is the statement's entity, `row` 0."""
    sight = Sight(reader)
    ids = list(dict.fromkeys(id for id, _row in ids_listed(sight, OBSERVED)))
    sight.see(ids)
    said = [each for id in ids for each in sight.statements(id) if each.schema == OBSERVED]
    if taken := taking.now():
        said = [each for each in said if taken.lets(each.owner, each.handling, each.held)]
    found = (_observation(each) for each in sight.shown(said))
    return sorted(
        (each for each in found if each), key=lambda each: (each.country, each.year, each.period, each.source)
    )


def _observation(said: Statement) -> Observation | None:
    own = said.properties
    year, period = cells.years(first(own, "date"))
    value = _number(first(own, "price"))
    if year not in YEARS or value is None:
        return None
    drug, unit = first(own, "substance"), first(own, "perUnit")
    known, measure = substances.substance(drug), units.unit(unit) if unit else None
    currency = first(own, "currency").upper()
    rate = 1.0 if currency == "USD" else _number(first(own, "dollars"))
    per = _number(first(own, "perAmount")) or 1.0
    market = first(own, "market")
    region = cells.region(first(own, "country"), first(own, "region"))
    return Observation(
        said.entity, 0, "prices", first(own, "country"), region, "" if region else first(own, "region"), year,
        period if len(period) > 4 else "", known.code if known else "", known.group.code if known else "unknown",
        drug, "price", market if market in MARKETS else "", "", "", value, _number(first(own, "lowest")),
        _number(first(own, "highest")), first(own, "price"), measure.code if measure else unit, currency,
        value * rate / per if rate else None, _number(first(own, "purity")), "",
        "; ".join(filter(None, (f"for {per:g}" if per != 1 else "", first(own, "method"), said.owner))),
        "province" if region else "country",
    )  # fmt: skip


def _number(text: str) -> float | None:
    found = cells.number(text)
    return found.value if found and found.value is not None else None


def cultivation(
    reader: Reader, *, crop: str = "", country: Sequence[str] = (), since: int = 0, until: int = 9999
) -> list[Observation]:
    """Areas under a crop, of every level; all crops if none is named."""
    crops = (crop,) if crop else ()
    return store.series(reader, "cultivation", substance=crops, country=country, since=since, until=until)


def totals(reader: Reader, *, country: Sequence[str] = ()) -> list[Observation]:
    """What states reported as seized in a year."""
    return store.series(reader, "totals", country=country)


def users(
    reader: Reader, *, measure: Sequence[str] = (), country: Sequence[str] = (), substance: Sequence[str] = ()
) -> list[Observation]:
    """People who use drugs, in treatment, registered, and the prevalence of use."""
    return store.series(reader, "users", measure=measure, country=country, substance=substance)


def crimes(reader: Reader, *, country: Sequence[str] = ()) -> list[Observation]:
    """Crimes, offenders and victims as statistics committees publish them."""
    return store.series(reader, "crimes", country=country)


def names(reader: Reader) -> dict[str, str]:
    """Names of the tables that the reader sees, by their ids."""
    return {each.id: each.name for each in store.sources(reader)}
