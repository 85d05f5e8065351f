"""Expansion, links among nodes and paths: what each reader gets."""

import pytest

from sarhad.kernel.claim import Grade, Handling, Scope
from sarhad.links.graph import queries, view
from sarhad.links.graph.queries import between, expand, kinds_around, nodes, paths
from sarhad.links.tests.people import PUBLIC, TO_MEMBERS, A, B, C, D, E, F, numbered, same, thing, tie
from tests.cast import MEMBERS, OWNER_ALONE

PHONE = "+992918000001"
VALUE = f"phone:{PHONE}"


@pytest.fixture
def ring(cast):
    """A – B – C – D in the open, A – E – D for members, A – F – D for the owner; B and C share a phone."""
    people = [thing(id) for id in (A, D)] + [thing(id, phone=PHONE) for id in (B, C)]
    cast.contribute("TJ-DCA", [*people, thing(E)], PUBLIC)
    cast.contribute("TJ-DCA", [thing(F)], OWNER_ALONE)
    cast.contribute("TJ-DCA", [thing("1" * 32, "Vehicle", registrationNumber="0001 AA 01", owner=A)], TO_MEMBERS)
    open_ties = [tie("2" * 32, A, B), tie("3" * 32, B, C), tie("4" * 32, C, D)]
    cast.contribute("TJ-DCA", open_ties, PUBLIC)
    cast.contribute("KZ-MIA", [tie("5" * 32, A, E), tie("6" * 32, E, D)], TO_MEMBERS)
    cast.contribute("TJ-DCA", [tie("7" * 32, A, F), tie("8" * 32, F, D)], OWNER_ALONE)
    return cast


def ways(cast, username, *ends, **options):
    return ["".join(node.id[-1] for node in path.nodes) for path in paths(cast.reader(username), ends, **options)]


def shown(expansion):
    return {node.id for node in expansion.nodes}


@pytest.mark.parametrize(
    ("username", "expected"),
    [
        ("owner", ["aed", "afd", "abcd"]),
        ("partner", ["aed", "abcd", "ab1cd"]),
        ("outsider", ["abcd", "ab1cd"]),
        ("anonymous", ["abcd", "ab1cd"]),
        ("administrator", []),
    ],
)
def test_each_reader_has_its_own_paths(ring, username, expected):
    assert ways(ring, username, A, D) == expected
    assert [way[::-1] for way in ways(ring, username, D, A)] == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"most": 1}, ["aed"]),
        ({"longest": 2}, ["aed", "afd"]),
        ({"longest": 1}, []),
        ({"kinds": ["phone"]}, []),
        ({"kinds": ["phone", "Associate"], "most": 4}, ["aed", "afd", "abcd", "ab1cd"]),
    ],
)
def test_paths_keep_to_what_is_asked_for(ring, options, expected):
    assert ways(ring, "owner", A, D, **options) == expected


def test_paths_between_three_go_from_each_to_each(ring):
    assert ways(ring, "outsider", A, B, C, most=1) == ["ab", "abc", "bc"]
    assert ways(ring, "owner", A, "9" * 32) == ways(ring, "owner", A) == ways(ring, "owner", A, A) == []
    assert ways(ring, "owner", A, "no id", "phone:", "name:x", "phone:\x00") == []


def test_what_lies_around(ring):
    owner, outsider = ring.reader("owner"), ring.reader("outsider")
    assert shown(expand(owner, [A])) == {B, E, F, "1" * 32}
    assert shown(expand(outsider, [A])) == {B}
    assert shown(expand(outsider, [A], hops=2)) == {B, C, VALUE}
    assert shown(expand(owner, [A], kinds=["Vehicle.owner"])) == {"1" * 32}
    assert kinds_around(owner, A) == [("Associate", 3), ("Vehicle.owner", 1)]
    assert kinds_around(outsider, A) == [("Associate", 1)]
    assert kinds_around(outsider, VALUE) == [("phone", 2)]
    assert expand(outsider, [F]) == expand(outsider, ["9" * 32]) == expand(outsider, [])
    assert kinds_around(outsider, F) == []


def test_a_limit_says_that_there_is_more(ring):
    found = expand(ring.reader("owner"), [A], limit=2)
    assert found.more
    assert len(found.nodes) == 2
    assert not expand(ring.reader("outsider"), [A], limit=1).more


