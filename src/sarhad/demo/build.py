"""Makes the demonstration region in the node of this process. Everything is written through actions."""

from __future__ import annotations

from sarhad.demo import chapters
from sarhad.demo.region import open_offices
from sarhad.demo.story import Story


def build(share: float = 1.0) -> Story:
    """Open the offices and tell every chapter. `share` of the everyday records: 1.0 gives about 1,300."""
    open_offices()
    return chapters.tell(Story(share))
