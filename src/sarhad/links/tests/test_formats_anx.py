# ruff: noqa: E501 - tables
"""`.anx` files: written as the schema has them, read back the same, and read from other programs."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.collect.errors import BadFile
from sarhad.links.formats import anx, anx_in
from sarhad.links.formats.anx_words import schema_for, strength_for
from sarhad.links.formats.plain import STRENGTHS, Drawn, Remark, Thing, Tie

# Facts of i2's "Analyst's Notebook 7.xsd" as the classes that pyanx (github.com/pcbje/pyanx, Apache 2.0) generated
# from it state them: the attributes of each element that we write, and the order of its children.
XSD: dict[str, tuple[set[str], list[str]]] = {
    "Chart": (
        {"IdReferenceLinking", "Rigorous", "SchemaVersion", "MsxmlVersion", "UseLocalTimeZone", "BackColour"},
        [
            "ApplicationVersion", "LibraryCatalogue", "PropertyBagCollection", "CustomImageCollection", "GradeOne",
            "GradeTwo", "GradeThree", "SourceHints", "StrengthCollection", "AttributeClassCollection",
            "EntityTypeCollection", "LinkTypeCollection", "Font", "DatabaseProxyCollection",
            "DateTimeFormatCollection", "CurrentStyleCollection", "TimeZone", "TimeBar", "PrintSettings", "Summary",
            "ChartItemCollection", "ConnectionCollection", "JunctionCollection", "GroupCollection",
            "PaletteCollection", "PaletteBarCollection", "LegendDefinition", "SnapshotCollection",
        ],
    ),
    "StrengthCollection": (set(), ["Strength"]),
    "Strength": ({"DotStyle", "Id", "Name"}, []),
    "AttributeClassCollection": (set(), ["AttributeClass"]),
    "AttributeClass": (
        {
            "PasteBehaviour", "ShowTime", "ShowSuffix", "IsUser", "Type", "ShowSymbol", "ShowSeconds",
            "SemanticTypeGuid", "IconFile", "ShowValue", "Name", "UserCanAdd", "ShowIfSet", "ShowClassName", "Suffix",
            "Visible", "Prefix", "UserCanRemove", "ShowPrefix", "DecimalPlaces", "MergeBehaviour", "Id", "ShowDate",
        },
        ["Font"],
    ),
    "EntityTypeCollection": (set(), ["EntityType"]),
    "EntityType": (
        {"Name", "Colour", "SemanticTypeGuid", "IconFile", "PreferredRepresentation", "IconShadingColour", "Id"},
        [],
    ),
    "LinkTypeCollection": (set(), ["LinkType"]),
    "LinkType": ({"Colour", "SemanticTypeGuid", "Id", "Name"}, []),
    "Summary": (set(), ["FieldCollection", "CustomPropertyCollection", "Origin"]),
    "CustomPropertyCollection": (set(), ["CustomProperty"]),
    "CustomProperty": ({"Name", "Type", "Value"}, []),
    "FieldCollection": (set(), ["Field"]),
    "Field": ({"Type", "Field"}, []),
    "ChartItemCollection": (set(), ["ChartItem"]),
    "ChartItem": (
        {
            "LocalDateTimeOffset", "Shown", "DateSet", "GradeOneIndex", "Description", "GroupReference",
            "GradeTwoIndex", "Selected", "GradeTwoReference", "GradeThreeReference", "DateTime",
            "DateTimeDescription", "SourceReference", "SourceType", "GradeThreeIndex", "TimeSet", "Ordered", "Label",
            "XPosition", "Id", "GradeOneReference",
        },
        ["End", "Link", "AttributeCollection", "CIStyle", "PropertyBagCollection", "TimeZone"],
    ),
    "End": ({"X", "Y", "Z"}, ["Entity", "Label"]),
    "Entity": (
        {"EntityId", "SemanticTypeGuid", "Identity", "LabelIsIdentity"},
        ["Box", "Circle", "Event", "Icon", "OleItem", "TextBlock", "Theme", "DatabaseKeyCollection", "CardCollection"],
    ),
    "Icon": ({"TextX", "TextY"}, ["IconStyle"]),
    "IconStyle": ({"Type", "EntityTypeReference", "Enlargement", "IconShadingColour"}, ["FrameStyle", "IconPicture"]),
    "Label": ({"LabelId"}, ["LabelStyle"]),
    "LabelStyle": ({"Alignment"}, []),
    "Link": (
        {
            "End2Reference", "End1Reference", "SemanticTypeGuid", "End1Id", "LabelSegment", "LabelPos", "End2Id",
            "Offset", "ConnectionReference",
        },
        ["DatabaseKeyCollection", "CardCollection", "CornerCollection", "LinkStyle"],
    ),
    "LinkStyle": (
        {
            "Strength", "ArrowStyle", "LinkTypeReference", "StrengthReference", "LineColour", "MlStyle", "FanOut",
            "LineWidth", "Type",
        },
        [],
    ),
    "AttributeCollection": (set(), ["Attribute"]),
    "Attribute": ({"AttributeClassReference", "Value", "AttributeClass"}, []),
    "GroupCollection": (set(), ["Group"]),
    "Group": ({"Id"}, []),
}  # fmt: skip

CASE = Drawn(
    title="Operation Saffron",
    things=[
        Thing("a" * 32, "Rustam Karimov", schema="Person", x=-80, y=320, group="g1", note="seen twice\nin Osh",
              pinned=True, ours="a" * 32, facts=(("Owner", "TJ-DCA"), ("Grade", "B2"))),
        Thing("b" * 32, "Anna <Lee> & \"sons\"", schema="Company", x=10, y=20, hidden=True, ours="b" * 32),
        Thing("phone:+992900112233", "+992 900 11-22-33", schema="", kind="Phone", x=0, y=0, ours="phone:+992900112233"),
    ],
    ties=[
        Tie("a" * 32, "b" * 32, "owns", "Ownership", True, 1, "unconfirmed", "2026-03", "2026-04-01", "c" * 32),
        Tie("phone:+992900112233", "a" * 32, "phone", "phone", False, 17, "", "2026-01-02T10:30"),
    ],
    remarks=[Remark("Ask Almaty", 40, 50)],
    groups={"g1": "Couriers"},
    look='{"colour": "owner"}',
    marking="H1 · pass on marked",
    said=("TJ-DCA · owner · 2026-11-21",),
)  # fmt: skip


def read(tmp_path: Path, data: bytes):
    path = tmp_path / "chart.anx"
    path.write_bytes(data)
    return anx_in.read(path)


def told(drawn: Drawn):
    """What must be the same after a round; where the item stood in the file is not part of it."""
    titles = dict(drawn.groups)
    return (
        drawn.title,
        drawn.look,
        [(t.key, t.label, t.schema, t.x, t.y, titles.get(t.group, ""), t.note, t.pinned, t.hidden, t.ours, t.facts)
         for t in drawn.things],
        [(t.source, t.target, t.label, t.kind, t.directed, t.times, t.strength, t.start, t.stop, t.ours, t.facts)
         for t in drawn.ties],
        drawn.remarks,
        sorted(titles.values()),
    )  # fmt: skip


def test_a_chart_comes_back_the_same(tmp_path):
    back, faults = read(tmp_path, anx.write(CASE))
    assert faults == []
    assert told(back) == told(CASE)


def test_the_marking_stands_in_the_file(tmp_path):
    data = anx.write(CASE).decode()
    assert data.count("H1 · pass on marked") == 2  # in its summary, and on the chart
    assert "TJ-DCA · owner" in data
    assert [remark.text for remark in read(tmp_path, anx.write(CASE))[0].remarks] == ["Ask Almaty"]


def test_elements_attributes_and_their_order_are_those_of_the_schema():
    seen = set()
    for element in fromstring(anx.write(CASE)).iter():
        allowed, order = XSD[element.tag]
        seen.add(element.tag)
        assert set(element.attrib) <= allowed, element.tag
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places), element.tag
    assert seen == set(XSD)


def test_every_name_that_an_item_uses_is_defined():
    root = fromstring(anx.write(CASE))
    defined = {tag: {each.get("Name") for each in root.iter(tag)} for tag in
               ("Strength", "AttributeClass", "EntityType", "LinkType")}  # fmt: skip
    assert {each.get("Type") for each in root.iter("IconStyle")} <= defined["EntityType"]
    assert {each.get("Type") for each in root.iter("LinkStyle")} <= defined["LinkType"]
    assert {each.get("Strength") for each in root.iter("LinkStyle")} <= defined["Strength"]
    assert {each.get("AttributeClass") for each in root.iter("Attribute")} <= defined["AttributeClass"]
    ids = {each.get("EntityId") for each in root.iter("Entity")}
    assert {each.get(end) for each in root.iter("Link") for end in ("End1Id", "End2Id")} <= ids


WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"), max_size=12
).map(str.strip)
PLACES = st.integers(-9999, 9999).map(float)


@st.composite
def charts(draw):
    keys = draw(st.lists(st.uuids().map(lambda each: each.hex), min_size=1, max_size=6, unique=True))
    groups = {f"g{n}": title for n, title in enumerate(draw(st.lists(WORDS.filter(bool), max_size=2, unique=True)))}
    things = [
        Thing(key, draw(WORDS.filter(bool)), schema=draw(st.sampled_from(["Person", "Phone", "Seizure"])), x=draw(PLACES),
              y=draw(PLACES), group=draw(st.sampled_from(["", *groups])), note=draw(WORDS), pinned=draw(st.booleans()),
              hidden=draw(st.booleans()), ours=key)
        for key in keys
    ]  # fmt: skip
    used = {thing.group for thing in things}
    ties = [
        Tie(draw(st.sampled_from(keys)), draw(st.sampled_from(keys)), draw(WORDS), "UnknownLink", draw(st.booleans()),
            draw(st.integers(1, 999)), draw(st.sampled_from(["", *STRENGTHS])))
        for _ in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    remarks = draw(st.lists(st.builds(Remark, WORDS.filter(bool), PLACES, PLACES), max_size=2))
    kept = {key: title for key, title in groups.items() if key in used}
    return Drawn(draw(WORDS), things, ties, remarks, kept, marking="H2")


@settings(max_examples=40, deadline=None)
@given(drawn=charts())
def test_any_chart_comes_back_the_same(tmp_path_factory, drawn):
    path = tmp_path_factory.getbasetemp() / "any.anx"
    path.write_bytes(anx.write(drawn))
    back, faults = anx_in.read(path)
    assert faults == []
    assert told(back) == told(drawn)


# Small files by the public description, in the dialects that are met.

BY_ID = """<?xml version="1.0" encoding="utf-16"?>
<Chart IdReferenceLinking="true" SchemaVersion="7.0.0.1" xmlns:lcx="http://www.i2group.com/Schemas/2001-12-07/LCXSchema">
 <ApplicationVersion Major="8" Minor="5" Point="1" Build="0"/>
 <AttributeClassCollection><AttributeClass Id="AC1" Name="Born" Type="AttText"/></AttributeClassCollection>
 <ChartItemCollection>
  <ChartItem Id="ID1" Label="Иван Петров" XPosition="158" GroupReference="GR1" Description="courier">
   <End X="158" Y="162" Z="0"><Entity EntityId="n0" Identity="Petrov 1980" LabelIsIdentity="false">
    <Icon TextX="0" TextY="16"><IconStyle EntityTypeReference="ET1"/></Icon>
    <CardCollection><Card Summary="Report 12" Text="seen at the pass"/></CardCollection></Entity></End>
   <AttributeCollection><Attribute AttributeClassReference="AC1" Value="1980"/></AttributeCollection></ChartItem>
  <ChartItem Id="ID2" Label="" XPosition="0" Shown="false">
   <End X="0" Y="-5.5"><Entity EntityId="n1" Identity="01 A 777 AA" LabelIsIdentity="true">
    <Box><BoxStyle EntityTypeReference="ET2"/></Box></Entity></End></ChartItem>
  <ChartItem Id="ID3" Label="25" DateSet="true" TimeSet="false" DateTime="2026-02-14T00:00:00.000">
   <Link End1Reference="ID1" End2Reference="ID2">
    <LinkStyle ArrowStyle="ArrowOnTail" LinkTypeReference="LT1" StrengthReference="S1"/></Link></ChartItem>
  <ChartItem Id="ID4" Label="?"><Link End1Reference="ID1" End2Reference="ID99"/></ChartItem>
 </ChartItemCollection>
 <EntityTypeCollection><EntityType Id="ET1" Name="Man" IconFile="Person"/>
  <EntityType Id="ET2" Name="Motor vehicle" IconFile="Car"/></EntityTypeCollection>
 <LinkTypeCollection><LinkType Id="LT1" Name="Drives"/></LinkTypeCollection>
 <StrengthCollection><Strength Id="S1" Name="Reported" DotStyle="DotStyleDashed"/></StrengthCollection>
 <GroupCollection><Group Id="GR1"/></GroupCollection>
