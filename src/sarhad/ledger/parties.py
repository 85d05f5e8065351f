"""Offices and groups, each written from the standing acts that describe it."""

from __future__ import annotations

from typing import Any

import orjson

from sarhad.ledger.models import Fragment, Party, State, Term
from sarhad.ledger.naming import names_of
from sarhad.ledger.succession import Successions


def refresh_party(party: str) -> None:
    """Write an office's or group's row from the standing acts that describe it."""
    fields = described(party)
    if fields is None:
        Party.objects.filter(id=party).delete()
    else:
        Party.objects.update_or_create(id=party, defaults=fields)


def described(party: str) -> dict[str, str] | None:
    """The row of an office or group as the standing acts give it; None where there are none."""
    kind = "group" if "/" in party else "office"
    acts = _acts(kind, party)
    if not acts:
        return None
    naming = [act for act in acts if act["nameEn"]] or acts
    last = max(naming, key=lambda act: (act["stated"], act["name"]))
    closing = [act["stated"] for act in _acts("closes", party)]
    return {
        "kind": kind,
        "name_en": last["nameEn"] or party,
        "name_ru": last["nameRu"],
        "country": last["country"],
        "parent": last["parent"],
        "sort": last["sort"],
        "root_key": last["rootKey"],
        "opened": min(act["stated"] for act in acts),
        "closed": min(closing, default=""),
    }


def _acts(kind: str, value: str) -> list[dict[str, Any]]:
    terms = Term.objects.filter(kind=kind, value=value).values("fragment_id")
    founder = value.split("/")[0]
    allowed = {founder, *Successions.load().heirs(founder)}
    rows = list(Fragment.objects.filter(id__in=terms, state=State.CURRENT, scope__owner__in=allowed))
    names = names_of(rows)
    acts = []
    for row in rows:
        data = orjson.loads(row.data)
        act: dict[str, Any] = dict.fromkeys(("nameEn", "nameRu", "country", "parent", "sort", "rootKey"), "")
        act.update((name, values[0]) for name, values in data["properties"].items() if values)
        acts.append({**act, "stated": data.get("stated", ""), "name": str(names[row.id][-1])})
    return acts
