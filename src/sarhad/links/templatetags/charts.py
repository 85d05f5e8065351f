"""How pages of this room show the things and links of a chart."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from sarhad.kernel.claim import Handling
from sarhad.links.charts import words
from sarhad.links.graph.records import Link, Node
from sarhad.web.templatetags.look import hc, lang

register = template.Library()
register.filter("node_title", words.title_of)
register.filter("node_icon", words.icon_of)

LAYOUTS = {"force": _("Force"), "tree": _("Tree"), "time": _("Time")}


@register.filter
def node_sort(node: Node) -> str:
    return node.label(lang())


@register.filter
def link_word(link: Link) -> str:
    return link.label(lang())


@register.filter
def layout_name(name: str) -> str:
    return str(LAYOUTS.get(name, name))


@register.filter
def level_mark(level: int) -> SafeString:
    """The mark of a level of handling whose text is not at hand."""
    return hc(Handling(level))
