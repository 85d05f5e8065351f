"""The reading side of this room. All start from a reader; whoever calls them records the read in the audit."""

from sarhad.entities.attachments import open_attachment
from sarhad.entities.contributions import contribution, history
from sarhad.entities.profiles import profile
from sarhad.entities.relations import relations
from sarhad.entities.search import search

__all__ = ["contribution", "history", "open_attachment", "profile", "relations", "search"]
