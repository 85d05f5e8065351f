"""What stands around every paper of the programme: who issues it, its marks, who signs it; and sending it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access.handling import TLP_LABELS
from sarhad.access.reader import Reader
from sarhad.kernel.claim import Handling
from sarhad.ledger.models import Party
from sarhad.systems.programme.blocks import Block, as_pdf
from sarhad.web.templatetags.look import lang, party_name

FORMS = (("pdf", "PDF"), ("docx", "DOCX"))
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def frame(
    reader: Reader, *, title: str, period: str, blocks: Sequence[Block], handling: Handling, number: str = "",
    edition: str = "", signatory: str = "", small: str = "",
) -> Block:  # fmt: skip
    """A whole paper in the active language, as `as_pdf` and `as_docx` draw it."""
    office = party_name(Party.objects.filter(id=reader.office).first())
    at = date_format(timezone.localtime(), "DATETIME_FORMAT")
    return {
        "lang": lang(),
        "title": title,
        "period": period,
        "simulated": _("Simulated data. No person, number or case here is real.") if settings.SIMULATED else "",
        "office": " · ".join(each for each in (office, reader.office) if each),
        "handling": " · ".join(each for each in (f"H{handling.level}", handling.secrecy) if each),
        "tlp": TLP_LABELS.get(handling.tlp, ""),
        "conditions": " · ".join(handling.text.splitlines()),
        "number": _("No. %(number)s") % {"number": number} if number else "",
        "edition": edition,
        "blocks": list(blocks),
        "signatory": signatory,
        "signature": _("signature"),
        "printed": _("Printed %(at)s UTC by %(office)s") % {"at": at, "office": reader.office},
        "small": small,
    }


def drawn(paper: Block, form: str) -> bytes:
    """`form`: pdf or docx."""
    if form == "pdf":
        return as_pdf(paper)
    from sarhad.systems.programme.word import as_docx  # lxml and its kin: nothing else at the start needs them

    return as_docx(paper, timezone.now())


def asked_for(request: HttpRequest) -> tuple[str, str]:
    """(language, form) of a paper, from `?lang=en|ru&form=pdf|docx`; the page's own and PDF where they say else."""
    form, to = request.GET.get("form", ""), request.GET.get("lang", "")
    return to if to in dict(settings.LANGUAGES) else lang(), form if form in MEDIA_TYPES else "pdf"


def sent(request: HttpRequest, stem: str, made: Callable[[], Block]) -> HttpResponse:
    """The paper that `made` says in the language asked for, in the form asked for."""
    to, form = asked_for(request)
    with translation.override(to):
        data = drawn(made(), form)
    return file(data, f"{stem}-{to}.{form}")


def file(data: bytes, name: str) -> HttpResponse:
    """PDF opens in the browser, DOCX is saved."""
    form = name.rpartition(".")[2]
    response = HttpResponse(data, content_type=MEDIA_TYPES[form])
    response["Content-Disposition"] = content_disposition_header(form != "pdf", name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
