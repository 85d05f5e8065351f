"""Tables of this room, all local to the node: an officer's own work that is not finished. Never facts."""

from sarhad.links.charts.models import ChartDraft, ChartStep

__all__ = ["ChartDraft", "ChartStep"]
