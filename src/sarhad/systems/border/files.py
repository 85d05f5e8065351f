"""Photos of a report that is not signed yet: seen by whoever writes it, and by nobody else."""

from __future__ import annotations

import re
import secrets

from csp.constants import NONE
from csp.decorators import csp
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from sarhad.access.roles import Does
from sarhad.collect import waiting
from sarhad.entities.attachments import describe, sniff
from sarhad.web.gate import page

MOST_FILES = 30  # of one report
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/tiff": "tif",
    "application/pdf": "pdf",
}  # fmt: skip


def take_file(request: HttpRequest, path: str, value: str, so_far: int) -> tuple[str, bytes] | None:
    """(name, bytes) of a file that came for a question; ("", b"") if it is to go; None if nothing changes.

    Raises ValidationError for a file that is too large, of another kind, or one too many.
    """
    given = request.FILES.get(path)
    if given is None:
        return ("", b"") if value and request.POST.get(f"{path}|drop") else None
    if so_far >= MOST_FILES:
        raise ValidationError(_("A report holds at most %(most)d files.") % {"most": MOST_FILES})
    data = given.read()
    known = describe(given.name or "", data)
    stem = re.sub(r"[^\w-]+", "-", known.name.rpartition(".")[0] or "file").strip("-")[:40]
    return f"{stem}-{secrets.token_hex(4)}.{ENDINGS[known.media_type]}", data


@csp({"default-src": [NONE], "sandbox": []})
@page(Does.CONTRIBUTE)
def draft_file(request: HttpRequest, draft: int, name: str) -> HttpResponse:
    """A photo of one's own draft."""
    found = waiting.draft(request.reader, draft)
    if found is None or name not in found[2]:
        raise Http404
    data = found[2][name]
    media_type = sniff(data) or "application/octet-stream"
    response = HttpResponse(data, content_type=media_type)
    inline = media_type.startswith("image/") and media_type != "image/tiff"
    response["Content-Disposition"] = content_disposition_header(not inline, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
