from __future__ import annotations

from sarhad.access.queries import visible
from sarhad.kernel.claim import Scope
from tests.cast import person


def test_x(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("A")], Scope(read=("KZ-MIA",)))
    assert visible(cast.reader("partner")).filter(schema="Person").count() == 1
