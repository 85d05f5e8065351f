# ruff: noqa: E501 - files in one line
"""Charts that go out and come in, through their pages: the same chart, for whom it is, and whom to ask."""

from __future__ import annotations

import csv
import io
import os
import re
import time
from dataclasses import replace
from uuid import uuid4

import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import fromstring
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from sarhad.cli import cli
from sarhad.kernel.claim import Claim, Handling, Scope
from sarhad.ledger.models import Entry
from sarhad.links.charts import drafts
from sarhad.links.charts.picture import picture
from sarhad.links.charts.saved import saved_chart
from sarhad.links.charts.state import Group, Look, Note, Placed, State
from sarhad.links.formats import kept
from sarhad.links.formats.outputs import FORMS
from tests.cast import person

ALL_FORMS = tuple(FORMS)
PLAIN = Scope()
SECRET = "Zebunisso"


def link(a: str, b: str, role: str = "knows", **more: str) -> Claim:
    values = {"subject": [a], "object": [b], "role": [role], **{name: [value] for name, value in more.items()}}
    return Claim(entity=uuid4().hex, schema="UnknownLink", properties=values)


@pytest.fixture
def case(cast):
    """Three people of the owner's, with links, and one of the partner's under H2 that it let the owner read."""
    one, two, three, lent = sorted(uuid4().hex for _ in range(4))
    cast.contribute("TJ-DCA", [
        person("Karim", one), person("=cmd|' /C calc'!A0", two), person("Вера", three),
        link(one, two, strength="unconfirmed", times="7", startDate="2026-03"), link(two, three),
    ])  # fmt: skip
    read = Scope(read=("TJ-DCA",), handling=Handling(2, "only for analysis"))
    cast.contribute("KZ-MIA", [person(SECRET, lent), link(one, lent)], read)
    return one, two, three, lent


def drawn(cast, ids, who: str = "owner") -> int:
    one, two, three = ids[:3]
    state = State(
        nodes={
            one: Placed(10, -20, pin=True, group="g1", note="leads"),
            two: Placed(300, 40, group="g1"),
            three: Placed(-50, 700, hide=True),
            **{id: Placed(90, 90) for id in ids[3:]},
        },
        groups={"g1": Group("Couriers", folded=True)},
        notes={"n1": Note("ask Almaty", 5, 6)},
        left_out=frozenset({(one, "UnknownLink", two)}),
        since="2026-01",
        look=Look(colour="owner", labels=False),
    )
    return drafts.begin(cast.reader(who), "Operation <Saffron>", state)


def fetch(client, number: int, form: str, **more: str):
    return client.get(f"/charts/{number}/export/", {"form": form, **more})


def content(response) -> bytes:
    return b"".join(response.streaming_content)


def bring(client, data: bytes, name: str = "case.anx", second: bytes | None = None, **more: str):
    files = {"file": SimpleUploadedFile(name, data)}
    if second is not None:
        files["second"] = SimpleUploadedFile("second.csv", second)
    return client.post("/charts/import/", {"level": "1", "scheme": "4x4", **files, **more})


def told(state: State):
    """What must be the same: groups go by their titles, notes by their texts."""
    titles = {key: group.title for key, group in state.groups.items()}
    nodes = {id: replace(placed, group=titles.get(placed.group, "")) for id, placed in state.nodes.items()}
    rest = (state.left_out, state.kinds, state.since, state.until, state.look)
    return nodes, sorted(map(repr, state.groups.values())), sorted(map(repr, state.notes.values())), rest


def test_a_chart_that_goes_out_and_comes_back_is_the_same_one(cast, case):
    client, reader = cast.client("owner"), cast.reader("owner")
    number = drawn(cast, case[:3])
    before = drafts.draft(reader, number)
    response = fetch(client, number, "anx")
    assert response["Content-Type"] == "application/xml"
    entries = Entry.objects.count()
    checked = bring(client, content(response))
    page = client.get(checked.url).content.decode()
    assert "Open the chart" in page  # nothing to sign
    back = client.post(checked.url, {"deed": "sign"})
    after = drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1]))
    assert after.title == before.title
    assert told(after.state) == told(before.state)
    assert Entry.objects.count() == entries
    assert [link.refs for link in picture(reader, after).found] == [
        link.refs for link in picture(reader, before).found
    ]


