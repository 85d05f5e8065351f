"""Datasets, in the sense of OpenSanctions' clients: all that the reader sees, or what one office states of it.

Their names are such as those clients take, small letters and underscores: `tj_dca` is what the office TJ-DCA
states. Its id is understood too.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sarhad import __version__
from sarhad.ledger.models import Party

EVERYTHING = "default"


def name_of(office: str) -> str:
    return office.lower().replace("-", "_")


def office_of(dataset: str) -> str:
    """The id that a name stands for, whether or not there is such an office."""
    return dataset.upper().replace("_", "-")


def owner_of(dataset: str) -> str:
    """The office that a dataset is narrowed to; "" for all that the reader sees. Raises Http404."""
    if dataset == EVERYTHING:
        return ""
    owner = office_of(dataset)
    if not _offices().filter(id=owner).exists():
        raise Http404
    return owner


def title_of(dataset: str) -> str:
    owner = owner_of(dataset)
    return _office_title(_offices().get(id=owner)) if owner else _("All that you see")


def catalog() -> dict[str, Any]:
    """Every dataset. Which offices there are is known to all; what they hold is not told."""
    offices = {name_of(office.id): _office_title(office) for office in _offices().order_by("id")}
    everything = _dataset(EVERYTHING, _("All that you see"), list(offices))
    return {
        "datasets": [everything, *(_dataset(name, title, []) for name, title in offices.items())],
        "current": [EVERYTHING, *offices],
        "outdated": [],
        "index_stale": False,
    }


def _dataset(name: str, title: str, children: list[str]) -> dict[str, Any]:
    return {
        "name": name,
        "title": title,
        "load": True,
        "version": __version__,
        "index_version": __version__,
        "index_current": True,
        "children": children,
    }


def _offices() -> Any:
    return Party.objects.filter(kind="office")


def _office_title(office: Party) -> str:
    russian = (get_language() or "en").startswith("ru")
    return (office.name_ru if russian else "") or office.name_en
