"""Reading the wanted list. All start from a reader; whoever calls them records the read in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from sarhad.access.queries import own_offices
from sarhad.access.reader import Reader, anonymous
from sarhad.entities.lists import ids_listed, pointing
from sarhad.entities.sight import Sight
from sarhad.kernel.claim import EntityId
from sarhad.ledger.derive import is_id
from sarhad.ledger.models import Fragment
from sarhad.ledger.queries import predecessors
from sarhad.systems.wanted import loading
from sarhad.systems.wanted.records import Notice, Seen, Step


def notices_about(reader: Reader, entities: Iterable[EntityId], today: date | None = None) -> list[Notice]:
    """What is to be known about these entities before they are let go: valid notices, and official lists.

    Pass every member of a profile. Notices come first, by colour; `words.what_to_do` and `words.cautions` say the
    rest in the reader's language.
    """
    today = today or timezone.localdate()
    sight, wanted = Sight(reader), [each for each in entities if is_id(each)]
    about = pointing(sight, "WantedNotice.subject", wanted)
    ids = {said.entity for each in about.values() for said in each}
    found = [each for each in loading.notices(sight, sorted(ids)) if each.valid(today)]
    return [*sorted(found, key=_gravest), *loading.listed(sight, wanted, today.isoformat())]


COLOURS = ("red", "orange", "un", "yellow", "blue", "green", "purple", "black", "silver", "other")


def _gravest(notice: Notice) -> tuple[int, str, str]:
    known = notice.colour in COLOURS
    return COLOURS.index(notice.colour) if known else len(COLOURS), notice.number, notice.id


def notice(reader: Reader, id: EntityId) -> Notice | None:
    """One notice with its life. None: absent or invisible, alike. Withdrawn ones are only their holder's to see."""
    found = loading.notices(Sight(reader), [id]) if is_id(id) else []
    return found[0] if found else None


def all_notices(reader: Reader, today: date | None = None, *, ended: bool = False) -> list[Notice]:
    """Every notice that the reader sees, newest first: those one may act on, or with `ended` the others."""
    today = today or timezone.localdate()
    sight = Sight(reader)
    found = loading.notices(sight, (id for id, _ in ids_listed(sight, "WantedNotice")))
    kept = [each for each in found if each.valid(today) != ended and each.state.step != "withdrawn"]
    return sorted(kept, key=lambda each: (each.issued, each.number, each.id), reverse=True)


def own_notices(reader: Reader, today: date) -> list[Notice]:
    """The valid notices that the reader's office issued or took over."""
    owners = sorted(own_offices(reader))
    sight = Sight(reader)
    ids = [id for id, _ in ids_listed(sight, "WantedNotice", owners=owners)] if owners else []
    return [each for each in loading.notices(sight, ids) if each.held and each.valid(today)]


def due_for_review(reader: Reader, days: int = 30, today: date | None = None) -> list[Notice]:
    """Notices of the reader's own office whose review is due within so many days or overdue, soonest first."""
    today = today or timezone.localdate()
    last = (today + timedelta(days=days)).isoformat()
    found = [each for each in own_notices(reader, today) if each.review and each.review <= last]
    return sorted(found, key=lambda each: (each.review, each.id))


def withdrawn_on(reader: Reader, id: EntityId) -> Step | None:
    """The step that withdrew a notice which this reader had seen: all that remains of it."""
    sight = Sight(reader)
    said = pointing(sight, "NoticeStep.notice", [id])[id] if is_id(id) else []
    ends = [each for each in loading.steps_of("", said) if each.step == "withdrawn"]
    return next((each for each in ends if _issued(each.office, id)), None)


def _issued(office: str, id: EntityId) -> bool:
    """Whether this office, or one that it took over from, ever issued a notice of that id, withdrawn ones included.

    The same for every reader: each sees the step that says so, and nobody else's step can pass for it.
    """
    owners = {office, *predecessors(office)}
    return Fragment.objects.filter(entity=id, schema="WantedNotice", scope__owner__in=owners).exists()


# Sightings


def sightings(reader: Reader, notices: Iterable[EntityId]) -> list[Seen]:
    """What was reported on these notices, newest first."""
    found = pointing(Sight(reader), "Sighting.notice", notices)
    seen = [loading.seen(notice, each) for notice, said in found.items() for each in said]
    return sorted(seen, key=lambda each: (each.date, str(each.by.ref)), reverse=True)


def reported(reader: Reader, days: int = 14, today: date | None = None) -> list[Seen]:
    """Sightings that others reported to the reader's office on its notices, of the last days, newest first."""
    today = today or timezone.localdate()
    since = (today - timedelta(days=days)).isoformat()
    own = [each.id for each in own_notices(reader, today)]
    return [each for each in sightings(reader, own) if not each.by.held and each.by.stated >= since]


# Official lists and the public


def official(reader: Reader, page: int = 1, size: int = 50) -> tuple[list[Notice], bool]:
    """One page of the entries of imported official lists, and whether more follow.

    By place, not by a local id: those tell how much lies between.
    """
    sight, today, last = Sight(reader), timezone.localdate().isoformat(), page * size
    found: dict[EntityId, int] = {}
    for topic in loading.TOPICS:
        found.update(_first_listed(sight, topic, last + 1))
    ids = sorted(found, key=lambda each: (found[each], each))
    return loading.listed(sight, ids[last - size : last], today), len(ids) > last


def _first_listed(sight: Sight, topic: str, most: int) -> dict[EntityId, int]:
    """So many entities, or all: of one there may be several statements."""
    limit = most
    while True:
        rows = ids_listed(sight, topic, limit)
        found = dict(reversed(rows))  # each by its first statement
        if len(found) >= most or len(rows) < limit:
            return found
        limit *= 2


def entry(reader: Reader, id: EntityId) -> Notice | None:
    """The entry of an official list about this person or thing, if the reader sees one."""
    found = loading.listed(Sight(reader), [id], timezone.localdate().isoformat()) if is_id(id) else []
    return found[0] if found else None


def public_notices(today: date | None = None) -> list[Notice]:
    """What everyone may see: valid notices that are public, and whose subject is."""
    reader = anonymous()
    found = all_notices(reader, today)
    sight = Sight(reader)
    sight.see(subject for each in found for subject in each.subjects)
    return [each for each in found if any(sight.statements(subject) for subject in each.subjects)]
