"""The measures of a network, all at once. Pure: the same things and links have the same measures, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sarhad.links.measures.between import EXACT, between, parts
from sarhad.links.measures.cutting import clustering, constraints, joined_pairs, splits
from sarhad.links.measures.groups import communities, modularity
from sarhad.links.measures.network import Network

DIGITS = 6  # of shares: the last bits of a float tell nobody anything


@dataclass(frozen=True)
class Standing:
    """Where one thing stands.

    Attributes:
        degree: how many others it is linked to.
        times: how often, all its links together.
        between: share of the pairs of others whose shortest ways lead through it, 0 to 1.
        off: how far `between` may be from the true one; 0: it is exact.
        constraint: Burt's; low: between those who are not linked to each other. 0 without links.
        acquainted: share of the pairs of its contacts that are linked (clustering); 0 below two contacts.
        splits: sizes of the parts that its part falls into without it; () where it holds nothing together.
        group: number of its community from 1, the largest; 0: none.
        reaches: into how many other communities its links lead.
        by_degree, by_between: its place from 1; equals share a place.
    """

    id: str
    degree: int
    times: int
    between: float
    off: float
    constraint: float
    acquainted: float
    splits: tuple[int, ...]
    group: int
    reaches: int
    by_degree: int
    by_between: int

    @property
    def cut_off(self) -> int:
        """How many lose the largest part without it."""
        return sum(self.splits[1:])


@dataclass(frozen=True)
class Measures:
    """Of a whole network.

    Attributes:
        of: by id, in the order of ids.
        links: pairs that are linked. times: how often, all together.
        parts: sizes of what hangs together, largest first.
        groups: ids by community, the largest first.
        modularity: how well the communities are set apart; above 0.3 is marked.
        drawn: from how many things betweenness was estimated; 0: it is exact.
    """

    of: dict[str, Standing]
    links: int
    times: int
    parts: tuple[int, ...]
    groups: tuple[tuple[str, ...], ...]
    modularity: float
    drawn: int

    @property
    def density(self) -> float:
        """The share of all pairs that are linked."""
        n = len(self.of)
        return 2 * self.links / (n * (n - 1)) if n > 1 else 0.0

    @property
    def off(self) -> float:
        """How far the betweenness of any may be from the true one."""
        return max((one.off for one in self.of.values()), default=0.0)


# A chart's pages ask for the same network one after the other, and that of 10,000 takes seconds.
@lru_cache(maxsize=8)
def measure(network: Network) -> Measures:
    near = network.near
    found = between(network)
    groups = communities(network)
    group_of = {one: number for number, some in enumerate(groups, 1) for one in some}
    often = [0] * len(near)
    for (one, other), times in zip(network.links, network.times, strict=True):
        often[one] += times
        often[other] += times
    degrees = [len(each) for each in near]
    shares = [round(float(share), DIGITS) for share in found.share]
    by_degree, by_between = places(degrees), places(shares)
    burt, acquainted, cut = constraints(near), clustering(near), splits(near)
    standings = {
        each: Standing(
            id=each,
            degree=degrees[at],
            times=often[at],
            between=shares[at],
            off=round(float(found.off[at]), DIGITS),
            constraint=round(burt[at], DIGITS),
            acquainted=round(acquainted[at], DIGITS),
            splits=cut[at],
            group=group_of.get(at, 0),
            reaches=len({group_of[other] for other in near[at]} - {group_of.get(at)}),
            by_degree=by_degree[at],
            by_between=by_between[at],
        )
        for at, each in enumerate(network.ids)
    }
    return Measures(
        of=standings,
        links=len(network.links),
        times=sum(network.times),
        parts=tuple(len(part) for part in parts(near)),
        groups=tuple(tuple(network.ids[one] for one in some) for some in groups),
        modularity=round(modularity(network, groups), DIGITS) if groups else 0.0,
        drawn=found.drawn,
    )


def places(values: Iterable[float]) -> list[int]:
    """The place of each from 1, the greatest; equals share the better one: 5, 3, 3, 1 are 1, 2, 2, 4."""
    listed = list(values)
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(listed, reverse=True), 1):
        first.setdefault(value, place)
    return [first[value] for value in listed]


@dataclass(frozen=True)
class Removal:
    """What happens to a network when some things are taken out.

    Attributes:
        gone: those that were on it and are taken out.
        parts: ids of what hangs together afterwards, of those that hung together with what is gone; largest first.
        untouched: how many others there are, in parts that what is gone had no link to.
        apart: the share of the pairs of others that could reach each other and cannot now, 0 to 1.
        after, after_share: who then stands between most others; "" where nobody does, or the network is very large.
    """

    gone: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...]
    untouched: int
    apart: float
    after: str
    after_share: float


def without(network: Network, gone: Iterable[str]) -> Removal:
    ids = sorted(set(gone) & set(network.ids))
    out = frozenset(network.ids.index(each) for each in ids)
    whole = parts(network.near)
    touched = [part for part in whole if not out.isdisjoint(part)]
    inside = {one for part in touched for one in part}
    left = parts(network.near, out)
    falls = [part for part in left if part[0] in inside]
    could = joined_pairs([len(set(part) - out) for part in whole])
    apart = (could - joined_pairs([len(part) for part in left])) / could if could else 0.0
    # Above that it is an estimate that takes seconds, only to name one.
    after = leaders(measure(network.less(ids)), 1) if len(network.ids) <= EXACT else []
    return Removal(
        gone=tuple(ids),
        parts=tuple(tuple(network.ids[one] for one in part) for part in falls),
        untouched=len(network.ids) - len(inside),
        apart=round(apart, DIGITS),
        after=after[0].id if after else "",
        after_share=after[0].between if after else 0.0,
    )


def leaders(measures: Measures, most: int, by: str = "between") -> list[Standing]:
    """Those that stand highest by one measure, and above 0; equals by the other measures, then by id."""
    return list(_ranked(measures, by))[:most]


def _ranked(measures: Measures, by: str) -> Iterator[Standing]:
    ranked = sorted(measures.of.values(), key=lambda one: (-getattr(one, by), -one.between, -one.degree, one.id))
    return (one for one in ranked if getattr(one, by) > 0)