def test_whoever_has_none_of_it_states_it_anew(cast, case):
    data = content(fetch(cast.client("owner"), drawn(cast, case[:3]), "anx"))
    client, reader = cast.client("third"), cast.reader("third")
    checked = bring(client, data)
    back = client.post(checked.url, {"deed": "sign"})
    found = picture(reader, drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1])))
    assert sorted(node.caption for node in (*found.nodes, *found.hidden)) == ["=cmd|' /C calc'!A0", "Karim", "Вера"]
    assert all(node.owners == ("UZ-NIAC",) and node.handling.level == 1 for node in found.nodes)
    assert not {node.id for node in found.nodes} & {*case}
    entries = Entry.objects.count()
    again = bring(client, data)
    assert "Open the chart" in client.get(again.url).content.decode()
    client.post(again.url, {"deed": "sign"})
    assert Entry.objects.count() == entries


NODES = b"id,name,type\n0,Anna,Person\n1,+992 900 11 22 33,Phone\n2,Boris,Man\n"
EDGES = b"from,to,attr_weight\n0,1,52.0\n2,1,3.0\n0,2,1.0\n"


def test_a_network_from_two_tables(cast):
    client, reader = cast.client("owner"), cast.reader("owner")
    checked = bring(client, EDGES, "edges.csv", NODES, title="Network")
    page = client.get(checked.url).content.decode()
    for said in ("New people and things", "attr_weight", "how often", "found by the layout"):
        assert said in page
    back = client.post(checked.url, {"deed": "sign"})
    found = picture(reader, drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1])))
    by_id = {node.id: node for node in found.nodes}
    assert sorted((node.caption, node.schema) for node in found.nodes) == [
        ("+992900112233", "Phone"), ("Anna", "Person"), ("Boris", "Person"),
    ]  # fmt: skip
    assert sorted(
        (*sorted((by_id[each.source].caption, by_id[each.target].caption)), each.times) for each in found.links
    ) == [("+992900112233", "Anna", 52), ("+992900112233", "Boris", 3), ("Anna", "Boris", 1)]
    assert len({(placed.x, placed.y) for placed in found.places.values()}) == 3
    assert found.nodes[0].handling.level == 1


def test_columns_and_types_can_be_changed(cast):
    client, reader = cast.client("owner"), cast.reader("owner")
    checked = bring(client, b"one;two;three\nA;B;9\nB;C;4\nC;A;1\nA;D;1\n", "odd.csv")
    page = client.get(checked.url).content.decode()
    assert 'name="role-0-2"' in page
    given = {"table-0": "links", "header-0": "yes", "role-0-0": "to", "role-0-1": "from", "role-0-2": "",
             "directed": "yes", "kind-0": "Organization", "kind-0-of": "", "link-0": "Communication", "link-0-of": ""}  # fmt: skip
    client.post(checked.url, {"deed": "check", **given})
    back = client.post(checked.url, {"deed": "sign", **given, "title": "Turned"})
    draft = drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1]))
    found = picture(reader, draft)
    by_id = {node.id: node for node in found.nodes}
    assert draft.title == "Turned"
    assert {node.schema for node in found.nodes} == {"Organization"}
    assert sorted(
        (by_id[each.source].caption, by_id[each.target].caption, each.kind, each.times) for each in found.links
    ) == [(a, b, "Communication", 1) for a, b in ("AC", "BA", "CB", "DA")]


