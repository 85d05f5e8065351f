"""The annual report over the 100,000 records of `results`: its parts, its papers."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from bench.measure import FOLDER, Figure, Options, child, setup
from bench.results import YEAR

LIMITS = "an annual report as PDF over 100,000 records 10 s; run `results` first"


def run(_options: Options) -> list[Figure]:
    made = child("annual:make", FOLDER / "node-results")
    return [
        Figure("all parts, in two languages", made["parts"], "s"),
        Figure("the slowest part", made["slowest"], "s"),
        Figure("PDF from its parts", made["pdf"], "s"),
        Figure("DOCX from its parts", made["docx"], "s"),
        Figure("annual report as PDF, from nothing", made["parts"] + made["pdf"], "s", 10),
    ]


def make() -> dict[str, Any]:
    """What the thread of a server does, in this one."""
    setup()
    from django.urls import reverse
    from django.utils import translation

    from sarhad.access.models import Seat
    from sarhad.access.reader import reader_for
    from sarhad.systems.programme import making
    from sarhad.systems.programme.blocks import as_pdf
    from sarhad.systems.programme.models import AnnualPaper
    from sarhad.systems.programme.word import as_docx

    reverse("results")  # a server has loaded its pages long since
    reader = reader_for(Seat.objects.get(office="CENTRE"), "benchmark")
    beats = [time.perf_counter()]
    keep, making.begin = making._keep, lambda work: work()
    making._keep = lambda *given: (keep(*given), beats.append(time.perf_counter()))[0]
    row = making.make(reader, YEAR, {})
    row = AnnualPaper.objects.get(id=row.id)
    assert row.state == "done", row.said
    with translation.override("en"):
        start = time.perf_counter()
        as_pdf(making.content(reader, row, "en"))
        drawn = time.perf_counter()
        as_docx(making.content(reader, row, "en"), datetime(YEAR, 12, 31, tzinfo=UTC))
    took = [after - before for before, after in pairwise(beats)]
    return {
        "parts": sum(took), "slowest": max(took), "pdf": drawn - start, "docx": time.perf_counter() - drawn,
    }  # fmt: skip
