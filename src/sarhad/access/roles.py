"""Who may do what. Roles decide acts, never rows: which records are seen is decided by scopes alone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Does(StrEnum):
    """What a role lets somebody do."""

    READ = "read"
    CONTRIBUTE = "contribute"
    JUDGE = "judge"
    RELEASE = "release"
    PROPOSE = "propose"  # a release, which somebody else then makes
    APPROVE = "approve"
    MANAGE = "manage"  # the officers of the own office
    OPERATE = "operate"  # the node: its offices, and the officers of any of them
    AUDIT = "audit"
    COUNT = "count"


class Role(StrEnum):
    BORDER_OFFICER = "border-officer"
    CHEMIST = "chemist"
    ANALYST = "analyst"
    LIAISON_OFFICER = "liaison-officer"
    HEAD = "head"
    DIRECTOR = "director"
    RESEARCHER = "researcher"
    PROGRAMME_MANAGER = "programme-manager"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    PUBLIC = "public"  # of the anonymous reader; no seat has it


D = Does
ROLES: dict[str, frozenset[Does]] = {
    Role.BORDER_OFFICER: frozenset({D.READ, D.CONTRIBUTE}),
    Role.CHEMIST: frozenset({D.READ, D.CONTRIBUTE, D.COUNT}),
    Role.ANALYST: frozenset({D.READ, D.CONTRIBUTE, D.JUDGE, D.COUNT}),
    Role.LIAISON_OFFICER: frozenset({D.READ, D.CONTRIBUTE, D.JUDGE, D.PROPOSE, D.COUNT}),
    Role.HEAD: frozenset({D.READ, D.CONTRIBUTE, D.JUDGE, D.RELEASE, D.APPROVE, D.MANAGE, D.COUNT}),
    Role.DIRECTOR: frozenset({D.READ, D.CONTRIBUTE, D.RELEASE, D.APPROVE, D.COUNT}),
    Role.RESEARCHER: frozenset({D.COUNT}),
    Role.PROGRAMME_MANAGER: frozenset({D.COUNT}),
    Role.ADMINISTRATOR: frozenset({D.MANAGE, D.OPERATE}),
    Role.AUDITOR: frozenset({D.AUDIT}),
    Role.PUBLIC: frozenset({D.READ, D.COUNT}),
}

LABELS: dict[str, str | Promise] = {
    Role.BORDER_OFFICER: _("border officer"),
    Role.CHEMIST: _("chemist"),
    Role.ANALYST: _("analyst"),
    Role.LIAISON_OFFICER: _("liaison officer"),
    Role.HEAD: _("head of office or operation"),
    Role.DIRECTOR: _("director of the centre"),
    Role.RESEARCHER: _("researcher"),
    Role.PROGRAMME_MANAGER: _("programme manager"),
    Role.ADMINISTRATOR: _("administrator"),
    Role.AUDITOR: _("auditor"),
}

ALONE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Stand alone in a seat: who runs the node or checks the others sees no facts and judges no own deeds."""


def acts(roles: Iterable[str]) -> frozenset[Does]:
    """What these roles together let somebody do. A role that this version does not know gives nothing."""
    return frozenset().union(*(ROLES.get(role, frozenset()) for role in roles))


def checked(roles: Iterable[str]) -> list[str]:
    """The roles of a seat in the order of the table. Raises ValidationError where they cannot go together."""
    given = set(roles)
    if not given or not given <= set(LABELS):
        raise ValidationError(_("Choose at least one of the roles in the list."))
    if given & ALONE and len(given) > 1:
        raise ValidationError(_("An administrator or auditor has no other role in the same office."))
    return [str(role) for role in LABELS if role in given]
