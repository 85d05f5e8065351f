"""Every request that the API's page shows is answered as it stands."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.test_api import Program

PAGE = (Path(__file__).parent.parent / "docs" / "api.md").read_text()
SHOWN = [block for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) if "curl" in block]


def sent(command: str, program: Program) -> Any:
    """What curl would send. The token is the program's own."""
    words = shlex.split(command.replace("\\\n", " "))[1:]
    options = [(word, words[n + 1]) for n, word in enumerate(words) if word.startswith("-")]
    (url,) = (urlsplit(word) for word in words if word.startswith("https://"))
    path = f"{url.path.removeprefix('/api')}?{quote(url.query, safe='=&')}"
    bodies = [value for option, value in options if option == "-d"]
    fields = dict(value.split("=", 1) for option, value in options if option in ("-F", "--data-urlencode"))
    if bodies:
        return program.client.post(f"/api{path}", bodies[0], content_type="application/json")
    if fields:
        return program.upload(path, **{k: table() if v.startswith("@") else v for k, v in fields.items()})
    assert parse_qs(url.query)
    return program.get(path)


def table() -> SimpleUploadedFile:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["Name", "Date of birth"])
    book.active.append(["Karimov Farhod", "14.04.1983"])
    book.save(file)
    return SimpleUploadedFile("wanted.xlsx", file.getvalue())


@pytest.mark.parametrize("command", SHOWN, ids=lambda command: re.search(r"/api/([\w/]+)", command)[1])
def test_what_is_shown_is_answered(cast, command):
    answer = sent(command, Program(cast, "owner"))
    assert answer.status_code in (200, 201), answer.content.decode()
    assert b'"ignored":{"' not in answer.content


def test_all_of_them_were_found():
    assert len(SHOWN) == PAGE.count("curl -H") == 7
