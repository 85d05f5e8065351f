"""Writing Analyst's Notebook Exchange files (`.anx`): elements, their order and attributes as the schema has them.

See `anx_words`. What is ours stands in attribute classes, so that a chart that comes back is the same one.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

from sarhad.links.formats.anx_words import DOTS, NOT_SAID, type_of
from sarhad.links.formats.plain import Drawn, Remark, Thing, Tie

ID, KIND, SCHEMA, GROUP, PINNED = "SarhadId", "SarhadKind", "SarhadSchema", "Group", "SarhadPinned"
TIMES, STRENGTH, FROM, UNTIL, LABEL = "Times", "SarhadStrength", "From", "Until", "SarhadLabel"
CLASSES = (  # name, type
    (ID, "AttText"), (KIND, "AttText"), (SCHEMA, "AttText"), (LABEL, "AttText"), (PINNED, "AttFlag"),
    (GROUP, "AttText"), (STRENGTH, "AttText"), (TIMES, "AttNumber"), (FROM, "AttText"), (UNTIL, "AttText"),
)  # fmt: skip
OWN = frozenset(name for name, _type in CLASSES)
QUIET = frozenset({ID, KIND, SCHEMA, LABEL, PINNED, STRENGTH})  # kept with the item, not written beside it
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in XML 1.0
DATED = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d)(?::\d\d)?)?")
LOOK = "SarhadLook"  # filters, colours and folded groups, of a chart of ours
MARKING = "SarhadMarking"  # the label that holds it: not a remark of the analyst's


def write(drawn: Drawn) -> bytes:
    """The chart as UTF-8 XML."""
    root = Element("Chart", IdReferenceLinking="false", Rigorous="true")
    _strengths(root)
    _classes(root, drawn)
    _types(root, drawn)
    _summary(root, drawn)
    items = SubElement(root, "ChartItemCollection")
    groups = {key: f"G{number}" for number, key in enumerate(drawn.groups, 1)}
    for thing in drawn.things:
        _thing(items, thing, drawn, groups)
    for tie in drawn.ties:
        _tie(items, tie)
    _marking(items, drawn)
    for number, remark in enumerate(drawn.remarks, 1):
        _remark(items, remark, f"label{number}")
    if groups:
        collection = SubElement(root, "GroupCollection")
        for id in groups.values():
            SubElement(collection, "Group", Id=id)
    indent(root, " ")
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def clean(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)


def escaped(text: str) -> str:
    """For an element or attribute of any XML."""
    return escape(clean(text), {'"': "&quot;"})


def _strengths(root: Element) -> None:
    collection = SubElement(root, "StrengthCollection")
    for name, dots in {NOT_SAID: DOTS["confirmed"], **DOTS}.items():
        SubElement(collection, "Strength", Name=name.title(), DotStyle=dots)


def _classes(root: Element, drawn: Drawn) -> None:
    """Ours, then the names of the facts that the items carry, each once."""
    collection = SubElement(root, "AttributeClassCollection")
    every = [*drawn.things, *drawn.ties]
    more = sorted({clean(name) for item in every for name, _value in item.facts} - OWN)
    for name, kind in (*CLASSES, *((name, "AttText") for name in more)):
        SubElement(
            collection, "AttributeClass", Name=name, Type=kind, IsUser="true", Visible=_flag(name not in QUIET),
            ShowValue="true", ShowClassName=_flag(name not in QUIET), ShowSymbol="false",
        )  # fmt: skip


def _types(root: Element, drawn: Drawn) -> None:
    entities = SubElement(root, "EntityTypeCollection")
    for name, icon in sorted({_type(thing) for thing in drawn.things}):
        SubElement(
            entities, "EntityType", Name=name, IconFile=icon, Colour="0", PreferredRepresentation="RepresentAsIcon"
        )
    links = SubElement(root, "LinkTypeCollection")
    for name in sorted({_link_type(tie) for tie in drawn.ties}):
        SubElement(links, "LinkType", Name=name, Colour="0")


def _type(thing: Thing) -> tuple[str, str]:
    known = type_of(thing.schema)
    return known if not thing.kind else (clean(thing.kind), known[1])


def _link_type(tie: Tie) -> str:
    return clean(tie.label or tie.kind) or "Link"


def _summary(root: Element, drawn: Drawn) -> None:
    summary = SubElement(root, "Summary")
    fields = SubElement(summary, "FieldCollection")
    said = "\n".join(filter(None, (drawn.marking, *drawn.said)))
    for kind, text in (("SummaryFieldTitle", drawn.title), ("SummaryFieldComments", said)):
        SubElement(fields, "Field", Type=kind, Field=clean(text))
    if drawn.look:
        more = SubElement(summary, "CustomPropertyCollection")
        SubElement(more, "CustomProperty", Name=LOOK, Type="String", Value=clean(drawn.look))


def _thing(items: Element, thing: Thing, drawn: Drawn, groups: dict[str, str]) -> None:
    x, y = _whole(thing.x), _whole(thing.y)
    item = SubElement(items, "ChartItem", Label=clean(thing.label), XPosition=x, Shown=_flag(not thing.hidden))
    if thing.note:
        item.set("Description", clean(thing.note))
    if thing.group in groups:
        item.set("GroupReference", groups[thing.group])
    end = SubElement(item, "End", X=x, Y=y, Z="0")
    key = clean(thing.key)
    entity = SubElement(end, "Entity", EntityId=key, Identity=key, LabelIsIdentity="false")
    SubElement(SubElement(entity, "Icon"), "IconStyle", Type=_type(thing)[0])
    _attributes(
        item,
        [
            (ID, thing.ours),
            (SCHEMA, thing.schema),
            (PINNED, "true" if thing.pinned else ""),
            (GROUP, drawn.groups.get(thing.group, "")),
            *thing.facts,
        ],
    )


def _tie(items: Element, tie: Tie) -> None:
    item = SubElement(items, "ChartItem", Label=_shown(tie))
    if found := DATED.match(tie.start):
        year, month, day, time = found.groups()
        item.set("DateSet", "true")
        item.set("TimeSet", _flag(bool(time)))
        item.set("DateTime", f"{year}-{month}-{day}T{time or '00:00'}:00.000")
    link = SubElement(item, "Link", End1Id=clean(tie.source), End2Id=clean(tie.target))
    SubElement(
        link, "LinkStyle", Type=_link_type(tie), MlStyle="MultiplicityMultiple",
        ArrowStyle="ArrowOnHead" if tie.directed else "ArrowNone",
        Strength=(tie.strength or NOT_SAID).title(), LineWidth=str(_width(tie.times)),
    )  # fmt: skip
    _attributes(
        item,
        [
            (ID, tie.ours),
            (KIND, tie.kind),
            (LABEL, tie.label),
            (STRENGTH, tie.strength),
            (TIMES, str(tie.times) if tie.times != 1 else ""),
            (FROM, tie.start),
            (UNTIL, tie.stop),
            *tie.facts,
        ],
    )


def _shown(tie: Tie) -> str:
    return clean(f"{tie.label} ({tie.times})" if tie.times > 1 else tie.label)


def _width(times: int) -> int:
    return min(4, len(str(max(times, 1))))


def _marking(items: Element, drawn: Drawn) -> None:
    """On the chart itself too, above all else, where a print shows it."""
    if drawn.marking:
        top = min((thing.y or 0.0 for thing in drawn.things), default=0.0)
        left = min((thing.x or 0.0 for thing in drawn.things), default=0.0)
        _remark(items, Remark(drawn.marking, left, top - 120), MARKING)


def _remark(items: Element, remark: Remark, id: str) -> None:
    x, y = _whole(remark.x), _whole(remark.y)
    item = SubElement(items, "ChartItem", Label=clean(remark.text), XPosition=x)
    end = SubElement(item, "End", X=x, Y=y, Z="0")
    SubElement(SubElement(end, "Label", LabelId=id), "LabelStyle")


def _attributes(item: Element, pairs: list[tuple[str, str]]) -> None:
    """One of each class on an item: values of one name stand together."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value:
            given.setdefault(clean(name), []).append(clean(value))
    if given:
        collection = SubElement(item, "AttributeCollection")
        for name, values in given.items():
            SubElement(collection, "Attribute", AttributeClass=name, Value="; ".join(values))


def _whole(place: float | None) -> str:
    return str(round(place or 0.0))


def _flag(yes: bool) -> str:
    return "true" if yes else "false"
