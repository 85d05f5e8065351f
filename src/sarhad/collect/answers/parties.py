"""Tables of a form that differ by reader: offices and groups that it knows, crossings that it sees.

A form takes its choices from them (`select_one_from_file offices.csv`); what the form itself brings under these
names is an example.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from weakref import WeakSet

from sarhad.access.queries import known_parties
from sarhad.access.reader import Reader
from sarhad.collect.forms import Form, Instance, read_form
from sarhad.entities.lists import ids_listed
from sarhad.entities.sight import Sight

Rows = Iterable[tuple[str, str]]


def offices(reader: Reader, lang: str) -> Rows:
    """(id, name) of every open office and group but the own one."""
    for party in known_parties(reader).filter(closed="").order_by("-kind", "id"):
        if party.id != reader.office:
            name = (party.name_ru if lang == "ru" else "") or party.name_en
            yield party.id, f"{name} ({party.id})" if name else party.id


def crossings(reader: Reader, lang: str) -> Rows:
    """(entity, name), by name."""
    sight = Sight(reader)
    ids = dict.fromkeys(entity for entity, _id in ids_listed(sight, "BorderCrossing"))
    found = {id: summary.caption for id in ids if (summary := sight.summary([id])) and summary.caption}
    yield from sorted(found.items(), key=lambda each: (each[1], each[0]))


TABLES: dict[str, Callable[[Reader, str], Rows]] = {"offices.csv": offices, "crossings.csv": crossings}


def table(rows: Rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([("name", "label"), *rows])
    return out.getvalue().encode()


EXAMPLES = {name: table([]) for name in TABLES}
"""What stands for the reader's own tables while a form is read for everybody."""


def media_of(reader: Reader, form: Form, lang: str = "en") -> dict[str, bytes]:
    """The form's files with the tables that this reader gets."""
    own = {name: table(rows(reader, lang)) for name, rows in TABLES.items() if name in form.media}
    return {**form.media, **own}


def for_reader(reader: Reader, form: Form, lang: str = "en") -> Form:
    """The same form with the reader's own choices."""
    if TABLES.keys().isdisjoint(form.media):
        return form
    return _with(form, tuple(sorted(media_of(reader, form, lang).items())))


def as_read_by(reader: Reader, instance: Instance, lang: str = "en") -> Instance:
    """The same answers on the reader's own form, where they stand on the form as it is for everybody."""
    form = instance.form
    if form in _READERS or TABLES.keys().isdisjoint(form.media):
        return instance
    return Instance(for_reader(reader, form, lang), instance.xml(whole=True))


@lru_cache(maxsize=256)
def _with(form: Form, media: tuple[tuple[str, bytes], ...]) -> Form:
    made = replace(read_form(form.xml, f"{form.id}.xml", dict(media)), titles=form.titles)
    _READERS.add(made)
    return made


_READERS: WeakSet[Form] = WeakSet()  # forms with some reader's own choices
