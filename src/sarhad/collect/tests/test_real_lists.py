"""Real files: the UN list, FollowTheMoney samples, UNODC's seizures. All counts stand in their sources."""

from __future__ import annotations

import unicodedata
import zipfile
from collections import Counter
from itertools import islice
from xml.etree import ElementTree

import orjson
import pytest

from sarhad.collect import mapping
from sarhad.collect.actions import import_
from sarhad.collect.records import Source
from sarhad.collect.report import Report
from sarhad.collect.tests.reading import Reading
from sarhad.kernel.claim import Scope
from sarhad.ledger.models import Entry, Fragment, Term

SAMPLES = [("zala.ftm.json", 91), ("parteispenden.ftm.json", 475), ("t1.ftm.json", 7), ("aleph_samples.ijson", 21)]


def load(cast, path, chosen, **options):
    source = Source(path.name, path)
    return import_(cast.reader("owner"), source, mapping.load(chosen), Scope(), **options)


def again(cast, path, chosen) -> Report:
    """Import a second time: nothing may change."""
    entries = Entry.objects.count()
    report = load(cast, path, chosen, snapshot=True)
    assert (report.added, report.corrected, report.vanished) == (0, 0, [])
    assert Entry.objects.count() == entries
    return report


def test_the_un_list(cast, shared_data):
    path = shared_data / "watchlists" / "UN_consolidated.xml"
    report = load(cast, path, "un-list")
    assert (report.read, len(report.refused), len(report.remarks)) == (1003, 0, 0)
    schemata = Counter(Fragment.objects.exclude(entity=None).values_list("schema", flat=True))
    assert {name: schemata[name] for name in ("Person", "Organization", "Sanction")} == {
        "Person": 730, "Organization": 273, "Sanction": 1003,
    }  # fmt: skip
    assert schemata["Passport"] + schemata["Identification"] > 400
    assert again(cast, path, "un-list").unchanged == report.added


def nodes(shared_data, tag):
    return ElementTree.parse(shared_data / "watchlists" / "UN_consolidated.xml").iter(tag)


def clean(text):
    return unicodedata.normalize("NFC", " ".join((text or "").split()))


def test_names_and_dates_of_the_un_list(shared_data):
    reading = Reading(shared_data / "watchlists" / "UN_consolidated.xml", "un-list")
    people = [claim for claim in reading.claims if claim.schema == "Person"]
    firms = [claim for claim in reading.claims if claim.schema == "Organization"]
    held = Counter(name for claim in people + firms for name, values in claim.properties.items() for _v in values)
    names = {name for claim in people + firms for name in claim.properties["name"]}
    original = {text for node in nodes(shared_data, "NAME_ORIGINAL_SCRIPT") if (text := clean(node.text))}
    assert len(original) == 336 + 42
    assert original <= names
    assert held["alias"] + held["weakAlias"] + held["previousName"] > 2700
    words = Counter(text.split()[0] for claim in people for text in claim.raw.get("birthDate", ()) if text)
    assert set(words) == {"approximately", "between"}
    assert words["between"] == 2 * 31  # the first and the last year of each span
    (saddam,) = [claim for claim in people if "صدام حسين التكريتي" in claim.properties["name"]]
    assert saddam.properties["birthDate"] == ["1937-04-28"]
    assert saddam.properties["nationality"] == ["iq"]


@pytest.mark.parametrize(("name", "count"), SAMPLES)
def test_samples_of_followthemoney(cast, shared_data, name, count):
    path = shared_data / "ftm_samples" / name
    report = load(cast, path, "ftm")
    assert (report.read, report.added, len(report.refused)) == (count, count, 0)
    assert again(cast, path, "ftm").unchanged == count


def test_words_of_the_un_list_can_be_found(cast, shared_data):
    load(cast, shared_data / "watchlists" / "UN_consolidated.xml", "un-list")
    assert Term.objects.filter(kind="name").exists()
    assert Term.objects.filter(kind="id", value="381420754").exists()  # a passport


def part(shared_data, folder, rows):
    """The first rows of UNODC's file."""
    path = folder / "part.csv"
    packed = zipfile.ZipFile(shared_data / "unodc_ids" / "drug-trafficking-unodc.zip")
    with packed, packed.open(packed.namelist()[0]) as file, path.open("wb") as out:
        out.writelines(islice(file, rows + 1))
    return path


def test_a_part_of_unodcs_seizures(cast, shared_data, tmp_path):
    path = part(shared_data, tmp_path, 20_000)
    report = load(cast, path, "unodc-ids")
    rows = set(path.read_bytes().splitlines()[1:])
    assert (report.read, report.duplicates, len(report.refused)) == (20_000, 20_000 - len(rows), 0)
    assert report.added == 2 * len(rows)
    counts = [orjson.loads(f.data).get("count", 1) for f in Fragment.objects.filter(schema="Seizure")]
    assert sum(counts) == 20_000
    assert again(cast, path, "unodc-ids").unchanged == report.added


def test_all_rows_of_unodcs_seizures_are_counted(shared_data):
    """The first pass over the whole file: 311,038 rows, of which 44,229 are exact duplicates."""
    source = Source("unodc", shared_data / "unodc_ids" / "drug-trafficking-unodc.zip")
    keys, rows, read = set(), set(), 0
    for row in mapping.load("unodc-ids").open(source).rows(pytest.fail):
        read += 1
        rows.add(row.digest)
        keys.update(row.keys)
    assert (read, read - len(rows), len(keys)) == (311_038, 44_229, 2 * 266_809)


@pytest.mark.soak
def test_all_of_unodcs_seizures(cast, shared_data):
    path = shared_data / "unodc_ids" / "drug-trafficking-unodc.zip"
    report = load(cast, path, "unodc-ids")
    assert (report.read, report.duplicates, len(report.refused)) == (311_038, 44_229, 0)
    assert report.added == 2 * 266_809
    assert again(cast, path, "unodc-ids").unchanged == report.added
