"""Measures of networks whose answers are known: small ones by hand, others by networkx, Caviar by its book."""

from __future__ import annotations

import csv
from itertools import combinations

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sarhad.links.measures.between import Search, between, sampled
from sarhad.links.measures.cutting import constraints, joined_pairs, splits
from sarhad.links.measures.groups import communities, modularity
from sarhad.links.measures.measuring import leaders, measure, places, without
from sarhad.links.measures.network import Network, network


def made(text: str) -> Network:
    """`a-b b-c d`: links and things without any; `a-b*3` was observed three times."""
    ids, links = set(), []
    for word in text.split():
        pair, _star, times = word.partition("*")
        ends = pair.split("-")
        ids |= set(ends)
        links += [(*ends, int(times or 1))] if len(ends) == 2 else []
    return network(ids, links)


def of(graph: networkx.Graph) -> Network:
    return network(
        (f"{each:06}" for each in graph), ((f"{one:06}", f"{other:06}", 1) for one, other in graph.edges)
    )


TWO_RINGS = "a-b b-c c-a c-d d-e e-f f-d"  # two triangles and a link between
KNOWN = [
    # network, of, degree, times, between, splits, constraint
    ("a", "a", 0, 0, 0, (), 0),
    ("a-b", "a", 1, 1, 0, (), 1),
    ("a-b b-c", "b", 2, 2, 1, (1, 1), 0.5),
    ("a-b*3 b-a*2 b-c", "b", 2, 6, 1, (1, 1), 0.5),
    ("a-a a-b", "a", 1, 1, 0, (), 1),
    ("a-b b-c c-a", "a", 2, 2, 0, (), 1.125),
    ("a-b b-c c-d d-a", "a", 2, 2, 1 / 6, (), 0.5),  # one of three pairs, which has another way as short
    ("m-a m-b m-c m-d", "m", 4, 4, 1, (1, 1, 1, 1), 0.25),
    ("m-a m-b m-c m-d", "a", 1, 1, 0, (), 1),
    (TWO_RINGS, "c", 3, 3, 0.6, (3, 2), 11 / 18),  # six of ten pairs
    (TWO_RINGS, "a", 2, 2, 0, (), 1 / 1 * ((0.5 * (1 + 1 / 3)) ** 2 + (0.5 * 1.5) ** 2)),
    ("a-b b-c d-e", "b", 2, 2, 1 / 6, (1, 1), 0.5),  # pairs in other parts count as pairs that have no way
]


@pytest.mark.parametrize(("text", "id", "degree", "times", "share", "falls", "constraint"), KNOWN)
def test_known_networks(text, id, degree, times, share, falls, constraint):
    found = measure(made(text)).of[id]
    assert (found.degree, found.times, found.splits) == (degree, times, falls)
    assert found.between == pytest.approx(share, abs=1e-6)
    assert found.constraint == pytest.approx(constraint, abs=1e-6)
    assert found.off == 0


GROUPS = [
    ("a b", [], ()),
    ("a-b", [("a", "b")], (2,)),
    (TWO_RINGS, [("a", "b", "c"), ("d", "e", "f")], (6,)),
    (f"{TWO_RINGS} g", [("a", "b", "c"), ("d", "e", "f")], (6, 1)),
    ("a-b b-c c-a d-e e-f f-d", [("a", "b", "c"), ("d", "e", "f")], (3, 3)),
]


@pytest.mark.parametrize(("text", "groups", "sizes"), GROUPS)
def test_communities_and_parts(text, groups, sizes):
    found = measure(made(text))
    assert list(found.groups) == groups
    assert not sizes or found.parts == sizes
    for number, some in enumerate(groups, 1):
        assert {found.of[each].group for each in some} == {number}


REMOVED = [
    # network, taken out, what is left of its part, others untouched, pairs apart, who is between most then
    ("a-b b-c", "b", [("a",), ("c",)], 0, 1, ""),
    (TWO_RINGS, "c", [("d", "e", "f"), ("a", "b")], 0, 0.6, ""),
    (f"{TWO_RINGS} x-y", "c", [("d", "e", "f"), ("a", "b")], 2, 6 / 11, ""),
    (TWO_RINGS, "a", [("b", "c", "d", "e", "f")], 0, 0, "d"),
    (TWO_RINGS, "c e", [("a", "b"), ("d", "f")], 0, 4 / 6, ""),
    (TWO_RINGS, "nobody", [], 6, 0, "c"),
    ("a-b", "a b", [], 0, 0, ""),
]


