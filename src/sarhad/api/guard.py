"""What every request passes: token, rate, size, form; and what every refusal looks like."""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.errors import ValidationError as BadRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import APIKeyQuery, HttpBearer
from ninja.throttling import BaseThrottle

from sarhad.access.reader import Reader
from sarhad.access.tokens import digest_of, reader_of_token
from sarhad.collect.errors import BadFile
from sarhad.ledger.node import in_words

MINUTE = 60  # seconds
MULTIPART = 64 * 2**10  # bytes around the file in an upload
DEEPEST = 20  # levels of lists and objects in a request
SHOWN = 20  # faults of one request
QUERIES = 10  # of a batch that count as one request
RETRY = 5  # seconds, when another command holds the writer's lock


class Token(HttpBearer):
    """`Authorization: Bearer …`; puts the reader on the request, as the session does for pages."""

    def authenticate(self, request: HttpRequest, token: str) -> Reader | None:
        return _reader(request, token)


class ApiKey(Token):
    """`Authorization: ApiKey …`: the same token, in the words of OpenSanctions' clients."""

    openapi_scheme = "apikey"


class InAddress(APIKeyQuery):
    """`?api_key=…`, for OpenRefine alone, which can send no header: an address ends up in proxies' logs."""

    param_name = "api_key"

    def authenticate(self, request: HttpRequest, key: str | None) -> Reader | None:
        return _reader(request, key) if key else None


def _reader(request: HttpRequest, token: str) -> Reader | None:
    _must_fit(request)
    reader = reader_of_token(token)
    if reader is not None:
        request.reader = reader  # type: ignore[attr-defined]
        request.token_digest = digest_of(token)  # type: ignore[attr-defined]
    return reader


def _must_fit(request: HttpRequest) -> None:
    """Refused before a byte of it is read."""
    multipart = (request.content_type or "").startswith("multipart/")
    most = settings.UPLOAD_LIMIT + MULTIPART if multipart else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdecimal()) or int(length[:20]) > most:
        raise HttpError(413, _("The request is too large."))
    if "\0" in request.path:
        raise Http404


class Rate(BaseThrottle):
    """So many requests of one token in each minute, over all processes of the node.

    Each request adds a byte to a file, whose length is the count: appending is atomic, so nothing is lost and
    nothing is locked.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        return self.use(request, 1)

    def use(self, request: HttpRequest, requests: int) -> bool:
        """Count so many requests; whether the token has had them left."""
        folder = Path(settings.HOME) / "rates"
        folder.mkdir(exist_ok=True)
        token = request.token_digest[:32]  # type: ignore[attr-defined]
        path = folder / f"{token}.{int(time.time() // MINUTE)}"
        with path.open("ab", buffering=0) as file:
            file.write(b"." * requests)
            used = os.fstat(file.fileno()).st_size
        if used == requests:
            for old in set(folder.glob(f"{token}.*")) - {path}:
                old.unlink(missing_ok=True)
        return used <= settings.API_RATE

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE


def count(request: HttpRequest, queries: int) -> None:
    """Each further ten queries of a batch count as one more request. Raises Throttled when there are too many."""
    rate, further = Rate(), (queries - 1) // QUERIES
    if further > 0 and not rate.use(request, further):
        raise Throttled(wait=math.ceil(rate.wait()))


class Strict(Parser):
    """JSON as RFC 8259 has it: UTF-8, no NaN, no half surrogate pairs; and no NUL, which no database here takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = orjson.loads(request.body)
        check(body)
        return body

    def parse_querydict(
        self, data: MultiValueDict[str, str], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        check(dict(data.lists()))
        return super().parse_querydict(data, list_fields, request)


class Compact(BaseRenderer):
    """JSON as UTF-8, not as ASCII: a name takes half the bytes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


def check(value: Any, depth: int = 0) -> None:
    if depth > DEEPEST:
        raise HttpError(400, _("The request is nested too deeply."))
    match value:
        case str() if "\0" in value or (not value.isprintable() and _has_surrogate(value)):
            raise HttpError(400, _("The request holds a NUL or half a character."))
        case dict():
            for name, each in value.items():
                check(name, depth + 1)
                check(each, depth + 1)
        case list():
            for each in value:
                check(each, depth + 1)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


def asked(request: HttpRequest) -> str:
    """The options of an address for the audit, as they were typed: what is escaped there no purge would find."""
    given = ((name, value) for name, values in request.GET.lists() for value in values)
    return "&".join(f"{name}={value}" for name, value in given if name != InAddress.param_name)


# Refusals. All have `detail`, in words; a wrong request also has `errors`, which say where.


def refusals(api: NinjaAPI) -> None:
    """One answer for each kind of error, none of which says more than the pages do."""

    def answer(kind: type[Exception], status: int, text: Any) -> None:
        @api.exception_handler(kind)
        def handle(request: HttpRequest, error: Any) -> HttpResponse:
            return api.create_response(request, {"detail": text(error)}, status=status)

    answer(Http404, 404, lambda error: _("Nothing here for you."))
    answer(PermissionDenied, 403, lambda error: str(error) or _("Your role does not include this."))
    answer(ValidationError, 422, lambda error: " ".join(error.messages))
    answer(RequestDataTooBig, 413, lambda error: _("The request is too large."))
    answer(MultiPartParserError, 400, lambda error: _("The upload cannot be read."))
    answer(SuspiciousOperation, 400, lambda error: _("The request has too many fields or files."))
    answer(BadFile, 422, str)
    answer(UnicodeError, 400, lambda error: _("The request is not UTF-8."))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        text = _("Send a valid token: Authorization: Bearer TOKEN.")
        answer = api.create_response(request, {"detail": text}, status=401)
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(BadRequest)
    def wrong(request: HttpRequest, error: BadRequest) -> HttpResponse:
        errors = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors]
        return api.create_response(
            request, {"detail": _("The request is not right."), "errors": errors[:SHOWN]}, status=422
        )

    @api.exception_handler(Throttled)
    def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
        answer = api.create_response(request, {"detail": _("Too many requests. Wait a minute.")}, status=429)
        answer["Retry-After"] = str(math.ceil(error.wait or MINUTE))
        return answer

    @api.exception_handler(OperationalError)
    def busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
        words = in_words(error) or _("The node is busy. Try again.")
        answer = api.create_response(request, {"detail": words}, status=503)
        answer["Retry-After"] = str(RETRY)
        return answer
