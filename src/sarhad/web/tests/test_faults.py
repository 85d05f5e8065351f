"""What people read when the database takes nothing: on pages, from the API and on the command line."""

import pytest
from django.db import OperationalError

from sarhad.commands.base import refusal
from tests.cast import Cast

FULL, BUSY, OTHER = "database or disk is full", "database is locked", "disk I/O error"
SAID = [(FULL, "The disk is full"), (BUSY, "The node is busy")]


@pytest.fixture
def fails(monkeypatch):
    """Makes the audit, and with it every page, fail with this text."""

    def fail(text: str) -> None:
        def record(*args, **options):
            raise OperationalError(text)

        monkeypatch.setattr("sarhad.access.audit.record", record)

    return fail


def answer(cast: Cast, path: str):
    client = cast.client("colleague")
    client.raise_request_exception = False
    return client.get(path)


@pytest.mark.parametrize(("text", "words"), SAID)
def test_pages_say_what_is_the_matter(cast, fails, text, words):
    fails(text)
    response = answer(cast, "/search/?q=Karimov")
    assert response.status_code == 503
    assert words in response.content.decode()


def test_pages_say_nothing_of_other_faults(cast, fails):
    fails(OTHER)
    response = answer(cast, "/search/?q=Karimov")
    assert response.status_code == 500
    assert OTHER not in response.content.decode()


@pytest.mark.parametrize(("text", "words"), SAID)
def test_commands_say_what_is_the_matter(text, words):
    assert words in refusal(OperationalError(text)).message
