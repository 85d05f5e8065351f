"""Numbers of letters. Each pair of offices has its own sequence in each year, and where letters pass through an
office in between one more with it: so a number tells whoever reads it nothing of letters that it does not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from sarhad.desk.models import Counter
from sarhad.ledger.models import Edge, Fragment, Term
from sarhad.ledger.node import writer


def next_number(from_: str, to: str, year: int, via: str = "") -> str:
    """The next outgoing number, such as "TJ-DCA/KZ-MIA/2026/3", or through an office
    "TJ-DCA/CENTRE/KZ-MIA/2026/3". Call it in the transaction that signs the letter.
    """
    return _next(from_, "/".join(filter(None, ("out", to, via))), "/".join(filter(None, (from_, via, to))), year)


def next_incoming(office: str, sender: str, year: int, via: str = "") -> str:
    """The next incoming number of an office for letters from another, such as "KZ-MIA/in/TJ-DCA/2026/3"."""
    series = "/".join(filter(None, ("in", sender, via)))
    return _next(office, series, "/".join(filter(None, (office, "in", sender, via))), year)


def _next(office: str, series: str, stem: str, year: int) -> str:
    """Under the writer's lock, which is held until the transaction ends: whoever comes next sees this one."""
    with writer():
        row = Counter.objects.filter(office=office, series=series, year=year).first()
        last = row.last if row else max(_given(office, f"{stem}/{year}/"), default=0)
        Counter.objects.update_or_create(office=office, series=series, year=year, defaults={"last": last + 1})
    return f"{stem}/{year}/{last + 1}"


def _given(office: str, stem: str) -> Iterator[int]:
    """Numbers of this sequence in the ledger: for a node that has the entries and not the counter."""
    letters = Fragment.objects.filter(id__in=Term.objects.filter(kind="list", value="Letter").values("fragment"))
    receipts = Edge.objects.filter(kind="LetterReceipt.letter", target__in=letters.values("entity"))
    for rows in (letters, Fragment.objects.filter(id__in=receipts.values("fragment"))):
        for text in rows.filter(scope__owner=office, data__contains=stem).values_list("data", flat=True):
            for number in orjson.loads(text)["properties"].get("number", ()):
                if found := re.fullmatch(re.escape(stem) + r"(\d+)", number):
                    yield int(found[1])
