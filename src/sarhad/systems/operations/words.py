"""What the codes of operations are called in the reader's language."""

from __future__ import annotations

from sarhad.web.words import option


def step_name(step: str) -> str:
    return option("OperationStep", "step", step)
