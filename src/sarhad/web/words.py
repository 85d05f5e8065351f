"""Codes of the schemata in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language, ngettext

from sarhad.kernel import model


def lang() -> str:
    return (get_language() or "en")[:2]


def option(schema: str, name: str, code: str) -> str:
    """A code of a property as people read it; empty where there is none."""
    spec = model.schema(schema)
    return spec.properties[name].show(code, lang()) if spec and code else ""


def options(schema: str, name: str) -> list[tuple[str, str]]:
    """(code, text) of everything that a property offers, as choices of a form."""
    prop = model.schema(schema).properties[name]
    return [(code, prop.show(code, lang())) for code in prop.options]


def for_programs(prop: model.Prop | None, count: int) -> list[tuple[str, str, str]]:
    """What stands on a page in place of `count` values in JSON, as `look.properties_of` has it; [] of any other."""
    if prop is None or prop.type != "json":
        return []
    return [(ngettext("%(n)d part, for programs", "%(n)d parts, for programs", count) % {"n": count}, "", "")]
