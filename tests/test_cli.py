"""The command line, in this process: help, who gets what, refusals in one line, what stands in the audit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from sarhad.access.models import AuditEntry, Officer, Seat, Token
from sarhad.cli import cli
from sarhad.kernel.claim import Scope
from sarhad.ledger import stamp
from sarhad.ledger.actions import feed_of
from sarhad.ledger.models import Entry, Fragment
from tests.cast import MEMBERS, PASSWORD, person

HEAVY = {"django", "followthemoney", "rigour", "orjson", "cryptography", "gunicorn", "ninja"}
ABSENT = "0" * 32


def sarhad(*arguments: object, **environment: str) -> Result:
    """Runs a command as the shell would; what it prints on stderr is in `stderr`."""
    env = {"LC_ALL": "C.UTF-8", "SARHAD_DEBUG": None, **environment}
    with translation.override("en"):
        return CliRunner(env=env).invoke(cli, [str(argument) for argument in arguments], prog_name="sarhad")


def reads(*arguments: object, who: str = "owner@TJ-DCA") -> Result:
    return sarhad(*arguments, "--as", who, "--purpose", "case 12")


def commands(group: click.Group = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


# Help


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_help_says_what_it_does_and_shows_an_example(path):
    done = sarhad(*path, "--help")
    assert done.exit_code == 0
    assert f"sarhad {path[0]}" in done.stdout.partition("Example")[2]


def test_the_commands_are_these():
    expected = (
        "init serve office officer verify rebuild backup restore xref graph forms submit import search screen "
        "show explain export purge weekly digest score-names import-chart import-table"
    )
    assert list(cli.commands) == expected.split()


def test_help_imports_nothing_heavy():
    script = f"import sys, sarhad.cli; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Who gets what

READERS = [  # who, exit code of reading what TJ-DCA released to KZ-MIA alone
    ("owner@TJ-DCA", 0),
    ("owner", 0),
    ("colleague@TJ-DCA", 0),
    ("border@TJ-DCA", 0),
    ("partner@KZ-MIA", 0),
    ("third@UZ-NIAC", 3),
    ("centre@CENTRE", 3),
    ("liaison@BLO-NP", 3),
    ("researcher@CENTRE", 3),
    ("administrator@CENTRE", 3),
    ("outsider@OUTSIDE", 3),
    ("owner@KZ-MIA", 1),  # no such seat
    ("nobody@TJ-DCA", 1),
]


@pytest.fixture
def released(cast):
    (ref,) = cast.contribute("TJ-DCA", [person("Aziz Rahimov", birthDate="1980-03-04")], Scope(read=("KZ-MIA",)))
    return cast.fragment(ref).entity, ref


@pytest.mark.parametrize("command", ["show", "explain"])
def test_reading(released, command):
    done = {who: reads(command, released[0], who=who) for who, _code in READERS}
    assert [(who, done[who].exit_code) for who, _code in READERS] == READERS
    for who, code in READERS:
        if code == 0:
            assert "TJ-DCA" in done[who].stdout
        if code == 3:
            absent = reads(command, ABSENT, who=who)
            assert done[who].stderr == absent.stderr == "sarhad: Nothing here for you.\n"
            assert done[who].stdout == absent.stdout == ""


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("who", ["outsider@OUTSIDE", "third@UZ-NIAC", "administrator@CENTRE"])
def test_the_invisible_changes_no_byte_of_a_search(cast, who, options):
    before = reads("search", "Rahimov", *options, who=who)
    cast.contribute("TJ-DCA", [person("Aziz Rahimov")], Scope(read=("KZ-MIA",)))
    after = reads("search", "Rahimov", *options, who=who)
    assert (before.stdout, before.stderr, before.exit_code) == (after.stdout, after.stderr, after.exit_code)


def test_show_in_its_forms(released, cast):
    entity, ref = released
    assert "Aziz Rahimov" in reads("show", entity).stdout
    assert json.loads(reads("show", entity, "--json").stdout)["facts"][0]["values"][0]["value"] == "Aziz Rahimov"
    assert "stated" in reads("show", entity, "--history").stdout
    assert json.loads(reads("show", entity, "--history", "--json").stdout)[0]["what"] == "stated"
    assert json.loads(reads("show", entity, "--relations", "--json").stdout) == []
    assert "verified" in reads("show", ref.contribution).stdout
    assert json.loads(reads("show", ref.contribution, "--json").stdout)["proof"]["seq"] > 0
    assert json.loads(reads("show", ref.contribution, "--json", who="partner").stdout)["proof"] is None


def test_explain_tells_the_owner_whom_it_reaches_and_others_why_they_see_it(released):
    entity, ref = released
    own = json.loads(reads("explain", ref, "--json").stdout)
    theirs = json.loads(reads("explain", entity, "--json", who="partner").stdout)
    assert [each["party"] for each in own[0]["who"]] == ["KZ-MIA", "TJ-DCA"]
    assert theirs[0]["who"] is None
    assert [each["kind"] for each in theirs[0]["why"]] == ["office"]


def test_search_finds_and_goes_on(cast):
    cast.contribute("TJ-DCA", [person(f"Rahimov {name}") for name in ("Anvar", "Botir", "Komil")])
    first = json.loads(reads("search", "Rahimov", "--limit", "2", "--json").stdout)
    second = json.loads(reads("search", "Rahimov", "--after", first["after"], "--json").stdout)
    found = [each["summary"]["caption"] for page in (first, second) for each in page["results"]]
    assert sorted(found) == ["Rahimov Anvar", "Rahimov Botir", "Rahimov Komil"]
    assert first["total"] == second["total"] == 3


# The audit

AUDITED = [  # arguments, act, what
    (("search", "Aziz"), "search", ""),
    (("show", "{entity}"), "read-profile", "{entity}"),
    (("show", "{entity}", "--history"), "read-history", "{entity}"),
    (("show", "{entity}", "--relations"), "read-relations", "{entity}"),
    (("show", ABSENT), "read-profile", ABSENT),
    (("explain", "{ref}"), "read-recipients", "{ref}"),
]


@pytest.mark.parametrize(("arguments", "act", "what"), AUDITED)
@pytest.mark.parametrize("who", ["owner@TJ-DCA", "outsider@OUTSIDE"])
def test_every_read_stands_in_the_audit_with_its_purpose(released, who, arguments, act, what):
    names = {"entity": released[0], "ref": released[1]}
    reads(*(argument.format(**names) for argument in arguments), who=who)
    line = AuditEntry.objects.get(act=act)
    assert f"{line.officer}@{line.office}" == who
    assert (line.purpose, line.what) == ("case 12", what.format(**names))
    assert AuditEntry.objects.get(act="take-seat").what.startswith("command line")


# Refusals

REFUSED = [  # arguments, exit code, words
    (("show", ABSENT), 2, "--as"),
    (("show", ABSENT, "--as", "owner@TJ-DCA"), 2, "--purpose"),
    (("show", ABSENT, "--as", "owner@TJ-DCA", "--purpose", " "), 1, "purpose"),
    (("show", "not an id", "--as", "owner", "--purpose", "x"), 3, "Nothing here"),
    (("show", "Ж" * 32, "--as", "owner", "--purpose", "x"), 3, "Nothing here"),
    (("explain", "0" * 32 + ".x", "--as", "owner", "--purpose", "x"), 3, "Nothing here"),
    (("explain", "0" * 32 + ".99999999999999999999", "--as", "owner", "--purpose", "x"), 3, "Nothing here"),
    (("search", "x", "--grade", "4x4:Z9", "--as", "owner", "--purpose", "x"), 1, "Z9"),
    (("search", "x", "--limit", "0", "--as", "owner", "--purpose", "x"), 2, "limit"),
    (("search", "x\0y", "--as", "owner", "--purpose", "x"), 0, "0 found"),
    (("search", "x", "--after", "junk", "--as", "owner", "--purpose", "x"), 0, "0 found"),
    (("search", "x", "--as", "administrator", "--purpose", "x"), 0, "0 found"),
    (("import", "/no/such/file.csv", "--as", "owner", "--purpose", "x"), 1, "not there"),
    (("import", "/", "--as", "owner", "--purpose", "x"), 1, ""),
    (("import", "x.csv", "--as", "owner", "--purpose", "x", "--mapping", "none"), 1, "mapping"),
    (("import", "x.csv", "--as", "owner", "--purpose", "x", "--dates", "dym"), 2, "dym"),
    (("purge", "nonsense", "--why", "w", "--approver", "centre", "--as", "owner", "--purpose", "x"), 1, "password"),
    (("office", "open", "lower", "--name", "x", "--country", "tj"), 1, "lower"),
    (("office", "open", "TJ-DCA", "--name", "x", "--country", "tj"), 1, "already"),
    (("office", "open", "TJ-NEW", "--country", "tj"), 2, "--name"),
    (("office", "open", "TJ-NEW", "--name", "x", "--country", "tj", "--sort", "kingdom"), 2, "kingdom"),
    (("office", "device", "TJ-DCA", "NODE 2"), 1, "NODE 2"),
    (("office", "device", "NOWHERE", "node"), 1, "no key file"),
    (("office", "device", "../../etc", "node"), 1, "cannot name a key"),
    (("office", "rotate", "NOWHERE"), 1, "no key file"),
    (("office", "revoke", "TJ-DCA", "phone"), 1, "no such device"),
    (("office", "revoke", "TJ-DCA", "node", "--last", "99"), 1, "no such device or entry"),
    (("office", "revoke", "TJ-DCA", "node"), 1, "another device"),
    (("office", "close", "TJ-DCA", "--heir", "TJ-DCA", "--yes"), 1, "heir"),
    (("office", "close", "TJ-DCA", "--heir", "NOWHERE", "--yes"), 1, "NOWHERE"),
    (("officer", "enrol", "new", "--office", "NOWHERE", "--role", "head"), 1, "NOWHERE"),
    (("officer", "enrol", "new", "--office", "TJ-DCA", "--role", "king"), 1, "roles"),
    (("officer", "enrol", "owner", "--office", "TJ-DCA", "--role", "head"), 1, "already"),
    (("officer", "enrol", "a b", "--office", "TJ-DCA", "--role", "head"), 1, "username"),
    (("officer", "roles", "nobody", "--role", "head"), 1, "no current seat"),
    (("officer", "password", "nobody"), 1, "No officer"),
    (("officer", "token", "--as", "owner", "--purpose", ""), 1, "purpose"),
    (("backup", "/no/such/folder/file"), 1, "/no/such/folder"),
    (("restore", "/no/such/file"), 2, "does not exist"),
    (("nonsense",), 2, "nonsense"),
]
SECRETS = {
    "SARHAD_ROOT_PASSPHRASE": PASSWORD,
    "SARHAD_NEW_PASSPHRASE": PASSWORD + " 2",
    "SARHAD_PASSWORD": PASSWORD + " 3",
    "SARHAD_BACKUP_PASSPHRASE": PASSWORD,
}


def test_refusals_are_one_line_with_a_reason_and_change_nothing(cast):
    before = _state()
    assert [row[0] for row in REFUSED if not _refused(*row)] == []
    assert _state() == before


def _refused(arguments: tuple[str, ...], code: int, words: str) -> bool:
    done = sarhad(*arguments, **SECRETS)
    one_line = code != 1 or (done.stderr.startswith("sarhad: ") and done.stderr.count("\n") == 1)
    right = done.exit_code == code and words in done.stderr and one_line and "Traceback" not in done.output
    if not right:
        print(arguments, done.exit_code, done.output)
    return right


def _state() -> tuple[object, ...]:
    seats = list(Seat.objects.order_by("pk").values_list("pk", "roles", "until"))
    return Entry.objects.count(), Fragment.objects.count(), Officer.objects.count(), Token.objects.count(), seats


def test_a_fault_of_ours_says_so_in_one_line(cast, monkeypatch):
    from sarhad.entities import queries

    def broken(*arguments, **options):
        raise RuntimeError("something unforeseen")

    monkeypatch.setattr(queries, "profile", broken)
    done = reads("show", ABSENT)
    assert done.exit_code == 70
    assert done.stderr.startswith("sarhad: internal fault, RuntimeError: something unforeseen")
    assert done.stderr.count("\n") == 1


def test_russian_where_the_shell_is_russian(released):
    done = sarhad("show", released[0], "--as", "owner", "--purpose", "x", LC_ALL="ru_RU.UTF-8")
    assert "Дата рождения:" in done.stdout


# Offices and officers


def test_an_office_from_opening_to_closing(cast):
    assert sarhad("office", "open", "KG-OLD", "--name", "Old", "--country", "kg", **SECRETS).exit_code == 0
    assert sarhad("office", "device", "KG-OLD", "laptop", **SECRETS).exit_code == 0
    assert sarhad("office", "revoke", "KG-OLD", "node", **SECRETS).exit_code == 0
    assert feed_of("KG-OLD").device == "laptop"
    assert sarhad("office", "rotate", "KG-OLD", **SECRETS).exit_code == 0
    assert sarhad("office", "close", "KG-OLD", "--heir", "KZ-MIA", "--yes").exit_code == 0
    listed = {each["id"]: each for each in json.loads(sarhad("office", "list", "--json").stdout)}
    assert listed["KG-OLD"]["closed"]
    assert [(each["device"], each["state"]) for each in listed["KG-OLD"]["devices"]] == [
        ("laptop", "signs here"),
        ("node", "revoked"),
    ]
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert {"create-office", "certify-device", "revoke-device", "rotate-root", "close-office"} <= acts


def test_closing_asks_first(cast):
    done = CliRunner().invoke(cli, ["office", "close", "TJ-DCA", "--heir", "KZ-MIA"], input="n\n")
    assert done.exit_code == 1
    assert feed_of("TJ-DCA")


def test_an_officer_from_enrolment_to_the_last_seat(cast):
    given = ("--office", "TJ-DCA", "--name", "Karim", "--role", "analyst")
    assert sarhad("officer", "enrol", "karim", *given, **SECRETS).exit_code == 0
    assert sarhad("officer", "enrol", "karim", "--office", "BLO-NP", "--role", "chemist").exit_code == 0
    assert sarhad("officer", "roles", "karim", "--role", "head").exit_code == 1  # which seat?
    assert sarhad("officer", "roles", "karim", "--office", "BLO-NP", "--role", "head").exit_code == 0
    assert sarhad("officer", "password", "karim", SARHAD_PASSWORD="quite another password").exit_code == 0
    assert Officer.objects.get(username="karim").check_password("quite another password")
    assert sarhad("officer", "roles", "karim", "--office", "BLO-NP").exit_code == 0
    seats = [each for each in json.loads(sarhad("officer", "list", "--json").stdout) if each["officer"] == "karim"]
    assert [(each["office"], each["roles"]) for each in seats] == [("TJ-DCA", ["analyst"])]


def test_officers_are_let_in_and_out_by_links(cast, client):
    given = ("--office", "TJ-DCA", "--name", "Karim", "--role", "analyst")
    first = sarhad("officer", "invite", "karim", *given).stdout.strip()
    assert client.get(first).status_code == 200
    second = sarhad("officer", "back", "karim").stdout.strip()
    assert [client.get(link).status_code for link in (first, second)] == [404, 200]
    signed_in = cast.client("colleague")
    assert sarhad("officer", "out", "colleague").exit_code == 0
    assert signed_in.get("/search/").status_code == 302
    assert sarhad("officer", "back", "nobody").exit_code == 1
    acts = AuditEntry.objects.filter(office="TJ-DCA").values_list("act", flat=True)
    assert {"invite", "let-back-in", "end-sessions"} <= set(acts)


def test_a_token_is_printed_once_and_reads(cast, client):
    done = reads("officer", "token", "--days", "3")
    me = client.get("/api/me", headers={"Authorization": f"Bearer {done.stdout.strip()}"}).json()
    assert (me["officer"], me["office"], me["purpose"]) == ("owner", "TJ-DCA", "case 12")
    assert Token.objects.count() == 1


def test_short_secrets_are_refused(cast):
    done = sarhad("office", "open", "KG-NEW", "--name", "x", "--country", "kg", SARHAD_ROOT_PASSPHRASE="short")
    assert done.exit_code == 1
    assert "at least 12" in done.stderr


# Files

LINE = '{"id": "a1", "schema": "Person", "properties": {"name": ["Aziz Rahimov"], "birthDate": ["1980"]}}\n'


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.ijson"
    path.write_text(LINE + LINE.replace("a1", "a2").replace("Aziz", "Botir"))
    return path


def test_import_checks_then_signs_then_changes_nothing(cast, people):
    given = ("import", people, "--mapping", "ftm", "--source", "test", "--read", MEMBERS, "--json")
    before = Entry.objects.count()
    checked = reads(*given, "--check")
    assert (checked.exit_code, json.loads(checked.stdout)["added"], Entry.objects.count()) == (0, 2, before)
    done = json.loads(reads(*given).stdout)
    again = json.loads(reads(*given).stdout)
    assert (done["added"], again["added"], again["unchanged"]) == (2, 0, 2)
    assert "Aziz" in reads("search", "Rahimov", who="partner").stdout


def test_import_refuses_rows_and_says_so(cast, people, tmp_path):
    people.write_text(LINE + "this is no JSON\n")
    done = reads("import", people, "--mapping", "ftm", "--source", "test", "--faults", tmp_path / "faults.csv")
    assert done.exit_code == 4
    assert "not JSON" in done.stdout
    assert "not-json" in (tmp_path / "faults.csv").read_text("utf-8-sig")
    assert Fragment.objects.filter(schema="Person").count() == 1


def test_import_of_a_snapshot_withdraws_what_is_gone(cast, people):
    given = ("import", people, "--mapping", "ftm", "--source", "test")
    reads(*given)
    people.write_text(LINE)
    assert json.loads(reads(*given, "--snapshot", "--json").stdout)["vanished"] == 1
    assert reads(*given, "--snapshot", "--retract").exit_code == 0
    assert reads("search", "Botir").stdout == ""


def test_import_needs_the_role(cast, people):
    done = reads("import", people, "--mapping", "ftm", "--source", "test", who="auditor")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)


def test_rebuild_and_verify(cast):
    cast.contribute("TJ-DCA", [person("Aziz Rahimov")])
    assert "fragment" in sarhad("rebuild").stdout
    assert "Nothing is wrong." in sarhad("verify", "--derived").stdout
    Fragment.objects.filter(schema="Person").update(data='{"properties":{"name":["Somebody"]}}')
    done = sarhad("verify", "--derived", "--json")
    assert done.exit_code == 4
    assert any("TJ-DCA/node" in fault for fault in json.loads(done.stdout)["faults"])


def test_tables_of_another_version_are_not_read(cast, monkeypatch):
    cast.contribute("TJ-DCA", [person("Aziz Rahimov")])
    monkeypatch.setattr(stamp, "stamp", lambda: "another")
    done = reads("search", "rahimov")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "sarhad rebuild" in done.stderr
    assert sarhad("rebuild").exit_code == 0
    assert "Aziz Rahimov" in reads("search", "rahimov").stdout
