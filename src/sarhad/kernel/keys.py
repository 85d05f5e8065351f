"""Keys of offices: a root that certifies devices, a signing key per device, and the key that makes ids.

Each lies encrypted in a file of its own: device and id keys under the system's secret, root keys under a
passphrase, so that a root key can be moved to a stick and kept offline. Nothing is ever in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from functools import lru_cache
from pathlib import Path

import cbor2
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SCRYPT_N = 2**15  # about 0.1 s and 32 MB: slows guessing of a passphrase


class KeyFault(Exception):
    """A key file is missing or does not open with this passphrase or secret."""


def public_bytes(private: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def sign(private: bytes, message: bytes) -> bytes:
    return _signer(private).sign(message)


@lru_cache(maxsize=64)
def _signer(private: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(private)


def entity_id(id_key: bytes, source: str, local_key: str) -> str:
    """The id of an entity: tells nothing of the key that it was made from, and never changes.

    Parts are length-prefixed, so that `a` + `bc` and `ab` + `c` differ.
    """
    parts = [source.encode(), local_key.encode()]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(id_key, message, "sha256")[:16].hex()


def certificate(office: str, device: str, public_key: bytes, root_key: bytes) -> bytes:
    """What an office's root signs to let a device speak for it."""
    return cbor2.dumps(["sarhad certificate 1", office, device, public_key, root_key], canonical=True)


def rotation(office: str, old_root: bytes, new_root: bytes) -> bytes:
    """What the old root signs to hand over to a new one."""
    return cbor2.dumps(["sarhad rotation 1", office, old_root, new_root], canonical=True)


def revocation(feed: str, last_seq: int, last_good: str) -> bytes:
    """What a root signs to end a device: number and hash (hexadecimal) of its last entry that counts."""
    parts = ["sarhad revocation 1", bytes.fromhex(feed), last_seq, bytes.fromhex(last_good)]
    return cbor2.dumps(parts, canonical=True)


def seal(plain: bytes, secret: str, n: int = SCRYPT_N) -> str:
    """Encrypt a key under a passphrase: scrypt (RFC 7914), then ChaCha20-Poly1305 (RFC 8439), as JSON."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = ChaCha20Poly1305(_stretch(secret, salt, n)).encrypt(nonce, plain, b"sarhad key")
    return json.dumps({"kdf": "scrypt", "n": n, "salt": salt.hex(), "nonce": nonce.hex(), "key": box.hex()})


def unseal(text: str, secret: str) -> bytes:
    try:
        fields = json.loads(text)
        if fields["kdf"] != "scrypt" or not 2**10 <= fields["n"] <= 2**20:
            raise KeyFault("key file of an unknown form")
        salt, nonce, box = (bytes.fromhex(fields[name]) for name in ("salt", "nonce", "key"))
        return ChaCha20Poly1305(_stretch(secret, salt, fields["n"])).decrypt(nonce, box, b"sarhad key")
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise KeyFault("the key file does not open with this passphrase or secret") from error


@lru_cache(maxsize=256)
def _stretch(secret: str, salt: bytes, n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=8, p=1).derive(secret.encode())


class Keystore:
    """The key files of one node.

    Files: `root.OFFICE.key`, `device.OFFICE.DEVICE.key`, `id.OFFICE.key`.
    """

    def __init__(self, folder: Path, secret: str, *, n: int = SCRYPT_N) -> None:
        self.folder, self.secret, self.n = folder, secret, n
        self._open: dict[str, bytes] = {}

    def new_root(self, office: str, passphrase: str) -> bytes:
        """Make a root key; returns its public half. The file may then be moved to a stick."""
        private = secrets.token_bytes(32)
        self._write(f"root.{office}", private, passphrase)
        return public_bytes(private)

    def root_sign(self, office: str, passphrase: str, message: bytes) -> bytes:
        return sign(self._read(f"root.{office}", passphrase), message)

    def root_public(self, office: str, passphrase: str) -> bytes:
        return public_bytes(self._read(f"root.{office}", passphrase))

    def replace_root(self, office: str, passphrase: str, new_passphrase: str) -> tuple[bytes, bytes]:
        """Make a new root and let the old one sign it over; the old file is kept as `root.OFFICE.old`.

        Returns: the new public key, and the old root's signature over `rotation`.
        """
        old = self._read(f"root.{office}", passphrase)
        private = secrets.token_bytes(32)
        message = rotation(office, public_bytes(old), public_bytes(private))
        os.rename(self._path(f"root.{office}"), self._path(f"root.{office}").with_suffix(".old"))
        self._write(f"root.{office}", private, new_passphrase)
        return public_bytes(private), sign(old, message)

    def new_device(self, office: str, device: str) -> bytes:
        private = secrets.token_bytes(32)
        self._write(f"device.{office}.{device}", private, self.secret)
        return public_bytes(private)

    def sign(self, office: str, device: str, message: bytes) -> bytes:
        return sign(self._cached(f"device.{office}.{device}"), message)

    def new_id_key(self, office: str) -> None:
        self._write(f"id.{office}", secrets.token_bytes(32), self.secret)

    def id_key(self, office: str) -> bytes:
        return self._cached(f"id.{office}")

    def inherit_id_key(self, office: str, heir: str) -> None:
        """Keep an heir able to recognise what the closed office imported before."""
        name = f"id.{heir}.from.{office}"
        if not self._path(name).exists():  # there already when the first attempt to close the office failed
            self._write(name, self.id_key(office), self.secret)

    def forget(self, office: str) -> None:
        """Remove the keys of an office that never came to be."""
        for name in (f"root.{office}", f"id.{office}", *(f"device.{office}.{d}" for d in self.devices(office))):
            self._path(name).unlink(missing_ok=True)
            self._open.pop(name, None)

    def devices(self, office: str) -> list[str]:
        prefix = f"device.{office}."
        return sorted(path.name[len(prefix) : -4] for path in self.folder.glob(f"{prefix}*.key"))

    def _cached(self, name: str) -> bytes:
        if name not in self._open:
            self._open[name] = self._read(name, self.secret)
        return self._open[name]

    def _read(self, name: str, secret: str) -> bytes:
        path = self._path(name)
        if not path.exists():
            raise KeyFault(f"no key file {path.name} in {self.folder}")
        return unseal(path.read_text(), secret)

    def _write(self, name: str, private: bytes, secret: str) -> None:
        if not secret:
            raise KeyFault("a passphrase or the system's secret is needed to encrypt a key")
        path = self._path(name)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise KeyFault(f"{path.name} exists already; keys are never overwritten") from error
        with os.fdopen(handle, "w") as file:
            file.write(seal(private, secret, self.n))
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self.folder, os.O_RDONLY)  # the new name must survive a power cut too
        os.fsync(folder)
        os.close(folder)

    def _path(self, name: str) -> Path:
        if "/" in name or "\\" in name or ".." in name:
            raise KeyFault(f"{name!r} cannot name a key")
        return self.folder / f"{name}.key"


def fingerprint(public_key: bytes) -> str:
    """For people who compare keys by telephone: eight groups of four."""
    text = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(text[i : i + 4] for i in range(0, 32, 4))
