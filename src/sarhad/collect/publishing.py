"""Forms that an office or the operator adds to those that ship; and the mapping of each."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from sarhad.access import audit
from sarhad.access.reader import Reader
from sarhad.access.roles import Does
from sarhad.collect.answers.mapping import FormMapping
from sarhad.collect.answers.parsing import parse
from sarhad.collect.answers.parties import EXAMPLES
from sarhad.collect.forms import Form, Unpublishable, catalogue, read_form
from sarhad.collect.models import FormMedia, PublishedForm
from sarhad.ledger.node import writer

logger = logging.getLogger(__name__)


def publish(
    reader: Reader, name: str, source: bytes, mapping: str = "", media: Mapping[str, bytes] | None = None
) -> Form:
    """Check a form with its mapping and let officers fill it in: of every office for the operator, else of the own.

    Args:
        name: of its file (.xlsx, .md, .xml), for what it is and for messages.
        media: tables and pictures that it uses, by name.

    Raises:
        Unpublishable: the form cannot be used; says why.
        BadMapping: the mapping does not fit it.
        ValidationError: its id or version is taken.
        PermissionDenied: neither the operator nor a head.
    """
    _must_publish(reader)
    files = dict(media or {})
    form = read_form(source, name, {**EXAMPLES, **files})
    if mapping.strip():
        parse(mapping, form, f"{name}: mapping")
    with writer():
        _must_be_free(reader, form, source)
        says = {"name": name, "source": source, "mapping": mapping, "officer": reader.officer, "closed": None}
        row, _new = PublishedForm.objects.update_or_create(
            office=reader.office, form=form.id, version=form.version, defaults=says
        )
        row.media.all().delete()
        FormMedia.objects.bulk_create(FormMedia(form=row, name=key, data=data) for key, data in files.items())
        audit.record(reader, "publish-form", f"{form.id} {form.version}")
    return form


def close(reader: Reader, form: str) -> None:
    """No new reports on this form; what was reported stays."""
    _must_publish(reader)
    rows = PublishedForm.objects.filter(office=reader.office, form=form, closed=None)
    if not rows.update(closed=timezone.now()):
        raise ValidationError(_("Your office has no open form “%(form)s”.") % {"form": form})
    audit.record(reader, "close-form", form)


def _must_publish(reader: Reader) -> None:
    if not (reader.may(Does.OPERATE) or (reader.office and reader.may(Does.MANAGE))):
        raise PermissionDenied(_("Your role does not include this."))


def _must_be_free(reader: Reader, form: Form, source: bytes) -> None:
    if form.id in shipped():
        raise ValidationError(_("“%(form)s” is the id of a form that ships. Choose another.") % {"form": form.id})
    others = PublishedForm.objects.filter(form=form.id).exclude(office=reader.office)
    if others.filter(office="").exists() or (not reader.office and others.exists()):
        raise ValidationError(_("“%(form)s” is the id of another form. Choose another.") % {"form": form.id})
    same = PublishedForm.objects.filter(form=form.id, version=form.version, office=reader.office).first()
    if same and bytes(same.source) != source:
        text = _("Version %(version)s of “%(form)s” is published already. Give the changed form a new version.")
        raise ValidationError(text % {"version": form.version or "–", "form": form.id})


# What there is


def published(office: str, form: str = "", version: str = "", closed: bool = False) -> list[Form]:
    """Forms that the operator or this office published, oldest first; with `closed`, those that are closed too."""
    rows = PublishedForm.objects.filter(office__in={"", office}).order_by("published", "id")
    wanted = {key: value for key, value in (("form", form), ("version", version)) if value}
    rows = rows.filter(**wanted) if closed else rows.filter(**wanted, closed=None)
    found = (_readable(row.id, row.newest or 0) for row in rows.annotate(newest=Max("media__id")))
    return [form for form in found if form]


def _readable(id: int, newest: int) -> Form | None:
    """None: this version of the program cannot use it any more, which must not take the others away."""
    try:
        return _read(id, newest)
    except Unpublishable as error:
        logger.warning("The published form %s cannot be used: %s", id, error)
        return None


@lru_cache(maxsize=256)
def _read(id: int, newest: int) -> Form:
    """`newest` of its files: published again with others, it is read again."""
    row = PublishedForm.objects.get(id=id)
    media = {each.name: bytes(each.data) for each in row.media.all()}
    return read_form(bytes(row.source), row.name, {**EXAMPLES, **media})


@lru_cache(maxsize=1)
def shipped() -> dict[str, Path]:
    """The files of the forms that ship, by id: `forms/*.md` of every app of ours."""
    folders = [Path(app.path) / "forms" for app in apps.get_app_configs() if app.name.startswith("sarhad.")]
    return {path.stem: path for folder in folders for path in sorted(folder.glob("*.md"))}


def mapping_of(form: Form, office: str = "") -> FormMapping | None:
    """How the answers of a form become statements; None: it has no mapping."""
    return _parsed(_text(form, office), form)


def _text(form: Form, office: str) -> str:
    rows = PublishedForm.objects.filter(form=form.id, version=form.version, office__in={"", office})
    found = rows.order_by("-office").values_list("mapping", flat=True).first()
    if found is not None:
        return found
    path = shipped().get(form.id)
    beside = path.with_suffix(".yml") if path else None
    return beside.read_text("utf-8") if beside and beside.exists() else ""


@lru_cache(maxsize=512)
def _parsed(text: str, form: Form) -> FormMapping | None:
    return parse(text, form, f"{form.id}.yml") if text.strip() else None


def warm() -> None:
    """Read the forms that ship and their mappings before somebody waits for them: that takes seconds, once."""
    for form in catalogue().values():
        mapping_of(form)