def test_a_value_is_a_node_where_it_joins_two_that_this_reader_sees(cast):
    cast.contribute("TJ-DCA", [thing(A, phone=PHONE)], PUBLIC)
    cast.contribute("TJ-DCA", [thing(B, phone=PHONE)], TO_MEMBERS)
    assert [node.caption for node in nodes(cast.reader("partner"), [VALUE])] == ["+992 91 800 0001"]
    assert nodes(cast.reader("outsider"), [VALUE]) == []
    assert (
        expand(cast.reader("outsider"), [A])
        == expand(cast.reader("outsider"), [VALUE])
        == expand(cast.reader("outsider"), [])
    )
    assert kinds_around(cast.reader("outsider"), A) == []
    same(cast, "KZ-MIA", A, B)
    assert nodes(cast.reader("partner"), [VALUE]) == []


def test_an_address_in_words_joins_but_a_town_alone_does_not(cast):
    cast.contribute("TJ-DCA", [thing(A, address="Rudaki 000, Dushanbe"), thing(C, address="Dushanbe")], PUBLIC)
    cast.contribute("TJ-DCA", [thing(B, address="rudaki 000  DUSHANBE"), thing(D, address="Dushanbe")], PUBLIC)
    reader = cast.reader("outsider")
    assert kinds_around(reader, A) == [("address", 1)]
    assert [link.kind for link in expand(reader, [A], hops=2).links] == ["address", "address"]
    assert kinds_around(reader, C) == []


def test_profiles_are_one_node_and_crossing_them_costs_nothing(cast):
    cast.contribute("TJ-DCA", [thing(id) for id in (A, B, C, D)], PUBLIC)
    cast.contribute("TJ-DCA", [tie("1" * 32, A, C), tie("2" * 32, B, D), tie("3" * 32, A, B)], PUBLIC)
    assert ways(cast, "partner", C, D, most=1) == ["cabd"]
    same(cast, "TJ-DCA", A, B)
    assert ways(cast, "partner", C, D) == ["cad"]
    assert ways(cast, "outsider", C, D) == ["cabd"]
    [node] = nodes(cast.reader("partner"), [B, A])
    assert (node.id, node.members) == (A, (A, B))
    links = between(cast.reader("partner"), [B, C, D])
    assert [(link.source[-1], link.target[-1]) for link in links] == [("a", "c"), ("a", "d")]
    same(cast, "KZ-MIA", A, B, "different")
    assert ways(cast, "partner", C, D) == ["cabd"]
    assert ways(cast, "owner", C, D) == ["cad"]


def test_parallel_links_of_one_kind_are_one(cast):
    cast.contribute("TJ-DCA", [thing(A), thing(B)], PUBLIC)
    graded = thing("5" * 32, "UnknownLink", Grade("4x4", "A1"), subject=A, object=B, strength="tentative")
    links = [
        tie("1" * 32, A, B, "Communication", times="4", startDate="2024-03", endDate="2024-05"),
        tie("2" * 32, A, B, "Communication", times="2", startDate="2024-01-07", endDate="2024-02"),
        tie("3" * 32, B, A, "Communication"),
        tie("4" * 32, B, A, "UnknownLink", strength="confirmed"),
        graded,
    ]
    cast.contribute("TJ-DCA", links, PUBLIC)
    reader = cast.reader("outsider")
    calls, unknown, back = between(reader, [B, A])
    assert (calls.source, calls.times, calls.start, calls.stop) == (A, 6, "2024-01-07", "2024-05")
    assert (back.source, back.times, back.start) == (B, 1, "")
    assert (unknown.source, unknown.strength, unknown.grade) == (A, "confirmed", ("4x4", "A1"))
    assert (len(unknown.refs), unknown.entity, unknown.directed) == (2, "4" * 32, False)
    [spring] = between(reader, [A, B], kinds=["Communication"], since="2024-04", until="2024-12")[:1]
    assert spring.times == 4
    assert [link.kind for link in between(reader, [A, B], since="2025")] == ["UnknownLink", "Communication"]


