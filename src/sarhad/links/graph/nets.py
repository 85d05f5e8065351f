"""Which graph answers."""

from __future__ import annotations

from sarhad.entities.sight import Sight
from sarhad.links.graph.net import Net, Tables, Wanted


def net(sight: Sight, wanted: Wanted) -> Net:
    return Tables(sight, wanted)
