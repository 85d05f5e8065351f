"""What the audit calls each act, and what people call it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    # reading
    "search": _("search"),
    "match": _("compared with what is recorded"),
    "screen": _("screening"),
    "screen-file": _("screening of a file"),
    "read-inbox": _("inbox read"),
    "read-hits": _("hits read"),
    "read-profile": _("profile read"),
    "read-relations": _("relations read"),
    "read-history": _("history read"),
    "read-recipients": _("looked at who can see it"),
    "read-contribution": _("contribution read"),
    "read-releases": _("releases read"),
    "compare": _("records compared"),
    "open-file": _("file opened"),
    "read-wanted-list": _("wanted list read"),
    "read-notice": _("wanted notice read"),
    "print-bulletin": _("bulletin printed"),
    "read-reports": _("reports read"),
    "read-report": _("report read"),
    "export": _("exported"),
    "read-recommendations": _("recommendations read"),
    "read-meetings": _("meetings read"),
    "read-plans": _("plans read"),
    # what the office says, and whom it lets read
    "contribute": _("contributed"),
    "correct": _("corrected"),
    "withdraw-notice": _("wanted notice withdrawn"),
    "retract": _("statements withdrawn"),
    "purge": _("purged"),
    "judge": _("judged"),
    "undo": _("judgement taken back"),
    "handle-hit": _("hit marked handled"),
    "reopen-hit": _("hit taken up again"),
    "pointer-shown": _("pointer shown to another office"),
    "check-import": _("import checked"),
    "import": _("import begun"),
    "imported": _("import finished"),
    "grant": _("released"),
    "recall": _("release recalled"),
    "accept": _("conditions accepted"),
    "found-group": _("group founded"),
    "join-group": _("admitted to a group"),
    "leave-group": _("taken out of a group"),
    # who acts here
    "take-seat": _("seat taken"),
    "add-seat": _("seat opened"),
    "change-roles": _("roles changed"),
    "end-seat": _("seat ended"),
    "reset-password": _("password set"),
    "issue-token": _("token issued"),
    "revoke-token": _("token ended"),
    # the node
    "create-office": _("office opened"),
    "close-office": _("office closed"),
    "certify-device": _("device certified"),
    "revoke-device": _("device revoked"),
    "rotate-root": _("root key replaced"),
    "backup": _("backup made"),
    "restore": _("backup restored"),
    # the audit itself
    "read-audit": _("audit read"),
    "export-audit": _("audit exported"),
    "verify-audit": _("audit checked"),
}
