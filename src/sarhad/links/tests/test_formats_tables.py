"""Networks from tables: columns are guessed, whatever the file calls them; what cannot be read is told by row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sarhad.collect.errors import BadFile
from sarhad.links.formats import columns, networks
from sarhad.links.formats.grids import grids


def read(tmp_path: Path, *tables: str | bytes, directed: bool | None = None):
    """The chart of CSV files as it is guessed."""
    found = []
    for number, data in enumerate(tables):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        found += grids(path, path.name)
    laid = [(grid, columns.guess(grid)) for grid in found]
    if directed is None:
        directed = any(columns.directed(grid, layout) for grid, layout in laid)
    return (*networks.build(laid, directed=directed), [layout for _grid, layout in laid])


def ties(drawn):
    return [(tie.source, tie.target, tie.times) for tie in drawn.ties]


EDGES = [("a", "b", 2), ("b", "c", 1), ("a", "c", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "from,to,weight\na,b,2\nb,c,1\na,c,5\n",
        "Source;Target;Weight\na;b;2\nb;c;1\na;c;5\n",
        "Source,Target,Type,Id,Label,Weight\na,b,Undirected,0,,2\nb,c,Undirected,1,,1\na,c,Undirected,2,,5\n",
        "a,b,2\nb,c,1\na,c,5\n",
        "a b 2\nb c 1\na c 5\n",
        "% sym weighted\na\tb\t2\nb\tc\t1\na\tc\t5\n",
        "кто;с кем;сколько раз\na;b;2\nb;c;1\na;c;5\n",
        "Node1,Node2,Count\na,b,2.0\nb,c,1.0\na,c,5.0\n",
        "Entity 1,Entity 2,Number of calls\na,b,2\nb,c,1\na,c,5\n",
        "from,to\na,b\na,b\nb,c\na,c\na,c\na,c\na,c\na,c\n",
        "who;whom\na;b\na;b\nb;c\na;c\na;c\na;c\na;c\na;c\n",
        "Source Entity,Target Entity,Number of contacts\na,b,2\nb,c,1\na,c,5\n",
        "from,to,weight\na,b,2\nb,a,2\nb,c,1\nc,b,1\na,c,5\nc,a,5\n",
        ",a,b,c\na,0,2,5\nb,2,0,1\nc,5,1,0\n",
        '"","from","to","attr_type","attr_weight"\n"1","a","b","kin",2\n"2","b","c","kin",1\n"3","a","c","kin",5\n',
    ],
)
def test_published_networks_come_in_whatever_their_form(tmp_path, text):
    drawn, faults, _layouts = read(tmp_path, text)
    assert faults == []
    assert sorted(thing.key for thing in drawn.things) == ["a", "b", "c"]
    assert sorted(ties(drawn)) == sorted(EDGES)


@pytest.mark.parametrize(
    ("text", "directed"),
    [
        ("from,to\na,b\nb,c\nc,d\n", False),  # each pair once
        ("from,to\na,b\nb,a\nb,c\n", True),  # some are answered
        ("from,to\na,b\nb,a\n", False),  # all are, so it says nothing
        ("caller,called\na,b\nb,c\n", True),
        ("Source,Target,Type\na,b,Directed\n", True),
        ("Entity1,Direction,Entity2\na,->,b\n", True),
        (",a,b,c\na,0,1,0\nb,0,0,1\nc,1,0,0\n", True),
        (",a,b,c\na,0,1,1\nb,1,0,1\nc,1,1,0\n", False),
    ],
)
def test_direction_is_guessed(tmp_path, text, directed):
    drawn, _faults, _layouts = read(tmp_path, text)
    assert {tie.directed for tie in drawn.ties} == {directed}


def test_things_and_links_in_two_tables(tmp_path):
    drawn, faults, layouts = read(
        tmp_path,
        "id,name,type,group,dob,x,y,comment\n0,Rustam,Man,couriers,1980,10,20,tall\n1,01 A 777 AA,Car,,,,,\n",
        "from,to,relation,strength,date\n0,1,drives,unconfirmed,2026-03-01\n0,7,knows,,\n",
    )
    man, car, added = drawn.things
    assert (man.key, man.label, man.kind, man.x, man.y, man.note) == ("0", "Rustam", "Man", 10, 20, "comment: tall")
    assert (man.facts, man.group, drawn.groups) == ((("birthDate", "1980"),), "couriers", {"couriers": "couriers"})
    assert (car.label, car.x, added.key) == ("01 A 777 AA", None, "7")
    tie = drawn.ties[0]
    assert (tie.label, tie.strength, tie.start) == ("drives", "unconfirmed", "2026-03-01")
    assert [(fault.code, fault.file, fault.row, fault.value) for fault in faults] == [
        ("unknown-end", "1.csv", 3, "7")
    ]
    assert [layout.kind for layout in layouts] == ["things", "links"]


def test_links_may_name_things_by_name(tmp_path):
    drawn, faults, _ = read(tmp_path, "id,name\n1,Anna\n2,Boris\n", "from,to\nAnna,Boris\n")
    assert (ties(drawn), faults) == ([("1", "2", 1)], [])


def test_a_table_of_links_that_describes_its_ends(tmp_path):
    text = "Entity 1 ID,Entity 1 Label,Entity 1 Type,Link Type,Entity 2 ID,Entity 2 Label,Entity 2 Type\n"
    drawn, _, _ = read(
        tmp_path, text + "p1,Anna,Person,owns,v1,01 A 777 AA,Vehicle\np1,,,calls,t1,+992 900,Phone\n"
    )
    assert [(t.key, t.label, t.kind) for t in drawn.things] == [
        ("p1", "Anna", "Person"), ("v1", "01 A 777 AA", "Vehicle"), ("t1", "+992 900", "Phone"),
    ]  # fmt: skip
    assert [tie.label for tie in drawn.ties] == ["owns", "calls"]


def test_people_and_what_they_took_part_in(tmp_path):
    drawn, _, layouts = read(tmp_path, "name,Meeting,Raid,Trip\nAnna,1,0,2\nBoris,1,1,0\nVera,0,0,1\n")
    assert [layout.kind for layout in layouts] == ["matrix"]
    assert {thing.key: thing.kind for thing in drawn.things} == {
        "Anna": "row", "Boris": "row", "Vera": "row", "Meeting": "column", "Raid": "column", "Trip": "column",
    }  # fmt: skip
    assert ("Anna", "Trip", 2) in ties(drawn)
    assert len(drawn.ties) == 5


def test_rows_that_cannot_be_read_are_named(tmp_path):
    drawn, faults, _ = read(tmp_path, "from,to,weight\na,,1\na,b,many\nb,b,2\na,c,0\nc,a,-3\n")
    assert ties(drawn) == [("a", "b", 1), ("c", "a", 3)]
    assert [(fault.code, fault.row) for fault in faults] == [
        ("end-missing", 2),
        ("not-a-number", 3),
        ("self-link", 4),
    ]
    assert all(fault.message and fault.remedy for fault in faults)


def test_what_people_choose_must_fit_the_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("x1,x2,w\na,b,3\n")
    [grid] = grids(path, "a.csv")
    fits = [
        columns.fitting(columns.Layout(kind, True, roles), grid)
        for kind, roles in [
            ("links", ["from", "to", "times"]), ("links", ["from", "from", ""]), ("links", ["from", "to"]),
            ("links", ["from", "to", "id"]), ("things", ["id", "note", "note"]), ("other", ["", "", ""]),
        ]
    ]  # fmt: skip
    assert fits == [True, False, False, False, True, False]


def test_sheets_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Links"
    for row in (["from", "to", "weight"], ["a", "b", 2], ["b", "c", 1], ["a", "c", 5]):
        book.active.append(row)
    sheet = book.create_sheet("People")
    for row in (["id", "name"], ["a", "Anna"], ["b", "Boris"], ["c", "Vera"]):
        sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    laid = [(grid, columns.guess(grid)) for grid in grids(path, "book.xlsx")]
    drawn, faults = networks.build(laid, directed=False)
    assert (sorted(ties(drawn)), [thing.label for thing in drawn.things], faults) == (
        sorted(EDGES), ["Anna", "Boris", "Vera"], [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\x00\x01\x02" * 50, "binary"),
        (b'from,to\n"a,b\n' + b"c,d\n" * 3 + b'"x"y",z', None),
        (b"from,to\n", "no-things"),
        (b"a,b\n" * 21_001, "too-many-rows"),
        (b"," * 2_001 + b"x\n", "too-many-columns"),
    ],
)
def test_bad_tables_are_refused_with_a_reason(tmp_path, data, code):
    if code is None:
        read(tmp_path, data)  # odd, but readable
        return
    with pytest.raises(BadFile) as refused:
        read(tmp_path, data)
    assert refused.value.fault.code == code


def test_what_unpacks_to_too_much_is_not_read(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    for _row in range(40):
        book.active.append(["x"] * 30)
    book.save(tmp_path / "wide.xlsx")
    (tmp_path / "long.csv").write_text("a,b\n" * 400)
    monkeypatch.setattr("sarhad.links.formats.grids.MAX_CELLS", 1_000)
    monkeypatch.setattr("sarhad.links.formats.grids.MAX_CHARACTERS", 1_000)
    for name, code in (("wide.xlsx", "chart-too-large"), ("long.csv", "file-too-large")):
        with pytest.raises(BadFile) as refused:
            grids(tmp_path / name, name)
        assert refused.value.fault.code == code


@pytest.mark.shared
def test_the_caviar_network(tmp_path, shared_data):
    caviar = shared_data / "networks"
    drawn, faults, layouts = read(
        tmp_path,
        (caviar / "covert_10__caviar__0_nodes.csv").read_bytes(),
        (caviar / "covert_10__caviar__0_edges.csv").read_bytes(),
    )
    assert faults == []
    assert [layout.roles for layout in layouts] == [["id", "name"], ["from", "to", "times"]]
    assert (len(drawn.things), len(drawn.ties)) == (110, 205)
    assert not any(tie.directed for tie in drawn.ties)
    assert drawn.things[2].label == "83"
    assert max(tie.times for tie in drawn.ties) > 300
