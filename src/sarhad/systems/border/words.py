"""Words of reports: codes of their schemata in the reader's language."""

from __future__ import annotations

from sarhad.kernel import model
from sarhad.web.templatetags.look import lang


def option(schema: str, name: str, code: str) -> str:
    spec = model.schema(schema)
    return spec.properties[name].show(code, lang()) if spec and code else ""


def options(schema: str, name: str) -> list[tuple[str, str]]:
    """(code, text) of everything that a property offers."""
    prop = model.schema(schema).properties[name]
    return [(code, prop.show(code, lang())) for code in prop.options]


KIND_ICONS = {
    "intelligence": "inbox", "observation": "audit", "refusal": "stop", "seizure": "seizure",
    "neighbour-request": "request", "meeting": "person", "exercise": "flag", "assessment": "ok",
    "mobile-team": "vehicle",
}  # fmt: skip
"""By kind of report, of the sprite."""


def kind_icon(kind: str) -> str:
    return KIND_ICONS.get(kind, "doc")
