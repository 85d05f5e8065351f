"""What matching needs, loaded before it is asked."""

from __future__ import annotations

import gc

from sarhad.kernel import parts
from sarhad.matching.records import Subject
from sarhad.matching.scoring import score


def warm() -> None:
    """Load the tables that names are compared by, and leave all that is there by now out of garbage collection.

    The collector would walk through it again and again while somebody waits, for a tenth of a second each time;
    and memory that it does not touch stays common to processes that are forked from this one.
    """
    for schema, name in (("Person", "Каримов Рустам"), ("Company", "ООО «Восток»")):
        probe = Subject(schema, {"name": [name]})
        score(probe, probe)
    parts.tokens("karimov")
    gc.collect()
    gc.freeze()
