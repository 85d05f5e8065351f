"""The shape of the program: imports only downwards, facts written in one room, files that fit in a head."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sarhad

ROOT = Path(sarhad.__file__).parent
PATHS = {
    str(path.relative_to(ROOT)): path
    for path in sorted(ROOT.rglob("*.py"))
    if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
}

# From the bottom up. A room imports from rooms below it only; those on one line do not know each other.
ROOMS = [
    ["kernel"],
    ["ledger"],
    ["access"],
    ["entities"],
    ["matching"],
    ["collect"],
    ["desk"],
    ["figures"],
    ["web"],  # the shell: gate, forms, words, looks
    ["links"],  # charts, paths, pictures of a case; with its pages
    ["systems"],
    ["web/views"],  # pages that join rooms
    ["api"],
    ["home", "urls", "wsgi", "settings", "worker"],
    ["backup", "serving"],
    ["restore"],
    ["commands"],
    ["cli", "demo", "__main__"],
]
HEIGHT = {room: height for height, rooms in enumerate(ROOMS) for room in rooms}

WRITERS = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
WRITING_SQL = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM)\b[^;]*\bledger_", re.IGNORECASE)
WRITES_FACTS = {
    "restore.py": {"Blob", "Entry"},  # restores what a backup holds; entries through `ledger.ingest`
    "entities/attachments.py": {"Blob"},  # bytes come before the entry that names them
}

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
LONGEST_FILE, LONGEST_FUNCTION = 300, 60  # lines
LONG_FILES = {
    "kernel/envelope.py": 310,
    "web/forms.py": 400,
    "web/templatetags/look.py": 360,
}
"""May not grow; better split."""


@cache  # not while tests are collected: every process would wait for it
def files() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text()) for name, path in PATHS.items()}


def room(path: str) -> str:
    """`web/views/search.py` is of the room `web/views`, anything else of its first folder."""
    parts = path.removesuffix(".py").split("/")
    return "web/views" if parts[:2] in (["web", "views"], ["web", "urls"]) else parts[0]


def imported(tree: ast.AST) -> Iterator[str]:
    """Every module and name, with dots, that is imported anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{name.name}" for name in node.names)


def goes_up(file: str, name: str) -> bool:
    """Whether an import is not from a room below. A relative one does not say where from."""
    top, _, rest = name.partition(".")
    other = room(rest.replace(".", "/"))
    inside = top != "sarhad" or other in {"", "__version__", room(file)}
    return top == "" or not (inside or HEIGHT[other] < HEIGHT[room(file)])


def test_imports_go_down():
    assert [(file, name) for file, tree in files().items() for name in imported(tree) if goes_up(file, name)] == []
    assert goes_up("ledger/store.py", "sarhad.access.reader.Reader")
    assert goes_up("ledger/store.py", ".derive.derive")
    assert not goes_up("access/queries.py", "sarhad.ledger.models.Entry")


def test_the_kernel_knows_no_django():
    kernel = [file for file in PATHS if room(file) == "kernel"]
    assert len(kernel) > 5
    assert [(file, name) for file in kernel for name in imported(files()[file]) if name.startswith("django")] == []


def test_every_room_is_named():
    assert {room(file) for file in PATHS} - {"__init__"} <= set(HEIGHT)


def written(tree: ast.AST) -> set[str]:
    """Models of the ledger that a file writes through the ORM."""
    models = {
        name.asname or name.name: name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "sarhad.ledger.models"
        for name in node.names
    }
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    roots = {_root(call) for call in calls if isinstance(call, ast.Attribute) and call.attr in WRITERS}
    return {models[root] for root in roots if root in models}


def _root(node: ast.AST) -> str:
    """`Entry` of `Entry.objects.filter(…).update`."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_only_the_ledger_writes_facts():
    outside = {file: tree for file, tree in files().items() if room(file) != "ledger"}
    assert {file: models for file, tree in outside.items() if (models := written(tree))} == WRITES_FACTS
    said = [(file, text) for file, tree in outside.items() for text in texts(tree)]
    assert [one for one in said if WRITING_SQL.search(one[1])] == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("Entry.objects.filter(pos=1).update(seq=2)", {"Entry"}),
        ("F.objects.create()", {"Fragment"}),
        ("Entry.objects.filter(pos=1).first()", set()),
        ("other.update({})", set()),
    ],
)
def test_the_search_for_writers_finds_them(code, found):
    assert written(ast.parse(f"from sarhad.ledger.models import Entry, Fragment as F\n{code}")) == found
    assert WRITING_SQL.search("delete from ledger_entry where 1")


def test_files_fit_in_a_head():
    lengths = {file: len((ROOT / file).read_text().splitlines()) for file in PATHS}
    too_long = {file: lines for file, lines in lengths.items() if lines > LONG_FILES.get(file, LONGEST_FILE)}
    assert too_long == {}
    assert [file for file in LONG_FILES if lengths[file] <= LONGEST_FILE] == [], "these are not long any more"


def test_functions_fit_in_a_head():
    found = [
        (file, node) for file, tree in files().items() for node in ast.walk(tree) if isinstance(node, FUNCTION)
    ]
    assert [(file, f.name) for file, f in found if f.end_lineno - f.lineno >= LONGEST_FUNCTION] == []
