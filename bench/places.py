"""Places of UNODC's file of single seizures: how many rows get a region, and how long that takes on one core."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from collections import Counter

from bench.measure import ROOT, Figure, Options

LIMITS = "85 % of the rows in ten countries, 80 % in each of KZ KG TJ TM UZ AF; 20,000 places in 10 s, cold"
FILE = ROOT.parent / "shared/data/unodc_ids/drug-trafficking-unodc.zip"
LEAST = {"kz": 80, "kg": 80, "tj": 80, "tm": 80, "uz": 80, "af": 80}
COLUMNS = ("COUNTRY", "ADMINISTRATIVE_DIVISION", "PLACE")
MANY = 20_000


def run(_options: Options) -> list[Figure]:
    if not FILE.exists():
        raise SystemExit(f"{FILE} is not here.")
    with zipfile.ZipFile(FILE) as archive:
        told = io.StringIO(archive.read(FILE.stem + ".csv").decode("utf-8"), newline="")
    rows = Counter(tuple(row[name] for name in COLUMNS) for row in csv.DictReader(told, delimiter=";"))
    start = time.process_time()
    from sarhad.systems.monitor.places.queries import country, regions, resolve

    found = {key: resolve(country(key[0]), *key[1:]).region for key in rows}
    seconds = (time.process_time() - start) * MANY / len(rows)
    every, known = Counter[str](), Counter[str]()
    for key, n in rows.items():
        every[country(key[0])] += n
        known[country(key[0])] += n if found[key] else 0
    near = sorted(code for code in every if regions(code))
    share = lambda codes: 100 * sum(known[c] for c in codes) / sum(every[c] for c in codes)
    return [
        Figure("rows with a region, ten countries", share(near), "%", 85, least=True),
        *(Figure(f"rows with a region, {code}", share([code]), "%", LEAST.get(code), least=True) for code in near),
        Figure(f"{MANY:,} distinct places, as {len(rows):,} take", seconds, "s", 10),
    ]
