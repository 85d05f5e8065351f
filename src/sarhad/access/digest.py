"""HTTP Digest (RFC 7616) and Basic (RFC 7617): the two ways in that form programs on phones know.

Nonces are signed, not stored, so that every process knows those of all others. Which counts of a nonce were used
stands in a small file for each nonce that somebody signed in with.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

from sarhad.access.app_passwords import REALM, digests_of, live, reader_of
from sarhad.access.models import AppPassword
from sarhad.access.reader import Reader

SALT = "sarhad.access.digest"
LIFE = 30 * 60  # seconds of a nonce: an upload over a slow line ends within it
COUNT = re.compile(r"[0-9a-f]{8}")
MARK = 4  # bytes of a count in a nonce's file
LONGEST = 4096  # bytes of the header


class Algorithm(NamedTuple):
    name: str
    column: str  # of AppPassword
    hash: Callable[[bytes], str]


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


ALGORITHMS = (Algorithm("SHA-256", "sha256", _sha256), Algorithm("MD5", "md5", _md5))
"""The better one first, as RFC 7616 has it. Clients that join all challenges into one keep the last."""


class Refused(Exception):
    """Not let in."""

    def __init__(self, username: str = "", *, stale: bool = False, clear: bool = False) -> None:
        self.username = username  # that failed; empty: nobody tried
        self.stale = stale  # all is right but the nonce: the client tries again by itself, with the new one
        self.clear = clear  # it sent the password over a line that is not encrypted


def challenges(*, stale: bool = False, https: bool) -> list[str]:
    """Values of WWW-Authenticate, each in a line of its own: ODK Collect takes the first that it knows.

    All have the same nonce, for clients that mix them up.
    """
    nonce, late = _signer().sign(secrets.token_urlsafe(12)), ", stale=true" if stale else ""
    opaque = salted_hmac(SALT, "opaque").hexdigest()[:32]  # means nothing; some clients insist on one
    digest = [
        f'Digest realm="{REALM}", qop="auth", algorithm={each.name}, nonce="{nonce}", opaque="{opaque}",'
        f" charset=UTF-8{late}"
        for each in ALGORITHMS
    ]
    return [*digest, f'Basic realm="{REALM}", charset="UTF-8"'] if https else digest


def admitted(header: str, method: str, uri: str, *, https: bool) -> Reader:
    """Whom an Authorization header stands for.

    Args:
        header: as WSGI gives it; empty if there is none.
        uri: path and query as the client asked for them.
        https: whether the line is encrypted. Else Basic is refused, unread.

    Raises:
        Refused: unknown, wrong, ended, too old, used before.
    """
    scheme, _blank, rest = _text(header[:LONGEST]).partition(" ")
    match scheme.lower():
        case "digest":
            return _by_digest(rest, method, uri)
        case "basic" if https:
            return _by_basic(rest)
        case "basic":
            raise Refused(clear=True)
    raise Refused()


def _text(header: str) -> str:
    """WSGI makes one character of each byte; most clients mean UTF-8."""
    raw = header.encode("latin-1", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return header


# Basic


def _by_basic(given: str) -> Reader:
    try:
        username, _colon, password = base64.b64decode(given, validate=True).decode().partition(":")
    except ValueError as error:
        raise Refused("?") from error
    username = username.strip().lower()
    wanted = digests_of(username, password)["sha256"]
    return _the_one(username, lambda row: _same(row.sha256, wanted))


# Digest


def _by_digest(given: str, method: str, uri: str) -> Reader:
    try:
        said = parse_keqv_list(parse_http_list(given))
    except ValueError as error:
        raise Refused("?") from error
    username, response = said.get("username", ""), said.get("response", "").lower()
    algorithm = next((a for a in ALGORITHMS if a.name == said.get("algorithm", "MD5").upper()), None)
    well_formed = said.get("realm") == REALM and said.get("qop") == "auth" and COUNT.fullmatch(said.get("nc", ""))
    if algorithm is None or not well_formed or not _same_address(said.get("uri", ""), uri):
        raise Refused(username or "?")
    reader = _the_one(username, lambda row: _same(_response(algorithm, row, said, method), response))
    if not _is_ours(said.get("nonce", "")) or not _first_use(said["nonce"], said["nc"]):
        raise Refused(stale=True)  # to whoever knows the password only: RFC 7616 section 3.3
    return reader


def _response(algorithm: Algorithm, row: AppPassword, said: dict[str, str], method: str) -> str:
    """RFC 7616 section 3.4.1, for qop=auth."""
    a2 = algorithm.hash(f"{method}:{said['uri']}".encode())
    parts = (getattr(row, algorithm.column), said.get("nonce", ""), said["nc"], said.get("cnonce", ""), "auth", a2)
    return algorithm.hash(":".join(parts).encode())


def _same_address(said: str, asked: str) -> bool:
    """Proxies may write escapes another way, and some clients send the whole address."""
    try:
        one, other = urlsplit(said), urlsplit(asked)
    except ValueError:
        return False
    return (unquote(one.path), unquote(one.query)) == (unquote(other.path), unquote(other.query))


def _is_ours(nonce: str) -> bool:
    try:
        _signer().unsign(nonce, max_age=LIFE)
    except BadSignature:  # or too old
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=SALT, sep=".")


def _first_use(nonce: str, count: str) -> bool:
    """Whether no request of any process has used this count of the nonce."""
    folder = Path(settings.HOME) / "nonces"
    folder.mkdir(exist_ok=True)
    mark = bytes.fromhex(count)
    with (folder / _sha256(nonce.encode())[:32]).open("a+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        used = file.read() or b""
        if not used:
            _forget(folder)
        if mark in {used[at : at + MARK] for at in range(0, len(used), MARK)}:
            return False
        file.write(mark)
        return True


def _forget(folder: Path) -> None:
    """Files of nonces that have expired."""
    too_old = time.time() - 2 * LIFE
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < too_old:
                path.unlink()
        except FileNotFoundError:  # another process was quicker
            continue


# Both

NOBODY = AppPassword(md5="00" * 16, sha256="00" * 32)
"""Stands in for an officer who is not there, so that finding none takes as long."""


def _the_one(username: str, fits: Callable[[AppPassword], bool]) -> Reader:
    """The reader of the first app password that fits; each is looked at, whichever it is."""
    held = live(username) if username.isprintable() else []
    fitting = [row for row in held or [NOBODY] if fits(row)]
    reader = reader_of(fitting[0]) if held and fitting else None
    if reader is None:
        raise Refused(username or "?")
    return reader


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
