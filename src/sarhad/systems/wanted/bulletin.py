"""A notice on one sheet of paper, as PDF: English or Russian, with a photo, right-to-left names, the same fonts on
every machine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarhad.access.handling import TLP_LABELS
from sarhad.access.reader import Reader
from sarhad.entities.records import Profile
from sarhad.kernel import display, model
from sarhad.ledger.models import Party
from sarhad.systems.wanted import words
from sarhad.systems.wanted.records import Notice
from sarhad.web.templatetags.look import country, day, lang, party_name, shown

HERE = Path(__file__).parent
FACTS = (
    "alias", "birthDate", "birthPlace", "gender", "nationality", "appearance", "height", "spokenLanguage",
    "passportNumber", "idNumber", "registrationNumber", "make", "model", "color", "vin",
)  # fmt: skip
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


def language(asked: str) -> str:
    """One of the languages that we speak: the one asked for, else the page's."""
    return asked if asked in dict(settings.LANGUAGES) else lang()


def bulletin(
    reader: Reader, notice: Notice, about: Profile | None, photo: tuple[str, bytes] | None, to: str, address: str
) -> bytes:
    """The PDF.

    Args:
        photo: media type and bytes; None or one that cannot be drawn: a bulletin without a picture.
        to: language, see `language`.
        address: where the notice can be checked.
    """
    with translation.override(to):
        data = content(reader, notice, about, address)
    if photo and photo[0] in SUFFIXES:
        name = f"photo.{SUFFIXES[photo[0]]}"
        try:
            return _compile({**data, "photo": name}, {name: photo[1]})
        except RuntimeError:  # a damaged picture must not keep the notice from the officer
            pass
    return _compile({**data, "photo": ""}, {})


def _compile(data: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    import typst

    given = {"main.typ": (HERE / "bulletin.typ").read_bytes(), **files}
    inputs = {"data": orjson.dumps(data).decode()}
    fonts = [str(HERE / "fonts")] if has_fonts() else []
    return typst.compile(given, sys_inputs=inputs, font_paths=fonts, ignore_system_fonts=True, format="pdf")


def has_fonts() -> bool:
    """Whether the build fetched the fonts; without them Persian is drawn badly."""
    return any((HERE / "fonts").glob("*.ttf"))


def content(reader: Reader, notice: Notice, about: Profile | None, address: str) -> dict[str, Any]:
    """Everything that the sheet says, in the active language, as `bulletin.typ` takes it."""
    names = list(dict.fromkeys([about.caption, *(each.text for each in about.names)])) if about else []
    office = Party.objects.filter(id=notice.office).first()
    return {
        "lang": lang(),
        "title": f"{words.colour_name(notice.colour)} {notice.number}",
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "office": party_name(office) or notice.office,
        "tlp": TLP_LABELS.get(notice.handling.tlp, ""),
        "colour": notice.colour,
        "notice": words.colour_name(notice.colour),
        "number": notice.number,
        "to_do": words.what_to_do(notice),
        "names": _said(names[:6]) or _said([_("Name not released")]),
        "facts": list(_facts(about)),
        "caution": _("Caution"),
        "cautions": words.cautions(notice),
        "sections": [{"title": title, "text": text} for title, text in _sections(notice) if text],
        "call": _("Call, day and night"),
        "phone": display.show("phone", notice.phone, lang()) if notice.phone else "",
        "contact": notice.contact,
        "printed": _printed(reader),
        "small": _small(notice, address),
    }


def _said(texts: Iterable[str]) -> list[dict[str, Any]]:
    return [{"text": text, "rtl": is_rtl(text)} for text in texts]


def is_rtl(text: str) -> bool:
    """Whether its first letter is written from right to left."""
    return next((unicodedata.bidirectional(c) in {"R", "AL"} for c in text if c.isalpha()), False)


def _facts(about: Profile | None) -> Iterable[dict[str, Any]]:
    known = {fact.name: fact for fact in about.facts} if about else {}
    for name in (each for each in FACTS if each in known):
        fact = known[name]
        texts = [shown(each.value, fact.prop) if each.value else each.text for each in fact.values[:4]]
        yield {"label": fact.label(lang()), "values": _said(texts)}


def _sections(notice: Notice) -> Iterable[tuple[str, str]]:
    label = lambda name: model.schema("WantedNotice").properties[name].label(lang())
    yield label("offence"), notice.offence
    basis = (notice.legal_basis, notice.warrant, notice.court)
    yield label("legalBasis"), ", ".join(each for each in basis if each)
    yield label("wantedBy"), country(notice.wanted_by)
    yield label("description"), notice.description


def _printed(reader: Reader) -> str:
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    return _("Printed %(at)s UTC by %(office)s") % {"at": at, "office": reader.office}


def _small(notice: Notice, address: str) -> str:
    parts = [_("Issued %(day)s.") % {"day": day(notice.issued)} if notice.issued else ""]
    if notice.valid_until:
        parts.append(_("Valid until %(day)s.") % {"day": day(notice.valid_until)})
    parts.append(_("A withdrawn notice must be destroyed: check before use at %(address)s") % {"address": address})
    return " ".join(each for each in parts if each)
