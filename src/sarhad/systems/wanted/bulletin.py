"""A notice on one sheet of paper, as PDF: English or Russian, with a photo, right-to-left names, the same fonts on
every machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sarhad.access.handling import TLP_LABELS, Answer, Use, may, strictest
from sarhad.access.reader import Reader
from sarhad.entities.records import Fact, Profile, Statement, Value
from sarhad.kernel import display, model
from sarhad.kernel.papers import is_rtl, pdf
from sarhad.ledger.models import Party
from sarhad.systems.wanted import words
from sarhad.systems.wanted.pixels import size_of
from sarhad.systems.wanted.records import Notice
from sarhad.web.templatetags.look import country, day, lang, party_name, shown

TEMPLATE = Path(__file__).parent / "bulletin.typ"
FACTS = (
    "birthDate", "birthPlace", "gender", "nationality", "citizenship", "appearance", "height", "spokenLanguage",
    "passportNumber", "idNumber", "registrationNumber", "make", "model", "color", "vin",
)  # fmt: skip
MOST_PIXELS = 40_000_000
"""Larger pictures are not drawn: unpacked they take four bytes a pixel and more."""
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


def language(asked: str) -> str:
    """One of the languages that we speak: the one asked for, else the page's."""
    return asked if asked in dict(settings.LANGUAGES) else lang()


def bulletin(
    reader: Reader, notice: Notice, about: Profile | None, photo: tuple[str, bytes] | None, to: str, address: str
) -> bytes:
    """The PDF.

    Args:
        photo: media type and bytes; None: a bulletin without a picture; one that cannot be drawn: one that says so.
        to: language, see `language`.
        address: where the notice can be checked.
    """
    with translation.override(to):
        data = content(reader, notice, about, address)
        unprinted = _("The photo could not be printed.") if photo else ""
    if photo and _drawable(*photo):
        name = f"photo.{SUFFIXES[photo[0]]}"
        try:
            return pdf(TEMPLATE, {**data, "photo": name, "unprinted": ""}, {name: photo[1]})
        except RuntimeError:  # a damaged picture must not keep the notice from the officer
            pass
    return pdf(TEMPLATE, {**data, "photo": "", "unprinted": unprinted})


def _drawable(media_type: str, data: bytes) -> bool:
    """Whether it is a picture of a size that one can unpack, as its first bytes say."""
    size = size_of(data)
    return media_type in SUFFIXES and size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def content(reader: Reader, notice: Notice, about: Profile | None, address: str) -> dict[str, Any]:
    """Everything that the sheet says, in the active language, as `bulletin.typ` takes it."""
    facts = printed_facts(about)
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
        "handling": _marking(notice, facts),
        "names": _said(_names(about, facts)[:6]) or _said([_("Name not released")]),
        "facts": list(_lines(facts)),
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


def may_print(by: Statement) -> bool:
    """Whether its handling lets this reader put it on paper; what it does not is left out."""
    return may(Use.EXPORT, by.handling, by.held) in (Answer.YES, Answer.MARKED)


def printed_facts(about: Profile | None) -> dict[str, tuple[Fact, list[Value]]]:
    """Facts by property, with the values that may be printed; at most four of each."""
    found = {}
    for fact in about.facts if about else ():
        values = [each for each in fact.values if any(may_print(said.by) for said in each.said)]
        if values:
            found[fact.name] = fact, values[:4]
    return found


def _names(about: Profile | None, facts: Mapping[str, tuple[Fact, list[Value]]]) -> list[str]:
    """Every spelling that may be printed, the one that the profile goes by first."""
    named = [values for fact, values in facts.values() if fact.prop and fact.prop.type == "name"]
    texts = [each.value or each.text for values in named for each in values]
    first = [about.caption] if about and about.caption in texts else []
    return list(dict.fromkeys([*first, *texts]))


def _lines(facts: Mapping[str, tuple[Fact, list[Value]]]) -> Iterable[dict[str, Any]]:
    for fact, values in (facts[name] for name in FACTS if name in facts):
        texts = [shown(each.value, fact.prop) if each.value else each.text for each in values]
        yield {"label": fact.label(lang()), "values": _said(texts)}


def _marking(notice: Notice, facts: Mapping[str, tuple[Fact, list[Value]]]) -> str:
    """The strictest handling of all that stands on the sheet: paper is marked."""
    said = [
        each.by for _, values in facts.values() for value in values for each in value.said if may_print(each.by)
    ]
    binding = strictest([notice.handling, *(each.handling for each in said)])
    return " ".join(each for each in (f"H{binding.level}", binding.secrecy, binding.text) if each)


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
