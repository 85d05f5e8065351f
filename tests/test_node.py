"""A node in real processes: made, served, backed up and restored, as docs/operator.md says."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

from tests import postgres
from tests.node import Node

AS = ("--as", "aziz@TJ-DCA", "--purpose", "test")
FTM = ("--mapping", "ftm", "--source", "people")
PEOPLE = [("p1", "Aziz Rahimov"), ("p2", "Botir Karimov"), ("p3", "Зарина Каримова")]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Node:
    """A node with an office, two officers and three people, for tests to copy."""
    folder = tmp_path_factory.mktemp("prepared")
    node = Node(folder / "node")
    node.prepare()
    import_people(node, folder, PEOPLE)
    return node


@pytest.fixture
def node(prepared, tmp_path) -> Node:
    shutil.copytree(prepared.home, tmp_path / "node")
    return Node(tmp_path / "node")


def import_people(node: Node, folder: Path, people: list[tuple[str, str]], code: int = 0) -> str:
    """What the command prints."""
    path = folder / "people.ijson"
    lines = [{"id": key, "schema": "Person", "properties": {"name": [name]}} for key, name in people]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = node.run("import", path, *FTM, "--json", *AS, code=code)
    return done.out + done.err


def digests(node: Node) -> str:
    """Of all derived tables: equal where the same entries are."""
    return node.run("rebuild").out


# Making and serving


def test_init_makes_a_folder_for_its_owner_alone_and_keeps_what_is_there(tmp_path):
    node = Node(tmp_path / "deep" / "node")
    node.run("init")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in node.home.iterdir()}
    assert stat.S_IMODE(node.home.stat().st_mode) == 0o700
    assert (modes["keys"], modes["secret"], modes["sarhad.sqlite3"], modes["audit.sqlite3"]) == (
        0o700, 0o600, 0o600, 0o600,
    )  # fmt: skip
    secret = (node.home / "secret").read_text()
    node.run("init")
    assert (node.home / "secret").read_text() == secret


def test_serve_says_what_is_missing(node, tmp_path):
    assert "sarhad init" in Node(tmp_path / "nothing").run("serve", code=1).err
    execute(node.home / "sarhad.sqlite3", "UPDATE ledger_follower SET stamp = 'older' WHERE name = 'derived'")
    assert "sarhad rebuild" in node.run("serve", code=1).err
    execute(node.home / "audit.sqlite3", "DELETE FROM django_migrations WHERE app = 'access'")
    assert "sarhad init" in node.run("serve", code=1).err


def execute(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute(sql)
    connection.close()


def test_serve_answers_indexes_and_stops_its_worker(node):
    token = node.run("officer", "token", *AS).out.strip()
    with node.serving("--workers", "2") as (address, server):
        request = urllib.request.Request(f"{address}/api/me", headers={"Authorization": f"Bearer {token}"})
        assert json.load(urllib.request.urlopen(request))["office"] == "TJ-DCA"
        assert urllib.request.urlopen(f"{address}/api/docs").status == 200
        check_a_phone(node, f"{address}/openrosa")
        (worker,) = _worker_of(server.pid)
        _until(lambda: (node.home / "index").exists())
        os.kill(worker, 9)
        _until(lambda: _worker_of(server.pid) not in ([], [worker]))
        (worker,) = _worker_of(server.pid)
    assert server.returncode == 0
    assert not Path(f"/proc/{worker}").exists()


def check_a_phone(node: Node, address: str) -> None:
    """Two clients that nobody wrote for us; a body of unknown length, as programs send that make it on the fly."""
    password = node.run("officer", "phone", "--device", "phone 2", *AS).out.strip()
    session = requests.Session()  # joins the challenges into one line and takes the last: MD5
    session.auth = HTTPDigestAuth("aziz", password)
    forms = session.get(f"{address}/formList", headers={"X-OpenRosa-Version": "1.0"})
    assert forms.status_code == 200
    assert b"<formID>seizure</formID>" in forms.content
    assert session.head(f"{address}/submission").status_code == 204
    photo, ends = b"\xff\xd8\xff\xe0" + os.urandom(300_000), []
    for number in (1, 2):
        parts = {
            "xml_submission_file": ("x.xml", report(number), "text/xml"),
            "p.jpg": ("p.jpg", photo, "image/jpeg"),
        }
        whole = requests.Request("POST", address, files=parts).prepare()
        pieces = (whole.body[at : at + 10_000] for at in range(0, len(whole.body), 10_000))
        header = {"Content-Type": whole.headers["Content-Type"]}
        body = pieces if number == 1 else whole.body
        ends.append(session.post(f"{address}/submission?deviceID=x", data=body, headers=header).status_code)
    assert ends == [202, 202]  # kept: it answers hardly anything
    with sqlite3.connect(node.home / "sarhad.sqlite3") as connection:
        kept = connection.execute("SELECT data FROM collect_submissionfile").fetchall()
    connection.close()
    assert [data for (data,) in kept] == [photo, photo]
    check_curl(address, password, node.home)


def report(number: int) -> bytes:
    meta = f"<meta><instanceID>uuid:{number}</instanceID></meta>"
    return f'<data id="seizure" version="1"><what><attachment>p.jpg</attachment></what>{meta}</data>'.encode()


def check_curl(address: str, password: str, folder: Path) -> None:
    """It takes the strongest challenge: SHA-256."""
    (folder / "report.xml").write_bytes(report(2))
    send = ["--form", f"xml_submission_file=@{folder / 'report.xml'};type=text/xml", f"{address}/submission"]
    for words in ([f"{address}/formList"], send):
        command = ["curl", "--silent", "--show-error", "--digest", "--user", f"aziz:{password}", "--verbose"]
        done = subprocess.run([*command, *words], capture_output=True, text=True)
        assert "< HTTP/1.1 20" in done.stderr, done.stderr
        assert "algorithm=SHA-256" in done.stderr


def _worker_of(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in found.splitlines() if "sarhad.worker" in line]


def _until(holds, seconds: int = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "does not come about"
        time.sleep(0.2)


# Backup and restore


def test_a_restored_node_is_the_same_and_goes_on_under_new_devices(node, tmp_path):
    file = tmp_path / "node.backup"
    assert "search index" in node.run("backup", file, "--with-keys").out
    restored = Node(tmp_path / "restored", SARHAD_ROOT_PASSPHRASE="")
    told = restored.run("restore", file).out
    assert "Retired devices: TJ-DCA.node." in told
    assert "sarhad office device TJ-DCA restored-" in told
    assert digests(restored) == digests(node)
    assert restored.run("officer", "list", "--json") == node.run("officer", "list", "--json")
    more = [*PEOPLE, ("p4", "Davlat Aminov")]
    assert "no key of TJ-DCA" in import_people(restored, tmp_path, more, code=1)
    restored.environment["SARHAD_ROOT_PASSPHRASE"] = node.environment["SARHAD_ROOT_PASSPHRASE"]
    restored.run("office", "device", "TJ-DCA", "node-2")
    assert '"unchanged": 3' in import_people(restored, tmp_path, more)  # the id keys came along
    now = heads(restored)
    assert (now["TJ-DCA/node"], now["TJ-DCA/node-2"]) == (heads(node)["TJ-DCA/node"], 1)
    assert "Davlat Aminov" in restored.run("search", "Aminov", *AS).out


def heads(node: Node) -> dict[str, int]:
    found = json.loads(node.run("verify", "--derived", "--json").out)
    assert found["faults"] == []
    return {head["chain"]: head["last"] for head in found["heads"]}


def test_a_backup_moves_to_postgresql_and_back(node, tmp_path):
    if postgres.binaries() is None:
        pytest.skip("needs PostgreSQL")
    file, back = tmp_path / "node.backup", tmp_path / "back.backup"
    node.run("backup", file, "--with-keys")
    with postgres.server() as url:
        other = Node(tmp_path / "postgres", DATABASE_URL=url, SARHAD_ROOT_PASSPHRASE="")
        other.run("restore", file)
        assert digests(other) == digests(node)
        other.environment["SARHAD_ROOT_PASSPHRASE"] = node.environment["SARHAD_ROOT_PASSPHRASE"]
        other.run("office", "device", "TJ-DCA", "server")
        assert '"added": 1' in import_people(other, tmp_path, [("p5", "Firuz Saidov")])
        expected = heads(other), digests(other)
        other.run("backup", back)
    again = Node(tmp_path / "again")
    again.run("restore", back)
    assert heads(again).keys() == expected[0].keys()
    assert digests(again) == expected[1]


# Screening


def test_a_long_list_is_screened_by_all_cores_in_its_order(node, tmp_path):
    names = [f"Nobody {n}" for n in range(130)]
    names[3], names[77], names[129] = "Азиз Рахимов", "KARIMOV BOTIR", "Karimova Zarina"
    (tmp_path / "in.csv").write_text("name\n" + "".join(f"{name}\n" for name in names))
    done = node.run("screen", tmp_path / "in.csv", tmp_path / "out.csv", *AS)
    assert "130 rows: 0 stop, 3 check, 0 not read" in done.err
    rows = list(csv.DictReader((tmp_path / "out.csv").open()))
    assert [row["name"] for row in rows] == names
    assert [row["name"] for row in rows if row["verdict"] == "check"] == [names[3], names[77], names[129]]
    assert not (tmp_path / "out.csv.part").exists()
