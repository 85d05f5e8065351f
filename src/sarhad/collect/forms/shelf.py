"""The forms at hand: those that come with the program, and those that offices published."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.apps import apps

from sarhad.collect.forms.model import Form
from sarhad.collect.forms.reading import read_form


def catalogue(office: str = "") -> dict[str, Form]:
    """The newest version of every form that the office can fill in, by id."""
    forms = {form.id: form for form in (_read(path) for path in _files())}
    return forms | {form.id: form for form in _published(office)}


def form_of(id: str, version: str = "", office: str = "") -> Form | None:
    """One form; of that version, if one is given. Closed ones too: reports on them still come in."""
    shipped = next((form for form in (_read(path) for path in _files()) if form.id == id), None)
    known = [*([shipped] if shipped else []), *_published(office, form=id, version=version, closed=True)]
    return next((form for form in reversed(known) if not version or form.version == version), None)


def _files() -> list[Path]:
    """`forms/*.md` of every app of ours."""
    folders = [Path(app.path) / "forms" for app in apps.get_app_configs() if app.name.startswith("sarhad.")]
    return [path for folder in folders for path in sorted(folder.glob("*.md"))]


def _read(path: Path) -> Form:
    beside = sorted(path.parent.glob(f"{path.stem}-media/*"))
    return _read_at(path, max(one.stat().st_mtime_ns for one in (path, *beside)))


@lru_cache(maxsize=200)
def _read_at(path: Path, changed: int) -> Form:
    media = {one.name: one.read_bytes() for one in sorted(path.parent.glob(f"{path.stem}-media/*"))}
    return read_form(path, media={**_examples(), **media})


def _published(office: str, form: str = "", version: str = "", closed: bool = False) -> list[Form]:
    """Forms of the database, oldest first."""
    from sarhad.collect.publishing import published  # which reads forms with this package

    return published(office, form, version, closed)


def _examples() -> dict[str, bytes]:
    """Tables that every reader has its own of."""
    from sarhad.collect.answers.parties import EXAMPLES

    return dict(EXAMPLES)
