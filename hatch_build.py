"""Build hook: compiles the translations, since `msgfmt` is not on a bare machine, and fetches the fonts of PDFs."""

import base64
import hashlib
import io
import os
import sys
import tarfile
import urllib.request
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Noto Sans and Noto Naskh Arabic (SIL Open Font License 1.1), from npm packages that carry TTF files (MIT).
# See docs/decisions/0014-fonts-of-pdfs.md.
FONTS = Path("sarhad/kernel/fonts")
REGISTRY = "https://registry.npmjs.org"
PACKAGES = [  # name, version, its integrity as the registry states it, files in it
    (
        "noto-sans", "0.4.2",
        "zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0Kbhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
        ["400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf", "LICENSE_FONT"],
    ),
    (
        "noto-naskh-arabic", "0.4.5",
        "KN73tROdoKQubTZ/ZsERCdAlZ1cBLRbRIe196tISAcPLgIqMvIgFCUs1xsrS/pe3fIYxT9l+c95sQF8wv48ijA==",
        ["400Regular/NotoNaskhArabic_400Regular.ttf", "700Bold/NotoNaskhArabic_700Bold.ttf", "LICENSE_FONT"],
    ),
]  # fmt: skip


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_messages(Path(self.root) / "src")
        fetch_fonts(Path(self.root) / "src")


def compile_messages(root: Path) -> None:
    for source in root.rglob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po))


def fetch_fonts(root: Path) -> None:
    """Once; a machine that reaches no registry builds all the same, and its PDFs fall back on typst's own fonts."""
    for package, version, integrity, members in PACKAGES:
        targets = {f"package/{each}": root / FONTS / _kept_as(package, each) for each in members}
        if all(target.exists() for target in targets.values()):
            continue
        try:
            _unpack(_fetch(package, version, integrity), targets)
        except (OSError, KeyError, ValueError, tarfile.TarError) as error:
            print(
                f"Fonts of @expo-google-fonts/{package} could not be fetched ({error}). PDFs will use typst's own,"
                " which draw Persian badly. Build again when the registry can be reached, or set"
                " NPM_CONFIG_REGISTRY to a mirror of it.",
                file=sys.stderr,
            )


def _kept_as(package: str, member: str) -> str:
    return f"{package}.LICENSE.txt" if member == "LICENSE_FONT" else Path(member).name


def _fetch(package: str, version: str, integrity: str) -> bytes:
    registry = os.environ.get("NPM_CONFIG_REGISTRY") or REGISTRY
    address = f"{registry.rstrip('/')}/@expo-google-fonts/{package}/-/{package}-{version}.tgz"
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{registry} is not a web address")
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - what comes is checked by its hash
        data = answer.read()
    if hashlib.sha512(data).digest() != base64.b64decode(integrity):
        raise ValueError(f"{address} is not the file that was pinned")
    return data


def _unpack(data: bytes, targets: dict[str, Path]) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member, target in targets.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.extractfile(member).read())
