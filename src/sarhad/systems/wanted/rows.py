"""What lists, pages and bulletins show beside a notice: who its subject is, a photo, its life in stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sarhad.entities.records import Picture, Profile, Summary
from sarhad.entities.sight import Sight, common_schema, together
from sarhad.kernel import model, names
from sarhad.kernel.claim import Attachment
from sarhad.systems.wanted import words
from sarhad.systems.wanted.records import Notice, Seen

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Pictures that a browser draws."""


class Row(NamedTuple):
    """A notice in a list."""

    notice: Notice
    subjects: tuple[Summary, ...]  # those that the reader sees
    names: tuple[str, ...]  # in all scripts, the one to show first
    born: tuple[str, ...]
    nationality: tuple[str, ...]
    photo: str  # digest, or ""
    review_in: int | None
    valid: bool


def rows(sight: Sight, notices: Iterable[Notice], today: date) -> list[Row]:
    """With whom each is about, as far as the reader sees it."""
    notices = list(notices)
    sight.see(subject for each in notices for subject in each.subjects)
    return [_row(sight, each, today) for each in notices]


def _row(sight: Sight, notice: Notice, today: date) -> Row:
    said = [each for subject in notice.subjects for each in sight.statements(subject)]
    summaries = [sight.summary([subject]) for subject in notice.subjects]
    schema, values = (common_schema(said), together(said)) if said else ("Thing", {})
    first = sight.caption(schema, values) if said else ""
    spelled = sorted(model.names(schema, values), key=names.display_key)
    pictures = [*notice.attachments, *(each for by in said for each in by.attachments)]
    return Row(
        notice,
        tuple(each for each in summaries if each),
        tuple(dict.fromkeys(each for each in (first, *spelled) if each)),
        tuple(values.get("birthDate", ())),
        tuple(dict.fromkeys((*values.get("nationality", ()), *values.get("citizenship", ())))),
        first_picture(pictures),
        notice.review_in(today),
        notice.valid(today),
    )


def first_picture(files: Iterable[Attachment]) -> str:
    return next((each.digest for each in files if each.media_type in SHOWN), "")


def photos(notice: Notice, profile: Profile | None) -> list[Picture]:
    """Pictures of the subject, those of the notice first."""
    own = [Picture(each, by) for by in notice.statements for each in by.attachments]
    found = [*own, *(profile.pictures if profile else ())]
    return list({each.attachment.digest: each for each in found if each.attachment.media_type in SHOWN}.values())


# The life of a notice


class Stage(NamedTuple):
    """One point of the line that a page draws."""

    label: str
    date: str
    done: bool
    current: bool
    by: str


PATHS = {
    "red": ("issued", "located", "arrested", "extradited"),
    "un": ("issued", "located"),
    "yellow": ("issued", "located", "recovered"),
    "black": ("issued", "identified"),
    "orange": ("issued", "located"),
    "silver": ("issued", "located", "recovered"),
}
"""The stages that a notice of a colour is meant to pass; others are drawn where they were taken."""


def life(notice: Notice, sightings: Sequence[Seen] = ()) -> list[Stage]:
    """Its stages in order, those taken with their last day, then the way that is left, withdrawal last."""
    from sarhad.systems.wanted.folding import stages

    counted = [each for each in notice.steps if each not in notice.unconfirmed]
    taken = {each.step: each for each in counted if each.step != "confirmed"}
    path = PATHS.get(notice.colour, ("issued", "located"))
    order = [each for each in stages() if each in taken or each in path or each == "withdrawn"]
    reached = notice.state.step if notice.state.step != "confirmed" else "issued"
    line = [_stage(each, notice, taken, reached) for each in order]
    if sightings and reached == "issued":
        line[0] = line[0]._replace(done=True, current=False)
        line.insert(1, Stage(words.sighted(len(sightings)), sightings[0].date[:10], False, True, ""))
    return line


def _stage(step: str, notice: Notice, taken: dict, reached: str) -> Stage:
    own = taken.get(step)
    day = own.date if own else notice.issued if step == "issued" else ""
    by = own.office if own and own.office != notice.office else ""
    return Stage(words.step_name(step), day, bool(own) and step != reached, step == reached, by)
