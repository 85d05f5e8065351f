"""Build hook: compiles the translations, since `msgfmt` is not on a bare machine, and fetches what npm's registry
holds: the fonts of PDFs and the library that draws maps in a browser."""

import base64
import hashlib
import io
import os
import sys
import tarfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

REGISTRY = "https://registry.npmjs.org"
FONTS, STATIC = "sarhad/kernel/fonts", "sarhad/links/static/links"


def one_file_for_both(script: bytes) -> bytes:
    """MapLibre, changed in one place: its worker, which it makes of its own text at run time (a `blob:` address,
    which our Content-Security-Policy refuses), becomes this same file, loaded again. Half as much to fetch as its
    build for strict policies, which is two files with much in common.

    Raises ValueError if the text is not the one that was looked at.
    """
    mark = b"    if (moduleName !== 'index') {\n        return;\n    }\n"
    worker = b"""    if (typeof window === 'undefined') {
        var forWorker = {};
        modules.shared(forWorker);
        modules.worker(forWorker);
        return;
    }
"""
    if script.count(mark) != 1:
        raise ValueError("MapLibre's bundle is put together in another way than expected")
    lines = script.replace(mark, mark + worker).split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL"))


class Package(NamedTuple):
    """What is taken from one package. `files`: where each goes, below `src`; `change`: applied to its script."""

    name: str
    version: str
    integrity: str  # SHA-512 as the registry states it
    files: dict[str, str]
    without: str  # what a node lacks that is built while the registry cannot be reached
    change: Callable[[bytes], bytes] = lambda data: data


# Noto Sans and Noto Naskh Arabic (SIL Open Font License 1.1), from npm packages that carry TTF files (MIT): see
# docs/decisions/0014-fonts-of-pdfs.md. MapLibre GL JS (BSD): see docs/decisions/0029-base-map.md.
PACKAGES = [
    Package(
        "@expo-google-fonts/noto-sans", "0.4.2",
        "zYD8G2ijWLxqmquoQgghNh/x9p0yxWwArD0oxO1oXY1qx5vOd4t0Kbhnu/Cx8RTy08OgA8RtxuULZFaXwVPnPw==",
        {
            "400Regular/NotoSans_400Regular.ttf": f"{FONTS}/NotoSans_400Regular.ttf",
            "700Bold/NotoSans_700Bold.ttf": f"{FONTS}/NotoSans_700Bold.ttf",
            "LICENSE_FONT": f"{FONTS}/noto-sans.LICENSE.txt",
        },
        "PDFs will use typst's own fonts, which draw Persian badly.",
    ),
    Package(
        "@expo-google-fonts/noto-naskh-arabic", "0.4.5",
        "KN73tROdoKQubTZ/ZsERCdAlZ1cBLRbRIe196tISAcPLgIqMvIgFCUs1xsrS/pe3fIYxT9l+c95sQF8wv48ijA==",
        {
            "400Regular/NotoNaskhArabic_400Regular.ttf": f"{FONTS}/NotoNaskhArabic_400Regular.ttf",
            "700Bold/NotoNaskhArabic_700Bold.ttf": f"{FONTS}/NotoNaskhArabic_700Bold.ttf",
            "LICENSE_FONT": f"{FONTS}/noto-naskh-arabic.LICENSE.txt",
        },
        "PDFs will use typst's own fonts, which draw Persian badly.",
    ),
    Package(
        "maplibre-gl", "5.24.1",
        "HyiYBwtsbk3L1n1EPLJHWqdoyMiF80n7tEYXFZyu2m1TjvaNx6KMLiFeDdmszt1/mq2zvsR1TJuX/NMu5BonXQ==",
        {"dist/maplibre-gl.js": f"{STATIC}/maplibre.js", "LICENSE.txt": f"{STATIC}/maplibre.LICENSE.txt"},
        "Maps will be pictures that cannot be moved.",
        one_file_for_both,
    ),
]  # fmt: skip


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        compile_messages(Path(self.root) / "src")
        fetch_packages(Path(self.root) / "src")


def compile_messages(root: Path) -> None:
    for source in root.rglob("*.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as po, target.open("wb") as mo:
                write_mo(mo, read_po(po))


def fetch_packages(root: Path) -> None:
    """Each once; a machine that reaches no registry builds all the same, and says what is missing."""
    for package in PACKAGES:
        if all((root / target).exists() for target in package.files.values()):
            continue
        try:
            _unpack(_fetch(package), package, root)
        except (OSError, KeyError, ValueError, tarfile.TarError) as error:
            print(
                f"{package.name} could not be fetched ({error}). {package.without} Build again when the registry"
                " can be reached, or set NPM_CONFIG_REGISTRY to a mirror of it.",
                file=sys.stderr,
            )


def _fetch(package: Package) -> bytes:
    registry = os.environ.get("NPM_CONFIG_REGISTRY") or REGISTRY
    file = f"{package.name.rpartition('/')[2]}-{package.version}.tgz"
    address = f"{registry.rstrip('/')}/{package.name}/-/{file}"
    if not address.startswith(("https://", "http://")):
        raise ValueError(f"{registry} is not a web address")
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - what comes is checked by its hash
        data = answer.read()
    if hashlib.sha512(data).digest() != base64.b64decode(package.integrity):
        raise ValueError(f"{address} is not the file that was pinned")
    return data


def _unpack(data: bytes, package: Package, root: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member, name in package.files.items():
            content, target = archive.extractfile(f"package/{member}").read(), root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(package.change(content) if name.endswith(".js") else content)
