"""The weekly update: nothing lost when an answer is, nothing told of what one may not see."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError

from sarhad.access import actions as access
from sarhad.cli import cli
from sarhad.collect.deltas import pack, unpack
from sarhad.entities import actions
from sarhad.entities.actions import Draft
from sarhad.kernel.claim import Claim, Handling, Scope
from sarhad.systems.border import digest, weekly
from sarhad.systems.border.models import WeeklyExport
from tests.cast import MEMBERS, Cast, person

OPEN = Scope(read=(MEMBERS,), handling=Handling(1, "Not for court"))
ASK = Scope(read=(MEMBERS,), handling=Handling(2))


def table(package, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.files[name].decode("utf-8-sig"))))


def confirmed(reader) -> weekly.Package:
    package = weekly.make(reader)
    weekly.confirm(reader, package.row.number, package.row.receipt["checksum"])
    return package


def known(cast: Cast) -> dict[str, str]:
    """A person with a car, and somebody who knows him, as the partner states them."""
    who, friend, car, knows = (uuid4().hex for _ in range(4))
    claims = [
        person("Karimov Farhod", who, birthDate="1983-04-14"),
        person("=Nozimov", friend),
        Claim(car, "Vehicle", {"registrationNumber": ["0000TS03"], "owner": [who]}),
        Claim(knows, "Associate", {"person": [who], "associate": [friend], "relationship": ["courier"]}),
    ]
    refs = cast.contribute("KZ-MIA", claims, OPEN)
    return {"who": who, "friend": friend, "car": car, "knows": knows, "ref": refs[0], "car_ref": refs[2]}


def test_new_changed_withdrawn_and_the_receipt(cast):
    there, reader, partner = known(cast), cast.reader("colleague"), cast.reader("partner")
    first = confirmed(reader)
    assert {row["Identity"]: row["Label"] for row in table(first, "entities.csv")} == {
        there["who"]: "Karimov Farhod", there["friend"]: "'=Nozimov", there["car"]: "0000TS03",
    }  # fmt: skip
    links = {row["Type"]: row for row in table(first, "links.csv")}
    assert links["Associate"]["End 2 label"] == "'=Nozimov"
    assert (links["Vehicle.owner"]["End 1"], links["Vehicle.owner"]["End 2"]) == (there["car"], there["who"])
    assert links["Associate"]["Handling"] == "H1"
    assert weekly.make(reader).row.receipt["total"] == {"new": 0, "changed": 0, "withdrawn": 0}

    values = {"name": ["Karimov Farhod"], "birthDate": ["1984-04-14"]}
    actions.correct(partner, there["ref"], Draft("Person", values))
    actions.retract(partner, [there["car_ref"]])
    cast.contribute("TJ-DCA", [person("Rahimov Olim")])
    second = weekly.make(reader)
    receipt = second.row.receipt
    assert receipt["counts"] == {
        "Person": {"new": 1, "changed": 1, "withdrawn": 0},
        "Vehicle": {"new": 0, "changed": 0, "withdrawn": 1},
        "Vehicle.owner": {"new": 0, "changed": 0, "withdrawn": 1},
    }
    assert {row["Identity"] for row in table(second, "withdrawn.csv") if row["Kind"] == "entity"} == {there["car"]}
    assert "0000TS03" not in str(second.files)
    lines = [json.loads(line) for line in second.files["update.ftm.json"].splitlines()]
    assert sorted((line["schema"], line["sarhad"]["action"]) for line in lines) == [
        ("Person", "changed"), ("Person", "new"), ("Vehicle", "withdrawn"),
    ]  # fmt: skip
    for name, stated in receipt["files"].items():
        assert hashlib.sha256(second.files[name]).hexdigest() == stated["sha256"], name
    assert b"docProps" in second.files["update.xlsx"]


def test_a_lost_answer_loses_nothing(cast):
    known(cast)
    reader, client = cast.reader("colleague"), cast.client("colleague")
    one, two = weekly.make(reader), weekly.make(cast.reader("border"))
    assert one.files == two.files  # the same until it is confirmed, whoever of the office asks
    cast.contribute("TJ-DCA", [person("Rahimov Olim")])
    later = weekly.make(reader)
    assert later.row.number == one.row.number
    with pytest.raises(ValidationError):  # what was fetched first is not what would be confirmed
        weekly.confirm(reader, 1, one.row.receipt["checksum"])
    answer = client.post("/weekly/update.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
        receipt = json.loads(zipped.read("receipt.json"))
    assert receipt["checksum"] == later.row.receipt["checksum"]
    assert "Update 1 was made and waits" in client.get("/weekly/").content.decode()
    given = {"number": "1", "checksum": receipt["checksum"]}
    client.post("/weekly/confirm/", given)
    client.post("/weekly/confirm/", given)  # again: refused, nothing happens
    assert list(WeeklyExport.objects.values_list("number", "confirmed_by")) == [(1, "colleague")]
    assert weekly.make(reader).row.number == 2


def test_what_one_may_not_see_changes_no_byte_and_what_one_must_ask_for_is_counted(cast):
    known(cast)
    reader = cast.reader("colleague")
    before = weekly.make(reader).files
    secret = cast.contribute("KZ-MIA", [person("Somebody else")])
    cast.contribute("UZ-NIAC", [person("Another")], Scope(read=("CENTRE",)))
    assert weekly.make(reader).files == before
    cast.contribute("KZ-MIA", [person("To be asked for")], ASK)
    asked = weekly.make(reader)
    assert asked.row.receipt["left_out"] == {"KZ-MIA": 1}
    assert "To be asked for" not in str(asked.files)
    weekly.confirm(reader, 1, asked.row.receipt["checksum"])

    partner = cast.reader("partner")
    access.grant(partner, refs=secret, scope=OPEN)
    assert confirmed(reader).row.receipt["total"]["new"] == 1
    access.leave(cast.reader("centre"), group=MEMBERS, member="TJ-DCA")
    gone = weekly.make(cast.reader("colleague"))
    assert gone.row.receipt["total"] == {"new": 0, "changed": 0, "withdrawn": 6}
    assert "Somebody else" not in str(gone.files)


def test_on_the_command_line(cast, tmp_path):
    known(cast)
    who = ["--as", "colleague@TJ-DCA", "--purpose", "weekly update"]
    done = CliRunner().invoke(cli, ["weekly", str(tmp_path), *who])
    assert done.exit_code == 0, done.output
    assert "Update 1 since the beginning: 5 new, 0 changed, 0 withdrawn" in done.output
    made = tmp_path / "sarhad-tj-dca-i2-0001"
    (made / "links.csv").write_bytes(b"cut")
    assert CliRunner().invoke(cli, ["weekly", str(made), "--confirm", *who]).exit_code == 1
    CliRunner().invoke(cli, ["weekly", str(tmp_path), *who])
    assert CliRunner().invoke(cli, ["weekly", str(made), "--confirm", *who]).exit_code == 0
    assert WeeklyExport.objects.get().confirmed
    assert unpack(pack({})) == {}


def test_the_digest_counts_what_its_reader_sees(cast):
    def report(office: str, scope: Scope, **values: str) -> Claim:
        said = {"name": "Lorry", "date": "2026-11-20", "reportType": "seizure", "completeness": "80", **values}
        claim = Claim(uuid4().hex, "Report", {key: [value] for key, value in said.items()}, stated="2026-11-20")
        cast.contribute(office, [claim], scope)
        return claim

    to_parent = Scope(read=("TJ-DCA",))
    report("BLO-NP", to_parent, urgency="flash", completeness="60")
    report("BLO-NP", Scope(read=("TJ-DCA",), handling=Handling(2)), name="To be asked for", reportType="refusal")
    report("BLO-NP", Scope(), name="Not released")
    report("TJ-DCA", Scope(), date="2026-10-01")
    report("KZ-MIA", OPEN, name="Of another office")
    count = {"date": ["2026-11-20"], "direction": ["entry"], "people": ["12500"], "vehicles": ["1000"]}
    cast.contribute("BLO-NP", [Claim(uuid4().hex, "TrafficCount", count)], to_parent)
    said = digest.content(cast.reader("owner"), date(2026, 11, 15), date(2026, 11, 21))
    tables = {each["title"]: dict(each["rows"]) for each in said["tables"]}
    assert tables["Reports by kind"] == {"Seizure": "1", "Refusal of entry": "1", "Together": "2"}
    assert tables["Traffic"] == {"Entry: people": "12\u202f500", "Entry: vehicles": "1\u202f000"}
    assert tables["Quality and feedback"] == {"Average completeness": "70 %", "Urgent reports": "1"}
    assert "To be asked for" not in str(said)
    assert "1" in said["left_out"]
    for language in ("en", "ru"):
        answer = cast.client("owner").get(f"/weekly/digest.pdf?lang={language}&days=31")
        assert answer.content.startswith(b"%PDF")
    assert cast.client("auditor").get("/weekly/").status_code == 404
