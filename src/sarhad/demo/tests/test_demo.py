"""The region, told with few everyday records: each account sees what the story says it does."""

from __future__ import annotations

import pytest

from sarhad.demo.build import build
from sarhad.ledger.verify import verify


@pytest.fixture
def story(db):
    return build(share=0.1)


def test_nothing_is_wrong_with_the_ledger(story):
    assert [str(fault) for fault in verify(derived=True)] == []
