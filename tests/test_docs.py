"""What the guides show works as it stands: blocks marked `<!-- runs -->` are run, in order, on an empty machine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.node import SARHAD, Node

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^<!-- runs -->\n```(?:sh)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STAND_INS = {  # for what a test does not have, or must not touch
    "python3 dev.py sarhad": "sarhad",
    "/var/lib/sarhad": "{folder}/var",
    "/mnt/": "{folder}/mnt/",
    "/tmp/try": "{folder}/try",
    "$(date +%F)": "2026-11-21",
    "CENTRE/members": "public",
    "--last 4711": "--last 0",
}
UN_LIST = """<CONSOLIDATED_LIST dateGenerated="2026-11-21T00:00:00"><INDIVIDUALS><INDIVIDUAL>
<DATAID>1</DATAID><FIRST_NAME>Nobody</FIRST_NAME><SECOND_NAME>Anywhere</SECOND_NAME>
<UN_LIST_TYPE>Test</UN_LIST_TYPE><REFERENCE_NUMBER>TEi.001</REFERENCE_NUMBER><LISTED_ON>2026-11-21</LISTED_ON>
</INDIVIDUAL></INDIVIDUALS><ENTITIES/></CONSOLIDATED_LIST>"""
PAGES = {"README.md": 2, "docs/import.md": 1, "docs/operator.md": 7}
"""And how many blocks of it run at least."""


def blocks(page: str) -> list[str]:
    return BLOCK.findall((ROOT / page).read_text())


class Machine:
    """A folder in which a page's commands run one after the other; what is exported stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.node = Node(folder / "var" / "node")
        self.node.environment["PATH"] = f"{SARHAD.parent}{os.pathsep}{os.environ['PATH']}"
        for name in ("var", "mnt/backup", "mnt/safe"):
            (folder / name).mkdir(parents=True)
        self.files = folder / "mnt" / "backup"
        (self.files / "UN_consolidated.xml").write_text(UN_LIST)
        book = Workbook()
        book.active.append(["Name", "Date of birth", "Passport"])
        book.active.append(["Karimov Farhod", "14.04.1983", "A1234567"])
        book.save(self.files / "people.xlsx")

    def run(self, line: str) -> None:
        for shown, meant in STAND_INS.items():
            line = line.replace(shown, meant.format(folder=self.folder))
        if found := re.fullmatch(r"export (\w+)=(\S*).*", line):
            self.node.environment[found[1]] = found[2]
        elif line.startswith("sarhad serve"):
            self.node.home = Path(self.node.environment["SARHAD_HOME"])
            with self.node.serving(*without_port(line.split()[2:])):
                pass
        else:
            command = ["bash", "-euc", line]
            done = subprocess.run(
                command, cwd=self.files, env=self.node.environment, capture_output=True, text=True
            )
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


def without_port(words: list[str]) -> list[str]:
    """The test has a free port of its own."""
    at = words.index("--port") if "--port" in words else len(words)
    return words[:at] + words[at + 2 :]


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_of_a_page_run_as_they_stand(tmp_path, page):
    machine = Machine(tmp_path)
    if page == "docs/import.md":
        machine.node.prepare()
    found = blocks(page)
    assert len(found) >= PAGES[page]
    for line in "".join(found).splitlines():
        machine.run(line)


def test_every_page_with_marked_blocks_is_run():
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    assert [str(page.relative_to(ROOT)) for page in pages if "<!-- runs -->" in page.read_text()] == list(PAGES)