def test_hubs_are_counted_and_opened_when_their_kind_is_asked_for(cast, monkeypatch):
    monkeypatch.setattr(queries, "HUB", 3)
    cast.contribute("TJ-DCA", [thing(A), *(thing(numbered(n), phone=PHONE) for n in range(4))], PUBLIC)
    cast.contribute("TJ-DCA", [thing(numbered(9), phone=PHONE)], OWNER_ALONE)
    cast.contribute("TJ-DCA", [tie(numbered(n, "2"), A, numbered(n)) for n in range(4)], PUBLIC)
    reader = cast.reader("outsider")
    found = expand(reader, [A])
    assert found.nodes == found.links == ()
    assert [(each.node, each.kind, each.count) for each in found.collapsed] == [(A, "Associate", 4)]
    assert len(expand(reader, [A], kinds=["Associate"]).nodes) == 4
    [shared] = expand(reader, [numbered(1)], kinds=["phone"]).nodes
    assert shared.id == VALUE
    assert [(each.kind, each.count) for each in expand(reader, [VALUE]).collapsed] == [("phone", 4)]
    assert [each.count for each in expand(cast.reader("owner"), [VALUE]).collapsed] == [5]
    assert ways(cast, "outsider", numbered(0), numbered(1), most=2) == ["0a1", "011"]
    monkeypatch.setattr(view, "WIDE", 3)
    assert ways(cast, "outsider", numbered(0), numbered(1)) == []
    assert ways(cast, "outsider", numbered(0), A) == ["0a"]


def test_a_path_says_how_weak_it_is_and_whom_to_ask(cast):
    strict = Scope(read=(MEMBERS,), handling=Handling(2, "ask"))
    cast.contribute("TJ-DCA", [thing(A), thing(B)], TO_MEMBERS)
    cast.contribute("UZ-NIAC", [thing(C)], TO_MEMBERS)
    cast.contribute("UZ-NIAC", [tie("1" * 32, A, B, grade=Grade("4x4", "C3"))], strict)
    cast.contribute("TJ-DCA", [tie("2" * 32, B, C, grade=Grade("4x4", "A1"))], TO_MEMBERS)
    [path] = paths(cast.reader("partner"), [A, C])
    assert (path.weakest, path.ungraded, path.asks) == (("4x4", "C3"), 0, (("UZ-NIAC", 2),))
    assert paths(cast.reader("third"), [A, C])[0].asks == ()


def test_an_offices_own_work_links_nobody(cast):
    cast.contribute("TJ-DCA", [thing(A), thing(B)], PUBLIC)
    cast.contribute("TJ-DCA", [thing("1" * 32, "Chart", name="Case 7", shows=[A, B])], PUBLIC)
    reader = cast.reader("owner")
    assert nodes(reader, ["1" * 32]) == []
    assert expand(reader, [A], hops=2).nodes == ()
    assert paths(reader, [A, B]) == []


def test_labels_in_both_languages(ring):
    [link] = between(ring.reader("owner"), [A, "1" * 32])
    assert (link.label("en"), link.label("ru"), link.label_from(A, "en")) == ("Owner", "Владелец", "Vehicles owned")
    [person] = nodes(ring.reader("owner"), [A])
    assert (person.label("en"), person.label("ru")) == ("Person", "Человек")


# The page


def test_the_page_finds_ends_and_shows_the_ways_between_them(ring):
    client = ring.client("partner")
    empty = client.get("/paths/").content.decode()
    assert "Look for the first record" in empty
    page = client.get("/paths/", {"e": [A, D]}).content.decode()
    assert page.count('class="path-way"') == 3
    assert f"/charts/start/?e={A}" in page
    offered = client.get("/paths/", {"e": A, "q": "Person"}).content.decode()
    assert f"e={A}&amp;e={D}" in offered
    more = client.get("/paths/", {"e": [A, D, F]}).content.decode()  # F is as good as not there
    assert page.partition("<main")[2] == more.partition("<main")[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "soon"}, "Give a date, such as 2026-11-21."),
        ({"since": "2026-02-01", "until": "2026-01-01"}, "The end lies before the beginning: change one of them."),
        ({"e": [numbered(n) for n in range(9)]}, "Paths are looked for between at most 8: take one away first."),
        ({"e": ["", "x", "phone:", "\x00"], "most": "-1", "q": "\x00"}, "Look for the first record"),
    ],
)
def test_the_page_says_what_does_not_fit(cast, given, said):
    assert said in cast.client("owner").get("/paths/", given).content.decode()
