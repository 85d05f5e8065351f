"""What links and things are called on a chart, in the reader's language, and their icons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sarhad.kernel import display, model
from sarhad.links.graph.records import Node, kind_label
from sarhad.web.templatetags.look import lang, schema_icon

ICONS = {
    "phone": "phone", "imei": "phone", "imsi": "phone", "plate": "vehicle", "vin": "vehicle", "imo": "vehicle",
    "mmsi": "vehicle", "container": "seizure", "account": "org", "iban": "org", "wallet": "org",
    "email": "request", "ip": "request",
}  # fmt: skip
"""By kind of a shared value; a sheet of paper for the rest."""


def icon_of(node: Node) -> str:
    return ICONS.get(node.value_kind, "doc") if node.value_kind else schema_icon(node.schema)


def title_of(node: Node) -> str:
    """What it is called; a phone number as people write it."""
    if node.value_kind == "phone" or (node.schema == "Phone" and node.caption.startswith("+")):
        return display.show("phone", node.caption, lang())
    return node.caption or _("unnamed record")


def kinds_word(kind: str) -> str:
    """A kind of links as what one may expand by or leave out: “Ownership”, “Vehicle: Owner”."""
    schema, _dot, name = kind.partition(".")
    spec = model.schema(schema) if name else None
    return f"{spec.label(lang())}: {kind_label(kind, lang())}" if spec else kind_label(kind, lang())
