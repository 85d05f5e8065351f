"""Forms: XLSForm or XForm in, pages, checks and answers out. Pure Python, no database. See `docs/forms.md`."""

from sarhad.collect.forms.errors import Fault, Unpublishable, Unreadable
from sarhad.collect.forms.instance import Instance
from sarhad.collect.forms.model import KINDS, UNSEEN, UPLOADS, Choice, Form, Group, Node, Question
from sarhad.collect.forms.reading import read_form
from sarhad.collect.forms.shelf import catalogue, form_of
from sarhad.collect.forms.shown import Shown

__all__ = [
    "KINDS",
    "UNSEEN",
    "UPLOADS",
    "Choice",
    "Fault",
    "Form",
    "Group",
    "Instance",
    "Node",
    "Question",
    "Shown",
    "Unpublishable",
    "Unreadable",
    "catalogue",
    "form_of",
    "read_form",
]
