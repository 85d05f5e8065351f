"""Which answers break which rules of the form."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import check_for_language, get_language, gettext, override

from sarhad.collect.forms import addresses
from sarhad.collect.forms.errors import Fault
from sarhad.collect.forms.model import Question
from sarhad.collect.forms.state import State
from sarhad.collect.forms.texts import Text
from sarhad.collect.forms.tree import Element
from sarhad.collect.forms.values_of import misfit, not_offered
from sarhad.collect.forms.visiting import visits

_CHOOSING = {"select", "select-multiple", "rank"}


def faults(state: State, lang: str, within: str) -> list[Fault]:
    """All faults in the order of the form; `within` a group or one row of a repeat, if it is given."""
    spoken = lang or get_language() or "en"
    with override(spoken if check_for_language(spoken) else get_language()):
        return list(_faults(state, spoken, within))


def _faults(state: State, lang: str, within: str) -> Iterator[Fault]:
    inside = state.engine.inside.get(within)
    for visit in visits(state):
        question, node = visit.node, visit.element
        if not isinstance(question, Question) or (inside is not None and question.path not in inside):
            continue
        if within and inside is None and not _below(addresses.located(node, state.engine.repeats), within):
            continue
        kind, message = _fault(state, question, node, lang)
        if kind:
            label = state.filled(question.text, node, lang)
            yield Fault(addresses.located(node, state.engine.repeats), question.number, label, message, kind)


def _below(path: str, within: str) -> bool:
    return path == within or path.startswith((f"{within}/", f"{within}["))


def _fault(state: State, question: Question, node: Element, lang: str) -> tuple[str, str]:
    """The kind of the first fault of an answer and its message, both empty if it is right."""
    bind = state.engine.binds[question.path]
    if not node.text.strip():
        missing = question.kind != "note" and state.holds(bind.required, node)
        own = _own(state, bind.required_text, node, lang) if missing else ""
        return ("required", own or gettext("This question must be answered.")) if missing else ("", "")
    message = misfit(question, node.text)
    if message:
        return "type", message
    if question.kind in _CHOOSING:
        names = {choice.name for choice in state.choices(question, node)}
        message = not_offered(question, node.text, names)
        if message:
            return "choice", message
    if bind.constraint is None or state.holds(bind.constraint, node):
        return "", ""
    own = _own(state, bind.constraint_text, node, lang)
    return "constraint", own or gettext("This answer does not fit what the form asks for.")


def _own(state: State, text: Text, node: Element, lang: str) -> str:
    """The form's message; none if the form speaks the language, but not here: then ours in it is better."""
    speaks = lang.partition("-")[0]
    if speaks in state.form.languages and text.parts and not {speaks, ""} & text.parts.keys():
        return ""
    return state.filled(text, node, lang)