</Chart>"""

BY_NAME = """<Chart IdReferenceLinking="false" Rigorous="true">
 <ChartItemCollection>
  <ChartItem Label="Tywin" XPosition="211"><End Y="0" X="211" Z="0"><Entity EntityId="n1" Identity="Tywin">
   <Icon><IconStyle Type="Person"/></Icon></Entity></End></ChartItem>
  <ChartItem Label="Note to self" XPosition="5"><End X="5" Y="6"><Label LabelId="l1"/></End></ChartItem>
 </ChartItemCollection>
 <ChartItemCollection>
  <ChartItem Label="Tyrion" XPosition="0"><End Y="9" X="0" Z="0"><Entity EntityId="n0" Identity="Tyrion">
   <Icon><IconStyle Type="Person"/></Icon></Entity></End></ChartItem>
  <ChartItem Label="Father of"><Link End1Id="n1" End2Id="n0"><LinkStyle ArrowStyle="ArrowOnHead" Type="Link"/></Link>
  </ChartItem></ChartItemCollection></Chart>"""


def test_a_file_of_another_program_that_refers_by_id(tmp_path):
    drawn, faults = read(tmp_path, BY_ID.encode("utf-16"))
    man, car = drawn.things
    assert (man.label, man.kind, man.x, man.y) == ("Иван Петров", "Man", 158, 162)
    assert (man.note, man.facts, drawn.groups[man.group]) == (
        "courier\nReport 12: seen at the pass",
        (("Born", "1980"),),
        "1",
    )
    assert (car.label, car.kind, car.hidden, car.y) == ("01 A 777 AA", "Motor vehicle", True, -5.5)
    [tie] = drawn.ties
    assert (tie.source, tie.target, tie.directed) == ("n1", "n0", True)  # an arrow on the tail points back
    assert (tie.times, tie.strength, tie.start, tie.kind) == (25, "unconfirmed", "2026-02-14", "Drives")
    [fault] = faults
    assert (fault.code, fault.row, fault.value) == ("anx-end", 4, "ID99")


def test_a_file_of_another_program_that_refers_by_name(tmp_path):
    drawn, faults = read(tmp_path, BY_NAME.encode())
    assert faults == []
    assert [thing.label for thing in drawn.things] == ["Tywin", "Tyrion"]
    assert drawn.remarks == [Remark("Note to self", 5, 6)]
    [tie] = drawn.ties
    assert (tie.source, tie.target, tie.label, tie.directed, tie.times, tie.strength) == (
        "n1",
        "n0",
        "Father of",
        True,
        1,
        "",
    )


BOMB = '<!DOCTYPE c [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><Chart><ChartItem Label="&b;"/></Chart>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"<Chart><ChartItem", "broken-xml"),
        (b"<svg/>", "wrong-anx"),
        (b"<Chart/>", "no-things"),
        (b"<Chart>" + b"<a>" * 60 + b"</a>" * 60 + b"</Chart>", "wrong-anx"),
        (BOMB.encode(), "xml-entities"),
        (b'<?xml version="1.0" encoding="utf-77"?><Chart/>', "broken-xml"),
        (b'<Chart><ChartItemCollection>' + b"<ChartItem/>" * 26_001 + b"</ChartItemCollection></Chart>", "chart-too-large"),
    ],
)  # fmt: skip
def test_bad_files_are_refused_with_a_reason(tmp_path, data, code):
    with pytest.raises(BadFile) as refused:
        read(tmp_path, data)
    assert refused.value.fault.code == code
    assert refused.value.fault.message
    assert refused.value.fault.remedy


@pytest.mark.parametrize(
    ("kind", "schema"),
    [("Man", "Person"), ("Motor Vehicle", "Vehicle"), ("Mobile phone", "Phone"), ("Телефон", "Phone"), ("Bank Account", "BankAccount"),
     ("Criminal organization", "OrganisedGroup"), ("Vessel", "Vessel"), ("Widget", ""), ("", "")],
)  # fmt: skip
def test_types_by_their_names(kind, schema):
    assert schema_for(kind) == schema


@pytest.mark.parametrize(
    ("name", "dots", "strength"),
    [("Confirmed", "", "confirmed"), ("Unconfirmed", "", "unconfirmed"), ("Default", "DotStyleSolid", ""),
     ("Default", "DotStyleDashed", "unconfirmed"), ("Reported", "DotStyleDotted", "tentative"), ("", "", "")],
)  # fmt: skip
def test_strengths_by_name_and_line(name, dots, strength):
    assert strength_for(name, dots) == strength
