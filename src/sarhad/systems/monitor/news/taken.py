"""What an item of news takes from a case: date, place, substance and amount; no person, vehicle or number."""

from __future__ import annotations

from typing import NamedTuple

from sarhad.access.reader import Reader
from sarhad.entities.lists import pointing
from sarhad.entities.records import Statement
from sarhad.entities.sight import Sight, first, together
from sarhad.kernel import model, substances, units
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.systems.programme.words import given, substance, unit
from sarhad.web.templatetags.look import country

SEIZURE, ITEM = "Seizure", "SeizedItem"


class Taken(NamedTuple):
    """What the own office states of a case, as fields of a form; `basis` are the statements."""

    fields: dict[str, str]
    basis: list[Statement]


def taken(reader: Reader, seizure: EntityId) -> Taken | None:
    """None where the reader's office states nothing of such a seizure: what others shared is theirs to release."""
    sight = Sight(reader)
    said = [each for each in sight.statements(seizure) if each.schema == SEIZURE] if is_id(seizure) else []
    own = [each for each in said if each.held]
    if not own:
        return None
    found = pointing(sight, "SeizedItem.seizure", [seizure]).get(seizure, [])
    items = [each for each in found if each.held and each.schema == ITEM]
    values = model.present(SEIZURE, together(own))
    place = ", ".join(filter(None, (first(values, "region"), first(values, "settlement"))))
    fields = {
        "seizure": seizure, "date": first(values, "date")[:10], "country": first(values, "country"),
        "region": place, **_items(items),
    }  # fmt: skip
    fields["name"] = _title(fields, items)
    return Taken(fields, [*own, *items])


def _items(items: list[Statement]) -> dict[str, str]:
    """One amount where there is one item; of several a line of text each."""
    names = dict.fromkeys(text for each in items for text in each.properties.get("substance", ()))
    codes = dict.fromkeys(known.code if (known := substances.substance(name)) else name for name in names)
    fields = {"substance": "\n".join(codes)}
    entities = {each.entity for each in items}
    if len(entities) == 1:
        values = together(items)
        fields |= {name: first(values, name) for name in ("reportedAmount", "reportedUnit")}
    elif items:
        fields["story"] = "\n".join(dict.fromkeys(filter(None, map(_line, items))))
    return fields


def _line(item: Statement) -> str:
    amount = first(item.properties, "reportedAmount")
    name = ", ".join(substance(_code(each)) for each in item.properties.get("substance", ()))
    return f"{name}: {_amount(amount, first(item.properties, 'reportedUnit'))}" if name and amount else name


def _code(text: str) -> str:
    known = substances.substance(text)
    return known.code if known else text


def _amount(amount: str, name: str) -> str:
    known = units.unit(name)
    return f"{given(amount)} {unit(known.code if known else name)}".strip()


def _title(fields: dict[str, str], items: list[Statement]) -> str:
    """“Heroin, 12.5 kg: Khatlon”, in the language of the page."""
    names = ", ".join(substance(each) for each in fields["substance"].splitlines())
    what = [names[:1].upper() + names[1:]] if names else []
    if fields.get("reportedAmount"):
        what.append(_amount(fields["reportedAmount"], fields["reportedUnit"]))
    where = fields["region"] or country(fields["country"])
    return ": ".join(filter(None, (", ".join(what), where)))
