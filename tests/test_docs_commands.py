"""Every command line that the docs show is one that exists, with the options that it has; so is every setting."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from sarhad import settings
from sarhad.cli import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|[ /;])sarhad +([a-z][^&|>#;]*)")


def typed(page: Path) -> list[str]:
    """Command lines in blocks, without what stands before `sarhad`: they must work as they stand."""
    lines = "\n".join(BLOCK.findall(page.read_text())).replace("\\%", "%").splitlines()
    return [found.strip() for line in lines for found in COMMAND.findall(line) if "ExecStart" not in line]


def named(page: Path) -> list[str]:
    """What prose names between backticks: a command, perhaps with an option."""
    prose = BLOCK.sub("", page.read_text())
    return [line.strip() for line in re.findall(r"`sarhad ([a-z][^`]*)`", prose)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_to_be_typed_parses(page):
    assert [line for line in typed(page) if not parses(line)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_named_exists(page):
    assert [line for line in named(page) if not exists(line)] == []


def words(line: str) -> list[str]:
    return shlex.split(re.sub(r"\$\([^)]*\)", "x", line))


def command_of(line: str) -> tuple[click.Command | None, list[str]]:
    """The command that a line names, and the words that are left for it."""
    command, rest = cli, words(line)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        command, rest = command.commands.get(rest[0]), rest[1:]
    return command, rest


def parses(line: str) -> bool:
    command, rest = command_of(line)
    if command is None:
        return False
    try:
        command.make_context("sarhad", list(rest)).close()
    except click.exceptions.Exit:  # --help
        return True
    except click.UsageError as error:
        return "does not exist" in error.format_message()  # a file of the example
    return True


def exists(line: str) -> bool:
    command, rest = command_of(line)
    if command is None:
        return False
    options = {name for parameter in command.params for name in parameter.opts} | {"--help", "--version"}
    return {word for word in rest if word.startswith("-")} <= options


PARSE = ["backup x --with-keys", "verify --derived", "restore x --keys y", "show --help", "office list", "--help"]
DO_NOT = ["backup x --with-key", "offices", "verify --deep", "restore", "nonsense", "office shut X", "backup x y"]


def test_the_check_tells_right_from_wrong():
    assert [line for line in PARSE + DO_NOT if parses(line)] == PARSE
    assert [line for line in ("office", "import --check", "restore") if not exists(line)] == []
    assert [line for line in ("offices", "import --checks", "restore --all") if exists(line)] == []


def test_the_operators_guide_shows_the_commands_of_a_node():
    first = {line.split()[0] for line in typed(ROOT / "docs" / "operator.md")}
    assert first >= {"init", "serve", "office", "officer", "backup", "restore", "verify", "rebuild"}


def test_every_setting_is_in_the_operators_guide():
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', Path(settings.__file__).read_text()))
    guide = (ROOT / "docs" / "operator.md").read_text()
    assert read >= {"SARHAD_HOME", "DATABASE_URL"}
    assert [name for name in sorted(read) if f"`{name}`" not in guide] == []
