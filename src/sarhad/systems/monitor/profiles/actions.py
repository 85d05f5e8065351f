"""Issuing a profile."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.entities import actions
from sarhad.entities.actions import Draft, File
from sarhad.entities.signing import must
from sarhad.kernel.claim import EntityId, Scope
from sarhad.systems.monitor.profiles import queries
from sarhad.systems.monitor.profiles.composing import Said
from sarhad.systems.monitor.profiles.queries import PROFILE

LANGUAGES = ("en", "ru")


def issue(
    reader: Reader, said: Said, name: str, scope: Scope, paper: Callable[[Said, str, int], bytes]
) -> EntityId:
    """Sign a profile as it is today, with its papers; returns its id.

    Args:
        said: of `queries.public`: an edition holds nothing that not everyone may read.
        paper: draws it in a language, as an edition of this number.

    Raises:
        PermissionDenied: the reader's roles do not let it release.
    """
    must(reader, Does.RELEASE)
    own = [each for each in queries.editions(reader, said["country"]) if each.held]
    number = own[0].edition + 1 if own else 1
    files = tuple(File(f"{lang}.pdf", paper(said, lang, number), any_kind=True) for lang in LANGUAGES)
    given = {
        "name": [name], "country": [said["country"]], "date": [said["day"]], "edition": [str(number)],
        "replaces": [own[0].id] if own else [], "laws": said["laws"], "contacts": said["contacts"],
        "said": [orjson.dumps({k: v for k, v in said.items() if k not in ("laws", "contacts")}).decode()],
    }  # fmt: skip
    made = actions.new_entity(reader)
    entry = actions.contribute(reader, [Draft(PROFILE, given, made, files=files)], scope)
    audit.record(reader, "publish-report", f"{made} {entry.id}")
    return made
