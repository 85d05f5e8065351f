"""The engine of requests: what others call. See the modules that these come from.

Every act raises PermissionDenied where the role does not allow it, ValidationError where its arguments do not fit.
"""

from sarhad.desk.answers import Reply, answer, may_answer
from sarhad.desk.asking import Ask, ask
from sarhad.desk.proposals import approve, drop, may_decide, may_propose, propose, refuse_proposal
from sarhad.desk.steps import end, may_take, register, step

__all__ = [
    "Ask", "Reply", "answer", "approve", "ask", "drop", "end", "may_answer", "may_decide", "may_propose",
    "may_take", "propose", "refuse_proposal", "register", "step",
]  # fmt: skip
