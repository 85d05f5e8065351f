"""What every request of a form program passes: app password, size, files; and what it hears when refused."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any
from xml.sax.saxutils import escape

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from sarhad.access import digest
from sarhad.access.roles import Does
from sarhad.ledger.node import in_words

FAILURES = {"app_password": "10/m/ip,5/300s/key"}  # as for signing in
WAIT = 300  # seconds
RETRY = 5  # seconds, when another command holds the writer's lock
REPORT = "xml_submission_file"
SPACE = "http://openrosa.org/http/response"

View = Callable[..., HttpResponse]


def for_phones(view: View) -> View:
    """For whoever holds an app password. No session, no cookie: hence no forgery to guard against."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _guarded(view, request, *args, **kwargs)
        response["X-OpenRosa-Version"] = "1.0"
        add_never_cache_headers(response)
        return response

    guarded.for_whom = (Does.CONTRIBUTE,)
    return guarded


def _guarded(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    uri = request.META.get("RAW_URI") or request.get_full_path()
    header, https = request.META.get("HTTP_AUTHORIZATION", ""), request.is_secure()
    try:
        request.reader = digest.admitted(header, request.method, uri, https=https)
    except digest.Refused as refused:
        return _not_admitted(request, refused)
    if not request.reader.may(Does.CONTRIBUTE):
        return message(403, _("Your role does not include this."))
    try:
        return view(request, *args, **kwargs)
    except Exception as error:
        return _refusal(error)


# Refusals


class Unauthorized(HttpResponse):
    """With a line for each challenge: of several in one line most form programs understand none."""

    status_code = 401

    def __init__(self, *args: Any, challenges: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenges = challenges

    def items(self) -> Iterator[tuple[str, str]]:  # type: ignore[override]
        yield from super().items()
        yield from (("WWW-Authenticate", challenge) for challenge in self.challenges)


def _not_admitted(request: HttpRequest, refused: digest.Refused) -> HttpResponse:
    if refused.username and not _counts(request, refused.username):
        response = message(429, _("Too many failed attempts. Wait five minutes."))
        response["Retry-After"] = str(WAIT)
        return response
    text = _("Sign in with your user name and the app password of this device.")
    if refused.clear:
        text = _("Without https no password is taken. Use the https address of this node.")
    https = request.is_secure()
    told = message(401, text)
    challenges = digest.challenges(stale=refused.stale, https=https)
    return Unauthorized(told.content, content_type=told["Content-Type"], challenges=challenges)


def _counts(request: HttpRequest, username: str) -> bool:
    """Count a failure; False when there were too many from this address, or for this name.

    A right password is never locked out by others' wrong ones: it is random, so that there is nothing to guess.
    """
    return bool(
        ratelimit.consume(
            request, app="sarhad", action="app_password", config=FAILURES, key=username.lower(), limit_get=True
        )
    )


def _refusal(error: Exception) -> HttpResponse:
    """In words that the phone shows. Raises it again if it is none of these."""
    match error:
        case RequestDataTooBig():
            return message(413, str(error))
        case MultiPartParserError() | SuspiciousOperation() | UnreadablePostError():
            return message(400, _("The upload cannot be read."))
        case PermissionDenied():
            return message(403, str(error) or _("Your role does not include this."))
        case ValidationError():
            return message(400, " ".join(error.messages))
        case OperationalError():
            response = message(503, in_words(error) or _("The node is busy. Try again."))
            response["Retry-After"] = str(RETRY)
            return response
    raise error


# Answers


def answer(data: bytes, content_type: str = "text/xml; charset=utf-8") -> HttpResponse:
    return HttpResponse(data, content_type=content_type)


def message(status: int, text: str) -> HttpResponse:
    """As OpenRosa wraps what a person is to read."""
    nature = "submit_success" if status < 300 else "error"
    body = (
        f'<OpenRosaResponse xmlns="{SPACE}"><message nature="{nature}">{escape(text)}</message></OpenRosaResponse>'
    )
    response = answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode())
    response.status_code = status
    return response


def absent() -> HttpResponse:
    return message(404, _("Nothing here for you."))


# What was sent


@dataclass(frozen=True, slots=True)
class Sent:
    """A report, or a part of one: its XML and files by the names that their fields and they themselves have."""

    xml: bytes
    files: dict[str, UploadedFile]

    def named(self, names: set[str]) -> dict[str, bytes]:
        """Those that the answers name; what else a program sends along is nobody's answer."""
        return {name: file.read() for name, file in self.files.items() if name in names}


def sent(request: HttpRequest) -> Sent:
    """Raises RequestDataTooBig, in words, before a byte too many is kept."""
    post, files = _chunked(request) if _is_chunked(request) else _whole(request)
    found: dict[str, UploadedFile] = {}
    for field, uploads in files.lists():
        for upload in uploads:
            if upload.size > settings.ATTACHMENT_LIMIT and field != REPORT:
                raise _too_large(upload.name or field, settings.ATTACHMENT_LIMIT)
            found |= {field: upload, upload.name or field: upload}
    report = files.get(REPORT)
    xml = report.read() if report else post.get(REPORT, "").encode("utf-8", "replace")
    return Sent(xml, found)


def _is_chunked(request: HttpRequest) -> bool:
    return not request.META.get("CONTENT_LENGTH") and bool(request.META.get("wsgi.input_terminated"))


def _whole(request: HttpRequest) -> tuple[Any, Any]:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if (
        not (length.isascii() and length.isdecimal())
        or int(length.lstrip("0")[:20] or "0") > settings.OPENROSA_LIMIT
    ):
        raise _too_large("", settings.OPENROSA_LIMIT)
    return request.POST, request.FILES


def _chunked(request: HttpRequest) -> tuple[Any, Any]:
    """A body whose length nobody has said: Django would take it for none. Spooled, so that it has one."""
    with tempfile.SpooledTemporaryFile(max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) as body:
        while piece := request.META["wsgi.input"].read(2**16):
            body.write(piece)
            if body.tell() > settings.OPENROSA_LIMIT:
                raise _too_large("", settings.OPENROSA_LIMIT)
        length = body.tell()
        body.seek(0)
        return request.parse_file_upload({**request.META, "CONTENT_LENGTH": length}, body)


def _too_large(name: str, limit: int) -> RequestDataTooBig:
    size = {"name": name[:100], "mb": limit // 2**20}
    if name:
        return RequestDataTooBig(_("%(name)s is too large: at most %(mb)s MB. Take a smaller picture.") % size)
    return RequestDataTooBig(_("Too much at once: at most %(mb)s MB in one request.") % size)
