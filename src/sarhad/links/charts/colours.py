"""What a chart's colours and sizes say: up to six classes with a legend, and everything else.

Tones are the numbers of the style sheet's `--c0` to `--c6`; 0 is plain. Classes follow from what the reader sees on
the chart and from nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sarhad.links.charts.words import title_of
from sarhad.links.graph.records import Link, Node, NodeId
from sarhad.links.measures.measuring import measure
from sarhad.links.measures.network import of_picture
from sarhad.links.measures.sentences import group_head
from sarhad.web.templatetags.look import schema_plural

CLASSES = 6


class Legend(NamedTuple):
    tone: int
    label: str


class Colouring(NamedTuple):
    tones: Mapping[NodeId, int]
    legend: Sequence[Legend]


Colour = Callable[[Sequence[Node], Sequence[Link]], Colouring]
Size = Callable[[Sequence[Node], Sequence[Link]], Mapping[NodeId, int]]


def _by(word: Callable[[Node], str], label: Callable[[str], str] = str) -> Colour:
    """A class for each of the most frequent words, the others together."""

    def colour(nodes: Sequence[Node], links: Sequence[Link]) -> Colouring:
        words = {node.id: word(node) for node in nodes}
        counts = Counter(each for each in words.values() if each)
        ordered = [each for each, _n in sorted(counts.items(), key=lambda each: (-each[1], each[0]))][:CLASSES]
        tone = {each: n for n, each in enumerate(ordered, 1)}
        legend = [Legend(n, label(each)) for each, n in tone.items()]
        if counts.keys() - tone.keys() or not all(words.values()):
            legend.append(Legend(0, _("other")))
        return Colouring({id: tone.get(each, 0) for id, each in words.items()}, legend)

    return colour


def _grade(nodes: Sequence[Node], links: Sequence[Link]) -> Colouring:
    """By the letter of the best grade, which every scheme has: how reliable the source is."""
    letters = {node.id: node.grade.code[:1].upper() if node.grade else "" for node in nodes}
    tones = {
        id: 1 + "ABCDEF".index(letter) if letter and letter in "ABCDEF" else 0 for id, letter in letters.items()
    }
    found = sorted(set(tones.values()) - {0})
    legend = [Legend(tone, _("source %(letter)s") % {"letter": "ABCDEF"[tone - 1]}) for tone in found]
    return Colouring(tones, [*legend, Legend(0, _("not evaluated"))] if 0 in tones.values() else legend)


def _handling(nodes: Sequence[Node], links: Sequence[Link]) -> Colouring:
    tones = {node.id: 0 if node.value_kind else 1 + min(node.handling.level, 3) for node in nodes}
    return Colouring(tones, [Legend(tone, f"H{tone - 1}") for tone in sorted(set(tones.values()) - {0})])


def _community(nodes: Sequence[Node], links: Sequence[Link]) -> Colouring:
    """By who is linked among each other more than with the rest; each named by who has most links there."""
    found = measure(of_picture(nodes, links))
    captions = {node.id: title_of(node) for node in nodes}
    tones = {id: one.group if one.group <= CLASSES else 0 for id, one in found.of.items()}
    heads = [captions[group_head(group, found)] for group in found.groups[:CLASSES]]
    legend = [Legend(tone, head) for tone, head in enumerate(heads, 1)]
    return Colouring(tones, [*legend, Legend(0, _("other"))] if 0 in tones.values() else legend)


COLOURS: dict[str, tuple[str | Promise, Colour]] = {
    "owner": (gettext_lazy("Owner"), _by(lambda node: " ".join(node.owners[:1]))),
    "kind": (gettext_lazy("Kind"), _by(lambda node: node.schema, schema_plural)),
    "grade": (gettext_lazy("Grade"), _grade),
    "handling": (gettext_lazy("Handling"), _handling),
    "community": (gettext_lazy("Community"), _community),
}
"""By name, with what a person calls it."""


def _links(nodes: Sequence[Node], links: Sequence[Link]) -> Mapping[NodeId, int]:
    ends = Counter(end for link in links for end in (link.source, link.target))
    most = max(ends.values(), default=1)
    return {node.id: round(3 * ends[node.id] / most) for node in nodes}


def _between(nodes: Sequence[Node], links: Sequence[Link]) -> Mapping[NodeId, int]:
    """Through whom the shortest ways of the others lead."""
    found = measure(of_picture(nodes, links))
    most = max((one.between for one in found.of.values()), default=0) or 1
    return {id: round(3 * one.between / most) for id, one in found.of.items()}


SIZES: dict[str, tuple[str | Promise, Size]] = {
    "links": (gettext_lazy("Number of links"), _links),
    "between": (gettext_lazy("Shortest ways through it"), _between),
}
"""By name: a size of 0 to 3 for each thing."""


def coloured(name: str, nodes: Sequence[Node], links: Sequence[Link]) -> Colouring:
    """By one of `COLOURS`; any other name leaves everything plain."""
    return COLOURS[name][1](nodes, links) if name in COLOURS else Colouring({}, ())


def sized(name: str, nodes: Sequence[Node], links: Sequence[Link]) -> Mapping[NodeId, int]:
    return SIZES[name][1](nodes, links) if name in SIZES else {}
