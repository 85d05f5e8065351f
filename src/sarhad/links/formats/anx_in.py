"""Reading charts of Analyst's Notebook Exchange files (`.anx`), ours and those of other programs.

Files differ: types and strengths are named or referred to by id, ends by `EntityId` or by the item's id,
definitions stand before or after the items. All of that is read. What cannot be is told with the item's number.
"""

from __future__ import annotations

from pathlib import Path

from sarhad.collect.errors import Fault
from sarhad.links.formats import anx
from sarhad.links.formats.anx_parts import Definitions, Item, taken_apart
from sarhad.links.formats.anx_words import ARROWS, strength_for
from sarhad.links.formats.plain import MAX_TEXT, STRENGTHS, Drawn, Remark, Thing, Tie, must_fit


def read(path: Path) -> tuple[Drawn, list[Fault]]:
    """The chart of a file, and what of it could not be read.

    Raises:
        BadFile: it is no such file, is damaged, declares entities, or holds more than is taken.
    """
    known, items = taken_apart(path)
    drawn, faults = Drawn(known.title, look=known.look), []
    by_id: dict[str, str] = {}  # item or entity id -> key of the thing
    for item in items:
        if item.link is None and item.end is not None:
            _add_end(item, known, drawn, by_id, faults)
    by_id.pop("", None)
    for item in items:
        if item.link is not None:
            _add_tie(item, known, drawn, by_id, faults)
    must_fit(drawn)
    return drawn, faults


def _add_end(item: Item, known: Definitions, drawn: Drawn, by_id: dict[str, str], faults: list[Fault]) -> None:
    """A thing, or a text that stands by itself."""
    if item.entity is None:
        if item.label_id != anx.MARKING and item.given.get("Label"):
            x, y = _place(item, "X") or 0.0, _place(item, "Y") or 0.0
            drawn.remarks.append(Remark(item.given["Label"][:MAX_TEXT], x, y))
        return
    thing = _thing(item, known, drawn)
    if not thing.key or f"key {thing.key}" in by_id:
        faults.append(Fault("anx-key", "", item.number, "EntityId", thing.key[:80]))
        return
    drawn.things.append(thing)
    named = (item.given.get("Id", ""), item.entity.get("Identity", ""), item.entity.get("EntityId", ""))
    by_id.update((id, thing.key) for id in (*named, f"key {thing.key}"))


def _thing(item: Item, known: Definitions, drawn: Drawn) -> Thing:
    entity, given = item.entity or {}, item.given
    facts, ours = _facts(item, known)
    key = entity.get("EntityId") or entity.get("Identity") or given.get("Id", "")
    label = entity.get("Identity", "") if entity.get("LabelIsIdentity") == "true" else given.get("Label", "")
    if given.get("DateSet") == "true" and given.get("DateTime"):
        facts.append(("Date", given["DateTime"]))
    return Thing(
        key=key,
        label=(label or given.get("Label", "") or entity.get("Identity", "")).strip()[:MAX_TEXT],
        kind=known.name("EntityType", item.style.get("Type", ""), item.style.get("EntityTypeReference", "")),
        schema=ours.get(anx.SCHEMA, ""),
        x=_place(item, "X"),
        y=_place(item, "Y"),
        group=_group(given.get("GroupReference", ""), ours.get(anx.GROUP, ""), drawn),
        note="\n".join(filter(None, (given.get("Description", ""), *item.cards)))[:MAX_TEXT],
        pinned=ours.get(anx.PINNED) == "true",
        hidden=given.get("Shown") == "false",
        ours=ours.get(anx.ID, ""),
        facts=tuple(facts),
        row=item.number,
    )


def _group(reference: str, title: str, drawn: Drawn) -> str:
    """The key of its group, which is noted where it is new. A title alone makes one too."""
    if reference or title:
        key = reference or f"title:{title}"
        drawn.groups.setdefault(key, title or str(len(drawn.groups) + 1))
        return key
    return ""


def _place(item: Item, axis: str) -> float | None:
    try:
        place = float((item.end or {}).get(axis, "") or item.given.get("XPosition" if axis == "X" else "", ""))
    except ValueError:
        return None
    return place if abs(place) < 1e7 else None


def _facts(item: Item, known: Definitions) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """(what others wrote beside it, what we did)"""
    facts, ours = [], {}
    for named, reference, value in item.attributes:
        name = known.name("AttributeClass", named, reference)
        if name in anx.OWN:
            ours[name] = value
        elif name and value:
            facts.append((name[:200], value[:MAX_TEXT]))
    return facts, ours


def _add_tie(item: Item, known: Definitions, drawn: Drawn, by_id: dict[str, str], faults: list[Fault]) -> None:
    link = item.link or {}
    ends = []
    for end in ("End1", "End2"):
        named = link.get(f"{end}Id", "") or link.get(f"{end}Reference", "")
        found = by_id.get(link.get(f"{end}Id", "")) or by_id.get(link.get(f"{end}Reference", ""))
        if found is None:
            faults.append(Fault("anx-end", "", item.number, f"{end}Id", named[:80], {"end": named[:80]}))
            return
        ends.append(found)
    facts, ours = _facts(item, known)
    directed, back = ARROWS.get(item.style.get("ArrowStyle", ""), (False, False))
    source, target = reversed(ends) if back else ends
    label = (ours.get(anx.LABEL) or ("" if anx.KIND in ours else item.given.get("Label", ""))).strip()[:MAX_TEXT]
    times = _number(ours.get(anx.TIMES, "")) or (_number(label) if not ours else 0)
    drawn.ties.append(
        Tie(
            source=source,
            target=target,
            label=label,
            kind=ours.get(anx.KIND) or _link_type(item, known),
            directed=directed,
            times=times or 1,
            strength=_strength(item, known, ours),
            start=ours.get(anx.FROM) or _day(item),
            stop=ours.get(anx.UNTIL, ""),
            ours=ours.get(anx.ID, ""),
            facts=(*facts, *_described(item)),
            row=item.number,
        )
    )


def _link_type(item: Item, known: Definitions) -> str:
    return known.name("LinkType", item.style.get("Type", ""), item.style.get("LinkTypeReference", ""))


def _described(item: Item) -> list[tuple[str, str]]:
    texts = [item.given.get("Description", ""), *item.cards]
    return [("Description", "\n".join(filter(None, texts))[:MAX_TEXT])] if any(texts) else []


def _strength(item: Item, known: Definitions, ours: dict[str, str]) -> str:
    if anx.KIND in ours:  # one of ours: what it does not say, nobody said
        return ours.get(anx.STRENGTH, "") if ours.get(anx.STRENGTH, "") in STRENGTHS else ""
    name = known.name("Strength", item.style.get("Strength", ""), item.style.get("StrengthReference", ""))
    return strength_for(name, known.dots.get(name, ""))


def _day(item: Item) -> str:
    """A date, with its time where one is set."""
    given = item.given
    if given.get("DateSet") != "true":
        return ""
    date, _t, time = given.get("DateTime", "").partition("T")
    return f"{date}T{time[:8]}" if given.get("TimeSet") == "true" and time else date


def _number(text: str) -> int:
    try:
        number = float(text.strip().replace(" ", ""))
    except ValueError:
        return 0
    return int(number) if 1 <= number <= 10**9 else 0
