"""The model of an XForm: the empty submission, binds, secondary instances."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sarhad.collect.forms.compiling import Compiler, absolute
from sarhad.collect.forms.labels import Translations, message
from sarhad.collect.forms.parts import Bind
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.tables import read_table
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.xpath import Expression

TYPES = {"int", "integer", "long", "short", "decimal", "float", "double", "boolean"}
"""Whose values are not compared as texts."""

XFORMS = "http://www.w3.org/2002/xforms"
"""Submissions leave it out."""

_SOURCELESS = ("jr://instance/last-saved",)


def unmixed(node: Element) -> Element:
    """A copy with texts on their nodes, as instances have them."""
    new = Element(node.name, "", "" if node.space == XFORMS else node.space)
    new.attributes = dict(node.attributes)
    for child in node.children:
        if child.name == "#text":
            new.text += child.text
        else:
            new.append(unmixed(child))
    if new.children and not new.text.strip():
        new.text = ""
    return new


def primary(model: Element) -> Element:
    """The document node of the empty submission, repeats still with their templates."""
    first = model.child("instance")
    roots = [child for child in first.children if child.name != "#text"] if first else []
    if not roots:
        raise refused("not-xform", missing="<instance>")
    document = Element("")
    document.append(unmixed(roots[0]))
    return document


def place(node: Element, path: str = "") -> None:
    """Gives every node below its path."""
    for child in node.children:
        child.path = f"{path}/{child.name}"
        place(child, child.path)


def parted(document: Element, repeats: set[str]) -> dict[str, Element]:
    """Takes the templates of repeats out of the document; where a form marks none, the first row is it."""
    found: dict[str, Element] = {}
    for node in [*document.walk()]:
        if node.path in repeats and node.path not in found:
            row = next((one for one in node.rows() if _is_template(one)), node)
            found[node.path] = _cleaned(row, repeats)
    _drop_templates(document, repeats)
    return found


def _is_template(node: Element) -> bool:
    return any(key.rpartition("}")[2] == "template" for key in node.attributes)


def _cleaned(row: Element, repeats: set[str]) -> Element:
    new = row.copy()
    new.attributes = {key: value for key, value in row.attributes.items() if key.rpartition("}")[2] != "template"}
    _drop_templates(new, repeats)
    return new


def _drop_templates(node: Element, repeats: set[str]) -> None:
    node.children = [one for one in node.children if not (one.path in repeats and _is_template(one))]
    for child in node.children:
        _drop_templates(child, repeats)


def typed(nodes: Iterator[Element], binds: Mapping[str, Bind]) -> None:
    for node in nodes:
        bind = binds.get(node.path)
        if bind and bind.type in TYPES:
            node.type = bind.type


def binds(model: Element, root: str, compiler: Compiler, translations: Translations) -> dict[str, Bind]:
    """What the model says about the nodes, by path; `root` is the path of the topmost."""
    found: dict[str, Bind] = {}
    for node in model.all("bind"):
        path = absolute(node.get("nodeset") or node.get("ref"), root)
        if path in compiler.paths:  # others speak of nodes that an older version had, or of attributes
            found[path] = _bind(node, path, compiler, translations)
    return found


def _bind(node: Element, path: str, compiler: Compiler, translations: Translations) -> Bind:
    def at(source: str) -> Expression:
        return compiler.expression(source, path)

    calculate = node.get("calculate").strip()
    relevant = compiler.condition(node.get("relevant"), path)
    return Bind(
        path=path,
        type=node.get("type").rpartition(":")[2],
        relevant=at("false()") if relevant is False else None if relevant is True else relevant,
        required=compiler.condition(node.get("required"), path),
        read_only=compiler.condition(node.get("readonly"), path),
        constraint=compiler.condition(node.get("constraint"), path),
        calculate=at(calculate) if calculate else None,
        constraint_text=message(node.get("constraintMsg"), translations, at),
        required_text=message(node.get("requiredMsg"), translations, at),
        preload=f"{node.get('preload')} {node.get('preloadParams')}".strip(),
    )


def secondary(model: Element, media: Mapping[str, bytes], needed: set[str]) -> dict[str, Element]:
    """The other instances by id, those in files too. Raises `Unpublishable` for a missing file that is needed."""
    found: dict[str, Element] = {}
    for node in model.all("instance"):
        id, source = node.get("id"), node.get("src")
        if source and not source.startswith(_SOURCELESS):
            file = source.rpartition("/")[2]
            if file in media:
                found[id] = read_table(file, media[file])
            elif id in needed:
                raise refused("media", file=file)
        elif id:
            found[id] = Element("")
            for child in node.children:
                if child.name != "#text":
                    found[id].append(unmixed(child))
    return found
