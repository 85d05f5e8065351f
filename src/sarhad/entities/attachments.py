"""Photos and scans: what they are is read from their first bytes, never believed from their name."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sarhad.access.queries import door
from sarhad.access.reader import Reader
from sarhad.entities.sight import rows
from sarhad.kernel.claim import Attachment
from sarhad.ledger.models import Blob

SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
NAME_LENGTH = 200
UNKNOWN = "application/octet-stream"


def sniff(data: bytes) -> str | None:
    """The media type that the first bytes show; None if it is none of those that we take."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for sign, media_type in SIGNS if data.startswith(sign)), None)


def describe(name: str, data: bytes, any_kind: bool = False, limit: int = 0) -> Attachment:
    """What an attachment's entry says of it. Raises ValidationError if it is too large or of another kind.

    With `any_kind`, one that is not known is bytes to download. `limit` in bytes; 0: that of photos and scans.
    """
    limit = limit or settings.ATTACHMENT_LIMIT
    if len(data) > limit:
        raise ValidationError(_("The file is larger than %(most)d MB.") % {"most": limit // 2**20})
    media_type = sniff(data) or (UNKNOWN if any_kind else None)
    if media_type is None:
        raise ValidationError(_("Attach a JPEG, PNG, WebP, GIF, TIFF or PDF file."))
    plain = "".join(char for char in name.replace("\\", "/").rpartition("/")[2] if char.isprintable())
    return Attachment(hashlib.sha256(data).hexdigest(), media_type, len(data), plain[-NAME_LENGTH:])


def keep(data: bytes) -> None:
    """Store the bytes, once per digest. Call in the transaction that appends the entry."""
    Blob.objects.get_or_create(digest=hashlib.sha256(data).hexdigest(), defaults={"data": data})


def open_attachment(reader: Reader, digest: str) -> tuple[str, bytes] | None:
    """(media type, bytes) for whoever sees a fragment that uses it; else None.

    Serve with that type, `X-Content-Type-Options: nosniff`, and as a download unless it is an image.
    """
    try:
        key = bytes.fromhex(digest)
    except ValueError:
        return None
    through, params = door("f", reader)
    tables = "ledger_attachment a CROSS JOIN ledger_fragment f CROSS JOIN ledger_blob b"
    where = f"a.digest = %s AND f.id = a.fragment_id AND b.digest = a.digest AND {through}"
    sql = f"SELECT a.media_type, b.data FROM {tables} WHERE {where} ORDER BY a.fragment_id LIMIT 1"  # noqa: S608
    found = rows(sql, [key, *params])
    return (found[0][0], bytes(found[0][1])) if found else None
