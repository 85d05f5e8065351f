"""The build fetches what is pinned, changes one place of MapLibre, and goes on without the registry."""

from __future__ import annotations

import base64
import hashlib
import io
import sys
import tarfile
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

HOOK = Path(__file__).resolve().parents[4] / "hatch_build.py"
SCRIPT = b"// a\n    if (moduleName !== 'index') {\n        return;\n    }\n//# sourceMappingURL=x.map\n"


@pytest.fixture
def hook(monkeypatch):
    """The module, without the builder that calls it."""
    interface = ModuleType("hatchling.builders.hooks.plugin.interface")
    interface.BuildHookInterface = object
    monkeypatch.setitem(sys.modules, interface.__name__, interface)
    for n in range(1, 5):
        name = ".".join(interface.__name__.split(".")[:n])
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    spec = util.spec_from_file_location("hatch_build_under_test", HOOK)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def pin(hook, monkeypatch, data: bytes, wrong: bool = False):
    digest = hashlib.sha512(data + b"x" * wrong).digest()
    package = hook.Package("maplibre-gl", "1", base64.b64encode(digest).decode(), {"a.js": "out/a.js"}, "No map.",
                           hook.one_file_for_both)  # fmt: skip
    monkeypatch.setattr(hook, "PACKAGES", [package])
    monkeypatch.setattr(hook.urllib.request, "urlopen", lambda *_args, **_more: io.BytesIO(data))


def test_one_file_is_page_and_worker(hook, monkeypatch, tmp_path):
    pin(hook, monkeypatch, packed({"a.js": SCRIPT}))
    hook.fetch_packages(tmp_path)
    text = (tmp_path / "out/a.js").read_text()
    assert "modules.worker(forWorker)" in text
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("fault", ["other file", "other bundle", "no network", "no member"])
def test_a_build_without_it_goes_on_and_says_so(hook, monkeypatch, tmp_path, capsys, fault):
    files = {"b.js": b""} if fault == "no member" else {"a.js": b"new" if fault == "other bundle" else SCRIPT}
    pin(hook, monkeypatch, packed(files), wrong=fault == "other file")
    if fault == "no network":
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", "ftp://nowhere")
    hook.fetch_packages(tmp_path)
    assert not (tmp_path / "out/a.js").exists()
    assert "No map." in capsys.readouterr().err
