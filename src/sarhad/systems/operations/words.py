"""What the codes of operations are called in the reader's language."""

from __future__ import annotations

from sarhad.kernel import model
from sarhad.web.templatetags.look import lang


def option(schema: str, name: str, code: str) -> str:
    """A code of a property as people read it; an unknown one as it is."""
    spec = model.schema(schema)
    assert spec is not None
    return spec.properties[name].show(code, lang()) or code


def step_name(step: str) -> str:
    return option("OperationStep", "step", step)
