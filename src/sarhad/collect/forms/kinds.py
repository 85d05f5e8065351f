"""What kind of question a control with its bind is."""

from __future__ import annotations

from sarhad.collect.forms.parts import Bind
from sarhad.collect.forms.tree import Element

CONTROLS = {"input", "select", "select1", "rank", "upload", "trigger", "range", "secret", "textarea"}

_TYPES = {
    **dict.fromkeys(("int", "integer", "long", "short"), "integer"),
    **dict.fromkeys(("decimal", "float", "double"), "decimal"),
    **{"date": "date", "time": "time", "dateTime": "datetime", "barcode": "barcode"},
    **{"geopoint": "geopoint", "geotrace": "geotrace", "geoshape": "geoshape"},
}
_MEDIA = {"image": "photo", "audio": "audio", "video": "video"}
_TAGS = {
    "select": "select-multiple",
    "select1": "select",
    "rank": "rank",
    "trigger": "acknowledge",
    "range": "range",
}


def kind_of(node: Element, bind: Bind, default: str) -> str:
    if "label" in node.get("appearance").split():  # the head of a table of choices
        return "note"
    if node.name in _TAGS:
        return _TAGS[node.name]
    if node.name == "upload":
        return _MEDIA.get(node.get("mediatype").partition("/")[0], "file")
    if node.get("query"):
        return "select"
    kind = _TYPES.get(bind.type, "text")
    told = bind.read_only is True and not (bind.calculate or default or bind.required)
    return "note" if told and kind == "text" else kind


def unseen_kind(bind: Bind | None) -> str:
    return "calculate" if bind and bind.calculate else "hidden"
