"""Texts of an XForm: labels and messages, from itext or in place, with `<output>` inside."""

from __future__ import annotations

import re
from collections.abc import Callable

from sarhad.collect.forms.texts import Text, code
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import Expression

Compile = Callable[[str], Expression]
Parts = tuple[str | Expression, ...]

ITEXT = re.compile(r"""\s*jr:itext\(\s*(?:'([^']*)'|"([^"]*)")\s*\)\s*""")
TITLE = "sarhad:form-title"
"""Id of the itext that holds the form's title by language."""


class Translations:
    """The itext of a form: values by text id and language, the default language first."""

    def __init__(self, model: Element) -> None:
        self.values: dict[str, dict[str, Element]] = {}
        itext = model.child("itext")
        found = itext.all("translation") if itext else []
        found.sort(key=lambda one: one.get("default").replace(" ", "") not in ("true()", "true", "1"))
        self.languages = tuple(dict.fromkeys(code(one.get("lang")) for one in found))
        for translation in found:
            for text in translation.all("text"):
                value = _plain_value(text)
                if value:
                    self.values.setdefault(text.get("id"), {}).setdefault(code(translation.get("lang")), value)

    def text(self, id: str, compile: Compile) -> Text:
        found = {lang: parts(value, compile) for lang, value in self.values.get(id, {}).items()}
        given = {lang: one for lang, one in found.items() if "".join(map(str, one)).strip() not in ("", "-")}
        return Text(given)


def _plain_value(text: Element) -> Element | None:
    """The words, not the picture, the sound or the hint for the interviewer."""
    values = text.all("value")
    plain = next((value for value in values if not value.get("form")), None)
    return plain or next((value for value in values if value.get("form") in ("long", "short")), None)


def parts(node: Element, compile: Compile) -> Parts:
    found: list[str | Expression] = []
    for child in node.children:
        if child.name == "#text":
            found.append(child.text)
        elif child.name == "output":
            found.append(compile(child.get("value") or child.get("ref")))
        else:
            found.append(child.string())
    return tuple(found)


def text_of(node: Element | None, translations: Translations, compile: Compile) -> Text:
    """The text of a `<label>` or `<hint>`."""
    if node is None:
        return Text()
    ref = node.get("ref")
    if ref:
        return message(ref, translations, compile)
    found = parts(node, compile)
    return Text({"": found}) if "".join(map(str, found)).strip() else Text()


def message(source: str, translations: Translations, compile: Compile) -> Text:
    """The text that an attribute gives: jr:itext('id'), another expression over itext, or plain words."""
    found = ITEXT.fullmatch(source)
    if found:
        return translations.text(found[1] or found[2] or "", compile)
    if "jr:itext(" in source or source.lstrip().startswith("/"):
        return Text(expression=compile(source))
    return Text({"": (source,)}) if source.strip() else Text()