@pytest.mark.parametrize("form", ALL_FORMS)
def test_each_form_is_marked_and_runs_no_formula(cast, case, form):
    number = drafts.begin(
        cast.reader("owner"), "All", State(nodes={id: Placed(n) for n, id in enumerate(case[:3])})
    )
    response = fetch(cast.client("owner"), number, form)
    data = content(response)
    assert response["Content-Type"] == FORMS[form].media_type
    assert "attachment" in response["Content-Disposition"]
    if form in ("png", "pdf", "xlsx"):
        assert data.startswith({"png": b"\x89PNG", "pdf": b"%PDF", "xlsx": b"PK"}[form])
    else:
        text = data.decode("utf-8-sig")
        assert "H0" in text or '"level":0' in text
        assert "owner" in text
    if form in ("csv", "things"):
        cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
        assert "'=cmd|' /C calc'!A0" in cells
        assert not any(cell.startswith("=") for cell in cells)
    if form == "svg":
        assert fromstring(data).tag.endswith("svg")


def test_tables_that_went_out_come_in_again_and_state_nothing(cast, case):
    client, reader = cast.client("owner"), cast.reader("owner")
    nodes = {id: Placed(n * 500, n * 70) for n, id in enumerate(case[:3])}
    number = drafts.begin(reader, "All", State(nodes=nodes))
    links, things = (content(fetch(client, number, form)) for form in ("csv", "things"))
    checked = bring(client, links, "links.csv", things)
    assert "Open the chart" in client.get(checked.url).content.decode()
    back = client.post(checked.url, {"deed": "sign"})
    assert drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1])).state.nodes == nodes


@pytest.mark.parametrize("form", ALL_FORMS)
def test_handling_stops_what_it_forbids_and_says_whom_to_ask(cast, case, form):
    client = cast.client("owner")
    number = drawn(cast, case)
    stopped = fetch(client, number, form)
    page = stopped.content.decode()
    assert "Content-Disposition" not in stopped
    for said in ("KZ-MIA", "H2", "without=1", f"/requests/new/?e={case[3]}"):
        assert said in page
    data = content(fetch(client, number, form, without="1"))
    assert SECRET.encode() not in data
    if form == "anx":
        assert case[3].encode() not in data
        assert case[0].encode() in data


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_link_that_is_not_drawn_goes_out_in_no_form(cast, case, form):
    """It stops nothing, so nothing of it may leave: not even that it was left out."""
    one, two = case[:2]
    strict = Scope(read=("TJ-DCA",), handling=Handling(3))
    cast.contribute("KZ-MIA", [Claim(uuid4().hex, "Family", {"person": [one], "relative": [two]})], strict)
    state = State(nodes={one: Placed(), two: Placed()}, left_out=frozenset({(one, "Family", two)}))
    number = drafts.begin(cast.reader("owner"), "The case", state)
    answer = cast.client("owner").get(f"/charts/{number}/export/", {"form": form})
    assert b"Family" not in b"".join(answer.streaming_content)


def test_what_is_its_own_no_handling_stops(cast):
    one = uuid4().hex
    cast.contribute("TJ-DCA", [person("Karim", one)], Scope(handling=Handling(3, "ask me")))
    number = drafts.begin(cast.reader("owner"), "Own", State(nodes={one: Placed()}))
    assert b"H3" in content(fetch(cast.client("owner"), number, "things"))


def test_hidden_records_change_no_byte_of_an_export(cast, case, monkeypatch):
    client, now = cast.client("owner"), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    number = drawn(cast, case[:3])
    forms = [form for form in ALL_FORMS if form != "xlsx"]  # whose archive holds the clock's time
    before = {form: content(fetch(client, number, form)) for form in forms}
    hidden = uuid4().hex
    cast.contribute("UZ-NIAC", [
        person("Hidden", hidden), person("Karim the second", case[0]), link(case[0], case[2]), link(case[0], hidden),
    ])  # fmt: skip
    assert {form: content(fetch(client, number, form)) for form in forms} == before


