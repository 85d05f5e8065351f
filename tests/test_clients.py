"""Clients written for other servers work against a node as they are."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sarhad.kernel.claim import Claim, Scope
from tests.cast import person
from tests.test_api import Program

FOLDER = Path(__file__).parent / "clients"
INTERPRETER = FOLDER.parent.parent / ".tools" / "clients" / "bin" / "python"
SHARED = Scope(read=("KZ-MIA",))


@pytest.fixture
def known(cast) -> str:
    """A person, and a company of theirs."""
    refs = cast.contribute(
        "TJ-DCA",
        [
            person("Каримов Фарҳод", birthDate="1983-04-14", country="tj"),
            person("Юсупова Мадина", birthDate="1990-01-02"),
            Claim("c" * 32, "Company", {"name": ["Dusti LLC"]}),
        ],
        SHARED,
    )
    entity = cast.fragment(refs[0]).entity
    link = Claim("d" * 32, "Ownership", {"owner": [entity], "asset": ["c" * 32], "role": ["founder"]})
    cast.contribute("TJ-DCA", [link], SHARED)
    return entity


def run(name: str, *arguments: str) -> Any:
    if not INTERPRETER.exists():
        pytest.skip("needs the clients of other systems: python3 dev.py clients")
    done = subprocess.run([INTERPRETER, FOLDER / name, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def token_of(cast: Any, who: str) -> str:
    return Program(cast, who).client.defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")


def test_opensanctions(cast, known, live_server):
    found = run("opensanctions.py", f"{live_server.url}/api", token_of(cast, "partner"), known)
    assert found["found"] == [[known, "Каримов Фарҳод", "1983-04-14"]]
    assert ["Company", "Dusti LLC"] in found["around"]
    assert "Ownership" in {schema for schema, _caption in found["around"]}
    assert set(found["accepted"]) == {
        "algorithms", "catalog", "entities", "healthz", "match", "readyz", "search",
    }  # fmt: skip


def test_openrefine(cast, known, live_server):
    service = f"{live_server.url}/api/reconcile/default?api_key={token_of(cast, 'partner')}"
    one, other = run("openrefine.py", service)
    assert one == {"id": known, "name": "Каримов Фарҳод", "match": True, "input_value": "Каримов Фарҳод"}
    assert (other["name"], other["match"]) == ("Юсупова Мадина", True)
