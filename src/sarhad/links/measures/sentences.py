"""What the measures mean, in whole sentences for somebody who has never heard of them.

None of them says more than the arithmetic does. Names stand at the end or in brackets, in the nominative, so that a
sentence is right in Russian whatever the name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sarhad.links.measures.measuring import Measures, Removal, Standing, leaders

Name = Callable[[str], str]
FEW = 3  # things named in one sentence
KEY = 0.1  # of the pairs: from here on it is worth saying what it is good for
MARKED = 0.3  # modularity from which communities are more than an accident (Newman and Girvan 2004)
LOOSE, TIGHT = 0.2, 0.6  # of the pairs of contacts, that are linked themselves


def percent(share: float) -> str:
    """0.637 is 64%; what is there at all is never 0%, nor all of it what is not."""
    if 0 < share < 0.01:
        return _("less than 1%")
    if 0.99 < share < 1:
        return _("more than 99%")
    return _("%(number)s%%") % {"number": number_format(round(share * 100))}


def estimate(one: Standing) -> str:
    """Betweenness with its uncertainty: 12%, or 12% ± 3."""
    if not one.off:
        return percent(one.between)
    return f"{percent(one.between)} ± {number_format(max(one.off * 100, 0.1), 1)}"


# One thing


def of_one(one: Standing, measures: Measures) -> list[str]:
    """What its measures mean, the most telling first; the reader knows of whom they speak."""
    if not one.degree:
        return [_("It has no link to anything else that is drawn.")]
    return [_degree(one, measures), _between(one), _holds(one), *_broker(one), *_community(one, measures)]


def in_short(one: Standing) -> list[str]:
    """Two sentences for the margin of a chart, about what is linked to anything."""
    return [_between(one), _holds(one)]


def _degree(one: Standing, measures: Measures) -> str:
    values = {"count": one.degree, "others": len(measures.of) - 1}
    if one.by_degree == 1 and one.degree > 1:
        text = _("It is linked directly to %(count)d of the %(others)d others; nobody here to more.")
    else:
        text = ngettext(
            "It is linked directly to %(count)d of %(others)d others.",
            "It is linked directly to %(count)d of the %(others)d others.",
            values["others"],
        )
    if one.times > one.degree:
        seen = ngettext("Observed %(count)d time.", "Observed %(count)d times.", one.times) % {"count": one.times}
        return f"{text % values} {seen}"
    return text % values


def _between(one: Standing) -> str:
    if not one.between:
        if one.off:
            return _("None of the shortest ways that were drawn leads through it.")
        return _("No shortest way between two others leads through it.")
    values = {"share": estimate(one)}
    if one.between < KEY:
        return _("Of all pairs of others, %(share)s have their shortest way through it.") % values
    return (
        _(
            "Of all pairs of others, %(share)s have their shortest way through it: orders, goods and money "
            "are likely to pass here, and can be seen or stopped here."
        )
        % values
    )


def _holds(one: Standing) -> str:
    if not one.splits:
        return _("Without it, all that it is linked to still hangs together.")
    return _(
        "Without it, its part of the network falls into %(parts)s: the largest keeps %(largest)s, the rest have "
        "%(cut)s."
    ) % _sizes(one.splits)


def _sizes(parts: Sequence[int]) -> dict[str, str]:
    values = {"parts": len(parts), "largest": parts[0], "cut": sum(parts[1:])}
    return {key: number_format(value) for key, value in values.items()}


def _broker(one: Standing) -> list[str]:
    if one.degree < 3:
        return []
    values = {"share": percent(one.acquainted)}
    if one.acquainted <= LOOSE:
        return [
            _("Of the pairs of those whom it is linked to, %(share)s are linked: it can stand between them.")
            % values
        ]
    if one.acquainted >= TIGHT:
        return [
            _("Of the pairs of those whom it is linked to, %(share)s are linked: they do not need it to meet.")
            % values
        ]
    return []


def _community(one: Standing, measures: Measures) -> list[str]:
    group = measures.groups[one.group - 1]
    text = ngettext(
        "It belongs to community %(number)d, of %(count)d.",
        "It belongs to community %(number)d, of %(count)d.",
        len(group),
    ) % {"number": one.group, "count": len(group)}
    if not one.reaches:
        return [text]
    reaches = ngettext("Its links lead into %(count)d other.", "Its links lead into %(count)d others.", one.reaches)
    return [f"{text} {reaches % {'count': one.reaches}}"]


# The whole


def of_all(measures: Measures, name: Name) -> list[str]:
    """The network in a few sentences."""
    if not measures.links:
        return [_("Nothing that is drawn is linked to anything.")]
    return [_size(measures), *_middle(measures, name), *_keystone(measures, name), *_groups(measures, name)]


def _size(measures: Measures) -> str:
    things, links = len(measures.of), measures.links
    text = ngettext("%(count)s thing", "%(count)s things", things) % {"count": number_format(things)}
    pairs = ngettext("%(count)s linked pair", "%(count)s linked pairs", links) % {"count": number_format(links)}
    first = _("%(things)s and %(pairs)s: %(share)s of all pairs there could be.") % {
        "things": text,
        "pairs": pairs,
        "share": percent(measures.density),
    }
    if len(measures.parts) == 1:
        return " ".join([first, _("Everything hangs together.")])
    parts = ngettext(
        "It is %(count)s part without a link to another; the largest has %(largest)s.",
        "They are %(count)s parts without a link between them; the largest has %(largest)s.",
        len(measures.parts),
    ) % {"count": number_format(len(measures.parts)), "largest": number_format(measures.parts[0])}
    return f"{first} {parts}"


def _middle(measures: Measures, name: Name) -> list[str]:
    top = leaders(measures, FEW)
    if not top:
        return [_("Nobody stands between others: whoever is linked at all is linked to all of the same part.")]
    listed = ", ".join(f"{name(one.id)} ({estimate(one)})" for one in top)
    return [_("Most shortest ways between others lead through: %(names)s.") % {"names": listed}]


def _keystone(measures: Measures, name: Name) -> list[str]:
    top = leaders(measures, 1, "cut_off")
    if not top:
        return [_("No single one holds it together: whoever is taken out, the others still reach each other.")]
    text = ngettext(
        "The one whose removal cuts off most: %(name)s; %(count)s would lose the largest part.",
        "The one whose removal cuts off most: %(name)s; %(count)s would lose the largest part.",
        top[0].cut_off,
    )
    return [text % {"name": name(top[0].id), "count": number_format(top[0].cut_off)}]


def _groups(measures: Measures, name: Name) -> list[str]:
    count = len(measures.groups)
    if count < 2:
        return []
    if measures.modularity < MARKED:
        return [_("Communities are hardly set apart here: do not read much into them.")]
    heads = ", ".join(f"{name(group_head(group, measures))} ({len(group)})" for group in measures.groups[:FEW])
    text = ngettext(
        "%(count)s community is linked inside more than outside. The largest, by who has most links: %(names)s.",
        "%(count)s communities are linked inside more than outside. The largest, by who has most links: %(names)s.",
        count,
    )
    return [text % {"count": number_format(count), "names": heads}]


def group_head(group: Sequence[str], measures: Measures) -> str:
    """The member with most links, by which people remember a community."""
    return min(group, key=lambda id: (-measures.of[id].degree, -measures.of[id].between, id))


def caveats(measures: Measures) -> list[str]:
    """What must be known before anything is done with these figures."""
    said = [
        _(
            "This is what you see of the network, not the network: what is not recorded, not drawn or not open "
            "to you does not count. Who was watched more has more links."
        ),
        _("A link counts once, however often it was observed, and in both directions."),
        _("A high place is a reason to look, not evidence of rank or guilt."),
    ]
    if measures.drawn:
        said.append(
            _(
                "In a network this large the ways are drawn from %(drawn)s things, chosen at random. With 95%% "
                "confidence no share is farther off than is stated beside it, at most %(off)s points."
            )
            % {"drawn": number_format(measures.drawn), "off": number_format(measures.off * 100, 1)}
        )
    return said


# Taking out


def of_removal(removal: Removal, name: Name) -> list[str]:
    """What happens without those that are taken out."""
    return [_falls(removal), *_apart(removal), *_heir(removal, name)]


def _falls(removal: Removal) -> str:
    parts = removal.parts
    if not parts:
        return _("Nothing else hangs on it.")
    if len(parts) == 1:
        return _("The others still hang together: each reaches each, by other ways.")
    return _(
        "That part of the network falls into %(parts)s: the largest keeps %(largest)s, the rest have %(cut)s."
    ) % _sizes([len(part) for part in parts])


def _apart(removal: Removal) -> list[str]:
    if not removal.apart:
        return []
    return [
        _("Of the pairs of others who could reach each other, %(share)s cannot any more.")
        % {"share": percent(removal.apart)}
    ]


def _heir(removal: Removal, name: Name) -> list[str]:
    if not removal.after:
        return []
    return [
        _("Most ways would then lead through: %(name)s (%(share)s). Look there for who steps in.")
        % {"name": name(removal.after), "share": percent(removal.after_share)}
    ]


def removal_caveat() -> str:
    return _(
        "People look for new ways: after an arrest links appear that nobody had recorded. This says where a "
        "network is weak today, not what it will do."
    )