def test_an_id_that_the_reader_does_not_see_is_as_if_absent(cast, case):
    """A file that names records must not tell whether they are there."""
    template = (
        '<Chart><AttributeClassCollection><AttributeClass Name="SarhadId" Type="AttText"/></AttributeClassCollection>'
        '<ChartItemCollection><ChartItem Label="X"><End X="0" Y="0"><Entity EntityId="e1"/></End><AttributeCollection>'
        '<Attribute AttributeClass="SarhadId" Value="{}"/></AttributeCollection></ChartItem></ChartItemCollection></Chart>'
    )
    client = cast.client("outsider")
    pages = []
    for id in (case[0], "0" * 32, "phone:+1", "nonsense"):
        page = client.get(bring(client, template.format(id).encode(), source="s").url).content.decode()
        pages.append(re.sub(r"[A-Za-z0-9]{64}|/charts/import/[0-9a-f]{32}/", "", page))
    assert pages[0] == pages[1]
    assert "<dd>1</dd>" in pages[0]  # stated anew


@pytest.mark.parametrize(
    "look", ["[[[", "7", '{"folded": [["x"]], "kinds": [{}], "left_out": [[1], 2], "look": 3}']
)
def test_frames_of_others_stay_frames_and_a_damaged_look_is_none(cast, look):
    """A chart knows groups as g1, g2: under other names they would be gone once it is saved and opened again."""
    value = look.replace('"', "&quot;")
    file = (
        f'<Chart><CustomPropertyCollection><CustomProperty Name="SarhadLook" Value="{value}"/></CustomPropertyCollection>'
        '<ChartItemCollection><ChartItem Label="X" GroupReference="ID7"><End X="0" Y="0">'
        '<Entity EntityId="e1" Identity="X"/></End></ChartItem></ChartItemCollection></Chart>'
    )
    client, reader = cast.client("owner"), cast.reader("owner")
    signed = client.post(bring(client, file.encode(), source="s").url, {"deed": "sign"})
    number = int(re.search(r"/charts/(\d+)/", signed.url)[1])
    state = drafts.draft(reader, number).state
    assert [placed.group for placed in state.nodes.values()] == ["g1"] == list(state.groups)
    client.post(f"/charts/{number}/save/", {"title": "Theirs", "level": "0"})
    again = saved_chart(reader, drafts.draft(reader, number).saved).state
    assert again.groups == state.groups


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.anx", b"<Chart><Chart", "breaks off"),
        ("a.anx", b"<svg/>", "not a chart of Analyst"),
        ("a.anx", b'<!DOCTYPE x [<!ENTITY a "b">]><Chart>&a;</Chart>', "declares entities"),
        ("a.anb", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "closed format"),
        ("a.csv", b"\0\1\2" * 100, "binary"),
        ("a.csv", b"lonely\n", "No two columns|no-things|Nothing in the file|New people"),
        ("a.json", b'{"id": "x"}', "not a table"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_bad_file_says_why_and_nothing_is_signed(cast, name, data, said):
    client, entries = cast.client("owner"), Entry.objects.count()
    checked = bring(client, data, name)
    page = client.get(checked.url)
    assert page.status_code == 200
    assert re.search(said, page.content.decode())
    client.post(checked.url, {"deed": "check", "table-0": "\0", "role-0-0": "x" * 300, "kind-0": "Judgement"})
    assert client.get(checked.url).status_code == 200
    assert Entry.objects.count() == entries


def test_files_of_others_are_nothing_and_are_swept(cast):
    client = cast.client("owner")
    one, two = (bring(client, EDGES, "e.csv").url for _ in range(2))
    assert cast.client("colleague").get(one).status_code == 404
    assert client.get("/charts/import/" + "0" * 32 + "/").status_code == 404
    client.post(one, {"deed": "drop"})
    assert client.get(one).status_code == 404
    folder = kept.root() / two.rstrip("/").rpartition("/")[2]
    os.utime(folder, (0, time.time() - kept.DAY - 10))
    bring(client, EDGES, "e.csv")
    assert client.get(two).status_code == 404


def test_a_file_states_people_and_things_and_no_acts_of_offices(cast):
    """A file of ours may hold an operation: who has it gets it on the chart, nobody else signs one by a chart."""
    one, two = uuid4().hex, uuid4().hex
    cast.contribute("TJ-DCA", [person("Karim", one), Claim(two, "Operation", {"name": ["Saffron"]})])
    number = drafts.begin(cast.reader("owner"), "Case", State(nodes={one: Placed(), two: Placed(300)}))
    data = content(fetch(cast.client("owner"), number, "anx"))
    client, reader = cast.client("third"), cast.reader("third")
    checked = bring(client, data)
    assert "cannot state" in client.get(checked.url).content.decode()
    back = client.post(checked.url, {"deed": "sign", "kind-0": "Operation", "kind-0-of": "Operation"})
    found = picture(reader, drafts.draft(reader, int(re.search(r"/charts/(\d+)/", back.url)[1])))
    assert [node.caption for node in found.nodes] == ["Karim"]
    again = cast.client("owner").get(bring(cast.client("owner"), data).url).content.decode()
    assert "cannot state" not in again


def test_a_stricter_handling_in_the_file_is_pointed_out(cast):
    one = uuid4().hex
    cast.contribute("TJ-DCA", [person("Karim", one)], Scope(handling=Handling(2)))
    number = drafts.begin(cast.reader("owner"), "Own", State(nodes={one: Placed()}))
    data = content(fetch(cast.client("owner"), number, "anx"))
    client = cast.client("third")
    assert "under H2" in client.get(bring(client, data).url).content.decode()
    assert "under H2" not in client.get(bring(client, data, level="2").url).content.decode()


def test_nothing_is_brought_in_by_who_may_not_contribute(cast):
    client = cast.client("auditor")
    assert client.get("/charts/import/").status_code == 404
    assert client.get("/charts/import/" + "0" * 32 + "/").status_code == 404


# The command


@pytest.fixture
def run(cast, tmp_path, monkeypatch):
    monkeypatch.setattr("sarhad.home.must_be_fresh", lambda: None)

    def run(*args: str, who: str = "owner@TJ-DCA"):
        return CliRunner().invoke(cli, ["import-chart", *args, "--as", who, "--purpose", "test"])

    return run


def test_the_command_checks_then_signs(cast, run, tmp_path):
    edges, nodes = tmp_path / "edges.csv", tmp_path / "nodes.csv"
    edges.write_bytes(EDGES + b"7,,1\n")
    nodes.write_bytes(NODES)
    entries = Entry.objects.count()
    checked = run(str(nodes), str(edges), "--check")
    assert "3 new people and things, 3 new links" in checked.output
    assert "attr_weight: times" in checked.output
    assert "row 5" in checked.output
    assert (checked.exit_code, Entry.objects.count()) == (4, entries)
    signed = run(str(nodes), str(edges), "--source", "case")
    number = int(re.search(r"/charts/(\d+)/", signed.output)[1])
    assert len(picture(cast.reader("owner"), drafts.draft(cast.reader("owner"), number)).links) == 3
    assert "0 new people and things, 0 new links; 3 and 3" in run(str(nodes), str(edges), "--source", "case").output


def test_the_command_refuses_in_one_line(run, tmp_path):
    bad = tmp_path / "bad.anx"
    bad.write_bytes(b"<svg/>")
    refused = run(str(bad))
    assert refused.exit_code == 1
    assert "not a chart" in refused.output
    assert run(str(bad), who="auditor@TJ-DCA").exit_code == 1


@pytest.mark.shared
def test_the_caviar_network_and_its_key_people(cast, run, shared_data):
    """Morselli (2009) names N1 and N3, who lead the two sides, and N12 between them."""
    folder = shared_data / "networks"
    files = [str(folder / f"covert_10__caviar__0_{part}.csv") for part in ("nodes", "edges")]
    said = run(*files, "--source", "caviar")
    assert said.exit_code == 0, said.output
    reader = cast.reader("owner")
    number = int(re.search(r"/charts/(\d+)/", said.output)[1])
    found = picture(reader, drafts.draft(reader, number))
    assert (len(found.nodes), len(found.links)) == (110, 205)
    degrees = sorted(found.nodes, key=lambda node: -found.degrees[node.id])
    degrees = sorted(found.nodes, key=lambda node: -found.degrees[node.id])
    assert [node.caption for node in degrees[:3]] == ["1", "12", "3"]
    assert max(link.times for link in found.links) > 300
