"""Releasing seizure news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.entities.records import Statement
from sarhad.kernel.claim import EntityId, Scope
from sarhad.systems.monitor.news.queries import NEWS


def release(
    reader: Reader, values: Mapping[str, Iterable[str]], scope: Scope, basis: Iterable[Statement] = ()
) -> EntityId:
    """Sign an item of news; beyond the own office only by who may release.

    Args:
        basis: statements of the case that it was taken from.
    """
    if scope.read and not reader.may(Does.RELEASE):
        raise ValidationError(
            _("Your role does not release. Sign it for your office alone: who may release finds it among the news.")
        )
    made = actions.new_entity(reader)
    refs = tuple(each.ref for each in basis)
    actions.contribute(reader, [Draft(NEWS, values, made, basis=refs, date_order="dmy")], scope)
    return made
