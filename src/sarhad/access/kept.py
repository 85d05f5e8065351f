"""A request that must wait until its officer has given the password again: nothing that was typed is lost.

The node keeps it encrypted, the waiting page in the browser keeps the key: neither can be read without the other.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings
from django.http import HttpRequest

from sarhad.access.sessions import SEAT

LARGEST = 16 * 2**20  # bytes; what is larger is refused with words


@dataclass(frozen=True, slots=True)
class Kept:
    method: str
    path: str  # with its query
    content_type: str
    body: bytes


def keep(request: HttpRequest, body: bytes, content_type: str) -> str:
    """Put a request aside; returns the key by which its own officer gets it back."""
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(12)
    head = json.dumps([request.method, request.get_full_path(), content_type]).encode()
    sealed = ChaCha20Poly1305(key).encrypt(nonce, head + b"\n" + body, _whose(request))
    folder = _folder()
    _clear(folder)
    path = folder / _name(key)
    path.touch(mode=0o600)
    path.write_bytes(nonce + sealed)
    return base64.urlsafe_b64encode(key).decode()


def take(request: HttpRequest, text: str) -> Kept | None:
    """What was kept under this key for this officer in this seat, once; None if there is nothing."""
    try:
        key = base64.urlsafe_b64decode(text.encode("utf-8", "replace"))
        path = _folder() / _name(key)
        data = path.read_bytes()
        plain = ChaCha20Poly1305(key).decrypt(data[:12], data[12:], _whose(request))
    except (ValueError, OSError, InvalidTag):
        return None
    path.unlink(missing_ok=True)
    head, _newline, body = plain.partition(b"\n")
    method, address, content_type = json.loads(head)
    return Kept(method, address, content_type, body)


def _whose(request: HttpRequest) -> bytes:
    """Of the officer in this seat: what was written for one office does not go on its way as another's."""
    return f"{request.user.pk} {request.session.get(SEAT, '')}".encode()


def _name(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _folder() -> Path:
    folder = Path(settings.HOME) / "kept"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _clear(folder: Path) -> None:
    """Of those who never came back."""
    oldest = time.time() - settings.SESSION_COOKIE_AGE
    for path in folder.iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:  # another process was first
            continue
