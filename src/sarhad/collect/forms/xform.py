"""Makes a `Form` of the XML of an XForm, or refuses it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from sarhad.collect.forms import model_of
from sarhad.collect.forms.actions_of import actions
from sarhad.collect.forms.body import Body, filled, numbered
from sarhad.collect.forms.compiling import Compiler, absolute
from sarhad.collect.forms.kinds import unseen_kind
from sarhad.collect.forms.labels import TITLE, Translations
from sarhad.collect.forms.model import Form, Group, Node, Question
from sarhad.collect.forms.offers import Offers
from sarhad.collect.forms.ordering import ordered
from sarhad.collect.forms.parts import Engine
from sarhad.collect.forms.reasons import refused
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import MOST_BYTES, BadXml, Element, parse
from sarhad.collect.forms.xpath import Expression


def form_from(xml: bytes, name: str, media: Mapping[str, bytes]) -> Form:
    """Raises `Unpublishable` with the reason in words."""
    html = _root(xml)
    model, body = _part(html, "head", "model"), _part(html, "body")
    _refuse_encrypted(model)
    document = model_of.primary(model)
    model_of.place(document)
    root = document.children[0].path
    compiler = Compiler({node.path for node in document.walk() if node.path})
    translations = Translations(model)
    binds = model_of.binds(model, root, compiler, translations)
    defaults = {node.path: node.text for node in document.walk() if node.path and node.text}
    reader = Body(compiler, translations, binds, defaults, _bind_ids(model, root))
    children = reader.nodes(body, root, numbered())
    engine = _engine(document, reader, _repeats(children), media)
    engine.instances |= model_of.secondary(model, media, _needed(compiler, body))
    engine.itext = _texts(translations, compiler, root)
    Offers(reader, engine, set(media)).read()
    engine.actions = actions(model, body, reader)
    compiler.check({*engine.instances, document.children[0].get("id")}, set(engine.files))
    engine.rules, engine.rounds = ordered(binds, reader.counts, set(engine.repeats), compiler)
    return _form(xml, name, media, html, engine, filled(children, engine), translations)


def _root(xml: bytes) -> Element:
    try:
        document = parse(xml, mixed=True)
    except BadXml as error:
        reason = {"large": "too-large", "entities": "entities"}.get(error.reason, "broken-xml")
        raise refused(reason, line=error.line, most=MOST_BYTES // 1_000_000) from error
    root = document.children[0]
    if root.name != "html":
        raise refused("not-xform", missing="<h:html>")
    return root


def _part(node: Element, *path: str) -> Element:
    for name in path:
        found = node.child(name)
        if found is None:
            raise refused("not-xform", missing=f"<{name}>")
        node = found
    return node


def _refuse_encrypted(model: Element) -> None:
    submission = model.child("submission")
    if submission and submission.get("base64RsaPublicKey"):
        raise refused("encrypted")


def _bind_ids(model: Element, root: str) -> dict[str, str]:
    return {
        node.get("id"): absolute(node.get("nodeset") or node.get("ref"), root)
        for node in model.all("bind")
        if node.get("id")
    }


def _repeats(nodes: tuple[Node, ...]) -> set[str]:
    found = set()
    for node in nodes:
        if isinstance(node, Group):
            found |= {node.path} if node.repeat else set()
            found |= _repeats(node.children)
    return found


def _engine(document: Element, body: Body, repeats: set[str], media: Mapping[str, bytes]) -> Engine:
    model_of.typed(document.walk(), body.binds)
    layout = {node.path: tuple(dict.fromkeys(child.name for child in node.children)) for node in document.walk()}
    templates = model_of.parted(document, repeats)
    files = {file.removesuffix(".csv"): data for file, data in media.items() if file.endswith(".csv")}
    return Engine(document, body.binds, templates, frozenset(repeats), layout, {}, {}, files)


def _needed(compiler: Compiler, body: Element) -> set[str]:
    """Ids of the instances that some expression reads."""
    found = {id for _, expression, _ in compiler.used for id in expression.notes.instances}
    for node in body.walk():
        if node.name == "itemset":
            found |= set(compiler.item(node.get("nodeset"), "itemset").notes.instances)
    return found


def _texts(translations: Translations, compiler: Compiler, root: str) -> dict[str, Text]:
    def compile(source: str) -> Expression:
        return compiler.expression(source, root)

    return {id: translations.text(id, compile) for id in translations.values}


def _form(
    xml: bytes,
    name: str,
    media: Mapping[str, bytes],
    html: Element,
    engine: Engine,
    children: tuple[Node, ...],
    translations: Translations,
) -> Form:
    root = engine.document.children[0]
    head = html.child("head")
    title = head.child("title") if head else None
    plain = title.string().strip() if title else ""
    titles = {lang: node.string().strip() for lang, node in translations.values.get(TITLE, {}).items()}
    form = Form(
        id=root.get("id") or root.space or name or root.name,
        version=root.get("version"),
        titles=_titles(plain or name, titles, translations),
        languages=tuple(lang for lang in translations.languages if lang),
        xml=xml,
        media=dict(media),
        children=children,
        hidden=_hidden(engine, children),
        hash="md5:" + hashlib.md5(xml, usedforsecurity=False).hexdigest(),
        engine=engine,
    )
    engine.questions = {question.path: question for question in [*form.questions()][::-1]}
    engine.inside = dict(_inside(children))
    return form


def _titles(plain: str, given: Mapping[str, str], translations: Translations) -> dict[str, str]:
    """By language, the default one first: it has the plain title, unless it says otherwise."""
    default = next((lang for lang in translations.languages if lang), "")
    return {default: plain, **given} if plain else dict(given)


def _hidden(engine: Engine, children: tuple[Node, ...]) -> tuple[Question, ...]:
    """The leaves of the data that no control shows."""
    seen = {question.path for question in Group("", "", children=children).questions()}
    leaves: dict[str, Element] = {}
    for top in (engine.document, *engine.templates.values()):
        for node in top.walk():
            if node.path and not node.children and node.path not in seen | engine.repeats:
                leaves.setdefault(node.path, node)
    return tuple(
        Question(path, node.name, unseen_kind(engine.binds.get(path)), read_only=True, default=node.text)
        for path, node in leaves.items()
    )


def _inside(nodes: tuple[Node, ...]) -> list[tuple[str, frozenset[str]]]:
    found = []
    for node in nodes:
        if isinstance(node, Group):
            found.append((node.path, frozenset(question.path for question in node.questions())))
            found += _inside(node.children)
    return found