@pytest.mark.parametrize(("text", "gone", "left", "untouched", "apart", "after"), REMOVED)
def test_removal(text, gone, left, untouched, apart, after):
    found = without(made(text), gone.split())
    assert (list(found.parts), found.untouched, found.after) == (left, untouched, after)
    assert found.apart == pytest.approx(apart, abs=1e-6)


def test_places_are_shared_by_equals():
    assert places([5, 3, 1, 3]) == [1, 2, 4, 2]


GRAPHS = {
    "scale-free": networkx.barabasi_albert_graph(300, 2, seed=3),
    "random, in parts": networkx.gnm_random_graph(300, 330, seed=4),
    "rings": networkx.connected_watts_strogatz_graph(200, 4, 0.05, seed=5),
    "tree": networkx.random_labeled_tree(150, seed=6),
    "lattice": networkx.convert_node_labels_to_integers(networkx.grid_2d_graph(12, 12)),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_as_networkx_has_it(name):
    graph = GRAPHS[name]
    it = of(graph)
    ours = measure(it)
    exact = networkx.betweenness_centrality(graph)
    assert [one.between for one in ours.of.values()] == pytest.approx(
        [exact[each] for each in sorted(graph)], abs=1e-6
    )
    burt = networkx.constraint(graph)
    for each, one in zip(sorted(graph), ours.of.values(), strict=True):
        assert one.constraint == pytest.approx(burt[each] if graph.degree(each) else 0, abs=1e-6)
    closed = networkx.clustering(graph)
    assert [one.acquainted for one in ours.of.values()] == pytest.approx(
        [closed[x] for x in sorted(graph)], abs=1e-6
    )
    cut = set(networkx.articulation_points(graph))
    assert {int(id) for id, one in ours.of.items() if one.splits} == cut
    for each in sorted(cut)[:10]:
        smaller = graph.copy()
        around = networkx.node_connected_component(smaller, each) - {each}
        smaller.remove_node(each)
        sizes = [len(part) for part in networkx.connected_components(smaller) if part <= around]
        assert ours.of[f"{each:06}"].splits == tuple(sorted(sizes, reverse=True))
    theirs = networkx.community.louvain_communities(graph, seed=1)
    assert ours.modularity > networkx.community.modularity(graph, theirs) - 0.03
    held = [{int(id) for id in some} for some in ours.groups]
    held += [{each} for each in graph if not graph.degree(each)]
    assert ours.modularity == pytest.approx(networkx.community.modularity(graph, held), abs=1e-6)


@pytest.mark.parametrize("name", GRAPHS)
def test_from_all_things_our_own_search_is_exact(name):
    it = of(GRAPHS[name])
    every = sampled(it, draws=len(it.ids))
    assert every.drawn == 0
    assert every.share == pytest.approx(between(it).share, abs=1e-6)


@pytest.mark.parametrize("name", ["scale-free", "random, in parts", "lattice"])
def test_no_estimate_is_farther_off_than_it_says(name):
    """95 of 100 samples may hold it; a hundred are taken, and the share of those that do not must stay below."""
    it = of(GRAPHS[name])
    true, failed = between(it).share, 0
    for seed in range(100):
        found = sampled(it, draws=64, seed=seed)
        assert found.drawn == 64
        assert (found.off[true > 0] > 0).all()
        failed += bool((np.abs(found.share - true) > found.off + 1e-9).any())
    assert failed <= 5


def test_the_stated_error_is_of_some_use():
    """It is not met by saying that everything may be anything."""
    it = of(networkx.barabasi_albert_graph(600, 3, seed=1))
    found = sampled(it, draws=599)
    assert found.off.max() < 0.10
    assert np.median(found.off) < 0.025
    assert np.abs(found.share - between(it).share).max() < found.off.max()


def test_more_ways_than_a_float_can_count():
    """Layers of three, each linked to all of the next: 3^400 shortest ways from end to end, and 3^90 in 32 bits."""
    for layers in (90, 400):
        links = [
            (3 * at + one, 3 * at + 3 + other) for at in range(layers) for one in range(3) for other in range(3)
        ]
        it = of(networkx.Graph(links))
        found = between(it).share
        assert np.isfinite(found).all()
        by_hand = Search(it).from_all(np.array([0]))
        assert by_hand[3:6].ravel() == pytest.approx([layers - 1 + 2 / 3] * 3)  # of those beyond, and of two beside
        assert by_hand[6:9].ravel() == pytest.approx([layers - 2] * 3)
        middle = 3 * (layers // 2)
        assert found[middle] > found[3] > found[0] > 0


pairs = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh"), st.integers(1, 4)), max_size=24
)


@given(pairs, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_direction_of_what_is_given_change_nothing(links, random):
    turned = [
        (target, source, times) if random.random() < 0.5 else (source, target, times)
        for source, target, times in links
    ]
    random.shuffle(turned)
    one, other = network("abcdefgh", links), network("hgfedcba", turned)
    assert one == other
    assert repr(measure.__wrapped__(one)) == repr(measure.__wrapped__(other))


@given(pairs)
@settings(max_examples=60, deadline=None)
def test_laws(links):
    it = network("abcdefgh", links)
    found = measure(it)
    assert sum(one.degree for one in found.of.values()) == 2 * found.links
    assert sum(one.times for one in found.of.values()) == 2 * found.times
    assert sum(found.parts) == 8
    for id, one in found.of.items():
        assert 0 <= one.between <= 1
        gone = without(it, [id])
        if one.splits:
            assert tuple(len(part) for part in gone.parts) == one.splits
            assert gone.apart > 0
        else:
            assert len(gone.parts) <= 1
            assert gone.apart == 0
    assert sum(sum(one.splits) for one in found.of.values()) <= 8 * 7
    assert communities(it) == communities(it)
    assert modularity(it, communities(it)) >= 0


def test_no_single_move_between_communities_is_better():
    it = of(GRAPHS["scale-free"])
    groups = communities(it)
    best = modularity(it, groups)
    assert best > 0.4
    assert joined_pairs([3, 2, 1]) == len(list(combinations(range(3), 2))) + 1
    assert sorted(one for some in groups for one in some) == list(range(300))


def test_ten_thousand_things_are_sampled():
    """How long it takes is a matter of `bench measures`."""
    it = of(networkx.barabasi_albert_graph(10_000, 3, seed=1))
    found = measure(it)
    assert found.drawn > 300
    assert found.off < 0.1


def test_splits_and_constraints_of_a_long_chain_need_no_deep_stack():
    near = of(networkx.path_graph(5000)).near
    assert splits(near)[2500] == (2500, 2499)
    assert constraints(near)[2500] == 0.5


# The Caviar network: police pressure on a Montréal hashish and cocaine trade, 1994 to 1996; Carlo Morselli, Inside
# Criminal Networks (2009), chapter 5. N1 led it, N3 was his lieutenant, N12 organised the cocaine.


@pytest.fixture(scope="module")
def caviar():
    from conftest import SHARED

    folder = SHARED / "networks"
    if not folder.is_dir():
        pytest.skip("needs the real data in ../shared/data")
    with open(folder / "covert_10__caviar__0_nodes.csv") as file:
        names = {row["id"]: row["name"] for row in csv.DictReader(file)}
    with open(folder / "covert_10__caviar__0_edges.csv") as file:
        rows = [
            (names[row["from"]], names[row["to"]], int(float(row["attr_weight"]))) for row in csv.DictReader(file)
        ]
    return network(names.values(), rows)


@pytest.mark.shared
def test_the_key_people_of_caviar_come_out_on_top(caviar):
    found = measure(caviar)
    assert (len(found.of), found.links, found.parts) == (110, 205, (110,))
    assert [one.id for one in leaders(found, 3, "degree")] == ["1", "12", "3"]
    assert [one.id for one in leaders(found, 3, "times")] == ["1", "3", "12"]
    assert [one.id for one in leaders(found, 2)] == ["1", "12"]
    assert "3" in [one.id for one in leaders(found, 5)]
    assert found.of["1"].between > 2 * found.of["12"].between
    assert found.modularity > 0.4


@pytest.mark.shared
def test_what_caviar_is_without_its_head(caviar):
    found = without(caviar, ["1"])
    assert len(found.parts) > 10
    assert found.after == "3"
    assert 0.3 < found.apart < 0.5
